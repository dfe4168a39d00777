/** Random operations on a LIVE account: the gate opens and shuts, stages rise and fall, the venue's word is booked and doubted. */

import { CAPITAL_STAGES, NO_LIMITS, type ForeignOrderTerms } from '../src/index.ts'
import type { World } from './given.ts'
import { enabling, LIVE_CONTEXT, openLive } from './live.ts'
import type { Operation } from './operations.ts'

const USERS = [['user-1'], ['user-1', 'user-2'], ['user-2']] as const

/** A LIVE account that the trader may trade, under limits that have something to say. */
export function liveInto(world: World): void {
  world.context = LIVE_CONTEXT
  const accountId = openLive(world, 'USD', { amount: '20000' })
  world.when({
    type: 'PutRiskPolicy',
    scope: 'ACCOUNT',
    targetId: accountId,
    expectedVersion: null,
    limits: { ...NO_LIMITS, maxOrderNotional: '100000', maxGrossExposure: '50000000' },
  })
  world.when(enabling(accountId))
}

/** One operation on the first LIVE account; where there is none, on one that refuses it. */
export function changeLive(world: World, operation: Operation): void {
  const account = world.book.accounts.find(({ mode }) => mode === 'LIVE') ?? world.book.accounts[0]
  if (account === undefined) return
  const { a, b, c, d } = operation
  const accountId = account.id
  const instrumentId = world.book.instruments[b % 4]?.terms.id ?? 'none'
  const stagePercent = CAPITAL_STAGES[c % 3] ?? 5
  const reason = 'because'
  switch (a % 9) {
    case 0:
      return void world.when(enabling(accountId, { userIds: USERS[b % 3] ?? [], stagePercent }))
    case 1:
      return void world.when({ type: 'SetCapitalStage', accountId, stagePercent, reason })
    case 2:
      return void (b % 4 === 0 && world.when({ type: 'DisableLive', accountId, reason }))
    case 3:
      return void world.when({
        type: 'AdjustAccount',
        accountId,
        kind: 'CASH',
        currency: b % 2 === 0 ? 'USD' : 'EUR',
        amount: `${c - 128}.${d}`,
        reason,
        breakId: null,
        idempotencyKey: `cash-${d % 16}`,
      })
    case 4:
    case 5:
      return void world.when({
        type: 'AdjustAccount',
        accountId,
        kind: d % 20 === 0 ? 'OPENING' : 'POSITION',
        instrumentId,
        lots: (c % 13) - 6,
        priceTicks: 10_000 + (d % 9),
        reason,
        breakId: 'break',
        idempotencyKey: `lots-${world.book.seq}`,
      })
    case 6:
      return void world.when({ type: 'NoteForeignOrders', accountId, orders: others(world, operation) })
    case 7:
      return void world.when({ type: 'DisputePosition', accountId, instrumentId, reason })
    default:
      return void world.when({ type: 'SettleDispute', accountId, instrumentId, reason })
  }
}

function others(world: World, { b, c, d }: Operation): readonly ForeignOrderTerms[] {
  return Array.from({ length: c % 4 }, (_, index) => ({
    venueOrderId: `foreign-${(index + d) % 5}`,
    instrumentId: world.book.instruments[(b + index) % 4]?.terms.id ?? 'none',
    side: (b + index) % 2 === 0 ? 'BUY' : 'SELL',
    lots: 1 + ((c + index) % 7),
    limitTicks: index === 0 ? null : 10_000 + d,
  }))
}
