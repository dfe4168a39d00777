/**
 * Signed and unsigned requests to Coinbase under its budget. Reading and writing are two doors: what reads is handed
 * `RestReads`, which cannot post.
 */

import { failed, answered, type Answer } from '../contract/answer.ts'
import type { Urgency } from '../budget/limits.ts'
import { HttpExchange, retryAfterMs, type HttpAnswer, type HttpResult } from '../transport/http-exchange.ts'
import { readWire } from '../wire/fields.ts'
import { readErrorBody } from './error-body.ts'
import { signToken } from './jwt.ts'
import { COINBASE_VENUE_ID, PRIVATE_LIMIT, PUBLIC_LIMIT } from './settings.ts'
import type { CoinbaseContext } from './venue-clock.ts'

/** Repeated keys are lists. */
export type Query = readonly (readonly [name: string, value: string])[]

/** A request that was held back: nothing of it left. */
export interface Held {
  readonly kind: 'HELD'
  readonly why: 'OVER_BUDGET' | 'NO_CREDENTIAL'
  readonly message: string
}

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

interface Sending {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query: Query
  readonly body: string | null
  readonly signed: boolean
  readonly urgency: Urgency
}

/** Reads are asked again this often after a failure that may pass. */
const READ_TRIES = 3
const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 60_000

export function coinbaseRestReads(environment: CoinbaseContext): RestReads {
  const line = new Line(environment)
  const ask = async <Value>(
    path: string,
    query: Query,
    { signed, read }: { readonly signed: boolean; readonly read: (json: unknown) => Value },
  ): Promise<Answer<Value>> => {
    let answer: Answer<Value> = failed('TIMEOUT', 'not asked')
    for (let attempt = 1; attempt <= READ_TRIES; attempt += 1) {
      const result = await line.send({ method: 'GET', path, query, body: null, signed, urgency: 'READ' })
      answer = answerOf(result, read, environment)
      if (answer.ok || !mayPass(answer.failure.kind)) return answer
      if (attempt < READ_TRIES) await line.backOff(attempt, answer.failure.retryAfterMs)
    }
    return answer
  }
  return {
    get: (path, query, read) => ask(path, query, { signed: true, read }),
    getPublic: (path, query, read) => ask(path, query, { signed: false, read }),
    close: () => line.close(),
  }
}

export function coinbaseRestWrites(environment: CoinbaseContext): RestWrites {
  const line = new Line(environment)
  return {
    post: async (path, body, urgency) => {
      const sending = {
        method: 'POST',
        path,
        query: [],
        body: JSON.stringify(body),
        signed: true,
        urgency,
      } as const
      const first = await line.send(sending)
      // Refused now and then with a good token: the venue's word that nothing was done, so it may be asked again.
      return first.kind === 'ANSWER' && first.status === 401 ? line.send(sending) : first
    },
    close: () => line.close(),
  }
}

class Line {
  private readonly environment: CoinbaseContext
  private readonly exchange: HttpExchange
  private readonly basePath: string
  private limitedInARow = 0

  constructor(environment: CoinbaseContext) {
    this.environment = environment
    this.exchange = new HttpExchange({ time: environment.time })
    this.basePath = new URL(environment.settings.restBaseUrl).pathname
  }

  async send({ method, path, query, body, signed, urgency }: Sending): Promise<HttpResult | Held> {
    const { settings, credential, budget, tenant } = this.environment
    if (signed && credential === null)
      return {
        kind: 'HELD',
        why: 'NO_CREDENTIAL',
        message: `${path} needs an API key, and this connection has none`,
      }
    const limitId = signed ? PRIVATE_LIMIT : PUBLIC_LIMIT
    const passage = await budget.run(
      { tenant, urgency, weights: [{ limitId, weight: 1 }] },
      settings.budgetWaitMs,
      () =>
        this.exchange.send({
          method,
          url: `${settings.restBaseUrl}${path}${queryText(query)}`,
          headers: {
            accept: 'application/json',
            'user-agent': 'quarterdeck',
            ...(body === null ? {} : { 'content-type': 'application/json' }),
            ...(signed
              ? {
                  authorization: `Bearer ${this.token(`${method} ${settings.jwtHost}${this.basePath}${path}`)}`,
                }
              : {}),
          },
          body,
          timeoutMs: settings.timeoutMs,
        }),
    )
    if (passage.kind !== 'SENT')
      return {
        kind: 'HELD',
        why: 'OVER_BUDGET',
        message: `not sent: ${passage.kind.toLowerCase().replaceAll('_', ' ')}`,
      }
    const { result } = passage
    if (result.kind === 'ANSWER') this.environment.clock.observe(result.headers.date, result.roundTripMs)
    if (result.kind === 'ANSWER') this.heedLimit(result, limitId)
    return result
  }

  async backOff(attempt: number, askedMs: number | null): Promise<void> {
    const { time } = this.environment
    const most = BACKOFF_MS * 2 ** (attempt - 1)
    await new Promise<void>((resolve) => {
      time.after(askedMs ?? Math.ceil(most * time.chance()), resolve)
    })
  }

  close(): void {
    this.exchange.close()
  }

  /** Keeps silent for as long as the venue asks; where it does not say, for longer each time. */
  private heedLimit({ status, headers }: HttpAnswer, limitId: string): void {
    if (status !== 429) {
      this.limitedInARow = 0
      return
    }
    const { budget, time } = this.environment
    const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** this.limitedInARow)
    this.limitedInARow += 1
    // A little more than that, so that those who were refused together do not come back together.
    budget.hold(
      [limitId],
      retryAfterMs(headers, time.nowMs()) ?? Math.ceil(backoffMs * (1 + time.chance() / 4)),
    )
  }

  private token(uri: string): string {
    const { credential, settings, clock } = this.environment
    if (credential === null) throw new Error('Invariant: only requests with a credential are signed')
    return signToken(credential, {
      nowS: clock.nowS(),
      lifetimeS: settings.jwtLifetimeS,
      uri,
    })
  }
}

function queryText(query: Query): string {
  return query.length === 0
    ? ''
    : `?${new URLSearchParams(query.map(([name, value]) => [name, value])).toString()}`
}

/** Failures of a read that may be gone at the next try. */
function mayPass(kind: string): boolean {
  return (
    kind === 'TIMEOUT' ||
    kind === 'UNREACHABLE' ||
    kind === 'VENUE_FAULT' ||
    kind === 'RATE_LIMITED' ||
    kind === 'UNAUTHORIZED'
  )
}

function answerOf<Value>(
  result: HttpResult | Held,
  read: (json: unknown) => Value,
  { alert, time }: CoinbaseContext,
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
      venueId: COINBASE_VENUE_ID,
      kind: 'UNREADABLE',
      subject: 'answer',
      message: `an answer cannot be read: ${reading.fault}`,
    })
    return failed('UNREADABLE', reading.fault, { status })
  }
  const { message, word } = readErrorBody(body)
  const wait = { status, retryAfterMs: retryAfterMs(headers, time.nowMs()) }
  const said = [word, message].filter((part) => part !== '').join(': ')
  if (status === 401) return failed('UNAUTHORIZED', said, wait)
  if (status === 403) return failed('FORBIDDEN', said, wait)
  if (status === 404) return failed('NOT_FOUND', said, wait)
  if (status === 429) return failed('RATE_LIMITED', said, wait)
  if (status === 503) return failed('MAINTENANCE', said, wait)
  return status >= 500 ? failed('VENUE_FAULT', said, wait) : failed('REFUSED', said, wait)
}
