/** What Alpaca was seen to do, and what is not certain about it, each switched on at its simulator. */
import { afterEach, describe, expect, it } from 'vitest'
import { NO_TOPICS, type MarketStreamEvent, type OrderStreamEvent } from '../contract/streams.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import {
  ALPACA_ACCOUNT,
  ALPACA_MARKET,
  openAlpacaRig,
  type AlpacaRig,
  type AlpacaRigOptions,
} from '../simulators/alpaca/testing/rig.ts'
import { openAlpaca, openAlpacaReader } from './open.ts'
import { untilReset } from './rest.ts'
import { FREE_OF_LIMITS, freeBudget } from './testing/free.ts'

const rigs: AlpacaRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function open(options: AlpacaRigOptions = {}): Promise<AlpacaRig> {
  const rig = await openAlpacaRig({
    budget: freeBudget(),
    ...options,
    simulator: { ...FREE_OF_LIMITS, ...options.simulator },
  })
  rigs.push(rig)
  return rig
}

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: 'BTC/USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    limitPrice: ALPACA_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

const share = (change: Partial<PlaceOrder> = {}): PlaceOrder =>
  order({ venueSymbol: 'KO', quantity: '1', limitPrice: '80.01', ...change })

describe('an order at Alpaca', () => {
  const ODD = { status: 422, body: '{"code":49990000,"message":"the moon is full"}' }

  it('that is refused in words that nobody knows, and is there, is taken, and somebody is told', async () => {
    const { writes, simulator, alerts, stage } = await open()
    simulator.faults.onHttp('POST /v2/orders', { kind: 'STATUS_AFTER', ...ODD })
    const terms = order()
    expect(await writes.place(terms)).toMatchObject({ kind: 'ACCEPTED', clientOrderId: terms.clientOrderId })
    expect(alerts.map(({ kind }) => kind)).toEqual(['UNKNOWN_WORD', 'CONTRADICTION'])
    expect(stage.ordersWith(terms.clientOrderId)).toBe(1)
  })

  it('that is refused by a number that is known in words that nobody knows, and is there, is taken too', async () => {
    const { writes, simulator } = await open()
    const body = '{"code":42210000,"message":"the moon is full"}'
    simulator.faults.onHttp('POST /v2/orders', { kind: 'STATUS_AFTER', status: 422, body })
    expect((await writes.place(order())).kind).toBe('ACCEPTED')
  })

  it('that is refused in words that nobody knows, and is not there, is rejected', async () => {
    const { writes, simulator, alerts } = await open()
    simulator.faults.onHttp('POST /v2/orders', { kind: 'STATUS_BEFORE', ...ODD })
    expect(await writes.place(order())).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'UNMAPPED', venueCode: '49990000', message: 'the moon is full' },
    })
    expect(alerts.map(({ kind }) => kind)).toEqual(['UNKNOWN_WORD'])
  })

  it('that is refused in words that nobody knows, and cannot be looked up, is unknown', async () => {
    const { writes, simulator } = await open()
    simulator.faults.onHttp('POST /v2/orders', { kind: 'STATUS_BEFORE', ...ODD })
    // A "not found" of something before the venue is not its word.
    simulator.faults.onHttp('GET /v2/orders:', { kind: 'STATUS_BEFORE', status: 404, body: '<html></html>' })
    expect(await writes.place(order())).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'CONTRADICTION' },
    })
  })

  it('that an answer about another order would confirm is unknown', async () => {
    const { writes, simulator } = await open()
    const change = (body: string): string => body.replaceAll(/"m-\d+"/g, '"other"')
    simulator.faults.onHttp('POST /v2/orders', { kind: 'CHANGED', change })
    expect(await writes.place(order())).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'CONTRADICTION' },
    })
  })

  it.each([
    ['that is not there', 404, '{"code":40410000,"message":"order not found"}', 'UNKNOWN_ORDER'],
    [
      'that is done',
      422,
      '{"code":42210000,"message":"order is already in \\"filled\\" state"}',
      'ORDER_ALREADY_DONE',
    ],
    ['that is under way', 422, '{"code":42210000,"message":"order is pending cancel"}', 'DUPLICATE_REQUEST'],
    ['of somebody else', 403, '{"message":"forbidden."}', 'FORBIDDEN'],
  ])('whose cancel meets one %s is refused with the reason', async (_what, status, body, code) => {
    const { writes, simulator } = await open()
    simulator.faults.onHttp('DELETE', { kind: 'STATUS_BEFORE', status, body })
    const outcome = await writes.cancel({ ...order(), venueOrderId: 'one' })
    expect(outcome).toMatchObject({ kind: 'REJECTED', reason: { code } })
  })

  it.each([
    [
      'said not to be sent yet',
      422,
      '{"code":42210000,"message":"unable to replace order, order isn\'t sent to exchange yet"}',
    ],
    ['answered by something before the venue', 403, '<html>denied</html>'],
  ])('whose change is %s is unknown or refused, never taken', async (_what, status, body) => {
    const { writes, simulator } = await open()
    simulator.faults.onHttp('PATCH', { kind: 'STATUS_BEFORE', status, body })
    const terms = order()
    const placed = await writes.place(terms)
    const venueOrderId = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    const change = { ...terms, venueOrderId, terms, filledQuantity: '0', newClientOrderId: 'm-new' }
    expect((await writes.replace(change)).kind).toBe(status === 422 ? 'UNKNOWN' : 'REJECTED')
    expect(await writes.replace({ ...change, filledQuantity: '0.0005' })).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'INVALID_TERMS' },
    })
  })

  it('of shares is taken immediate, whole or not at all, and as a stop; of pairs what they have not is not sent', async () => {
    const { writes, simulator, reads } = await open()
    const statuses: unknown[] = []
    for (const terms of [
      share({ timeInForce: 'IOC', limitPrice: '87.02' }),
      share({ timeInForce: 'FOK', quantity: '1000', limitPrice: '87.02' }),
      share({ orderType: 'STOP', timeInForce: 'DAY', limitPrice: null, stopPrice: '90.5' }),
      share({ orderType: 'MARKET', timeInForce: 'DAY', limitPrice: null }),
    ]) {
      const placed = await writes.place(terms)
      const record = await reads.orderByVenueId(placed.kind === 'ACCEPTED' ? placed.venueOrderId : '')
      statuses.push(record.ok && record.value?.status)
    }
    expect(statuses).toEqual(['FILLED', 'CANCELED', 'NEW', 'FILLED'])
    const before = simulator.truth.writes().length
    for (const terms of [
      order({ timeInForce: 'FOK' }),
      order({ timeInForce: 'DAY' }),
      order({ orderType: 'STOP', limitPrice: null, stopPrice: '90000' }),
      order({ postOnly: true }),
    ])
      expect(await writes.place(terms)).toMatchObject({
        kind: 'NOT_SENT',
        reason: { code: 'UNSUPPORTED_ORDER' },
      })
    expect(simulator.truth.writes()).toHaveLength(before)
  })

  it('of options is taken for the day, on what is listed of the underlyings that the operator names', async () => {
    const { writes, reads, simulator } = await open({ settings: { optionUnderlyings: ['KO'] } })
    const listed = await reads.instruments()
    const options = listed.ok
      ? listed.value.filter(({ instrument }) => instrument.assetClass === 'OPTION')
      : []
    expect(options.map(({ instrument }) => [instrument.right, instrument.strike, instrument.expiry])).toEqual(
      [
        ['CALL', '90', '2028-12-15T21:00:00Z'],
        ['PUT', '80', '2028-12-15T21:00:00Z'],
      ],
    )
    const [call] = options.map(({ instrument }) => instrument.venueSymbol)
    simulator.exchange.market(call ?? '', 'SELL', '10', '1.25')
    expect(await reads.quote(call ?? '')).toMatchObject({ ok: true, value: { ask: '1.25', bid: null } })
    const terms = order({ venueSymbol: call ?? '', quantity: '2', limitPrice: '1.25' })
    expect(await writes.place(terms)).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'UNSUPPORTED_ORDER' },
    })
    const placed = await writes.place({ ...terms, timeInForce: 'DAY' })
    const record = await reads.orderByVenueId(placed.kind === 'ACCEPTED' ? placed.venueOrderId : '')
    expect(record).toMatchObject({ ok: true, value: { status: 'FILLED', averagePrice: '1.25' } })
    const positions = await reads.positions()
    expect(positions.ok && positions.value.find(({ venueSymbol }) => venueSymbol === call)?.quantity).toBe(
      '2',
    )
  })

  it('that could trade with another of the account is refused as such', async () => {
    const { writes } = await open()
    await writes.place(order({ limitPrice: '59995' }))
    const outcome = await writes.place(order({ side: 'SELL', limitPrice: '59995' }))
    expect(outcome).toMatchObject({ kind: 'REJECTED', reason: { code: 'SELF_TRADE' } })
  })

  it('of shares is priced in cents from a dollar on, and below in hundredths of one', async () => {
    const { writes, simulator } = await open()
    const before = simulator.truth.writes().length
    expect(await writes.place(share({ limitPrice: '80.005' }))).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'INVALID_PRICE' },
    })
    expect(simulator.truth.writes()).toHaveLength(before)
    const penny = share({ venueSymbol: 'OCGN', limitPrice: '0.9805' })
    expect((await writes.place(penny)).kind).toBe('ACCEPTED')
  })

  it('may trade outside of regular hours only where the operator says so, and only as a limit order of shares', async () => {
    const { writes, simulator } = await open({ settings: { extendedHours: true } })
    await writes.place(share({ timeInForce: 'DAY' }))
    await writes.place(share({ timeInForce: 'IOC' }))
    await writes.place(order())
    expect(simulator.truth.writes().map(({ body }) => body.includes('"extended_hours":true'))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('that is one of all that are canceled is told apart where only a part is carried out', async () => {
    const { writes, simulator, reads } = await open()
    for (const terms of [order(), order(), share()]) await writes.place(terms)
    simulator.faults.onHttp('DELETE /v2/orders', { kind: 'PARTIAL_BATCH' })
    const outcome = await writes.cancelAll({ venueSymbol: null })
    expect(outcome.kind === 'ACCEPTED' && outcome.venueOrderIds).toHaveLength(1)
    const ofOne = await writes.cancelAll({ venueSymbol: 'BTC/USD' })
    expect(ofOne.kind === 'ACCEPTED' && ofOne.venueOrderIds).toHaveLength(1)
    const left = await reads.openOrders()
    expect(left.ok && left.value.map(({ venueSymbol }) => venueSymbol)).toEqual(['KO'])
  })

  it('is under way to its end while the venue says so', async () => {
    const { writes, reads, simulator } = await open()
    simulator.faults.cancelDelayMs = 150
    const placed = await writes.place(order())
    const venueOrderId = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    await writes.cancel({ ...order(), venueOrderId })
    const statuses = new Set<string>()
    await expect
      .poll(async () => {
        const record = await reads.orderByVenueId(venueOrderId)
        if (record.ok && record.value !== null) statuses.add(record.value.status)
        return statuses.has('CANCELED')
      })
      .toBe(true)
    expect([...statuses]).toContain('PENDING_CANCEL')
  })
})

describe('the limits of Alpaca', () => {
  it('are heeded until the time that an answer names, where it asks for silence without saying how long', async () => {
    const { writes, reads, simulator, environment } = await open({ settings: { budgetWaitMs: 100 } })
    simulator.faults.onHttp('POST', { kind: 'RATE_LIMITED', retryAfterS: null })
    expect(await writes.place(order())).toMatchObject({ kind: 'REJECTED', reason: { code: 'RATE_LIMITED' } })
    const heldForMs = (environment.budget.usage().limits[0]?.heldUntilMs ?? 0) - Date.now()
    expect([heldForMs > 20_000, heldForMs <= 60_000]).toEqual([true, true])
    // Market data has a count of its own.
    expect((await reads.quote('KO')).ok).toBe(true)
    expect(await writes.place(order())).toMatchObject({ kind: 'NOT_SENT', reason: { code: 'OVER_BUDGET' } })
  })

  it.each([
    ['a while', { 'x-ratelimit-reset': '1000', date: 'Thu, 01 Jan 1970 00:16:30 GMT' }, 10_000],
    ['a while by our clock, where the answer has no date', { 'x-ratelimit-reset': '1000' }, 1_000],
    ['longer than can be', { 'x-ratelimit-reset': '9999999' }, 60_000],
    ['what is over', { 'x-ratelimit-reset': '998' }, null],
    ['nothing', {}, null],
  ])('name %s', (_what, headers, expected) => {
    expect(untilReset(headers, 999_000)).toBe(expected)
  })
})

describe('lists of Alpaca', () => {
  const seed = ({ simulator }: AlpacaRig, orders: number): void => {
    for (let index = 0; index < orders; index += 1)
      simulator.exchange.place(ALPACA_ACCOUNT, {
        clientOrderId: `p-${index}`,
        symbol: 'BTC/USD',
        side: 'BUY',
        lots: 10_000,
        limitTicks: 5_000_000,
        stopTicks: null,
        time: 'GTC',
        endsAtMs: null,
        postOnly: false,
      })
  }

  it('are read to their last page, each thing once', async () => {
    const rig = await open()
    seed(rig, 700)
    rig.stage.somebody('SELL', '1.0015', '50000')
    const [orders, fills] = await Promise.all([rig.reads.openOrders(), rig.reads.fillsSince(null)])
    expect([orders.ok && orders.value.length, fills.ok && fills.value.fills.length]).toEqual([550, 150])
    const again = fills.ok ? await rig.reads.fillsSince(fills.value.cursor) : fills
    // Readings overlap: the same executions again, under the same identities.
    expect(again).toEqual(fills)
  })

  it('that do not move on are a failure, not an end', async () => {
    const rig = await open()
    seed(rig, 600)
    // As if it did not know how its list is continued.
    let first: string | null = null
    const change = (body: string): string => (first ??= body)
    rig.simulator.faults.onHttp('GET /v2/orders', { kind: 'CHANGED', change }, 3)
    expect(await rig.reads.openOrders()).toMatchObject({ ok: false, failure: { kind: 'UNREADABLE' } })
  })

  it('take no cursor that is not theirs, and book no execution of a kind that nobody knows', async () => {
    const { reads, simulator, writes, alerts } = await open()
    expect(await reads.fillsSince('nonsense')).toMatchObject({ ok: false, failure: { kind: 'REFUSED' } })
    await writes.place(order({ limitPrice: ALPACA_MARKET.takingBuyPrice }))
    const change = (body: string): string => body.replace('"type":"fill"', '"type":"trade_bust"')
    simulator.faults.onHttp('GET /v2/account/activities', { kind: 'CHANGED', change })
    const page = await reads.fillsSince(null)
    expect(page.ok && page.value.fills).toEqual([])
    expect(alerts).toMatchObject([{ kind: 'UNKNOWN_WORD', subject: 'activity.type' }])
  })

  it('say what is closed, and depth of pairs only', async () => {
    const { reads, simulator } = await open()
    simulator.marketIsOpen = false
    const listed = await reads.instruments()
    expect(listed.ok && listed.value.map(({ instrument, status }) => [instrument.symbol, status])).toEqual([
      ['KO', 'CLOSED'],
      ['OCGN', 'CLOSED'],
      ['BTC/USD', 'OPEN'],
    ])
    const health = await reads.health()
    expect(health).toMatchObject({ ok: true, value: { trading: true } })
    expect(health.ok && health.value.message).toContain('closed until')
    expect(await reads.depth('KO', 5)).toMatchObject({ ok: false, failure: { kind: 'UNSUPPORTED' } })
    const quote = await reads.quote('KO')
    expect(quote).toMatchObject({ ok: true, value: { bid: '86.98', ask: '87.02', askQuantity: '100' } })
    expect(await reads.quote('OCGN')).toMatchObject({ ok: true, value: { bid: null, askQuantity: null } })
  })

  it('tell coins as positions, and cash as the balance', async () => {
    const { reads } = await open()
    const [positions, balances] = await Promise.all([reads.positions(), reads.balances()])
    expect(
      positions.ok && positions.value.map(({ venueSymbol, quantity }) => [venueSymbol, quantity]),
    ).toEqual([
      ['BTC/USD', '5'],
      ['KO', '100'],
    ])
    expect(balances.ok && balances.value.map(({ currency }) => currency)).toEqual(['USD'])
  })
})

function told(): { readonly events: OrderStreamEvent[]; readonly states: () => readonly string[] } {
  const events: OrderStreamEvent[] = []
  return { events, states: () => events.flatMap((event) => (event.kind === 'STATE' ? [event.state] : [])) }
}

describe('the order stream of Alpaca', () => {
  it.each([true, false])('is read from frames that are binary: %s', async (binary) => {
    const { reads, writes } = await open({ simulator: { binary } })
    const { events, states } = told()
    const stream = reads.openOrderStream((event) => void events.push(event))
    await expect.poll(() => states().at(-1)).toBe('READY')
    const terms = order()
    await writes.place(terms)
    await expect
      .poll(() =>
        events.some((event) => event.kind === 'ORDER' && event.order.clientOrderId === terms.clientOrderId),
      )
      .toBe(true)
    await stream.close()
  })

  it.each([
    ['of a kind that nobody knows asks for a reading', 'moon', ['UNKNOWN_WORD']],
    ['of a refused cancel asks for a reading', 'order_cancel_rejected', []],
    [
      'of an execution that was taken back asks for a reading and for a person',
      'trade_bust',
      ['CONTRADICTION'],
    ],
  ])('that tells %s', async (_what, event, alerted) => {
    const { reads, writes, simulator, alerts } = await open()
    const { events, states } = told()
    const stream = reads.openOrderStream((one) => void events.push(one))
    await expect.poll(() => states().at(-1)).toBe('READY')
    const change = (frame: string): string => frame.replace('"event":"new"', `"event":"${event}"`)
    simulator.faults.onStream('trade_updates', { kind: 'CHANGED', change })
    await writes.place(order())
    await expect
      .poll(() => events.some((one) => one.kind === 'RESYNC' && one.because === 'VENUE_SAID_SO'))
      .toBe(true)
    expect(alerts.map(({ kind }) => kind)).toEqual(alerted)
    await stream.close()
  })

  it('is given up after a login was refused three times, and somebody is told', async () => {
    const { reads, simulator, alerts } = await open()
    simulator.faults.sessionLost = true
    const { events, states } = told()
    const stream = reads.openOrderStream((event) => void events.push(event))
    await expect.poll(() => states().at(-1)).toBe('DOWN')
    expect(alerts.filter(({ kind }) => kind === 'CREDENTIAL_REFUSED')).toHaveLength(1)
    await stream.close()
  })
})

describe('the market stream of Alpaca', () => {
  const listen = (
    { reads }: Pick<AlpacaRig, 'reads'>,
    topics: Partial<typeof NO_TOPICS>,
  ): {
    readonly events: MarketStreamEvent[]
    readonly state: () => string | undefined
    readonly stream: ReturnType<typeof reads.openMarketStream>
  } => {
    const events: MarketStreamEvent[] = []
    const stream = reads.openMarketStream({ ...NO_TOPICS, ...topics }, (event) => void events.push(event))
    const state = (): string | undefined =>
      events.flatMap((event) => (event.kind === 'STATE' ? [event.state] : [])).at(-1)
    return { events, state, stream }
  }
  const quoted = (events: readonly MarketStreamEvent[]): ReadonlySet<string> =>
    new Set(events.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote.venueSymbol] : [])))

  it('tells shares and pairs from their own sockets, and is ready when both are', async () => {
    const rig = await open()
    const { events, state, stream } = listen(rig, {
      quotes: ['KO', 'BTC/USD'],
      trades: ['KO'],
      depth: ['BTC/USD'],
    })
    await expect.poll(state).toBe('READY')
    rig.simulator.exchange.market('KO', 'BUY', '1', '87.02')
    rig.simulator.exchange.market('BTC/USD', 'SELL', '0.1', '60005')
    await expect.poll(() => [...quoted(events)].sort()).toEqual(['BTC/USD', 'KO'])
    await expect
      .poll(() => events.some((event) => event.kind === 'TRADE' && event.trade.price === '87.02'))
      .toBe(true)
    const paths = new Set(
      rig.simulator.truth.messages.flatMap(({ transport, path }) => (transport === 'WS' ? [path] : [])),
    )
    expect([...paths].sort()).toEqual(['/v1beta3/crypto/us', '/v2/iex'])
    await stream.close()
  })

  it('follows topics that are added and taken away, and closes the socket of a kind that nobody asks for', async () => {
    const rig = await open()
    const { events, state, stream } = listen(rig, {})
    expect(state()).toBe('READY')
    stream.setTopics({ ...NO_TOPICS, depth: ['BTC/USD'] })
    await expect
      .poll(() => events.some((event) => event.kind === 'BOOK' && event.book.state === 'VALID'))
      .toBe(true)
    stream.setTopics({ ...NO_TOPICS, trades: ['BTC/USD'] })
    await expect
      .poll(() =>
        rig.simulator.truth.messages.some(
          ({ method, body }) => method === 'unsubscribe' && body.includes('orderbooks'),
        ),
      )
      .toBe(true)
    rig.simulator.exchange.market('BTC/USD', 'BUY', '0.01', null)
    await expect.poll(() => events.some((event) => event.kind === 'TRADE')).toBe(true)
    stream.setTopics(NO_TOPICS)
    expect(state()).toBe('READY')
    await stream.close()
  })

  it('asks for what was changed before it has logged in once it has', async () => {
    const rig = await open({ settings: { staleAfterMs: 1_500 } })
    // It is not greeted, so it does not log in.
    rig.simulator.faults.onStream('control', { kind: 'DROP' })
    const { events, state, stream } = listen(rig, { trades: ['KO'] })
    await expect.poll(state).toBe('SYNCING')
    stream.setTopics({ ...NO_TOPICS, trades: ['KO', 'OCGN'] })
    await expect.poll(state).toBe('READY')
    const sent = rig.simulator.truth.messages.filter(({ transport }) => transport === 'WS')
    expect(sent.map(({ method, authenticated }) => [method, authenticated])).toEqual([
      ['auth', true],
      ['subscribe', true],
    ])
    expect(sent[1]?.body).toContain('OCGN')
    expect(events.filter(({ kind }) => kind === 'RESYNC')).toHaveLength(1)
    await stream.close()
  })

  it('waits where the account has another connection, and comes when that is gone', async () => {
    const rig = await open({ simulator: { dataConnectionsMax: 1 } })
    const first = listen(rig, { trades: ['KO'] })
    await expect.poll(first.state).toBe('READY')
    const second = listen(rig, { trades: ['KO'] })
    await expect
      .poll(() => second.events.some((event) => event.kind === 'STATE' && event.message.includes('406')))
      .toBe(true)
    await first.stream.close()
    await expect.poll(second.state).toBe('READY')
    await second.stream.close()
  })

  it.each([
    ['an error that nobody knows', '[{"T":"error","code":"odd","msg":{}}]', 'UNKNOWN_WORD'],
    ['an error of its own', '[{"T":"error","code":500,"msg":"internal error"}]', null],
    ['what cannot be read', '{"T":1', 'UNREADABLE'],
  ])('begins anew when it is told %s', async (_what, frame, alerted) => {
    const rig = await open({ settings: { staleAfterMs: 1_500 } })
    rig.simulator.faults.onStream('control', { kind: 'CHANGED', change: () => frame })
    const { state, stream } = listen(rig, { trades: ['KO'] })
    await expect.poll(state).toBe('READY')
    expect(rig.alerts.map(({ kind }) => kind)).toEqual(alerted === null ? [] : [alerted])
    await stream.close()
  })

  it('asks for what it is told that it will not get, and says so', async () => {
    const rig = await open({ settings: { quietAfterMs: 200 } })
    const change = (): string => '[{"T":"error","code":405,"msg":"symbol limit exceeded"}]'
    rig.simulator.faults.onStream(
      'control',
      { kind: 'CHANGED', change: (frame) => (frame.includes('"subscription"') ? change() : frame) },
      3,
    )
    const { events, state, stream } = listen(rig, { quotes: ['KO'] })
    await expect.poll(state).toBe('READY')
    await expect.poll(() => quoted(events).has('KO')).toBe(true)
    expect(rig.alerts).toMatchObject([{ kind: 'CONTRADICTION' }])
    await stream.close()
  })
})

describe('without a key', () => {
  it('the markets of pairs are read, and of all else it is said that it needs one', async () => {
    const { environment } = await open()
    const reads = openAlpacaReader({ ...environment, credential: null })
    expect((await reads.quote('BTC/USD')).ok).toBe(true)
    for (const answer of [await reads.quote('KO'), await reads.balances(), await reads.instruments()])
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'NO_CREDENTIAL' } })
    const { events, states } = told()
    await reads.openOrderStream((event) => void events.push(event)).close()
    expect(states()).toEqual(['DOWN'])
    await reads.close()
  })

  it('quotes of pairs are asked for instead of streamed, and nothing is sent', async () => {
    const { environment } = await open({ settings: { quietAfterMs: 100 } })
    const { reads, writes } = openAlpaca({ ...environment, credential: null })
    const events: MarketStreamEvent[] = []
    const stream = reads.openMarketStream(
      { ...NO_TOPICS, quotes: ['BTC/USD'] },
      (event) => void events.push(event),
    )
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('QUOTE')
    expect(events[0]).toMatchObject({ kind: 'STATE', state: 'DEGRADED' })
    expect(await writes.place(order())).toMatchObject({ kind: 'NOT_SENT', reason: { code: 'UNAUTHORIZED' } })
    await Promise.all([stream.close(), reads.close(), writes.close()])
  })
})

describe('a credential', () => {
  it('[LV-17] appears in nothing that an adapter says, whatever goes wrong', async () => {
    const { simulator, reads, writes, environment, alerts } = await open({ settings: { timeoutMs: 200 } })
    const secret = environment.credential?.headers()['apca-api-secret-key'] ?? ''
    expect(secret).toHaveLength(40)
    const said: unknown[] = [environment.credential]
    const stream = reads.openOrderStream((event) => said.push(event))
    simulator.faults.sessionLost = true
    said.push(await reads.balances(), await writes.place(order()))
    simulator.faults.sessionLost = false
    for (const kind of ['SILENT_AFTER', 'RESET_AFTER', 'TRUNCATED_AFTER'] as const) {
      simulator.faults.onHttp('POST', { kind })
      said.push(await writes.place(order()))
    }
    // Even where a venue, or something before it, sends our own request back to us.
    for (const status of [422, 502]) {
      const body = `{"message":"apca-api-secret-key: ${secret}"}`
      simulator.faults.onHttp('POST', { kind: 'STATUS_AFTER', status, body })
      simulator.faults.onHttp('GET', { kind: 'STATUS_AFTER', status: 422, body })
      said.push(await writes.place(order()), await reads.positions())
    }
    await stream.close()
    expect(JSON.stringify([said, alerts])).not.toContain(secret)
    expect(said.length).toBeGreaterThan(9)
  })
})
