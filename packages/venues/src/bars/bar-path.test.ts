/** The declared path of a bar. */

import { describe, expect, it } from 'vitest'
import { intrabarOrder, PATH_POINTS, pathInstant, sidesAround } from './bar-path.ts'

describe('the path of a bar (SV)', () => {
  it.each([
    ['the high is nearer to the open', { open: 108, high: 110, low: 100 }, ['open', 'high', 'low', 'close']],
    ['the low is nearer', { open: 102, high: 110, low: 100 }, ['open', 'low', 'high', 'close']],
    ['both are equally near', { open: 105, high: 110, low: 100 }, ['open', 'low', 'high', 'close']],
  ])('[SV-38] %s: it comes first', (_case, bar, order) => {
    expect(intrabarOrder(bar)).toEqual(order)
  })

  it.each([
    ['HIGH_FIRST', { open: 102, high: 110, low: 100 }, ['open', 'high', 'low', 'close']],
    ['LOW_FIRST', { open: 108, high: 110, low: 100 }, ['open', 'low', 'high', 'close']],
  ] as const)('[SV-38] %s is asked for: it holds whatever is nearer', (rule, bar, order) => {
    expect(intrabarOrder(bar, rule)).toEqual(order)
  })

  it('[SV-38] the points are in order of time and all before the end', () => {
    const times = { start: 60e6, end: 120e6 }
    const instants = Array.from({ length: PATH_POINTS }, (_none, point) => pathInstant(times, point))
    expect(instants).toEqual([60e6, 75e6, 105e6, 120e6 - 1])
  })

  it('[SV-38] an odd spread has its odd tick above, and a side out of bounds goes away', () => {
    expect(sidesAround(102, { ticks: 3, minTicks: 100, maxTicks: 111 })).toEqual({
      bidTicks: 101,
      askTicks: 104,
    })
    expect(sidesAround(100, { ticks: 3, minTicks: 100, maxTicks: 111 }).bidTicks).toBeNull()
    expect(sidesAround(110, { ticks: 3, minTicks: 100, maxTicks: 111 }).askTicks).toBeNull()
  })
})
