/** The suite as it runs where nothing can be arranged, against the four simulators: all passes, and nothing stays behind. */
import { describe, expect, it } from 'vitest'
import { openAlpaca } from '../../alpaca/open.ts'
import { ALPACA_SANDBOX } from '../../alpaca/sandbox.ts'
import { FREE_OF_LIMITS, freeBudget } from '../../alpaca/testing/free.ts'
import { openCoinbase } from '../../coinbase/open.ts'
import { COINBASE_SANDBOX } from '../../coinbase/sandbox.ts'
import { openIbkr } from '../../ibkr/open.ts'
import { IBKR_SANDBOX } from '../../ibkr/sandbox.ts'
import { openKalshi } from '../../kalshi/open.ts'
import { KALSHI_SANDBOX } from '../../kalshi/sandbox.ts'
import { openAlpacaRig } from '../../simulators/alpaca/testing/rig.ts'
import { openCoinbaseRig } from '../../simulators/coinbase/testing/rig.ts'
import type { SimulatedExchange } from '../../simulators/core/exchange.ts'
import { isDone } from '../../simulators/core/order.ts'
import { openIbkrRig } from '../../simulators/ibkr/testing/rig.ts'
import { openKalshiRig } from '../../simulators/kalshi/testing/rig.ts'
import type { ConformanceRig } from '../rig.ts'
import { CONFORMANCE_CASES } from '../suite.ts'
import { lookAround, type OpenSandbox } from './place.ts'
import { runInSandbox, type SandboxResult } from './run.ts'
import type { VenueSandbox } from './sandbox.ts'

interface Stand {
  readonly rig: ConformanceRig
  readonly exchange: SimulatedExchange
  readonly open: OpenSandbox
  readonly sandbox: VenueSandbox
}

const STANDS: Readonly<Record<string, () => Promise<Stand>>> = {
  async coinbase() {
    const rig = await openCoinbaseRig()
    const { exchange } = rig.simulator
    return {
      rig,
      exchange,
      sandbox: COINBASE_SANDBOX,
      open: (alert) => openCoinbase({ ...rig.environment, alert }),
    }
  },
  async kalshi() {
    const rig = await openKalshiRig()
    const { exchange } = rig.simulator
    return {
      rig,
      exchange,
      sandbox: KALSHI_SANDBOX,
      open: (alert) => openKalshi({ ...rig.environment, alert }),
    }
  },
  async alpaca() {
    const rig = await openAlpacaRig({ simulator: FREE_OF_LIMITS, budget: freeBudget() })
    const { exchange } = rig.simulator
    return {
      rig,
      exchange,
      sandbox: ALPACA_SANDBOX,
      open: (alert) => openAlpaca({ ...rig.environment, alert }),
    }
  },
  async ibkr() {
    const rig = await openIbkrRig({ unlimited: true })
    const { exchange } = rig.simulator
    return { rig, exchange, sandbox: IBKR_SANDBOX, open: (alert) => openIbkr({ ...rig.context, alert }) }
  },
}

async function run({ rig, open, sandbox }: Stand, mayTrade: boolean): Promise<SandboxResult> {
  const { venueSymbol: symbol, distancePercent } = sandbox
  const place = await lookAround(rig.reads, { symbol, distancePercent })
  return runInSandbox({
    open,
    place,
    mayTrade,
    cases: CONFORMANCE_CASES,
    signal: new AbortController().signal,
    onVerdict: () => undefined,
  })
}

const counted = ({ verdicts }: SandboxResult, verdict: string): readonly string[] =>
  verdicts.filter((one) => one.verdict === verdict).map(({ id, message }) => `${id} ${message}`)

/** What is held, whatever it cost. */
async function held({ reads }: ConformanceRig): Promise<readonly string[]> {
  const answer = await reads.positions()
  return answer.ok
    ? answer.value.map(({ venueSymbol, quantity }) => `${quantity} ${venueSymbol}`)
    : ['unknown']
}

describe('the suite where nothing can be arranged', () => {
  it.concurrent.each(Object.keys(STANDS))(
    'passes at %s for what its matrix claims, trades and all, and leaves neither an order nor what it bought',
    async (name) => {
      const stand = await STANDS[name]!()
      const { rig, exchange } = stand
      try {
        const before = await held(rig)
        const result = await run(stand, true)
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
    const stand = await STANDS['coinbase']!()
    try {
      const { venueSymbol, quantity, restingBuyPrice: limitPrice } = stand.rig.market
      await stand.rig.writes.place({
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
      const result = await run(stand, false)
      expect(counted(result, 'NOT_RUN')).toEqual([
        expect.stringMatching(/^VC-23 it buys/),
        expect.stringMatching(/^VC-31 the account has working orders/),
      ])
      expect(counted(result, 'FAILED')).toEqual([])
      const open = await stand.rig.reads.openOrders()
      expect(open.ok && open.value.map(({ clientOrderId }) => clientOrderId)).toEqual(['by-hand'])
    } finally {
      await stand.rig.close()
    }
  })
})
