/** Bars of any timeframe are made of those that are kept, and are told once they are closed. */
import { describe, expect, it } from 'vitest'
import { MidBars } from '../../feed/bars.ts'
import type { BarInterval } from '../../runtime.ts'
import { BTC } from '../../testing/instruments.ts'
import { LiveBars } from './live-bars.ts'

const MINUTE = 60e6
/** A Wednesday at midnight. */
const START = Date.UTC(2026, 10, 18) * 1_000

function market(halfTicks: readonly number[], every = MINUTE): MidBars {
  const bars = new MidBars([BTC])
  halfTicks.forEach((half, n) => bars.onMid(BTC.id, half, START + n * every))
  return bars
}

const series = (timeframe: `${number}${'m' | 'h' | 'd' | 'w'}`, bars: MidBars) =>
  new LiveBars(BTC.id, timeframe, (id: string, interval: BarInterval, count: number) =>
    bars.bars(id, interval, count),
  )

describe('a live bar', () => {
  it('spans the whole timeframe, made of the smaller ones that are kept', () => {
    const bars = series('3m', market([200, 260, 180, 300, 220]))
    expect(bars.closedAt(START + 3 * MINUTE)).toEqual({
      time: START,
      open: 1,
      high: 1.3,
      low: 0.9,
      close: 0.9,
    })
  })

  it('is found however late it is asked for, and by reading a few bars where it is not late', () => {
    const bars = market(Array.from({ length: 300 }, (_, n) => 200 + n))
    let read = 0
    const counted = new LiveBars(BTC.id, '2m', (id, interval, count) => {
      const found = bars.bars(id, interval, count)
      read += found.length
      return found
    })
    expect(counted.closedAt(START + 300 * MINUTE)).toMatchObject({ time: START + 298 * MINUTE, close: 2.495 })
    expect(read).toBeLessThan(10)
    expect(counted.closedAt(START + 4 * MINUTE)).toMatchObject({ time: START + 2 * MINUTE, close: 1.015 })
  })

  it('is not there for a time without quotes', () => {
    expect(series('1m', market([200])).closedAt(START + 5 * MINUTE)).toBeNull()
  })

  it('closes at whole multiples, a week on Monday at midnight', () => {
    const bars = market([200])
    expect(series('4h', bars).closesAfter(START + 1)).toBe(START + 4 * 60 * MINUTE)
    expect(new Date(series('1w', bars).closesAfter(START) / 1_000).toISOString()).toBe(
      '2026-11-23T00:00:00.000Z',
    )
  })
})

describe('the history of a series', () => {
  it('ends with the last closed bar and begins with a whole one', () => {
    const bars = series('2m', market([200, 210, 220, 230, 240, 250, 260]))
    const history = bars.history(START + 6 * MINUTE + 1, 10)
    expect(history.map(({ time }) => (time - START) / MINUTE)).toEqual([0, 2, 4])
    expect(bars.history(START + 6 * MINUTE + 1, 2).map(({ time }) => (time - START) / MINUTE)).toEqual([2, 4])
  })

  it('reads what is kept once for all its history, however long: nobody trades meanwhile', () => {
    const bars = market(Array.from({ length: 400 }, (_, n) => 200 + (n % 7)))
    let readings = 0
    const live = new LiveBars(BTC.id, '1m', (id, interval, count) => {
      readings += 1
      return bars.bars(id, interval, count)
    })
    expect(live.history(START + 400 * MINUTE, 300)).toHaveLength(300)
    expect(readings).toBe(1)
  })
})
