/** Marks that are too old: what they hold back, and what they do not. */

import { describe, expect, it } from 'vitest'
import { applyQuote, applyStatus } from './engine.ts'
import { FUTURE, SPOT } from './given.ts'
import { fill, limit, record, SELL, setting } from './risk-setting.ts'

describe('risk: old marks (RK)', () => {
  it('[RK-30] an old mark of another instrument that is held blocks what adds risk, names itself, and lets reductions pass', () => {
    const given = setting()
    const { world } = given
    limit(given, { maxGrossExposure: '100000000', maxLeverage: '50', maxDailyLoss: '100000' })
    fill(given, 1000)
    const at = world.book.at + 61_000_000
    world.quoteAt(at, FUTURE, 16_000, 16_002)
    const future = { instrumentId: FUTURE.id, quantityLots: 1, limitTicks: 16_000, at }
    for (const name of ['grossExposure', 'leverage', 'dailyLoss']) {
      const { verdict, message } = record(given, name, future)
      expect([name, verdict, message]).toEqual([
        name,
        'FAILED',
        expect.stringContaining(`a quote of ${SPOT.id}`),
      ])
    }
    // Selling what is held reduces: it needs its own quote, and no mark of anything else.
    world.quoteAt(at, SPOT, 10_000, 10_010)
    const stale = { ...future, at: at + 61_000_000 }
    world.quoteAt(stale.at, SPOT, 10_000, 10_010)
    expect(record(given, 'grossExposure', { ...SELL, quantityLots: 1000, at: stale.at }).verdict).toBe(
      'PASSED',
    )
    applyStatus(world.market, 0, { instrumentId: SPOT.id, status: 'CLOSED', sessionEndsAt: null })
    const later = { ...future, at: stale.at + 61_000_000 }
    world.quoteAt(later.at, FUTURE, 16_000, 16_002)
    expect(record(given, 'grossExposure', later).verdict, 'a closed market has no newer mark').toBe('PASSED')
  })

  it('[RK-30] takes marks as old as the policy lets the own quote be', () => {
    const given = setting()
    limit(given, { maxGrossExposure: '100000000', maxQuoteAgeMs: 120_000 })
    fill(given, 1000)
    const at = given.world.book.at + 100_000_000
    given.world.quoteAt(at, FUTURE, 16_000, 16_002)
    const order = { instrumentId: FUTURE.id, quantityLots: 1, limitTicks: 16_000, at }
    expect(record(given, 'grossExposure', order).verdict).toBe('PASSED')
    expect(record(given, 'grossExposure', { ...order, at: at + 21_000_000 }).verdict).toBe('FAILED')
  })

  it('[RK-07] a last trade that is the reference ages, whatever is quoted on one side', () => {
    const given = setting()
    const { world } = given
    fill(given, 10)
    const at = world.book.at + 61_000_000
    const quote = { instrumentId: SPOT.id, bidTicks: 10_000, askTicks: null, bidLots: 1, askLots: null }
    applyQuote(world.market, 0, { ...quote, lastTicks: null, receivedAt: at })
    expect(record(given, 'quoteAge', { at }).verdict).toBe('FAILED')
    expect(record(given, 'quoteAge', { ...SELL, quantityLots: 10, at }).verdict, 'a reduction').toBe('PASSED')
    applyQuote(world.market, 0, { ...quote, lastTicks: 10_001, receivedAt: at })
    expect(record(given, 'quoteAge', { at }).verdict).toBe('PASSED')
  })
})
