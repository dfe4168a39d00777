/**
 * What the kernel judges of orders of LIVE accounts alone: the live gate, the share of the limits that the capital stage admits,
 * and positions in dispute. Rules: SPEC.md MO-02, LG-06 to LG-10, AJ-08.
 */

import type { Book } from '../book/book.ts'
import type { LiveTrading } from '../live/terms.ts'
import { fail, note } from './evaluation.ts'
import * as layout from './layout.ts'
import type { OrderRequest } from './request.ts'
import type { RiskRows } from './rows.ts'
import { SLOT } from './slots.ts'

// Offsets as constants of this file: the compiler folds these, and not the fields of an imported object.
const AMBIGUOUS = layout.AMBIGUOUS
const LIMIT_COVERING = layout.LIMIT.covering
const SLOT_CAPITAL_STAGE = SLOT.capitalStage
const SLOT_CAPITAL_STAGE_ACCOUNT = SLOT.capitalStageAccount
const SLOT_CAPITAL_STAGE_MODE = SLOT.capitalStageMode
const SLOT_LIVE_GATE = SLOT.liveGate
const SLOT_POSITION_DISPUTE = SLOT.positionDispute

const SKIP_STAGE =
  (1 << SLOT.capitalStage) |
  (1 << SLOT.capitalStageAccount) |
  (1 << SLOT.capitalStageClass) |
  (1 << SLOT.capitalStageInstrument) |
  (1 << SLOT.capitalStageMode)

/** Bits of what orders of PAPER and SHADOW accounts are not asked. */
export const NOT_LIVE = (1 << SLOT.liveGate) | (1 << SLOT.positionDispute) | SKIP_STAGE

/** Notes which gates of the account are shut, and how far its stage admits the order; answers the bits of what does not apply. */
export function judgeLive(book: Book, request: OrderRequest): number {
  const { evaluation } = book.risk
  const { live } = book.accounts[request.accountIndex]!
  if (live === null || !isOpen(book, request, live)) fail(evaluation, SLOT_LIVE_GATE)
  if (request.positionIndex >= 0 && !evaluation.reduces) {
    if (book.positions[request.positionIndex]!.dispute !== null) fail(evaluation, SLOT_POSITION_DISPUTE)
  }
  if (live === null || live.stagePercent === 100) return SKIP_STAGE
  if (!evaluation.reduces) leaveStageOpen(book.risk)
  return 0
}

/** Shares of limits are taken in whole numbers at once: these orders are few, and what they are worth is explained anyway. */
function leaveStageOpen({ limits: { merged }, evaluation }: RiskRows): void {
  for (let slot = SLOT_CAPITAL_STAGE; slot <= SLOT_CAPITAL_STAGE_MODE; slot += 1) {
    if (merged[evaluation.policy + slot] !== Number.POSITIVE_INFINITY) note(evaluation, slot, AMBIGUOUS)
  }
}

function isOpen(book: Book, request: OrderRequest, live: LiveTrading): boolean {
  const { liveGate: gate, userId } = request
  const { limits, evaluation } = book.risk
  if (book.accounts[request.accountIndex]!.connectionId === null) return false
  if (limits.merged[evaluation.policy + LIMIT_COVERING]! === 0) return false
  if (userId === null || !live.userIds.includes(userId)) return false
  if (live.stagePercent !== 100 && !evaluation.reduces && !isStageLimited(book.risk)) return false
  // What differs is on record then, and the position that it concerns is in dispute: nobody is kept from getting out.
  const reconciled = gate.reconciled || (evaluation.reduces && gate.compared)
  return gate.connectionHealthy && reconciled && gate.killSwitchesKnown
}

/** True where policies limit both the notional of the order and a gross exposure that it makes. */
function isStageLimited({ limits: { merged }, evaluation: { policy } }: RiskRows): boolean {
  if (merged[policy + SLOT_CAPITAL_STAGE] === Number.POSITIVE_INFINITY) return false
  for (let slot = SLOT_CAPITAL_STAGE_ACCOUNT; slot <= SLOT_CAPITAL_STAGE_MODE; slot += 1) {
    if (merged[policy + slot] !== Number.POSITIVE_INFINITY) return true
  }
  return false
}
