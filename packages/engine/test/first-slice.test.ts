import { describe, expect, it } from 'vitest'
import { accepted, desk, expectReplay, fillOf, orderCommand } from './given.ts'
import { hash, restore, snapshot } from './engine.ts'

describe('an order from submission to a position', () => {
  it('[OR-01] is accepted, confirmed by the venue, filled, and becomes a position and cash', () => {
    const { world, accountId } = desk()
    const outcome = accepted(world.when(orderCommand({ accountId })))
    expect(outcome.events.map((event) => event.type)).toEqual(['AccountMarked', 'OrderAccepted'])
    const orderId = outcome.subjectId ?? ''
    expect(world.order(orderId).status).toBe('PENDING_NEW')
    world.report({ kind: 'ACCEPTED', orderId, venueOrderId: 'v1' })
    expect(world.order(orderId).status).toBe('NEW')
    world.report(fillOf(orderId, 'x1', 400, 10_000, '0.08'))
    expect(world.order(orderId).status).toBe('PARTIALLY_FILLED')
    world.report(fillOf(orderId, 'x2', 600, 9_990, '0.12'))
    const order = world.order(orderId)
    expect(order).toMatchObject({ status: 'FILLED', filledLots: 1000, reserved: 0n })
    expect(world.book.positions[order.positionIndex]).toMatchObject({ lots: 1000, workingBuyLots: 0 })
    const cash = world.book.accounts[0]?.cash[0]
    expect(cash?.cash).toBe((1_000_000n * 100n - 9_994n - 20n) * 10n ** 16n)
    expect(cash?.reservedForOrders).toBe(0n)
    expectReplay(world)
    expect(hash(restore(snapshot(world.book)))).toBe(hash(world.book))
  })
})
