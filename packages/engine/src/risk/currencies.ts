/**
 * The currencies of a book as small integers, and the instruments that give a rate between two of them.
 *
 * A pair is an FX or CRYPTO instrument without expiry whose symbol is BASE then QUOTE (`EUR-USD`, `EURUSD`, `BTC/USD`), the
 * quote being the currency that its prices are in.
 */

import type { Instrument } from '@quarterdeck/sdk'

/** Most currencies that a book can hold; also the stride of rows by currency. */
export const CURRENCIES_MAX = 1024

export interface Currencies {
  readonly codes: Map<string, number>
  readonly names: string[]
  /** base * CURRENCIES_MAX + quote -> indexes of the instruments that quote the pair, in order of listing. */
  readonly pairs: Map<number, number[]>
  /** All of those instruments. */
  readonly pairInstruments: Set<number>
}

export function emptyCurrencies(): Currencies {
  return { codes: new Map(), names: [], pairs: new Map(), pairInstruments: new Set() }
}

/** The code of a currency; a new one is given at first sight. */
export function currencyCode(currencies: Currencies, name: string): number {
  const known = currencies.codes.get(name)
  if (known !== undefined) return known
  const code = currencies.names.length
  if (code >= CURRENCIES_MAX) throw new Error(`Invariant: a book holds at most ${CURRENCIES_MAX} currencies`)
  currencies.codes.set(name, code)
  currencies.names.push(name)
  return code
}

/** Base currency of a pair; null where the instrument is none. */
export function pairBase(terms: Instrument): string | null {
  if (terms.assetClass !== 'FX' && terms.assetClass !== 'CRYPTO') return null
  if (terms.expiry !== null) return null
  const symbol = terms.symbol.replace(/[^A-Za-z0-9]/g, '')
  if (!symbol.endsWith(terms.currency) || symbol.length === terms.currency.length) return null
  return symbol.slice(0, symbol.length - terms.currency.length)
}

/** Makes the instrument's rate known. */
export function addPair(currencies: Currencies, instrumentIndex: number, terms: Instrument): void {
  const base = pairBase(terms)
  if (base === null) return
  currencies.pairInstruments.add(instrumentIndex)
  const key = currencyCode(currencies, base) * CURRENCIES_MAX + currencyCode(currencies, terms.currency)
  const quoted = currencies.pairs.get(key)
  if (quoted === undefined) currencies.pairs.set(key, [instrumentIndex])
  else if (!quoted.includes(instrumentIndex)) quoted.push(instrumentIndex)
}
