import { describe, expect, it } from 'vitest'
import { showAge, showSpan, showTime } from './time.ts'

describe('ages and times on the screen', () => {
  it.each([
    [-5, '0.0 s'],
    [240, '0.2 s'],
    [9_900, '9.9 s'],
    [10_000, '10 s'],
    [119_999, '119 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
  ])('shows %i ms as %s', (ms, shown) => {
    expect(showAge(ms)).toBe(shown)
  })

  it.each([
    [-1, '0 ms'],
    [12.4, '12 ms'],
    [1_240, '1.2 s'],
    [125_000, '2 min'],
  ])('shows %d ms of computing as %s', (ms, shown) => {
    expect(showSpan(ms)).toBe(shown)
  })

  it('shows the date only for another day', () => {
    const now = new Date(2026, 4, 4, 12, 0, 0)
    expect(showTime(new Date(2026, 4, 4, 9, 5, 1).toISOString(), now)).toMatch(/^09.05.01$/)
    expect(showTime(new Date(2026, 4, 3, 9, 5, 1).toISOString(), now)).toMatch(/3/)
    expect(showTime(new Date(2026, 4, 3, 9, 5, 1).toISOString(), now).length).toBeGreaterThan(8)
  })
})
