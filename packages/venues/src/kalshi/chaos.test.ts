import { describe, expect, it } from 'vitest'
import { runChaos, type ChaosResult } from '../conformance/chaos.ts'
import { openKalshiRig } from '../simulators/kalshi/testing/rig.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { READ_LIMIT, WRITE_LIMIT } from './settings.ts'

const FREE = 1_000_000

const SEEDS = [1, 2, 3]

async function trade(seed: number): Promise<ChaosResult> {
  const limits = [READ_LIMIT, WRITE_LIMIT].map((id) => ({ id, capacity: FREE, perMs: 1, reserve: 0 }))
  const rig = await openKalshiRig({
    settings: { timeoutMs: 300, syncTimeoutMs: 2_000, staleAfterMs: 2_000 },
    simulator: { readTokens: FREE, writeTokens: FREE },
    budget: new BudgetGate(limits, MACHINE_TIME),
  })
  try {
    return await runChaos(rig, { seed, steps: 160, absenceProvenAfterMs: 1_500 })
  } finally {
    await rig.close()
  }
}

describe('trading at Kalshi while it misbehaves at every layer', () => {
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
