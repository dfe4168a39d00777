/** Laws that the measures obey whatever the series, and numbers known from tables. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as statistics from './index.ts'

const series = (minLength = 2): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength, maxLength: 60 })

const check = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, law), { numRuns: 200 })

describe('returns', () => {
  it('compound to the last value over the first', () => {
    check(series(1), (returns) => {
      const values = [1, ...statistics.growthOfOne(returns)]
      expect(statistics.totalReturn(returns)).toBeCloseTo((values.at(-1) ?? 0) - 1, 12)
      expect([...statistics.simpleReturns(values)]).toEqual(returns.map((one) => expect.closeTo(one, 10)))
    })
  })

  it('a year of periods compounds to the annual return', () => {
    check(series(1), (returns) => {
      expect(statistics.annualReturn(returns, returns.length)).toBeCloseTo(
        statistics.totalReturn(returns),
        10,
      )
    })
  })

  it('a total loss cannot be compounded away', () => {
    expect(statistics.geometricMean([0.5, -1, 0.5])).toBe(-1)
    expect(statistics.totalReturn([0.5, -1, 0.5])).toBe(-1)
  })
})

describe('ratios', () => {
  it('do not change when the stake does', () => {
    check(series(3), (returns) => {
      const doubled = returns.map((one) => one * 2)
      const of = (values: readonly number[]): number =>
        statistics.sharpeRatio(values, { periodsPerYear: 252 })
      fc.pre(statistics.standardDeviation(returns) > 1e-6)
      expect(of(doubled)).toBeCloseTo(of(returns), 8)
    })
  })

  it('grow with the root of the periods in a year', () => {
    const returns = [0.01, -0.02, 0.03, 0.005]
    const daily = statistics.sharpeRatio(returns, { periodsPerYear: 1 })
    expect(statistics.sharpeRatio(returns, { periodsPerYear: 256 })).toBeCloseTo(daily * 16, 12)
  })

  it('are infinite for gain without risk and undefined for nothing at all', () => {
    expect(statistics.sharpeRatio([0.01, 0.01, 0.01], { periodsPerYear: 252 })).toBe(Infinity)
    expect(statistics.sharpeRatio([0, 0, 0], { periodsPerYear: 252 })).toBeNaN()
    expect(statistics.calmarRatio([0.01, 0.02], 252)).toBeNaN()
  })

  it('the smart Sharpe ratio is nearer to zero, the more the returns lean on each other', () => {
    const trending = [0.01, 0.012, 0.014, 0.012, 0.01, 0.008, 0.006, 0.008, 0.01, 0.012]
    const plain = statistics.sharpeRatio(trending, { periodsPerYear: 252 })
    const smart = statistics.smartSharpeRatio(trending, { periodsPerYear: 252 })
    expect(smart).toBeGreaterThan(0)
    expect(smart).toBeLessThan(plain * 0.8)
  })

  it('the smart Sharpe ratio divides by the weighted sum over all lags', () => {
    // Lag-one correlation -1, so |rho|^k is 1: 1 + 2 * (3/4 + 2/4 + 1/4) = 4, and the root of it is 2.
    const returns = [0.03, -0.01, 0.03, -0.01]
    const plain = statistics.sharpeRatio(returns, { periodsPerYear: 252 })
    expect(statistics.smartSharpeRatio(returns, { periodsPerYear: 252 })).toBeCloseTo(plain / 2, 12)
  })

  it('stability is one for steady growth', () => {
    expect(statistics.stability([0.01, 0.01, 0.01, 0.01])).toBeCloseTo(1, 12)
  })
})

describe('risk', () => {
  it('the expected shortfall is never better than the value at risk', () => {
    check(series(5), (returns) => {
      const shortfall = statistics.conditionalValueAtRisk(returns, 0.95)
      expect(shortfall).toBeLessThanOrEqual(statistics.valueAtRisk(returns, 0.95) + 1e-15)
      expect(shortfall).toBeGreaterThanOrEqual(Math.min(...returns) - 1e-12)
    })
  })

  it('the parametric figures are those of the normal distribution', () => {
    const returns = [-0.01, 0.01]
    const spread = Math.SQRT2 * 0.01
    expect(statistics.parametricValueAtRisk(returns, 0.95)).toBeCloseTo(-1.6448536269514722 * spread, 12)
    expect(statistics.parametricConditionalValueAtRisk(returns, 0.95)).toBeCloseTo(-2.0627128 * spread, 8)
  })

  it('only returns below the required one count as downside', () => {
    expect(statistics.downsideDeviation([0.1, -0.03, 0.2, -0.04], { periodsPerYear: 1 })).toBeCloseTo(
      0.025,
      12,
    )
  })
})

describe('drawdowns', () => {
  it('agree with a naive search over all pairs', () => {
    check(series(1), (returns) => {
      const values = [1, ...statistics.growthOfOne(returns)]
      let worst = 0
      for (let i = 0; i < values.length; i++)
        for (let k = i; k < values.length; k++)
          worst = Math.min(worst, (values[k] ?? 0) / (values[i] ?? 1) - 1)
      const [deepest] = statistics.deepestDrawdowns(statistics.drawdowns(values), 1)
      expect(deepest?.depth ?? 0).toBeCloseTo(worst, 12)
      expect(statistics.maxDrawdown(returns)).toBeCloseTo(worst, 12)
      expect(Math.min(0, ...statistics.underwater(values))).toBeCloseTo(worst, 12)
    })
  })

  it('follow one another without overlap, and only the last may be open', () => {
    check(series(1), (returns) => {
      const all = statistics.drawdowns([1, ...statistics.growthOfOne(returns)])
      all.forEach((one, i) => {
        expect(one.peakIndex).toBeLessThan(one.valleyIndex)
        const next = all[i + 1]
        if (one.recoveryIndex === null) expect(next).toBeUndefined()
        else if (next) expect(next.peakIndex).toBeGreaterThanOrEqual(one.recoveryIndex)
      })
    })
  })

  it('a peak that is touched again starts the next one from there', () => {
    expect(statistics.drawdowns([10, 8, 10, 9])).toEqual([
      { peakIndex: 0, valleyIndex: 1, recoveryIndex: 2, depth: expect.closeTo(-0.2), loss: 2 },
      { peakIndex: 2, valleyIndex: 3, recoveryIndex: null, depth: expect.closeTo(-0.1), loss: 1 },
    ])
  })
})

describe('beside a benchmark', () => {
  it('a strategy that is the benchmark has beta one and alpha zero', () => {
    check(series(3), (returns) => {
      fc.pre(statistics.standardDeviation(returns) > 1e-6)
      expect(statistics.beta(returns, returns)).toBeCloseTo(1, 9)
      expect(statistics.alpha(returns, returns, { periodsPerYear: 12 })).toBeCloseTo(0, 9)
      expect(statistics.informationRatio(returns, returns, 12)).toBeNaN()
    })
  })

  it('capture looks only at the periods in which the benchmark rose or fell', () => {
    const market = [0.1, -0.1, 0]
    expect(statistics.upCapture([0.05, 0.3, 0.2], market, 1)).toBeCloseTo(0.5, 12)
    expect(statistics.downCapture([0.05, -0.02, 0.2], market, 1)).toBeCloseTo(0.2, 12)
  })
})

describe('turnover', () => {
  it('is the lesser of bought and sold: money put in is none', () => {
    expect(statistics.turnover({ bought: 100, sold: 40, value: 1000 })).toBe(0.04)
    expect(
      statistics.annualTurnover(
        [
          { bought: 100, sold: 100, value: 1000 },
          { bought: 50, sold: 0, value: 1000 },
        ],
        10,
      ),
    ).toBe(0.5)
  })
})

describe('trades', () => {
  it('are summed up as the textbook does', () => {
    const summary = statistics.summarizeTrades([100, -50, 200, -50, 0, 50])
    expect(summary).toMatchObject({
      count: 6,
      won: 3,
      lost: 2,
      hitRate: 0.5,
      profitFactor: 3.5,
      best: 200,
      worst: -50,
    })
    expect(summary.expectancy).toBeCloseTo(250 / 6, 12)
    expect(summary.payoffRatio).toBeCloseTo(350 / 3 / 50, 12)
    expect(summary.kelly).toBeCloseTo(0.5 - 0.5 / (350 / 150), 12)
  })

  it('without a loss the profit factor is infinite, without a trade nothing is defined', () => {
    expect(statistics.summarizeTrades([1, 2]).profitFactor).toBe(Infinity)
    expect(statistics.summarizeTrades([])).toMatchObject({ count: 0, hitRate: Number.NaN, best: Number.NaN })
  })

  it('runs are the longest unbroken ones; a trade of nothing breaks both', () => {
    const summary = statistics.summarizeTrades([1, 1, 0, 1, -1, -1, -1, 1])
    expect([summary.winsInARowMax, summary.lossesInARowMax]).toEqual([2, 3])
  })

  it('the order of trades that closed at one moment does not change the balances', () => {
    const trades = [-1, 0.5, 2].map((profit) => ({ closedAt: 7, profit }))
    const there = statistics.balancesOverTime(trades, 10)
    expect(there).toEqual(statistics.balancesOverTime(trades.toReversed(), 10))
    expect(there).toEqual([{ at: 7, balance: 11.5 }])
  })
})

describe('distributions', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.96, 0.024997895148220435],
    [3, 0.9986501019683699],
    [-6, 9.865876450376981e-10],
    [0.5, 0.6914624612740131],
  ])('the normal distribution at %d is %d', (x, expected) => {
    expect(statistics.normalCdf(x) / expected).toBeCloseTo(1, 12)
  })

  it('the quantile undoes the distribution', () => {
    check(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (probability) => {
      expect(statistics.normalCdf(statistics.normalQuantile(probability)) / probability).toBeCloseTo(1, 9)
    })
  })

  it.each([
    [2.228138852, 10, 0.975],
    [1.812461123, 10, 0.95],
    [-12.7062047364, 1, 0.025],
    [1.960201263, 10_000, 0.975],
  ])('t of %d with %d degrees is at %d', (t, degrees, expected) => {
    expect(statistics.studentCdf(t, degrees)).toBeCloseTo(expected, 8)
  })

  it('quantiles lie between neighbours', () => {
    expect(statistics.quantile([3, 1, 2, 4], 0.5)).toBe(2.5)
    expect(statistics.quantile([1, Number.NaN, 3], 0.25)).toBe(1.5)
    expect(statistics.quantile([], 0.5)).toBeNaN()
  })
})
