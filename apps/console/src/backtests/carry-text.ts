/** What holding brings or costs, as lines that a person writes or pastes from a file, and as the API takes it. */
import type { BacktestCarryInput, CarryKind } from '../generated/graphql.ts'

export const CARRY_HEADER = 'instrument,at,kind,amount'

const kinds: readonly CarryKind[] = ['DIVIDEND', 'FUNDING', 'ROLLOVER']
const DAY = /^\d{4}-\d{2}-\d{2}$/

const rowsOf = (text: string) =>
  text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line: line.trim() }))
    .filter(({ line }) => line !== '' && line !== CARRY_HEADER)

const cellsOf = (line: string) => line.split(',').map((cell) => cell.trim())

/** Returns the first line that cannot be sent, in words, or null; whether values are allowed is the server's to say. */
export function carryFault(text: string): string | null {
  for (const { number, line } of rowsOf(text)) {
    const cells = cellsOf(line)
    if (cells.length !== 4 || cells.includes('')) return `Line ${number}: has to be ${CARRY_HEADER}.`
    const [, at = '', kind = '', amount = ''] = cells
    if (Number.isNaN(Date.parse(at))) return `Line ${number}: "${at}" is no date or instant.`
    if (!kinds.some((known) => known === kind))
      return `Line ${number}: "${kind}" is none of ${kinds.join(', ')}.`
    if (!/^-?\d+(\.\d+)?$/.test(amount)) return `Line ${number}: "${amount}" is no number.`
  }
  return null
}

/** Returns the lines as the API takes them; a day is its first instant, UTC. Only for text without a fault. */
export function toCarry(text: string): BacktestCarryInput[] {
  return rowsOf(text).map(({ line }) => {
    const [instrumentId = '', at = '', kind, amount = ''] = cellsOf(line)
    return { instrumentId, at: DAY.test(at) ? `${at}T00:00:00Z` : at, kind: kind as CarryKind, amount }
  })
}

/** Returns what an earlier backtest was asked for as lines; days without a time of day. */
export function carryText(
  events: readonly {
    readonly instrumentId: string
    readonly at: string
    readonly kind: string
    readonly amount: string
  }[],
): string {
  return events
    .map(({ instrumentId, at, kind, amount }) =>
      [instrumentId, at.replace(/T00:00:00(\.0+)?Z$/, ''), kind, amount].join(','),
    )
    .join('\n')
}
