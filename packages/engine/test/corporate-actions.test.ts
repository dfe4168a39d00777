/** An ex-date comes: positions and orders of simulated accounts are counted in new shares, and dividends move cash. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApplyCorporateAction, CorporateAction } from '../src/index.ts'
import { SYSTEM } from './deployed.ts'
import { restore, snapshot, type Mode, type PositionState, type SubmitOrder } from './engine.ts'
import {
  accepted,
  EURUSD,
  expectReplay,
  fillOf,
  instrumentTerms,
  refused,
  START,
  World,
  type Given,
} from './given.ts'
import { enabling, limitAccount, LIVE_CONTEXT, openLive, RAMP } from './live.ts'

const UNIT = 10n ** 18n
/** Whole shares in cents, five cents for each traded. */
const ACME = instrumentTerms({
  symbol: 'ACME',
  assetClass: 'EQUITY',
  quantityIncrement: '1',
  minQuantity: '1',
  maxQuantity: '1000000',
  makerFeeRate: '0',
  takerFeeRate: '0',
  feePerUnit: '0.05',
})

const split = (numerator: number, denominator: number, referencePrice = '100'): CorporateAction => ({
  kind: 'SPLIT',
  numerator,
  denominator,
  referencePrice,
})
const dividend = (perUnit: string): CorporateAction => ({ kind: 'CASH_DIVIDEND', perUnit })

function applying(
  action: CorporateAction,
  terms: Partial<ApplyCorporateAction> = {},
): Given<ApplyCorporateAction> {
  const of = { instrumentId: ACME.id, actionId: 'ex 1', exAt: START }
  return { type: 'ApplyCorporateAction', ...of, action, actor: SYSTEM, ...terms }
}

function desk(): { readonly world: World; readonly accountId: string } {
  const world = new World()
  world.list(ACME)
  world.list(EURUSD)
  world.quote(ACME, 9_990, 10_010)
  return { world, accountId: world.open('PAPER', 'USD', '1000000') }
}

/** Buys (or, with negative lots, sells) at 100.00. */
function hold(world: World, accountId: string, lots: number, execId = 'x'): string {
  const orderId = working(world, accountId, {
    side: lots > 0 ? 'BUY' : 'SELL',
    quantityLots: Math.abs(lots),
    limitTicks: 10_000,
  })
  world.report(fillOf(orderId, execId, Math.abs(lots), 10_000))
  return orderId
}

function working(world: World, accountId: string, terms: Partial<SubmitOrder>): string {
  const orderId = world.submit({ accountId, instrumentId: ACME.id, ...terms })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  return orderId
}

function position({ book }: World, accountId: string): PositionState {
  const index = book.accountIndexById.get(accountId)
  const found = book.positions.find(({ accountIndex }) => accountIndex === index)
  if (found === undefined) throw new Error('the account has a position')
  return found
}

const cashOf = ({ book }: World, accountId: string): bigint =>
  book.accounts[book.accountIndexById.get(accountId) ?? -1]?.cash[0]?.cash ?? -1n

describe('corporate actions (CA)', () => {
  it('[CA-01] only the system applies one, of a kind that there is, to shares and coins', () => {
    const { world } = desk()
    const person = { kind: 'USER', id: 'user-1', name: 'Tess', userId: 'user-1' } as const
    const faults = [
      [applying(split(2, 1), { actor: person }), 'actor'],
      [applying(split(2, 1), { instrumentId: 'SIM:NONE' }), 'instrumentId'],
      [applying(split(2, 1), { instrumentId: EURUSD.id }), 'instrumentId'],
      [applying(split(2, 1), { actionId: '' }), 'actionId'],
      [applying(split(2, 1), { exAt: -1 }), 'exAt'],
      [applying(split(0, 1)), 'action.numerator'],
      [applying(split(2, 1.5)), 'action.denominator'],
      [applying(split(2, 2)), 'action.numerator'],
      [applying(split(2, 1, '0')), 'action.referencePrice'],
      [applying(dividend('-1')), 'action.perUnit'],
      [applying(dividend('much')), 'action.perUnit'],
      [applying({ kind: 'MERGER' } as unknown as CorporateAction), 'action.kind'],
    ] as const
    for (const [command, field] of faults) expect(refused(world.when(command)).field).toBe(field)
  })

  it('[CA-01] what would take a position or cash beyond its bound is refused, and nothing has happened', () => {
    const { world, accountId } = desk()
    hold(world, accountId, 1_001)
    const before = snapshot(world.book)
    const most = `1${'0'.repeat(21)}`
    for (const [action, field] of [
      [dividend(most), 'action.perUnit'],
      // Half a new share is left of 1,001 old ones: a third of one of those.
      [split(3, 2, `4${most.slice(1)}`), 'action.referencePrice'],
    ] as const)
      expect(refused(world.when(applying(action))).field).toBe(field)
    expect(snapshot(world.book)).toBe(before)
    accepted(world.when(applying(split(2, 1, most))))
  })

  it('[CA-02] the same action counts once, and another one by its name is a conflict', () => {
    const { world, accountId } = desk()
    hold(world, accountId, 10)
    accepted(world.when(applying(split(2, 1))))
    expect(accepted(world.when(applying(split(2, 1, '100.00')))).events).toEqual([])
    expect(position(world, accountId).lots).toBe(20)
    expect(refused(world.when(applying(split(3, 1)))).code).toBe('CONFLICT')
    expect(refused(world.when(applying(dividend('1')))).code).toBe('CONFLICT')
  })

  it.each([
    // 10 at 100.00 each, and 0.05 for each share is in the fees.
    ['2 for 1', 10, split(2, 1), { lots: 20, cost: 1000n, paid: 0n, profit: 0n }],
    [
      '3 for 2 of 7: half a share at 66.67 was 1/3 of one at 120',
      7,
      split(3, 2, '120'),
      { lots: 10, paid: 40n },
    ],
    [
      '1 for 20 of 50: half a share, ten old ones at 90',
      50,
      split(1, 20, '90'),
      { lots: 2, paid: 900n, profit: -100n },
    ],
    [
      '1 for 20 of 10: nothing is left',
      10,
      split(1, 20, '90'),
      { lots: 0, cost: 0n, paid: 900n, profit: -100n },
    ],
    ['a short of 7, 3 for 2: it pays', -7, split(3, 2, '120'), { lots: -10, paid: -40n }],
  ])('[CA-03] %s', (_name, held, action, expected) => {
    const { world, accountId } = desk()
    hold(world, accountId, held)
    const before = cashOf(world, accountId)
    accepted(world.when(applying(action)))
    const { lots, cost, realizedPnl } = position(world, accountId)
    expect(lots).toBe(expected.lots)
    expect(cashOf(world, accountId) - before).toBe((expected.paid ?? 0n) * UNIT)
    if ('cost' in expected) expect(cost).toBe(expected.cost * UNIT)
    if ('profit' in expected) expect(realizedPnl).toBe(expected.profit * UNIT)
    expectReplay(world)
    expect(snapshot(restore(snapshot(world.book)))).toBe(snapshot(world.book))
  })

  it('[CA-03] [CA-04] [CA-06] LIVE accounts wait for their venue', () => {
    const world = new World()
    world.context = LIVE_CONTEXT
    world.list(ACME)
    world.quote(ACME, 9_990, 10_010)
    const live = openLive(world)
    limitAccount({ world, accountId: live }, RAMP)
    accepted(world.when(enabling(live)))
    hold(world, live, 10)
    const rests = working(world, live, { quantityLots: 1, limitTicks: 9_000 })
    const before = cashOf(world, live)
    accepted(world.when(applying(split(2, 1))))
    accepted(world.when(applying(dividend('1'), { actionId: 'ex 2' })))
    expect(position(world, live).lots).toBe(10)
    expect(cashOf(world, live)).toBe(before)
    expect(world.order(rests)).toMatchObject({ status: 'NEW', quantityLots: 1, limitTicks: 9_000 })
  })

  it.each([
    ['PAPER', 10, 25n],
    ['SHADOW', -10, -25n],
  ] as const)(
    '[CA-04] a dividend of 2.50 moves cash of a %s account by what it holds',
    (mode: Mode, lots, moved) => {
      const { world } = desk()
      const accountId = world.open(mode, 'USD', '1000000')
      hold(world, accountId, lots)
      const before = cashOf(world, accountId)
      const rests = working(world, accountId, { quantityLots: 1, limitTicks: 9_000 })
      accepted(world.when(applying(dividend('2.5'))))
      expect(cashOf(world, accountId) - before).toBe(moved * UNIT)
      const ledger = world.book.accounts[world.book.accountIndexById.get(accountId)!]!.ledger
      expect(ledger.find(({ ledgerAccount }) => ledgerAccount === 'DIVIDENDS')!.total).toBe(-moved * UNIT)
      expect(world.order(rests).limitTicks).toBe(9_000)
      expectReplay(world)
    },
  )

  it('[CA-05] a forward split multiplies what is open and divides prices, rounded down; what was filled stays', () => {
    const { world, accountId } = desk()
    const orderId = working(world, accountId, {
      orderType: 'STOP_LIMIT',
      quantityLots: 10,
      limitTicks: 10_000,
      stopTicks: 10_001,
    })
    world.report(fillOf(orderId, 'x', 3))
    accepted(world.when(applying(split(3, 2))))
    expect(world.order(orderId)).toMatchObject({
      quantityLots: 13,
      filledLots: 3,
      limitTicks: 6_666,
      stopTicks: 6_667,
      status: 'PARTIALLY_FILLED',
    })
    expectReplay(world)
  })

  it('[CA-05] a reverse split cancels what is good till canceled, and restates what is for the session', () => {
    const { world, accountId } = desk()
    const rests = working(world, accountId, { quantityLots: 100, limitTicks: 9_000 })
    const ofDay = working(world, accountId, { quantityLots: 100, limitTicks: 9_000, timeInForce: 'DAY' })
    accepted(world.when(applying(split(1, 20))))
    expect(world.order(rests)).toMatchObject({
      status: 'CANCELED',
      endReason: expect.stringMatching(/reverse split/),
    })
    expect(world.order(ofDay)).toMatchObject({ status: 'NEW', quantityLots: 5, limitTicks: 180_000 })
  })

  it('[CA-06] what is under way, or has no size or price in new shares, is canceled with the reason', () => {
    const { world, accountId } = desk()
    const sent = world.submit({ accountId, instrumentId: ACME.id, quantityLots: 10 })
    const tiny = working(world, accountId, { quantityLots: 10, limitTicks: 9_000, timeInForce: 'DAY' })
    const asked = working(world, accountId, { quantityLots: 100 })
    accepted(world.when({ type: 'CancelOrder', orderId: asked }))
    const other = working(world, accountId, { quantityLots: 100 })
    const terms = { orderId: other, idempotencyKey: 'r', quantityLots: 50, limitTicks: null, stopTicks: null }
    accepted(world.when({ type: 'ReplaceOrder', ...terms }))
    const outcome = accepted(world.when(applying(split(1, 20))))
    expect(outcome.orderIds).toHaveLength(4)
    const reason = (id: string) => world.order(id).endReason
    for (const id of [sent, asked, other]) expect(reason(id)).toMatch(/on its way/)
    expect(reason(tiny)).toMatch(/size in new shares/)
    const cheap = working(world, accountId, { quantityLots: 10, limitTicks: 1 })
    accepted(world.when(applying(split(2, 1), { actionId: 'ex 2' })))
    expect(reason(cheap)).toMatch(/price for new shares/)
    expect(world.book.workingOrders.size).toBe(0)
    expect(world.book.accounts[0]!.cash[0]!.reservedForOrders).toBe(0n)
  })

  it('[CA-07] a restated order sets aside the same worth, and the fee of each lot that is more', () => {
    const { world, accountId } = desk()
    const orderId = working(world, accountId, { quantityLots: 10, limitTicks: 9_000 })
    expect(world.order(orderId).reserved).toBe((9005n * UNIT) / 10n)
    accepted(world.when(applying(split(2, 1))))
    expect(world.order(orderId).reserved).toBe(901n * UNIT)
    world.report(fillOf(orderId, 'x', 20, 4_500, '1'))
    expect(world.book.accounts[0]!.cash[0]!.reservedForOrders).toBe(0n)
    expect(cashOf(world, accountId)).toBe((1_000_000n - 901n) * UNIT)
  })

  it('[CA-08] a fill taken back after a split leaves the books as if it had never been, and keeps what a dividend paid', () => {
    const { world, accountId } = desk()
    hold(world, accountId, 10, 'stays')
    const before = cashOf(world, accountId)
    const orderId = hold(world, accountId, 5, 'goes')
    accepted(world.when(applying(dividend('1'))))
    accepted(world.when(applying(split(3, 2), { actionId: 'ex 2' })))
    expect(position(world, accountId).lots).toBe(22)
    world.report({ kind: 'BUSTED', orderId, execId: 'goes', reason: 'erroneous' })
    expect(position(world, accountId)).toMatchObject({ lots: 15, cost: 1000n * UNIT, realizedPnl: 0n })
    expect(cashOf(world, accountId) - before).toBe(15n * UNIT)
    expectReplay(world)
  })

  it('[CA-03] value is kept: what is held at the price in new shares, and the cash in lieu, are what was held', () => {
    const count = fc.integer({ min: 1, max: 50 })
    fc.assert(
      fc.property(count, count, fc.integer({ min: -5_000, max: 5_000 }), (numerator, denominator, lots) => {
        if (numerator === denominator || lots === 0) return
        const { world, accountId } = desk()
        hold(world, accountId, lots)
        const before = cashOf(world, accountId)
        accepted(world.when(applying(split(numerator, denominator, '80'))))
        const paid = cashOf(world, accountId) - before
        const held = position(world, accountId)
        const worth = (BigInt(held.lots) * 80n * UNIT * BigInt(denominator)) / BigInt(numerator)
        const off = worth + paid - BigInt(lots) * 80n * UNIT
        expect(off < 10n ** 11n && off > -(10n ** 11n)).toBe(true)
        expect(held.cost - held.realizedPnl + paid).toBe(BigInt(lots) * 100n * UNIT)
      }),
      { numRuns: 60 },
    )
  })
})
