/** What the checks of one evaluation share, read once from the packed rows into a scratch row. */

import { openLots } from '../order/open-lots.ts'
import * as layout from './layout.ts'
import { replacedLots, type OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'

const { POSITION } = layout

export const TERM = {
  /** Lots that the order can trade. */
  lots: 0,
  /** The same, less the working lots of the order that it replaces. */
  moved: 1,
  /** 1 for a buy, -1 for a sale. */
  side: 2,
  /** Held lots, positive in the order's direction. */
  held: 3,
  /** Working lots on the order's side, the replaced ones out. */
  working: 4,
  /** Position in the order's direction once everything on its side has filled. */
  after: 5,
  /** Largest distance from zero with the order, and what the order adds to it. */
  worstAfter: 6,
  worstAdded: 7,
  /** All lots that were summed up to these: what their roundings are a share of. */
  size: 8,
  /** Price that marks the instrument, and the highest and lowest that the order can trade at; NaN unknown. */
  reference: 9,
  highest: 10,
  lowest: 11,
  /** The side of the quote that the order would touch. */
  touch: 12,
  limitTicks: 13,
  stopTicks: 14,
  /** Exposure of one lot in the instrument's currency, in the account's and in the base currency; NaN unknown. */
  worth: 15,
  value: 16,
  baseValue: 17,
  /** Account and base currency per unit of the instrument's; NaN where there is no rate that holds. */
  rate: 18,
  baseRate: 19,
  /** What checks of a class or an instrument take over from those of the account. */
  error: 20,
  classGross: 21,
  movedValue: 22,
  equityLow: 23,
  equityHigh: 24,
} as const

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const POSITION_BUY = POSITION.buy
const POSITION_LOTS = POSITION.lots
const POSITION_SELL = POSITION.sell
const POSITION_STRIDE = layout.POSITION_STRIDE
const TERM_AFTER = TERM.after
const TERM_HELD = TERM.held
const TERM_LOTS = TERM.lots
const TERM_MOVED = TERM.moved
const TERM_SIDE = TERM.side
const TERM_SIZE = TERM.size
const TERM_WORKING = TERM.working
const TERM_WORST_ADDED = TERM.worstAdded
const TERM_WORST_AFTER = TERM.worstAfter

/** Fills in what the order makes of its position; answers true where it only reduces it. */
export function readTerms(risk: RiskRows, request: OrderRequest): boolean {
  const { evaluation, positions } = risk
  const { terms } = evaluation
  const { replacing } = request
  const sells = request.side === 'BUY' ? 0 : 1
  const side = 1 - 2 * sells
  evaluation.sells = sells
  const lots = replacing === null ? request.quantityLots : openLots(replacing, request.quantityLots)
  const replaced = replacedLots(request)
  let held = 0
  let ours = 0
  let theirs = 0
  if (request.positionIndex >= 0) {
    const row = request.positionIndex * POSITION_STRIDE
    held = positions[row + POSITION_LOTS]! * side
    ours = positions[row + POSITION_BUY + sells]!
    theirs = positions[row + POSITION_SELL - sells]!
  }
  const working = ours - replaced
  const after = held + working + lots
  const opposite = Math.abs(held - theirs)
  const worstBefore = Math.max(Math.abs(held + ours), opposite)
  const worstAfter = Math.max(Math.abs(after), opposite)
  terms[TERM_LOTS] = lots
  terms[TERM_MOVED] = lots - replaced
  terms[TERM_SIDE] = side
  terms[TERM_HELD] = held
  terms[TERM_WORKING] = working
  terms[TERM_AFTER] = after
  terms[TERM_WORST_AFTER] = worstAfter
  terms[TERM_WORST_ADDED] = worstAfter - worstBefore
  terms[TERM_SIZE] = worstAfter + worstBefore + lots + replaced
  return held < 0 && working + lots <= -held
}
