/** The tests of a network that fails at any byte of a request or its answer, for one venue: each takes its time, so a file for each. */

import { PROXY_FAULTS } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import type { SimulatedRig } from '../../simulators/core/testing/rig.ts'
import type { VenueUnderTest } from '../../simulators/core/testing/venue-under-test.ts'
import { CUT_SUBJECTS, cutPlans, runCuts } from './cut-at-every-byte.ts'

/** Long enough for what goes right: only what goes through the broken network is in haste. */
const PATIENT_MS = 10_000
const COMBINATIONS = CUT_SUBJECTS.flatMap((subject) => PROXY_FAULTS.map((fault) => [subject, fault] as const))

export function describeCuts(venue: VenueUnderTest): void {
  const { waitedStride, answerStride = 1, fatesMin } = venue.cuts
  const open = () => openRich(venue)
  describe(`a network that fails at any byte on the way to ${venue.name}`, () => {
    it.each(COMBINATIONS)(
      '[LV-10] of a %s with a %s leaves our books as the venue has them, once, and nothing that was taken is called rejected',
      async (subject, fault) => {
        // Cuts are tried at every byte of a request; what has to be waited for, at some.
        const stride = fault === 'CUT' ? 1 : waitedStride
        const plans = await cutPlans(open, {
          subject,
          fault,
          stride,
          answerStride: Math.max(stride, answerStride),
        })
        const seen = await runCuts(open, subject, plans)
        if (subject !== 'SUBMIT') expect(seen.absent).toBe(0)
        else if (fault !== 'DELAY')
          expect([seen.unknown, seen.there, seen.absent].every((count) => count > fatesMin)).toBe(true)
      },
      300_000,
    )
  })
}

async function openRich(venue: VenueUnderTest): Promise<SimulatedRig> {
  const rig = await venue.openFree(PATIENT_MS)
  rig.simulator.exchange.deposit(rig.account, 'USD', '1000000000')
  return rig
}
