import type { UTCTimestamp } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import { chartTime, hasClock, rising } from './chart-frame.ts'

const at = (time: number, value: number) => ({ time: time as UTCTimestamp, value })

describe('points of a chart', () => {
  it('are drawn in UTC, whatever the reader’s zone', () => {
    expect(chartTime('1970-01-02T00:00:00Z')).toBe(86_400)
  })

  it('show a clock only where they say more than days', () => {
    expect(hasClock([chartTime('2024-01-02T00:00:00Z')])).toBe(false)
    expect(hasClock([chartTime('2024-01-02T00:00:00Z'), chartTime('2024-01-02T09:30:00Z')])).toBe(true)
  })

  it('rise in time: of two in one second the later stays, one from the past goes', () => {
    expect(rising([at(1, 10), at(2, 20), at(2, 21), at(1, 5), at(3, 30)])).toEqual([
      at(1, 10),
      at(2, 21),
      at(3, 30),
    ])
  })
})
