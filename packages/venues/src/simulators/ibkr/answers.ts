/** How the venue answers: with a body, or with a sentence and its status once more. */

import type { FrontAnswer } from '../core/http-front.ts'

export function json(body: object): FrontAnswer {
  return { status: 200, body: JSON.stringify(body) }
}

export function fault(status: number, error: string): FrontAnswer {
  return { status, body: JSON.stringify({ error, statusCode: status }) }
}
