/**
 * Requests to Alpaca's two hosts under its budgets. Reading and writing are two doors: what reads is handed `RestReads`, which
 * cannot change anything.
 */

import type { IncomingHttpHeaders } from 'node:http'
import type { Urgency, Weight } from '../budget/limits.ts'
import { failed, type Answer } from '../contract/answer.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import { queryText, RestLine, type Held, type Query } from '../transport/rest-line.ts'
import { questions } from '../transport/rest-question.ts'
import { readErrorBody } from './error-body.ts'
import {
  ALPACA_VENUE_ID,
  BURST_LIMIT,
  DATA_LIMIT,
  TRADING_LIMIT,
  type AlpacaEnvironment,
} from './settings.ts'

/** TRADING: the account and its orders. DATA: markets, of which those of crypto pairs may be asked for without a key. */
export type AlpacaHost = 'TRADING' | 'DATA'

export interface RestReads {
  /** Asks, and asks again where that is safe; `read` takes the parsed body. */
  get<Value>(
    host: AlpacaHost,
    asked: { readonly path: string; readonly query?: Query },
    read: (json: unknown) => Value,
  ): Promise<Answer<Value>>
  close(): void
}

export interface RestWrites {
  /** Sends once, whatever is answered. */
  send(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    terms: { readonly body: object | null; readonly urgency: Urgency },
  ): Promise<HttpResult | Held>
  /** The start of a body, for a person, without anything secret. */
  shown(body: string): string
  close(): void
}

const WEIGHTS: Readonly<Record<AlpacaHost, readonly Weight[]>> = {
  TRADING: [
    { limitId: TRADING_LIMIT, weight: 1 },
    { limitId: BURST_LIMIT, weight: 1 },
  ],
  DATA: [{ limitId: DATA_LIMIT, weight: 1 }],
}
const KEYLESS_PATHS = /^\/v1beta3\/crypto\//

export function alpacaRestReads(environment: AlpacaEnvironment): RestReads {
  const { credential, settings, time, alert } = environment
  const line = lineOf(environment)
  const ask = questions({
    venueId: ALPACA_VENUE_ID,
    line,
    time,
    alert,
    explain: (body) => withheld(environment, readErrorBody(body).message),
    isOwnWord: (body) => readErrorBody(body).known,
  })
  return {
    get: (host, { path, query = [] }, read) => {
      if (credential === null && !(host === 'DATA' && KEYLESS_PATHS.test(path)))
        return Promise.resolve(failed('NO_CREDENTIAL', credentialMissing(path)))
      const base = host === 'DATA' ? settings.dataBaseUrl : settings.tradingBaseUrl
      return ask(
        {
          method: 'GET',
          url: `${base}${path}${queryText(query)}`,
          headers: () => headersOf(environment),
          body: null,
          urgency: 'READ',
          weights: WEIGHTS[host],
        },
        read,
      )
    },
    close: () => line.close(),
  }
}

export function alpacaRestWrites(environment: AlpacaEnvironment): RestWrites {
  const { credential, settings } = environment
  const line = lineOf(environment)
  return {
    send: (method, path, { body, urgency }) => {
      if (credential === null)
        return Promise.resolve({ kind: 'HELD', why: 'NO_CREDENTIAL', message: credentialMissing(path) })
      const content = body === null ? {} : { 'content-type': 'application/json' }
      return line.send({
        method,
        url: `${settings.tradingBaseUrl}${path}`,
        headers: () => ({ ...headersOf(environment), ...content }),
        body: body === null ? null : JSON.stringify(body),
        urgency,
        weights: WEIGHTS.TRADING,
      })
    },
    shown: (body) => withheld(environment, body).slice(0, SHOWN_CHARACTERS),
    close: () => line.close(),
  }
}

const SHOWN_CHARACTERS = 200

function headersOf({ credential }: AlpacaEnvironment): Readonly<Record<string, string>> {
  return { accept: 'application/json', 'user-agent': 'quarterdeck', ...credential?.headers() }
}

function withheld({ credential }: AlpacaEnvironment, text: string): string {
  return credential === null ? text : credential.withheld(text)
}

function lineOf({ time, budget, tenant, settings }: AlpacaEnvironment): RestLine {
  const { timeoutMs, budgetWaitMs } = settings
  return new RestLine({ time, budget, tenant, timeoutMs, budgetWaitMs, silenceMs: untilReset })
}

function credentialMissing(path: string): string {
  return `${path} needs a key, and this connection has none`
}

const SILENCE_MS_MAX = 60_000

/** Until the venue's count begins anew, by the clock that its answer is dated with; null: it does not say. */
export function untilReset(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const resetS = Number(headers['x-ratelimit-reset'] ?? Number.NaN)
  const datedMs = Date.parse(headers.date ?? '')
  const waitMs = resetS * 1_000 - (Number.isNaN(datedMs) ? nowMs : datedMs)
  return waitMs > 0 ? Math.min(SILENCE_MS_MAX, waitMs) : null
}
