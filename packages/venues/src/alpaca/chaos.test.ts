import { describe, expect, it } from 'vitest'
import { runChaos, type ChaosResult } from '../conformance/chaos.ts'
import { openAlpacaRig } from '../simulators/alpaca/testing/rig.ts'
import { FREE_OF_LIMITS, freeBudget } from './testing/free.ts'

const SEEDS = [1, 2, 3]

/** The venue's own way to count fills of a changed order is not certain: every other seed has the other one. */
async function trade(seed: number): Promise<ChaosResult> {
  const rig = await openAlpacaRig({
    settings: { timeoutMs: 300, staleAfterMs: 2_000 },
    simulator: { ...FREE_OF_LIMITS, changesCountFills: seed % 2 === 0 },
    budget: freeBudget(),
  })
  try {
    return await runChaos(rig, { seed, steps: 160, absenceProvenAfterMs: 1_500 })
  } finally {
    await rig.close()
  }
}

describe('trading at Alpaca while it misbehaves at every layer', () => {
  it(
    `[LV-03] ends with books that are the truth, seeds ${SEEDS.join(', ')}`,
    { timeout: 90_000 },
    async () => {
      const results = await Promise.all(SEEDS.map(trade))
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
