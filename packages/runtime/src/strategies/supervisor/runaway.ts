/** Sees a strategy that asks again and again for what it is refused: it is disabled until a person has looked. */
import type { Micros } from '@quarterdeck/engine'

/** Refused requests in the window at which a strategy counts as a runaway. */
export const RUNAWAY_REFUSALS = 100
export const RUNAWAY_WINDOW_MICROS: Micros = 60e6

export class RunawayWatch {
  #looks: { readonly at: Micros; readonly refused: number }[] = []

  /** Takes the number of refusals so far; a reason, where too many of them are new. */
  look(at: Micros, refused: number): string | null {
    const last = this.#looks.at(-1)?.refused ?? 0
    // Another run, which counts from nothing: what the one before it was refused still stands.
    const before = refused < last ? last : 0
    this.#looks = this.#looks
      .filter((look) => look.at > at - RUNAWAY_WINDOW_MICROS)
      .map((look) => ({ ...look, refused: look.refused - before }))
    this.#looks.push({ at, refused })
    const since = refused - this.#looks[0]!.refused
    if (since < RUNAWAY_REFUSALS) return null
    return `it asked ${since} times within ${RUNAWAY_WINDOW_MICROS / 1e6} seconds for what was refused`
  }
}
