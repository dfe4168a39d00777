/** Dividends, funding and rollover of a run as a table of text: `instrument,at,kind,amount`, an instant of an instrument a line. */

import { readFileSync } from 'node:fs'
import type { CarryEvent } from '@quarterdeck/simulation'
import { parseDecimal } from '@quarterdeck/sdk'
import { Refused } from '../../exit.ts'

const HEADER = 'instrument,at,kind,amount'
const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/
const AMOUNT_DIGITS = 18

/** Reads such a file. Throws `Refused` naming line and column. */
export function readCarry(path: string, instrumentIds: readonly string[]): readonly CarryEvent[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new Refused(`--carry: ${path} cannot be read: ${(error as Error).message}`)
  }
  return parseCarry(text, path, instrumentIds)
}

/**
 * DIVIDEND: the amount is money for each unit that is held. FUNDING and ROLLOVER: the share of the position's value that longs pay,
 * negative the other way round. A date alone is midnight UTC.
 */
export function parseCarry(
  text: string,
  file: string,
  instrumentIds: readonly string[],
): readonly CarryEvent[] {
  const [header, ...lines] = text.split(/\r?\n/)
  if (header !== HEADER) throw new Refused(`${file}, row 1: the header must be "${HEADER}" (was "${header}")`)
  return lines.flatMap((line, index): readonly CarryEvent[] => {
    if (line === '') return []
    const refuse = (column: string, message: string): never => {
      throw new Refused(`${file}, row ${index + 2}, column ${column}: ${message}`)
    }
    const [instrumentId = '', when = '', kind = '', amount = '', ...more] = line.split(',')
    if (more.length > 0) refuse('amount', 'is followed by further columns')
    if (!instrumentIds.includes(instrumentId))
      refuse('instrument', `"${instrumentId}" is none of ${instrumentIds.join(', ')}`)
    const at = DATE.test(when) || INSTANT.test(when) ? Date.parse(when) * 1_000 : Number.NaN
    if (!(at >= 0))
      refuse('at', `must be a date such as 2024-01-31, or such as 2024-01-31T14:30:00Z (was "${when}")`)
    if (!parseDecimal(amount, AMOUNT_DIGITS).ok) refuse('amount', `must be a decimal (was "${amount}")`)
    switch (kind) {
      case 'DIVIDEND':
        return [{ instrumentId, at, kind, perUnit: amount }]
      case 'FUNDING':
      case 'ROLLOVER':
        return [{ instrumentId, at, kind, longPays: amount }]
      default:
        return refuse('kind', `must be DIVIDEND, FUNDING or ROLLOVER (was "${kind}")`)
    }
  })
}
