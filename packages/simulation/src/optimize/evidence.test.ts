/** What tells an edge from luck, against the numbers of the papers and against data whose truth is known. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { realityCheck, superiorAbility } from './best-of-many.ts'
import { bestTradesShare, cautionsOf, edgeCautions, type StudyEvidence } from './cautions.ts'
import { chanceOf } from './chance.ts'
import { bootstrapMeanTest, tTest } from './mean-significance.ts'
import { bootstrapReturns, sharpeInterval, shuffleTrades } from './monte-carlo.ts'
import { backtestOverfitting } from './overfitting.ts'
import { stationaryPlaces } from './resampling.ts'
import {
  deflatedSharpe,
  expectedMaxSharpe,
  probabilisticSharpe,
  sharpeEvidence,
  trackRecordMin,
} from './sharpe-significance.ts'
import { summarizeWalkForward, walkForwardWindows } from './walk-forward.ts'

function noise(length: number, stream: number, drift = 0): Float64Array {
  const chance = chanceOf(99, stream)
  return Float64Array.from({ length }, () => 0.01 * chance.normal() + drift)
}

describe('deflated Sharpe ratio: the worked example of Bailey and Lopez de Prado (2014)', () => {
  // Annualized 2.5 over five years of 250 days, skewness -3, kurtosis 10, variance of the trials' annualized ratios 1/2.
  const evidence = { sharpe: 2.5 / Math.sqrt(250), length: 1250, skewness: -3, kurtosis: 10 }
  const trials = (count: number) => ({ count, variance: 0.5 / 250 })

  it('100 trials: expected maximum 0.1132 a day, and a probability of 0.9004, short of 95 %', () => {
    expect(expectedMaxSharpe(trials(100))).toBeCloseTo(0.1132, 4)
    expect(deflatedSharpe(evidence, trials(100))).toBeCloseTo(0.9004, 4)
  })

  it('46 trials would have passed with 0.9505', () => {
    expect(deflatedSharpe(evidence, trials(46))).toBeCloseTo(0.9505, 4)
  })

  it('with normal returns 88 trials would have passed with 0.9505', () => {
    expect(deflatedSharpe({ ...evidence, skewness: 0, kurtosis: 3 }, trials(88))).toBeCloseTo(0.9505, 4)
  })
})

describe('probabilistic Sharpe ratio: the worked example of Bailey and Lopez de Prado (2012)', () => {
  // Two years of months at 0.458 a month, skewness -2.448, kurtosis 10.164.
  const evidence = { sharpe: 0.458, length: 24, skewness: -2.448, kurtosis: 10.164 }

  it('0.982 as if normal, 0.913 with the skewness and kurtosis seen', () => {
    expect(probabilisticSharpe({ ...evidence, skewness: 0, kurtosis: 3 })).toBeCloseTo(0.982, 3)
    expect(probabilisticSharpe(evidence)).toBeCloseTo(0.913, 3)
  })

  it('the shortest sufficient track record is the one at which the probability reaches the confidence', () => {
    const length = trackRecordMin(evidence, 0, 0.95)
    expect(probabilisticSharpe({ ...evidence, length })).toBeCloseTo(0.95, 10)
    expect(trackRecordMin(evidence, 0.5, 0.95)).toBe(Infinity)
  })

  it('more trials never raise the deflated ratio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const of = (count: number): number => deflatedSharpe(evidence, { count, variance: 0.01 })
        expect(of(Math.max(a, b))).toBeLessThanOrEqual(of(Math.min(a, b)) + 1e-12)
      }),
      { numRuns: 50 },
    )
  })
})

describe('mean return', () => {
  it("Student's t of a textbook sample", () => {
    // Mean 0.3, sample variance 0.18, five values: t = 1.581 with 4 degrees of freedom.
    const { statistic, pValue } = tTest([-0.3, 0.3, 0.3, 0.3, 0.9])
    expect(statistic).toBeCloseTo(0.3 / (Math.sqrt(0.18) / Math.sqrt(5)), 12)
    expect(pValue).toBeCloseTo(0.0945, 3)
  })

  it('the bootstrap finds a drift and finds none in noise', () => {
    expect(bootstrapMeanTest(noise(400, 1, 0.002), { runs: 500, seed: 1 }).pValue).toBeLessThan(0.05)
    expect(bootstrapMeanTest(noise(400, 1, -0.001), { runs: 500, seed: 1 }).pValue).toBeGreaterThan(0.2)
  })

  it('a Sharpe ratio lies in its own interval, which more confidence widens', () => {
    const returns = noise(300, 4, 0.001)
    const of = (confidence: number) =>
      sharpeInterval(returns, { runs: 300, seed: 2, periodsPerYear: 252, confidence })
    const [narrow, wide] = [of(0.5), of(0.95)]
    expect(wide.low).toBeLessThan(narrow.low)
    expect(wide.high).toBeGreaterThan(narrow.high)
    expect(wide.sharpe).toBeGreaterThan(wide.low)
    expect(wide.sharpe).toBeLessThan(wide.high)
  })
})

describe('the best of many', () => {
  const skilless = Array.from({ length: 20 }, (_, k) => noise(300, k + 10))
  const skilled = [...skilless, noise(300, 77, 0.003)]
  const options = { runs: 300, seed: 5 }

  it.each([
    ['reality check', realityCheck],
    ['superior ability', superiorAbility],
  ])('%s: noise passes for noise, skill for skill', (_name, test) => {
    expect(test(skilless, options).pValue).toBeGreaterThan(0.1)
    expect(test(skilled, options)).toMatchObject({ best: 20, pValue: expect.closeTo(0, 1) })
    expect(test(skilled, options).pValue).toBeLessThan(0.05)
  })

  it('hopeless strategies change nothing for the test for superior ability', () => {
    const good = noise(300, 77, 0.0008)
    const hopeless = Array.from({ length: 30 }, (_, k) => noise(300, k + 200, -0.01))
    const alone = superiorAbility([good], options).pValue
    expect(superiorAbility([good, ...hopeless], options).pValue).toBeCloseTo(alone, 6)
  })

  it('hopeless strategies beside it drown the reality check sooner than the test for superior ability', () => {
    const good = noise(300, 77, 0.0012)
    const hopeless = Array.from({ length: 30 }, (_, k) =>
      noise(300, k + 200).map((value) => value * 8 - 0.05),
    )
    const field = [good, ...hopeless]
    expect(superiorAbility(field, options).pValue).toBeLessThan(realityCheck(field, options).pValue)
  })
})

describe('probability of backtest overfitting', () => {
  it('is low where one strategy is truly better, about a half where none is', () => {
    const field = Array.from({ length: 15 }, (_, k) => noise(400, k + 300))
    expect(backtestOverfitting([...field, noise(400, 500, 0.004)], 10).probability).toBeLessThan(0.05)
    const chance = backtestOverfitting(field, 10)
    expect(chance.probability).toBeGreaterThan(0.2)
    expect(chance.logits).toHaveLength(252)
  })

  it('is certain where whatever won in one half loses in the other', () => {
    // Each strategy earns in one of four parts what it loses in the others.
    const field = Array.from({ length: 4 }, (_, k) =>
      Float64Array.from(
        { length: 80 },
        (_, i) => (Math.floor(i / 20) === k ? 0.04 : -0.01) + 0.001 * Math.sin(i),
      ),
    )
    const found = backtestOverfitting(field, 4)
    expect(found.probability).toBe(1)
    expect(found.lossProbability).toBe(1)
  })

  it('of identical strategies is a coin toss', () => {
    const same = noise(100, 1)
    expect(backtestOverfitting([same, same, same], 4).logits.every((logit) => Math.abs(logit) < 1e-12)).toBe(
      true,
    )
  })

  it.each([
    ['at least 2 strategies', [noise(100, 1)], 4],
    ['an even number from 2 to 20 (was 3)', [noise(100, 1), noise(100, 2)], 3],
    ['4 parts need at least 8 returns (were 5)', [noise(5, 1), noise(5, 2)], 4],
    ['must have 100 returns', [noise(100, 1), noise(99, 2)], 4],
  ] as const)('is refused: %s', (message, field, parts) => {
    expect(() => backtestOverfitting(field, parts)).toThrow(message)
  })
})

describe('Monte Carlo', () => {
  const profits = Array.from(noise(120, 8, 0.001), (value) => value * 10_000)

  it('the order of trades changes the way and not the end', () => {
    const { finalEquity, maxDrawdown, bands } = shuffleTrades(profits, {
      runs: 200,
      seed: 3,
      initialCapital: 10_000,
    })
    const end = profits.reduce((total, one) => total + one, 10_000)
    expect(finalEquity.p05).toBeCloseTo(end, 6)
    expect(finalEquity.p95).toBeCloseTo(end, 6)
    expect(maxDrawdown.p05).toBeLessThan(maxDrawdown.p95)
    expect([bands.p05.at(0), bands.p95.at(0)]).toEqual([10_000, 10_000])
  })

  it('bands lie in order, and the same seed draws them again', () => {
    const run = () => bootstrapReturns(noise(250, 9, 0.0005), { runs: 150, seed: 4, initialCapital: 1000 })
    const study = run()
    expect(run()).toEqual(study)
    study.bands.p50.forEach((middle, i) => {
      expect(study.bands.p05[i]).toBeLessThanOrEqual(middle)
      expect(study.bands.p95[i]).toBeGreaterThanOrEqual(middle)
    })
    expect(study.bands.places.at(-1)).toBe(250)
  })

  it('a run without any loss has no drawdown in any order', () => {
    const { maxDrawdown, lossShare } = shuffleTrades([1, 2, 3], { runs: 20, seed: 1, initialCapital: 10 })
    expect([maxDrawdown.p05, lossShare]).toEqual([0, 0])
  })

  it('to end where it began is no loss, to end below is one in every order', () => {
    const share = (...profits: number[]): number =>
      shuffleTrades(profits, { runs: 10, seed: 1, initialCapital: 10 }).lossShare
    expect([share(1, -1), share(1, -2)]).toEqual([0, 1])
  })

  it('blocks keep neighbours together: longer blocks, fewer breaks', () => {
    const breaks = (blockMean: number): number =>
      stationaryPlaces(5000, blockMean, chanceOf(1)).filter(
        (place, i, all) => i > 0 && place !== ((all[i - 1] ?? 0) + 1) % 5000,
      ).length
    expect(breaks(1)).toBeGreaterThan(4900)
    expect(breaks(20)).toBeGreaterThan(150)
    expect(breaks(20)).toBeLessThan(350)
  })

  it.each([0, 1.5, 1e9])('%d runs are refused with the limit', (runs) => {
    expect(() => shuffleTrades(profits, { runs, seed: 1, initialCapital: 1 })).toThrow(
      'a whole number from 1 to 100000',
    )
  })
})

describe('walk-forward', () => {
  const lengths = fc.record({
    train: fc.integer({ min: 10, max: 50 }),
    test: fc.integer({ min: 1, max: 20 }),
    purge: fc.integer({ min: 0, max: 4 }),
    embargo: fc.integer({ min: 0, max: 4 }),
    kind: fc.constantFrom('ANCHORED' as const, 'ROLLING' as const),
  })

  it('training ends a gap before its test, tests follow one another, and nothing leaves the data', () => {
    fc.assert(
      fc.property(lengths, (options) => {
        const windows = walkForwardWindows({ ...options, from: 1000, to: 1400 })
        windows.forEach(({ train, test }, i) => {
          expect(train.to).toBe(test.from - options.purge - options.embargo)
          expect(train.from).toBe(options.kind === 'ANCHORED' ? 1000 : test.from - options.train)
          expect(test.to - test.from).toBe(options.test)
          expect(test.to).toBeLessThanOrEqual(1400)
          if (i > 0) expect(test.from).toBe(windows[i - 1]?.test.to)
        })
        expect(1400 - (windows.at(-1)?.test.to ?? 0)).toBeLessThan(options.test)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['train must be longer than nothing (was 0)', { train: 0, test: 5 }],
    ['train and test together (110) must fit into the data (100)', { train: 100, test: 10 }],
    ['purge must not be negative', { train: 10, test: 5, purge: -1 }],
    ['must be shorter than train (10)', { train: 10, test: 5, purge: 6, embargo: 4 }],
    ['step makes 80001 windows', { train: 10, test: 10, step: 0.001 }],
  ])('is refused: %s', (message, options) => {
    expect(() => walkForwardWindows({ from: 0, to: 100, kind: 'ROLLING', ...options })).toThrow(message)
  })

  it('efficiency is what of the training is kept', () => {
    const summary = summarizeWalkForward([
      { train: 2, test: 1 },
      { train: 2, test: -0.5 },
    ])
    expect(summary).toEqual({ windows: 2, trainMean: 2, testMean: 0.25, efficiency: 0.125, consistency: 0.5 })
  })
})

describe('cautions', () => {
  const sound: StudyEvidence = {
    trials: 10,
    trades: 500,
    parameters: 2,
    deflatedSharpe: 0.99,
    overfittingProbability: 0.1,
    realityCheckPValue: 0.01,
    walkForwardEfficiency: 0.8,
    sharpeInSample: 1.5,
    sharpeOutOfSample: 1.2,
    bestTradesShare: 0.2,
    neighbourShare: 0.9,
  }

  it('are not given for a sound study, nor for what was not computed', () => {
    expect(cautionsOf(sound)).toEqual([])
    expect(
      cautionsOf({
        ...sound,
        deflatedSharpe: null,
        overfittingProbability: null,
        realityCheckPValue: null,
        walkForwardEfficiency: null,
        sharpeInSample: null,
        sharpeOutOfSample: null,
        bestTradesShare: null,
        neighbourShare: null,
      }),
    ).toEqual([])
  })

  it.each([
    ['FEW_TRADES', { trades: 12 }, '12 trades'],
    ['FEW_TRADES_PER_PARAMETER', { trades: 60, parameters: 6 }, 'at least 120'],
    ['SHARPE_NOT_SIGNIFICANT', { deflatedSharpe: 0.9004, trials: 100 }, 'After 100 trials'],
    ['PROBABLY_OVERFIT', { overfittingProbability: 0.7 }, '70 %'],
    ['BEST_OF_MANY', { realityCheckPValue: 0.3 }, '30 %'],
    ['FADES_OUT_OF_SAMPLE', { sharpeOutOfSample: 0.1 }, 'from 1.50'],
    ['WALK_FORWARD_WEAK', { walkForwardEfficiency: 0.2 }, '20 %'],
    ['FEW_TRADES_CARRY_ALL', { bestTradesShare: 1.4 }, '140 %'],
    ['LONELY_PEAK', { neighbourShare: 0.1 }, '10 %'],
    ['TOO_GOOD', { sharpeInSample: 6, sharpeOutOfSample: 5 }, 'look-ahead'],
  ] as const)('%s is given with its number', (code, fault, words) => {
    expect(cautionsOf({ ...sound, ...fault })).toEqual([{ code, text: expect.stringContaining(words) }])
  })

  it('say where the choice lies at the end of a range', () => {
    const axes = [
      { name: 'fast', values: [5, 10, 15] },
      { name: 'mode', values: ['a', 'b', 'c'] },
      { name: 'slow', min: 10, max: 20, step: null, scale: 'LINEAR' as const },
    ]
    expect(edgeCautions(axes, { fast: 15, mode: 'c', slow: 14 })).toEqual([
      { code: 'AT_THE_EDGE', text: expect.stringContaining('fast = 15') },
    ])
    expect(edgeCautions(axes, { fast: 5, mode: 'b', slow: 10 })).toHaveLength(2)
    expect(edgeCautions(axes, { fast: 10, mode: 'a', slow: 15 })).toEqual([])
  })

  it('know how much the best twentieth of the trades made', () => {
    expect(bestTradesShare([...Array<number>(39).fill(1), 61])).toBeCloseTo(0.62, 12)
    expect(bestTradesShare([-1, -2])).toBeNull()
  })
})

describe('evidence', () => {
  it('is read off the returns that are there', () => {
    const { length, kurtosis } = sharpeEvidence([Number.NaN, 0.01, -0.01, 0.01, -0.01])
    expect([length, kurtosis]).toEqual([4, expect.closeTo(1, 9)])
  })
})
