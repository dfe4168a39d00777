/** What an organization lets be booked of reconciliations without a person. */
import { parseDecimal } from '@quarterdeck/sdk'
import { RequestFault } from '../request-fault.ts'
import { BREAK_KINDS, type Break, type BreakKind, type ReconciliationPolicy } from './reconciliation.ts'

export const RECONCILIATION_POLICY_DEFAULT: ReconciliationPolicy = {
  everyMs: 300_000,
  applies: ['FOREIGN_ORDER'],
  worthMax: '0',
}

const EVERY_MS_MIN = 10_000
const EVERY_MS_MAX = 86_400_000
const SCALE = 18

/** The policy, checked. Throws a RequestFault that names the field. */
export function readReconciliationPolicy({
  everyMs,
  applies,
  worthMax,
}: ReconciliationPolicy): ReconciliationPolicy {
  if (!Number.isSafeInteger(everyMs) || everyMs < EVERY_MS_MIN || everyMs > EVERY_MS_MAX)
    throw bad(
      'everyMs',
      `everyMs must be a whole number of milliseconds from ${EVERY_MS_MIN} to ${EVERY_MS_MAX}`,
    )
  const allowed: readonly BreakKind[] = BREAK_KINDS.filter((kind) => kind !== 'ORDER')
  if (!applies.every((kind) => allowed.includes(kind)))
    throw bad(
      'applies',
      `applies must name none but ${allowed.join(', ')}: an order is the venue's to settle`,
    )
  const worth = parseDecimal(worthMax, SCALE)
  if (!worth.ok || worth.units < 0n) throw bad('worthMax', 'worthMax must be an exact decimal from 0')
  return { everyMs, applies: BREAK_KINDS.filter((kind) => applies.includes(kind)), worthMax }
}

/** Whether the policy books the break's correction by itself. `worth`: in the account's currency; null: it cannot be told. */
export function isApplied(
  { applies, worthMax }: ReconciliationPolicy,
  { kind, proposed }: Pick<Break, 'kind' | 'proposed'>,
  worth: bigint | null,
): boolean {
  if (!applies.includes(kind) || proposed.kind === 'AWAIT_VENUE') return false
  if (proposed.kind === 'NOTE_FOREIGN_ORDER') return true
  const most = parseDecimal(worthMax, SCALE)
  return worth !== null && most.ok && worth <= most.units
}

/** Kinds that keep an account from counting as reconciled while one is open. */
export const BLOCKING_KINDS: readonly BreakKind[] = ['ORDER', 'POSITION']

function bad(field: string, message: string): RequestFault {
  return new RequestFault('BAD_INPUT', message, field)
}
