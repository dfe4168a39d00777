/** Sessions of the benchmarks' strategy in runners: built once, fed with the same quotes. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { QuoteInput, SessionOptions } from '@quarterdeck/sdk'
import {
  buildArtifact,
  createSourceTree,
  type RunnerLimits,
  type RunnerProcess,
  type SessionMessage,
  startRunner,
} from '@quarterdeck/strategies'
import { INSTRUMENT } from '../backtest/market.ts'

const ORGANIZATION = 'bench'
/** 2 January 2024, 00:00 UTC. */
export const START = 1_704_153_600e6
const SPACING = 100_000

export interface Terms {
  readonly repeats?: number
  readonly every?: number
}

/** The bundle as a deployment would have it. */
export async function buildBundle(): Promise<string> {
  const bytes = readFileSync(join(import.meta.dirname, 'crossing.ts'))
  const outcome = await buildArtifact(createSourceTree([{ path: 'strategy.ts', bytes }]))
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'))
  return outcome.artifact.bundle
}

export function optionsOf(prefix: string, terms: Terms = {}): SessionOptions {
  return { params: { instrument: INSTRUMENT.id, ...terms }, instruments: [INSTRUMENT], orderIdPrefix: prefix }
}

/** The nth quote, from 1: a wave of three ticks' width. */
export function quoteOf(n: number): QuoteInput {
  const at = START + n * SPACING
  const cents = 10_000 + Math.round(300 * Math.sin(n / 40))
  return {
    type: 'quote',
    at,
    instrumentId: INSTRUMENT.id,
    time: at,
    bid: cents / 100,
    ask: (cents + 3) / 100,
    bidSize: 5,
    askSize: 7,
  }
}

/** A runner whose newest word of each session can be waited for. */
export class Desk {
  readonly runner: RunnerProcess
  onMessage: (message: SessionMessage) => void = () => undefined
  readonly #bundle: string
  readonly #waiting = new Map<string, () => void>()
  readonly #reached = new Map<string, number>()
  readonly #wanted = new Map<string, number>()

  constructor(bundle: string, limits: Partial<RunnerLimits> = {}) {
    this.#bundle = bundle
    this.runner = startRunner({
      organizationId: ORGANIZATION,
      limits: { intentsPerSecond: 1e6, ...limits },
      onMessage: (message) => this.#take(message),
      onEnd: ({ kind, message }) => {
        if (kind !== 'STOPPED') throw new Error(`a runner of a benchmark ended: ${message}`)
      },
    })
  }

  /** Opens a session and starts it; input 1 is the start. */
  async open(session: string, terms: Terms = {}): Promise<void> {
    this.runner.open({
      organizationId: ORGANIZATION,
      session,
      digest: 'crossing',
      bundle: this.#bundle,
      options: optionsOf(session, terms),
      resume: null,
    })
    this.runner.input(session, 1, { type: 'start', at: START })
    await this.reached(session, 1)
  }

  /** Waits until a session has answered its input `n`. */
  reached(session: string, n: number): Promise<void> {
    if ((this.#reached.get(session) ?? 0) >= n) return Promise.resolve()
    this.#wanted.set(session, n)
    return new Promise((resolve) => this.#waiting.set(session, resolve))
  }

  #take(message: SessionMessage): void {
    this.onMessage(message)
    const { session } = message
    if (message.type === 'refused' || message.type === 'fault') throw new Error(message.message)
    if (message.type === 'answer') this.#reached.set(session, message.n)
    else if (message.type === 'answered') this.#reached.set(session, message.through)
    if ((this.#reached.get(session) ?? 0) < (this.#wanted.get(session) ?? Infinity)) return
    this.#wanted.delete(session)
    this.#waiting.get(session)?.()
  }
}
