/** The dollars that nautilus' account would hold after our fills: profits, fees and rollover interest as it exchanges and rounds them. */

import type { BacktestResult, FillRow } from '../../../src/run/result.ts'
import { csvRows } from '../../engines/published-bars.ts'
import type { Shown } from './lean-data.ts'

const DAY = 86_400e6
/** When interest is booked, after midnight UTC: the end of the day in New York. */
const ROLLOVER = 79_200e6
const START = 1_000_000
/** Wednesday and Friday count three times. */
const TRIPLE_DAYS = [3, 5]

export interface Dollars {
  readonly balance: number
  readonly rollovers: number
}

export function dollarsOf(result: BacktestResult, quotes: readonly Shown[]): Dollars {
  const middle = middleAt(quotes)
  let balance = START
  const positions = positionsOf(result.fills)
  for (const { opened, closed } of positions) {
    const direction = opened.side === 'BUY' ? 1 : -1
    const profit = (closed.price - opened.price) * direction * opened.quantity
    balance += cents(profit / middle(closed.at))
    for (const fill of [opened, closed]) balance -= cents(Number(fill.fee) / middle(fill.at))
  }
  const { interest, rollovers } = rolledOver(positions, quotes)
  return { balance: balance + interest, rollovers }
}

interface HeldPosition {
  readonly opened: FillRow
  readonly closed: FillRow
}

/** Its account keeps each position on its own, under the strategy that opened it, until that closes it. */
function positionsOf(fills: readonly FillRow[]): readonly HeldPosition[] {
  const open = new Map<string, FillRow[]>()
  return fills.flatMap((fill) => {
    const [what, owner] = fill.tag!.split(' ') as [string, string]
    const held = open.get(owner) ?? []
    open.set(owner, held)
    const opened = what === 'open' ? undefined : held.shift()
    if (opened !== undefined) return { opened, closed: fill }
    held.push(fill)
    return []
  })
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

function middleAt(quotes: readonly Shown[]): (at: number) => number {
  return (at) => {
    let low = 0
    let high = quotes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (quotes[middle]!.time <= at) low = middle + 1
      else high = middle
    }
    const { bid, ask } = quotes[low - 1]!
    return (bid + ask) / 2
  }
}

/** Interest of a day on every position that is held then, at the difference of the month's rates. */
function rolledOver(
  positions: readonly HeldPosition[],
  quotes: readonly Shown[],
): { readonly interest: number; readonly rollovers: number } {
  const perDay = (monthlyRate('JPN') - monthlyRate('USA')) / 100 / 365
  const first = Math.floor(quotes[0]!.time / DAY + 1) * DAY
  let interest = 0
  let rollovers = 0
  for (let at = first + ROLLOVER; at <= quotes.at(-1)!.time; at += DAY) {
    const days = TRIPLE_DAYS.includes(new Date(at / 1_000).getUTCDay()) ? 3 : 1
    for (const { opened, closed } of positions) {
      if (opened.at >= at || closed.at < at) continue
      interest += opened.quantity * perDay * days
      rollovers += 1
    }
  }
  return { interest, rollovers }
}

/** Per cent a year in February 2013. */
function monthlyRate(country: string): number {
  const rows = csvRows('market-data', 'nautilus', 'short-term-interest.csv')
  const row = rows.find(([location, , , , , time]) => location === `"${country}"` && time === '"2013-02"')!
  return Number(row[6])
}
