/** Answers in Alpaca's form: JSON, and refusals of a number and a message. */

import type { FrontAnswer } from '../core/http-front.ts'

export function answer(body: unknown, status = 200): FrontAnswer {
  return { status, body: JSON.stringify(body) }
}

/** `more`: members beside the number and the message, as some refusals have. */
export function refused(status: number, code: number, message: string, more: object = {}): FrontAnswer {
  return answer({ ...more, code, message }, status)
}
