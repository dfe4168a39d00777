/** What working orders set aside: enough for whatever order they execute in, and no less after any part of them. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Side } from '@quarterdeck/sdk'
import { accepted, desk, expectReplay, fillOf, orderCommand, World, SPOT } from './given.ts'

const seed = Number(process.env.QUARTERDECK_TEST_SEED ?? 20_261_121)
const UNIT = 10n ** 18n

function cashOf(world: World): { readonly reserved: bigint; readonly available: bigint } {
  const cash = world.book.accounts[0]?.cash.find(({ currency }) => currency === 'USD')
  if (cash === undefined) throw new Error('the desk has dollars')
  return {
    reserved: cash.reservedForOrders,
    available: cash.cash - cash.reservedForOrders - cash.marginUsed,
  }
}

/** A desk that is short ten lots at 100.00. */
function short(): ReturnType<typeof desk> {
  const given = desk()
  const orderId = given.world.submit({ accountId: given.accountId, side: 'SELL', quantityLots: 10 })
  given.world.report(fillOf(orderId, 'open', 10))
  return given
}

const submitted = (world: World, accountId: string, lots: number, limitTicks: number, side: Side = 'BUY') =>
  accepted(world.when(orderCommand({ accountId, side, quantityLots: lots, limitTicks })))

describe('orders: what is set aside (OR)', () => {
  it('[OR-34] an order that flips the position keeps what its opening part needs until that part trades', () => {
    const { world, accountId } = short()
    const { subjectId, decision } = submitted(world, accountId, 15, 10_000)
    const orderId = subjectId ?? ''
    // Five lots open: 0.005 at 100.00, and the dearer fee of 0.2 %.
    const opening = (5n * UNIT * 1002n) / 10_000n
    expect(world.order(orderId).reserved).toBe(opening)
    expect(decision?.checks.find(({ name }) => name === 'availableCash')?.observed).toBe('0.501')
    world.report(fillOf(orderId, 'close', 10))
    expect(world.order(orderId).reserved).toBe(opening)
    world.report(fillOf(orderId, 'half', 2))
    expect(world.order(orderId).reserved).toBe((opening * 3n) / 5n)
    world.report(fillOf(orderId, 'rest', 3))
    expect(cashOf(world).reserved).toBe(0n)
    expectReplay(world)
  })

  it('[OR-34] of two orders that close one position, the dearer is taken to open, and what opens stays funded', () => {
    const { world, accountId } = short()
    const cheap = submitted(world, accountId, 10, 9_000).subjectId ?? ''
    expect(world.order(cheap).reserved).toBe(0n)
    const dear = submitted(world, accountId, 10, 10_000).subjectId ?? ''
    const dearest = (10n * UNIT * 1002n) / 10_000n
    expect([world.order(cheap).reserved, world.order(dear).reserved]).toEqual([0n, dearest])
    // The dearer one closes after all: the other, which opens now, is funded from what is freed.
    world.report(fillOf(dear, 'x', 10))
    expect(world.order(cheap).reserved).toBe((dearest * 9n) / 10n)
    world.report({ kind: 'CANCELED', orderId: cheap, reason: 'venue' })
    expect(cashOf(world).reserved).toBe(0n)
    expectReplay(world)
  })

  it('[OR-34] a dearer order beside one that was to open funds only what it adds', () => {
    const { world, accountId } = short()
    submitted(world, accountId, 15, 9_000)
    const before = cashOf(world).reserved
    const { decision } = submitted(world, accountId, 10, 10_000)
    const need = decision?.checks.find(({ name }) => name === 'availableCash')?.observed
    // Fifteen lots open now: the ten dear ones, and five of the fifteen cheap ones.
    expect(cashOf(world).reserved - before).toBe((10n * UNIT * 1002n) / 10_000n)
    expect(need).toBe('1.002')
  })

  it(`[OR-34] whatever passed its cash check, in whatever order it executes, leaves no less than nothing (seed ${seed})`, () => {
    const order = fc.record({
      side: fc.constantFrom<Side>('BUY', 'SELL'),
      lots: fc.integer({ min: 1, max: 40 }),
      ticks: fc.integer({ min: 9_600, max: 10_400 }),
    })
    let rejected = 0
    let flips = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(order, { minLength: 2, maxLength: 8 }),
        fc.array(fc.record({ which: fc.nat(), lots: fc.integer({ min: 1, max: 25 }) }), { maxLength: 30 }),
        (cash, orders, executions) => {
          const world = new World()
          world.list(SPOT)
          world.quote(SPOT, 9_990, 10_010)
          const accountId = world.open('PAPER', 'USD', String(cash))
          const pending: { orderId: string; left: number; ticks: number }[] = []
          let fills = 0n
          const trade = (which: number, most: number): void => {
            const chosen = pending[which % pending.length]
            if (chosen === undefined || chosen.left === 0) return
            const lots = Math.min(chosen.left, most)
            const held = world.book.positions[0]?.lots ?? 0
            const value = (chosen.ticks * lots) / 100_000
            const fee = (value * 0.002).toFixed(8)
            world.report(fillOf(chosen.orderId, `x${fills}`, lots, chosen.ticks, fee))
            chosen.left -= lots
            fills += 1n
            if (held * (world.book.positions[0]?.lots ?? 0) < 0) flips += 1
            // Each fee is rounded at 8 decimals, by half a unit at most.
            expect(cashOf(world).available).toBeGreaterThanOrEqual(-fills * 10n ** 10n)
          }
          for (const [place, { side, lots, ticks }] of orders.entries()) {
            const { subjectId } = submitted(world, accountId, lots, ticks, side)
            if (world.order(subjectId ?? '').status === 'REJECTED') rejected += 1
            else pending.push({ orderId: subjectId ?? '', left: lots, ticks })
            expect(cashOf(world).available).toBeGreaterThanOrEqual(-fills * 10n ** 10n)
            const execution = executions[place]
            if (execution !== undefined) trade(execution.which, execution.lots)
          }
          for (const { which, lots } of executions) trade(which, lots)
          for (const { orderId, left } of pending)
            if (left > 0) world.report({ kind: 'CANCELED', orderId, reason: 'done' })
          expect(cashOf(world).reserved).toBe(0n)
        },
      ),
      { seed, numRuns: 300 },
    )
    expect(rejected).toBeGreaterThan(20)
    expect(flips).toBeGreaterThan(20)
  }, 240_000)

  it('[OR-36] a buy stop that a gap runs through is booked, and somebody is told that it cost more than was set aside', () => {
    const { world, accountId } = desk()
    const terms = { orderType: 'STOP', limitTicks: null, stopTicks: 10_100, quantityLots: 10 } as const
    const orderId = world.submit({ accountId, ...terms })
    // Set aside at the stop and five percent: 106.05.
    expect(accepted(world.report(fillOf(orderId, 'within', 4, 10_605))).events).toHaveLength(1)
    const { events } = accepted(world.report(fillOf(orderId, 'gap', 6, 11_000)))
    expect(events).toMatchObject([
      { type: 'OrderFilled', priceTicks: 11_000 },
      { type: 'AlertRaised', kind: 'BEYOND_RESERVATION', orderId },
    ])
    expect(world.order(orderId).status).toBe('FILLED')
    expect(cashOf(world).reserved).toBe(0n)
  })

  it('[OR-36] a fill that only closes is never beyond a reservation', () => {
    const { world, accountId } = short()
    const terms = { orderType: 'STOP', limitTicks: null, stopTicks: 10_100, quantityLots: 10 } as const
    const orderId = world.submit({ accountId, ...terms })
    expect(accepted(world.report(fillOf(orderId, 'gap', 10, 20_000))).events).toHaveLength(1)
  })
})
