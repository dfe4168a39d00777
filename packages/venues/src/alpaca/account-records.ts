/** Money, positions, permissions, fees and the clock of an Alpaca account. */

import type { Micros } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { AccountRecord, BalanceRecord, FeeSchedule, PositionRecord } from '../contract/records.ts'
import { arrayOf, decimal, decimalOrNull, flag, instant, objectOf, text, textOrNull } from '../wire/fields.ts'
import { symbolOf } from './symbols.ts'

export function readAccount(json: unknown, paper: boolean): AccountRecord {
  const from = objectOf(json, 'account')
  const blocks = ['account_blocked', 'trading_blocked', 'trade_suspended_by_user']
  return {
    venueAccountId: text(from, 'id'),
    name: textOrNull(from, 'account_number') ?? text(from, 'id'),
    canTrade: text(from, 'status') === 'ACTIVE' && !blocks.some((block) => flag(from, block)),
    // Coins can be sent from some accounts; whether by this key is not told.
    canWithdraw: flag(from, 'transfers_blocked') ? false : null,
    paper,
  }
}

const SCALE = 18

/** Cash. What is not yet free of it is held; coins are positions. */
export function readBalances(json: unknown): readonly BalanceRecord[] {
  const from = objectOf(json, 'account')
  const cash = decimal(from, 'cash')
  const [total, free] = [
    decimalUnits(cash, SCALE),
    decimalUnits(decimalOrNull(from, 'non_marginable_buying_power') ?? cash, SCALE),
  ]
  // More may be bought than there is cash for, on margin: that is nobody's balance.
  const available = free < total ? free : total
  return [
    {
      currency: textOrNull(from, 'currency') ?? 'USD',
      total: cash,
      available: formatDecimal(available, SCALE),
      held: formatDecimal(total - available, SCALE),
    },
  ]
}

export function readPositions(json: unknown): readonly PositionRecord[] {
  return arrayOf(json, 'positions answer').map((one) => {
    const from = objectOf(one, 'position')
    const quantity = decimal(from, 'qty')
    // Whether the sign is told too is not certain: the side always is.
    const short = from['side'] === 'short' && quantity !== '0' && !quantity.startsWith('-')
    return {
      venueSymbol: symbolOf(text(from, 'symbol').trim(), textOrNull(from, 'asset_class')),
      quantity: short ? `-${quantity}` : quantity,
      averagePrice: decimalOrNull(from, 'avg_entry_price'),
    }
  })
}

export function readFees(json: unknown): FeeSchedule {
  const tier = decimalOrNull(objectOf(json, 'account'), 'crypto_tier')
  return {
    tier: tier === null ? '' : `crypto tier ${tier}`,
    makerRate: null,
    takerRate: null,
    note: 'Shares: no commission; regulatory fees on sells come later as entries of their own. Crypto pairs: a rate by the volume of 30 days, taken from what is received.',
  }
}

export interface MarketClock {
  readonly at: Micros
  /** Whether the regular session of shares is open. */
  readonly isOpen: boolean
  readonly nextOpenAt: Micros
  readonly nextCloseAt: Micros
}

export function readClock(json: unknown): MarketClock {
  const from = objectOf(json, 'clock')
  return {
    at: instant(from, 'timestamp'),
    isOpen: flag(from, 'is_open'),
    nextOpenAt: instant(from, 'next_open'),
    nextCloseAt: instant(from, 'next_close'),
  }
}
