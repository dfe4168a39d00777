/** Searches in rounds: what a round tries follows from what was recorded before it, whoever recorded it. */
import { describe, expect, it } from 'vitest'
import { defineStrategy, param } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
import { linkedEquity } from './held-out.ts'
import { type RecordedTrial, type Search, type SearchRound, searchOf } from './search.ts'

const strategy = defineStrategy({
  name: 'hill',
  subscribe: () => [],
  params: {
    slow: param.int({ default: 20, min: 2, max: 99 }),
    fast: param.int({ default: 5, min: 2, max: 99 }),
  },
})

const terms = (method: NonNullable<StoredTerms['method']>, samples: number | null): StoredTerms => ({
  name: 'hill',
  strategy: 'hill',
  parameters: {},
  datasetIds: [],
  from: null,
  to: null,
  currency: 'USD',
  cash: '1',
  fills: {},
  seed: 7,
  axes: { slow: '10:60:1', fast: '2:30:1' },
  method,
  samples,
})

/** Highest at slow 40, fast 12; what is below the diagonal fails. */
const scoreOf = ({ slow, fast }: Readonly<Record<string, unknown>>) =>
  Number(slow) <= Number(fast) ? Number.NaN : -((Number(slow) - 40) ** 2) - (Number(fast) - 12) ** 2

/** Runs a search as the jobs do: every round from what the database would give, in its own order of names. */
function searched(search: Search): readonly RecordedTrial[] {
  const recorded: RecordedTrial[] = []
  let round: SearchRound | null = search.firstRounds[0]!
  for (; round !== null; round = search.roundAfter(round)) {
    expect(round.from).toBe(recorded.length)
    const orders = search.orders(round, recorded)
    expect(orders.map(({ number }) => number)).toEqual(
      Array.from({ length: round.to - round.from }, (_, place) => recorded.length + place),
    )
    for (const { parameters } of orders) {
      const { fast, slow } = parameters ?? {}
      recorded.push({ parameters: { fast, slow }, score: scoreOf({ fast, slow }) })
    }
  }
  return recorded
}

describe('a search', () => {
  it.each([
    ['GRID', null, 51 * 29],
    ['RANDOM', 40, 40],
    ['LATIN_HYPERCUBE', 40, 40],
    ['BAYESIAN', 45, 45],
  ] as const)(
    'of the method %s tries the same again, and as many as were asked for',
    (method, samples, count) => {
      const trials = searched(searchOf(strategy, terms(method, samples)))
      expect(trials).toHaveLength(count)
      expect(searched(searchOf(strategy, terms(method, samples)))).toEqual(trials)
    },
  )

  it('that is Bayesian learns: its later half is better than its first round', () => {
    const scores = searched(searchOf(strategy, terms('BAYESIAN', 60))).map(({ score }) => score)
    const best = (some: readonly number[]) => Math.max(...some.filter((score) => !Number.isNaN(score)))
    expect(best(scores.slice(30))).toBeGreaterThan(best(scores.slice(0, 10)))
  })

  it('spreads a Latin hypercube over every part of each parameter', () => {
    const trials = searched(searchOf(strategy, terms('LATIN_HYPERCUBE', 29)))
    expect(new Set(trials.map(({ parameters }) => parameters['fast'])).size).toBe(29)
  })

  it.each(['RANDOM', 'LATIN_HYPERCUBE', 'BAYESIAN'] as const)(
    'of the method %s is refused without a number of samples, or with too many',
    (method) => {
      for (const samples of [null, 0, 1.5, 10_001])
        expect(() => searchOf(strategy, terms(method, samples))).toThrow(
          `must be from 1 to 10000 for a ${method} sweep`,
        )
    },
  )
})

describe('a walk-forward', () => {
  const DAY = 86_400_000_000
  const walked = (lengths: Partial<NonNullable<StoredTerms['walkForward']>> = {}) =>
    searchOf(strategy, {
      ...terms('GRID', null),
      axes: { slow: '30,40', fast: '10,12,14' },
      walkForward: {
        kind: 'ROLLING',
        train: '10d',
        test: '5d',
        step: null,
        purge: null,
        embargo: null,
        span: { from: 0, to: 30 * DAY },
        ...lengths,
      },
    })

  it('is a search in each window and a test of what it chose, which knows nothing of other windows', () => {
    const search = walked()
    expect(search.count).toBe(4 * 7)
    expect(search.firstRounds.map(({ from, to }) => [from, to])).toEqual([
      [0, 6],
      [7, 13],
      [14, 20],
      [21, 27],
    ])
    const second = search.firstRounds[1]!
    const orders = search.orders(second, [])
    expect(
      orders.every(({ span, heldOut }) => !heldOut && span?.from === 5 * DAY && span.to === 15 * DAY),
    ).toBe(true)
    const test = search.roundAfter(second)!
    expect(test).toEqual({ windowFrom: 7, from: 13, to: 14 })
    const known = orders.map(({ parameters }) => ({
      parameters: { ...parameters },
      score: scoreOf({ ...parameters }),
    }))
    expect(search.orders(test, known)).toEqual([
      {
        number: 13,
        parameters: { slow: 40, fast: 12 },
        span: { from: 15 * DAY, to: 20 * DAY },
        heldOut: true,
      },
    ])
    expect(search.roundAfter(test)).toBeNull()
  })

  it('tests nothing where no trial of the training has a score', () => {
    const search = walked()
    const test = search.roundAfter(search.firstRounds[0]!)!
    const failed = search
      .orders(search.firstRounds[0]!, [])
      .map(({ parameters }) => ({ parameters: { ...parameters }, score: Number.NaN }))
    expect(search.orders(test, failed)).toMatchObject([{ number: 6, parameters: null }])
  })

  it.each([
    [{ train: 'long' }, 'train', 'must be a length such as 90d, in s, m, h, d or w (was "long")'],
    [{ train: '29d' }, 'train', 'and test must fit into the data, which spans 30.0 days'],
    [{ step: '1d' }, 'step', 'must be at least as long as test (5d)'],
    [{ purge: '6d', embargo: '4d' }, 'purge', 'must together be shorter than train (10d)'],
    [{ test: '1m' }, 'step', 'at most 1000 are allowed'],
  ])('names the length that cannot be: %j', (lengths, field, message) => {
    expect(() => walked(lengths)).toThrow(
      expect.objectContaining({ field, message: expect.stringContaining(message) as string }),
    )
  })

  it('links what is held out: each test begins with what the one before ended with', () => {
    const point = (time: number, equity: number) => ({ time, equity, drawdown: 0 })
    const linked = linkedEquity(
      [[point(1, 100), point(2, 120)], [point(3, 100), point(4, 90), point(5, Number.NaN)], [point(6, 50)]],
      100,
    )
    expect(linked.map(({ time, equity }) => [time, equity])).toEqual([
      [1, 100],
      [2, 120],
      [3, 120],
      [4, 108],
      [6, 54],
    ])
    expect(linked.map(({ drawdown }) => Number(drawdown.toFixed(3)))).toEqual([0, 0, 0, 0.1, 0.55])
  })
})
