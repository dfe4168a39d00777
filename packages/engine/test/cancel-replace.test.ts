import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '../src/index.ts'
import type { ReplaceOrder } from '../src/index.ts'
import { accepted, desk, expectReplay, fillOf, FUTURE, refused, type Given, type World } from './given.ts'

/** A working order of ten lots at 100.00. */
function working(): { readonly world: World; readonly accountId: string; readonly orderId: string } {
  const { world, accountId } = desk()
  const orderId = world.submit({ accountId, quantityLots: 10 })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
  return { world, accountId, orderId }
}

const replaceOf = (orderId: string, terms: Partial<ReplaceOrder> = {}): Given<ReplaceOrder> => ({
  type: 'ReplaceOrder',
  orderId,
  idempotencyKey: 'r1',
  quantityLots: 6,
  limitTicks: null,
  stopTicks: null,
  ...terms,
})

describe('canceling', () => {
  it('[OR-13] is possible with every switch engaged, no quote, a closed market and nothing allowed', () => {
    const { world, orderId } = working()
    world.when({
      type: 'EngageKillSwitch',
      scope: 'GLOBAL',
      targetId: null,
      reason: 'stop',
      cancelOpenOrders: false,
      allowReduceOnly: false,
    })
    world.when({
      type: 'PutRiskPolicy',
      scope: 'GLOBAL',
      targetId: null,
      expectedVersion: null,
      limits: { ...NO_LIMITS, restricted: true, maxOpenOrders: 0, maxOrdersPerSecond: 0 },
    })
    world.market.rows.fill(Number.NaN)
    world.market.version += 1
    expect(accepted(world.when({ type: 'CancelOrder', orderId })).events.map((event) => event.type)).toEqual([
      'OrderCancelRequested',
    ])
  })

  it('[OR-13] reaches an order whose fate is unknown', () => {
    const { world, accountId } = desk()
    const orderId = world.submit({ accountId })
    world.report({ kind: 'UNKNOWN', orderId, reason: 'timeout' })
    expect(accepted(world.when({ type: 'CancelOrder', orderId })).events).toHaveLength(1)
    expect(world.order(orderId)).toMatchObject({ status: 'UNKNOWN', cancelRequested: true })
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v' })
    expect(world.order(orderId).status).toBe('PENDING_CANCEL')
  })

  it('[OR-14] refuses what has ended with its status and repeats what is asked already', () => {
    const { world, orderId } = working()
    world.when({ type: 'CancelOrder', orderId })
    expect(accepted(world.when({ type: 'CancelOrder', orderId }))).toMatchObject({
      events: [],
      subjectId: orderId,
    })
    world.report(fillOf(orderId, 'x', 10))
    const refusal = refused(world.when({ type: 'CancelOrder', orderId }))
    expect(refusal).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'orderId',
      message: 'orderId is FILLED; only working orders can be canceled',
    })
    expect(refused(world.when({ type: 'CancelOrder', orderId: 'x' }))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'orderId',
    })
  })

  it('[OR-19] cancels all in scope, in order of submission, and names those already being canceled', () => {
    const { world, accountId } = desk()
    const other = world.open()
    const [a, b] = [
      world.submit({ accountId, quantityLots: 1 }),
      world.submit({ accountId, quantityLots: 2 }),
    ]
    const future = world.submit({ accountId, instrumentId: FUTURE.id, quantityLots: 1, limitTicks: 20_000 })
    const foreign = world.submit({ accountId: other, quantityLots: 1 })
    world.when({ type: 'CancelOrder', orderId: b })
    const spot = accepted(world.when({ type: 'CancelAllOrders', accountId, instrumentId: 'SIM:BTC-USD' }))
    expect(spot.orderIds).toEqual([a, b])
    expect(spot.events).toMatchObject([{ type: 'OrderCancelRequested', orderId: a }])
    expect(
      accepted(world.when({ type: 'CancelAllOrders', accountId: null, instrumentId: null })).orderIds,
    ).toEqual([a, b, future, foreign])
    expect(world.order(foreign).status).toBe('PENDING_CANCEL')
    expect(refused(world.when({ type: 'CancelAllOrders', accountId: 'x', instrumentId: null })).field).toBe(
      'accountId',
    )
    expect(refused(world.when({ type: 'CancelAllOrders', accountId: null, instrumentId: 'x' })).field).toBe(
      'instrumentId',
    )
  })
})

describe('replacing', () => {
  it('[OR-15] goes through the gate: blocked, the order works on, and the decision is kept in the event', () => {
    const { world, orderId } = working()
    const outcome = accepted(world.when(replaceOf(orderId, { quantityLots: 1_000_000, limitTicks: 100_000 })))
    expect(outcome.events).toMatchObject([{ type: 'OrderReplaceBlocked', decision: { outcome: 'BLOCKED' } }])
    expect(world.order(orderId)).toMatchObject({
      status: 'NEW',
      quantityLots: 10,
      limitTicks: 10_000,
      pendingReplace: null,
    })
    world.when({
      type: 'EngageKillSwitch',
      scope: 'GLOBAL',
      targetId: null,
      reason: 'stop',
      cancelOpenOrders: false,
      allowReduceOnly: false,
    })
    const switched = accepted(world.when(replaceOf(orderId, { idempotencyKey: 'r2', limitTicks: 9_999 })))
    expect(switched.decision?.checks.find((check) => check.name === 'killSwitch')?.verdict).toBe('FAILED')
  })

  it('[OR-15] holds a switch on who asks and one on who submitted', () => {
    const other = { kind: 'USER', id: 'user-2', name: 'Else', userId: 'user-2' } as const
    for (const targetId of ['user-1', 'user-2']) {
      const { world, orderId } = working()
      const free = accepted(world.ask({ ...replaceOf(orderId), actor: other }))
      expect(free.decision?.outcome).toBe('ALLOWED')
      const options = { reason: 'stop', cancelOpenOrders: false, allowReduceOnly: false }
      world.when({ type: 'EngageKillSwitch', scope: 'USER', targetId, ...options })
      const outcome = accepted(world.when({ ...replaceOf(orderId), actor: other }))
      expect(outcome.events).toMatchObject([{ type: 'OrderReplaceBlocked' }])
    }
  })

  it('[OR-15] holds a switch on the strategy that asks, also where the order is not its own', () => {
    const { world, orderId } = working()
    const strategy = { kind: 'STRATEGY', id: 's-1', name: 'One', userId: null } as const
    const options = { reason: 'stop', cancelOpenOrders: false, allowReduceOnly: false }
    world.when({ type: 'EngageKillSwitch', scope: 'STRATEGY', targetId: 's-1', ...options })
    const outcome = accepted(world.when({ ...replaceOf(orderId, { quantityLots: 1_000 }), actor: strategy }))
    expect(outcome.events).toMatchObject([{ type: 'OrderReplaceBlocked' }])
  })

  it('[OR-16] refuses what has ended with its status, and waits where the venue owes an answer', () => {
    const { world, accountId } = desk()
    const pending = world.submit({ accountId })
    expect(refused(world.when(replaceOf(pending)))).toMatchObject({
      code: 'CONFLICT',
      field: 'orderId',
      message: expect.stringContaining('PENDING_NEW'),
    })
    world.report({ kind: 'CANCELED', orderId: pending, reason: 'venue' })
    expect(refused(world.when(replaceOf(pending)))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'orderId',
      message: expect.stringContaining('CANCELED'),
    })
    expect(refused(world.when(replaceOf('x')))).toMatchObject({ code: 'NOT_FOUND', field: 'orderId' })
  })

  it('[OR-17] takes a total above what is used up, and terms that change something', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'x', 4))
    expect(refused(world.when(replaceOf(orderId, { quantityLots: 4 })))).toMatchObject({
      field: 'quantity',
      message: expect.stringContaining('0.004'),
    })
    expect(refused(world.when(replaceOf(orderId, { quantityLots: 10 })))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'quantity',
    })
    expect(refused(world.when(replaceOf(orderId, { quantityLots: 0 }))).field).toBe('quantity')
    expect(refused(world.when(replaceOf(orderId, { stopTicks: 9_000 }))).field).toBe('stopPrice')
    expect(refused(world.when(replaceOf(orderId, { idempotencyKey: '' }))).field).toBe('idempotencyKey')
    expect(accepted(world.when(replaceOf(orderId, { quantityLots: 5 }))).events).toHaveLength(1)
  })

  it('[OR-18] repeats by its key while pending, when done and when blocked; other terms are a conflict', () => {
    const { world, orderId } = working()
    world.when(replaceOf(orderId))
    expect(accepted(world.when(replaceOf(orderId))).events).toEqual([])
    world.report({ kind: 'REPLACED', orderId, quantityLots: 6, limitTicks: 10_000, stopTicks: null })
    expect(accepted(world.when(replaceOf(orderId))).events).toEqual([])
    expect(refused(world.when(replaceOf(orderId, { quantityLots: 7 })))).toMatchObject({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })
    expect(refused(world.when(replaceOf(orderId, { limitTicks: 10_000 }))).code).toBe('CONFLICT')
    const tooMuch = replaceOf(orderId, { idempotencyKey: 'r2', quantityLots: 1_000_000, limitTicks: 100_000 })
    expect(accepted(world.when(tooMuch)).events).toHaveLength(1)
    expect(accepted(world.when(tooMuch)).events).toEqual([])
  })

  it('[OR-32] counts and reserves the larger of both versions while it is pending', () => {
    const { world, orderId } = working()
    const before = world.order(orderId).reserved
    const position = world.book.positions[0]
    world.when(replaceOf(orderId, { quantityLots: 6 }))
    expect(world.order(orderId).reserved).toBe(before)
    expect(position?.workingBuyLots).toBe(10)
    world.report({ kind: 'REPLACED', orderId, quantityLots: 6, limitTicks: 10_000, stopTicks: null })
    expect(world.order(orderId).reserved * 10n).toBe(before * 6n)
    expect(position?.workingBuyLots).toBe(6)
    world.when(replaceOf(orderId, { idempotencyKey: 'r2', quantityLots: 20 }))
    expect(world.order(orderId).reserved).toBe(before * 2n)
    expect(position?.workingBuyLots).toBe(20)
    world.report({ kind: 'REPLACE_REJECTED', orderId, reason: 'no' })
    expect(world.order(orderId).reserved * 10n).toBe(before * 6n)
    expect(position?.workingBuyLots).toBe(6)
    world.when(replaceOf(orderId, { idempotencyKey: 'r3', quantityLots: 10, limitTicks: 9_000 }))
    world.report({ kind: 'REPLACED', orderId, quantityLots: 10, limitTicks: 9_000, stopTicks: null })
    expect(world.order(orderId).reserved * 10n).toBe(before * 9n)
    expectReplay(world)
  })

  it('[OR-33] [OR-20] a fill that crosses a replace is not given back by its confirmation', () => {
    const { world, orderId } = working()
    world.report(fillOf(orderId, 'a', 3))
    world.when(replaceOf(orderId, { quantityLots: 12 }))
    world.report(fillOf(orderId, 'b', 5))
    world.report({ kind: 'REPLACED', orderId, quantityLots: 12, limitTicks: 10_000, stopTicks: null })
    expect(world.order(orderId)).toMatchObject({
      status: 'PARTIALLY_FILLED',
      filledLots: 8,
      quantityLots: 12,
    })
    expect(world.book.positions[0]?.workingBuyLots).toBe(4)
    world.report(fillOf(orderId, 'c', 4))
    expect(world.order(orderId).status).toBe('FILLED')
  })

  it('[OR-33] ends where the confirmed total is already filled, and flags what went beyond it', () => {
    const { world, orderId } = working()
    world.when(replaceOf(orderId, { quantityLots: 6 }))
    world.report(fillOf(orderId, 'a', 7))
    expect(world.order(orderId).status).toBe('PENDING_REPLACE')
    const outcome = accepted(
      world.report({ kind: 'REPLACED', orderId, quantityLots: 6, limitTicks: 10_000, stopTicks: null }),
    )
    expect(outcome.events).toMatchObject([
      { type: 'OrderReplaced' },
      { type: 'AlertRaised', kind: 'OVERFILL' },
    ])
    expect(world.order(orderId)).toMatchObject({ status: 'FILLED', reserved: 0n })
  })

  it('[OR-33] is filled in full only when the larger version is, and flagged where the larger one is refused', () => {
    const { world, orderId } = working()
    world.when(replaceOf(orderId, { quantityLots: 15 }))
    expect(accepted(world.report(fillOf(orderId, 'a', 12))).events).toMatchObject([
      { type: 'OrderFilled', overfill: false },
    ])
    expect(world.order(orderId).status).toBe('PENDING_REPLACE')
    const outcome = accepted(world.report({ kind: 'REPLACE_REJECTED', orderId, reason: 'no' }))
    expect(outcome.events).toMatchObject([
      { type: 'OrderReplaceRejected' },
      { type: 'AlertRaised', kind: 'OVERFILL' },
    ])
    expect(world.order(orderId).status).toBe('FILLED')
  })

  it('[OR-33] a late repeat of an older confirmation does not bring its terms back', () => {
    const { world, orderId } = working()
    const older = { kind: 'REPLACED', orderId, quantityLots: 6, limitTicks: 10_000, stopTicks: null } as const
    world.when(replaceOf(orderId, { quantityLots: 6 }))
    world.report(older)
    world.when(replaceOf(orderId, { idempotencyKey: 'r2', quantityLots: 8 }))
    expect(accepted(world.report(older)).events).toEqual([])
    world.report({ ...older, quantityLots: 8 })
    expect(accepted(world.report(older)).events).toMatchObject([
      { type: 'AlertRaised', kind: 'UNMATCHED_REPORT' },
    ])
    expect(world.order(orderId)).toMatchObject({ quantityLots: 8, status: 'NEW' })
  })
})
