/**
 * What Coinbase's refusals of a write mean. HTTP 200 says nothing: both fates come with it. 401, 403 and 429 are said before
 * anything is done; any other refusal counts only in one of Coinbase's shapes.
 */

import { reason, rejected, type NotSent, type Rejected, type Unknown } from '../contract/outcome.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import type { Held } from '../transport/rest-line.ts'
import { outcomeOf as written, type Contradiction, type Written } from '../transport/write-outcome.ts'
import { shown } from '../wire/error-body.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { readErrorBody } from './error-body.ts'
import { ERROR_WORD } from './words.ts'

export interface CoinbaseWritten<Accepted> extends Pick<Written<Accepted>, 'sentAtMs' | 'read'> {
  readonly heard: Heard
}

export function outcomeOf<Accepted>(
  result: HttpResult | Held,
  { sentAtMs, heard, read }: CoinbaseWritten<Accepted>,
): Exclude<Accepted, Contradiction> | Rejected | Unknown | NotSent {
  return written(result, { sentAtMs, read, shown, refused: (status, body) => refusal(status, body, heard) })
}

function refusal(status: number, body: string, heard: Heard): Rejected | null {
  const { word, message, known } = readErrorBody(body)
  if (status === 401) return rejected(reason('UNAUTHORIZED', message, word))
  if (status === 403) return rejected(reason('FORBIDDEN', message, word))
  if (status === 429) return rejected(reason('RATE_LIMITED', message, word))
  if (known && (status === 400 || status === 404 || status === 422))
    return rejected(reason(mapped(ERROR_WORD, word, heard), message, word))
  return null
}
