/**
 * A report's tables as CSV (RFC 4180, comma, CRLF), for a spreadsheet or a data frame.
 *
 * Text from users that a spreadsheet would take for a formula gets an apostrophe in front; numbers are plain, an undefined
 * one is an empty field, times are ISO 8601 UTC.
 */
import type { Report } from './build.ts'
import type { ReportInput } from './input.ts'

type Cell = string | number | null

/** One row a closed trade. */
export function tradesCsv({ trades }: Report): string {
  return csv(
    [
      'instrument',
      'side',
      'quantity',
      'entryTime',
      'entryPrice',
      'exitTime',
      'exitPrice',
      'profit',
      'profitFraction',
      'fees',
      'adverseExcursion',
      'favorableExcursion',
      'splitRatio',
      'tag',
    ],
    trades.map((trade) => [
      userText(trade.instrument),
      trade.side,
      trade.quantity,
      isoTime(trade.entryTime),
      trade.entryPrice,
      isoTime(trade.exitTime),
      trade.exitPrice,
      trade.profit,
      trade.profitFraction,
      trade.fees,
      trade.adverseExcursion,
      trade.favorableExcursion,
      trade.splitRatio,
      trade.tag === null ? null : userText(trade.tag),
    ]),
  )
}

/** One row a point of the run, not sampled. */
export function equityCsv({ times, equity, cash, exposure }: ReportInput): string {
  return csv(
    ['time', 'equity', 'cash', 'exposure'],
    Array.from(times, (time, i) => [isoTime(time), equity[i] ?? null, cash[i] ?? null, exposure[i] ?? null]),
  )
}

/** One row a month. */
export function monthlyCsv({ months }: Report): string {
  return csv(
    ['year', 'month', 'return'],
    months.flatMap(({ year, months: returns }) =>
      returns.flatMap((value, month) => (value === null ? [] : [[year, month + 1, value]])),
    ),
  )
}

function csv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

function field(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** A cell that starts like a formula would be run by the spreadsheet that opens it. */
function userText(value: string): string {
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

function isoTime(micros: number): string {
  return new Date(micros / 1000).toISOString()
}
