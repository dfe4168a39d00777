/** What Kalshi tells: its health, lists to their last page, results of events, streams, and to whom. */
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest'
import type { VenueReads } from '../contract/reads.ts'
import { NO_TOPICS, type MarketStreamEvent, type OrderStreamEvent } from '../contract/streams.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { KALSHI_ACCOUNT, KALSHI_TICKER } from '../simulators/kalshi/testing/rig.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { kalshiBudget, openKalshiReader } from './open.ts'
import { ORDERS, closeAll, open, order, placed } from './testing/trading.ts'

afterEach(closeAll)

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
