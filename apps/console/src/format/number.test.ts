import { describe, expect, it } from 'vitest'
import { showBytes, showCompact, showCount, showFixed, showPrice, showShare } from './number.ts'
import { showDay, showDuration, showUtc } from './utc.ts'

describe('numbers of statistics', () => {
  it('groups thousands and writes a real minus', () => {
    expect(showCount(1234567)).toBe('1,234,567')
    expect(showFixed(-1234.5)).toBe('\u22121,234.50')
    expect(showCompact(1_250_000)).toBe('1.3M')
    expect(showFixed(-0.0001)).toBe('0.00')
  })

  it('shows sizes in the unit that keeps them short', () => {
    expect([0, 999, 1_000, 64_230_000, 5e12].map(showBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '64.2 MB',
      '5,000.0 GB',
    ])
    expect(showBytes(null)).toBe('–')
  })

  it('shows a share as a percentage', () => {
    expect(showShare(0.12345)).toBe('12.35 %')
    expect(showShare(1, 0)).toBe('100 %')
  })

  it('shows prices with the digits they have', () => {
    expect(showPrice(1.10345)).toBe('1.10345')
    expect(showPrice(64250.5)).toBe('64,250.5')
  })

  it.each([showCount, showCompact, showPrice, showFixed, showShare])(
    'shows a dash where there is none',
    (show) => {
      expect(show(null)).toBe('–')
    },
  )
})

describe('instants of recorded data', () => {
  it('stay in UTC, and a midnight is a day', () => {
    expect(showUtc('2024-03-01T00:00:00Z')).toBe('2024-03-01')
    expect(showUtc('2024-03-01T14:30:00.000000Z')).toBe('2024-03-01 14:30:00')
    expect(showDay('2024-03-01T14:30:00Z')).toBe('2024-03-01')
    expect(showUtc(null)).toBe('–')
  })

  it.each([
    [12.4, '12 s'],
    [240, '4 min'],
    [7500, '2 h 5 min'],
  ])('%s s reads %s', (seconds, text) => {
    expect(showDuration(seconds)).toBe(text)
  })
})
