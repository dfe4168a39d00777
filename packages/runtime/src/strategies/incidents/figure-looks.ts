/** What a run's running totals came to of late: refusals, how busy its callbacks were, how long it is stuck. */
import type { Micros } from '@quarterdeck/engine'
import type { RunFigures } from '../run/figures.ts'

interface Look {
  readonly at: Micros
  readonly refused: number
  readonly callbackMs: number
}

export interface FiguresOfLate {
  readonly refusedOfLate: number
  readonly busyShare: number
  /** Age of the oldest input that waits for its answer, as far as looks show it; null: none does. */
  readonly unansweredFor: Micros | null
}

/** Over which its busyness is measured. */
const BUSY_WINDOW: Micros = 10e6

export class FigureLooks {
  readonly #window: Micros
  #looks: Look[] = []
  #of: RunFigures | null = null
  #stuck: { readonly inputs: number; readonly since: Micros } | null = null

  /** Over which refusals are counted. */
  constructor(window: Micros) {
    this.#window = window
  }

  /** Takes the totals as they are now; null: it does not run. Those of another run begin anew. */
  look(at: Micros, figures: RunFigures | null, unansweredFor: Micros | null): FiguresOfLate {
    if (figures !== this.#of) {
      this.#of = figures
      this.#stuck = null
      // Of a run that begins nothing was refused yet: what it was refused before the first look counts too.
      this.#looks = figures === null ? [] : [{ at, refused: 0, callbackMs: figures.callbackMs }]
    }
    if (figures === null) return { refusedOfLate: 0, busyShare: 0, unansweredFor: null }
    const now = { at, refused: figures.ordersRefused, callbackMs: figures.callbackMs }
    this.#looks = [...this.#looks.filter((look) => look.at > at - this.#window), now]
    const refusedOfLate = now.refused - this.#looks[0]!.refused
    const before = this.#looks.find((look) => look.at > at - BUSY_WINDOW)!
    // What was busy for a moment only is not busy: the share is of the whole window.
    const busyShare = ((now.callbackMs - before.callbackMs) * 1_000) / BUSY_WINDOW
    return { refusedOfLate, busyShare, unansweredFor: this.#stuckFor(at, figures.inputs, unansweredFor) }
  }

  /** Since no input was answered though some wait: what is sent meanwhile makes the first of them no younger. */
  #stuckFor(at: Micros, inputs: number, unansweredFor: Micros | null): Micros | null {
    if (unansweredFor === null) {
      this.#stuck = null
      return null
    }
    const since = at - unansweredFor
    const isStuck = this.#stuck?.inputs === inputs
    this.#stuck = { inputs, since: isStuck ? Math.min(this.#stuck?.since ?? since, since) : since }
    return at - this.#stuck.since
  }
}
