/** The forms in which symbols state what they are: OCC options, dated futures, pairs, event tickers. Each reader gives null for another form. */
import type { OptionRight } from '@quarterdeck/sdk'

const MONTH_CODES = 'FGHJKMNQUVXZ'
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const OCC = /^([A-Z][A-Z0-9.]{0,5}) *(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/
const FUTURE = /^\/?([A-Z0-9]{1,3})([FGHJKMNQUVXZ])(\d{4}|\d{1,2})$/
const CRYPTO_FUTURE = /^([A-Z0-9]+)-(?:PERP|\d{1,2}[A-Z]{3}\d{2})-[A-Z]{3,4}$/
const PAIR = /^([A-Z0-9]{2,10})[-/_.]([A-Z0-9]{2,10})(?::[A-Z0-9]+)?$/
const EVENT = /^[A-Z][A-Z0-9]*(-[A-Z0-9.]+){1,3}$/
const EVENT_DATE = /^\d{2}([A-Z]{3})?\d{0,4}$/

/** Year, month and day as `2026-11-20`. */
type DateText = string

export interface OptionForm {
  readonly root: string
  readonly expiry: DateText
  readonly right: OptionRight
  readonly strike: string
}

/** The 21 characters of the Options Clearing Corporation, with or without the blanks that pad the root to six. */
export function readOptionSymbol(symbol: string): OptionForm | null {
  const [, root, year, month, day, right, thousandths] = OCC.exec(symbol) ?? []
  if (root === undefined || thousandths === undefined) return null
  const expiry = `20${year}-${month}-${day}`
  const date = new Date(`${expiry}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== expiry) return null
  const strike = `${Number(thousandths.slice(0, 5))}.${thousandths.slice(5)}`.replace(/\.?0+$/, '')
  return { root, expiry, right: right === 'C' ? 'CALL' : 'PUT', strike: strike === '' ? '0' : strike }
}

export interface FutureForm {
  readonly root: string
  /** Delivery month 1 to 12; null: a perpetual or another form of date. */
  readonly month: number | null
  /** Null where the symbol gives a single digit, which comes round every ten years. */
  readonly year: number | null
}

/** Root, month code and year (`ESZ6`, `6EH25`, `CLF2026`), or the dated and perpetual contracts of crypto venues. */
export function readFutureSymbol(symbol: string): FutureForm | null {
  const [, cryptoRoot] = CRYPTO_FUTURE.exec(symbol) ?? []
  if (
    cryptoRoot !== undefined &&
    (symbol.includes('-PERP-') || MONTHS.some((month) => symbol.includes(month)))
  ) {
    return { root: cryptoRoot, month: null, year: null }
  }
  const [, root, code, digits] = FUTURE.exec(symbol) ?? []
  if (root === undefined || code === undefined || digits === undefined || !/[A-Z]/.test(root)) return null
  const year = digits.length === 1 ? null : Number(digits) + (digits.length === 2 ? 2000 : 0)
  return { root, month: MONTH_CODES.indexOf(code) + 1, year }
}

export interface PairForm {
  readonly base: string
  readonly quote: string
}

/** `EUR/USD`, `BTC-USDT`, `ETH/USDT:USDT`; without a separator six letters, or a quote out of `quotes` at the end. */
export function readPair(symbol: string, quotes: Iterable<string>): PairForm | null {
  const [, base, quote] = PAIR.exec(symbol) ?? []
  if (base !== undefined && quote !== undefined) return { base, quote }
  if (!/^[A-Z0-9]{5,14}$/.test(symbol)) return null
  let found: PairForm | null = null
  for (const ending of quotes) {
    // The longest ending wins: FDUSD before USD.
    if (!symbol.endsWith(ending) || symbol.length < ending.length + 2) continue
    if (found === null || ending.length > found.quote.length) {
      found = { base: symbol.slice(0, -ending.length), quote: ending }
    }
  }
  return found
}

/** Kalshi's series, event and market: `KXHIGHNY-26JUN13-B87.5`. Older series do not begin with KX. */
export function isEventTicker(symbol: string): boolean {
  if (!EVENT.test(symbol)) return false
  return symbol.startsWith('KX') || EVENT_DATE.test(symbol.split('-')[1]!)
}
