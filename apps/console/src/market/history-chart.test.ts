import type { UTCTimestamp } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import { barTimeAt } from './history-chart.tsx'

const times = [100, 200, 300].map((time) => time as UTCTimestamp)

describe('marks of trades', () => {
  it.each([
    [100, 100],
    [199, 100],
    [250, 200],
    [999, 300],
  ])('at %s stands on the bar of %s', (at, bar) => {
    expect(barTimeAt(times, at as UTCTimestamp)).toBe(bar)
  })

  it('from before the first bar stands nowhere', () => {
    expect(barTimeAt(times, 99 as UTCTimestamp)).toBeNull()
  })
})
