/**
 * What an answer to a write means: the venue's own word makes it accepted or rejected, anything else leaves it unknown.
 *
 * A refusal counts only in a shape that is the venue's own, because something on the way may have made it; which shapes those
 * are, its adapter says.
 */

import {
  notSent,
  reason,
  unknown,
  type Evidence,
  type NotSent,
  type Rejected,
  type Unknown,
} from '../contract/outcome.ts'
import { readWire } from '../wire/fields.ts'
import type { HttpResult } from './http-exchange.ts'
import type { Held } from './rest-line.ts'

export interface Written<Accepted> {
  readonly sentAtMs: number
  /** Reads the body of a 2xx, null where it has none: accepted, rejected, or what is contradictory about it. */
  readonly read: (json: unknown) => Accepted | Rejected | Contradiction
  /** What the body of a refusal means; null: it is not the venue's own word. */
  readonly refused: (status: number, body: string) => Rejected | Contradiction | null
  /** The start of a body, for a person, without anything secret. */
  readonly shown: (body: string) => string
}

/** The venue answered, and its answer does not say what became of the request. */
export interface Contradiction {
  readonly kind: 'CONTRADICTION'
  readonly what: 'CONTRADICTION' | 'DUPLICATE_ID'
  readonly message: string
}

export function contradiction(message: string, what: Contradiction['what'] = 'CONTRADICTION'): Contradiction {
  return { kind: 'CONTRADICTION', what, message }
}

export function outcomeOf<Accepted>(
  result: HttpResult | Held,
  { sentAtMs, read, refused, shown }: Written<Accepted>,
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
  if (status >= 200 && status < 300) {
    const reading = readWire(status === 204 ? 'null' : body, read)
    if (!reading.ok) return evidence('UNREADABLE_ANSWER', reading.fault)
    return isContradiction(reading.value)
      ? evidence(reading.value.what, reading.value.message)
      : (reading.value as Exclude<Accepted, Contradiction>)
  }
  if (status >= 500) return evidence('VENUE_FAULT', `HTTP ${status}: ${shown(body)}`)
  const refusal = refused(status, body)
  if (refusal === null)
    return evidence('UNREADABLE_ANSWER', `HTTP ${status} with a body that is not the venue's`)
  return isContradiction(refusal) ? evidence(refusal.what, refusal.message) : refusal
}

function isContradiction(value: unknown): value is Contradiction {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'CONTRADICTION'
}
