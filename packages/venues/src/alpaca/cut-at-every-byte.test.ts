/** A network that fails at any byte of a request or its answer, against the simulator's truth. */
import { PROXY_FAULTS, type ProxyFault } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { CUT_SUBJECTS, cutPlans, runCuts, type CutRig } from '../conformance/testing/cut-at-every-byte.ts'
import { ALPACA_ACCOUNT, openAlpacaRig } from '../simulators/alpaca/testing/rig.ts'
import { FREE_OF_LIMITS, freeBudget } from './testing/free.ts'
import { openAlpacaWrites } from './writes.ts'

async function openRig(): Promise<CutRig> {
  const rig = await openAlpacaRig({
    settings: { timeoutMs: 10_000 },
    simulator: FREE_OF_LIMITS,
    budget: freeBudget(),
  })
  const { environment, simulator } = rig
  simulator.exchange.deposit(ALPACA_ACCOUNT, 'USD', '1000000000')
  return {
    ...rig,
    port: Number(new URL(environment.settings.tradingBaseUrl).port),
    connectedPorts: () => simulator.connectedPorts(),
    writesThrough: (port, timeoutMs) => {
      const tradingBaseUrl = `http://127.0.0.1:${port}`
      const settings = { ...environment.settings, tradingBaseUrl, timeoutMs }
      return openAlpacaWrites({ ...environment, settings }, rig.reads)
    },
  }
}

/** Cuts are tried at every byte of a request; what has to be waited for, at every nineteenth. */
const STRIDES: Readonly<Record<ProxyFault, number>> = { CUT: 1, HALF_OPEN: 19, BLACKHOLE: 19, DELAY: 19 }
/** An answer is the whole order, a thousand bytes and more, of which any that is missing is as good as another. */
const ANSWER_STRIDE = 5
const COMBINATIONS = CUT_SUBJECTS.flatMap((subject) => PROXY_FAULTS.map((fault) => [subject, fault] as const))

describe('a network that fails at any byte on the way to Alpaca', () => {
  it.each(COMBINATIONS)(
    '[LV-10] of a %s with a %s leaves our books as the venue has them, once, and nothing that was taken is called rejected',
    async (subject, fault) => {
      const seen = await runCuts(
        openRig,
        subject,
        await cutPlans(openRig, {
          subject,
          fault,
          stride: STRIDES[fault],
          answerStride: Math.max(STRIDES[fault], ANSWER_STRIDE),
        }),
      )
      if (subject !== 'SUBMIT') expect(seen.absent).toBe(0)
      else if (fault !== 'DELAY')
        expect([seen.unknown, seen.there, seen.absent].every((count) => count > 5)).toBe(true)
    },
    120_000,
  )
})
