import { describe, expect, it } from 'vitest'
import { drawnMid, grow, toCandle } from './bars.ts'

const start = Date.UTC(2026, 0, 5, 10, 0, 0)
const bar = { start: new Date(start).toISOString(), open: '100', high: '101', low: '99', close: '100.5' }

describe('the chart between two readings of bars', () => {
  it('grows the last candle by a price of its interval', () => {
    const grown = grow(toCandle(bar), 102, start + 59_000, 'M1')
    expect(grown).toMatchObject({ open: 100, high: 102, low: 99, close: 102 })
  })

  it('starts the next candle with a price of a later interval', () => {
    const last = toCandle(bar)
    const next = grow(last, 103, start + 60_000, 'M1')
    expect(next).toEqual({ time: last.time + 60, open: 103, high: 103, low: 103, close: 103 })
  })

  it('draws nothing into the past', () => {
    expect(grow(toCandle(bar), 103, start - 1, 'M1')).toBeNull()
  })

  it('has no middle without both sides', () => {
    expect(drawnMid({ bid: '1', ask: null })).toBeNull()
    expect(drawnMid({ bid: '1', ask: '2' })).toBe(1.5)
  })
})
