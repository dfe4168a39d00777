/** What Kalshi was seen to do, and what is not certain about it, each switched on at its simulator. */
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { VenueReads } from '../contract/reads.ts'
import { NO_TOPICS, type MarketStreamEvent, type OrderStreamEvent } from '../contract/streams.ts'
import type { PlaceOrder, VenueWrites } from '../contract/writes.ts'
import {
  KALSHI_ACCOUNT,
  KALSHI_MARKET,
  KALSHI_TICKER,
  openKalshiRig,
  type KalshiRig,
  type KalshiRigOptions,
} from '../simulators/kalshi/testing/rig.ts'
import { kalshiBudget, openKalshiReader } from './open.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'

const rigs: KalshiRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function open(options: KalshiRigOptions = {}): Promise<KalshiRig> {
  const rig = await openKalshiRig({ ...options, settings: { timeoutMs: 5_000, ...options.settings } })
  rigs.push(rig)
  return rig
}

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: KALSHI_TICKER,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    limitPrice: KALSHI_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

async function placed({ writes }: Pick<KalshiRig, 'writes'>, terms: PlaceOrder): Promise<string> {
  const outcome = await writes.place(terms)
  if (outcome.kind !== 'ACCEPTED') throw new Error(`it must be taken: ${JSON.stringify(outcome)}`)
  return outcome.venueOrderId
}

const ORDERS = 'POST /trade-api/v2/portfolio/events/orders'
const CANCELS = 'DELETE /trade-api/v2/portfolio/events/orders'

describe('an order at Kalshi', () => {
  it('that was canceled is not said to work by a single reading that is late', async () => {
    const rig = await open({ simulator: { singleLagMs: 60_000 } })
    const terms = order()
    const venueOrderId = await placed(rig, terms)
    expect((await rig.writes.cancel({ ...terms, venueOrderId })).kind).toBe('ACCEPTED')
    expect(await rig.reads.orderByVenueId(venueOrderId)).toMatchObject({
      ok: true,
      value: { status: 'CANCELED' },
    })
    // The single reading by itself still says that it rests.
    expect(
      rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/portfolio/orders')),
    ).toHaveLength(1)
  })

  it('has a client order id for ever: a canceled one is not free again', async () => {
    const rig = await open()
    const terms = order()
    const venueOrderId = await placed(rig, terms)
    await rig.writes.cancel({ ...terms, venueOrderId })
    expect(await rig.writes.place(terms)).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'DUPLICATE_ID' },
    })
    const found = await rig.reads.orderByClientId({ ...terms, sentAtMs: Date.now() })
    expect(found).toMatchObject({ ok: true, value: { venueOrderId, status: 'CANCELED' } })
  })

  it('is placed though a good signature is refused once', async () => {
    const rig = await open()
    rig.simulator.faults.onHttp(ORDERS, { kind: 'UNAUTHORIZED' })
    await placed(rig, order())
    expect(rig.simulator.truth.writes().map(({ authenticated }) => authenticated)).toEqual([false, true])
  })

  it('is not found right after it was taken, and then it is', async () => {
    const rig = await open()
    rig.simulator.faults.readLagMs = 300
    const terms = order()
    const sentAtMs = Date.now()
    await placed(rig, terms)
    await expect
      .poll(async () => {
        const found = await rig.reads.orderByClientId({ ...terms, sentAtMs })
        return found.ok && found.value !== null
      })
      .toBe(true)
  })

  it('works until a cancel that was taken is carried out', async () => {
    const rig = await open()
    const terms = order()
    const venueOrderId = await placed(rig, terms)
    rig.simulator.faults.cancelDelayMs = 200
    expect(await rig.writes.cancel({ ...terms, venueOrderId })).toEqual({ kind: 'ACCEPTED', final: false })
    await expect
      .poll(() => rig.reads.orderByVenueId(venueOrderId))
      .toMatchObject({ value: { status: 'CANCELED', reason: { code: 'CANCELED_BY_VENUE' } } })
  })

  it('is placed and canceled with a clock that is a minute off: signatures carry the time of the venue', async () => {
    const rig = await open()
    rig.simulator.faults.clockSkewMs = -60_000
    const terms = order()
    const venueOrderId = await placed(rig, terms)
    expect((await rig.writes.cancel({ ...terms, venueOrderId })).kind).toBe('ACCEPTED')
    expect(rig.alerts.map(({ kind }) => kind)).toEqual(['CLOCK_SKEW'])
    expect(rig.simulator.truth.writes().map(({ authenticated }) => authenticated)).toEqual([
      false,
      true,
      true,
    ])
    const told: string[] = []
    const stream = rig.reads.openOrderStream((event) => event.kind === 'STATE' && told.push(event.state))
    await expect.poll(() => told.at(-1)).toBe('READY')
    await stream.close()
  })

  it.each(['order_id', 'client_order_id'])(
    'that an answer with another %s would confirm is unknown',
    async (member) => {
      const rig = await open()
      const terms = order()
      const change = (body: string): string =>
        body.replace(new RegExp(`"${member}":"[^"]+"`), `"${member}":"other"`)
      if (member === 'client_order_id') {
        rig.simulator.faults.onHttp(ORDERS, { kind: 'CHANGED', change })
        expect(await rig.writes.place(terms)).toMatchObject({ evidence: { what: 'CONTRADICTION' } })
        return
      }
      const target = { ...terms, venueOrderId: await placed(rig, terms) }
      rig.simulator.faults.onHttp(CANCELS, { kind: 'CHANGED', change })
      expect(await rig.writes.cancel(target)).toMatchObject({ evidence: { what: 'CONTRADICTION' } })
      rig.simulator.faults.onHttp(ORDERS, { kind: 'CHANGED', change })
      const outcome = await rig.writes.replace({
        ...target,
        terms,
        filledQuantity: '0',
        newClientOrderId: 'n',
      })
      // It had ended by then: the venue refuses what it calls not found.
      expect(outcome).toMatchObject({ kind: 'REJECTED', reason: { code: 'UNKNOWN_ORDER' } })
    },
  )

  it('that a yes without its id would confirm is unknown', async () => {
    const rig = await open()
    rig.simulator.faults.onHttp(ORDERS, { kind: 'STATUS_AFTER', status: 201, body: '{}' })
    expect(await rig.writes.place(order())).toMatchObject({ evidence: { what: 'UNREADABLE_ANSWER' } })
  })

  it('is held back for a while after the venue said too many, which never says how long', async () => {
    const rig = await open({ settings: { budgetWaitMs: 20_000 } })
    rig.simulator.faults.onHttp(ORDERS, { kind: 'RATE_LIMITED', retryAfterS: null })
    expect(await rig.writes.place(order())).toMatchObject({ reason: { code: 'RATE_LIMITED' } })
    await placed(rig, order())
    const [first, second] = rig.simulator.truth.writes().map(({ atMs }) => atMs)
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1_000)
    expect(rig.simulator.writeBucket.over).toBe(0)
  })

  it('that is taken and canceled at once because it would trade with another of the account ends with the reason', async () => {
    const rig = await open()
    await placed(rig, order({ side: 'SELL', limitPrice: '0.5' }))
    const venueOrderId = await placed(rig, order({ limitPrice: '0.5', timeInForce: 'IOC' }))
    expect(await rig.reads.orderByVenueId(venueOrderId)).toMatchObject({
      value: { status: 'CANCELED', filledQuantity: '0', reason: { code: 'SELF_TRADE' } },
    })
    expect(rig.alerts).toEqual([])
  })

  it('that is good till a time ends by it, and is told as expired', async () => {
    const rig = await open()
    const expiresAt = (Math.floor(Date.now() / 1_000) + 3_600) * 1_000_000
    const venueOrderId = await placed(rig, order({ timeInForce: 'GTD', expiresAt }))
    // The hour passes at once.
    rig.simulator.faults.clockSkewMs = 3_600_000
    await expect
      .poll(() => rig.reads.orderByVenueId(venueOrderId))
      .toMatchObject({ value: { status: 'EXPIRED', venueStatus: 'canceled', timeInForce: 'GTD' } })
  })

  it('that is sold without being held buys the other outcome, which costs a dollar less its price', async () => {
    const rig = await open()
    await placed(rig, order({ side: 'SELL', limitPrice: '0.45', quantity: '10', timeInForce: 'IOC' }))
    expect(await rig.reads.positions()).toEqual({
      ok: true,
      value: [{ venueSymbol: KALSHI_TICKER, quantity: '-10', averagePrice: null }],
    })
    // 10 x 0.55 and a fee of 0.07 x 10 x 0.45 x 0.55, rounded up to 0.0001.
    const spent = 5.5 + 0.1733
    expect(await rig.reads.balances()).toMatchObject({ value: [{ available: String(100_000 - spent) }] })
    const huge = order({ side: 'SELL', limitPrice: '0.9', quantity: KALSHI_MARKET.hugeQuantity })
    expect(await rig.writes.place(huge)).toMatchObject({ reason: { code: 'INSUFFICIENT_FUNDS' } })
  })

  it('that is canceled in a batch of which only a part is carried out is told apart', async () => {
    const rig = await open()
    await placed(rig, order())
    await placed(rig, order())
    rig.simulator.faults.onHttp(CANCELS, { kind: 'PARTIAL_BATCH' })
    const outcome = await rig.writes.cancelAll({ venueSymbol: KALSHI_TICKER })
    expect(outcome.kind === 'ACCEPTED' && outcome.venueOrderIds?.length).toBe(1)
    const left = await rig.reads.openOrders()
    expect(left.ok && left.value.length).toBe(1)
    // Nothing of another market is touched, and an empty list is never sent.
    const before = rig.simulator.truth.writes().length
    expect(await rig.writes.cancelAll({ venueSymbol: 'KXOTHER' })).toEqual({
      kind: 'ACCEPTED',
      venueOrderIds: [],
    })
    expect(rig.simulator.truth.writes()).toHaveLength(before)
  })

  it('can be canceled while trading is paused, and not be placed', async () => {
    const rig = await open()
    const terms = order()
    const venueOrderId = await placed(rig, terms)
    rig.simulator.pause = 'TRADING'
    expect(await rig.reads.health()).toMatchObject({ value: { trading: false } })
    expect(await rig.writes.place(order())).toMatchObject({ reason: { code: 'TRADING_DISABLED' } })
    expect((await rig.writes.cancel({ ...terms, venueOrderId })).kind).toBe('ACCEPTED')
    rig.simulator.pause = 'EXCHANGE'
    expect(await rig.writes.cancel({ ...terms, venueOrderId })).toMatchObject({
      reason: { code: 'MAINTENANCE' },
    })
    rig.simulator.pause = null
    expect(await rig.reads.health()).toMatchObject({ value: { trading: true, message: '' } })
  })
})

describe('the health of Kalshi', () => {
  it('tells maintenance that is announced for the next day, and no other', async () => {
    const { reads, simulator } = await open()
    const [hour, now] = [3_600_000, Math.floor(Date.now() / 60_000) * 60_000]
    for (const [from, to] of [
      [-3, -1],
      [-1, 1],
      [5, 7],
      [48, 50],
    ] as const)
      simulator.announced.push([now + from * hour, now + to * hour])
    const at = (hours: number): string => new Date(now + hours * hour).toISOString()
    expect(await reads.health()).toEqual({
      ok: true,
      value: {
        trading: true,
        message: `maintenance from ${at(-1)} to ${at(1)}; maintenance from ${at(5)} to ${at(7)}`,
      },
    })
  })

  it('is that of its clock, which dates its answers', async () => {
    const { reads, simulator } = await open()
    simulator.faults.clockSkewMs = 60_000
    expect((await reads.clock()).ok).toBe(true)
    const clock = await reads.clock()
    expect(clock.ok && Math.round(clock.value.offsetMs / 10_000)).toBe(6)
  })
})

describe('lists of Kalshi', () => {
  it('are read to their last page, and a cursor that does not move is a failure', async () => {
    const rig = await open()
    for (let index = 0; index < 1_500; index += 1)
      rig.simulator.exchange.place(KALSHI_ACCOUNT, {
        clientOrderId: `p-${index}`,
        symbol: KALSHI_TICKER,
        side: 'BUY',
        lots: 1,
        limitTicks: 10,
        stopTicks: null,
        time: 'GTC',
        endsAtMs: null,
        postOnly: false,
      })
    const orders = await rig.reads.openOrders()
    expect(orders.ok && orders.value.length).toBe(1_500)
    const change = (body: string): string => body.replace(/"cursor":"[^"]*"/, '"cursor":"same"')
    rig.simulator.faults.onHttp('GET /trade-api/v2/portfolio/orders', { kind: 'CHANGED', change }, 3)
    expect(await rig.reads.openOrders()).toMatchObject({ ok: false, failure: { kind: 'UNREADABLE' } })
  })

  it('of fills overlap, and take no cursor that is not theirs', async () => {
    const rig = await open()
    await placed(rig, order({ limitPrice: '0.55', timeInForce: 'IOC' }))
    const first = await rig.reads.fillsSince(null)
    const again = first.ok ? await rig.reads.fillsSince(first.value.cursor) : first
    expect(again.ok && again.value.fills).toMatchObject([{ quantity: '1', price: '0.55', fee: '0.0174' }])
    expect(await rig.reads.fillsSince('nonsense')).toMatchObject({ failure: { kind: 'REFUSED' } })
  })

  it('of candles are read in as many answers as they need', async () => {
    const rig = await open()
    rig.stage?.somebody('BUY', '3', null)
    const to = Math.ceil(Date.now() / 60_000) * 60_000_000
    const query = {
      venueSymbol: KALSHI_TICKER,
      length: 'ONE_MINUTE',
      from: to - 6_000 * 60_000_000,
      to,
    } as const
    const candles = await rig.reads.candles(query)
    const tradedAtMs = rig.simulator.exchange.trades[0]?.atMs ?? 0
    const startAt = Math.floor(tradedAtMs / 60_000) * 60_000_000
    expect(candles.ok && candles.value).toEqual([
      { startAt, open: '0.55', high: '0.55', low: '0.55', close: '0.55', volume: '3' },
    ])
    const asked = rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/candlesticks'))
    expect(asked).toHaveLength(3)
  })

  it('of instruments tell events, series and fees, and can be of some series only', async () => {
    const rig = await open({ settings: { listedSeries: ['KXHIGHNY'] } })
    const listed = await rig.reads.instruments()
    expect(
      listed.ok && listed.value.map(({ instrument, event }) => [instrument.priceIncrement, event]),
    ).toEqual(
      ['0.01', '0.001'].map((tick) => [
        tick,
        {
          eventSymbol: 'KXHIGHNY-28DEC31',
          title: 'Highest temperature in New York City on Dec 31, 2028?',
          seriesSymbol: 'KXHIGHNY',
          isExclusive: true,
        },
      ]),
    )
    expect(listed.ok && listed.value[0]?.instrument).toMatchObject({
      makerFeeRate: '0',
      takerFeeRate: '0.07',
    })
  })
})

describe("an event's result", () => {
  it('[LV-20] is told once it is paid, and settles positions: nothing is traded for it', async () => {
    const rig = await open()
    const { board } = rig.simulator
    await placed(rig, order({ limitPrice: '0.55', quantity: '10', timeInForce: 'IOC' }))
    const resting = await placed(rig, order())
    const settlements = async (): Promise<unknown> => {
      const answer = await rig.reads.settlements?.([KALSHI_TICKER])
      return answer?.ok === true ? answer.value : answer
    }
    board.close(KALSHI_TICKER)
    expect(await rig.reads.orderByVenueId(resting)).toMatchObject({ value: { status: 'CANCELED' } })
    expect(await rig.writes.place(order())).toMatchObject({ reason: { code: 'MARKET_CLOSED' } })
    board.determine(KALSHI_TICKER, { result: 'yes', payout: '1' })
    expect(await settlements()).toEqual([])
    const before = await rig.reads.balances()
    board.settle(KALSHI_TICKER, { result: 'yes', payout: '1' }, [KALSHI_ACCOUNT])
    // It is in no list of what is open, and is told by its name all the same.
    const all = await rig.reads.instruments()
    expect(all.ok && all.value.some(({ instrument }) => instrument.venueSymbol === KALSHI_TICKER)).toBe(false)
    expect(await rig.reads.instruments([KALSHI_TICKER])).toMatchObject({
      value: [
        {
          status: 'CLOSED',
          settlement: { payout: '1' },
          event: { seriesSymbol: 'KXRAINNYC' },
          instrument: { venueSymbol: KALSHI_TICKER, takerFeeRate: '0.07' },
        },
      ],
    })
    expect(await settlements()).toMatchObject([{ venueSymbol: KALSHI_TICKER, payout: '1', result: 'yes' }])
    const after = await rig.reads.balances()
    const dollars = (answer: typeof after): number =>
      answer.ok ? Number(answer.value[0]?.available) : Number.NaN
    expect(dollars(after) - dollars(before)).toBeCloseTo(10, 4)
    expect(await rig.reads.positions()).toEqual({ ok: true, value: [] })
    const fills = await rig.reads.fillsSince(null)
    expect(fills.ok && fills.value.fills).toHaveLength(1)
  })
})

describe('the streams of Kalshi', () => {
  it('are given up after a credential was refused three times, and somebody is told', async () => {
    const { reads, simulator, alerts } = await open()
    simulator.faults.sessionLost = true
    const states: string[] = []
    const stream = reads.openOrderStream((event) => event.kind === 'STATE' && states.push(event.state))
    await expect.poll(() => states.at(-1)).toBe('DOWN')
    expect(alerts.filter(({ kind }) => kind === 'CREDENTIAL_REFUSED')).toHaveLength(1)
    await stream.close()
  })

  it('tell fills with their fees and under the identity of the list', async () => {
    const rig = await open()
    const told: OrderStreamEvent[] = []
    const stream = rig.reads.openOrderStream((event) => void told.push(event))
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    await placed(rig, order({ limitPrice: '0.55', timeInForce: 'IOC' }))
    await expect.poll(() => told.some(({ kind }) => kind === 'FILL')).toBe(true)
    const streamed = told.flatMap((event) => (event.kind === 'FILL' ? [event.fill] : []))
    const listed = await rig.reads.fillsSince(null)
    expect(listed.ok && listed.value.fills.map((fill) => ({ ...fill, clientOrderId: null }))).toEqual(
      streamed.map((fill) => ({ ...fill, clientOrderId: null })),
    )
    await stream.close()
  })
})

describe('what may only read', () => {
  it('has no way to write, by its type', () => {
    expectTypeOf<Extract<keyof VenueReads, keyof VenueWrites>>().toEqualTypeOf<'venueId' | 'close'>()
    expectTypeOf(openKalshiReader).returns.toEqualTypeOf<VenueReads>()
  })

  it('is told market data without a credential, by asking for it, and of an account that it needs one', async () => {
    const { environment, simulator } = await open()
    const reads = openKalshiReader({ ...environment, credential: null, budget: kalshiBudget(MACHINE_TIME) })
    expect((await reads.instruments()).ok).toBe(true)
    expect(await reads.balances()).toMatchObject({ ok: false, failure: { kind: 'NO_CREDENTIAL' } })
    const told: MarketStreamEvent[] = []
    const stream = reads.openMarketStream(
      { ...NO_TOPICS, quotes: [KALSHI_TICKER] },
      (event) => void told.push(event),
    )
    const bids = () => told.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote.bid] : []))
    await expect.poll(bids).toContain('0.45')
    simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.46')
    await expect.poll(bids).toContain('0.46')
    expect(told[0]).toMatchObject({ kind: 'STATE', state: 'DEGRADED' })
    await stream.close()
    const states: string[] = []
    await reads.openOrderStream((event) => event.kind === 'STATE' && states.push(event.state)).close()
    expect(states).toEqual(['DOWN'])
    await reads.close()
  })
})

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
      simulator.faults.onHttp(ORDERS, { kind })
      said.push(await writes.place(order()))
    }
    // Even where a venue, or something before it, sends our own request back to us.
    const echoed = Buffer.alloc(256, 9).toString('base64')
    for (const status of [400, 500, 502]) {
      simulator.faults.onHttp(ORDERS, {
        kind: 'STATUS_AFTER',
        status,
        body: `KALSHI-ACCESS-SIGNATURE: ${echoed}`,
      })
      said.push(await writes.place(order()))
    }
    await stream.close()
    const secret = environment.credential?.key.export({ format: 'jwk' })
    const text = JSON.stringify([said, alerts])
    expect(text).not.toContain(echoed.slice(0, 80))
    for (const part of [secret?.d, secret?.p, secret?.q]) expect(text).not.toContain(part ?? 'no key')
    expect(said.length).toBeGreaterThan(8)
  })
})
