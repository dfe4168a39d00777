/** What the market knows, and by which clock it is judged. */

import { describe, expect, it } from 'vitest'
import { applyQuote, QUOTE } from '../src/index.ts'
import { accepted, EURUSD, orderCommand, SPOT } from './given.ts'
import { record, setting } from './risk-setting.ts'

const HOUR = 3_600_000_000

describe('the market (MK)', () => {
  it('[MK-01] a quote that comes late does not overwrite a newer one', () => {
    const { world } = setting()
    const { market } = world
    const receivedAt = market.rows[QUOTE.receivedAt] ?? 0
    const late = { instrumentId: SPOT.id, bidTicks: 1, askTicks: 2, bidLots: 1, askLots: 1, lastTicks: 1 }
    applyQuote(market, 0, { ...late, receivedAt: receivedAt - 1 })
    expect(market.rows[QUOTE.bidTicks]).toBe(10_000)
    applyQuote(market, 0, { ...late, receivedAt })
    expect(market.rows[QUOTE.bidTicks]).toBe(1)
  })

  it('[MK-02] after the clock was set back, a fresh quote is fresh, and an old one old', () => {
    const given = setting('EUR')
    const { world, accountId } = given
    const now = world.book.at + HOUR
    world.when({ ...orderCommand({ accountId }), at: now })
    expect(world.book.at).toBe(now)
    // The machine is an hour behind the book now; what is quoted came by that clock.
    const at = now - HOUR + 1000
    for (const instrument of [SPOT, EURUSD]) world.quoteAt(at, instrument, 10_000, 10_010)
    expect(record(given, 'quoteAge', { at }).verdict).toBe('PASSED')
    expect(record(given, 'fxRate', { at }).verdict).toBe('PASSED')
    expect(record(given, 'quoteAge', { at: at + 61_000_000 }).verdict).toBe('FAILED')
    expect(accepted(world.when({ ...orderCommand({ accountId }), at })).events.at(-1)?.at).toBe(now)
  })
})
