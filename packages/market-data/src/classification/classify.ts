/**
 * Guesses what an instrument is from its symbol, its venue and what the venue says of it, and shows why.
 *
 * A guess is for imports, where a file says little; whoever knows better overrides it. Evidence of several kinds adds up,
 * the heaviest class wins, and a symbol without any evidence has none rather than a likely one.
 */
import { ASSET_CLASSES, type AssetClass } from '@quarterdeck/sdk'
import {
  CRYPTO_ASSETS,
  CURRENCIES,
  FUTURES_CALENDARS,
  INDICES,
  METALS,
  TYPE_WORDS,
  VENUES,
} from './known-codes.ts'
import { isEventTicker, readFutureSymbol, readOptionSymbol, readPair } from './symbol-forms.ts'

export interface Classifiable {
  readonly symbol: string
  readonly venue?: string
  /** The venue's own word for the type: `STK`, `us_equity`, `crypto`, ... */
  readonly type?: string
}

/** What is known better than guessed: by `VENUE:SYMBOL`, or by the symbol at any venue. */
export type ClassOverrides = ReadonlyMap<string, AssetClass>

export interface Evidence {
  readonly assetClass: AssetClass
  readonly kind: 'OVERRIDE' | 'TYPE' | 'FORM' | 'CODES' | 'VENUE'
  readonly reason: string
  /** 1 a hint, 2 likely, 3 hardly anything else, 5 the venue's own word, 100 an override. */
  readonly weight: number
}

export interface Classification {
  /** Null: nothing points to any class. */
  readonly assetClass: AssetClass | null
  /** `CERTAIN`: said by a person or the venue. `LIKELY`: strong and alone. `GUESS`: weak, or something points elsewhere. */
  readonly confidence: 'CERTAIN' | 'LIKELY' | 'GUESS'
  /** All that was found, heaviest first, what points elsewhere included. */
  readonly evidence: readonly Evidence[]
  /** Name of the exchange calendar that goes with it; null where that is not known either. */
  readonly calendar: string | null
}

const OVERRIDE = 100
const TYPE = 5
const QUOTES: readonly string[] = [...CURRENCIES, ...CRYPTO_ASSETS]
/** Endings of Yahoo's symbols, and prefixes of index quotes. */
const SUFFIXES: readonly (readonly [ending: string, assetClass: AssetClass])[] = [
  ['=F', 'FUTURE'],
  ['=X', 'FX'],
]

export function classify(subject: Classifiable, overrides: ClassOverrides = new Map()): Classification {
  const symbol = subject.symbol.trim().toUpperCase()
  const venue = subject.venue?.trim().toUpperCase()
  const found = [
    ...overridden(symbol, venue, overrides),
    ...fromType(subject.type),
    ...fromForm(symbol),
    ...fromPair(symbol),
    ...fromName(symbol),
    ...fromVenue(venue),
  ].toSorted((a, b) => b.weight - a.weight)
  const assetClass = heaviest(found)
  return {
    assetClass,
    confidence: confidenceOf(found, assetClass),
    evidence: found,
    calendar: assetClass === null ? null : calendarOf(assetClass, symbol, venue),
  }
}

function overridden(symbol: string, venue: string | undefined, overrides: ClassOverrides): Evidence[] {
  const keys = venue === undefined ? [symbol] : [`${venue}:${symbol}`, symbol]
  const key = keys.find((one) => overrides.has(one))
  const assetClass = key === undefined ? undefined : overrides.get(key)
  if (assetClass === undefined) return []
  return [{ assetClass, kind: 'OVERRIDE', reason: `${key} is set to ${assetClass}`, weight: OVERRIDE }]
}

function fromType(type: string | undefined): Evidence[] {
  if (type === undefined) return []
  const word = type.trim().toUpperCase()
  const assetClass = ASSET_CLASSES.find((one) => one === word) ?? TYPE_WORDS.get(word)
  return assetClass === undefined
    ? []
    : [{ assetClass, kind: 'TYPE', reason: `the venue calls it ${type}`, weight: TYPE }]
}

function fromForm(symbol: string): Evidence[] {
  const form = (assetClass: AssetClass, reason: string, weight: number): Evidence[] => [
    { assetClass, kind: 'FORM', reason, weight },
  ]
  const option = readOptionSymbol(symbol)
  if (option !== null) {
    const { root, right, strike, expiry } = option
    return form('OPTION', `OCC symbol: ${root} ${right} ${strike} of ${expiry}`, 3)
  }
  const future = readFutureSymbol(symbol)
  if (future !== null) {
    const known = FUTURES_CALENDARS.has(future.root) || future.month === null
    return form('FUTURE', `root ${future.root} with a delivery date or PERP`, known ? 3 : 2)
  }
  const suffix = SUFFIXES.find(([ending]) => symbol.endsWith(ending))
  if (suffix !== undefined) return form(suffix[1], `ends in ${suffix[0]}`, 3)
  if (/^[\^$]./.test(symbol)) return form('INDEX', `begins with ${symbol[0]}`, 3)
  if (isEventTicker(symbol))
    return form('EVENT_CONTRACT', 'series, date and market of an event', symbol.startsWith('KX') ? 3 : 2)
  return []
}

function fromPair(symbol: string): Evidence[] {
  const pair = readPair(symbol, QUOTES)
  if (pair === null) return []
  const { base, quote } = pair
  const codes = (assetClass: AssetClass, weight: number, reason: string): Evidence[] => [
    { assetClass, kind: 'CODES', reason, weight },
  ]
  const money = CURRENCIES.has(quote)
  if (METALS.has(base) && money) return codes('METAL', 3, `${base} is a metal, ${quote} a currency`)
  if (CURRENCIES.has(base) && money) return codes('FX', 3, `${base} and ${quote} are currencies`)
  if (CRYPTO_ASSETS.has(base)) return codes('CRYPTO', 3, `${base} is a crypto asset, quoted in ${quote}`)
  if (CRYPTO_ASSETS.has(quote)) return codes('CRYPTO', 2, `quoted in ${quote}, a crypto asset`)
  return money && /[-/]/.test(symbol) ? codes('CRYPTO', 1, `${base} is quoted in ${quote} like a coin`) : []
}

function fromName(symbol: string): Evidence[] {
  if (INDICES.has(symbol)) {
    return [{ assetClass: 'INDEX', kind: 'CODES', reason: `${symbol} is an index`, weight: 3 }]
  }
  if (/^[A-Z]{1,5}([.-][A-Z])?$/.test(symbol)) {
    return [
      { assetClass: 'EQUITY', kind: 'FORM', reason: 'one to five letters, as tickers of shares', weight: 1 },
    ]
  }
  return []
}

function fromVenue(venue: string | undefined): Evidence[] {
  const assetClass = venue === undefined ? undefined : VENUES.get(venue)?.assetClass
  return assetClass === undefined || assetClass === null
    ? []
    : [{ assetClass, kind: 'VENUE', reason: `${venue} trades ${assetClass}`, weight: 2 }]
}

/** The class with the most evidence; of two alike the one whose first piece is heavier. */
function heaviest(found: readonly Evidence[]): AssetClass | null {
  const weights = new Map<AssetClass, number>()
  for (const { assetClass, weight } of found) weights.set(assetClass, (weights.get(assetClass) ?? 0) + weight)
  const ranked = [...weights].toSorted(([, a], [, b]) => b - a)
  return ranked[0]?.[0] ?? null
}

function confidenceOf(
  found: readonly Evidence[],
  assetClass: AssetClass | null,
): Classification['confidence'] {
  const first = found.find((one) => one.assetClass === assetClass)
  if (first === undefined) return 'GUESS'
  if (first.kind === 'OVERRIDE' || first.kind === 'TYPE') return 'CERTAIN'
  const alone = found.every((one) => one.assetClass === assetClass)
  return first.weight >= 2 && alone ? 'LIKELY' : 'GUESS'
}

function calendarOf(assetClass: AssetClass, symbol: string, venue: string | undefined): string | null {
  const facts = venue === undefined ? undefined : VENUES.get(venue)
  if (facts?.assetClass === assetClass && facts.calendar !== null) return facts.calendar
  switch (assetClass) {
    case 'CRYPTO':
    case 'EVENT_CONTRACT':
      return '24/7'
    case 'FX':
    case 'METAL':
      return 'FX'
    case 'OPTION':
      return readOptionSymbol(symbol) === null ? null : 'CBOE-OPTIONS'
    case 'FUTURE':
      return FUTURES_CALENDARS.get(readFutureSymbol(symbol)?.root ?? symbol.replace('=F', '')) ?? null
    case 'EQUITY':
    case 'INDEX':
      return null
    default:
      throw new Error(`Invariant: asset class ${String(assetClass satisfies never)} is one of the list`)
  }
}
