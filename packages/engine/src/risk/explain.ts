/** The record of a decision: every check that ran, with exact numbers and a sentence each. Made once, when the event is recorded. */

import type { Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { CheckRecord } from '../book/decision.ts'
import type { Market } from '../book/market.ts'
import { openCase, type OrderCase } from './case.ts'
import { judgeSlot } from './exact.ts'
import { decimalOf, slotAt, type Judgement } from './judgement.ts'
import type { OrderRequest } from './request.ts'
import { SLOT_COUNT, SLOTS, type Slot } from './slots.ts'

/** Records in the order of CHECK_NAMES; a check with limits at several levels has a record for each. */
export function explainOrder(
  book: Book,
  market: Market,
  request: OrderRequest,
  at: Micros,
): readonly CheckRecord[] {
  const of = openCase(book, market, request, at)
  const records: CheckRecord[] = []
  let unlimited: CheckRecord | null = null
  for (let index = 0; index < SLOT_COUNT; index += 1) {
    const slot = slotAt(index)
    if (!isTold(of, slot)) continue
    const judgement = judgeSlot(of, index)
    const record = toRecord(slot, judgement)
    if (judgement.verdict === 'SKIPPED' && judgement.limit === null) unlimited ??= record
    else records.push(record)
    const isLastOfCheck = SLOTS[index + 1]?.check !== slot.check
    if (!isLastOfCheck) continue
    // A check that no policy limits at any level is still shown once, saying so.
    if (unlimited !== null && records.at(-1)?.name !== slot.check) records.push(unlimited)
    unlimited = null
  }
  return records
}

/** Of what only deployments have, or only LIVE accounts, nobody else need be told. */
function isTold({ request, account }: OrderCase, { check }: Slot): boolean {
  if (check === 'deploymentOrderRate') return (request.deploymentId ?? null) !== null
  if (check === 'capitalStage' || check === 'positionDispute') return account.mode === 'LIVE'
  return true
}

function toRecord(slot: Slot, { verdict, observed, limit, policy, message, shown }: Judgement): CheckRecord {
  return {
    name: slot.check,
    scope: policy === null ? 'SYSTEM' : policy.scope,
    targetId: policy === null ? null : policy.targetId,
    policyVersion: policy === null ? null : policy.version,
    verdict,
    observed: shown === undefined ? decimalOf(observed) : shown.observed,
    limit: shown === undefined ? decimalOf(limit) : shown.limit,
    headroom:
      shown === undefined
        ? decimalOf(observed === null || limit === null ? null : limit - observed)
        : shown.headroom,
    message,
  }
}
