/**
 * What Kalshi's refusals of a write mean. 401, 403 and 429 are said before anything is done; any other refusal counts only in one
 * of the venue's shapes. A client order id that it has seen is no refusal: its order is there, or was.
 */

import {
  reason,
  rejected,
  type MappedReason,
  type NotSent,
  type Rejected,
  type Unknown,
} from '../contract/outcome.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import type { Held } from '../transport/rest-line.ts'
import {
  contradiction,
  outcomeOf as written,
  type Contradiction,
  type Written,
} from '../transport/write-outcome.ts'
import { shown, type ErrorBody } from '../wire/error-body.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { readErrorBody } from './error-body.ts'
import { DUPLICATE_ID, ERROR_WORD, INTERNAL_FAULT } from './words.ts'

export interface KalshiWritten<Accepted> extends Pick<Written<Accepted>, 'sentAtMs' | 'read'> {
  readonly heard: Heard
  /** What is not there when the venue says so. */
  readonly target: 'ORDER' | 'INSTRUMENT'
}

export function outcomeOf<Accepted>(
  result: HttpResult | Held,
  { sentAtMs, heard, target, read }: KalshiWritten<Accepted>,
): Exclude<Accepted, Contradiction> | Rejected | Unknown | NotSent {
  const refused = (status: number, body: string): Rejected | Contradiction | null =>
    refusal(status, readErrorBody(body), { heard, target })
  return written(result, { sentAtMs, read, shown, refused })
}

type Listening = Pick<KalshiWritten<unknown>, 'heard' | 'target'>

const REFUSALS: readonly number[] = [400, 404, 409, 410, 422]

function refusal(status: number, error: ErrorBody, listening: Listening): Rejected | Contradiction | null {
  const { word, message, known } = error
  if (status === 401) return rejected(reason('UNAUTHORIZED', message, word))
  if (status === 403) return rejected(reason('FORBIDDEN', message, word))
  if (status === 429) return rejected(reason('RATE_LIMITED', message, word))
  if (!known || !REFUSALS.includes(status) || word === INTERNAL_FAULT) return null
  if (word === DUPLICATE_ID) return contradiction('the venue has seen this client order id', 'DUPLICATE_ID')
  return rejected(refusalReason(error, listening))
}

function refusalReason({ word, message }: ErrorBody, { heard, target }: Listening): MappedReason {
  if (word === '') return reason('INVALID_TERMS', message)
  if (message.toLowerCase().includes('post only cross')) return reason('POST_ONLY_WOULD_TAKE', message, word)
  const code = mapped(ERROR_WORD, word, heard)
  return reason(
    code === 'UNKNOWN_ORDER' && target === 'INSTRUMENT' ? 'UNKNOWN_INSTRUMENT' : code,
    message,
    word,
  )
}
