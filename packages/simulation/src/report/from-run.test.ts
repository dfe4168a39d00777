/** From a run of the kernel to its report: nothing is lost, and what both know is the same. */
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { barsOf, MINUTE, randomBars, shares, START } from '../kernel/testing/market.ts'
import { movingAverageCross } from '../kernel/testing/strategies.ts'
import { runBacktest } from '../run/backtest.ts'
import type { BacktestRequest } from '../run/request.ts'
import { buildReport } from './build.ts'
import { tradesCsv } from './csv.ts'
import { reportInputOfRun } from './from-run.ts'
import { reportHtml } from './html/page.ts'
import { reportJson } from './json.ts'

const ACME = 'TEST:ACME'

const buyOnce = defineStrategy({
  name: 'buy-once',
  params: {},
  subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
  onBar({ orders, portfolio }) {
    if (portfolio.position(ACME).lots === 0 && orders.working().length === 0)
      orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 })
  },
}) as Strategy

function run(strategy: Strategy, bars: ReturnType<typeof barsOf>, terms: Partial<BacktestRequest> = {}) {
  return runBacktest({
    ...terms,
    strategy,
    instruments: [shares({ takerFeeRate: '0.001' })],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
  })
}

describe('the report of a run', () => {
  it('starts from the account before anything was played', () => {
    const result = run(
      buyOnce,
      barsOf([
        [100, 101, 99, 100.5],
        [102, 103, 98, 99],
        [99, 104, 99, 103],
      ]),
    )
    const input = reportInputOfRun(result, { title: 'Buy once' })
    expect(input).toMatchObject({ initialCapital: 10_000, currency: 'USD', strategy: 'buy-once' })
    expect(input.times).toHaveLength(3)
    expect(input.startedAt).toBeLessThan(input.times[0] ?? 0)
    const { figures } = buildReport(input)
    expect(figures.finalEquity).toBeCloseTo(Number(result.account.equity), 9)
    expect(figures.fees).toBeCloseTo(1.02, 9)
    expect(figures.timeInMarket).toBeCloseTo(2 / 3, 12)
  })

  it('counts dividends that came in against what the run cost', () => {
    const bars = barsOf([
      [100, 100, 100, 100],
      [100, 100, 100, 100],
      [100, 100, 100, 100],
    ])
    const at = START + 2 * MINUTE
    const carry = [{ kind: 'DIVIDEND', instrumentId: ACME, at, perUnit: '3' }] as const
    const { costs, figures } = buildReport(reportInputOfRun(run(buyOnce, bars, { carry }), { title: 'Held' }))
    expect(costs.carry).toEqual({ DIVIDEND: -30 })
    expect(costs.total).toBeCloseTo(1 - 30, 9)
    expect(figures.finalEquity).toBeCloseTo(10_029, 9)
  })

  it('shows dividends by instrument, and the split that a trade was held over', () => {
    const bars = barsOf(
      Array.from({ length: 6 }, (_, row) =>
        row < 3 ? ([100, 100, 100, 100] as const) : ([25, 25, 25, 25] as const),
      ),
    )
    const of = { instrumentId: ACME } as const
    const actions = [
      { ...of, kind: 'CASH_DIVIDEND', exTime: START + 2 * MINUTE, amount: 3 },
      { ...of, kind: 'SPLIT', exTime: START + 3 * MINUTE, ratio: 4 },
    ] as const
    const trader = defineStrategy({
      name: 'in-and-out',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
      prepare: () => ({ step: 0 }),
      onBar({ locals, orders }) {
        locals.step += 1
        const order = { type: 'MARKET', instrument: ACME } as const
        if (locals.step === 1) orders.submit({ ...order, side: 'BUY', quantity: 10 })
        if (locals.step === 4) orders.submit({ ...order, side: 'SELL', quantity: 40 })
      },
    }) as Strategy
    const result = run(trader, bars, { actions })
    const report = buildReport(reportInputOfRun(result, { title: 'Acted' }))
    expect(report.byInstrument).toMatchObject([{ name: ACME, trades: 1, income: 30 }])
    expect(report.bySide).toMatchObject([{ income: 0 }])
    expect(report.costs.carry).toEqual({ DIVIDEND: -30 })
    expect(report.trades).toMatchObject([{ quantity: 40, entryPrice: 25, splitRatio: 4 }])
    expect(tradesCsv(report)).toContain('splitRatio')
    expect(reportHtml(report)).toContain('× 4')
  })

  it('has the trades, the profit and the fees that the run has', () => {
    const result = run(movingAverageCross, randomBars(3000, 11))
    const report = buildReport(reportInputOfRun(result, { title: 'Cross' }))
    expect(result.trades.length).toBeGreaterThan(10)
    expect(report.figures.trades).toBe(result.trades.length)
    expect(report.figures.finalEquity).toBeCloseTo(Number(result.account.equity), 6)
    expect(report.figures.fees).toBeCloseTo(Number(result.account.fees[0]?.amount), 6)
    const open = result.openTrades.reduce((sum, one) => sum + one.netPnl, 0)
    const closed = report.byInstrument.reduce((sum, { profit }) => sum + profit, 0)
    expect(closed + open).toBeCloseTo(report.figures.finalEquity - 10_000, 6)
    expect(report.provenance['decisions']).toBe(result.digests.decisions)
  })

  it('is written without a fault', () => {
    const result = run(movingAverageCross, randomBars(500, 3))
    const report = buildReport(reportInputOfRun(result, { title: 'Cross' }))
    expect(JSON.parse(reportJson(report))).toMatchObject({ strategy: result.strategy.name })
    expect(reportHtml(report)).toContain(result.digests.decisions)
  })

  it('keeps the last value where equity could not be valued', () => {
    const result = run(movingAverageCross, randomBars(200, 5))
    const equity = result.curve.equity.map((value, i) => (i === 50 || i === 51 ? Number.NaN : value))
    const input = reportInputOfRun({ ...result, curve: { ...result.curve, equity } }, { title: 'Gap' })
    // The curve's first point is the start, so its place 49 is the report's 48.
    expect(input.equity.slice(48, 52)).toEqual(
      Float64Array.from([49, 49, 49, 52], (place) => equity[place] ?? 0),
    )
  })

  it('counts the first point of a curve that does not begin with the start', () => {
    const result = run(movingAverageCross, randomBars(200, 5))
    const input = reportInputOfRun(result, { title: 'Spans', initialCapital: 12_000 })
    expect(input.times).toHaveLength(result.curve.length)
    expect(input).toMatchObject({ initialCapital: 12_000, startedAt: result.curve.time[0] })
  })

  it('measures the return of a contract on its whole value', () => {
    const result = run(movingAverageCross, randomBars(2000, 11))
    const of = (multiplier: number) =>
      reportInputOfRun(result, { title: 'Contract', multiplierOf: () => multiplier })
    expect(of(50).trades[0]?.profitFraction).toBeCloseTo((of(1).trades[0]?.profitFraction ?? 0) / 50, 12)
    expect(of(50).fills[0]?.value).toBeCloseTo((of(1).fills[0]?.value ?? 0) * 50, 6)
  })

  it('of data that holds nothing is refused', () => {
    const result = run(buyOnce, barsOf([]))
    expect(() => reportInputOfRun(result, { title: 'Nothing' })).toThrow('nothing to report')
  })
})
