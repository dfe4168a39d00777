/** A network that fails at any byte of a request or its answer, against the simulators' truth. */
import { PROXY_FAULTS } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import type { SimulatedRig } from '../simulators/core/testing/rig.ts'
import type { VenueUnderTest } from '../simulators/core/testing/venue-under-test.ts'
import { VENUES_UNDER_TEST } from '../simulators/testing/venues-under-test.ts'
import { CUT_SUBJECTS, cutPlans, runCuts } from './testing/cut-at-every-byte.ts'

/** Long enough for what goes right: only what goes through the broken network is in haste. */
const PATIENT_MS = 10_000
const COMBINATIONS = VENUES_UNDER_TEST.flatMap((venue) =>
  CUT_SUBJECTS.flatMap((subject) =>
    PROXY_FAULTS.map((fault) => [venue.name, subject, fault, venue] as const),
  ),
)

async function openRich(venue: VenueUnderTest): Promise<SimulatedRig> {
  const rig = await venue.openFree(PATIENT_MS)
  rig.simulator.exchange.deposit(rig.account, 'USD', '1000000000')
  return rig
}

describe('a network that fails at any byte on the way to a venue', () => {
  it.concurrent.each(COMBINATIONS)(
    '[LV-10] %s: of a %s with a %s leaves our books as the venue has them, once, and nothing that was taken is called rejected',
    async (_name, subject, fault, venue) => {
      const { waitedStride, answerStride = 1, fatesMin } = venue.cuts
      // Cuts are tried at every byte of a request; what has to be waited for, at some.
      const stride = fault === 'CUT' ? 1 : waitedStride
      const open = () => openRich(venue)
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
