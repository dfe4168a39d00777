/**
 * Rates between currencies at the market, exact: the mid of a direct pair, its inverse, or a cross through USD.
 *
 * Of several instruments that quote a pair, the one heard last speaks; a tie goes to the one listed first. A rate older than
 * FX_AGE_MAX is no rate: what needs it fails closed. Rules: SPEC.md RK-08.
 */

import { powerOfTen } from '@quarterdeck/sdk'
import type { Book, Money } from '../book/book.ts'
import type { Micros } from '../book/command.ts'
import { QUOTE, QUOTE_STRIDE, type Market } from '../book/market.ts'
import { divideHalfEven, multiplyRate, RATE_ONE, RATE_SCALE } from '../number/rounding.ts'
import { CURRENCIES_MAX } from './currencies.ts'

/** Oldest quote that still gives a rate. */
export const FX_AGE_MAX: Micros = 60_000_000

/** The currency that a cross goes through. */
const CROSS_CURRENCY = 'USD'

/** Units of the second currency per unit of the first, at scale 18. */
export interface ConversionRate {
  readonly rate: bigint
  /** The quote it came from; the first leg of a cross; null where the currencies are the same. */
  readonly instrumentIndex: number | null
  /** When that quote (the older leg) was received; Infinity where no quote was needed. */
  readonly receivedAt: Micros
}

const SAME: ConversionRate = { rate: RATE_ONE, instrumentIndex: null, receivedAt: Number.POSITIVE_INFINITY }

/** The rate that holds at `at`; null where no quote gives one, or it is too old. */
export function conversionRate(
  book: Book,
  market: Market,
  from: string,
  to: string,
  at: Micros = book.at,
): ConversionRate | null {
  const quoted = quotedRate(book, market, from, to)
  return quoted === null || at - quoted.receivedAt > FX_AGE_MAX ? null : quoted
}

/** The newest rate, however old. */
export function quotedRate(book: Book, market: Market, from: string, to: string): ConversionRate | null {
  if (from === to) return SAME
  const paired = pairedRate(book, market, from, to)
  if (paired !== null || from === CROSS_CURRENCY || to === CROSS_CURRENCY) return paired
  const first = pairedRate(book, market, from, CROSS_CURRENCY)
  const second = pairedRate(book, market, CROSS_CURRENCY, to)
  if (first === null || second === null) return null
  return {
    rate: multiplyRate(first.rate, second.rate),
    instrumentIndex: first.instrumentIndex,
    receivedAt: Math.min(first.receivedAt, second.receivedAt),
  }
}

/**
 * Names the first rate that is missing, in order of the currencies' names: what is told must not depend on the order in which
 * sums came to be. For who found that one is.
 */
export function missingRate(
  book: Book,
  market: Market,
  of: { readonly from: Iterable<string>; readonly to: string; readonly at: Micros },
): string {
  const from = [...of.from].sort().find((name) => conversionRate(book, market, name, of.to, of.at) === null)
  if (from === undefined) throw new Error('Invariant: a rate is missing where one is named')
  return `a rate from ${from} to ${of.to}`
}

/** Money in another currency, rounded half to even at 10^-18. */
export function convert(money: Money, rate: ConversionRate): Money {
  return rate === SAME ? money : multiplyRate(money, rate.rate)
}

function pairedRate(book: Book, market: Market, from: string, to: string): ConversionRate | null {
  const { codes, pairs } = book.risk.currencies
  const fromCode = codes.get(from)
  const toCode = codes.get(to)
  if (fromCode === undefined || toCode === undefined) return null
  const direct = newestQuoted(market, pairs.get(fromCode * CURRENCIES_MAX + toCode))
  const inverse = newestQuoted(market, pairs.get(toCode * CURRENCIES_MAX + fromCode))
  const inverted = direct < 0 || (inverse >= 0 && isNewer(market, inverse, direct))
  const chosen = inverted ? inverse : direct
  const instrument = book.instruments[chosen]
  if (instrument === undefined) return null
  const twiceMid =
    BigInt(quoteField(market, chosen, QUOTE.bidTicks)) + BigInt(quoteField(market, chosen, QUOTE.askTicks))
  const twicePrice = twiceMid * instrument.priceUnitsPerTick
  const rate = inverted
    ? divideHalfEven(2n * powerOfTen(2 * RATE_SCALE), twicePrice)
    : divideHalfEven(twicePrice, 2n)
  return { rate, instrumentIndex: chosen, receivedAt: quoteField(market, chosen, QUOTE.receivedAt) }
}

/** The newest of the instruments that has a positive bid and ask; -1 where none has. */
function newestQuoted(market: Market, instruments: readonly number[] | undefined): number {
  let newest = -1
  for (const index of instruments ?? []) {
    const isQuoted =
      quoteField(market, index, QUOTE.bidTicks) > 0 && quoteField(market, index, QUOTE.askTicks) > 0
    if (isQuoted && (newest < 0 || isNewer(market, index, newest))) newest = index
  }
  return newest
}

function isNewer(market: Market, candidate: number, known: number): boolean {
  const candidateAt = quoteField(market, candidate, QUOTE.receivedAt)
  const knownAt = quoteField(market, known, QUOTE.receivedAt)
  return candidateAt > knownAt || (candidateAt === knownAt && candidate < known)
}

function quoteField(market: Market, instrumentIndex: number, field: number): number {
  return market.rows[instrumentIndex * QUOTE_STRIDE + field] ?? Number.NaN
}
