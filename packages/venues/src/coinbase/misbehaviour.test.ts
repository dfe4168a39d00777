/** What Coinbase was seen to do, and what is not certain about it, each switched on at its simulator. */
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { VenueReads } from '../contract/reads.ts'
import { NO_TOPICS, type MarketStreamEvent, type OrderStreamEvent } from '../contract/streams.ts'
import type { PlaceOrder, VenueWrites } from '../contract/writes.ts'
import {
  COINBASE_MARKET,
  openCoinbaseRig,
  type CoinbaseRig,
  type CoinbaseRigOptions,
} from '../simulators/coinbase/testing/rig.ts'
import { COINBASE_SIMULATED_PRODUCTS } from '../simulators/coinbase/simulator.ts'
import { openCoinbaseReader } from './open.ts'

const rigs: CoinbaseRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function open(options: CoinbaseRigOptions = {}): Promise<CoinbaseRig> {
  const rig = await openCoinbaseRig({ ...options, settings: { timeoutMs: 5_000, ...options.settings } })
  rigs.push(rig)
  return rig
}

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    limitPrice: COINBASE_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

describe('an order at Coinbase', () => {
  it.each(['RETURNS_ORIGINAL', 'REJECTS'] as const)(
    'that is sent twice is one order, where the venue %s',
    async (duplicateId) => {
      const { writes, simulator } = await open()
      simulator.faults.duplicateId = duplicateId
      const terms = order()
      const first = await writes.place(terms)
      const second = await writes.place(terms)
      expect([first.kind, second.kind]).toEqual([
        'ACCEPTED',
        duplicateId === 'REJECTS' ? 'UNKNOWN' : 'ACCEPTED',
      ])
      expect(second.kind === 'UNKNOWN' && second.evidence.what).toBe(
        duplicateId === 'REJECTS' ? 'DUPLICATE_ID' : false,
      )
      expect(
        [...simulator.exchange.orders.values()].filter(
          (one) => one.terms.clientOrderId === terms.clientOrderId,
        ),
      ).toHaveLength(1)
    },
  )

  it('is placed and canceled with a clock that is a minute off: tokens carry the time of the venue', async () => {
    const { writes, reads, simulator, alerts } = await open()
    simulator.faults.clockSkewMs = -60_000
    const placed = await writes.place(order())
    expect(placed.kind).toBe('ACCEPTED')
    if (placed.kind !== 'ACCEPTED') return
    expect((await writes.cancel({ ...order(), venueOrderId: placed.venueOrderId })).kind).toBe('ACCEPTED')
    expect((await reads.balances()).ok).toBe(true)
    expect(alerts.map(({ kind }) => kind)).toEqual(['CLOCK_SKEW'])
  })

  it('is placed though a good token is refused once', async () => {
    const { writes, simulator } = await open()
    simulator.faults.onHttp('POST /api/v3/brokerage/orders', { kind: 'UNAUTHORIZED' })
    expect((await writes.place(order())).kind).toBe('ACCEPTED')
    expect(simulator.truth.writes().map(({ authenticated }) => authenticated)).toEqual([false, true])
  })

  it('that an answer about another order would confirm is unknown', async () => {
    const { writes, simulator } = await open()
    simulator.faults.onHttp('POST /api/v3/brokerage/orders', {
      kind: 'CHANGED',
      change: (body) => body.replaceAll(/"m-\d+"/g, '"other"'),
    })
    expect(await writes.place(order())).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'CONTRADICTION' },
    })
  })

  it('is held back for longer each time that the venue says too many without saying how long', async () => {
    const { writes, simulator, environment } = await open({ settings: { budgetWaitMs: 20_000 } })
    simulator.faults.onHttp('POST /api/v3/brokerage/orders', { kind: 'RATE_LIMITED', retryAfterS: null }, 2)
    const heldUntilMs: number[] = []
    for (let time = 0; time < 2; time += 1) {
      expect(await writes.place(order())).toMatchObject({
        kind: 'REJECTED',
        reason: { code: 'RATE_LIMITED' },
      })
      heldUntilMs.push(environment.budget.usage().limits[0]?.heldUntilMs ?? 0)
    }
    // The second was sent when the first silence was over, and is followed by one of two seconds.
    expect((heldUntilMs[1] ?? 0) - (heldUntilMs[0] ?? 0)).toBeGreaterThanOrEqual(2_000)
    expect((await writes.place(order())).kind).toBe('ACCEPTED')
    expect(simulator.privateMeter.over).toBe(0)
  })

  it('that is refused with a word that nobody knows is rejected, and somebody is told', async () => {
    const { writes, simulator, alerts } = await open()
    const change = (body: string): string => body.replaceAll('INSUFFICIENT_FUND', 'MOON_PHASE')
    simulator.faults.onHttp('POST /api/v3/brokerage/orders', { kind: 'CHANGED', change })
    const outcome = await writes.place(order({ quantity: COINBASE_MARKET.hugeQuantity }))
    expect(outcome).toMatchObject({ kind: 'REJECTED', reason: { code: 'UNMAPPED', venueCode: 'MOON_PHASE' } })
    expect(alerts).toMatchObject([{ kind: 'UNKNOWN_WORD', subject: 'new_order_failure_reason' }])
  })

  it('that is canceled in a batch of which only a part is carried out is told apart', async () => {
    const { writes, simulator, reads } = await open()
    await writes.place(order())
    await writes.place(order())
    simulator.faults.onHttp('POST /api/v3/brokerage/orders/batch_cancel', { kind: 'PARTIAL_BATCH' })
    const outcome = await writes.cancelAll({ venueSymbol: 'BTC-USD' })
    expect(outcome.kind === 'ACCEPTED' && outcome.venueOrderIds?.length).toBe(1)
    const left = await reads.openOrders()
    expect(left.ok && left.value.length).toBe(1)
    // Nothing of another product is touched, and an empty list is never sent.
    const before = simulator.truth.writes().length
    expect(await writes.cancelAll({ venueSymbol: 'ETH-USD' })).toEqual({
      kind: 'ACCEPTED',
      venueOrderIds: [],
    })
    expect(simulator.truth.writes()).toHaveLength(before)
  })

  it('is under way to its end while the venue says so', async () => {
    const { writes, reads, simulator } = await open()
    simulator.faults.cancelDelayMs = 200
    const placed = await writes.place(order())
    if (placed.kind !== 'ACCEPTED') throw new Error('it must be taken')
    await writes.cancel({ ...order(), venueOrderId: placed.venueOrderId })
    const statuses = new Set<string>()
    await expect
      .poll(async () => {
        const record = await reads.orderByVenueId(placed.venueOrderId)
        if (record.ok && record.value !== null) statuses.add(record.value.status)
        return statuses.has('CANCELED')
      })
      .toBe(true)
    expect([...statuses]).toContain('PENDING_CANCEL')
  })

  it('is not found right after it was taken, and then it is', async () => {
    const { writes, reads, simulator } = await open()
    simulator.faults.readLagMs = 300
    const terms = order()
    const sentAtMs = Date.now()
    expect((await writes.place(terms)).kind).toBe('ACCEPTED')
    await expect
      .poll(async () => {
        const found = await reads.orderByClientId({ ...terms, sentAtMs })
        return found.ok && found.value !== null
      })
      .toBe(true)
  })
})

describe('lists of Coinbase', () => {
  const seed = (rig: CoinbaseRig, orders: number): void => {
    for (let index = 0; index < orders; index += 1)
      rig.simulator.exchange.place('portfolio-one', {
        clientOrderId: `p-${index}`,
        symbol: 'BTC-USD',
        side: 'BUY',
        lots: 1_000,
        limitTicks: 5_000_000,
        stopTicks: null,
        time: 'GTC',
        endsAtMs: null,
        postOnly: false,
      })
  }

  it('are read to their last page', async () => {
    const rig = await open()
    seed(rig, 600)
    rig.stage?.somebody('SELL', '1.00001', '50000')
    const [orders, fills] = await Promise.all([rig.reads.openOrders(), rig.reads.fillsSince(null)])
    expect(orders.ok && orders.value.length).toBe(599)
    expect(fills.ok && fills.value.fills.length).toBe(1)
    const page = fills.ok ? await rig.reads.fillsSince(fills.value.cursor) : fills
    // Readings overlap: the same fill again, under the same identity.
    expect(page.ok && page.value.fills.map(({ execId }) => execId)).toEqual(
      fills.ok && fills.value.fills.map(({ execId }) => execId),
    )
  })

  it('whose cursor does not move are a failure, not an end', async () => {
    const rig = await open()
    seed(rig, 300)
    const change = (body: string): string =>
      body.replace(/"cursor":"[^"]*"/, '"cursor":"same"').replace('"has_next":false', '"has_next":true')
    rig.simulator.faults.onHttp(
      'GET /api/v3/brokerage/orders/historical/batch',
      { kind: 'CHANGED', change },
      3,
    )
    expect(await rig.reads.openOrders()).toMatchObject({ ok: false, failure: { kind: 'UNREADABLE' } })
  })

  it('take no cursor that is not theirs', async () => {
    const rig = await open()
    expect(await rig.reads.fillsSince('nonsense')).toMatchObject({ ok: false, failure: { kind: 'REFUSED' } })
  })
})

describe('the streams of Coinbase', () => {
  it('tell open orders in batches of fifty, all of them, before they are ready', async () => {
    const rig = await open({ simulator: { privatePerSecond: 10_000 } })
    for (let index = 0; index < 100; index += 1)
      rig.simulator.exchange.place('portfolio-one', {
        clientOrderId: `s-${index}`,
        symbol: 'BTC-USD',
        side: 'BUY',
        lots: 100_000,
        limitTicks: 5_000_000,
        stopTicks: null,
        time: 'GTC',
        endsAtMs: null,
        postOnly: false,
      })
    const told: OrderStreamEvent[] = []
    const stream = rig.reads.openOrderStream((event) => void told.push(event))
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    const ready = told.findIndex((event) => event.kind === 'STATE' && event.state === 'READY')
    expect(told.slice(0, ready).filter((event) => event.kind === 'ORDER' && event.snapshot)).toHaveLength(100)
    await stream.close()
  })

  it('are given up after a credential was refused three times, and somebody is told', async () => {
    const { reads, simulator, alerts } = await open()
    simulator.faults.sessionLost = true
    const states: string[] = []
    const stream = reads.openOrderStream((event) => event.kind === 'STATE' && states.push(event.state))
    await expect.poll(() => states.at(-1)).toBe('DOWN')
    expect(alerts.filter(({ kind }) => kind === 'CREDENTIAL_REFUSED')).toHaveLength(1)
    await stream.close()
  })

  it('answer what is asked for in USDC under the name that was asked for', async () => {
    const usdc = { ...COINBASE_SIMULATED_PRODUCTS[0]!, symbol: 'BTC-USDC', quote: 'USDC' }
    const { reads, simulator } = await open({
      simulator: { products: [...COINBASE_SIMULATED_PRODUCTS, usdc] },
    })
    const told: MarketStreamEvent[] = []
    const stream = reads.openMarketStream(
      { ...NO_TOPICS, depth: ['BTC-USDC'] },
      (event) => void told.push(event),
    )
    const book = () => told.flatMap((event) => (event.kind === 'BOOK' ? [event] : [])).at(-1)
    await expect.poll(() => book()?.book.state).toBe('VALID')
    simulator.faults.onStream('l2_data', {
      kind: 'CHANGED',
      change: (frame) => frame.replaceAll('BTC-USDC', 'BTC-USD'),
    })
    simulator.exchange.market('BTC-USDC', 'BUY', '1', '59000')
    await expect.poll(() => book()?.book.bestTicks('BUY')).toBe(5_900_000)
    expect(book()?.venueSymbol).toBe('BTC-USDC')
    await stream.close()
  })

  it('follow topics that are added and taken away', async () => {
    const { reads, simulator } = await open()
    const told: MarketStreamEvent[] = []
    const stream = reads.openMarketStream(NO_TOPICS, (event) => void told.push(event))
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    stream.setTopics({ ...NO_TOPICS, depth: ['BTC-USD'], trades: ['BTC-USD'] })
    await expect
      .poll(() => told.some((event) => event.kind === 'BOOK' && event.book.state === 'VALID'))
      .toBe(true)
    simulator.exchange.market('BTC-USD', 'BUY', '0.01', null)
    await expect.poll(() => told.some((event) => event.kind === 'TRADE')).toBe(true)
    stream.setTopics(NO_TOPICS)
    await expect
      .poll(() => simulator.truth.messages.filter(({ method }) => method === 'unsubscribe').length)
      .toBe(2)
    await stream.close()
  })
})

describe('what may only read', () => {
  it('has no way to write, by its type', () => {
    expectTypeOf<Extract<keyof VenueReads, keyof VenueWrites>>().toEqualTypeOf<'venueId' | 'close'>()
    expectTypeOf(openCoinbaseReader).returns.toEqualTypeOf<VenueReads>()
  })

  it('is told market data without a credential, and of an account that it needs one', async () => {
    const { environment } = await open()
    const reads = openCoinbaseReader({ ...environment, credential: null })
    expect((await reads.quote('BTC-USD')).ok).toBe(true)
    expect((await reads.instruments()).ok).toBe(true)
    expect(await reads.balances()).toMatchObject({ ok: false, failure: { kind: 'NO_CREDENTIAL' } })
    const states: string[] = []
    await reads.openOrderStream((event) => event.kind === 'STATE' && states.push(event.state)).close()
    expect(states).toEqual(['DOWN'])
    await reads.close()
  })
})

const ECHOED = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJrZXkifQ.c2lnbmF0dXJl'

describe('a credential', () => {
  it('[LV-17] appears in nothing that an adapter says, whatever goes wrong', async () => {
    const rig = await open({ settings: { timeoutMs: 200, budgetWaitMs: 200 } })
    const { simulator, reads, writes, environment, alerts } = rig
    const said: unknown[] = []
    const stream = reads.openOrderStream((event) => said.push(event))
    simulator.faults.sessionLost = true
    said.push(await reads.balances(), await writes.place(order()), await reads.account())
    simulator.faults.sessionLost = false
    for (const kind of ['SILENT_AFTER', 'RESET_AFTER', 'TRUNCATED_AFTER'] as const) {
      simulator.faults.onHttp('POST', { kind })
      said.push(await writes.place(order()))
    }
    // Even where a venue, or something before it, sends our own request back to us.
    const tokens = (): readonly string[] => simulator.truth.messages.map(({ body }) => body)
    simulator.faults.onHttp('POST', {
      kind: 'STATUS_AFTER',
      status: 500,
      body: `{"error":"INTERNAL","message":"${ECHOED}"}`,
    })
    said.push(await writes.place(order()))
    simulator.faults.onHttp('POST', {
      kind: 'STATUS_AFTER',
      status: 502,
      body: `GET / Authorization: Bearer ${ECHOED}`,
    })
    said.push(await writes.place(order()))
    await stream.close()
    const secret = environment.credential?.key.export({ format: 'jwk' })
    const text = JSON.stringify([said, alerts])
    expect(typeof secret?.d).toBe('string')
    expect(text).not.toContain(secret?.d)
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
    expect(tokens().join('')).not.toContain(secret?.d)
  })
})
