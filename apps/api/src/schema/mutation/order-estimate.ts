/** What an order would be worth and cost at the market that its decision saw: exact, in the instrument's currency. */
import { type Decision, formatPrice } from '@quarterdeck/engine'
import {
  DECIMAL_FRACTION_DIGITS_MAX,
  type Instrument,
  decimalUnits,
  formatDecimal,
  powerOfTen,
} from '@quarterdeck/sdk'
import type { MoneyValue } from '../type/money.ts'

export interface Estimate {
  readonly notional: MoneyValue
  readonly fee: MoneyValue
}

export interface EstimatedOrder {
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  readonly limitPrice: string | null
  readonly stopPrice: string | null
}

const ONE = powerOfTen(DECIMAL_FRACTION_DIGITS_MAX)
const units = (text: string) => decimalUnits(text, DECIMAL_FRACTION_DIGITS_MAX)
/** Product of two numbers at 18 decimals, cut at 18 decimals: an estimate, never booked. */
const times = (a: bigint, b: bigint) => (a * b) / ONE

/** Null: there is no price to value it at. The fee assumes that all of it takes liquidity. */
export function estimate(order: EstimatedOrder, instrument: Instrument, decision: Decision): Estimate | null {
  const price = order.limitPrice ?? order.stopPrice ?? touched(order.side, instrument, decision)
  if (price === null) return null
  const quantity = units(order.quantity)
  const notional = times(times(units(price), quantity), units(instrument.multiplier))
  const absolute = notional < 0n ? -notional : notional
  const fee = times(absolute, units(instrument.takerFeeRate)) + times(quantity, units(instrument.feePerUnit))
  const { currency } = instrument
  const money = (amount: bigint) => ({ amount: formatDecimal(amount, DECIMAL_FRACTION_DIGITS_MAX), currency })
  return { notional: money(notional), fee: money(fee) }
}

function touched(side: 'BUY' | 'SELL', instrument: Instrument, { reference }: Decision): string | null {
  if (reference === null) return null
  const ticks = (side === 'BUY' ? reference.askTicks : reference.bidTicks) ?? reference.lastTicks
  return ticks === null ? null : formatPrice(instrument, ticks)
}
