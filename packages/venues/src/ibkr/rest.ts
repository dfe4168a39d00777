/**
 * Requests to Interactive Brokers under its pacing. Three doors: what reads can only ask, the session keeper can only keep the
 * session, and only what writes reaches an order.
 */

import type { Urgency } from '../budget/limits.ts'
import { failed, type Answer } from '../contract/answer.ts'
import type { HttpAnswer, HttpResult } from '../transport/http-exchange.ts'
import { queryText, RestLine, type Held, type Query, type RestRequest } from '../transport/rest-line.ts'
import { questions, type Ask } from '../transport/rest-question.ts'
import type { VenueClock } from '../transport/venue-clock.ts'
import { readErrorBody } from './error-body.ts'
import { pacingOf } from './pacing.ts'
import { TOKEN_PATH, type RequestSigning } from './request-signing.ts'
import type { Challenge } from './live-session-token.ts'
import { IBKR_VENUE_ID, type IbkrEnvironment } from './settings.ts'

/** What a line needs of the connection that it belongs to. */
export interface LineOwner extends IbkrEnvironment {
  readonly clock: VenueClock
  readonly signing: RequestSigning
}

/** Everything that changes a session and nothing else. */
export type SessionPath = '/tickle' | '/logout' | '/iserver/auth/ssodh/init' | '/iserver/account'

export interface RestSession {
  post<Value>(path: SessionPath, body: object, read: (json: unknown) => Value): Promise<Answer<Value>>
  get<Value>(path: string, read: (json: unknown) => Value): Promise<Answer<Value>>
  askToken<Value>(challenge: Challenge, read: (json: unknown) => Value): Promise<Answer<Value>>
  close(): void
}

export interface RestReads {
  /** Asks, and asks again where that may help; `begun` is called whenever the request goes out. */
  get<Value>(question: Question<Value>): Promise<Answer<Value>>
  /** Has the venue read positions anew before it is asked for them: it changes nothing but its cache. */
  refreshPositions(accountId: string): Promise<Answer<null>>
  close(): void
}

export interface Question<Value> {
  readonly path: string
  readonly query?: Query
  readonly read: (json: unknown) => Value
  readonly begun?: () => void
}

export interface OrderRequest {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly query: Query
  /** Null: none. */
  readonly body: string | null
  readonly urgency: Urgency
}

export interface RestWrites {
  /** Sends once. */
  send(request: OrderRequest): Promise<HttpResult | Held>
  close(): void
}

type Observe = (answer: HttpAnswer) => void

export function ibkrRestSession(owner: LineOwner): RestSession {
  const line = lineOf(owner, () => undefined)
  const ask = askOver(owner, line)
  const post = { method: 'POST', query: [], urgency: 'READ' } as const
  return {
    post: (path, body, read) => ask(request(owner, { ...post, path, body: JSON.stringify(body) }), read),
    get: (path, read) =>
      ask(request(owner, { method: 'GET', path, query: [], body: null, urgency: 'READ' }), read),
    askToken: (challenge, read) => {
      const unsigned = request(owner, { ...post, path: TOKEN_PATH, body: '' })
      const headers = () => ({ ...unsigned.headers(), ...owner.signing.challengeHeaders(challenge) })
      return ask({ ...unsigned, headers }, read)
    },
    close: () => line.close(),
  }
}

/** `observe` is shown every answer: it may say that the session is gone. */
export function ibkrRestReads(owner: LineOwner, observe: Observe): RestReads {
  const line = lineOf(owner, observe)
  const ask = askOver(owner, line)
  return {
    get: ({ path, query = [], read, begun }) => {
      const asked = request(owner, { method: 'GET', path, query, body: null, urgency: 'READ' })
      const headers = (): Readonly<Record<string, string>> => {
        begun?.()
        return asked.headers()
      }
      return ask({ ...asked, headers }, read)
    },
    refreshPositions: (accountId) => {
      const path = `/portfolio/${encodeURIComponent(accountId)}/positions/invalidate`
      return ask(request(owner, { method: 'POST', path, query: [], body: '{}', urgency: 'READ' }), () => null)
    },
    close: () => line.close(),
  }
}

export function ibkrRestWrites(owner: LineOwner, observe: Observe): RestWrites {
  const line = lineOf(owner, observe)
  return {
    send: (asked) => line.send(request(owner, asked)),
    close: () => line.close(),
  }
}

/** Why nothing is asked at all; null: it can be. */
export function credentialMissing<Value>({ settings, credential }: IbkrEnvironment): Answer<Value> | null {
  return settings.mode === 'OAUTH' && credential === null
    ? failed(
        'NO_CREDENTIAL',
        'Interactive Brokers answers nothing without a credential, and this connection has none',
      )
    : null
}

interface Sending extends Pick<RestRequest, 'method' | 'body' | 'urgency'> {
  readonly path: string
  readonly query: Query
}

function request(owner: LineOwner, { method, path, query, body, urgency }: Sending): RestRequest {
  const { settings, signing } = owner
  const { common, own } = pacingOf(method, path)
  return {
    method,
    url: `${settings.restBaseUrl}${path}${queryText(query)}`,
    headers: () => ({
      accept: '*/*',
      'accept-encoding': 'gzip,deflate',
      'user-agent': settings.userAgent,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...signing.headers(method, path, query),
    }),
    body,
    urgency,
    weights: [{ limitId: common, weight: 1 }],
    ...(own === null ? {} : { ownWeights: [{ limitId: own, weight: 1 }] }),
  }
}

function lineOf({ time, budget, tenant, settings, clock }: LineOwner, observe: Observe): RestLine {
  const { timeoutMs, budgetWaitMs, allowSelfSigned, penaltyMs } = settings
  return new RestLine({
    time,
    budget,
    tenant,
    timeoutMs,
    budgetWaitMs,
    allowSelfSigned,
    penaltyMs,
    observe: (answer) => {
      clock.observe(answer.headers.date, answer.roundTripMs)
      observe(answer)
    },
  })
}

function askOver({ time, alert }: LineOwner, line: RestLine): Ask {
  return questions({
    venueId: IBKR_VENUE_ID,
    line,
    time,
    alert,
    explain: (body) => readErrorBody(body).message,
  })
}
