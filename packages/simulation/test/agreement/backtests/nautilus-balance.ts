/** The dollars that nautilus' account would hold after our fills: profits, fees and rollover interest as it exchanges and rounds them. */

import type { BacktestResult, FillRow } from '../../../src/run/result.ts'
import { csvRows } from '../../engines/published-bars.ts'
import type { Shown } from './lean-data.ts'

const DAY = 86_400e6
const START = 1_000_000
/** Interest of a Wednesday and of a Friday counts three times; it is booked when the next day begins. */
const TRIPLE_DAYS = [4, 6]

export interface Dollars {
  readonly balance: number
  readonly rollovers: number
}

export function dollarsOf(result: BacktestResult, quotes: readonly Shown[]): Dollars {
  const quoteAt = quotesAt(quotes)
  // A sale is exchanged at the bid, a purchase at the ask.
  const dollars = (yen: number, { at, side }: FillRow): number =>
    cents(yen / (side === 'SELL' ? quoteAt(at).bid : quoteAt(at).ask))
  let balance = START
  const positions = positionsOf(result.fills)
  for (const { opened, closed } of positions) {
    const direction = opened.side === 'BUY' ? 1 : -1
    const profit = (closed.price - opened.price) * direction * opened.quantity
    balance += dollars(profit, closed)
    // Fees are whole yen.
    for (const fill of [opened, closed]) balance -= dollars(Math.round(Number(fill.fee)), fill)
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

function quotesAt(quotes: readonly Shown[]): (at: number) => Shown {
  return (at) => {
    let low = 0
    let high = quotes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (quotes[middle]!.time <= at) low = middle + 1
      else high = middle
    }
    return quotes[low - 1]!
  }
}

/** Interest on every position that is held when a day begins, at the difference of the month's rates, whatever its side. */
function rolledOver(
  positions: readonly HeldPosition[],
  quotes: readonly Shown[],
): { readonly interest: number; readonly rollovers: number } {
  const ratesOf = new Map<string, number>()
  let interest = 0
  let rollovers = 0
  const last = quotes.at(-1)!.time
  for (let at = Math.ceil(quotes[0]!.time / DAY) * DAY; at <= last + 1; at += DAY) {
    const month = new Date(at / 1_000).toISOString().slice(0, 7)
    const perDay = ratesOf.get(month) ?? (monthlyRate('JPN', month) - monthlyRate('USA', month)) / 100 / 365
    ratesOf.set(month, perDay)
    const days = TRIPLE_DAYS.includes(new Date(at / 1_000).getUTCDay()) ? 3 : 1
    for (const { opened, closed } of positions) {
      if (opened.at >= at || closed.at < at) continue
      interest += cents(opened.quantity * perDay * days)
      rollovers += 1
    }
  }
  return { interest, rollovers }
}

/** Per cent a year. */
function monthlyRate(country: string, month: string): number {
  const rows = csvRows('market-data', 'nautilus', 'short-term-interest.csv')
  const row = rows.find(([location, , , , , time]) => location === `"${country}"` && time === `"${month}"`)!
  return Number(row[6])
}
