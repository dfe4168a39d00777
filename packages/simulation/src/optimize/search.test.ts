/** Searches: what they look at, that they can be counted, resumed and repeated, and what they refuse. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestTrial, proposeTrials, type Trial } from './bayesian.ts'
import { checkGrid, gridPoint, gridPoints, gridSize } from './grid.ts'
import { latinHypercube, randomPoints } from './sampling.ts'
import { axisSize, parametersAt, placeOf, type ParameterSet, type SearchAxis } from './space.ts'

const fast: SearchAxis = { name: 'fast', min: 5, max: 50, step: 5, scale: 'LINEAR' }
const slow: SearchAxis = { name: 'slow', values: [20, 50, 100, 200] }
const mode: SearchAxis = { name: 'mode', values: ['both', 'long', 'short'] }
const stop: SearchAxis = { name: 'stop', min: 0.001, max: 0.1, step: null, scale: 'LOG' }

const axis = fc.oneof(
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 12 }))
    .map(([min, step, count]) => ({ min, max: min + step * count, step, scale: 'LINEAR' as const })),
  fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 6 }).map((values) => ({ values })),
)
const space = fc
  .array(axis, { minLength: 1, maxLength: 3 })
  .map((axes): SearchAxis[] => axes.map((one, i) => ({ ...one, name: `p${i}` })))

describe('grid', () => {
  it('has every combination exactly once', () => {
    fc.assert(
      fc.property(space, (axes) => {
        const points = [...gridPoints(axes)].map((point) => JSON.stringify(point))
        expect(new Set(points).size).toBe(points.length)
        expect(BigInt(points.length)).toBe(gridSize(axes))
      }),
      { numRuns: 60 },
    )
  })

  it('gives each combination by its number, so that a shard needs no list', () => {
    expect(gridPoint([fast, slow], 0)).toEqual({ fast: 5, slow: 20 })
    expect(gridPoint([fast, slow], 3)).toEqual({ fast: 5, slow: 200 })
    expect(gridPoint([fast, slow], 39)).toEqual({ fast: 50, slow: 200 })
  })

  it('of a billion is refused with the parameter, the count and the limit', () => {
    const wide = (name: string, count: number): SearchAxis => ({
      name,
      min: 1,
      max: count,
      step: 1,
      scale: 'LINEAR',
    })
    expect(() => checkGrid([wide('fast', 500), wide('slow', 2000), wide('stop', 1000)])).toThrow(
      'the grid has 1000000000 combinations (fast 500 x slow 2000 x stop 1000), at most 1000000 are allowed: slow has most values, 2000',
    )
  })

  it('is counted without being made: more combinations than a number can hold', () => {
    const axes = Array.from({ length: 12 }, (_, i): SearchAxis => ({
      name: `p${i}`,
      min: 0,
      max: 99_999,
      step: 1,
      scale: 'LINEAR',
    }))
    expect(gridSize(axes)).toBe(10n ** 60n)
    expect(() => checkGrid(axes)).toThrow(`the grid has 1${'0'.repeat(60)} combinations`)
  })

  it('holds decimal steps exactly', () => {
    const points = [...gridPoints([{ name: 'x', min: 0, max: 1, step: 0.1, scale: 'LINEAR' }])].map(
      ({ x }) => x,
    )
    expect(points).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  })
})

describe('a space is refused', () => {
  it.each<readonly [string, SearchAxis[]]>([
    ['at least one parameter', []],
    ['fast is given twice', [fast, fast]],
    ['x has no values', [{ name: 'x', values: [] }]],
    [
      'x must not end before it begins (was 2 to 1)',
      [{ name: 'x', min: 2, max: 1, step: 1, scale: 'LINEAR' }],
    ],
    ['x must have a step above zero (was 0)', [{ name: 'x', min: 1, max: 2, step: 0, scale: 'LINEAR' }]],
    [
      'x must lie above zero for a logarithmic scale',
      [{ name: 'x', min: 0, max: 2, step: null, scale: 'LOG' }],
    ],
    ['x must have finite ends', [{ name: 'x', min: 0, max: Infinity, step: 1, scale: 'LINEAR' }]],
    ['stop has no step: a grid needs one', [stop]],
  ])('where %s', (message, axes) => {
    expect(() => checkGrid(axes)).toThrow(message)
  })
})

describe('a place of the unit cube', () => {
  it('always becomes a value of its axis, and lies where that value is', () => {
    fc.assert(
      fc.property(
        space,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (axes, place) => {
          const point = parametersAt(axes, place)
          for (const one of axes) {
            const allowed = Array.from({ length: axisSize(one) }, (_, k) => gridPoint([one], k)[one.name])
            expect(allowed).toContain(point[one.name])
          }
          expect(parametersAt(axes, placeOf(axes, point))).toEqual(point)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('sampling', () => {
  const axes = [fast, slow, mode, stop]

  it('the same seed gives the same points, another seed others', () => {
    for (const sample of [randomPoints, latinHypercube]) {
      expect(sample(axes, { count: 20, seed: 7 })).toEqual(sample(axes, { count: 20, seed: 7 }))
      expect(sample(axes, { count: 20, seed: 7 })).not.toEqual(sample(axes, { count: 20, seed: 8 }))
    }
  })

  it('a Latin hypercube has exactly one point in each part of each axis', () => {
    const unit: SearchAxis[] = ['x', 'y'].map((name) => ({
      name,
      min: 0,
      max: 1,
      step: null,
      scale: 'LINEAR',
    }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(), (count, seed) => {
        for (const { name } of unit) {
          const parts = latinHypercube(unit, { count, seed }).map((point) =>
            Math.floor(Number(point[name]) * count),
          )
          expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('a logarithmic axis gives each power of ten its share', () => {
    const low = randomPoints([stop], { count: 2000, seed: 1 }).filter((point) => Number(point['stop']) < 0.01)
    expect(low.length / 2000).toBeCloseTo(0.5, 1)
  })
})

describe('Bayesian search', () => {
  const axes: SearchAxis[] = [
    { name: 'x', min: -5, max: 5, step: null, scale: 'LINEAR' },
    { name: 'y', min: -5, max: 5, step: null, scale: 'LINEAR' },
    { name: 'word', values: ['a', 'b', 'c'] },
  ]
  const score = ({ x, y, word }: ParameterSet): number =>
    -((Number(x) - 2) ** 2) - (Number(y) + 1) ** 2 - (word === 'b' ? 0 : 5)
  const search = (seed: number, batch: number, count: number): Trial[] => {
    const trials: Trial[] = []
    while (trials.length < count)
      for (const parameters of proposeTrials(axes, trials, { seed, batch }))
        trials.push({ parameters, score: score(parameters) })
    return trials
  }

  it('comes nearer to the optimum than as many random points, for most seeds', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
    const ahead = seeds.filter((seed) => {
      const found = bestTrial(search(seed, 1, 60))?.score ?? -Infinity
      return found > Math.max(...randomPoints(axes, { count: 60, seed }).map(score))
    })
    expect(ahead.length).toBeGreaterThanOrEqual(6)
  })

  it('proposes the same from the same trials, so that a killed search goes on as it would have', () => {
    const whole = search(3, 4, 40)
    expect(proposeTrials(axes, whole.slice(0, 20), { seed: 3, batch: 4 })).toEqual(
      whole.slice(20, 24).map(({ parameters }) => parameters),
    )
  })

  it('never proposes one point twice while there are others', () => {
    const small: SearchAxis[] = [{ name: 'k', min: 1, max: 40, step: 1, scale: 'LINEAR' }]
    const trials: Trial[] = []
    while (trials.length < 30)
      for (const parameters of proposeTrials(small, trials, { seed: 5, batch: 5 }))
        trials.push({ parameters, score: -Math.abs(Number(parameters['k']) - 20) })
    expect(new Set(trials.map(({ parameters }) => parameters['k'])).size).toBe(30)
  })

  it('takes a failed trial for the worst, and has no best while all failed', () => {
    const failed = { parameters: { x: 0, y: 0, word: 'a' }, score: Number.NaN }
    expect(bestTrial([failed])).toBeNull()
    expect(bestTrial([failed, { ...failed, score: -9 }])?.score).toBe(-9)
    expect(proposeTrials(axes, Array<Trial>(12).fill(failed), { seed: 1, batch: 2 })).toHaveLength(2)
  })
})
