/**
 * The hot kernel: judges an order request against everything that limits it, in doubles over packed rows, without allocating.
 *
 * Every check runs, so that a decision is explained whole. Doubles are a filter: where a comparison is too close to call, that
 * one check is settled exactly, so every verdict is the exact one. Rules: SPEC.md, Risk (RK).
 */

import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { ensureMarketCapacity, type Market } from '../book/market.ts'
import { limitsOffset } from './compile.ts'
import { judgeGates } from './evaluate-gates.ts'
import { judgeCash, measureActivity, measureOrder, measurePosition } from './evaluate-order.ts'
import { measurePortfolio } from './evaluate-portfolio.ts'
import type { RiskEvaluation } from './evaluation.ts'
import { settleSlots } from './exact.ts'
import { AMBIGUOUS, FAILED } from './layout.ts'
import type { OrderRequest } from './request.ts'
import { SLOT, SLOT_COUNT } from './slots.ts'
import { readTerms, TERM } from './terms.ts'
import { syncMarket } from './totals.ts'
import { judgeMeasured } from './verdict.ts'

export type { RiskEvaluation } from './evaluation.ts'
export { LIVE_GATE_SHUT, type LiveGate, type OrderRequest } from './request.ts'

/** Judges the request at `at`. The answer is one row owned by the book: the next evaluation overwrites it. */
export function evaluateOrder(book: Book, market: Market, request: OrderRequest, at: Micros): RiskEvaluation {
  const evaluation = book.risk.evaluation
  ensureMarketCapacity(market, book.instruments.length)
  syncMarket(book, market)
  evaluation.terms[TERM.limits] = limitsOffset(book, request)
  const reduces = readTerms(book, market, request, at)
  measureOrder(book, request, reduces)
  measurePosition(book, request, reduces)
  measureActivity(book, request, at)
  measurePortfolio(book, market, request, at, reduces)
  let seen = judgeGates(book, market, request, at, reduces) | judgeCash(book, request, reduces)
  const { checks, terms } = evaluation
  const limits = book.risk.limits.merged
  const row = terms[TERM.limits]!
  seen |= judgeMeasured(checks, limits, row, SLOT.restricted, SLOT.availableCash)
  seen |= judgeMeasured(checks, limits, row, SLOT.openOrders, SLOT_COUNT)
  evaluation.reduces = reduces
  evaluation.ambiguous = 0
  if ((seen & AMBIGUOUS) !== 0) seen |= settleSlots(book, market, request, at)
  evaluation.blocked = (seen & FAILED) !== 0
  return evaluation
}
