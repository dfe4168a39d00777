import { describe, expect, it } from 'vitest'
import { CONFORMANCE_CASES, runCase } from '../conformance/suite.ts'
import { openCoinbaseRig } from '../simulators/coinbase/testing/rig.ts'

describe('Coinbase keeps the conformance suite', () => {
  it.concurrent.each(CONFORMANCE_CASES.map((one) => [one.id, one.rule, one] as const))(
    '[%s] %s',
    async (_id, _rule, one) => {
      const { verdict, message } = await runCase(one, () => openCoinbaseRig())
      expect(`${verdict} ${message}`).toMatch(/^(PASSED|NOT_CLAIMED)/)
    },
  )
})
