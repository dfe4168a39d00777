/** How the rows of a text file become the columns of a series: separators, which column is what, and how times are written. */
import { fieldsOfKind } from '../columns/column-table.ts'
import type { SeriesKind } from '../series/series-key.ts'
import { isLevelPrice } from './book-columns.ts'
import type { WordTable } from './words.ts'

/** The kinds of file that are known by name. */
export const DIALECTS = [
  'YAHOO',
  'STOOQ',
  'BINANCE_KLINES',
  'BINANCE_TRADES',
  'BINANCE_STREAM',
  'LEAN',
  'BACKTRADER',
  'METATRADER',
  'KAGGLE',
  'GENERIC',
] as const
export type Dialect = (typeof DIALECTS)[number]

/**
 * How a time is written: a count since 1970, a date with or without a time of day (its parts in that order), or milliseconds
 * since midnight of a date that the file's name gives.
 */
export type TimeForm =
  | { readonly form: 'EPOCH'; readonly unit: EpochUnit }
  | { readonly form: 'DATE'; readonly order: 'YMD' | 'DMY' | 'MDY' }
  | { readonly form: 'SINCE_MIDNIGHT'; readonly date: string }
export type EpochUnit = 's' | 'ms' | 'us' | 'ns'

export interface CsvLayout {
  readonly kind: SeriesKind
  readonly separator: string
  readonly decimal: '.' | ','
  /** Lines before the first row of data. */
  readonly headerLines: number
  /** Names of the columns, or their numbers from 1 where the file gives none. */
  readonly names: readonly string[]
  /** What each row gives, in order, the first always `time`: the fields of the kind, or the levels of a whole book. */
  readonly fields: readonly string[]
  /** Position from 0 of each of them; volume and sizes may be missing. */
  readonly columns: Readonly<Record<string, number>>
  /** Position of the time of day where it has a column of its own. */
  readonly clockColumn?: number
  readonly time: TimeForm
  /** Zone of times that carry no offset; undefined where it is not known. Dates alone need none. */
  readonly zone?: string
  /** What an hour that is lived twice means; it is refused where this is left out. */
  readonly repeatedHour?: 'EARLIER' | 'LATER'
  /** What the words mean of the fields that hold words. */
  readonly words: Readonly<Record<string, WordTable>>
  /** Prices are divided by this. */
  readonly priceDivisor: number
  /** Whether the file's times are the starts or the ends of its bars. */
  readonly label: 'OPEN' | 'CLOSE'
  /** Rows whose prices are all empty (or `null`) are left out. */
  readonly skipEmpty: boolean
  /**
   * Only rows with this value in this column count: for files of many instruments. Where nobody chose the value, a row with
   * another is refused.
   */
  readonly only?: { readonly column: number; readonly value: string; readonly refusesOthers: boolean }
}

/** Fields that a file may lack; they are 0 then. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'volume',
  'size',
  'aggressor',
  'bidSize',
  'askSize',
  'sequenceFrom',
  'sequence',
  'flags',
])

/** The fields of a kind that a layout must place. */
export function requiredFields(kind: SeriesKind): readonly string[] {
  // A level of a book without its size says nothing.
  return fieldsOfKind(kind).filter((field) => !OPTIONAL.has(field) || (kind === 'DEPTH' && field === 'size'))
}

const PRICE_FIELDS: ReadonlySet<string> = new Set(['open', 'high', 'low', 'close', 'price', 'bid', 'ask'])

/** Whether a field holds a price. */
export function isPrice(field: string): boolean {
  return PRICE_FIELDS.has(field) || isLevelPrice(field)
}
