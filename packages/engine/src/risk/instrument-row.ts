/** The packed row of an instrument: its exact terms as doubles, and the two numbers that the need of a short sale comes down to. */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState } from '../book/book.ts'
import { largerOf } from '../number/rounding.ts'
import { INSTRUMENT, INSTRUMENT_STRIDE } from './layout.ts'

const UNIT = 1e18

/** Units of 10^-18 as the nearest double or its neighbour. */
export function toNumber(units: bigint): number {
  return Number(units) / UNIT
}

/** Writes the row; `codes` are the small integers of its currency and asset class. */
export function instrumentRow(
  rows: Float64Array,
  instrument: InstrumentState,
  codes: { readonly currency: number; readonly assetClass: number },
): void {
  const row = instrument.index * INSTRUMENT_STRIDE
  const rate = largerOf(largerOf(instrument.makerFeeRate, instrument.takerFeeRate), 0n)
  rows[row + INSTRUMENT.tickLotValue] = toNumber(instrument.tickLotValue)
  rows[row + INSTRUMENT.feeRate] = toNumber(rate)
  rows[row + INSTRUMENT.feePerLot] = toNumber(instrument.feePerLot)
  rows[row + INSTRUMENT.quantityPerLot] = toNumber(instrument.quantityUnitsPerLot)
  rows[row + INSTRUMENT.assetClass] = codes.assetClass
  rows[row + INSTRUMENT.margined] = instrument.terms.funding === 'MARGINED' ? 1 : 0
  rows[row + INSTRUMENT.currency] = codes.currency
  // What was settled trades at no time any more.
  rows[row + INSTRUMENT.expiresAt] =
    instrument.settled === null
      ? (instrument.expiresAt ?? Number.POSITIVE_INFINITY)
      : Number.NEGATIVE_INFINITY
  rows[row + INSTRUMENT.marginRate] = toNumber(instrument.initialMarginRate)
  rows[row + INSTRUMENT.cashRate] =
    instrument.terms.funding === 'MARGINED' ? toNumber(instrument.initialMarginRate) : 1
  rows[row + INSTRUMENT.maxTicks] = instrument.maxTicks ?? Number.POSITIVE_INFINITY
  rows[row + INSTRUMENT.minTicks] = instrument.minTicks ?? 0
  writeShortNeed(rows, row, instrument)
}

/** The forms of `positionMargin` for a short that is paid in full, less its proceeds. */
function writeShortNeed(rows: Float64Array, row: number, instrument: InstrumentState): void {
  const { assetClass, strike } = instrument.terms
  const marginRate = toNumber(instrument.initialMarginRate)
  const perPrice = toNumber(instrument.tickLotValue) / toNumber(instrument.priceUnitsPerTick)
  const isEvent = assetClass === 'EVENT_CONTRACT'
  const isOption = assetClass === 'OPTION' && strike !== null
  let constant = 0
  if (isEvent) constant = perPrice
  else if (isOption) constant = toNumber(decimalUnits(strike, MONEY_SCALE)) * perPrice * marginRate
  rows[row + INSTRUMENT.shortConstant] = constant
  rows[row + INSTRUMENT.shortHigh] = isEvent || isOption ? 0 : marginRate
  rows[row + INSTRUMENT.shortLow] = isEvent ? 1 : 0
}
