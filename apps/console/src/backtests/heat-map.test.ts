import { describe, expect, it } from 'vitest'
import { byValue, heatMap, shareOf, type Trial } from './heat-map.ts'

const trial = (number: number, values: Readonly<Record<string, string>>, sharpe: number | null): Trial => ({
  number,
  parameters: Object.entries(values).map(([name, value]) => ({ name, value })),
  figures: [{ name: 'sharpe', value: sharpe }],
})

const trials = [
  trial(0, { fast: '5', slow: '30', stop: 'on' }, 0.5),
  trial(1, { fast: '10', slow: '30', stop: 'on' }, 1.5),
  trial(2, { fast: '10', slow: '30', stop: 'off' }, 2.5),
  trial(3, { fast: '5', slow: '100', stop: 'on' }, null),
]

describe('heat map of a sweep', () => {
  const map = heatMap(trials, { column: 'fast', row: 'slow', figure: 'sharpe' })

  it('orders its axes by size', () => {
    expect(map.columns).toEqual(['5', '10'])
    expect(map.rows).toEqual(['30', '100'])
    expect(['b', 'a'].sort(byValue)).toEqual(['a', 'b'])
  })

  it('shows the best of the trials that fall on one place, and how many they are', () => {
    expect(map.cellAt('30', '10')).toMatchObject({ value: 2.5, of: 2, trial: { number: 2 } })
    expect(map.cellAt('30', '5')).toMatchObject({ value: 0.5, of: 1 })
  })

  it('leaves a place empty where the figure is not defined', () => {
    expect(map.cellAt('100', '5')).toBeNull()
    expect([map.least, map.most]).toEqual([0.5, 2.5])
  })

  it('is one line when one parameter varies', () => {
    const line = heatMap(trials, { column: 'fast', row: null, figure: 'sharpe' })
    expect(line.rows).toEqual([''])
    expect(line.cellAt('', '10')?.value).toBe(2.5)
  })

  it('colours from the least to the most', () => {
    expect(shareOf(2.5, map)).toBe(1)
    expect(shareOf(0.5, map)).toBe(0)
    expect(shareOf(3, { least: 3, most: 3 })).toBe(0.5)
  })
})
