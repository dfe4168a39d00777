/**
 * Finds look-ahead: a strategy that sees only the past decides the same up to a bar whether or not the data goes on.
 *
 * The contract shows nothing but what was delivered; this finds what goes around it, such as a strategy that reads the
 * test's own array of bars, or locals shared between sessions.
 */

import type { Strategy } from '../strategy/definition.ts'
import { isoInstant } from '../strategy/time.ts'
import type { TestBar } from './bars.ts'
import { type RigOptions, testStrategy } from './strategy-rig.ts'

/** Where two runs part. */
export interface LookAhead {
  /** Bars that the shorter run was given. */
  readonly bars: number
  /** Its first decision that differs from the longer run's; null: it made fewer. */
  readonly withPrefix: string | null
  readonly withAll: string | null
}

/**
 * Runs a strategy on all bars and on prefixes of them, and compares the decisions up to each cut. Returns the first
 * difference, or null when there is none. `cuts` are bar counts; ten even ones when left out.
 *
 * @param bars gives the bars of one run, so that what a strategy reads behind the contract's back can be cut as well.
 */
export function findLookAhead(
  strategy: Strategy,
  options: RigOptions,
  bars: (count: number) => readonly (TestBar | number)[],
  { total, cuts = evenCuts(total) }: { readonly total: number; readonly cuts?: readonly number[] },
): LookAhead | null {
  const decide = (count: number): readonly string[] =>
    testStrategy(strategy, { fills: 'BARS', ...options })
      .start()
      .bars(bars(count))
      .decisions()
  const all = decide(total)
  for (const cut of cuts) {
    const prefix = decide(cut)
    for (const [index, decision] of prefix.entries()) {
      if (decision !== all[index]) return { bars: cut, withPrefix: decision, withAll: all[index] ?? null }
    }
    // Decisions are stamped with the time, so what the long run decided within the cut must all be there.
    const next = all[prefix.length]
    const last = testStrategy(strategy, options).warmup(bars(cut)).now
    if (next !== undefined && next.slice(0, next.indexOf(' ')) <= isoInstant(last)) {
      return { bars: cut, withPrefix: null, withAll: next }
    }
  }
  return null
}

function evenCuts(total: number): readonly number[] {
  const cuts = Array.from({ length: 10 }, (_, index) => Math.floor((total * (index + 1)) / 11))
  return [...new Set(cuts)].filter((cut) => cut > 0)
}
