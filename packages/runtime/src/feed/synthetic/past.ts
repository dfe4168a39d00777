/**
 * A past for a market that has just begun, so that charts are not empty: the market is run from long ago to now in steps
 * that are coarse where only long bars will be seen and fine where short ones will.
 */

import type { Micros } from '@quarterdeck/engine'
import { BARS_KEPT, BAR_INTERVALS, BAR_MICROS } from '../bars.ts'
import type { MidSink } from '../bars.ts'
import { advanceTo, middles, resumeAt } from './market.ts'
import type { SyntheticMarket } from './market.ts'

/** Samples of each bar at least, so that its high and low differ from open and close. */
const SAMPLES_PER_BAR = 4

/** How far back the longest bars reach. */
export const PAST_MICROS = BARS_KEPT * BAR_MICROS.D1

/** Runs the market from where it stands to `until`, handing over the middle of every trading instrument at each step. */
export function fillPast(market: SyntheticMarket, until: Micros, sink: MidSink): void {
  for (;;) {
    const next = market.at + stepFor(until - market.at)
    if (next >= until) break
    advanceTo(market, next)
    for (const { instrumentId, halfTicks } of middles(market)) sink.onMid(instrumentId, halfTicks, next)
  }
  resumeAt(market, until)
}

/** The step that gives the shortest bars still kept at this age their samples. */
function stepFor(age: Micros): Micros {
  const shortest = BAR_INTERVALS.find((interval) => age <= BARS_KEPT * BAR_MICROS[interval]) ?? 'D1'
  return BAR_MICROS[shortest] / SAMPLES_PER_BAR
}
