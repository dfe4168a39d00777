/** The synthetic market as a strategy's rehearsal wants it: in its caller's time, the same for the same seed, with a past. */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { PastPrice, RehearsalMarket } from '@quarterdeck/simulation'
import { createSyntheticMarket, stepMarket } from './market.ts'
import { fillPast, PAST_MICROS } from './past.ts'

export interface RehearsalMarketOptions {
  readonly instruments: readonly Instrument[]
  /** Any whole number. */
  readonly seed: number
  /** Where its past ends and it begins. */
  readonly at: Micros
  /** Multiple of the usual quotes per second; 0.01 to 100, 1 unless told. */
  readonly rate?: number
}

/** A market that is always open. Its past is fine where it is near and coarse where it is long ago. */
export function syntheticRehearsalMarket(options: RehearsalMarketOptions): RehearsalMarket {
  const { instruments, at } = options
  const past = new Map<string, PastPrice[]>(instruments.map(({ id }) => [id, []]))
  const begin = () => createSyntheticMarket({ ...options, at: at - PAST_MICROS, alwaysOpen: true })
  const market = fillPast(begin, {
    until: at,
    sink: {
      onMid: (id, halfTicks, when) => void past.get(id)?.push({ at: when, ticks: Math.floor(halfTicks / 2) }),
    },
    endsAt: {},
  })
  return {
    instruments,
    past: (id) => past.get(id) ?? [],
    step: (until) => stepMarket(market, until),
  }
}
