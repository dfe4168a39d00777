/** What the host knows of a session in a runner: its own names, its budgets, and the snapshot that is on its way. */

import { Buffer } from 'node:buffer'
import type { StrategyIntent } from '@quarterdeck/sdk'
import type { SnapshotMessage, SnapshotPartMessage } from '../protocol/messages.ts'
import { RateBudget } from '../protocol/rate-budget.ts'
import { isKeepable, MessageFault } from '../protocol/reader.ts'
import type { RunnerLimits } from './runner-limits.ts'

/** The runner keeps the budgets itself; one that lets more than twice as much out is no longer ours. */
const SLACK = 2

/** A session let more out than its budget. */
export class Flood extends Error {
  override readonly name = 'Flood'
}

export class OpenSession {
  readonly #idPrefix: string
  readonly #limits: RunnerLimits
  readonly #intents: RateBudget
  readonly #lines: RateBudget
  #pieces: string[] = []
  #piecesLength = 0

  constructor(idPrefix: string, limits: RunnerLimits, now: number) {
    this.#idPrefix = idPrefix
    this.#limits = limits
    this.#intents = new RateBudget(limits.intentsPerSecond * SLACK, now)
    this.#lines = new RateBudget(limits.logsPerSecond * SLACK, now)
  }

  /** Throws a `MessageFault` for an intent that is none of this session's, a `Flood` for too many. */
  check(intents: readonly StrategyIntent[], now: number): void {
    let lines = 0
    for (const intent of intents) {
      if (intent.type === 'Log') {
        lines += 1
        if (Buffer.byteLength(intent.message) > this.#limits.logBytes)
          throw new MessageFault(`a log line has more than ${this.#limits.logBytes} bytes`)
      } else if ('clientOrderId' in intent && !intent.clientOrderId.startsWith(`${this.#idPrefix}-`)) {
        throw new MessageFault(`order ${intent.clientOrderId} is none of its session's`)
      }
    }
    if (this.#lines.take(lines, now) < lines) throw new Flood('it wrote more log lines than its budget')
    const others = intents.length - lines
    if (this.#intents.take(others, now) < others) throw new Flood('it had more intents than its budget')
  }

  /** Takes a piece of a snapshot; gives the whole with the last one. Throws a `MessageFault` for pieces out of order. */
  piece({ session, n, part, parts, text }: SnapshotPartMessage): SnapshotMessage | null {
    if (part !== this.#pieces.length) throw new MessageFault(`piece ${part} of a snapshot came out of order`)
    this.#piecesLength += text.length
    if (this.#piecesLength > this.#limits.snapshotBytesMax)
      throw new MessageFault(`a snapshot has more than ${this.#limits.snapshotBytesMax} characters`)
    this.#pieces.push(text)
    if (this.#pieces.length < parts) return null
    const snapshot = this.#pieces.join('')
    this.#pieces = []
    this.#piecesLength = 0
    if (!isKeepable(snapshot)) throw new MessageFault('a snapshot has characters that cannot be kept')
    return { type: 'snapshot', session, n, snapshot }
  }
}
