/** What the stream of Interactive Brokers was seen to do: tells changes only, in any order, or nothing any more. */
import { describe, it, type TestContext } from 'vitest'
import {
  NO_TOPICS,
  type MarketStreamEvent,
  type OrderStreamEvent,
  type VenueStream,
} from '../contract/streams.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import {
  IBKR_MARKET,
  openIbkrRig,
  type IbkrRig,
  type IbkrRigOptions,
} from '../simulators/ibkr/testing/rig.ts'

/** Tests run beside each other: each has its own expectations, and closes what it opened. */
type Test = Pick<TestContext, 'expect' | 'onTestFinished'>

async function open(test: Test, options: IbkrRigOptions = {}): Promise<IbkrRig> {
  const rig = await openIbkrRig(options)
  test.onTestFinished(() => rig.close())
  await rig.reads.instruments()
  return rig
}

const AAPL = IBKR_MARKET.venueSymbol
const within = { timeout: 20_000 }

async function followOrders(test: Test, { reads }: IbkrRig): Promise<OrderStreamEvent[]> {
  const told: OrderStreamEvent[] = []
  const stream = reads.openOrderStream((event) => void told.push(event))
  test.onTestFinished(() => stream.close())
  await test.expect
    .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'), within)
    .toBe(true)
  return told
}

async function followQuotes(
  test: Test,
  { reads }: IbkrRig,
): Promise<{ told: MarketStreamEvent[]; stream: VenueStream }> {
  const told: MarketStreamEvent[] = []
  const stream = reads.openMarketStream({ ...NO_TOPICS, quotes: [AAPL] }, (event) => void told.push(event))
  test.onTestFinished(() => stream.close())
  await test.expect.poll(() => lastQuote(told), within).toBeDefined()
  return { told, stream }
}

const lastQuote = (told: readonly MarketStreamEvent[]) =>
  told.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote] : [])).at(-1)
const resyncs = (told: readonly (OrderStreamEvent | MarketStreamEvent)[]) =>
  told.flatMap((event) => (event.kind === 'RESYNC' ? [event.because] : []))
const ordersOf = (told: readonly OrderStreamEvent[]) =>
  told.flatMap((event) => (event.kind === 'ORDER' ? [event.order] : []))

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `s-${count}`,
    venueSymbol: AAPL,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '2',
    limitPrice: '150',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

describe('the stream of orders', () => {
  it.concurrent('tells an order with all of its terms, though only what changed of it came', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const told = await followOrders(test, rig)
    const terms = order({ limitPrice: '190.1', quantity: '150' })
    await rig.writes.place(terms)
    await expect.poll(() => ordersOf(told).at(-1)?.filledQuantity, within).toBe('100')
    rig.simulator.exchange.market(AAPL, 'SELL', '20', '190.1')
    await expect.poll(() => ordersOf(told).at(-1)?.filledQuantity, within).toBe('120')
    expect(ordersOf(told).at(-1)).toMatchObject({
      clientOrderId: terms.clientOrderId,
      venueSymbol: AAPL,
      side: 'BUY',
      quantity: '150',
      limitPrice: '190.1',
      status: 'NEW',
    })
  })

  it.concurrent('tells each execution once, with its commission, as one of its order', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const told = await followOrders(test, rig)
    const terms = order({ limitPrice: '190.1' })
    const placed = await rig.writes.place(terms)
    const fills = () => told.flatMap((event) => (event.kind === 'FILL' ? [event.fill] : []))
    await expect.poll(() => fills().length, within).toBe(1)
    expect(fills()[0]).toMatchObject({
      kind: 'FILL',
      venueOrderId: placed.kind === 'ACCEPTED' ? placed.venueOrderId : '',
      clientOrderId: terms.clientOrderId,
      price: '190.1',
      quantity: '2',
      fee: '0.01',
    })
  })

  it.concurrent('does not tell an execution that lacks its commission: reading brings it, in time without', async (test) => {
    const { expect } = test
    const rig = await open(test, { settings: { commissionWaitMs: 2_500 } })
    const told = await followOrders(test, rig)
    const strip = (text: string): string => text.replaceAll(/"commission":"[^"]*",/g, '')
    // Every frame: the first may be the answer to the subscription, with no trade in it yet.
    rig.simulator.faults.onStream('str', { kind: 'CHANGED', change: strip }, 1_000)
    rig.simulator.faults.onHttp(
      'GET /v1/api/iserver/account/trades',
      { kind: 'CHANGED', change: strip },
      1_000,
    )
    const terms = order({ limitPrice: '190.1' })
    await rig.writes.place(terms)
    await expect.poll(() => ordersOf(told).at(-1)?.status, within).toBe('FILLED')
    expect(told.filter(({ kind }) => kind === 'FILL')).toEqual([])
    const early = await rig.reads.fillsSince(null)
    const fees = async () => {
      const page = await rig.reads.fillsSince(early.ok ? early.value.cursor : null)
      return page.ok ? page.value.fills.map(({ fee }) => fee) : null
    }
    await expect.poll(fees, within).toEqual(['0'])
    await fees()
    expect(rig.alerts.filter(({ subject }) => subject === 'execution.commission')).toHaveLength(1)
  })

  it.concurrent('asks for a reading where a change is told of an order that it never told whole', async (test) => {
    const { expect } = test
    // A stream that is quiet is compared with the list, which tells orders whole.
    const rig = await open(test, { settings: { quietAfterMs: 60_000 } })
    rig.simulator.faults.onStream('sor', { kind: 'DROP' })
    const told = await followOrders(test, rig)
    const terms = order()
    const placed = await rig.writes.place(terms)
    const before = resyncs(told).length
    if (placed.kind === 'ACCEPTED') await rig.writes.cancel({ ...terms, venueOrderId: placed.venueOrderId })
    await expect.poll(() => resyncs(told).length, within).toBeGreaterThan(before)
  })

  it.concurrent('[LV-11] that tells nothing any more while it beats is found out by the list, and opened anew', async (test) => {
    const { expect } = test
    const rig = await open(test, { settings: { quietAfterMs: 300 } })
    const told = await followOrders(test, rig)
    // What is there when it opens is read: what it must tell comes after.
    await rig.reads.openOrders()
    rig.simulator.faults.heartbeatsOnly = true
    await rig.writes.place(order())
    await expect.poll(() => resyncs(told), within).toContain('SILENCE')
    expect(rig.alerts.map(({ kind }) => kind)).toContain('SILENT_STREAM')
    await expect.poll(() => resyncs(told).at(-1), within).toBe('CONNECTED')
    rig.simulator.faults.heartbeatsOnly = false
    const next = order()
    await rig.writes.place(next)
    await expect.poll(() => ordersOf(told).at(-1)?.clientOrderId, within).toBe(next.clientOrderId)
  })

  it.concurrent('that is only quiet is left alone', async (test) => {
    const { expect } = test
    const rig = await open(test, { settings: { quietAfterMs: 200, heartbeatMissedMs: 30_000 } })
    const placed = await rig.writes.place(order())
    expect(placed.kind).toBe('ACCEPTED')
    const told = await followOrders(test, rig)
    const from = Date.now()
    await expect.poll(() => Date.now() - from, within).toBeGreaterThan(2_500)
    expect([resyncs(told), rig.alerts]).toEqual([['CONNECTED'], []])
  })

  it.concurrent('that is told by the venue that its session is gone opens with another', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const told = await followOrders(test, rig)
    rig.simulator.session.endBrokerage()
    await expect.poll(() => resyncs(told).filter((because) => because === 'CONNECTED').length, within).toBe(2)
    expect((await rig.writes.place(order())).kind).toBe('ACCEPTED')
    await expect.poll(() => ordersOf(told).length, within).toBeGreaterThan(0)
  })

  it.concurrent('is let in by a message where the cookie does not come through', async (test) => {
    const { expect } = test
    const rig = await open(test, { simulator: { dropsCookies: true } })
    const told = await followOrders(test, rig)
    await rig.writes.place(order())
    await expect.poll(() => ordersOf(told).length, within).toBeGreaterThan(0)
  })

  it.concurrent('shows what the venue would show on a screen to a person', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const change = (): string =>
      JSON.stringify({
        topic: 'ntf',
        args: { id: 'X', title: 'Warning', text: 'CFD quotes reference the underlying' },
      })
    rig.simulator.faults.onStream('act', { kind: 'CHANGED', change })
    await followOrders(test, rig)
    await expect
      .poll(() => rig.alerts.map(({ message }) => message), within)
      .toEqual(['the venue says: Warning: CFD quotes reference the underlying'])
  })

  it.concurrent('shares its socket with the quotes, and goes on when those are not wanted any more', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const { stream } = await followQuotes(test, rig)
    const told = await followOrders(test, rig)
    await stream.close()
    await rig.writes.place(order())
    await expect.poll(() => ordersOf(told).length, within).toBeGreaterThan(0)
    const opened = rig.simulator.truth.messages.filter(
      ({ transport, body }) => transport === 'WS' && body.startsWith('sor'),
    )
    expect(opened).toHaveLength(1)
  })
})

describe('the stream of quotes', () => {
  it.concurrent('tells each change with everything that was told before', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const { told } = await followQuotes(test, rig)
    expect(lastQuote(told)).toMatchObject({
      venueSymbol: AAPL,
      bid: '190',
      bidQuantity: '100',
      ask: '190.1',
      last: null,
    })
    rig.simulator.exchange.market(AAPL, 'BUY', '3000', '190.05')
    await expect.poll(() => lastQuote(told)?.bid, within).toBe('190.05')
    expect(lastQuote(told)).toMatchObject({ bidQuantity: '3000', ask: '190.1', askQuantity: '100' })
  })

  it.concurrent('tells no price that is not live', async (test) => {
    const { expect } = test
    const rig = await open(test)
    rig.simulator.faults.onStream('smd', {
      kind: 'CHANGED',
      change: (text) => text.replace('"RpB"', '"DpB"'),
    })
    const { told } = await followQuotes(test, rig)
    expect(lastQuote(told)).toMatchObject({ bid: null, bidQuantity: null, ask: null, last: null })
  })

  it.concurrent('tells what is quoted on one side only', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const told: MarketStreamEvent[] = []
    const stream = rig.reads.openMarketStream(
      { ...NO_TOPICS, quotes: [AAPL] },
      (event) => void told.push(event),
    )
    test.onTestFinished(() => stream.close())
    rig.simulator.faults.onStream('smd', {
      kind: 'CHANGED',
      change: (text) => text.replace(/"84":"[^"]*",/, ''),
    })
    await expect.poll(() => rig.simulator.faults.hits.get('CHANGED'), within).toBe(1)
    expect(lastQuote(told)).toBeUndefined()
    const ask = async () => {
      rig.simulator.exchange.market(AAPL, 'SELL', '1', '190.1')
      return lastQuote(told)?.ask
    }
    await expect.poll(ask, within).toBe('190.1')
    expect(lastQuote(told)?.bid).toBeNull()
  })

  it.concurrent('asks for what does not come, and subscribes anew where it is another than was told', async (test) => {
    const { expect } = test
    const rig = await open(test, { settings: { staleAfterMs: 300 } })
    const { told } = await followQuotes(test, rig)
    rig.simulator.faults.heartbeatsOnly = true
    rig.simulator.exchange.market(AAPL, 'BUY', '10', '190.05')
    await expect.poll(() => lastQuote(told)?.bid, within).toBe('190.05')
    await expect.poll(() => resyncs(told), within).toContain('SILENCE')
    rig.simulator.faults.heartbeatsOnly = false
    rig.simulator.exchange.market(AAPL, 'BUY', '10', '190.06')
    await expect.poll(() => lastQuote(told)?.bid, within).toBe('190.06')
  })

  it.concurrent('follows what is wanted, and tells nothing of what is not', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const { told, stream } = await followQuotes(test, rig)
    stream.setTopics({ ...NO_TOPICS, quotes: ['756733'] })
    rig.simulator.exchange.market('756733', 'BUY', '10', '454')
    rig.simulator.exchange.market('756733', 'SELL', '10', '455')
    await expect
      .poll(() => lastQuote(told), within)
      .toMatchObject({ venueSymbol: '756733', bid: '454', ask: '455' })
    const from = told.length
    rig.simulator.exchange.market(AAPL, 'BUY', '10', '190.07')
    rig.simulator.exchange.market('756733', 'BUY', '10', '454.5')
    await expect.poll(() => lastQuote(told)?.bid, within).toBe('454.5')
    expect(
      told.slice(from).filter((event) => event.kind === 'QUOTE' && event.quote.venueSymbol === AAPL),
    ).toEqual([])
  })
})
