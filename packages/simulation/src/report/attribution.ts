/** Where the profit came from: trades grouped by tag, by instrument, by side. */
import { summarizeTrades } from '../statistics/index.ts'
import type { ReportTrade } from './input.ts'

export interface AttributionRow {
  /** The tag, the instrument or the side; trades without a tag stand under an empty one. */
  readonly name: string
  readonly trades: number
  readonly profit: number
  /** Of the profit of all trades; NaN where that is zero. */
  readonly share: number
  readonly fees: number
  readonly hitRate: number
  readonly profitFactor: number
  readonly expectancy: number
}

/** One row a group, most profitable first; of equals in the order of names. */
export function attribute(
  trades: readonly ReportTrade[],
  groupOf: (trade: ReportTrade) => string,
): AttributionRow[] {
  const groups = Map.groupBy(trades, groupOf)
  const whole = trades.reduce((total, trade) => total + trade.profit, 0)
  return [...groups]
    .map(([name, members]) => rowOf(name, members, whole))
    .sort((a, b) => b.profit - a.profit || (a.name < b.name ? -1 : 1))
}

function rowOf(name: string, members: readonly ReportTrade[], whole: number): AttributionRow {
  const { hitRate, profitFactor, expectancy } = summarizeTrades(members.map((trade) => trade.profit))
  const profit = members.reduce((total, trade) => total + trade.profit, 0)
  return {
    name,
    trades: members.length,
    profit,
    share: whole === 0 ? Number.NaN : profit / whole,
    fees: members.reduce((total, trade) => total + trade.fees, 0),
    hitRate,
    profitFactor,
    expectancy,
  }
}
