/**
 * Recorded markets through the whole system: player, simulated venue, journal, GraphQL and a WebSocket subscription. A script
 * trades at fixed rows; what it must end with is reckoned from the recording alone, by code that shares nothing with ours.
 */
import Big from 'big.js'
import { afterEach, describe, expect, it } from 'vitest'
import { type FillFieldsFragment, type OrderUpdate, submitOrder } from '@quarterdeck/client'
import { openTape, type Track } from '@quarterdeck/runtime'
import { sharedIsPresent, sharedPath } from '@quarterdeck/testkit'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { expectedFills, feeOn, holdingsAfter, type PlannedOrder, unrealizedAt } from './tape/reckoning.ts'
import { BINANCE, binanceRows, type RecordedRow, trueFxRows, TRUEFX } from './tape/recorded-rows.ts'
import { openRecordedDesk, type RecordedDesk } from './tape/recorded-desk.ts'
import { steppedFeed } from './tape/step-by-step.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const listed = (id: string) => SIMULATED_INSTRUMENTS.find((instrument) => instrument.id === id)!

const YEN_PLAN: readonly PlannedOrder[] = [
  { row: 50, side: 'BUY', type: 'MARKET', quantity: '30000' },
  { row: 130, side: 'SELL', type: 'LIMIT', quantity: '10000', limitPrice: '86.77' },
  { row: 300, side: 'BUY', type: 'LIMIT', quantity: '15000', limitPrice: '86.76' },
  { row: 400, side: 'SELL', type: 'STOP', quantity: '7000', stopPrice: '86.74' },
  // Sells more than is held: the position turns short.
  { row: 650, side: 'SELL', type: 'MARKET', quantity: '45000' },
  { row: 800, side: 'BUY', type: 'STOP', quantity: '8000', stopPrice: '86.82' },
  { row: 950, side: 'BUY', type: 'MARKET', quantity: '3000' },
]

const BITCOIN_PLAN: readonly PlannedOrder[] = [
  { row: 10, side: 'BUY', type: 'MARKET', quantity: '0.3' },
  { row: 1_000, side: 'SELL', type: 'LIMIT', quantity: '0.2', limitPrice: '61860' },
  // Touched three times before it is done: filled by what was displayed each time.
  { row: 9_000, side: 'BUY', type: 'LIMIT', quantity: '0.75', limitPrice: '61776.01' },
  { row: 9_001, side: 'SELL', type: 'STOP', quantity: '0.15', stopPrice: '61725.37' },
  { row: 24_000, side: 'SELL', type: 'LIMIT', quantity: '0.9', limitPrice: '61690' },
  { row: 26_500, side: 'SELL', type: 'MARKET', quantity: '0.01237' },
  // Set off by a trade print.
  { row: 32_000, side: 'BUY', type: 'STOP', quantity: '0.11', stopPrice: '61743.5' },
  { row: 37_000, side: 'BUY', type: 'MARKET', quantity: '0.05' },
]

interface Case {
  readonly name: string
  readonly instrumentId: string
  readonly funds: { readonly currency: string; readonly amount: string }
  readonly feeRates: { readonly MAKER: string; readonly TAKER: string }
  /** Whether cash pays the price of what is bought, or only profit, loss and fees reach it. */
  readonly paidInFull: boolean
  readonly track: () => Track
  readonly rows: () => readonly RecordedRow[]
  readonly plan: readonly PlannedOrder[]
}

const CASES: readonly Case[] = [
  {
    name: 'TrueFX dollars in yen, 1,000 quotes',
    instrumentId: 'SIM:USD-JPY',
    funds: { currency: 'JPY', amount: '10000000' },
    feeRates: { MAKER: '0.00002', TAKER: '0.00002' },
    paidInFull: false,
    track: () => {
      const format = {
        rows: 'QUOTES',
        time: 'iso',
        columns: { time: 'timestamp', bid: 'bid', ask: 'ask' },
      } as const
      const source = { kind: 'CSV', path: sharedPath(...TRUEFX), format, ...STRICT } as const
      return trackOf('SIM:USD-JPY', source)
    },
    rows: trueFxRows,
    plan: YEN_PLAN,
  },
  {
    name: 'Binance bitcoin, 37,797 best prices and trades',
    instrumentId: 'SIM:BTC-USD',
    funds: { currency: 'USD', amount: '1000000' },
    feeRates: { MAKER: '0.001', TAKER: '0.002' },
    paidInFull: true,
    track: () =>
      trackOf('SIM:BTC-USD', { kind: 'BINANCE', path: sharedPath(...BINANCE), symbol: 'BTCUSDT', ...STRICT }),
    rows: binanceRows,
    plan: BITCOIN_PLAN,
  },
]

const STRICT = { badRows: 'STOP', offTick: 'REFUSE' } as const

function trackOf(id: string, source: Parameters<typeof openTape>[0]): Track {
  const instrument = listed(id)
  return { instrument, tape: openTape(source, instrument) }
}

/** Follows the desk's orders and fills over the WebSocket. */
function follow({ client, organizationId, accountId }: RecordedDesk) {
  const stopping = new AbortController()
  const scope = { organizationId, accountId, after: '0', signal: stopping.signal }
  const fills: FillFieldsFragment[] = []
  const orders = new Map<string, OrderUpdate['order']>()
  const reading = Promise.all([
    (async () => {
      for await (const { fill } of client.fills(scope)) fills.push(fill as FillFieldsFragment)
    })(),
    (async () => {
      for await (const { order } of client.orderUpdates(scope)) {
        const { clientOrderId } = order as { readonly clientOrderId: string }
        orders.set(clientOrderId, order)
      }
    })(),
  ])
  return {
    fills,
    orders,
    async stop() {
      stopping.abort()
      await reading
    },
  }
}

const HELD = `query($id: ID!) { node(id: $id) { ... on Account {
  balances { currency cash reserved available marginUsed }
  positions(first: 10) { edges { node {
    quantity averagePrice instrument { id } realizedPnl { amount currency } unrealizedPnl { amount } fees { amount currency } } } } } } }`

interface Held {
  readonly node: {
    readonly balances: readonly { currency: string; cash: string; reserved: string; available: string }[]
    readonly positions: {
      readonly edges: readonly {
        readonly node: {
          readonly quantity: string
          readonly instrument: { readonly id: string }
          readonly realizedPnl: { readonly amount: string; readonly currency: string }
          readonly unrealizedPnl: { readonly amount: string }
          readonly fees: { readonly amount: string; readonly currency: string }
        }
      }[]
    }
  }
}

if (!sharedIsPresent)
  console.warn('Left out: the recorded markets lie beside the repository, in ../shared, and are not there.')

const exactly = (value: Big): string => value.toFixed()
const plain = (text: string): string => exactly(new Big(text))

describe.runIf(sharedIsPresent)('recorded markets through the whole system', { timeout: 240_000 }, () => {
  it.each(CASES)('$name: fills, position, profit, fees and cash as reckoned apart', async (market) => {
    const rows = market.rows()
    const stepped = steppedFeed(market.track(), rows[0]!.at * 1000 - 1_000_000)
    const desk = await openRecordedDesk(stepped, market.funds)
    cleanups.push(() => desk.close())
    const seen = follow(desk)
    cleanups.push(() => seen.stop())

    for (const [index, planned] of market.plan.entries()) {
      await stepped.playTo(planned.row)
      const { row: _, ...terms } = planned
      const { submitOrder: result } = await desk.client.request(submitOrder, {
        input: {
          ...terms,
          accountId: desk.accountId,
          instrumentId: market.instrumentId,
          clientOrderId: `order-${index}`,
          timeInForce: planned.type === 'MARKET' ? 'IOC' : 'GTC',
        },
      })
      expect(result).toMatchObject({ __typename: 'SubmitOrderPayload' })
      // The recording waits until the venue has the order: on the outside this is one instant.
      const settled = planned.type === 'MARKET' ? 'FILLED' : 'NEW'
      await expect
        .poll(() => (seen.orders.get(`order-${index}`) as { status?: string } | undefined)?.status)
        .toBe(settled)
    }
    await stepped.playTo(rows.length)

    const expected = expectedFills(rows, market.plan)
    await expect.poll(() => seen.fills.length).toBe(expected.length)
    expect(
      seen.fills.map(({ order, side, price, quantity, liquidity, fee, at }) => ({
        order: order.clientOrderId,
        side,
        price: plain(price),
        quantity: plain(quantity),
        liquidity,
        fee: plain(fee.amount),
        at: Date.parse(at),
      })),
    ).toEqual(
      expected.map((fill) => ({
        order: `order-${fill.order}`,
        side: fill.side,
        price: exactly(fill.price),
        quantity: exactly(fill.quantity),
        liquidity: fill.liquidity,
        fee: exactly(feeOn(fill, market.feeRates[fill.liquidity])),
        at: rows[fill.row - 1]!.at,
      })),
    )

    const traded = expected.map((fill) => ({ ...fill, fee: feeOn(fill, market.feeRates[fill.liquidity]) }))
    const holdings = holdingsAfter(traded)
    const { node } = (await desk.ask(HELD, { id: desk.accountId })) as unknown as Held
    const position = node.positions.edges[0]!.node
    expect(node.positions.edges).toHaveLength(1)
    expect({
      quantity: plain(position.quantity),
      realizedPnl: plain(position.realizedPnl.amount),
      unrealizedPnl: plain(position.unrealizedPnl.amount),
      fees: plain(position.fees.amount),
    }).toEqual({
      quantity: exactly(holdings.quantity),
      realizedPnl: exactly(holdings.realizedPnl),
      unrealizedPnl: exactly(unrealizedAt(holdings, rows.at(-1)!)),
      fees: exactly(holdings.fees),
    })
    const earned = market.paidInFull ? holdings.proceeds : holdings.realizedPnl
    const [balance, ...others] = node.balances
    expect(others).toEqual([])
    expect(plain(balance!.cash)).toBe(exactly(new Big(market.funds.amount).plus(earned).minus(holdings.fees)))
    expect(exactly(new Big(balance!.reserved).plus(balance!.available))).toBe(plain(balance!.cash))
  })
})
