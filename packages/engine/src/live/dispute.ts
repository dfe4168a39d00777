/**
 * Positions in dispute: where books and venue differ and nobody has said yet who is right, nothing is added to what may not be
 * there. Rules: SPEC.md, AJ-08.
 */

import { instrumentIndexOf, liveAccountOf } from './subject.ts'
import type { Book, PositionState } from '../book/book.ts'
import type { EngineEvent } from '../book/event.ts'
import type { Outcome } from '../book/outcome.ts'
import { accept, notFound } from '../book/refusal.ts'
import { stamp } from '../book/stamp.ts'
import { reasonFault, reported } from '../book/text.ts'
import { knownAccount } from '../account/evolve.ts'
import { openPosition, positionOf } from '../position/open-position.ts'
import { refreshPosition } from '../risk/rows.ts'
import type { DisputePosition, SettleDispute } from './command.ts'
import type { DisputeSettled, PositionDisputed } from './event.ts'

/** A position that was never opened may be disputed too: the venue may hold what the books do not. */
export function decideDisputePosition(book: Book, command: DisputePosition): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId, instrumentId, reason } = command
  const instrumentIndex = instrumentIndexOf(book, instrumentId)
  if (instrumentIndex === null) return notFound('instrumentId')
  const fault = reasonFault('reason', reason)
  if (fault !== null) return fault
  const subject = { subjectId: accountId }
  if ((positionOf(book, account.index, instrumentIndex)?.dispute ?? null) !== null) return accept([], subject)
  const message = reported(
    `the position in ${instrumentId} of account ${account.name} is in dispute: ${reason}`,
  )
  const events: EngineEvent[] = [
    { type: 'PositionDisputed', ...stamp(book, command), accountId, instrumentId, reason },
    {
      type: 'AlertRaised',
      ...stamp(book, command, 1),
      kind: 'POSITION_DISPUTED',
      orderId: null,
      message,
    },
  ]
  return accept(events, subject)
}

export function decideSettleDispute(book: Book, command: SettleDispute): Outcome {
  const account = liveAccountOf(book, command.accountId)
  if ('kind' in account) return account
  const { accountId, instrumentId, reason } = command
  const instrumentIndex = instrumentIndexOf(book, instrumentId)
  if (instrumentIndex === null) return notFound('instrumentId')
  const fault = reasonFault('reason', reason)
  if (fault !== null) return fault
  const subject = { subjectId: accountId }
  const dispute = positionOf(book, account.index, instrumentIndex)?.dispute ?? null
  if (dispute === null) return accept([], subject)
  const terms = { accountId, instrumentId, before: dispute.reason, reason }
  return accept([{ type: 'DisputeSettled', ...stamp(book, command), ...terms }], subject)
}

export function evolvePositionDisputed(book: Book, event: PositionDisputed): void {
  const position = disputedPosition(book, event)
  position.dispute = { reason: event.reason, since: event.at }
  refreshPosition(book, position.index)
}

export function evolveDisputeSettled(book: Book, event: DisputeSettled): void {
  disputedPosition(book, event).dispute = null
}

function disputedPosition(book: Book, event: PositionDisputed | DisputeSettled): PositionState {
  const instrumentIndex = instrumentIndexOf(book, event.instrumentId)
  if (instrumentIndex === null)
    throw new Error(`Invariant: instrument ${event.instrumentId} of an event is in the book`)
  return openPosition(book, knownAccount(book, event.accountId).index, instrumentIndex)
}
