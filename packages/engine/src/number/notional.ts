/**
 * From ticks and lots to money and back: exact, because an instrument is only listed when one tick times one lot times the
 * multiplier is a whole number of 10^-18 units.
 */

import { formatDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState, type Money } from '../book/book.ts'
import { WORTH_MOST } from '../book/limits.ts'
import { divideHalfEven, FEE_SCALE, FEE_STEP, magnitude, multiplyRate, roundToScale } from './rounding.ts'

/** Money of `lots` at `ticks`: price x quantity x multiplier, in the instrument's currency. Signed as its arguments. */
export function notional(instrument: InstrumentState, ticks: number, lots: number): Money {
  const size = ticks * lots
  // Most are small enough to be multiplied as doubles first, exactly.
  return (Number.isSafeInteger(size) ? BigInt(size) : BigInt(ticks) * BigInt(lots)) * instrument.tickLotValue
}

/** Whether `lots` at `ticks`, neither negative, are worth no more than the books can count. */
export function isCountable(instrument: InstrumentState, ticks: number, lots: number): boolean {
  const size = ticks * lots
  if (Number.isSafeInteger(size)) return size <= instrument.tickLotsMost
  return notional(instrument, ticks, lots) <= WORTH_MOST
}

/** The higher of the two fees that `lots` at `ticks` can cost, rounded half to even at 8 decimals; never negative. */
export function worstFee(instrument: InstrumentState, ticks: number, lots: number): Money {
  const { feeSteps } = instrument
  if (feeSteps !== null) {
    const steps = Math.abs(lots) * (Math.abs(ticks) * feeSteps.perTickLot + feeSteps.perLot)
    // Where nothing is rounded, doubles are exact as long as they are whole.
    if (Number.isSafeInteger(steps)) return BigInt(steps) * FEE_STEP
  }
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
