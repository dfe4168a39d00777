/** Asks a venue over a line: reads what it answers, says why where there is nothing to read, and asks again what may pass. */

import { answered, failed, type Answer, type ReadFailureKind } from '../contract/answer.ts'
import type { AdapterEnvironment } from '../contract/environment.ts'
import { readWire } from '../wire/fields.ts'
import { retryAfterMs, type HttpResult } from './http-exchange.ts'
import type { Held, RestLine, RestRequest } from './rest-line.ts'

export interface QuestionOptions extends Pick<AdapterEnvironment, 'time' | 'alert'> {
  readonly venueId: string
  readonly line: RestLine
  /** What a refusal says, for a person, without anything secret. */
  readonly explain: (body: string) => string
  /** Whether a refusal is in a shape of the venue's own: "not found" counts only then. Absent: it always does. */
  readonly isOwnWord?: (body: string) => boolean
  /** Failures that pass at this venue, besides those that pass everywhere. */
  readonly passing?: readonly ReadFailureKind[]
}

/** Asks, and asks again where that is safe; `read` takes the parsed body. */
export type Ask = <Value>(request: RestRequest, read: (json: unknown) => Value) => Promise<Answer<Value>>

const TRIES = 3
const PASSING: readonly ReadFailureKind[] = ['TIMEOUT', 'UNREACHABLE', 'VENUE_FAULT', 'RATE_LIMITED']

export function questions(options: QuestionOptions): Ask {
  const { line, passing = [] } = options
  return async (request, read) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = answerOf(await line.send(request), read, options)
      if (answer.ok || attempt === TRIES) return answer
      const { kind, retryAfterMs: askedMs } = answer.failure
      if (!PASSING.includes(kind) && !passing.includes(kind)) return answer
      await line.backOff(attempt, askedMs)
    }
  }
}

function answerOf<Value>(
  result: HttpResult | Held,
  read: (json: unknown) => Value,
  { venueId, alert, time, explain, isOwnWord }: QuestionOptions,
): Answer<Value> {
  if (result.kind === 'HELD') return failed(result.why, result.message)
  if (result.kind === 'NONE')
    return failed(result.what === 'TIMEOUT' ? 'TIMEOUT' : 'UNREACHABLE', result.message, {
      status: result.status,
    })
  const { status, body, headers } = result
  if (status === 200) {
    const reading = readWire(body, read)
    if (reading.ok) return answered(reading.value)
    alert({
      venueId,
      kind: 'UNREADABLE',
      subject: 'answer',
      message: `an answer cannot be read: ${reading.fault}`,
    })
    return failed('UNREADABLE', reading.fault, { status })
  }
  const isUnfounded = status === 404 && isOwnWord?.(body) === false
  return failed(isUnfounded ? 'UNREADABLE' : failureOf(status), explain(body), {
    status,
    retryAfterMs: retryAfterMs(headers, time.nowMs()),
  })
}

const FAILURES: Readonly<Record<number, ReadFailureKind>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  429: 'RATE_LIMITED',
  503: 'MAINTENANCE',
}

function failureOf(status: number): ReadFailureKind {
  return FAILURES[status] ?? (status >= 500 ? 'VENUE_FAULT' : 'REFUSED')
}
