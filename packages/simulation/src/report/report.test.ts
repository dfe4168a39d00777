/** Identities between the parts of a report, and what an input must be. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { omegaRatio, sortinoRatio } from '../statistics/index.ts'
import { buildReport, measureRun } from './build.ts'
import { DEFAULT_DEFINITIONS, definitionsInWords } from './definitions.ts'
import { histogram } from './distribution.ts'
import { FIGURES, FIGURE_NAMES } from './figures.ts'
import { sampleRun, sampleTrade } from './testing/sample-run.ts'

const MICROS_PER_HOUR = 3_600_000_000

describe('report', () => {
  const input = sampleRun()
  const report = buildReport(input)

  it('months compound to years and years to the total return', () => {
    const growth = report.months.reduce((product, { total }) => product * (1 + total), 1)
    expect(growth - 1).toBeCloseTo(report.figures.totalReturn, 10)
    for (const { months, total } of report.months)
      expect(months.reduce((product: number, one) => product * (1 + (one ?? 0)), 1) - 1).toBeCloseTo(
        total,
        10,
      )
  })

  it('sampled returns compound to the total return, whatever the sampling', () => {
    for (const sampling of ['BAR', 'DAY', 'WEEK', 'MONTH'] as const) {
      const { series, figures } = buildReport(input, { ...DEFAULT_DEFINITIONS, sampling })
      expect(series.returns.reduce((product, one) => product * (1 + one), 1) - 1).toBeCloseTo(
        figures.totalReturn,
        10,
      )
    }
  })

  it.each(['byTag', 'byInstrument', 'bySide'] as const)('%s adds up to all trades', (table) => {
    const rows = report[table]
    expect(rows.reduce((count, row) => count + row.trades, 0)).toBe(input.trades.length)
    expect(rows.reduce((share, row) => share + row.share, 0)).toBeCloseTo(1, 9)
  })

  it('gross profit less all costs is the change of equity', () => {
    const { costs, figures, initialCapital } = report
    expect(costs.gross - costs.total).toBeCloseTo(figures.finalEquity - initialCapital, 6)
    expect(costs).toMatchObject({ fees: 180, slippage: 60, carry: { FINANCING: 12.5 }, total: 252.5 })
  })

  it('attribution puts the most profitable first', () => {
    const profits = report.byTag.map(({ profit }) => profit)
    expect(profits).toEqual(profits.toSorted((a, b) => b - a))
  })

  it('the drawdown of each day is measured from the highest point before it', () => {
    const equity = Float64Array.of(110, 99, 120, 90)
    const run = sampleRun({ equity, cash: equity, exposure: equity, benchmark: null, initialCapital: 100 }, 4)
    expect([...buildReport(run).series.drawdown]).toEqual(
      [0, -0.1, 0, -0.25].map((depth) => expect.closeTo(depth, 12)),
    )
  })

  it('a fill at the close of a day is turnover of that day', () => {
    const run = sampleRun({ equity: Float64Array.of(1000, 1000), benchmark: null }, 2)
    const close = run.times[0] ?? 0
    const fills = sampleRun()
      .fills.slice(0, 2)
      .map((fill, i) => ({ ...fill, time: close - i, value: 100 }))
    const { figures } = buildReport({ ...run, cash: run.equity, exposure: run.equity, fills })
    expect(figures.annualTurnover).toBeCloseTo((0.1 / 2) * 252, 9)
  })

  it('a month ends with its last point, not with its last first point of a day', () => {
    const day = 24 * MICROS_PER_HOUR
    const times = Float64Array.of(0, 6 * MICROS_PER_HOUR, day, day + 6 * MICROS_PER_HOUR, 40 * day)
    const equity = Float64Array.of(100, 105, 90, 120, 60)
    const { months } = buildReport(
      sampleRun({ times, equity, cash: equity, exposure: equity, benchmark: null, initialCapital: 100 }),
    )
    expect(months).toMatchObject([
      {
        year: 1970,
        months: [expect.closeTo(0.2, 12), expect.closeTo(-0.5, 12), ...Array<null>(10).fill(null)],
      },
    ])
  })

  it('the benchmark counts from where it could first be bought', () => {
    const values = Float64Array.of(50, 100, 150, 300)
    const run = sampleRun({ benchmark: { name: 'X', values, investedFrom: 1 } }, 4)
    expect(buildReport(run).figures.benchmarkReturn).toBe(2)
  })

  it('slippage that nobody measured is not reported as zero', () => {
    const fills = input.fills.map((fill) => ({ ...fill, slippage: null }))
    expect(buildReport({ ...input, fills }).costs.slippage).toBeNull()
  })

  it('every bin of the distribution counts once', () => {
    const { counts, edges } = report.returnsDistribution
    expect(counts.reduce((total, one) => total + one, 0)).toBe(report.span.periods)
    expect(edges).toHaveLength(counts.length + 1)
    // Interquartile range 2, five values: width 2.34, so two bins over 0 to 4.
    expect(histogram([0, 1, 2, 3, 4])).toEqual({ edges: [0, 2, 4], counts: [2, 3] })
    expect(histogram([1, 1, 1])).toEqual({ edges: [1, 1], counts: [3] })
  })

  it('a drawdown from the initial capital counts from the first point on', () => {
    const { figures } = buildReport(
      sampleRun({ equity: new Float64Array(3).fill(90_000), initialCapital: 100_000 }, 3),
    )
    expect(figures.maxDrawdown).toBeCloseTo(-0.1, 12)
  })

  it('more points within a day change no daily figure but find the drawdown inside it', () => {
    const times = Float64Array.from({ length: 48 }, (_, i) => i * 12 * MICROS_PER_HOUR)
    const equity = Float64Array.from({ length: 48 }, (_, i) => (i % 2 === 0 ? 50 : 100 + i))
    const dense = buildReport(
      sampleRun({ times, equity, cash: equity, exposure: equity, benchmark: null, initialCapital: 100 }, 48),
    )
    const odd = (_: number, i: number): boolean => i % 2 === 1
    const column = equity.filter(odd)
    const thin = buildReport(
      sampleRun(
        {
          times: times.filter(odd),
          equity: column,
          cash: column,
          exposure: column,
          benchmark: null,
          initialCapital: 100,
        },
        24,
      ),
    )
    expect(dense.figures.sharpe).toBe(thin.figures.sharpe)
    expect(dense.figures.maxDrawdown).toBeLessThan(-0.4)
    expect(thin.figures.maxDrawdown).toBe(0)
  })

  it('drawdowns have the days from peak to recovery, of the last one to the end', () => {
    const equity = Float64Array.of(90, 80, 100, 120, 110)
    const run = sampleRun({ equity, cash: equity, exposure: equity, benchmark: null, initialCapital: 100 }, 5)
    const startedAt = (run.times[0] ?? 0) - 24 * MICROS_PER_HOUR
    const { drawdowns, figures } = buildReport({ ...run, startedAt })
    expect(drawdowns).toMatchObject([
      {
        peakTime: startedAt,
        recoveryTime: run.times[2],
        depth: expect.closeTo(-0.2, 12),
        loss: 20,
        days: 3,
        recoveryDays: 1,
      },
      { peakTime: run.times[3], recoveryTime: null, loss: 10, days: 1, recoveryDays: null },
    ])
    expect(figures).toMatchObject({
      maxDrawdownDays: 3,
      maxDrawdownRecoveryDays: 1,
      meanDrawdownDays: 2,
      maxDrawdownMoney: 20,
    })
  })

  it('without trades, fills and benchmark every figure is there, undefined where it has no meaning', () => {
    const { figures } = buildReport(sampleRun({ trades: [], fills: [], carry: [], benchmark: null }))
    expect(Object.keys(figures).sort()).toEqual([...FIGURE_NAMES].sort())
    expect(figures).toMatchObject({ trades: 0, hitRate: Number.NaN, beta: Number.NaN })
    expect(figures.sharpe).not.toBeNaN()
  })

  it('says in words what to doubt: few trades, and an edge that may be luck', () => {
    const few = buildReport(sampleRun({ trades: [sampleTrade(1)] }))
    expect(few.cautions.map(({ code }) => code)).toContain('FEW_TRADES')
    const flat = buildReport(
      sampleRun({ equity: input.equity.toReversed(), initialCapital: input.equity.at(-1) ?? 1 }),
    )
    expect(flat.cautions.map(({ code }) => code)).toContain('SHARPE_NOT_SIGNIFICANT')
  })

  it('the same input gives the same report', () => {
    expect(buildReport(sampleRun())).toEqual(report)
  })

  it('holds with any equity that stays above zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const equity = Float64Array.from(values)
          const { figures, months } = buildReport(
            sampleRun(
              { equity, cash: equity, exposure: equity, benchmark: null, initialCapital: 500 },
              values.length,
            ),
          )
          expect(figures.maxDrawdown).toBeLessThanOrEqual(0)
          expect(figures.maxDrawdown).toBeGreaterThanOrEqual(-1)
          expect(figures.peakEquity).toBeGreaterThanOrEqual(figures.finalEquity)
          expect(months.reduce((product, { total }) => product * (1 + total), 500)).toBeCloseTo(
            figures.finalEquity,
            4,
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('definitions', () => {
  it('state every convention that can be set', () => {
    const words = definitionsInWords({
      ...DEFAULT_DEFINITIONS,
      periodsPerYear: 365,
      riskFreeAnnual: 0.02,
      deviation: 'POPULATION',
      confidence: 0.99,
      rollingPeriods: 63,
    }).join(' ')
    for (const part of ['365 days', '365.25', '2 %', 'population', '99 %', '63 days'])
      expect(words).toContain(part)
  })

  it('change the figures they are for', () => {
    const plain = buildReport(sampleRun()).figures
    const other = buildReport(sampleRun(), {
      ...DEFAULT_DEFINITIONS,
      periodsPerYear: 365,
      riskFreeAnnual: 0.05,
    }).figures
    expect(other.sharpe).not.toBeCloseTo(plain.sharpe, 3)
    expect(other.totalReturn).toBe(plain.totalReturn)
  })

  it('asked for compounded annualization, Sharpe and Sortino use the annual return above the rates', () => {
    const definitions = {
      ...DEFAULT_DEFINITIONS,
      annualization: 'COMPOUND' as const,
      riskFreeAnnual: 0.05,
      requiredAnnual: 0.03,
    }
    const { figures } = buildReport(sampleRun(), definitions)
    expect(figures.sharpe * figures.volatility).toBeCloseTo(figures.annualReturn - 0.05, 12)
    expect(figures.volatility).not.toBeCloseTo(buildReport(sampleRun()).figures.volatility, 6)
  })

  it('ask for no return before they count a shortfall, unless told', () => {
    const { figures, returns } = measureRun(sampleRun())
    expect(figures.sortino).toBe(sortinoRatio(returns, { periodsPerYear: 252 }))
    expect(figures.omega).toBe(omegaRatio(returns, { periodsPerYear: 252 }))
  })

  it('no figure is without a meaning', () => {
    for (const name of FIGURE_NAMES) expect(FIGURES[name].meaning).toMatch(/\.$/)
  })
})

describe('input', () => {
  it.each([
    ['equity has 2 entries, times has 500', { equity: new Float64Array(2) }],
    [
      'times[3] is not after times[2]',
      { times: Float64Array.from({ length: 500 }, (_, i) => (i === 3 ? 0 : i)) },
    ],
    [
      'equity[7] is NaN',
      { equity: Float64Array.from({ length: 500 }, (_, i) => (i === 7 ? Number.NaN : 1)) },
    ],
    ['initialCapital is 0', { initialCapital: 0 }],
  ])('is refused where %s', (message, fault) => {
    expect(() => buildReport(sampleRun(fault))).toThrow(message)
  })

  it('is refused without points', () => {
    expect(() => buildReport(sampleRun({}, 0))).toThrow('needs at least one point')
  })

  it('takes a trade that was opened and closed at one moment', () => {
    const trade = sampleTrade(1, { entryTime: 5, exitTime: 5 })
    expect(buildReport(sampleRun({ trades: [trade] })).figures.meanTradeDays).toBe(0)
  })
})
