import { describe, expect, it } from 'vitest'
import { rangeText } from './range-strip.tsx'
import { byGravity } from './rule-table.tsx'
import { seasonName } from './season-bars.tsx'

const rule = (name: string, verdict: 'PASS' | 'WARN' | 'FAIL', checked = true) => ({
  rule: name,
  verdict,
  checked,
  count: 0,
  note: null,
  findings: [],
})

describe('what validation says', () => {
  it('stands with the gravest first and what was not checked last', () => {
    const rules = [
      rule('ORDER', 'PASS'),
      rule('SPLITS', 'PASS', false),
      rule('GAPS', 'WARN'),
      rule('OHLC', 'FAIL'),
    ]
    expect(rules.sort(byGravity).map((each) => each.rule)).toEqual(['OHLC', 'GAPS', 'ORDER', 'SPLITS'])
  })

  it('names what is broken in a range', () => {
    const range = { from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z', verdict: 'WARN' as const }
    expect(rangeText({ ...range, broken: [{ rule: 'GAPS', count: 2 }] })).toBe(
      '2024-01-01 to 2025-01-01: Warn (gaps 2)',
    )
    expect(rangeText({ ...range, verdict: 'PASS', broken: [] })).toBe('2024-01-01 to 2025-01-01: Pass')
  })
})

describe('seasons', () => {
  it.each([
    ['months', 1, 'Jan'],
    ['weekdays', 7, 'Sun'],
    ['hours', 9, '09'],
  ] as const)('%s %s is %s', (season, key, name) => {
    expect(seasonName(season, key)).toBe(name)
  })
})
