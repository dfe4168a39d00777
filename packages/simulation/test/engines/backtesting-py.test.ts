/** backtesting.py's own test runs, trade by trade: the strategy is ours, the trades, fees and equity are theirs. */

import { describe, expect, it } from 'vitest'
import { runBacktest } from '../../src/run/backtest.ts'
import type { BacktestResult } from '../../src/run/result.ts'
import type { FillModels } from '../../src/venue-model/fill-model.ts'
import { shares } from '../../src/kernel/testing/market.ts'
import { fullEquityCross } from './full-equity-cross.ts'
import { casesArePresent, csvRows, dailyBars, published } from './published-bars.ts'

const GOOG = shares({
  symbol: 'GOOG',
  // Five decimals, so that a price that is 0.2 % worse is a whole number of ticks; margin, as both sides are traded.
  priceIncrement: '0.00001',
  funding: 'MARGINED',
  initialMarginRate: '0.01',
})

function play(params: Record<string, unknown>, fills: FillModels): BacktestResult {
  const bars = dailyBars('market-data', 'backtestingpy', 'GOOG.csv')
  const result = runBacktest({
    strategy: fullEquityCross,
    params: { instrument: GOOG.id, ...params },
    instruments: [GOOG],
    series: [{ kind: 'BARS', instrumentId: GOOG.id, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
    fills,
  })
  expect(result.fault).toBeNull()
  expect(result.rejections).toEqual([])
  return result
}

interface PublishedTrade {
  readonly size: number
  readonly entryBar: number
  readonly exitBar: number
  readonly entryPrice: number
  readonly exitPrice: number
  readonly pnl: number
  readonly commission: number
}

function tradesOf(file: string): PublishedTrade[] {
  const [, ...rows] = csvRows('expected', 'backtest', 'engine-run', file)
  return rows.map((row) => {
    const [size, entryBar, exitBar, entryPrice, exitPrice, pnl, , commission] = row.map(Number)
    return {
      size: size!,
      entryBar: entryBar!,
      exitBar: exitBar!,
      entryPrice: entryPrice!,
      exitPrice: exitPrice!,
      pnl: pnl!,
      commission: commission!,
    }
  })
}

function expectTrades(result: BacktestResult, trades: readonly PublishedTrade[]): void {
  expect(result.trades).toHaveLength(trades.length)
  for (const [index, theirs] of trades.entries()) {
    const ours = result.trades[index]!
    expect({
      size: ours.side === 'BUY' ? ours.quantity : -ours.quantity,
      entryBar: ours.entryBar,
      exitBar: ours.exitBar,
    }).toEqual({ size: theirs.size, entryBar: theirs.entryBar, exitBar: theirs.exitBar })
    expect(ours.entryPrice).toBeCloseTo(theirs.entryPrice, 6)
    expect(ours.exitPrice).toBeCloseTo(theirs.exitPrice, 6)
    expect(ours.fees).toBeCloseTo(theirs.commission, 6)
    expect(ours.netPnl).toBeCloseTo(theirs.pnl, 6)
  }
}

describe.skipIf(!casesArePresent())('backtesting.py on GOOG', { timeout: 60_000 }, () => {
  it('[SI-40] test_compute_stats: 66 trades one by one, final and peak equity to the last digit', () => {
    const bars = dailyBars('market-data', 'backtestingpy', 'GOOG.csv')
    const result = play({ lastOpen: bars.time.at(-1) }, {})
    expectTrades(result, tradesOf('er_10_30_final.csv'))
    const { expected } = published<{ expected: Record<string, number> }>(
      'backtest',
      'backtestingpy-test_compute_stats.json',
    )
    expect(Number(result.account.equity)).toBeCloseTo(expected['Equity Final [$]']!, 6)
    expect(Math.max(...result.curve.equity)).toBeCloseTo(expected['Equity Peak [$]']!, 6)
    expect(-100 * Math.max(...result.curve.drawdown)).toBeCloseTo(expected['Max. Drawdown [%]']!, 8)
  })

  it('[SI-40] a commission of 0.2 % on both sides: 93 trades with their commissions', () => {
    const result = play({ slow: 20, costRate: 0.002 }, { commission: { kind: 'RATE', rate: '0.002' } })
    expectTrades(result, tradesOf('er_10_20_comm.csv'))
    expect(Number(result.account.equity)).toBeCloseTo(56_263.52, 2)
  })

  it('[SI-40] a price 0.2 % worse at entry, the published table: 93 trades, 68,935.12', () => {
    const result = play(
      { slow: 20, costRate: 0.002, costIsPrice: true, exactExit: true },
      { slippage: { kind: 'BASIS_POINTS', basisPoints: 20 } },
    )
    expectTrades(result, tradesOf('er_10_20_spread.csv'))
    expect(Number(result.account.equity)).toBeCloseTo(68_935.12, 2)
    expect(Math.max(...result.curve.equity)).toBeCloseTo(68_991.22, 2)
  })
})
