/**
 * A past for a market that has just begun, so that charts are not empty: the market is run from long ago to now in steps
 * that are coarse where only long bars will be seen and fine where short ones will.
 */

import type { Micros } from '@quarterdeck/engine'
import { BARS_KEPT, BAR_INTERVALS, BAR_MICROS } from '../bars.ts'
import type { MidSink } from '../bars.ts'
import { advanceTo, distances, resumeAt, shift, tellMiddles } from './market.ts'
import type { SyntheticMarket } from './market.ts'
import type { WalkPrices } from './memory.ts'
import { keptOver } from './walks.ts'

/** Samples of each bar at least, so that its high and low differ from open and close. */
const SAMPLES_PER_BAR = 4

/** How far back the longest bars reach. */
export const PAST_MICROS = BARS_KEPT * BAR_MICROS.D1

export interface PastOptions {
  readonly until: Micros
  readonly sink: MidSink
  /** Prices at which the past shall end; where none is given, it ends where chance leads. */
  readonly endsAt: WalkPrices
}

/**
 * Runs a market from where it begins to `until`, handing over the middle of every trading instrument at each step, and returns it
 * as it stands then. `begin` makes it anew, the same each time: to end at given prices the past is run once to see where it leads
 * by itself, and then all of it leans a little.
 */
export function fillPast(
  begin: () => SyntheticMarket,
  { until, sink, endsAt }: PastOptions,
): SyntheticMarket {
  const market = begin()
  const lean = leanTo(begin, until, endsAt)
  const span = until - market.at
  for (const at of steps(market.at, until)) {
    if (lean !== null) shift(market, lean, (at - market.at) / span)
    advanceTo(market, at)
    tellMiddles(market, sink)
  }
  resumeAt(market, until)
  // What the pull to the anchors took of the lean on the way, and rounding.
  if (lean !== null) shift(market, distances(market, endsAt))
  return market
}

/** What must be added on the way for the past to end at the prices; null: nothing. */
function leanTo(begin: () => SyntheticMarket, until: Micros, endsAt: WalkPrices): Float64Array | null {
  if (Object.keys(endsAt).length === 0) return null
  const trial = begin()
  const startedAt = trial.at
  const kept = keptOf(startedAt, until)
  for (const at of steps(startedAt, until)) advanceTo(trial, at)
  resumeAt(trial, until)
  return distances(trial, endsAt).map((distance) => distance / kept)
}

/** Share of a lean that is spread evenly over a time and still there at its end. */
function keptOf(from: Micros, until: Micros): number {
  let [kept, before] = [0, from]
  for (const at of steps(from, until)) {
    kept += ((at - before) / (until - from)) * keptOver((until - before) / 1e6)
    before = at
  }
  return kept
}

function* steps(from: Micros, until: Micros): Generator<Micros> {
  for (let at = from + stepFor(until - from); at < until; at += stepFor(until - at)) yield at
}

/** The step that gives the shortest bars still kept at this age their samples. */
function stepFor(age: Micros): Micros {
  const shortest = BAR_INTERVALS.find((interval) => age <= BARS_KEPT * BAR_MICROS[interval]) ?? 'D1'
  return BAR_MICROS[shortest] / SAMPLES_PER_BAR
}
