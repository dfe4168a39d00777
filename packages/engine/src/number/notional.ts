/**
 * From ticks and lots to money and back: exact, because an instrument is only listed when one tick times one lot times the
 * multiplier is a whole number of 10^-18 units.
 */

import { formatDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState, type Money } from '../book/book.ts'
import { divideHalfEven, multiplyRate, roundToScale, FEE_SCALE, magnitude } from './rounding.ts'

/** Money of `lots` at `ticks`: price x quantity x multiplier, in the instrument's currency. Signed as its arguments. */
export function notional(instrument: InstrumentState, ticks: number, lots: number): Money {
  const size = ticks * lots
  // Most are small enough to be multiplied as doubles first, exactly.
  return (Number.isSafeInteger(size) ? BigInt(size) : BigInt(ticks) * BigInt(lots)) * instrument.tickLotValue
}

/** The higher of the two fees that `lots` at `ticks` can cost, rounded half to even at 8 decimals; never negative. */
export function worstFee(instrument: InstrumentState, ticks: number, lots: number): Money {
  const rate =
    instrument.takerFeeRate > instrument.makerFeeRate ? instrument.takerFeeRate : instrument.makerFeeRate
  const size = Math.abs(lots)
  const share = rate > 0n ? multiplyRate(magnitude(notional(instrument, ticks, size)), rate) : 0n
  const perUnit = instrument.feePerLot * BigInt(size)
  const fee = roundToScale(share + perUnit, FEE_SCALE)
  return fee > 0n ? fee : 0n
}

/** Average price in decimals: value / (lots x lot value), rounded half to even at 18 decimals. Null without lots. */
export function averagePrice(instrument: InstrumentState, value: Money, lots: number): Decimal | null {
  if (lots === 0) return null
  const priceUnits = divideHalfEven(
    magnitude(value) * instrument.priceUnitsPerTick,
    instrument.tickLotValue * BigInt(Math.abs(lots)),
  )
  return formatDecimal(priceUnits, MONEY_SCALE)
}

/** Money as a canonical decimal string. */
export function formatMoney(money: Money): Decimal {
  return formatDecimal(money, MONEY_SCALE)
}
