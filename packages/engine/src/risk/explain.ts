/** The record of a decision: every check that ran, with exact numbers and a sentence each. Made once, when the event is recorded. */

import { formatDecimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Book } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import type { CheckRecord } from '../book/decision.ts'
import type { Market } from '../book/market.ts'
import { openCase } from './case.ts'
import { judgeSlot } from './exact.ts'
import type { Judgement } from './judgement.ts'
import type { OrderRequest } from './request.ts'
import { SLOTS, type Slot } from './slots.ts'

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
  for (const [index, slot] of SLOTS.entries()) {
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

function toRecord(slot: Slot, judgement: Judgement): CheckRecord {
  const { observed, limit, policy } = judgement
  return {
    name: slot.check,
    scope: policy?.scope ?? 'SYSTEM',
    targetId: policy?.targetId ?? null,
    policyVersion: policy?.version ?? null,
    verdict: judgement.verdict,
    observed: observed === null ? null : formatDecimal(observed, MONEY_SCALE),
    limit: limit === null ? null : formatDecimal(limit, MONEY_SCALE),
    headroom: observed === null || limit === null ? null : formatDecimal(limit - observed, MONEY_SCALE),
    message: judgement.message,
  }
}
