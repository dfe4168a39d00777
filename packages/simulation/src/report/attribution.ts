/** Where the profit came from: trades grouped by tag, by instrument, by side; and what instruments brought without a trade. */
import { summarizeTrades } from '../statistics/index.ts'
import type { ReportCarry, ReportTrade } from './input.ts'

export interface AttributionRow {
  /** The tag, the instrument or the side; trades without a tag stand under an empty one. */
  readonly name: string
  readonly trades: number
  readonly profit: number
  /** Of the profit of all trades; NaN where that is zero. */
  readonly share: number
  readonly fees: number
  /** What it brought (positive) or cost beside trades: dividends, funding; only where rows are instruments, 0 elsewhere. Not in the profit. */
  readonly income: number
  readonly hitRate: number
  readonly profitFactor: number
  readonly expectancy: number
}

const NO_INCOME: ReadonlyMap<string, number> = new Map()

/** What each instrument brought beside trades; what belongs to none is left out. */
export function incomeByInstrument(carry: readonly ReportCarry[]): ReadonlyMap<string, number> {
  const incomes = new Map<string, number>()
  for (const { instrument, cost } of carry)
    if (instrument !== null) incomes.set(instrument, (incomes.get(instrument) ?? 0) - cost)
  return incomes
}

/** One row a group, most profitable first; of equals in the order of names. */
export function attribute(
  trades: readonly ReportTrade[],
  groupOf: (trade: ReportTrade) => string,
  incomes: ReadonlyMap<string, number> = NO_INCOME,
): AttributionRow[] {
  const groups = Map.groupBy(trades, groupOf)
  for (const name of incomes.keys()) if (!groups.has(name)) groups.set(name, [])
  const whole = trades.reduce((total, trade) => total + trade.profit, 0)
  return [...groups]
    .map(([name, members]) => rowOf(name, members, { whole, income: incomes.get(name) ?? 0 }))
    .sort((a, b) => b.profit - a.profit || (a.name < b.name ? -1 : 1))
}

function rowOf(
  name: string,
  members: readonly ReportTrade[],
  { whole, income }: { readonly whole: number; readonly income: number },
): AttributionRow {
  const { hitRate, profitFactor, expectancy } = summarizeTrades(members.map((trade) => trade.profit))
  const profit = members.reduce((total, trade) => total + trade.profit, 0)
  return {
    name,
    trades: members.length,
    profit,
    share: whole === 0 ? Number.NaN : profit / whole,
    fees: members.reduce((total, trade) => total + trade.fees, 0),
    income,
    hitRate,
    profitFactor,
    expectancy,
  }
}
