/**
 * What an answer to a write means: the venue's own word makes it accepted or rejected, anything else leaves it unknown.
 *
 * HTTP 200 says nothing: both fates come with it. 401, 403 and 429 are said before anything is done. Any other refusal counts
 * only in a shape that is Coinbase's own, because something on the way may have made it.
 */

import {
  notSent,
  reason,
  rejected,
  unknown,
  type Evidence,
  type NotSent,
  type Rejected,
  type Unknown,
} from '../contract/outcome.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { readWire } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { readErrorBody, shown } from './error-body.ts'
import type { Held } from './rest.ts'
import { ERROR_WORD } from './words.ts'

export interface Written<Accepted> {
  readonly sentAtMs: number
  readonly heard: Heard
  /** Reads the body of a 200: accepted, rejected, or what is contradictory about it. */
  readonly read: (json: unknown) => Accepted | Rejected | Contradiction
}

/** The venue answered, and its answer does not say what became of the request. */
export interface Contradiction {
  readonly kind: 'CONTRADICTION'
  readonly what: 'CONTRADICTION' | 'DUPLICATE_ID'
  readonly message: string
}

export function outcomeOf<Accepted>(
  result: HttpResult | Held,
  { sentAtMs, heard, read }: Written<Accepted>,
): Exclude<Accepted, Contradiction> | Rejected | Unknown | NotSent {
  if (result.kind === 'HELD')
    return notSent(reason(result.why === 'OVER_BUDGET' ? 'OVER_BUDGET' : 'UNAUTHORIZED', result.message))
  if (result.kind === 'NONE') {
    if (result.what === 'NOT_CONNECTED') return notSent(reason('NOT_CONNECTED', result.message))
    return unknown({
      what: result.what,
      message: result.message,
      status: result.status,
      bodyStart: null,
      sentAtMs,
    })
  }
  const { status, body } = result
  const evidence = (what: Evidence['what'], message: string): Unknown =>
    unknown({ what, message, status, bodyStart: shown(body), sentAtMs })
  if (status === 200) {
    const reading = readWire(body, read)
    if (!reading.ok) return evidence('UNREADABLE_ANSWER', reading.fault)
    return isContradiction(reading.value)
      ? evidence(reading.value.what, reading.value.message)
      : (reading.value as Exclude<Accepted, Contradiction>)
  }
  const { word, message, known } = readErrorBody(body)
  if (status === 401) return rejected(reason('UNAUTHORIZED', message, word))
  if (status === 403) return rejected(reason('FORBIDDEN', message, word))
  if (status === 429) return rejected(reason('RATE_LIMITED', message, word))
  if (known && (status === 400 || status === 404 || status === 422))
    return rejected(reason(mapped(ERROR_WORD, word, heard), message, word))
  if (status >= 500) return evidence('VENUE_FAULT', `HTTP ${status}: ${message}`)
  return evidence('UNREADABLE_ANSWER', `HTTP ${status} with a body that is not Coinbase's`)
}

function isContradiction(value: unknown): value is Contradiction {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'CONTRADICTION'
}
