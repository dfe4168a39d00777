/** Plays backtesting.py's runs on GOOG: every trade with its fees, and the figures of its report from our report on our run. */

import { BACKTESTING_PY_DEFINITIONS, buildReport, reportInputOfRun } from '../../../src/index.ts'
import type { ReportInput } from '../../../src/index.ts'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import type { FillModels } from '../../../src/venue-model/fill-model.ts'
import { fullEquityCross } from '../../engines/full-equity-cross.ts'
import { csvRows, dailyBars } from '../../engines/published-bars.ts'
import { answersOf } from '../backtesting-py.ts'
import { same, toDecimals, toShare } from './verdict.ts'
import type { Compared, PlayedCase } from './verdict.ts'

const GOOG = shares({
  symbol: 'GOOG',
  // Five decimals, so that a price that is 0.2 % worse is a whole number of ticks; margin, as both sides are traded.
  priceIncrement: '0.00001',
  funding: 'MARGINED',
  initialMarginRate: '0.01',
})
const bars = () => dailyBars('market-data', 'backtestingpy', 'GOOG.csv')

export interface ComputeStatsFile {
  readonly parameters: { readonly fast: number; readonly slow: number }
  readonly expected: Readonly<Record<string, number | string>>
  readonly rtol: number
}

export function computeStats({ parameters, expected, rtol }: ComputeStatsFile): PlayedCase[] {
  const { fast, slow } = parameters
  const result = play({ fast, slow, lastOpen: bars().time.at(-1) }, {})
  const answers = figuresOf(result, slow)
  return [
    {
      name: 'test_compute_stats',
      compared: [
        tradeByTrade(result, 'er_10_30_final.csv'),
        ...Object.entries(expected).map(([name, theirs]) =>
          typeof theirs === 'string'
            ? same(name, answers[name], theirs)
            : toShare(name, { ours: Number(answers[name]), theirs, share: rtol }),
        ),
      ],
    },
  ]
}

export interface ReadmeFile {
  readonly parameters: { readonly n1: number; readonly n2: number }
  readonly assert_these: Readonly<Record<string, number | string>>
}

export function readmeCross({ parameters, assert_these: expected }: ReadmeFile): PlayedCase[] {
  const { n1: fast, n2: slow } = parameters
  const worse = play(
    { fast, slow, costRate: 0.002, costIsPrice: true, exactExit: true },
    { slippage: { kind: 'BASIS_POINTS', basisPoints: 20 } },
  )
  const charged = play({ fast, slow, costRate: 0.002 }, { commission: { kind: 'RATE', rate: '0.002' } })
  const answers = figuresOf(worse, slow)
  const figures = Object.entries(expected).flatMap(([name, theirs]) =>
    typeof theirs === 'string'
      ? []
      : [toDecimals(name, { ours: Number(answers[name]), theirs, decimals: decimalsOf(theirs) })],
  )
  return [
    {
      name: 'README SMA(10)/SMA(20)',
      compared: [
        tradeByTrade(worse, 'er_10_20_spread.csv'),
        ...figures,
        { ...tradeByTrade(charged, 'er_10_20_comm.csv'), name: 'trades with a commission on both sides' },
      ],
      note: 'Its price is 0.2 % worse at entries only: market orders with slippage go in, limits at the opening come out.',
    },
  ]
}

function decimalsOf(value: number): number {
  return (String(value).split('.')[1] ?? '').length
}

function play(params: Record<string, unknown>, fills: FillModels): BacktestResult {
  const result = runBacktest({
    strategy: fullEquityCross,
    params: { instrument: GOOG.id, ...params },
    instruments: [GOOG],
    series: [{ kind: 'BARS', instrumentId: GOOG.id, timeframe: '1d', bars: bars() }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
    fills,
  })
  if (result.fault !== null) throw new Error(result.fault.message)
  return result
}

/** Our report on our run, with its points dated by the opening of each bar, as that engine dates them. */
function figuresOf(result: BacktestResult, slow: number): Readonly<Record<string, number | string>> {
  const { time, close } = bars()
  const exposure = new Float64Array(time.length)
  // A bar counts as exposed from the one of a closed trade's entry to the one of its exit, both included.
  for (const { entryBar, exitBar, quantity } of result.trades)
    for (let bar = entryBar; bar <= exitBar; bar += 1) exposure[bar]! += quantity * close[bar]!
  const input: ReportInput = {
    ...reportInputOfRun(result, { title: 'SMA cross on GOOG', initialCapital: 10_000 }),
    startedAt: time[0]!,
    times: time,
    exposure,
    benchmark: { name: 'GOOG', values: close, investedFrom: slow - 1 },
  }
  return answersOf(buildReport(input, BACKTESTING_PY_DEFINITIONS))
}

/** Size, bars, prices, fees and profit of each trade, beside those of that engine's own run; money to six decimals. */
function tradeByTrade({ trades }: BacktestResult, file: string): Compared {
  const [, ...rows] = csvRows('expected', 'backtest', 'engine-run', file)
  const agreed = rows.filter((row, index) => {
    const ours = trades[index]
    if (ours === undefined) return false
    const [size, entryBar, exitBar, entryPrice, exitPrice, pnl, , commission] = row.map(Number)
    const side = ours.side === 'BUY' ? 1 : -1
    const isSame = ours.quantity * side === size && ours.entryBar === entryBar && ours.exitBar === exitBar
    const money = [
      [ours.entryPrice, entryPrice!],
      [ours.exitPrice, exitPrice!],
      [ours.netPnl, pnl!],
      [ours.fees, commission!],
    ] as const
    return isSame && money.every(([a, b]) => Math.abs(a - b) < 1e-6)
  })
  return same('trades one by one', `${agreed.length} of ${trades.length}`, `${rows.length} of ${rows.length}`)
}
