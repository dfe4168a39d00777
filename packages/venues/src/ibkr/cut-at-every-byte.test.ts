/** A network that fails at any byte of a request or its answer, against the simulator's truth. */
import { PROXY_FAULTS, type ProxyFault } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { CUT_SUBJECTS, cutPlans, runCuts, type CutRig } from '../conformance/testing/cut-at-every-byte.ts'
import { openIbkrRig } from '../simulators/ibkr/testing/rig.ts'
import { openIbkrWrites } from './writes.ts'

async function openRig(): Promise<CutRig> {
  const rig = await openIbkrRig({ gateway: true, settings: { timeoutMs: 10_000 }, unlimited: true })
  const { context, simulator, port } = rig
  simulator.exchange.deposit('DU1234567', 'USD', '1000000000')
  return {
    ...rig,
    port,
    connectedPorts: () => simulator.connectedPorts(),
    writesThrough: (through, timeoutMs) => {
      const restBaseUrl = `http://127.0.0.1:${through}/v1/api`
      return openIbkrWrites(
        { ...context, settings: { ...context.settings, restBaseUrl, timeoutMs } },
        rig.reads,
      )
    },
  }
}

/** Cuts are tried at every byte; what has to be waited for, at every ninth. */
const STRIDES: Readonly<Record<ProxyFault, number>> = { CUT: 1, HALF_OPEN: 9, BLACKHOLE: 9, DELAY: 9 }
const COMBINATIONS = CUT_SUBJECTS.flatMap((subject) => PROXY_FAULTS.map((fault) => [subject, fault] as const))

describe('a network that fails at any byte', () => {
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
        expect([seen.unknown, seen.there, seen.absent].every((count) => count > 5)).toBe(true)
    },
    120_000,
  )
})
