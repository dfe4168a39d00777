import { describe, expect, it } from 'vitest'
import type { VenueUnderTest } from '../simulators/core/testing/venue-under-test.ts'
import { VENUES_UNDER_TEST } from '../simulators/testing/venues-under-test.ts'
import { runChaos, type ChaosResult } from './chaos.ts'

const SEEDS = [1, 2, 3]

async function trade(venue: VenueUnderTest, seed: number): Promise<ChaosResult> {
  const rig = await venue.openChaotic(seed)
  try {
    return await runChaos(rig, { seed, steps: 160, absenceProvenAfterMs: 1_500 })
  } finally {
    await rig.close()
  }
}

describe('trading while a venue misbehaves at every layer', () => {
  it.each(VENUES_UNDER_TEST.map((venue) => [venue.name, venue] as const))(
    `[LV-03] ends with books that are the truth at %s, seeds ${SEEDS.join(', ')}`,
    { timeout: 90_000 },
    async (_name, venue) => {
      const results = await Promise.all(SEEDS.map((seed) => trade(venue, seed)))
      expect(results.map(({ differences }) => differences)).toEqual(SEEDS.map(() => []))
      const sum = (count: (result: ChaosResult) => number): number =>
        results.reduce((total, one) => total + count(one), 0)
      expect([
        sum(({ orders }) => orders) > 90,
        sum(({ fills }) => fills) > 5,
        sum(({ faults }) => faults.size) > 20,
      ]).toEqual([true, true, true])
    },
  )
})
