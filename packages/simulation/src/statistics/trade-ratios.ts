/**
 * Ratios over a list of trades instead of a series of equity, as freqtrade publishes them.
 *
 * Kept beside the usual ones so that a user who moves over finds his figures again. They are not comparable with ratios
 * of daily returns: the deviation is one of trades, and sqrt(365) is applied whatever the number of trades.
 */
import { standardDeviation, sum, type Series } from './moments.ts'

const DAYS_PER_YEAR = 365

export interface TradeAccount {
  readonly startingBalance: number
  /** Whole days from the first entry to the last exit, at least one. */
  readonly days: number
}

/** Profit per day as a share of the balance, over the population deviation of the trades' profits, times sqrt(365). */
export function tradeSharpe(profits: Series, account: TradeAccount): number {
  return (dailyShare(profits, account) / spreadOf(profits, account)) * Math.sqrt(DAYS_PER_YEAR)
}

/** As `tradeSharpe`, over the deviation of the losing trades alone. */
export function tradeSortino(profits: Series, account: TradeAccount): number {
  const losses = Float64Array.from(profits).filter((profit) => profit < 0)
  return (dailyShare(profits, account) / spreadOf(losses, account)) * Math.sqrt(DAYS_PER_YEAR)
}

/**
 * Profit per day in per cent of the balance over the deepest drawdown, times sqrt(365).
 *
 * @param drawdown positive fraction of the account
 */
export function tradeCalmar(profits: Series, account: TradeAccount, drawdown: number): number {
  return ((dailyShare(profits, account) * 100) / drawdown) * Math.sqrt(DAYS_PER_YEAR)
}

export interface ClosedProfit {
  /** When the trade was closed, in any unit that orders. */
  readonly closedAt: number
  readonly profit: number
}

export interface BalancePoint {
  readonly at: number
  readonly balance: number
}

/**
 * The account after each moment at which trades closed, in the order of time.
 *
 * Trades of the same moment are one step: which of them comes first is chance, and a drawdown must not hang on it.
 */
export function balancesOverTime(trades: readonly ClosedProfit[], startingBalance: number): BalancePoint[] {
  const points: BalancePoint[] = []
  let balance = startingBalance
  for (const { closedAt, profit } of trades.toSorted((a, b) => a.closedAt - b.closedAt)) {
    balance += profit
    const last = points.length - 1
    if (points[last]?.at === closedAt) points[last] = { at: closedAt, balance }
    else points.push({ at: closedAt, balance })
  }
  return points
}

function dailyShare(profits: Series, { startingBalance, days }: TradeAccount): number {
  return sum(profits) / startingBalance / days
}

function spreadOf(profits: Series, { startingBalance }: TradeAccount): number {
  const shares = Float64Array.from(profits, (profit) => profit / startingBalance)
  return standardDeviation(shares, 'POPULATION')
}
