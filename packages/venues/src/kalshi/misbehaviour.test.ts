/** What Kalshi was seen to do with orders, and what is not certain about it, each switched on at its simulator. */
import { afterEach, describe, expect, it } from 'vitest'
import { KALSHI_MARKET, KALSHI_TICKER } from '../simulators/kalshi/testing/rig.ts'
import { CANCELS, ORDERS, closeAll, open, order, placed } from './testing/trading.ts'

afterEach(closeAll)

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
