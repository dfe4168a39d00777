/**
 * Signed requests to Kalshi under its budget, and unsigned ones for its market data. Reading and writing are two doors: what reads
 * is handed `RestReads`, which cannot write.
 */

import type { Urgency, Weight } from '../budget/limits.ts'
import { failed, type Answer } from '../contract/answer.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { allPages } from '../transport/paging.ts'
import { queryText, RestLine, type Held, type Query, type RestRequest } from '../transport/rest-line.ts'
import { questions } from '../transport/rest-question.ts'
import { objectOf, textOrNull } from '../wire/fields.ts'
import type { KalshiContext } from './context.ts'
import { readErrorBody } from './error-body.ts'
import { KALSHI_VENUE_ID, READ_LIMIT, TOKENS, WRITE_LIMIT } from './settings.ts'
import { signedHeaders } from './signing.ts'

export interface Question<Value> {
  readonly path: string
  readonly query?: Query
  readonly read: (json: unknown) => Value
  /** Whether anybody may ask it; it is signed all the same where there is a credential, whose tokens it costs. */
  readonly isPublic?: boolean
  /** In tokens; absent: what most requests cost. */
  readonly weight?: number
}

export interface RestReads {
  /** Asks, and asks again where that is safe. */
  get<Value>(question: Question<Value>): Promise<Answer<Value>>
  /** The same, page after page to the last one. */
  getAll<Item>(question: Question<readonly Item[]>): Promise<Answer<readonly Item[]>>
  close(): void
}

export interface RestWrite {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Query
  readonly body: object | null
  readonly urgency: Urgency
  /** In tokens. */
  readonly weight: number
}

export interface RestWrites {
  /** Sends once. Only a 401, the venue's word that it did nothing, is tried again, signed anew. */
  send(write: RestWrite): Promise<HttpResult | Held>
  close(): void
}

export function kalshiRestReads(environment: KalshiContext): RestReads {
  const line = lineOf(environment)
  const ask = questions({
    venueId: KALSHI_VENUE_ID,
    line,
    time: environment.time,
    alert: environment.alert,
    explain: said,
    // A clock that was off is known to be after the first answer.
    passing: ['UNAUTHORIZED'],
  })
  const get: RestReads['get'] = ({ path, query = [], read, isPublic, weight = TOKENS.default }) => {
    if (isPublic !== true && environment.credential === null)
      return Promise.resolve(failed('NO_CREDENTIAL', credentialMissing(path)))
    const weights = [{ limitId: READ_LIMIT, weight }]
    return ask(
      request(environment, { method: 'GET', path, query, body: null, urgency: 'READ', weights }),
      read,
    )
  }
  return {
    get,
    getAll: ({ query = [], read, ...question }) =>
      allPages(question.path, (cursor) =>
        get({
          ...question,
          query: cursor === null ? query : [...query, ['cursor', cursor]],
          // An empty cursor is the end.
          read: (json) => ({ items: read(json), cursor: textOrNull(objectOf(json, 'page'), 'cursor') }),
        }),
      ),
    close: () => line.close(),
  }
}

export function kalshiRestWrites(environment: KalshiContext): RestWrites {
  const line = lineOf(environment)
  return {
    send: async ({ method, path, query = [], body, urgency, weight }) => {
      if (environment.credential === null)
        return { kind: 'HELD', why: 'NO_CREDENTIAL', message: credentialMissing(path) }
      const sending = request(environment, {
        method,
        path,
        query,
        body: body === null ? null : JSON.stringify(body),
        urgency,
        weights: [{ limitId: WRITE_LIMIT, weight }],
      })
      const first = await line.send(sending)
      return first.kind === 'ANSWER' && first.status === 401 ? line.send(sending) : first
    },
    close: () => line.close(),
  }
}

interface Sending extends Pick<RestRequest, 'method' | 'body' | 'urgency'> {
  readonly path: string
  readonly query: Query
  readonly weights: readonly Weight[]
}

function request(
  { credential, settings, clock }: KalshiContext,
  { method, path, query, body, urgency, weights }: Sending,
): RestRequest {
  const { restBaseUrl } = settings
  const signed = `${new URL(restBaseUrl).pathname}${path}`
  return {
    method,
    url: `${restBaseUrl}${path}${queryText(query)}`,
    headers: () => ({
      accept: 'application/json',
      'user-agent': 'quarterdeck',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(credential === null
        ? {}
        : signedHeaders(credential, { atMs: clock.nowMs(), method, path: signed })),
    }),
    body,
    urgency,
    weights,
  }
}

function lineOf({ time, budget, tenant, settings, clock }: KalshiContext): RestLine {
  const { timeoutMs, budgetWaitMs } = settings
  return new RestLine({
    time,
    budget,
    tenant,
    timeoutMs,
    budgetWaitMs,
    observe: ({ headers, roundTripMs }) => clock.observe(headers.date, roundTripMs),
  })
}

function credentialMissing(path: string): string {
  return `${path} needs an API key, and this connection has none`
}

/** What a refusal says: its word and its message. */
function said(body: string): string {
  const { word, message } = readErrorBody(body)
  return [word, message].filter((part) => part !== '').join(': ')
}
