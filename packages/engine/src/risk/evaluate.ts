/**
 * The hot kernel: judges an order request against everything that limits it, in doubles over packed rows, without allocating.
 *
 * Every check runs, so that a decision is explained whole. Doubles are a filter: what is surely within its limit costs one
 * comparison; what is not is noted, as failed where that is sure, else it is settled exactly. So every verdict is the exact one.
 * Rules: SPEC.md, Risk (RK).
 */

import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { isWithinOwnRate } from '../strategy/requests.ts'
import { ensureMarketCapacity, type Market } from '../book/market.ts'
import { limitsOffset } from './compile.ts'
import { judgeGates } from './evaluate-gates.ts'
import { judgeCash } from './evaluate-cash.ts'
import { judgeActivity, judgeOrder, judgePosition } from './evaluate-order.ts'
import { judgeMode } from './evaluate-mode.ts'
import { judgeAccount } from './evaluate-account.ts'
import { fail, type RiskEvaluation } from './evaluation.ts'
import { settleSlots } from './exact.ts'
import { AMBIGUOUS as AMBIGUOUS_CODE, FAILED as FAILED_CODE } from './layout.ts'
import type { OrderRequest } from './request.ts'
import { syncMarket } from './rows.ts'
import { SLOT } from './slots.ts'
import { readTerms } from './terms.ts'

export type { RiskEvaluation } from './evaluation.ts'
export type { LiveGate, OrderRequest } from './request.ts'

// Constants of this file: the compiler folds these, and not those of another.
const AMBIGUOUS = AMBIGUOUS_CODE
const FAILED = FAILED_CODE
const SLOT_DEPLOYMENT_ORDER_RATE = SLOT.deploymentOrderRate

/**
 * Judges the request at `at`, on the clock that quotes are received by; where that clock is behind the book, days and rates are
 * the book's (MK-02). The answer is one row owned by the book: the next evaluation overwrites it.
 */
export function evaluateOrder(book: Book, market: Market, request: OrderRequest, at: Micros): RiskEvaluation {
  const risk = book.risk
  const evaluation = risk.evaluation
  evaluation.noted = 0
  evaluation.notes = 0
  evaluation.skips = 0
  evaluation.ambiguous = 0
  ensureMarketCapacity(market, book.instruments.length)
  syncMarket(book, market)
  evaluation.policy = limitsOffset(book, request)
  const reduces = readTerms(risk, request)
  evaluation.reduces = reduces
  const bookAt = at > book.at ? at : book.at
  judgeGates(book, market, request, at)
  judgeOrder(risk, request)
  judgeActivity(book, request, bookAt)
  if (!reduces) {
    const { deploymentId } = request
    if (deploymentId !== null && deploymentId !== undefined) judgeDeployment(book, deploymentId, bookAt)
    judgePosition(risk, request)
    judgeCash(risk, request)
    judgeAccount(book, market, request, at, bookAt)
    judgeMode(book, market, request, at, bookAt)
  }
  if ((evaluation.noted & AMBIGUOUS) !== 0) settleSlots(book, market, request, at)
  evaluation.blocked = (evaluation.noted & FAILED) !== 0
  return evaluation
}

/** A deployment's own rate, apart from what policies say: whole numbers, and only for orders of deployments. */
function judgeDeployment(book: Book, deploymentId: string, bookAt: Micros): void {
  const deployment = book.deployments.get(deploymentId)
  if (deployment === undefined)
    throw new Error(`Invariant: deployment ${deploymentId} that asks is in the book`)
  if (!isWithinOwnRate(deployment, bookAt)) fail(book.risk.evaluation, SLOT_DEPLOYMENT_ORDER_RATE)
}
