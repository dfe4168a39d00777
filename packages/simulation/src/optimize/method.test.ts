/** Searches as a protocol, and walking forward with them. */
import { describe, expect, it } from 'vitest'
import type { Trial } from './bayesian.ts'
import { proposerOf, runSearch, type SearchMethod } from './method.ts'
import type { ParameterSet, SearchAxis } from './space.ts'
import type { StudyTrial } from './study.ts'
import { walkForwardWindows, type TimeSpan } from './walk-forward.ts'
import { walkForward } from './walk-forward-run.ts'

const axes: SearchAxis[] = [
  { name: 'fast', min: 1, max: 40, step: 1, scale: 'LINEAR' },
  { name: 'slow', min: 10, max: 400, step: 10, scale: 'LINEAR' },
]

const scored = (parameters: ParameterSet): Trial => ({
  parameters,
  score: -Math.abs(Number(parameters['fast']) - 20) - Math.abs(Number(parameters['slow']) - 200) / 10,
})

const evaluate = (sets: readonly ParameterSet[]): Promise<readonly Trial[]> =>
  Promise.resolve(sets.map(scored))

describe('a search', () => {
  const methods: readonly (readonly [string, SearchMethod, number])[] = [
    ['a grid', { kind: 'GRID' }, 1600],
    ['random points', { kind: 'RANDOM', count: 50, seed: 1 }, 50],
    ['a Latin hypercube', { kind: 'LATIN_HYPERCUBE', count: 50, seed: 1 }, 50],
    ['a Bayesian search', { kind: 'BAYESIAN', count: 50, seed: 1, batch: 8 }, 50],
  ]

  it.each(methods)('over %s ends after all of its trials', async (_name, method, count) => {
    const trials = await runSearch(proposerOf(axes, method), evaluate)
    expect(trials).toHaveLength(count)
    if (method.kind === 'GRID')
      expect(new Set(trials.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(count)
    expect(proposerOf(axes, method)(trials)).toEqual([])
  })

  it.each(methods)(
    'over %s goes on from recorded trials as if it had never stopped',
    async (_name, method) => {
      const whole = await runSearch(proposerOf(axes, method), evaluate)
      // Killed at the end of a batch: what was half done is run again, whole.
      const recorded = whole.slice(0, method.kind === 'GRID' ? 1000 : 16)
      expect(await runSearch(proposerOf(axes, method), evaluate, recorded)).toEqual(whole)
    },
  )

  it.each<readonly [string, SearchMethod]>([
    ['count must be a whole number from 1 to 1000000 (was 0)', { kind: 'RANDOM', count: 0, seed: 1 }],
    ['batch must be a whole number from 1', { kind: 'BAYESIAN', count: 5, seed: 1, batch: 0.5 }],
    [
      'the grid has 1600 combinations (fast 40 x slow 40), at most 100 are allowed',
      { kind: 'GRID', limit: 100 },
    ],
  ])('is refused where %s', (message, method) => {
    expect(() => proposerOf(axes, method)).toThrow(message)
  })
})

describe('walking forward', () => {
  const windows = walkForwardWindows({ from: 0, to: 100, train: 40, test: 20, kind: 'ROLLING', purge: 2 })
  const spans: TimeSpan[] = []
  const run = (sets: readonly ParameterSet[], span: TimeSpan): Promise<readonly StudyTrial[]> => {
    spans.push(span)
    // The best `fast` moves with time; every test earns its own start.
    return Promise.resolve(
      sets.map((parameters) => ({
        parameters,
        score: 10 - Math.abs(Number(parameters['fast']) - span.from / 10),
        returns: [span.from / 1000],
      })),
    )
  }

  it('chooses on each training and tries on the test after it, never the other way', async () => {
    const { steps, heldOut, summary } = await walkForward(
      windows,
      proposerOf(axes, { kind: 'GRID', limit: 2000 }),
      run,
    )
    expect(steps.map(({ chosen }) => chosen?.['fast'])).toEqual([1, 2, 4])
    expect([...heldOut]).toEqual([0.04, 0.06, 0.08])
    expect(summary).toMatchObject({ windows: 3, trainMean: expect.closeTo(29 / 3) })
    // Two batches of the grid over each training, then one run over its test.
    expect(spans).toEqual(windows.flatMap(({ train, test }) => [train, train, test]))
  })

  it('goes on where a whole training failed, and leaves it out of the summary', async () => {
    const failing = async (sets: readonly ParameterSet[], span: TimeSpan): Promise<readonly StudyTrial[]> =>
      (await run(sets, span)).map((trial) => (span.from === 0 ? { ...trial, score: Number.NaN } : trial))
    const { steps, summary } = await walkForward(
      windows,
      proposerOf(axes, { kind: 'RANDOM', count: 5, seed: 1 }),
      failing,
    )
    expect(steps[0]).toMatchObject({ chosen: null, train: Number.NaN, test: Number.NaN })
    expect(summary.windows).toBe(2)
  })
})
