import { describe, expect, it } from 'vitest'
import { VENUES_UNDER_TEST } from '../simulators/testing/venues-under-test.ts'
import { CONFORMANCE_CASES, runCase } from './suite.ts'

describe.each(VENUES_UNDER_TEST.map((venue) => [venue.name, venue] as const))(
  '%s keeps the conformance suite',
  (_name, venue) => {
    it.concurrent.each(CONFORMANCE_CASES.map((one) => [one.id, one.rule, one] as const))(
      '[%s] %s',
      async (_id, _rule, one) => {
        const { verdict, message } = await runCase(one, () => venue.open())
        expect(`${verdict} ${message}`).toMatch(/^(PASSED|NOT_CLAIMED)/)
      },
    )
  },
)
