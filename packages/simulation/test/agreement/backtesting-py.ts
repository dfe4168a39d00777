/** Makes our report from the equity and trades of backtesting.py's own engine, and compares it with its full statistics. */
import {
  BACKTESTING_PY_DEFINITIONS,
  buildReport,
  type Report,
  type ReportInput,
  type ReportTrade,
} from '../../src/index.ts'
import { compare, toShare, type CaseResult } from './case-result.ts'

export interface BacktestingPyFile {
  readonly parameters: { readonly cash: number; readonly slow: number }
  readonly expected: Readonly<Record<string, number | string>>
  readonly rtol: number
}

interface EngineTrade {
  readonly size: number
  readonly entryBar: number
  readonly exitBar: number
  readonly trade: ReportTrade
}

export function backtestingPy(
  file: BacktestingPyFile,
  { trades, bars }: { readonly trades: string; readonly bars: string },
): CaseResult[] {
  const input = inputOf(file, tradesOf(trades), rowsOf(bars))
  const answers = answersOf(buildReport(input, BACKTESTING_PY_DEFINITIONS))
  return Object.entries(file.expected).map(([name, expected]) =>
    compare(name, { ours: [answers[name]], expected: [expected] }, toShare(file.rtol)),
  )
}

/** Our figures under their names: in per cent, and times in whole days, rounded up to the bar as they do. */
export function answersOf({ figures, span }: Report): Readonly<Record<string, number | string>> {
  const days = (value: number): string => `${Math.ceil(value)} days`
  const date = (micros: number): string => new Date(micros / 1000).toISOString().slice(0, 10)
  return {
    '# Trades': figures.trades,
    'Avg. Drawdown Duration': days(figures.meanDrawdownDays),
    'Avg. Drawdown [%]': figures.meanDrawdown * 100,
    'Avg. Trade Duration': days(figures.meanTradeDays),
    'Avg. Trade [%]': figures.meanTradeCompounded * 100,
    'Best Trade [%]': figures.bestTrade * 100,
    'Buy & Hold Return [%]': figures.benchmarkReturn * 100,
    'Calmar Ratio': figures.calmar,
    Duration: days((span.to - span.from) / 86_400_000_000),
    End: date(span.to),
    'Equity Final [$]': figures.finalEquity,
    'Equity Peak [$]': figures.peakEquity,
    'Expectancy [%]': figures.expectancyFraction * 100,
    'Exposure Time [%]': figures.timeInMarket * 100,
    'Max. Drawdown Duration': days(figures.maxDrawdownDays),
    'Max. Drawdown [%]': figures.maxDrawdown * 100,
    'Max. Trade Duration': days(figures.maxTradeDays),
    'Profit Factor': figures.profitFactor,
    'Return (Ann.) [%]': figures.annualReturn * 100,
    'Return [%]': figures.totalReturn * 100,
    'Volatility (Ann.) [%]': figures.volatility * 100,
    'CAGR [%]': figures.cagr * 100,
    SQN: figures.systemQuality,
    'Kelly Criterion': figures.kelly,
    'Sharpe Ratio': figures.sharpe,
    'Sortino Ratio': figures.sortino,
    Start: date(span.from),
    'Win Rate [%]': figures.hitRate * 100,
    'Worst Trade [%]': figures.worstTrade * 100,
    'Alpha [%]': figures.alpha * 100,
    Beta: figures.beta,
  }
}

function inputOf(
  file: BacktestingPyFile,
  trades: readonly EngineTrade[],
  bars: readonly (readonly string[])[],
): ReportInput {
  const closes = Float64Array.from(bars, (row) => Number(row[4]))
  const equity = closes.map((close, bar) =>
    trades.reduce((value, one) => value + profitAt(one, bar, close), file.parameters.cash),
  )
  return {
    title: 'SMA cross on GOOG',
    strategy: 'sma-cross',
    parameters: { fast: 10, slow: file.parameters.slow },
    currency: 'USD',
    initialCapital: file.parameters.cash,
    startedAt: Date.parse(bars[0]?.[0] ?? '') * 1000,
    times: Float64Array.from(bars, (row) => Date.parse(row[0] ?? '') * 1000),
    equity,
    cash: equity,
    // A bar counts as exposed from the one of the entry to the one of the exit, both included.
    exposure: closes.map((close, bar) =>
      trades
        .filter(({ entryBar, exitBar }) => entryBar <= bar && bar <= exitBar)
        .reduce((value, { size }) => value + Math.abs(size) * close, 0),
    ),
    trades: trades.map(({ trade }) => trade),
    fills: [],
    carry: [],
    // The slow average is there from its last bar on, so that is the first at which anything could be bought.
    benchmark: { name: 'GOOG', values: closes, investedFrom: file.parameters.slow - 1 },
    provenance: {},
  }
}

function profitAt({ entryBar, exitBar, size, trade }: EngineTrade, bar: number, close: number): number {
  if (bar < entryBar) return 0
  return size * ((bar < exitBar ? close : trade.exitPrice) - trade.entryPrice)
}

function rowsOf(csv: string): (readonly string[])[] {
  return csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
}

/** Size,EntryBar,ExitBar,EntryPrice,ExitPrice,PnL,ReturnPct,Commission,EntryTime,ExitTime */
function tradesOf(csv: string): EngineTrade[] {
  return rowsOf(csv).map((row) => {
    const number = (column: number): number => Number(row[column])
    const size = number(0)
    return {
      size,
      entryBar: number(1),
      exitBar: number(2),
      trade: {
        instrument: 'GOOG',
        side: size > 0 ? 'LONG' : 'SHORT',
        quantity: Math.abs(size),
        entryPrice: number(3),
        exitPrice: number(4),
        profit: number(5),
        profitFraction: number(6),
        fees: number(7),
        entryTime: Date.parse(row[8] ?? '') * 1000,
        exitTime: Date.parse(row[9] ?? '') * 1000,
        adverseExcursion: 0,
        favorableExcursion: 0,
        splitRatio: 1,
        tag: null,
      },
    }
  })
}
