/** The two exits of a bracket before the gate: they count once, and one cancels the other. */

import { describe, expect, it } from 'vitest'
import type { SubmitOrder } from './engine.ts'
import { accepted, expectReplay, fillOf, orderCommand, SPOT, World } from './given.ts'

/** A desk that put nearly all of its money into ten lots. */
function invested() {
  const world = new World()
  world.list(SPOT)
  world.quote(SPOT, 9_999, 10_001)
  const accountId = world.open('PAPER', 'USD', '1.1')
  const entry = world.submit({ accountId, quantityLots: 10 })
  world.report(fillOf(entry, 'entry', 10))
  const ask = (terms: Partial<SubmitOrder>) =>
    accepted(
      world.when(orderCommand({ accountId, side: 'SELL', quantityLots: 10, bracketId: 'b1', ...terms })),
    )
  const takeProfit = (terms: Partial<SubmitOrder> = {}) => ask({ limitTicks: 10_200, ...terms })
  const stopLoss = (terms: Partial<SubmitOrder> = {}) =>
    ask({ orderType: 'STOP', limitTicks: null, stopTicks: 9_800, ...terms })
  return { world, takeProfit, stopLoss }
}

describe('orders: the exits of a bracket (OR)', () => {
  it('[OR-44] both exits pass where all the money is in the position, and count once', () => {
    const { world, takeProfit, stopLoss } = invested()
    expect([takeProfit(), stopLoss()].map(({ decision }) => decision?.outcome)).toEqual([
      'ALLOWED',
      'ALLOWED',
    ])
    expect(world.book.positions[0]).toMatchObject({ lots: 10, workingSellLots: 10 })
    expect(world.book.accounts[0]?.cash[0]?.reservedForOrders).toBe(0n)
    expectReplay(world)
  })

  it.each([
    ['without the bracket', { bracketId: null }],
    ['of another bracket', { bracketId: 'b2' }],
    ['of another strategy', { strategyId: 'other' }],
    ['of more lots than are held', { quantityLots: 11 }],
  ] as const)('[OR-44] a second exit %s counts in full', (_what, terms) => {
    const { takeProfit, stopLoss } = invested()
    takeProfit()
    expect(stopLoss(terms).decision).toMatchObject({ outcome: 'BLOCKED' })
  })

  it('[OR-44] a third order of the bracket, of a kind that is there, counts in full', () => {
    const { takeProfit, stopLoss } = invested()
    takeProfit()
    stopLoss()
    expect(takeProfit({ limitTicks: 10_300 }).decision?.outcome).toBe('BLOCKED')
    expect(stopLoss({ stopTicks: 9_700 }).decision?.outcome).toBe('BLOCKED')
  })

  it('[OR-44] exits are resized within the position, not past it', () => {
    const { world, takeProfit, stopLoss } = invested()
    const orderId = takeProfit({ quantityLots: 4 }).subjectId ?? ''
    const beside = stopLoss({ quantityLots: 4 }).subjectId ?? ''
    expect(world.book.positions[0]?.workingSellLots).toBe(4)
    for (const id of [orderId, beside]) world.report({ kind: 'ACCEPTED', orderId: id, venueOrderId: id })
    const resize = (id: string, quantityLots: number) =>
      world.when({
        type: 'ReplaceOrder',
        orderId: id,
        idempotencyKey: `${id.slice(0, 8)}-${quantityLots}`,
        quantityLots,
        limitTicks: null,
        stopTicks: null,
      })
    expect(accepted(resize(orderId, 10)).decision?.outcome).toBe('ALLOWED')
    expect(world.book.positions[0]?.workingSellLots).toBe(10)
    expect(accepted(resize(beside, 16)).decision?.outcome).toBe('BLOCKED')
    expect(accepted(resize(beside, 10)).decision?.outcome).toBe('ALLOWED')
    expect(world.book.positions[0]?.workingSellLots).toBe(10)
    expectReplay(world)
  })

  it('[OR-45] the fill that completes one exit asks for the cancel of the other; a part of it does not', () => {
    const { world, takeProfit, stopLoss } = invested()
    const profit = takeProfit().subjectId ?? ''
    const loss = stopLoss().subjectId ?? ''
    world.report(fillOf(profit, 'part', 4))
    expect(world.order(loss).cancelRequested).toBe(false)
    world.report(fillOf(profit, 'rest', 6))
    expect(world.order(profit).status).toBe('FILLED')
    expect(world.order(loss)).toMatchObject({ status: 'PENDING_CANCEL', cancelRequested: true })
    // The venue was faster: what it filled is booked, and the position is short.
    world.report(fillOf(loss, 'both', 10))
    expect(world.book.positions[0]).toMatchObject({ lots: -10, workingSellLots: 0 })
    expectReplay(world)
  })
})
