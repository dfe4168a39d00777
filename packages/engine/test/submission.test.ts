import { describe, expect, it } from 'vitest'
import { hash, type SubmitOrder } from './engine.ts'
import { accepted, desk, fillOf, FUTURE, instrumentTerms, orderCommand, refused, START } from './given.ts'

describe('submitting an order', () => {
  it('[OR-02] gives the same order again for the same terms, without events', () => {
    const { world, accountId } = desk()
    const command = orderCommand({ accountId, clientOrderId: 'mine' })
    const first = accepted(world.when(command))
    const again = accepted(world.when(command))
    expect(again).toMatchObject({ events: [], subjectId: first.subjectId, decision: null })
    expect(world.book.orders.size).toBe(1)
  })

  it('[OR-02] is asked before anything that may have changed: the repeat of a good order stays good', () => {
    const { world, accountId } = desk()
    const command = orderCommand({ accountId, clientOrderId: 'mine' })
    const { subjectId } = accepted(world.when(command))
    world.when({
      type: 'EngageKillSwitch',
      scope: 'GLOBAL',
      targetId: null,
      reason: 'stop',
      cancelOpenOrders: true,
      allowReduceOnly: false,
    })
    world.list(instrumentTerms({ expiry: '2026-01-01T00:00:00Z' }))
    expect(accepted(world.when(command))).toMatchObject({ events: [], subjectId })
  })

  it.each<[string, Partial<SubmitOrder>]>([
    ['instrumentId', { instrumentId: FUTURE.id }],
    ['side', { side: 'SELL' }],
    ['type', { orderType: 'STOP_LIMIT', stopTicks: 10_000 }],
    ['timeInForce', { timeInForce: 'DAY' }],
    ['quantity', { quantityLots: 999, limitTicks: 9_999 }],
    ['limitPrice', { limitTicks: 9_999 }],
    ['mode', { requestedMode: 'LIVE' }],
    ['strategyId', { strategyId: 's' }],
  ])('[OR-02] names %s as the first field in which a repeat differs', (field, other) => {
    const { world, accountId } = desk()
    world.when(orderCommand({ accountId, clientOrderId: 'mine' }))
    expect(refused(world.when(orderCommand({ accountId, clientOrderId: 'mine', ...other })))).toMatchObject({
      code: 'CONFLICT',
      field,
    })
  })

  it('[OR-02] compares with what was first asked for, not with what a replace made of it', () => {
    const { world, accountId } = desk()
    const command = orderCommand({ accountId, clientOrderId: 'mine' })
    const orderId = accepted(world.when(command)).subjectId ?? ''
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    world.when({
      type: 'ReplaceOrder',
      orderId,
      idempotencyKey: 'r',
      quantityLots: 500,
      limitTicks: null,
      stopTicks: null,
    })
    world.report({ kind: 'REPLACED', orderId, quantityLots: 500, limitTicks: 10_000, stopTicks: null })
    expect(accepted(world.when(command)).subjectId).toBe(orderId)
  })

  it('[OR-03] keeps the ids of two accounts apart', () => {
    const { world, accountId } = desk()
    const other = world.open()
    const first = world.submit({ accountId, clientOrderId: 'same' })
    expect(world.submit({ accountId: other, clientOrderId: 'same' })).not.toBe(first)
  })

  it.each([
    ['', 'empty'],
    [' ', 'blank'],
    ['x'.repeat(65), 'too long'],
    ['a\u0000b', 'a null byte'],
    ['a\nb', 'a line break'],
    ['\ud800', 'half a character'],
  ])('[OR-03] refuses the clientOrderId %j: %s', (clientOrderId) => {
    const { world, accountId } = desk()
    expect(refused(world.when(orderCommand({ accountId, clientOrderId })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'clientOrderId',
    })
  })

  it('[OR-03] takes 64 characters of any script', () => {
    const { world, accountId } = desk()
    expect(
      accepted(world.when(orderCommand({ accountId, clientOrderId: 'ß'.repeat(64) }))).subjectId,
    ).not.toBeNull()
  })

  it('[OR-04] does not find unknown accounts and instruments', () => {
    const { world, accountId } = desk()
    expect(refused(world.when(orderCommand({ accountId: 'x' })))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'accountId',
    })
    expect(refused(world.when(orderCommand({ accountId, instrumentId: 'SIM:NO' })))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'instrumentId',
    })
  })

  it.each<[string, Partial<SubmitOrder>]>([
    ['limitPrice', { orderType: 'LIMIT', limitTicks: null }],
    ['limitPrice', { orderType: 'MARKET', limitTicks: 10_000 }],
    ['stopPrice', { orderType: 'MARKET', limitTicks: null, stopTicks: 10_000 }],
    ['stopPrice', { orderType: 'LIMIT', stopTicks: 10_000 }],
    ['stopPrice', { orderType: 'STOP', limitTicks: null, stopTicks: null }],
    ['limitPrice', { orderType: 'STOP', limitTicks: 10_000, stopTicks: 10_000 }],
    ['limitPrice', { orderType: 'STOP_LIMIT', limitTicks: null, stopTicks: 10_000 }],
    ['stopPrice', { orderType: 'STOP_LIMIT', limitTicks: 10_000, stopTicks: null }],
  ])('[OR-05] refuses %s where type and prices do not belong together: %j', (field, terms) => {
    const { world, accountId } = desk()
    expect(refused(world.when(orderCommand({ accountId, ...terms })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    })
  })

  it.each(['IOC', 'FOK'] as const)('[OR-06] refuses a stop that is %s', (timeInForce) => {
    const { world, accountId } = desk()
    for (const orderType of ['STOP', 'STOP_LIMIT'] as const) {
      const limitTicks = orderType === 'STOP' ? null : 10_020
      expect(
        refused(
          world.when(orderCommand({ accountId, orderType, timeInForce, limitTicks, stopTicks: 10_015 })),
        ).field,
      ).toBe('timeInForce')
    }
  })

  it.each<[string, Partial<SubmitOrder>, RegExp]>([
    ['quantity', { quantityLots: 0 }, /greater than 0/],
    ['quantity', { quantityLots: -5 }, /greater than 0/],
    ['quantity', { quantityLots: 4 }, /at least 0\.005/],
    ['quantity', { quantityLots: 100_001 }, /at most 100 /],
    ['quantity', { quantityLots: 1.5 }, /whole number of lots/],
    ['quantity', { quantityLots: Number.NaN }, /whole number of lots/],
    ['quantity', { quantityLots: 2 ** 53 }, /whole number of lots/],
    ['limitPrice', { limitTicks: 0 }, /at least 0\.01/],
    ['limitPrice', { limitTicks: -1 }, /at least 0\.01/],
    ['limitPrice', { limitTicks: 100.5 }, /whole number of ticks/],
    ['limitPrice', { limitTicks: 5_000_001 }, /at most 50000 /],
  ])('[OR-07] refuses %s of %j, saying what is allowed', (field, terms, message) => {
    const { world, accountId } = desk()
    const small = instrumentTerms({
      symbol: 'SMALL',
      minQuantity: '0.005',
      maxQuantity: '100',
      maxPrice: '50000',
    })
    world.list(small)
    const refusal = refused(world.when(orderCommand({ accountId, instrumentId: small.id, ...terms })))
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field })
    expect(refusal.message).toMatch(message)
  })

  it('[OR-07] refuses what is worth more than the books can hold', () => {
    const { world, accountId } = desk()
    const huge = instrumentTerms({ symbol: 'HUGE', maxQuantity: '1000000000000', priceIncrement: '1' })
    world.list(huge)
    const refusal = refused(
      world.when(
        orderCommand({ accountId, instrumentId: huge.id, quantityLots: 10 ** 15, limitTicks: 10 ** 15 }),
      ),
    )
    expect(refusal.field).toBe('quantity')
  })

  it('[OR-08] refuses an order for an expired instrument from the instant of its expiry', () => {
    const { world, accountId } = desk()
    const dated = instrumentTerms({ symbol: 'DATED', expiry: '2027-01-01T00:00:00Z' })
    world.list(dated)
    const expiry = 1_798_761_600_000_000
    const refusal = refused(
      world.when({ ...orderCommand({ accountId, instrumentId: dated.id }), at: expiry }),
    )
    expect(refusal).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'instrumentId',
      message: 'instrumentId SIM:DATED expired at 2027-01-01T00:00:00Z',
    })
    const before = world.ask({ ...orderCommand({ accountId, instrumentId: dated.id }), at: expiry - 1 })
    expect(before.kind).toBe('ACCEPTED')
  })

  it.each<[string, object]>([
    ['side', { side: 'HOLD' }],
    ['type', { orderType: 'ICEBERG' }],
    ['timeInForce', { timeInForce: 'SOON' }],
    ['mode', { requestedMode: 'DEMO' }],
    ['strategyId', { strategyId: '' }],
    ['strategyId', { strategyId: 'x'.repeat(201) }],
    ['at', { at: Number.NaN }],
    ['at', { at: -1 }],
    ['commandId', { commandId: '' }],
    ['type', { type: 'Explode' }],
  ])('[OR-09] refuses %s of %j', (field, terms) => {
    const { world, accountId } = desk()
    const before = hash(world.book)
    expect(refused(world.when({ ...orderCommand({ accountId }), ...terms }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    })
    expect(hash(world.book)).toBe(before)
  })

  it('[OR-10] keeps a blocked order, rejected, with every check, reserving nothing', () => {
    const { world, accountId } = desk()
    const outcome = accepted(
      world.when(orderCommand({ accountId, quantityLots: 1_000_000, limitTicks: 1_000_000 })),
    )
    const decision = outcome.decision!
    expect(outcome.events).toMatchObject([{ type: 'OrderBlocked', decision }])
    const order = world.order(outcome.subjectId ?? '')
    expect(order).toMatchObject({ status: 'REJECTED', reserved: 0n, endReason: decision.summary })
    expect(decision.outcome).toBe('BLOCKED')
    const failed = decision.checks.filter((check) => check.verdict === 'FAILED')
    expect(failed.map((check) => check.name)).toContain('availableCash')
    expect(decision.summary).toContain(failed[0]?.name)
    expect(world.book.workingOrders.size).toBe(0)
    expect(world.book.accounts[0]?.orderTimesHead).toBe(1)
  })

  it('[OR-11] previews the decision that the submission then gets, and leaves no trace', () => {
    const { world, accountId } = desk()
    for (const quantityLots of [1000, 1_000_000]) {
      const command = orderCommand({ accountId, quantityLots, limitTicks: 1_000_000, at: START + 500 })
      const before = hash(world.book)
      const preview = accepted(world.when({ ...command, type: 'PreviewOrder' }))
      expect(preview).toMatchObject({ events: [], subjectId: null })
      expect(hash(world.book)).toBe(before)
      expect(accepted(world.when(command)).decision).toEqual(preview.decision)
    }
  })

  it('[OR-11] refuses in a preview what it would refuse in an order', () => {
    const { world, accountId } = desk()
    const command = orderCommand({ accountId, quantityLots: 0 })
    expect(refused(world.when({ ...command, type: 'PreviewOrder' })).field).toBe('quantity')
    expect(refused(world.when({ ...command, type: 'PreviewOrder', accountId: 'x' })).field).toBe('accountId')
  })

  it("[OR-12] keeps a strategy's orders under its id, whatever they say", () => {
    const { world, accountId } = desk()
    const actor = { kind: 'STRATEGY', id: 'momentum', name: 'Momentum', userId: 'user-1' } as const
    const command = { ...orderCommand({ accountId, strategyId: null }), actor }
    const orderId = accepted(world.when(command)).subjectId ?? ''
    expect(world.order(orderId).strategyId).toBe('momentum')
    expect(accepted(world.when(command)).events).toEqual([])
  })

  it('[OR-34] reserves the worst case of a limit order, releases its share with each fill, and the rest at the end', () => {
    const { world, accountId } = desk()
    const odd = instrumentTerms({ symbol: 'ODD', takerFeeRate: '0.000333', makerFeeRate: '0' })
    world.list(odd)
    world.quote(odd, 9_990, 10_010)
    const orderId = world.submit({ accountId, instrumentId: odd.id, quantityLots: 7, limitTicks: 10_001 })
    const full = world.order(orderId).reserved
    // 0.007 at 100.01 is 0.70007; the dearer fee of it is 0.00023312331, rounded half to even at 8 decimals.
    expect(full).toBe(700_303_120_000_000_000n)
    world.report(fillOf(orderId, 'x', 3))
    // Four sevenths do not come out whole: what is kept is rounded up.
    expect(world.order(orderId).reserved).toBe((full * 4n) / 7n + 1n)
    world.report({ kind: 'CANCELED', orderId, reason: 'venue' })
    expect(world.order(orderId).reserved).toBe(0n)
    expect(world.book.accounts[0]?.cash[0]?.reservedForOrders).toBe(0n)
  })

  it('[OR-34] reserves for a market order at the touch and five percent', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({
      accountId,
      quantityLots: 1000,
      orderType: 'MARKET',
      limitTicks: null,
      timeInForce: 'IOC',
    })
    // Ask 100.10, raised by ceil(10010 / 20) ticks to 105.11; fee 0.2 %.
    expect(world.order(orderId).reserved).toBe(105_320_220_000_000_000_000n)
  })

  it('[OR-35] reserved and available are the cash, while an order works and when it is done', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    const cash = world.book.accounts[0]?.cash[0]
    const available = (cash?.cash ?? 0n) - (cash?.reservedForOrders ?? 0n) - (cash?.marginUsed ?? 0n)
    expect(available).toBe(1_000_000n * 10n ** 18n - world.order(orderId).reserved)
    expect(world.order(orderId).reserved).toBeGreaterThan(0n)
  })
})
