import { describe, expect, it } from 'vitest'
import { runChaos, type ChaosResult } from '../conformance/chaos.ts'
import { openIbkrRig } from '../simulators/ibkr/testing/rig.ts'

const SEEDS = [1, 2, 3]

async function trade(seed: number): Promise<ChaosResult> {
  const rig = await openIbkrRig({ settings: { timeoutMs: 300, penaltyMs: 50 }, unlimited: true })
  // Now and then the venue asks before it takes an order, and takes a question back when something comes between.
  for (let count = 0; count < 10; count += 1) {
    rig.simulator.desk.askNext([])
    rig.simulator.desk.askNext(count % 2 === 0 ? ['o10151'] : ['o10151', 'o163'])
  }
  try {
    return await runChaos(rig, { seed, steps: 160, absenceProvenAfterMs: 1_500 })
  } finally {
    await rig.close()
  }
}

describe('trading at Interactive Brokers while it misbehaves at every layer', () => {
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
