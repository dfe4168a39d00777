/** Plays freqtrade's metrics over a list of trades. */
import * as ours from '../../src/statistics/index.ts'
import { compare, toDecimals, toShare, type CaseResult } from './case-result.ts'

interface Trade {
  readonly open_date: string
  readonly close_date: string
  readonly profit_abs: number
}

interface Case {
  readonly metric: string
  readonly input_profit_abs?: readonly number[]
  readonly profits_by_day?: readonly number[]
  readonly rows?: readonly (readonly [number, number, number, number])[]
  readonly starting_balance?: number
  readonly relative?: boolean
  readonly expected?: number | Readonly<Record<string, number | string>>
}

export interface FreqtradeFile {
  readonly cases: readonly Case[]
}

/** The measured numbers of one case, under the names in which they are expected. */
type Answers = Readonly<Record<string, number | string>>

export function freqtrade(file: FreqtradeFile, trades: readonly Trade[]): CaseResult[] {
  return file.cases.map((one, i) => {
    const name = `${one.metric} ${i + 1}`
    if (one.rows) return growth(name, one.rows)
    const expected = typeof one.expected === 'object' ? one.expected : { value: one.expected ?? Number.NaN }
    const answers = one.metric.startsWith('max_drawdown')
      ? drawdown(one, trades)
      : one.metric === 'expectancy'
        ? expectancy(one.input_profit_abs ?? trades.map((trade) => trade.profit_abs))
        : { value: ratio(one, trades) }
    const keys = Object.keys(expected)
    return compare(
      name,
      { ours: keys.map((key) => answers[key]), expected: Object.values(expected) },
      // Some are printed with six or eight decimals, the rest asserted to a millionth.
      (a, b) => toShare(1e-6)(a, b) || (Math.abs(b) >= 1e-3 && toDecimals(8)(a, b)),
    )
  })
}

function expectancy(profits: readonly number[]): Answers {
  const { expectancy: mean, expectancyRatio } = ours.summarizeTrades(profits)
  return { expectancy: mean, expectancy_ratio: expectancyRatio }
}

function growth(name: string, rows: readonly (readonly [number, number, number, number])[]): CaseResult {
  return compare(
    name,
    {
      ours: rows.map(([first, last, days]) =>
        ours.compoundAnnualGrowth(first, last, { days, daysPerYear: 365 }),
      ),
      expected: rows.map((row) => row[3]),
    },
    toDecimals(4),
  )
}

function ratio(one: Case, trades: readonly Trade[]): number {
  const profits = trades.map((trade) => trade.profit_abs)
  const span =
    Math.max(...trades.map(closed)) - Math.min(...trades.map((trade) => Date.parse(trade.open_date)))
  const account = {
    startingBalance: one.starting_balance ?? 0,
    days: Math.max(1, Math.floor(span / 86_400_000)),
  }
  if (one.metric === 'sharpe') return ours.tradeSharpe(profits, account)
  if (one.metric === 'sortino') return ours.tradeSortino(profits, account)
  const points = ours.balancesOverTime(trades.map(profitOf), account.startingBalance)
  const worst = ours.costliestDrawdown(ours.drawdowns(points.map((point) => point.balance)))
  return ours.tradeCalmar(profits, account, -(worst?.depth ?? 0))
}

/**
 * Where a case names no starting balance there is no point before the first trade: a loss in it is then where the series
 * begins, not a fall.
 */
function drawdown(one: Case, trades: readonly Trade[]): Answers {
  const start = one.starting_balance ?? (one.profits_by_day ? undefined : 0)
  const closings =
    one.profits_by_day?.map((profit, day) => ({ closedAt: day, profit })) ?? trades.map(profitOf)
  const points = ours.balancesOverTime(closings, start ?? 0)
  if (start !== undefined) points.unshift({ at: points[0]?.at ?? 0, balance: start })
  const all = ours.drawdowns(points.map((point) => point.balance))
  const worst = one.relative === true ? ours.deepestDrawdowns(all, 1)[0] : ours.costliestDrawdown(all)
  const high = points[worst?.peakIndex ?? 0]?.at ?? 0
  const low = points[worst?.valleyIndex ?? 0]?.at ?? 0
  return {
    drawdown_abs: worst?.loss ?? 0,
    relative_account_drawdown: -(worst?.depth ?? 0),
    relative: Number((-(worst?.depth ?? 0)).toFixed(6)),
    ...(one.profits_by_day
      ? { high_day: high, low_day: low }
      : { high_date: date(high), low_date: date(low) }),
  }
}

function profitOf(trade: Trade): ours.ClosedProfit {
  return { closedAt: Date.parse(trade.close_date), profit: trade.profit_abs }
}

function date(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

function closed(trade: Trade): number {
  return Date.parse(trade.close_date)
}
