import { describe, expect, it } from 'vitest'
import { byFigure, figureNamed, showFigure } from './figure.ts'

describe('figures of a report', () => {
  it.each([
    ['FRACTION', 0.1234, '12.34 %'],
    ['RATIO', -1.5, '\u22121.500'],
    ['MONEY', 10234.5, '10,234.50'],
    ['COUNT', 1234, '1,234'],
    ['DAYS', 3.25, '3.3'],
  ] as const)('a %s of %s reads %s', (unit, value, text) => {
    expect(showFigure({ unit, value })).toBe(text)
  })

  it('that a run does not define are a dash', () => {
    expect(showFigure({ unit: 'RATIO', value: null })).toBe('–')
    expect(showFigure(undefined)).toBe('–')
  })

  it('order runs, those without the figure last', () => {
    const run = (value: number | null) => ({ figures: [{ name: 'sharpe', unit: 'RATIO' as const, value }] })
    const runs = [run(1), run(null), run(2)].sort((a, b) => byFigure('sharpe')(b, a))
    expect(runs.map(({ figures }) => figureNamed(figures, 'sharpe')?.value)).toEqual([2, 1, null])
  })
})
