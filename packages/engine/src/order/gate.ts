/** The one gate: every order, replacement and preview comes through here, and its decision is recorded whole. */

import type { Book, Money } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { Decision } from '../book/decision.ts'
import type { Market } from '../book/market.ts'
import { orderReservation } from '../risk/cash.ts'
import { referenceQuote } from '../risk/quote.ts'
import type { OrderRequest } from '../risk/request.ts'

export interface Judgement {
  readonly decision: Decision
  /** Cash to set aside if it is allowed. */
  readonly reservation: Money
}

export function judge(book: Book, market: Market, request: OrderRequest, _at: Micros): Judgement {
  const account = book.accounts[request.accountIndex]
  if (account === undefined) throw new Error('Invariant: a judged order has an account')
  const decision: Decision = {
    requestedMode: request.requestedMode,
    effectiveMode: account.mode,
    outcome: 'ALLOWED',
    summary: 'Allowed',
    policyVersion: book.policyVersion,
    reference: referenceQuote(market, request.instrumentIndex),
    checks: [],
  }
  return { decision, reservation: orderReservation(book, market, request) ?? 0n }
}
