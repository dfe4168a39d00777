/** What a run's running totals came to of late: refusals of the last minute, and how busy its callbacks were. */
import type { Micros } from '@quarterdeck/engine'
import type { RunFigures } from '../run/figures.ts'

interface Look {
  readonly at: Micros
  readonly refused: number
  readonly callbackMs: number
}

const MINUTE: Micros = 60e6
/** Over which its busyness is measured. */
const BUSY_WINDOW: Micros = 10e6

export class FigureLooks {
  #looks: Look[] = []
  #of: RunFigures | null = null

  /** Takes the totals as they are now; null: it does not run. Those of another run begin anew. */
  look(
    at: Micros,
    figures: RunFigures | null,
  ): { readonly refusedInMinute: number; readonly busyShare: number } {
    if (figures !== this.#of) {
      this.#of = figures
      // Of a run that begins nothing was refused yet: what it was refused before the first look counts too.
      this.#looks = figures === null ? [] : [{ at, refused: 0, callbackMs: figures.callbackMs }]
    }
    if (figures === null) return { refusedInMinute: 0, busyShare: 0 }
    const now = { at, refused: figures.ordersRefused, callbackMs: figures.callbackMs }
    this.#looks = [...this.#looks.filter((look) => look.at > at - MINUTE), now]
    const refusedInMinute = now.refused - this.#looks[0]!.refused
    const before = this.#looks.find((look) => look.at > at - BUSY_WINDOW)!
    // What was busy for a moment only is not busy: the share is of the whole window.
    const busyShare = ((now.callbackMs - before.callbackMs) * 1_000) / BUSY_WINDOW
    return { refusedInMinute, busyShare }
  }
}
