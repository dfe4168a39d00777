/** What Alpaca was seen to do with orders, and what is not certain about it, each switched on at its simulator. */
import { describe, expect, it } from 'vitest'
import type { PlaceOrder } from '../contract/writes.ts'
import { untilReset } from './rest.ts'
import { open, order } from './testing/opened.ts'

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
