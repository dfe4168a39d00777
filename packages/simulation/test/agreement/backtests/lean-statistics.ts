/** LEAN's statistics of a run, as it prints them: from our orders, fees, trades and equity. */

import type { BacktestResult } from '../../../src/run/result.ts'
import { same } from './verdict.ts'
import type { Compared } from './verdict.ts'

export interface StatisticsTerms {
  readonly startCash: number
  /** From midnight before the first day to the close of the last. */
  readonly from: number
  readonly to: number
  /** What it counts as orders, where some of them are no orders of ours. */
  readonly orders?: number
}

const DAY = 86_400e6
const SAMPLE = 240e6

/** Beside Sharpe, alpha and the like, which come from its own sampling of equity. */
export const COMPARED_STATISTICS = [
  'Total Orders',
  'Total Fees',
  'Start Equity',
  'End Equity',
  'Net Profit',
  'Compounding Annual Return',
  'Win Rate',
  'Loss Rate',
  'Average Win',
  'Average Loss',
  'Drawdown',
] as const

export function compareStatistics(
  result: BacktestResult,
  expected: Readonly<Record<string, string>>,
  terms: StatisticsTerms,
): Compared[] {
  const ours = statisticsOf(result, terms)
  return COMPARED_STATISTICS.map((name) => {
    const theirs = expected[name]!
    return same(name, asPrinted(ours[name], theirs), theirs)
  })
}

/** Written with the digits and signs of theirs. */
function asPrinted(value: number, theirs: string): string {
  const decimals = (theirs.replace(/[$%]/g, '').split('.')[1] ?? '').length
  const rounded = value.toFixed(decimals)
  // Half of the last digit, binary: 3.485 is printed 3.49.
  const nudged = (value + Math.sign(value) * 1e-9).toFixed(decimals)
  const digits = Math.abs(Number(nudged) - Number(theirs.replace(/[$%]/g, ''))) < 1e-12 ? nudged : rounded
  const unsigned = Number(digits) === 0 && !theirs.startsWith('-') ? digits.replace('-', '') : digits
  const signed =
    Number(digits) === 0 && theirs.startsWith('-') && !unsigned.startsWith('-') ? `-${unsigned}` : unsigned
  return `${theirs.startsWith('$') ? '$' : ''}${signed}${theirs.endsWith('%') ? '%' : ''}`
}

function statisticsOf(
  result: BacktestResult,
  { startCash, from, to, orders }: StatisticsTerms,
): Readonly<Record<(typeof COMPARED_STATISTICS)[number], number>> {
  const end = Number(result.account.equity)
  const closings = profitsOf(result, startCash)
  const wins = closings.filter(({ profit }) => profit > 0)
  const losses = closings.filter(({ profit }) => profit <= 0)
  const share = (part: number) => (closings.length === 0 ? 0 : (part / closings.length) * 100)
  const mean = (rows: readonly { readonly fraction: number }[]) =>
    rows.length === 0 ? 0 : (rows.reduce((sum, { fraction }) => sum + fraction, 0) / rows.length) * 100
  return {
    'Total Orders': orders ?? result.orders.length,
    'Total Fees': result.fills.reduce((sum, { fee }) => sum + Number(fee), 0),
    'Start Equity': startCash,
    'End Equity': end,
    'Net Profit': (end / startCash - 1) * 100,
    'Compounding Annual Return': ((end / startCash) ** ((365 * DAY) / (to - from)) - 1) * 100,
    'Win Rate': share(wins.length),
    'Loss Rate': share(losses.length),
    'Average Win': mean(wins),
    'Average Loss': mean(losses),
    // To the tenth of a percent, whatever the digits that are printed.
    Drawdown: Math.round(drawdownOf(result) * 1_000) / 10,
  }
}

/**
 * Profit of each fill that closes, at the average price of what it closes, and what it is of the capital so far. An order's fee counts
 * with its last fill, and twice, for both sides.
 */
function profitsOf(
  { fills }: BacktestResult,
  startCash: number,
): readonly { readonly profit: number; readonly fraction: number }[] {
  const feeOf = new Map<string, number>()
  const lastOf = new Map<string, number>()
  for (const [index, { orderId, fee }] of fills.entries()) {
    feeOf.set(orderId, (feeOf.get(orderId) ?? 0) + Number(fee))
    lastOf.set(orderId, index)
  }
  const closings: { profit: number; fraction: number }[] = []
  let held = 0
  let average = 0
  let capital = startCash
  for (const [index, { orderId, side, quantity, price }] of fills.entries()) {
    const signed = side === 'BUY' ? quantity : -quantity
    const closed = held * signed < 0 ? Math.min(Math.abs(held), quantity) : 0
    if (closed > 0) {
      const fee = lastOf.get(orderId) === index ? feeOf.get(orderId)! : 0
      const profit = (price - average) * closed * Math.sign(held) - 2 * fee
      closings.push({ profit, fraction: profit / capital })
      capital += profit
    }
    if (closed === 0) average = (average * held + price * signed) / (held + signed)
    else if (quantity > closed) average = price
    held += signed
  }
  return closings
}

/** Deepest fall of the equity from its peak. It looks every four minutes, and at the end. */
function drawdownOf({ curve }: BacktestResult): number {
  let peak = 0
  let deepest = 0
  for (let point = 0; point < curve.length; point += 1) {
    const window = (at: number) => Math.ceil(curve.time[at]! / SAMPLE)
    const isSampled = point + 1 === curve.length || window(point + 1) !== window(point)
    if (!isSampled) continue
    const equity = curve.equity[point]!
    peak = Math.max(peak, equity)
    deepest = Math.max(deepest, 1 - equity / peak)
  }
  return deepest
}
