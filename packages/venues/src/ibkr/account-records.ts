/** The account, its money by currency, and its positions. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { AccountRecord, BalanceRecord, PositionRecord } from '../contract/records.ts'
import { canonicalDecimal } from '../wire/decimal.ts'
import { arrayOf, decimal, flag, objectOf, textOrNull, WireFault, whole } from '../wire/fields.ts'

const SCALE = 18
/** The sum of all currencies in that of the account: no money of its own. */
const BASE = 'BASE'
/** Accounts of paper trading begin with it. */
const PAPER = /^D[UFI]/

/** The account of an id among those of the user. */
export function readPortfolioAccount(json: unknown, accountId: string): AccountRecord {
  const own = arrayOf(json, 'accounts answer')
    .map((one) => objectOf(one, 'account'))
    .find((one) => one['accountId'] === accountId || one['id'] === accountId)
  if (own === undefined) throw new WireFault(`the account ${accountId} is not among those of the user`)
  return {
    venueAccountId: accountId,
    name: textOrNull(own, 'accountTitle') ?? textOrNull(own, 'displayName') ?? accountId,
    // Some members came with later versions: only their no counts.
    canTrade: own['brokerageAccess'] !== false && !flag(own, 'noClientTrading'),
    canWithdraw: null,
    paper: PAPER.test(accountId),
  }
}

/** One balance a currency, in order of currency. What is not settled yet is held. */
export function readLedger(json: unknown): readonly BalanceRecord[] {
  return (
    Object.entries(objectOf(json, 'ledger'))
      // What is no line of a currency is a member that nobody wrote down.
      .filter(([currency, one]) => currency !== BASE && typeof one === 'object' && !Array.isArray(one))
      .map(([currency, one]) => {
        const from = objectOf(one, currency)
        const total = amount(from['cashbalance'], 'cashbalance')
        const settled = from['settledcash'] === undefined ? total : amount(from['settledcash'], 'settledcash')
        const held = total > settled ? total - settled : 0n
        return {
          currency,
          total: formatDecimal(total, SCALE),
          available: formatDecimal(total - held, SCALE),
          held: formatDecimal(held, SCALE),
        }
      })
      .sort((a, b) => (a.currency < b.currency ? -1 : 1))
  )
}

function amount(value: unknown, field: string): bigint {
  const written = canonicalDecimal(typeof value === 'string' ? value.replaceAll(',', '') : value)
  if (written === null) throw new WireFault(`${field} is no decimal`)
  return decimalUnits(written, SCALE)
}

/** A page of positions; what was closed stays listed for a day with nothing held. */
export function readPositions(json: unknown): readonly PositionRecord[] {
  return arrayOf(json, 'positions').map((one) => {
    const from = objectOf(one, 'position')
    const price = from['avgPrice'] ?? from['avgCost']
    return {
      venueSymbol: String(whole(from, 'conid')),
      quantity: decimal(from, 'position'),
      averagePrice: canonicalDecimal(price),
    }
  })
}
