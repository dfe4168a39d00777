/**
 * Asks a model server over HTTP: features out, score and confidence back. Never twice, never for long, and never for more than a
 * small answer: an opinion that comes late is none.
 */
import type { Micros } from '@quarterdeck/engine'
import { z } from 'zod'
import type { Clock } from '../clock/clock.ts'
import { type BreakerTerms, CircuitBreaker } from './circuit-breaker.ts'

export interface ModelServer {
  /** http or https; set by the operator, as whoever sets it decides what this machine talks to. */
  readonly url: string
  /** Sent as `Authorization: Bearer`; null: none. */
  readonly token: string | null
  /** Bars at whose close it is asked; the operator's to say. */
  readonly follows: readonly FollowedBars[]
}

/** One series that a model server is asked about bar by bar, and what would be proposed on what it says. */
export interface FollowedBars {
  readonly organizationId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly bar: 'M1' | 'M5' | 'M15' | 'H1' | 'D1'
  /** Exact decimal, in units. */
  readonly quantity: string
}

export interface ModelClientBounds extends BreakerTerms {
  /** Longest wait for the whole answer. */
  readonly timeoutMs: number
  /** Longest answer. */
  readonly bytesMax: number
}

export const MODEL_CLIENT_BOUNDS: ModelClientBounds = {
  timeoutMs: 2_000,
  bytesMax: 16_384,
  failuresMax: 5,
  rest: 30e6,
}

export interface ModelQuestion {
  readonly instrument: string
  /** When the features were known. */
  readonly at: Micros
  readonly horizon: Micros
  readonly features: Readonly<Record<string, number>>
}

const ANSWER = z.object({
  score: z.number().min(-1).max(1),
  confidence: z.number().min(0).max(1),
  model: z.object({
    name: z.string().min(1).max(80),
    version: z.string().min(1).max(80),
    digest: z.string().min(1).max(128),
  }),
})

export type ModelAnswer = z.infer<typeof ANSWER>

/** Why there is no answer. */
export type ModelSilence =
  | 'RESTING'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'STATUS'
  | 'TOO_LONG'
  | 'MALFORMED'
  | 'LATE'

export type ModelReply =
  | { readonly kind: 'ANSWER'; readonly answer: ModelAnswer }
  | { readonly kind: 'SILENCE'; readonly why: ModelSilence; readonly detail: string }

export class ModelClient {
  readonly #server: ModelServer
  readonly #bounds: ModelClientBounds
  readonly #clock: Pick<Clock, 'now'>
  readonly #breaker: CircuitBreaker

  constructor(server: ModelServer, clock: Pick<Clock, 'now'>, bounds: Partial<ModelClientBounds> = {}) {
    this.#server = server
    this.#clock = clock
    this.#bounds = { ...MODEL_CLIENT_BOUNDS, ...bounds }
    this.#breaker = new CircuitBreaker(this.#bounds)
  }

  /** One question, one request. Never throws: a model that says nothing is the usual case of trouble. */
  async ask(question: ModelQuestion): Promise<ModelReply> {
    if (!this.#breaker.admits(this.#clock.now()))
      return silence('RESTING', 'the server failed too often and is left alone for a while')
    const reply = await this.#request(question)
    if (reply.kind === 'ANSWER') this.#breaker.succeeded()
    else this.#breaker.failed(this.#clock.now())
    // An answer that took longer than what it speaks of says nothing any more; that is no fault of the server's health.
    if (reply.kind === 'ANSWER' && this.#clock.now() >= question.at + question.horizon)
      return silence('LATE', 'the answer came after its horizon')
    return reply
  }

  async #request(question: ModelQuestion): Promise<ModelReply> {
    const { url, token } = this.#server
    try {
      const response = await fetch(url, {
        method: 'POST',
        // A redirect could lead anywhere.
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(this.#bounds.timeoutMs),
      })
      if (!response.ok) {
        await response.body?.cancel()
        return silence('STATUS', `the server answered ${response.status}`)
      }
      const text = await bounded(response, this.#bounds.bytesMax)
      return text === null
        ? silence('TOO_LONG', `the answer has more than ${this.#bounds.bytesMax} bytes`)
        : read(text)
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError'
      return isLate
        ? silence('TIMEOUT', `no answer within ${this.#bounds.timeoutMs} ms`)
        : silence('UNREACHABLE', 'the server could not be reached')
    }
  }
}

/** The text of an answer; null: it is too long, and the rest of it is not read. */
async function bounded(response: Response, bytesMax: number): Promise<string | null> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > bytesMax) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function read(text: string): ModelReply {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return silence('MALFORMED', 'the answer is no JSON')
  }
  const answer = ANSWER.safeParse(json)
  if (answer.success) return { kind: 'ANSWER', answer: answer.data }
  const [issue] = answer.error.issues
  return silence('MALFORMED', `${issue?.path.join('.') ?? 'answer'}: ${issue?.message ?? 'is wrong'}`)
}

function silence(why: ModelSilence, detail: string): ModelReply {
  return { kind: 'SILENCE', why, detail }
}
