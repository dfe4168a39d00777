/** What kind of thing an Alpaca symbol names: its form says it, and each kind has endpoints and streams of its own. */

export type AlpacaMarket = 'STOCK' | 'CRYPTO' | 'OPTION'

/** Root, expiry as yymmdd, call or put, strike in thousandths. */
const OPTION = /^([A-Z.]{1,6})(\d{2})(\d{2})(\d{2})([CP])(\d{8})$/

export function marketOf(symbol: string): AlpacaMarket {
  if (symbol.includes('/')) return 'CRYPTO'
  return OPTION.test(symbol) ? 'OPTION' : 'STOCK'
}

/** Currencies that pairs are quoted in; the longer ones first, because USD is in USDT. */
const QUOTES = ['USDT', 'USDC', 'USD', 'BTC'] as const

/** A pair as assets and orders spell it: positions, and older orders, leave the slash out. */
export function symbolOf(spelled: string, assetClass: string | null): string {
  if (assetClass !== 'crypto' || spelled.includes('/')) return spelled
  const quote = QUOTES.find((one) => spelled.length > one.length && spelled.endsWith(one))
  return quote === undefined ? spelled : `${spelled.slice(0, -quote.length)}/${quote}`
}

/** What a pair is of and what it is quoted in; null: it is no pair. */
export function pairOf(symbol: string): { readonly base: string; readonly quote: string } | null {
  const [base = '', quote = '', ...more] = symbol.split('/')
  return base === '' || quote === '' || more.length > 0 ? null : { base, quote }
}
