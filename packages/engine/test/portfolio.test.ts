/** Portfolio checks on marks and fills: what is crossed is alerted, once per crossing. */

import { describe, expect, it } from 'vitest'
import type { Outcome } from './engine.ts'
import { accepted, expectReplay, FUTURE, SPOT } from './given.ts'
import { fill, limit, setting } from './risk-setting.ts'
import { NO_LIMITS, restore, type RiskLimits, snapshot } from '../src/index.ts'

const mark = { type: 'MarkAccounts' } as const

/** Kind and limit of each alert. */
function alerts(outcome: Outcome): readonly unknown[] {
  return accepted(outcome).events.flatMap((event) =>
    event.type === 'AlertRaised' ? [[event.kind, event.breach?.kind, event.breach?.accountId ?? 'MODE']] : [],
  )
}

describe('portfolio: alerts (RK)', () => {
  it('[RK-26] a daily loss past the limit of an account alarms once, and anew after it was kept again', () => {
    const given = setting()
    const { world, accountId } = given
    limit(given, { maxDailyLoss: '5' }, 'ACCOUNT', accountId)
    fill(given, 1000)
    world.when(mark)
    world.quote(SPOT, 9_400, 9_410)
    expect(alerts(world.when(mark))).toEqual([['DAILY_LOSS', 'DAILY_LOSS', accountId]])
    expect(alerts(world.when(mark))).toEqual([])
    world.quote(SPOT, 9_800, 9_810)
    expect(alerts(world.when(mark))).toEqual([['LIMIT_KEPT_AGAIN', 'DAILY_LOSS', accountId]])
    world.quote(SPOT, 9_400, 9_410)
    expect(alerts(world.when(mark))).toHaveLength(1)
    expect(restore(snapshot(world.book)).breaches).toEqual(world.book.breaches)
    expectReplay(world)
  })

  it('[RK-26] a limit that is lifted while it is crossed counts as kept, and alarms anew when it comes back', () => {
    const given = setting()
    const { world, accountId } = given
    const put = (
      scope: 'ACCOUNT' | 'GLOBAL',
      expectedVersion: number | null,
      limits: Partial<RiskLimits>,
    ) => {
      const targetId = scope === 'ACCOUNT' ? accountId : null
      const terms = { scope, targetId, expectedVersion, limits: { ...NO_LIMITS, ...limits } }
      accepted(world.when({ type: 'PutRiskPolicy', ...terms }))
    }
    fill(given, 1000)
    world.when(mark)
    world.quote(SPOT, 9_400, 9_410)
    put('ACCOUNT', null, { maxDailyLoss: '5' })
    put('GLOBAL', null, { maxDrawdown: '0.000001' })
    const crossed = [
      ['DAILY_LOSS', 'DAILY_LOSS', accountId],
      ['DRAWDOWN', 'DRAWDOWN', 'MODE'],
    ]
    expect(alerts(world.when(mark))).toEqual(crossed)
    put('ACCOUNT', 1, {})
    put('GLOBAL', 1, {})
    expect(alerts(world.when(mark))).toEqual([
      ['LIMIT_KEPT_AGAIN', 'DAILY_LOSS', accountId],
      ['LIMIT_KEPT_AGAIN', 'DRAWDOWN', 'MODE'],
    ])
    expect(alerts(world.when(mark))).toEqual([])
    put('ACCOUNT', 2, { maxDailyLoss: '5' })
    put('GLOBAL', 2, { maxDrawdown: '0.000001' })
    expect(alerts(world.when(mark))).toEqual(crossed)
    expectReplay(world)
  })

  it('[RK-26] a fall from the high past the limit over all accounts alarms for the mode', () => {
    const given = setting()
    limit(given, { maxDrawdown: '0.00001' })
    fill(given, 1000)
    given.world.when(mark)
    given.world.quote(SPOT, 8_000, 8_010)
    expect(alerts(given.world.when(mark))).toEqual([['DRAWDOWN', 'DRAWDOWN', 'MODE']])
  })

  it('[RK-26] a fill that loses past the limit alarms with the fill', () => {
    const given = setting()
    const { world, accountId } = given
    limit(given, { maxDailyLoss: '5' }, 'ACCOUNT', accountId)
    fill(given, 1000)
    world.when(mark)
    const orderId = world.submit({ accountId, side: 'SELL', quantityLots: 1000, limitTicks: 9_000 })
    const report = { kind: 'FILL', orderId, execId: 'low', lots: 1000, priceTicks: 9_000 } as const
    const outcome = world.report({ ...report, liquidity: 'TAKER', fee: '0', venueAt: 0 })
    expect(alerts(outcome)).toEqual([['DAILY_LOSS', 'DAILY_LOSS', accountId]])
    expect(alerts(world.when(mark)), 'the mark sees the same loss').toEqual([])
  })

  it('[RK-27] equity below the maintenance margin at the marks is a margin call', () => {
    const given = setting()
    const { world, accountId } = given
    const orderId = world.submit({ accountId, instrumentId: FUTURE.id, quantityLots: 10, limitTicks: 16_002 })
    const report = { kind: 'FILL', orderId, execId: 'f', lots: 10, priceTicks: 16_000 } as const
    world.report({ ...report, liquidity: 'MAKER', fee: '0', venueAt: 0 })
    expect(alerts(world.when(mark))).toEqual([])
    // At 2600.00 equity is 1,000,000 - 10 x 50 x 1400; a quarter of 10 x 50 x 2600 is more than that.
    world.quote(FUTURE, 10_400, 10_400)
    expect(alerts(world.when(mark))).toEqual([['MARGIN_CALL', 'MARGIN_CALL', accountId]])
  })

  it('[RK-28] what cannot be valued neither alarms nor ends an alarm', () => {
    const given = setting()
    const { world, accountId } = given
    limit(given, { maxDailyLoss: '5' }, 'ACCOUNT', accountId)
    fill(given, 1000)
    world.when(mark)
    world.quote(SPOT, 9_400, 9_410)
    expect(alerts(world.when(mark))).toHaveLength(1)
    const jpy = { accountId, amount: '1000', currency: 'JPY', idempotencyKey: 'jpy' }
    world.when({ type: 'Deposit', ...jpy, at: world.book.at + 86_400_000_000 })
    world.quoteAt(world.book.at, SPOT, 9_900, 9_910)
    expect(alerts(world.when({ ...mark, at: world.book.at }))).toEqual([])
    expect(world.book.breaches.size).toBe(1)
  })
})
