/**
 * The one gate: every order, replacement and preview comes through here, whoever sends it, and its decision is recorded whole.
 * There is no other way to an accepted order.
 */

import type { Book, Money } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { CheckRecord, Decision } from '../book/decision.ts'
import type { Market } from '../book/market.ts'
import { orderCash } from '../risk/cash.ts'
import { evaluateOrder } from '../risk/evaluate.ts'
import { explainOrder } from '../risk/explain.ts'
import { referenceQuote } from '../risk/quote.ts'
import type { OrderRequest } from '../risk/request.ts'

export interface Judgement {
  readonly decision: Decision
  /** Cash to set aside for it if it is allowed, and what all of its lots would need if they opened. */
  readonly reservation: Money
  readonly requirement: Money
}

/** When a request is judged, and whether its checks are listed where it is allowed. */
export interface Judging {
  readonly at: Micros
  readonly explainsAllowed: boolean
}

const UNLISTED: readonly CheckRecord[] = []

/** Judges a request: the kernel says whether, the explanation says why, and both must say the same. */
export function judge(
  book: Book,
  market: Market,
  request: OrderRequest,
  { at, explainsAllowed }: Judging,
): Judgement {
  const account = book.accounts[request.accountIndex]
  if (account === undefined) throw new Error('Invariant: a judged order has an account')
  const { blocked } = evaluateOrder(book, market, request, at)
  const checks = blocked || explainsAllowed ? explainOrder(book, market, request, at) : UNLISTED
  const failed = checks === UNLISTED ? UNLISTED : checks.filter((check) => check.verdict === 'FAILED')
  if (blocked !== failed.length > 0) throw new Error('Invariant: the verdict and its explanation agree')
  const decision: Decision = {
    requestedMode: request.requestedMode,
    // An account's mode is fixed for life: whatever was asked for, it is where the order would go.
    effectiveMode: account.mode,
    outcome: blocked ? 'BLOCKED' : 'ALLOWED',
    summary: blocked ? blockedSummary(failed) : allowedSummary(checks),
    policyVersion: book.policyVersion,
    reference: referenceQuote(market, request.instrumentIndex),
    checks,
  }
  const cash = blocked ? null : orderCash(book, market, request)
  return { decision, reservation: cash?.own ?? 0n, requirement: cash?.requirement ?? 0n }
}

function blockedSummary(failed: readonly CheckRecord[]): string {
  const [first, ...others] = failed
  const more = others.length === 0 ? '' : ` (and ${others.map((check) => check.name).join(', ')})`
  return `Blocked by ${first?.name ?? 'the gate'}: ${first?.message ?? ''}${more}`
}

function allowedSummary(checks: readonly CheckRecord[]): string {
  if (checks === UNLISTED) return 'Allowed: no check failed'
  const passed = checks.filter((check) => check.verdict === 'PASSED').length
  return `Allowed: ${passed} ${passed === 1 ? 'check' : 'checks'} passed, none failed`
}
