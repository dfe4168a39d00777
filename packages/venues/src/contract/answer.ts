/**
 * What asking a venue gives: the value, or the reason why there is none.
 *
 * A read changes nothing, so a failed one may be asked again. Nothing here is thrown: whatever a venue or the way to it does is
 * an answer that the caller has to look at.
 */

/**
 * Why a question has no value.
 *
 * - TIMEOUT, UNREACHABLE: the way there or back failed; nothing is known.
 * - RATE_LIMITED: the venue's word that we ask too often. OVER_BUDGET: our own scheduler's word, nothing was sent.
 * - UNAUTHORIZED: the credential was not taken. FORBIDDEN: it was, and may not do this.
 * - NOT_FOUND: the venue's word that it has no such thing.
 * - MAINTENANCE: the venue says that it is closed for work. VENUE_FAULT: it answered with a fault of its own (5xx).
 * - UNREADABLE: it answered what we cannot read. REFUSED: it answered that the question is wrong.
 * - UNSUPPORTED: this venue has no such question; see its capability matrix.
 * - NO_CREDENTIAL: the question needs a credential and none was given.
 */
export const READ_FAILURES = [
  'TIMEOUT',
  'UNREACHABLE',
  'RATE_LIMITED',
  'OVER_BUDGET',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'MAINTENANCE',
  'VENUE_FAULT',
  'UNREADABLE',
  'REFUSED',
  'UNSUPPORTED',
  'NO_CREDENTIAL',
] as const
export type ReadFailureKind = (typeof READ_FAILURES)[number]

export interface ReadFailure {
  readonly kind: ReadFailureKind
  /** For people; never holds a credential. */
  readonly message: string
  /** HTTP status where there was an answer. */
  readonly status: number | null
  /** How long the venue asked us to wait, in milliseconds; null: it did not say. */
  readonly retryAfterMs: number | null
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ReadFailure }

export function answered<Value>(value: Value): Answer<Value> {
  return { ok: true, value }
}

export function failed(
  kind: ReadFailureKind,
  message: string,
  { status = null, retryAfterMs = null }: { status?: number | null; retryAfterMs?: number | null } = {},
): { readonly ok: false; readonly failure: ReadFailure } {
  return { ok: false, failure: { kind, message, status, retryAfterMs } }
}
