/** A network that fails at any byte of a request or its answer, against the simulator's truth. */
import { PROXY_FAULTS, type ProxyFault } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { CUT_SUBJECTS, cutPlans, runCuts, type CutRig } from '../conformance/testing/cut-at-every-byte.ts'
import { KALSHI_ACCOUNT, openKalshiRig } from '../simulators/kalshi/testing/rig.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { kalshiContext } from './context.ts'
import { READ_LIMIT, WRITE_LIMIT } from './settings.ts'
import { openKalshiWrites } from './writes.ts'

const FREE = 1_000_000
const LIMITS = [READ_LIMIT, WRITE_LIMIT].map((id) => ({ id, capacity: FREE, perMs: 1, reserve: 0 }))

async function openRig(): Promise<CutRig> {
  const rig = await openKalshiRig({
    settings: { timeoutMs: 10_000 },
    simulator: { readTokens: FREE, writeTokens: FREE },
    budget: new BudgetGate(LIMITS, MACHINE_TIME),
  })
  const { environment, simulator } = rig
  simulator.exchange.deposit(KALSHI_ACCOUNT, 'USD', '1000000000')
  return {
    ...rig,
    port: Number(new URL(environment.settings.restBaseUrl).port),
    connectedPorts: () => simulator.connectedPorts(),
    writesThrough: (port, timeoutMs) => {
      const restBaseUrl = `http://127.0.0.1:${port}/trade-api/v2`
      const settings = { ...environment.settings, restBaseUrl, timeoutMs }
      return openKalshiWrites(kalshiContext({ ...environment, settings }), rig.reads)
    },
  }
}

/** Cuts are tried at every byte; what has to be waited for, at every seventeenth. */
const STRIDES: Readonly<Record<ProxyFault, number>> = { CUT: 1, HALF_OPEN: 17, BLACKHOLE: 17, DELAY: 17 }
const COMBINATIONS = CUT_SUBJECTS.flatMap((subject) => PROXY_FAULTS.map((fault) => [subject, fault] as const))

describe('a network that fails at any byte on the way to Kalshi', () => {
  it.each(COMBINATIONS)(
    '[LV-10] of a %s with a %s leaves our books as the venue has them, once, and nothing that was taken is called rejected',
    async (subject, fault) => {
      const seen = await runCuts(
        openRig,
        subject,
        await cutPlans(openRig, { subject, fault, stride: STRIDES[fault] }),
      )
      if (subject !== 'SUBMIT') expect(seen.absent).toBe(0)
      else if (fault !== 'DELAY')
        expect([seen.unknown, seen.there, seen.absent].every((count) => count > 10)).toBe(true)
    },
    120_000,
  )
})
