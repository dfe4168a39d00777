/** The suite as it runs where nothing can be arranged, against the four simulators: all passes, and nothing stays behind. */
import { describe, expect, it } from 'vitest'
import { isDone } from '../../simulators/core/order.ts'
import type { SimulatedRig } from '../../simulators/core/testing/rig.ts'
import { COINBASE_UNDER_TEST } from '../../simulators/coinbase/testing/rig.ts'
import { VENUES_UNDER_TEST } from '../../simulators/testing/venues-under-test.ts'
import { CONFORMANCE_CASES } from '../suite.ts'
import { lookAround } from './place.ts'
import { runInSandbox, type SandboxResult } from './run.ts'
import type { VenueSandbox } from './sandbox.ts'

const PATIENT_MS = 10_000

async function run(rig: SimulatedRig, sandbox: VenueSandbox, mayTrade: boolean): Promise<SandboxResult> {
  const { venueSymbol: symbol, distancePercent } = sandbox
  const place = await lookAround(rig.reads, { symbol, distancePercent })
  return runInSandbox({
    open: (alert) => rig.openBoth(alert),
    place,
    mayTrade,
    cases: CONFORMANCE_CASES,
    signal: new AbortController().signal,
    onVerdict: () => undefined,
  })
}

const counted = ({ verdicts }: SandboxResult, verdict: string): readonly string[] =>
  verdicts.filter((one) => one.verdict === verdict).map(({ id, message }) => `${id} ${message}`)

/** What is held, whatever it cost; fees that are taken in kind are less than what is written. */
async function held({ reads }: SimulatedRig): Promise<readonly string[]> {
  const answer = await reads.positions()
  return answer.ok
    ? answer.value.map(({ venueSymbol, quantity }) => `${Number(quantity).toFixed(9)} ${venueSymbol}`)
    : ['unknown']
}

describe('the suite where nothing can be arranged', () => {
  it.concurrent.each(VENUES_UNDER_TEST.map((venue) => [venue.name, venue] as const))(
    'passes at %s for what its matrix claims, trades and all, and leaves neither an order nor what it bought',
    async (_name, { openFree, sandbox }) => {
      const rig = await openFree(PATIENT_MS)
      const { exchange } = rig.simulator
      try {
        const before = await held(rig)
        const result = await run(rig, sandbox, true)
        expect([counted(result, 'FAILED'), result.left]).toEqual([[], []])
        expect(counted(result, 'PASSED').length).toBeGreaterThan(14)
        expect(counted(result, 'SIMULATOR_ONLY').length).toBeGreaterThan(20)
        const own = [...exchange.orders.values()].filter(({ terms }) =>
          terms.clientOrderId.startsWith('conform-'),
        )
        expect([own.length > 7, own.filter((order) => !isDone(order))]).toEqual([true, []])
        expect(await held(rig)).toEqual(before)
      } finally {
        await rig.close()
      }
    },
  )

  it('neither trades unasked nor takes back what others have working', async () => {
    const rig = await COINBASE_UNDER_TEST.openFree(PATIENT_MS)
    try {
      const { venueSymbol, quantity, restingBuyPrice: limitPrice } = rig.market
      await rig.writes.place({
        clientOrderId: 'by-hand',
        venueSymbol,
        side: 'BUY',
        orderType: 'LIMIT',
        timeInForce: 'GTC',
        quantity,
        limitPrice,
        stopPrice: null,
        expiresAt: null,
        postOnly: false,
        reduceOnly: false,
      })
      const result = await run(rig, COINBASE_UNDER_TEST.sandbox, false)
      expect(counted(result, 'NOT_RUN')).toEqual([
        expect.stringMatching(/^VC-23 it buys/),
        expect.stringMatching(/^VC-31 the account has working orders/),
      ])
      expect(counted(result, 'FAILED')).toEqual([])
      const open = await rig.reads.openOrders()
      expect(open.ok && open.value.map(({ clientOrderId }) => clientOrderId)).toEqual(['by-hand'])
    } finally {
      await rig.close()
    }
  })
})
