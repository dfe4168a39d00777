/** Searches in rounds: what a round tries follows from what was recorded before it, whoever recorded it. */
import { describe, expect, it } from 'vitest'
import { defineStrategy, param } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
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
  for (let round: SearchRound | null = search.firstRound; round !== null; round = search.roundAfter(round)) {
    expect(round.from).toBe(recorded.length)
    const orders = search.orders(round, recorded)
    expect(orders.map(({ number }) => number)).toEqual(
      Array.from({ length: round.to - round.from }, (_, place) => recorded.length + place),
    )
    for (const { parameters } of orders) {
      const { fast, slow } = parameters
      recorded.push({ parameters: { fast, slow }, score: scoreOf(parameters) })
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
