/**
 * Signed and unsigned requests to Coinbase under its budget. Reading and writing are two doors: what reads is handed
 * `RestReads`, which cannot post.
 */

import { failed, type Answer } from '../contract/answer.ts'
import type { Urgency } from '../budget/limits.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { queryText, RestLine, type Held, type Query, type RestRequest } from '../transport/rest-line.ts'
import { questions } from '../transport/rest-question.ts'
import { readErrorBody } from './error-body.ts'
import { signToken } from './jwt.ts'
import { COINBASE_VENUE_ID, PRIVATE_LIMIT, PUBLIC_LIMIT } from './settings.ts'
import type { CoinbaseContext } from './context.ts'

export interface RestReads {
  /** Asks, and asks once more where that is safe; `read` takes the parsed body. */
  get<Value>(path: string, query: Query, read: (json: unknown) => Value): Promise<Answer<Value>>
  /** The same of a public endpoint, without a token. */
  getPublic<Value>(path: string, query: Query, read: (json: unknown) => Value): Promise<Answer<Value>>
  close(): void
}

export interface RestWrites {
  /** Sends once. Only a 401, the venue's word that it did nothing, is tried again, with a new token. */
  post(path: string, body: object, urgency: Urgency): Promise<HttpResult | Held>
  close(): void
}

export function coinbaseRestReads(environment: CoinbaseContext): RestReads {
  const line = lineOf(environment)
  const ask = questions({
    venueId: COINBASE_VENUE_ID,
    line,
    time: environment.time,
    alert: environment.alert,
    explain: said,
    isOwnWord: (body) => readErrorBody(body).known,
    // Refused now and then with a good token.
    passing: ['UNAUTHORIZED'],
  })
  const asked = { method: 'GET', body: null, urgency: 'READ' } as const
  return {
    get: (path, query, read) => {
      if (environment.credential === null)
        return Promise.resolve(failed('NO_CREDENTIAL', credentialMissing(path)))
      return ask(request(environment, { ...asked, path, query, signed: true }), read)
    },
    getPublic: (path, query, read) =>
      ask(request(environment, { ...asked, path, query, signed: false }), read),
    close: () => line.close(),
  }
}

export function coinbaseRestWrites(environment: CoinbaseContext): RestWrites {
  const line = lineOf(environment)
  return {
    post: async (path, body, urgency) => {
      if (environment.credential === null)
        return { kind: 'HELD', why: 'NO_CREDENTIAL', message: credentialMissing(path) }
      const sending = request(environment, {
        method: 'POST',
        path,
        query: [],
        body: JSON.stringify(body),
        signed: true,
        urgency,
      })
      const first = await line.send(sending)
      // Refused now and then with a good token: the venue's word that nothing was done, so it may be asked again.
      return first.kind === 'ANSWER' && first.status === 401 ? line.send(sending) : first
    },
    close: () => line.close(),
  }
}

interface Sending extends Pick<RestRequest, 'method' | 'body' | 'urgency'> {
  readonly path: string
  readonly query: Query
  readonly signed: boolean
}

function request(
  environment: CoinbaseContext,
  { method, path, query, body, signed, urgency }: Sending,
): RestRequest {
  const { restBaseUrl, jwtHost } = environment.settings
  const uri = `${method} ${jwtHost}${new URL(restBaseUrl).pathname}${path}`
  return {
    method,
    url: `${restBaseUrl}${path}${queryText(query)}`,
    headers: () => ({
      accept: 'application/json',
      'user-agent': 'quarterdeck',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(signed ? { authorization: `Bearer ${token(environment, uri)}` } : {}),
    }),
    body,
    urgency,
    weights: [{ limitId: signed ? PRIVATE_LIMIT : PUBLIC_LIMIT, weight: 1 }],
  }
}

function token({ credential, settings, clock }: CoinbaseContext, uri: string): string {
  if (credential === null) throw new Error('Invariant: only requests with a credential are signed')
  return signToken(credential, { nowS: clock.nowS(), lifetimeS: settings.jwtLifetimeS, uri })
}

function lineOf({ time, budget, tenant, settings, clock }: CoinbaseContext): RestLine {
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
