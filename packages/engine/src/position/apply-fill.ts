/**
 * What a fill does to a position: average cost on the way in, realized profit and loss on the way out.
 *
 * Pure arithmetic on (lots, cost). Closing part of a position takes its share of the cost, rounded half to even; the rounding
 * remainder stays in what is left and the last close takes all of it, so no unit is ever lost (PO-03).
 */

import type { InstrumentState, Money } from '../book/book.ts'
import { notional } from '../number/notional.ts'
import { divideHalfEven } from '../number/rounding.ts'

/** Open lots and their signed cost; flat is zero and zero. */
export interface Holding {
  readonly lots: number
  readonly cost: Money
}

export interface FillEffect {
  readonly holding: Holding
  /** Signed change of cost by the closing part and by the opening part. */
  readonly costClosed: Money
  readonly costOpened: Money
  /** Profit (positive) or loss of the closing part. */
  readonly realizedPnl: Money
  /** Lots of the fill that closed, and that opened; their sum is the fill. Unsigned. */
  readonly lotsClosed: number
  readonly lotsOpened: number
}

/** Applies signed lots (buy positive) at a price to a holding. */
export function applyFill(
  instrument: InstrumentState,
  holding: Holding,
  signedLots: number,
  priceTicks: number,
): FillEffect {
  const opposes = holding.lots !== 0 && holding.lots > 0 !== signedLots > 0
  const lotsClosed = opposes ? Math.min(Math.abs(holding.lots), Math.abs(signedLots)) : 0
  const lotsOpened = Math.abs(signedLots) - lotsClosed
  const direction = signedLots > 0 ? 1 : -1

  const costShare = lotsClosed === 0 ? 0n : shareOfCost(holding, lotsClosed)
  const closingValue = notional(instrument, priceTicks, lotsClosed * -direction)
  const costOpened = notional(instrument, priceTicks, lotsOpened * direction)
  return {
    holding: { lots: holding.lots + signedLots, cost: holding.cost - costShare + costOpened },
    costClosed: -costShare,
    costOpened,
    realizedPnl: closingValue - costShare,
    lotsClosed,
    lotsOpened,
  }
}

function shareOfCost(holding: Holding, lotsClosed: number): Money {
  const open = Math.abs(holding.lots)
  if (lotsClosed === open) return holding.cost
  return divideHalfEven(holding.cost * BigInt(lotsClosed), BigInt(open))
}
