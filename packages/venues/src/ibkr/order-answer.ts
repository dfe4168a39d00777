/** What the venue answers to a ticket: that it has the order, a question, or a sentence of why not. */

import { reason, rejected, type Rejected } from '../contract/outcome.ts'
import { contradiction, type Contradiction } from '../transport/write-outcome.ts'
import { listOf, objectOf, text, textOrNull, whole, WireFault, type WireObject } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { errorText, readErrorBody } from './error-body.ts'
import { isDuplicateId, rejectCode } from './reject-texts.ts'

export interface Taken {
  readonly kind: 'TAKEN'
  readonly venueOrderId: string
  /** Null: it is not told here. */
  readonly clientOrderId: string | null
}

export interface Asked {
  readonly kind: 'ASKED'
  readonly replyId: string
  readonly messageIds: readonly string[]
  readonly message: string
}

/** An answer about one order; older ones are an object, newer ones a list of it. */
export function readOrderAnswer(json: unknown, heard: Heard): Taken | Asked | Rejected | Contradiction {
  const error = errorText(json)
  if (error !== null) return declined(error, heard)
  const rows = Array.isArray(json) ? (json as readonly unknown[]) : [json]
  if (rows.length !== 1) return contradiction(`the answer speaks of ${rows.length} orders, and one was sent`)
  const from = objectOf(rows[0], 'order answer')
  const inner = errorText(from)
  if (inner !== null) return declined(inner, heard)
  return from['order_id'] === undefined ? question(from) : taken(from)
}

/** The answer to a cancel: that it is asked for, or why not. `expected`: null where all are meant. */
export function readCancelAnswer(
  json: unknown,
  expected: string | null,
  heard: Heard,
): { readonly kind: 'ASKED_FOR' } | Rejected | Contradiction {
  const error = errorText(json)
  if (error !== null) return declined(error, heard)
  const from = objectOf(json, 'cancel answer')
  text(from, 'msg')
  const id = from['order_id'] === undefined ? null : idOf(from, 'order_id')
  if (expected !== null && id !== null && id !== expected)
    return contradiction(`the answer is about the order ${id}`)
  return { kind: 'ASKED_FOR' }
}

/** What a refusal by status means; null: it is not the venue's own word. */
export function readRefusal(status: number, body: string, heard: Heard): Rejected | Contradiction | null {
  const { message, known } = readErrorBody(body)
  if (status === 401 || status === 410) return rejected(reason('UNAUTHORIZED', message))
  if (status === 403) return rejected(reason('FORBIDDEN', message))
  if (status === 429) return rejected(reason('RATE_LIMITED', message))
  return known ? declined(message, heard) : null
}

function declined(sentence: string, heard: Heard): Rejected | Contradiction {
  if (isDuplicateId(sentence)) return contradiction('the venue has seen this client order id', 'DUPLICATE_ID')
  return rejected(reason(rejectCode(sentence, heard), sentence))
}

function taken(from: WireObject): Taken {
  return {
    kind: 'TAKEN',
    venueOrderId: idOf(from, 'order_id'),
    clientOrderId: textOrNull(from, 'local_order_id'),
  }
}

function question(from: WireObject): Asked {
  const words = (field: string): readonly string[] =>
    listOf(from, field).map((one) => {
      if (typeof one !== 'string') throw new WireFault(`${field} holds something that is no text`)
      return one
    })
  return {
    kind: 'ASKED',
    replyId: text(from, 'id'),
    messageIds: words('messageIds'),
    message: words('message').join(' ').replaceAll(/\s+/g, ' '),
  }
}

function idOf(from: WireObject, field: string): string {
  const id = from[field]
  return typeof id === 'string' && id !== '' ? id : String(whole(from, field))
}
