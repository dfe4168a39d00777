/** The kinds of file that are known by name: how each is recognised, and what it means beyond its columns. */
import type { SeriesKind } from '../series/series-key.ts'
import type { Dialect, TimeForm } from './layout.ts'
import { plainName, type Sample } from './sample.ts'
import { isClock } from './time-form.ts'

/** What a dialect says of a file; whatever it leaves out is guessed from the rows. */
export interface DialectMatch {
  readonly dialect: Dialect
  /** Why it is this one, in words. */
  readonly why: string
  /** Columns by field, where the header does not say them. */
  readonly columns?: Readonly<Record<string, number>>
  readonly clockColumn?: number
  readonly kind?: SeriesKind
  readonly time?: TimeForm
  readonly zone?: string
  readonly priceDivisor?: number
  readonly label?: 'OPEN' | 'CLOSE'
  readonly skipEmpty?: boolean
}

/** What the caller knows of the file. */
export interface DialectHints {
  readonly kind?: SeriesKind
  readonly assetClass?: string
}

const OHLCV = { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 }
const BID = { time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 }
const ASK = { time: 0, open: 6, high: 7, low: 8, close: 9, volume: 10 }

/** The dialect of a sample; undefined where none is recognised by more than its column names. */
export function matchDialect(sample: Sample, hints: DialectHints): DialectMatch | undefined {
  const names = sample.header?.map(plainName)
  const row = sample.rows[0] ?? []
  return names === undefined ? withoutHeader(sample, row, hints) : withHeader(sample, names, row)
}

function withHeader(
  sample: Sample,
  names: readonly string[],
  row: readonly string[],
): DialectMatch | undefined {
  const has = (...wanted: readonly string[]): boolean => wanted.every((name) => names.includes(name))
  if (has('per', 'date', 'time', 'open', 'vol') && sample.header![0]!.startsWith('<')) {
    return {
      dialect: 'STOOQ',
      why: 'columns <TICKER>,<PER>,<DATE>,<TIME>,...',
      clockColumn: names.indexOf('time'),
    }
  }
  if (sample.header![0] === '<DATE>') {
    const clock = names.indexOf('time')
    const columns = names.includes('tickvol') ? { volume: names.indexOf('tickvol') } : {}
    return {
      dialect: 'METATRADER',
      why: 'columns <DATE> <TIME> <OPEN> ... of MetaTrader 5',
      columns,
      ...clockOf(clock),
    }
  }
  if (names[0] === 'date' && has('open', 'high', 'low', 'close', 'adjclose', 'volume')) {
    return { dialect: 'YAHOO', why: 'columns Date,Open,High,Low,Close,Adj Close,Volume', skipEmpty: true }
  }
  if (has('opentime', 'open', 'closetime', 'volume')) {
    return {
      dialect: 'BINANCE_KLINES',
      why: 'columns open_time ... close_time of Binance klines',
      zone: 'UTC',
    }
  }
  if (has('open', 'high', 'low', 'close', 'volume', 'openinterest')) {
    return {
      dialect: 'BACKTRADER',
      why: 'columns end with OpenInterest, as in backtrader',
      ...clockBeside(names, row),
    }
  }
  if (
    names.some((name) => name === 'weightedprice' || name === 'volumebtc') ||
    has('name', 'open', 'close')
  ) {
    return { dialect: 'KAGGLE', why: 'column names of the data sets on Kaggle', skipEmpty: true }
  }
  const exact = sample.header!.join(',')
  if (exact === 'Date,Open,High,Low,Close,Volume' || exact === 'Date,Open,High,Low,Close') {
    return { dialect: 'STOOQ', why: `columns ${exact}, as Stooq writes them` }
  }
  return undefined
}

function clockOf(column: number): Pick<DialectMatch, 'clockColumn'> {
  return column < 0 ? {} : { clockColumn: column }
}

/** A time of day in a column of its own, named or not: backtrader writes date and time apart under one name. */
function clockBeside(names: readonly string[], row: readonly string[]): Partial<DialectMatch> {
  const named = names.indexOf('time')
  if (named >= 0) return { clockColumn: named, label: 'CLOSE' }
  if (row.length !== names.length + 1 || !isClock(row[1] ?? '')) return {}
  const columns = Object.fromEntries(
    Object.entries(OHLCV).map(([field, at]) => [field, field === 'time' ? 0 : at + 1]),
  )
  return { columns, clockColumn: 1, label: 'CLOSE' }
}

function withoutHeader(
  sample: Sample,
  row: readonly string[],
  hints: DialectHints,
): DialectMatch | undefined {
  const width = row.length
  if (/^\d{4}\.\d\d\.\d\d$/.test(row[0] ?? '') && isClock(row[1] ?? '')) {
    const columns = { time: 0, open: 2, high: 3, low: 4, close: 5, volume: 6 }
    return {
      dialect: 'METATRADER',
      why: 'dates as 2024.01.31 with the time in the next column',
      columns,
      clockColumn: 1,
    }
  }
  if (width === 12 && /^\d{13}(\d{3})?$/.test(row[0]!) && /^\d{13}(\d{3})?$/.test(row[6]!)) {
    return {
      dialect: 'BINANCE_KLINES',
      why: '12 columns without names, open and close time counted since 1970',
      columns: OHLCV,
      zone: 'UTC',
    }
  }
  const isFlag = (at: number): boolean => /^(true|false)$/i.test(row[at] ?? '')
  const isInstant = (at: number): boolean => /^\d{13}(\d{3})?$/.test(row[at] ?? '')
  const time = isInstant(4) && isFlag(5) ? 4 : isInstant(5) && isFlag(6) ? 5 : undefined
  if (time !== undefined && width <= time + 3) {
    return {
      dialect: 'BINANCE_TRADES',
      why: `${width} columns without names, an instant and then whether the buyer waited`,
      columns: { time, price: 1, size: 2, aggressor: time + 1 },
      kind: 'TRADES',
      zone: 'UTC',
    }
  }
  return lean(sample, row, hints)
}

/**
 * LEAN names no columns: `YYYYMMDD HH:MM` or milliseconds since midnight, the date in the file's name. Equities and options
 * hold prices times 10,000 in New York time; crypto and currencies hold plain ones in UTC.
 */
function lean(sample: Sample, row: readonly string[], hints: DialectHints): DialectMatch | undefined {
  const width = row.length
  const dated = /^(\d{4})(\d\d)(\d\d)_/.exec(sample.file)
  const isDaily = /^\d{8} \d\d:\d\d$/.test(row[0] ?? '')
  const isQuote = width === 11
  if (
    (width !== 6 && width !== 5 && !isQuote) ||
    !(isDaily || (dated !== null && /^\d+$/.test(row[0] ?? '')))
  ) {
    return undefined
  }
  const prices = sample.rows.flatMap((fields) => fields.slice(1, 5)).filter((text) => text !== '')
  // A whole number of at least 10,000 in every place: an equity at a dollar or more, times 10,000.
  const isScaled =
    hints.assetClass === undefined
      ? prices.every((text) => /^\d+$/.test(text) && Number(text) >= 10_000)
      : hints.assetClass === 'EQUITY' || hints.assetClass === 'OPTION'
  const kind = hints.kind ?? (isQuote ? 'BID_BARS' : 'BARS')
  return {
    dialect: 'LEAN',
    why: `${isQuote ? 'bid and ask bars' : 'bars'} without column names, ${isDaily ? 'dates as 20240131 00:00' : 'milliseconds since midnight of the date in the file name'}; prices ${isScaled ? 'are whole numbers: times 10,000, New York time' : 'are plain, UTC'}`,
    columns: !isQuote ? OHLCV : kind === 'ASK_BARS' ? ASK : BID,
    kind,
    zone: isScaled ? 'America/New_York' : 'UTC',
    priceDivisor: isScaled ? 10_000 : 1,
    skipEmpty: isQuote,
    ...(!isDaily &&
      dated !== null && { time: { form: 'SINCE_MIDNIGHT', date: `${dated[1]}-${dated[2]}-${dated[3]}` } }),
  }
}
