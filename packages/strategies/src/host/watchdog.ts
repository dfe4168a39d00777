/**
 * Watches a runner from outside: processor and wall-clock time of the callback at work, and memory.
 *
 * A callback that loops uses processor time; one that is held up on a busy machine waits for it, and the system tells the two
 * apart. Time in which this process itself was held up does not count, and a verdict waits for one more look: what the runner said
 * meanwhile is read in between.
 */

import { judgeTime, type Moment, type Verdict } from './judge-time.ts'
import { ownMemoryBytes, processorFigures } from './process-figures.ts'
import type { RunnerLimits } from './runner-limits.ts'

const LOOK_MS_MAX = 100
const LOOK_MS_MIN = 20
/** Looks while nothing is asked: every so many. */
const IDLE_LOOKS = 10

export interface Watched {
  readonly pid: number
  /** Whether something is unanswered, that is: whether its code may be at work. */
  readonly isAsked: () => boolean
  readonly isReady: () => boolean
  readonly condemn: (verdict: Verdict) => void
}

export class Watchdog {
  readonly #watched: Watched
  readonly #limits: RunnerLimits
  readonly #lookMs: number
  readonly #timer: NodeJS.Timeout
  readonly #startedAt = performance.now()
  #lookedAt = performance.now()
  #looks = 0
  /** Since when it has said nothing; null: it spoke after the last look. */
  #base: Moment | null = null
  #suspected: Verdict | null = null
  /** Since when it is made to stand still; null: it is not. */
  #heldSince: number | null = null

  constructor(watched: Watched, limits: RunnerLimits) {
    this.#watched = watched
    this.#limits = limits
    this.#lookMs = Math.min(LOOK_MS_MAX, Math.max(LOOK_MS_MIN, limits.callbackCpuMs / 8))
    this.#timer = setInterval(() => this.#look(), this.#lookMs)
  }

  /** It said something, or was asked something while it had nothing to do. */
  noteProgress(): void {
    this.#base = null
    this.#suspected = null
  }

  /** It is made to stand still: until it is released only its memory is judged. */
  hold(): void {
    this.#heldSince ??= performance.now()
  }

  release(): void {
    if (this.#heldSince === null) return
    this.#noteHeldUp(performance.now() - this.#heldSince)
    this.#heldSince = null
    this.#suspected = null
  }

  get isHeld(): boolean {
    return this.#heldSince !== null
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    const late = now - this.#lookedAt - this.#lookMs
    this.#lookedAt = now
    this.#looks += 1
    if (late > this.#lookMs) this.#noteHeldUp(late)
    const isAsked = this.#watched.isAsked()
    if (!isAsked && this.#looks % IDLE_LOOKS !== 0) return
    const verdict = this.#overMemory() ?? (this.isHeld ? null : this.#overTime(now, isAsked))
    if (verdict === null) this.#suspected = null
    // Judged at the next look only: what it said in the meantime is read first.
    else if (this.#suspected === null && verdict.kind !== 'MEMORY') this.#suspected = verdict
    else this.#watched.condemn(verdict)
  }

  /** It could not run, or this process could not look: nobody's fault. Processor time that the runner used is its own all the same. */
  #noteHeldUp(late: number): void {
    if (this.#base !== null) this.#base = { ...this.#base, at: this.#base.at + late }
  }

  #overMemory(): Verdict | null {
    const { memoryMiB } = this.#limits
    const bytes = ownMemoryBytes(this.#watched.pid)
    if (bytes === null || bytes <= memoryMiB * 2 ** 20) return null
    return { kind: 'MEMORY', message: `it took more than ${memoryMiB} MiB of memory` }
  }

  #overTime(now: number, isAsked: boolean): Verdict | null {
    const { callbackCpuMs, callbackWallMs, startMs } = this.#limits
    if (!this.#watched.isReady()) {
      if (now - this.#startedAt <= startMs) return null
      return { kind: 'STALLED', message: `it did not start within ${startMs / 1_000} s` }
    }
    const figures = processorFigures(this.#watched.pid)
    this.#base ??= { at: now, figures }
    return judgeTime(this.#base, { at: now, figures }, isAsked, { callbackCpuMs, callbackWallMs })
  }
}
