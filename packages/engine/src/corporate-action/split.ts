/**
 * What a split does to a holding: whole lots of new shares at the same cost, and what is left of a lot paid out at the reference
 * price. Pure arithmetic; a short pays where a long is paid. Rules: SPEC.md, CA-03.
 */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState, type Money } from '../book/book.ts'
import { divideHalfEven, FEE_SCALE, magnitude, roundToScale } from '../number/rounding.ts'
import type { FillEffect, Holding } from '../position/apply-fill.ts'
import type { ShareSplit } from './terms.ts'

/** Lots after a split, toward zero; their size may be beyond 2^53. */
export function lotsAfter({ numerator, denominator }: ShareSplit, lots: number): number {
  return Number((BigInt(lots) * BigInt(numerator)) / BigInt(denominator))
}

/** What is left of a lot after a split, in parts of `denominator` of a new lot, signed as the lots. */
function partLeft({ numerator, denominator }: ShareSplit, lots: number): bigint {
  return (BigInt(lots) * BigInt(numerator)) % BigInt(denominator)
}

/** What is paid for that part, signed as the lots: a short pays. */
export function cashInLieu(instrument: InstrumentState, lots: number, split: ShareSplit): Money {
  const oldLot = decimalUnits(split.referencePrice, MONEY_SCALE) * instrument.tickLotValue
  const newLots = instrument.priceUnitsPerTick * BigInt(split.numerator)
  return roundToScale(divideHalfEven(partLeft(split, lots) * oldLot, newLots), FEE_SCALE)
}

/** A split as a trade that moves cash in lieu alone. */
export function applySplit(
  instrument: InstrumentState,
  { lots, cost }: Holding,
  split: ShareSplit,
): FillEffect {
  const now = BigInt(split.numerator)
  const left = partLeft(split, lots)
  const paid = cashInLieu(instrument, lots, split)
  // The same share of the cost; none where nothing is left, as of a position that is flat.
  const part = magnitude(left)
  const costClosed = part === 0n ? 0n : divideHalfEven(cost * part, now * BigInt(Math.abs(lots)))
  return {
    holding: { lots: lotsAfter(split, lots), cost: cost - costClosed },
    costClosed: -costClosed,
    costOpened: 0n,
    realizedPnl: paid - costClosed,
    lotsClosed: 0,
    lotsOpened: 0,
  }
}
