/**
 * A line to a venue's REST interface under its budget. Whoever owns one decides what may go through it: what reads is handed
 * something that cannot write.
 *
 * After a "too many" it is silent for as long as the venue asks; where the venue does not say, for longer each time.
 */

import type { IncomingHttpHeaders } from 'node:http'
import type { Urgency, Weight } from '../budget/limits.ts'
import type { AdapterEnvironment } from '../contract/environment.ts'
import type { Passage } from './budget-gate.ts'
import {
  HttpExchange,
  retryAfterMs,
  type HttpAnswer,
  type HttpRequest,
  type HttpResult,
} from './http-exchange.ts'
import { pause } from './timekeeper.ts'

/** Repeated names are lists. */
export type Query = readonly (readonly [name: string, value: string])[]

/** A request that was held back: nothing of it left. */
export interface Held {
  readonly kind: 'HELD'
  readonly why: 'OVER_BUDGET' | 'NO_CREDENTIAL'
  readonly message: string
}

export interface RestRequest {
  readonly method: HttpRequest['method']
  /** Whole, with its query. */
  readonly url: string
  /** Made when it goes, not when it begins to wait: they may be signed with the time. */
  readonly headers: () => Readonly<Record<string, string>>
  readonly body: string | null
  readonly urgency: Urgency
  readonly weights: readonly Weight[]
  /** Limits of its own that it waits for first, so that a long wait for them keeps nobody else up. */
  readonly ownWeights?: readonly Weight[]
}

export interface RestLineOptions extends Pick<AdapterEnvironment, 'time' | 'budget' | 'tenant'> {
  /** For one request, waiting for the budget excluded. */
  readonly timeoutMs: number
  /** Longest wait for the budget before a request is given up. */
  readonly budgetWaitMs: number
  readonly allowSelfSigned?: boolean
  /** How long the venue shuts out who asked too often, where its answer names no time; absent: longer each time. */
  readonly penaltyMs?: number
  /** For how long a "too many" asks for silence in a way of the venue's own, in milliseconds; null: it does not say. */
  readonly silenceMs?: (headers: IncomingHttpHeaders, nowMs: number) => number | null
  /** Is shown every answer, whatever it says. */
  readonly observe?: (answer: HttpAnswer) => void
}

const BACKOFF_MS = 1_000
const BACKOFF_MS_MAX = 60_000

export class RestLine {
  private readonly options: RestLineOptions
  private readonly exchange: HttpExchange
  private limitedInARow = 0

  constructor(options: RestLineOptions) {
    this.options = options
    this.exchange = new HttpExchange(options)
  }

  /** Sends once, or not at all. */
  async send(request: RestRequest): Promise<HttpResult | Held> {
    const { observe } = this.options
    const passage = await this.pass(request)
    if (passage.kind !== 'SENT')
      return {
        kind: 'HELD',
        why: 'OVER_BUDGET',
        message: `not sent: ${passage.kind.toLowerCase().replaceAll('_', ' ')}`,
      }
    const { result } = passage
    if (result.kind === 'ANSWER') {
      observe?.(result)
      this.heedLimit(result, request.weights)
    }
    return result
  }

  private async pass(request: RestRequest): Promise<Passage<HttpResult>> {
    const { budget, tenant, budgetWaitMs, timeoutMs } = this.options
    const { method, url, headers, body, urgency, weights, ownWeights } = request
    const go = (): Promise<Passage<HttpResult>> =>
      budget.run({ tenant, urgency, weights }, budgetWaitMs, () =>
        this.exchange.send({ method, url, headers: headers(), body, timeoutMs }),
      )
    if (ownWeights === undefined) return go()
    const passage = await budget.run({ tenant, urgency, weights: ownWeights }, budgetWaitMs, go)
    return passage.kind === 'SENT' ? passage.result : passage
  }

  /** Waits before a question is asked again: as long as the venue asked, or for longer each time. */
  async backOff(attempt: number, askedMs: number | null): Promise<void> {
    const { time } = this.options
    const most = BACKOFF_MS * 2 ** (attempt - 1)
    await pause(time, askedMs ?? Math.ceil(most * time.chance()))
  }

  close(): void {
    this.exchange.close()
  }

  private heedLimit({ status, headers }: HttpAnswer, weights: readonly Weight[]): void {
    if (status !== 429) {
      this.limitedInARow = 0
      return
    }
    const { budget, time, penaltyMs, silenceMs } = this.options
    const nowMs = time.nowMs()
    const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** this.limitedInARow)
    this.limitedInARow += 1
    // A little more than that, so that those who were refused together do not come back together.
    const untoldMs = penaltyMs ?? Math.ceil(backoffMs * (1 + time.chance() / 4))
    budget.hold(
      weights.map(({ limitId }) => limitId),
      retryAfterMs(headers, nowMs) ?? silenceMs?.(headers, nowMs) ?? untoldMs,
    )
  }
}

/** A query as it stands behind a path, with its question mark; empty: there is none. */
export function queryText(query: Query): string {
  return query.length === 0
    ? ''
    : `?${new URLSearchParams(query.map(([name, value]) => [name, value])).toString()}`
}
