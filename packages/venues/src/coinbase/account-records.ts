/** Wallets, permissions and fee tiers. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { AccountRecord, BalanceRecord, FeeSchedule } from '../contract/records.ts'
import { decimal, decimalOrNull, flag, listOf, objectOf, text, textOrNull } from '../wire/fields.ts'

const SCALE = 18

/** Wallets of one page; a currency may have several, see `mergeBalances`. */
export function readAccounts(json: unknown): readonly BalanceRecord[] {
  return listOf(objectOf(json, 'accounts answer'), 'accounts').map((one) => {
    const from = objectOf(one, 'account')
    const available = decimal(objectOf(from['available_balance'], 'available_balance'), 'value')
    const hold = from['hold']
    const held = hold === null || hold === undefined ? '0' : decimal(objectOf(hold, 'hold'), 'value')
    const total = formatDecimal(decimalUnits(available, SCALE) + decimalUnits(held, SCALE), SCALE)
    return { currency: text(from, 'currency'), total, available, held }
  })
}

/** One balance a currency, in order of currency. */
export function mergeBalances(wallets: readonly BalanceRecord[]): readonly BalanceRecord[] {
  const merged = new Map<string, BalanceRecord>()
  for (const one of wallets) {
    const known = merged.get(one.currency)
    if (known === undefined) merged.set(one.currency, one)
    else
      merged.set(one.currency, {
        currency: one.currency,
        total: added(known.total, one.total),
        available: added(known.available, one.available),
        held: added(known.held, one.held),
      })
  }
  return [...merged.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

function added(a: string, b: string): string {
  return formatDecimal(decimalUnits(a, SCALE) + decimalUnits(b, SCALE), SCALE)
}

export function readPermissions(json: unknown): AccountRecord {
  const from = objectOf(json, 'permissions answer')
  return {
    venueAccountId: text(from, 'portfolio_uuid'),
    name: textOrNull(from, 'portfolio_type') ?? 'portfolio',
    canTrade: flag(from, 'can_trade'),
    canWithdraw: flag(from, 'can_transfer'),
    paper: false,
  }
}

export function readFees(json: unknown): FeeSchedule {
  const tier = objectOf(objectOf(json, 'fees answer')['fee_tier'], 'fee_tier')
  return {
    tier: textOrNull(tier, 'pricing_tier') ?? '',
    makerRate: decimalOrNull(tier, 'maker_fee_rate'),
    takerRate: decimalOrNull(tier, 'taker_fee_rate'),
    note: 'Rates of the account; pairs of stable coins may cost less. Charged in the currency of the price.',
  }
}
