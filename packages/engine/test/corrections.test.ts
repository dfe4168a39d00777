/** Corrections by the venue's word: adjustments against EXTERNAL, orders of others, positions in dispute. */

import { describe, expect, it } from 'vitest'
import { accountEquity, type AdjustAccount, type CheckRecord, type ForeignOrderTerms } from '../src/index.ts'
import { restore, snapshot, type PositionState, type SubmitOrder } from './engine.ts'
import {
  accepted,
  desk,
  EURUSD,
  expectReplay,
  fillOf,
  FUTURE,
  orderCommand,
  refused,
  SPOT,
  type Given,
} from './given.ts'
import { limitAccount, liveDesk, openLive, OTHER_CONNECTION, type LiveDesk } from './live.ts'

const UNIT = 10n ** 18n
const MINUTE = 60_000_000

type Adjusted = Partial<AdjustAccount> & { readonly accountId: string }

let keys = 0

function cash(
  terms: Adjusted & { readonly amount: string; readonly currency?: string },
): Given<AdjustAccount> {
  return {
    type: 'AdjustAccount',
    kind: 'CASH',
    currency: 'USD',
    reason: 'the venue has it so',
    breakId: 'break-1',
    idempotencyKey: `adjust-${++keys}`,
    ...terms,
  }
}

function lots(
  terms: Adjusted & { readonly lots: number; readonly priceTicks?: number; readonly instrumentId?: string },
): Given<AdjustAccount> {
  return {
    type: 'AdjustAccount',
    kind: 'POSITION',
    instrumentId: SPOT.id,
    priceTicks: 10_000,
    reason: 'the venue holds it so',
    breakId: null,
    idempotencyKey: `adjust-${++keys}`,
    ...terms,
  }
}

function totals({ world, accountId }: LiveDesk): Record<string, bigint> {
  const account = world.book.accounts.find(({ id }) => id === accountId)
  const lines = account?.ledger.filter(({ currency, total }) => currency === 'USD' && total !== 0n) ?? []
  return Object.fromEntries(lines.map(({ ledgerAccount, total }) => [ledgerAccount, total / UNIT]))
}

function positionOf({ world, accountId }: LiveDesk, instrumentId = SPOT.id): PositionState {
  const account = world.book.accountIndexById.get(accountId)
  const instrument = world.book.instrumentIndexById.get(instrumentId)
  const found = world.book.positions.find(
    (position) => position.accountIndex === account && position.instrumentIndex === instrument,
  )
  if (found === undefined) throw new Error(`no position in ${instrumentId}`)
  return found
}

function fill(
  { world, accountId }: LiveDesk,
  order: Partial<SubmitOrder>,
  execId = 'x',
  priceTicks = 10_000,
): string {
  const orderId = world.submit({ accountId, ...order })
  world.report({ kind: 'ACCEPTED', orderId, venueOrderId: orderId })
  world.report(fillOf(orderId, execId, order.quantityLots ?? 1000, priceTicks))
  return orderId
}

function failed({ world, accountId }: LiveDesk, order: Partial<SubmitOrder> = {}): readonly CheckRecord[] {
  const preview = { ...orderCommand({ accountId, ...order }), type: 'PreviewOrder' } as const
  return (accepted(world.ask(preview)).decision?.checks ?? []).filter(({ verdict }) => verdict === 'FAILED')
}

function foreign(order: Partial<ForeignOrderTerms> = {}): ForeignOrderTerms {
  return { venueOrderId: 'v1', instrumentId: SPOT.id, side: 'BUY', lots: 1000, limitTicks: 9_000, ...order }
}

const SELL = { side: 'SELL' } as const

describe('adjustments (AJ)', () => {
  it('[AJ-01] [LE-06] cash moves against EXTERNAL, up and down, once for a key', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const more = cash({ accountId, amount: '250.5', idempotencyKey: 'k' })
    expect(accepted(world.when(more)).events).toMatchObject([
      {
        type: 'AccountAdjusted',
        kind: 'CASH',
        amount: '250.5',
        currency: 'USD',
        breakId: 'break-1',
        reason: 'the venue has it so',
      },
    ])
    expect(accepted(world.when(more)).events).toEqual([])
    expect(refused(world.when({ ...more, amount: '1' } as Given<AdjustAccount>)).code).toBe('CONFLICT')
    accepted(world.when(cash({ accountId, amount: '-50.5' })))
    expect(totals(given)).toEqual({ CASH: 1_000_200n, EXTERNAL: -1_000_200n })
    expectReplay(world)
  })

  it.each<[string, (accountId: string) => Given<AdjustAccount>]>([
    ['accountId', () => cash({ accountId: 'nobody', amount: '1' })],
    ['amount', (accountId) => cash({ accountId, amount: '0' })],
    ['amount', (accountId) => cash({ accountId, amount: '1e3' })],
    ['amount', (accountId) => cash({ accountId, amount: '1000000000000000001' })],
    ['currency', (accountId) => cash({ accountId, amount: '1', currency: 'usd' })],
    ['currency', (accountId) => ({ ...lots({ accountId, lots: 1 }), kind: 'CASH' }) as Given<AdjustAccount>],
    [
      'instrumentId',
      (accountId) => ({ ...cash({ accountId, amount: '1' }), kind: 'POSITION' }) as Given<AdjustAccount>,
    ],
    ['instrumentId', (accountId) => lots({ accountId, lots: 1, instrumentId: 'SIM:NONE' })],
    ['quantity', (accountId) => lots({ accountId, lots: 0 })],
    ['quantity', (accountId) => lots({ accountId, lots: 0.5 })],
    ['quantity', (accountId) => lots({ accountId, lots: 2 ** 52, priceTicks: 2 ** 52 })],
    ['price', (accountId) => lots({ accountId, lots: 1, priceTicks: -1 })],
    ['kind', (accountId) => cash({ accountId, amount: '1', kind: 'GIFT' as 'CASH' })],
    ['reason', (accountId) => cash({ accountId, amount: '1', reason: '' })],
    ['breakId', (accountId) => cash({ accountId, amount: '1', breakId: '' })],
    ['idempotencyKey', (accountId) => cash({ accountId, amount: '1', idempotencyKey: '' })],
  ])('[AJ-01] refuses a bad %s', (field, command) => {
    const { world, accountId } = liveDesk()
    expect(refused(world.when(command(accountId))).field).toBe(field)
  })

  it('[AJ-01] only LIVE accounts are adjusted, and an OPENING comes before the first order', () => {
    const paper = desk()
    expect(refused(paper.world.when(cash({ accountId: paper.accountId, amount: '1' }))).message).toMatch(
      /is PAPER/,
    )
    const { world, accountId } = liveDesk()
    accepted(world.when(cash({ accountId, amount: '10', kind: 'OPENING' })))
    accepted(world.when(lots({ accountId, lots: 5, kind: 'OPENING' })))
    world.submit({ accountId })
    expect(refused(world.when(cash({ accountId, amount: '10', kind: 'OPENING' })))).toMatchObject({
      field: 'kind',
      message: expect.stringMatching(/must be CASH or POSITION/),
    })
    accepted(world.when(cash({ accountId, amount: '10' })))
    expectReplay(world)
  })

  it('[AJ-02] [LE-06] lots bring their cost, realize on what closes, and move no cash', () => {
    const given = liveDesk()
    const { world, accountId } = given
    accepted(world.when(lots({ accountId, lots: 10_000, priceTicks: 10_000 })))
    expect(totals(given)).toEqual({ CASH: 1_000_000n, EXTERNAL: -1_001_000n, POSITION: 1_000n })
    accepted(world.when(lots({ accountId, lots: -4000, priceTicks: 11_000 })))
    expect(totals(given)).toEqual({
      CASH: 1_000_000n,
      EXTERNAL: -1_000_560n,
      POSITION: 600n,
      REALIZED_PNL: -40n,
    })
    // Through zero: the rest opens short at the price.
    accepted(world.when(lots({ accountId, lots: -7000, priceTicks: 0 })))
    expect(positionOf(given)).toMatchObject({ lots: -1000, cost: 0n, realizedPnl: -560n * UNIT })
    expect(totals(given).CASH).toBe(1_000_000n)
    expectReplay(world)
  })

  it('[AJ-02] [LE-06] lots of a margined instrument move profit over EXTERNAL too', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const ofFuture = { accountId, instrumentId: FUTURE.id }
    accepted(world.when(lots({ ...ofFuture, lots: 2, priceTicks: 20_000 })))
    expect(totals(given)).toEqual({
      CASH: 1_000_000n,
      EXTERNAL: -1_000_000n,
      POSITION: 500_000n,
      CLEARING: -500_000n,
    })
    accepted(world.when(lots({ ...ofFuture, lots: -1, priceTicks: 20_004 })))
    expect(totals(given)).toMatchObject({ CASH: 1_000_000n, EXTERNAL: -999_950n, REALIZED_PNL: -50n })
    expect(positionOf(given, FUTURE.id).marginUsed).toBe(25_000n * UNIT)
    expectReplay(world)
  })

  it('[AJ-03] an adjustment hides no loss and makes none', () => {
    const given = liveDesk()
    const { world, accountId } = given
    fill(given, { quantityLots: 10_000 })
    limitAccount(given, { maxDailyLoss: '100', maxGrossExposure: '100000' }, 1)
    world.quote(SPOT, 8_990, 9_010)
    const lossOf = () => {
      const account = world.book.accounts[0]
      if (account === undefined) throw new Error('the account is there')
      return (account.dayStartEquity - (accountEquity(world.book, world.market, 0) ?? 0n)) / UNIT
    }
    expect(lossOf()).toBe(100n)
    expect(failed(given)).toEqual([])
    accepted(world.when(cash({ accountId, amount: '5000' })))
    accepted(world.when(cash({ accountId, amount: '-800' })))
    accepted(world.when(lots({ accountId, lots: -3000, priceTicks: 9_000 })))
    accepted(world.when(cash({ accountId, amount: '1000', currency: 'EUR' })))
    expect(world.events.at(-1)).toMatchObject({ type: 'AccountAdjusted', dayMarksRise: '1100' })
    expect(lossOf()).toBe(100n)
    world.quote(SPOT, 8_980, 9_000)
    expect(failed(given).map(({ name }) => name)).toEqual(['dailyLoss'])
    expectReplay(world)
  })

  it('[AJ-03] without a fresh rate it is refused; before the first mark of the day there is nothing to move', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const at = world.book.at + MINUTE * 2
    const euros = cash({ accountId, amount: '1000', currency: 'EUR' })
    expect(accepted(world.when({ ...euros, at })).events[0]).not.toHaveProperty('dayMarksRise')
    world.quoteAt(at, SPOT, 9_990, 10_010)
    world.quoteAt(at, EURUSD, 10_999, 11_001)
    world.submit({ accountId, at: at + 1 })
    const late = { ...cash({ accountId, amount: '7', currency: 'EUR' }), at: at + MINUTE * 2 }
    expect(refused(world.when(late))).toMatchObject({
      field: 'currency',
      message: expect.stringMatching(/no fresh quote against USD.*nothing was booked/),
    })
    expect(
      accepted(world.when({ ...cash({ accountId, amount: '7' }), at: at + MINUTE * 2 })).events,
    ).toMatchObject([{ dayMarksRise: '7' }])
  })

  it('[AJ-04] an execution that is taken back leaves adjustments in their place, over EXTERNAL', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const first = fill(given, { quantityLots: 1000 }, 'a', 10_000)
    accepted(world.when(lots({ accountId, lots: 1000, priceTicks: 12_000 })))
    accepted(world.when(lots({ accountId, lots: -500, priceTicks: 12_000 })))
    expect(positionOf(given)).toMatchObject({ lots: 1500, cost: 165n * UNIT, realizedPnl: 5n * UNIT })
    world.report({ kind: 'BUSTED', orderId: first, execId: 'a', reason: 'error' })
    expect(positionOf(given)).toMatchObject({ lots: 500, cost: 60n * UNIT, realizedPnl: 0n })
    expect(totals(given)).toEqual({ CASH: 1_000_000n, EXTERNAL: -1_000_060n, POSITION: 60n })
    expectReplay(world)
  })

  it('[AJ-09] a fee that was taken by itself, in cash or in lots, goes to FEES and is a loss', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const first = fill(given, { quantityLots: 10_000 }, 'a', 10_000)
    const marks = () =>
      world.book.accounts.map(({ dayStartEquity, dayHighEquity }) => [dayStartEquity, dayHighEquity])
    const before = marks()
    accepted(world.when(cash({ accountId, kind: 'FEE', amount: '-3' })))
    accepted(world.when(lots({ accountId, kind: 'FEE', lots: -1000, priceTicks: 11_000 })))
    expect(totals(given)).toEqual({
      CASH: 998_997n,
      EXTERNAL: -1_000_000n,
      FEES: 113n,
      POSITION: 900n,
      REALIZED_PNL: -10n,
    })
    expect(positionOf(given)).toMatchObject({
      lots: 9000,
      fees: 110n * UNIT,
      realizedPnl: 10n * UNIT,
      transferred: 0n,
    })
    expect(marks()).toEqual(before)
    expect(world.events.at(-1)).not.toHaveProperty('dayMarksRise')
    expectReplay(world)
    world.report({ ...fillOf(first, 'b', 10_000, 10_500), kind: 'CORRECTED', replacesExecId: 'a' })
    expect(positionOf(given)).toMatchObject({
      lots: 9000,
      fees: 110n * UNIT,
      realizedPnl: 5n * UNIT,
      transferred: 0n,
    })
    expect(totals(given)).toMatchObject({ CASH: 998_947n, FEES: 113n, EXTERNAL: -1_000_000n })
    expectReplay(world)
  })

  it('[AJ-04] profit that an adjustment of a future moved stays over EXTERNAL when what came before is taken back', () => {
    const given = liveDesk()
    const { world, accountId } = given
    limitAccount(given, { maxGrossExposure: '10000000' }, 1)
    const ofFuture = { accountId, instrumentId: FUTURE.id }
    const first = fill(given, { instrumentId: FUTURE.id, quantityLots: 2, limitTicks: 20_000 }, 'a', 20_000)
    accepted(world.when(lots({ ...ofFuture, lots: -1, priceTicks: 20_004 })))
    world.report({ kind: 'BUSTED', orderId: first, execId: 'a', reason: 'error' })
    expect(positionOf(given, FUTURE.id)).toMatchObject({ lots: -1, realizedPnl: 0n, transferred: 0n })
    expect(totals(given)).toMatchObject({ CASH: 1_000_000n, EXTERNAL: -1_000_000n })
    expectReplay(world)
  })
})

describe('orders of others (AJ)', () => {
  const note = (accountId: string, orders: readonly ForeignOrderTerms[]) =>
    ({ type: 'NoteForeignOrders', accountId, orders }) as const

  it('[AJ-05] are noted whole: what is new alerts once, what is listed no more works no more', () => {
    const given = liveDesk()
    const { world, accountId } = given
    const list = [foreign(), foreign({ venueOrderId: 'v2', side: 'SELL', limitTicks: null })]
    expect(accepted(world.when(note(accountId, list))).events).toMatchObject([
      { type: 'ForeignOrdersNoted', orders: list },
      {
        type: 'AlertRaised',
        kind: 'FOREIGN_ORDER',
        message: 'others placed on account Real: BUY 1 SIM:BTC-USD (v1), SELL 1 SIM:BTC-USD (v2)',
      },
    ])
    expect(accepted(world.when(note(accountId, list))).events).toEqual([])
    const rest = [foreign({ lots: 400 })]
    expect(accepted(world.when(note(accountId, rest))).events).toMatchObject([{ type: 'ForeignOrdersNoted' }])
    expect(positionOf(given)).toMatchObject({ workingBuyLots: 400, foreignBuyLots: 400, workingSellLots: 0 })
    expect(world.book.accounts[0]?.foreignOrders).toMatchObject([{ venueOrderId: 'v1', lots: 400 }])
    accepted(world.when(note(accountId, [])))
    expect(positionOf(given)).toMatchObject({ workingBuyLots: 0, foreignBuyLots: 0 })
    expect(world.book.accounts[0]).toMatchObject({ foreignOrders: [], openOrderCount: 0 })
    expectReplay(world)
  })

  it.each<[string, readonly ForeignOrderTerms[]]>([
    ['orders', Array.from({ length: 1001 }, (_, index) => foreign({ venueOrderId: `v${index}` }))],
    ['orders', [null as unknown as ForeignOrderTerms]],
    ['orders.venueOrderId', [foreign({ venueOrderId: '' })]],
    ['orders.venueOrderId', [foreign(), foreign()]],
    ['orders.instrumentId', [foreign({ instrumentId: 'SIM:NONE' })]],
    ['orders.side', [foreign({ side: 'HOLD' as 'BUY' })]],
    ['orders.lots', [foreign({ lots: 0 })]],
    ['orders.lots', [foreign({ lots: 2 ** 52 }), foreign({ venueOrderId: 'v2', lots: 2 ** 52 })]],
    ['orders.limitTicks', [foreign({ limitTicks: 0.5 })]],
  ])('[AJ-05] refuses a bad %s', (field, orders) => {
    const { world, accountId } = liveDesk()
    expect(refused(world.when(note(accountId, orders))).field).toBe(field)
    const paper = desk()
    expect(refused(paper.world.when(note(paper.accountId, []))).field).toBe('accountId')
  })

  it('[AJ-06] count at full size in position, exposure and open orders', () => {
    const given = liveDesk()
    const { world, accountId } = given
    accepted(world.when(note(accountId, [foreign({ lots: 3000 })])))
    limitAccount(given, { maxPositionQuantity: '3.5', maxGrossExposure: '350', maxOpenOrders: 1 }, 1)
    expect(failed(given).map(({ name, observed }) => [name, observed])).toEqual([
      ['positionQuantity', '4'],
      ['openOrders', '2'],
      ['grossExposure', '400'],
    ])
    // What works on the other side does not help, nor does it count against a position on this one.
    expect(failed(given, { ...SELL, limitTicks: 10_000 }).map(({ name }) => name)).toEqual(['openOrders'])
    accepted(world.when(note(accountId, [])))
    expect(failed(given)).toEqual([])
    expectReplay(world)
  })

  it('[AJ-06] what others would close, no order of ours counts on: it is no reduction, and it needs cash', () => {
    const given = liveDesk()
    const { world, accountId } = given
    fill(given, { quantityLots: 2000 })
    const own = world.submit({ accountId, ...SELL, quantityLots: 1500, limitTicks: 11_000 })
    expect(world.order(own).reserved).toBe(0n)
    accepted(world.when(note(accountId, [foreign({ side: 'SELL', lots: 1000 })])))
    // 500 of its lots may open a short now.
    expect(world.order(own).reserved).toBeGreaterThan(0n)
    const second = world.submit({ accountId, ...SELL, quantityLots: 1000, limitTicks: 11_000 })
    const third = world.submit({ accountId, quantityLots: 1000, limitTicks: 9_000 })
    expect(snapshot(restore(snapshot(world.book)))).toBe(snapshot(world.book))
    accepted(world.when(note(accountId, [])))
    expect(world.order(own).reserved + world.order(second).reserved).toBeGreaterThan(0n)
    expect(world.order(third).reserved).toBeGreaterThan(0n)
    world.report({ kind: 'CANCELED', orderId: second, reason: 'asked' })
    expect(world.order(own).reserved).toBe(0n)
    expectReplay(world)
  })

  it('[AJ-07] no cancel reaches them', () => {
    const { world, accountId } = liveDesk()
    accepted(world.when(note(accountId, [foreign()])))
    expect(refused(world.when({ type: 'CancelOrder', orderId: 'v1' })).code).toBe('NOT_FOUND')
    const all = accepted(world.when({ type: 'CancelAllOrders', accountId, instrumentId: null }))
    expect([all.events, all.orderIds]).toEqual([[], []])
    const engaged = accepted(
      world.when({
        type: 'EngageKillSwitch',
        scope: 'ORGANIZATION',
        targetId: null,
        reason: 'stop',
        cancelOpenOrders: true,
        allowReduceOnly: false,
      }),
    )
    expect(engaged.events).toMatchObject([{ type: 'KillSwitchEngaged', openOrderIds: [] }])
    expect(world.book.accounts[0]?.foreignOrders).toHaveLength(1)
  })
})

describe('positions in dispute (AJ)', () => {
  const dispute = (accountId: string, instrumentId = SPOT.id, reason = 'the venue says 3') =>
    ({ type: 'DisputePosition', accountId, instrumentId, reason }) as const

  it('[AJ-08] take reductions only, until the dispute is settled', () => {
    const given = liveDesk()
    const { world, accountId } = given
    fill(given, { quantityLots: 2000 })
    expect(accepted(world.when(dispute(accountId))).events).toMatchObject([
      { type: 'PositionDisputed', instrumentId: SPOT.id, reason: 'the venue says 3' },
      { type: 'AlertRaised', kind: 'POSITION_DISPUTED' },
    ])
    expect(accepted(world.when(dispute(accountId, SPOT.id, 'and still'))).events).toEqual([])
    expect(failed(given)).toMatchObject([
      {
        name: 'positionDispute',
        scope: 'SYSTEM',
        message: expect.stringMatching(
          /^the position in SIM:BTC-USD is in dispute since .*Z; only orders that reduce it pass: the venue says 3$/,
        ),
      },
    ])
    expect(failed(given, { ...SELL, quantityLots: 2000 })).toEqual([])
    expect(failed(given, { ...SELL, quantityLots: 2001 })).toMatchObject([{ name: 'positionDispute' }])
    expect(failed(given, { instrumentId: EURUSD.id, quantityLots: 1, limitTicks: 11_000 })).toEqual([])
    expect(snapshot(restore(snapshot(world.book)))).toBe(snapshot(world.book))
    const settle = {
      type: 'SettleDispute',
      accountId,
      instrumentId: SPOT.id,
      reason: 'counted again',
    } as const
    expect(accepted(world.when(settle)).events).toMatchObject([
      { type: 'DisputeSettled', before: 'the venue says 3', reason: 'counted again' },
    ])
    expect(accepted(world.when(settle)).events).toEqual([])
    expect(failed(given)).toEqual([])
    expectReplay(world)
  })

  it('[AJ-08] what was never opened can be disputed; a reason and a known instrument of a LIVE account are asked', () => {
    const given = liveDesk()
    const { world, accountId } = given
    accepted(world.when(dispute(accountId)))
    expect(failed(given)).toMatchObject([{ name: 'positionDispute' }])
    expect(refused(world.when(dispute(accountId, 'SIM:NONE'))).field).toBe('instrumentId')
    expect(refused(world.when(dispute(accountId, FUTURE.id, ' '))).field).toBe('reason')
    expect(refused(world.when({ ...dispute(accountId, FUTURE.id, ''), type: 'SettleDispute' })).field).toBe(
      'reason',
    )
    const paper = desk()
    expect(refused(paper.world.when(dispute(paper.accountId))).field).toBe('accountId')
    const other = openLive(world, 'USD', { connectionId: OTHER_CONNECTION })
    expect(accepted(world.when({ ...dispute(other), type: 'SettleDispute' })).events).toEqual([])
  })
})
