/** Names one series of the store: an instrument, what is recorded of it, and at which timeframe. */
import type { InstrumentId } from '@quarterdeck/sdk'
import { MarketDataError } from '../market-data-error.ts'
import { isTimeframe, type Timeframe } from './timeframe.ts'

/** `BARS` are made of trades; `BID_BARS` and `ASK_BARS` of one side of the quotes; `DEPTH` is the order book. */
export const SERIES_KINDS = ['BARS', 'BID_BARS', 'ASK_BARS', 'TRADES', 'QUOTES', 'DEPTH'] as const
export type SeriesKind = (typeof SERIES_KINDS)[number]

export type BarKind = 'BARS' | 'BID_BARS' | 'ASK_BARS'
/** Kinds of single events, several of which may share an instant. */
export type TickKind = Exclude<SeriesKind, BarKind>

/** Whether a kind records single events and not bars. */
export function isTickKind(kind: SeriesKind): kind is TickKind {
  return kind === 'TRADES' || kind === 'QUOTES' || kind === 'DEPTH'
}

export interface SeriesKey {
  /** Canonical `VENUE:SYMBOL`. */
  readonly instrument: InstrumentId
  readonly kind: SeriesKind
  /** `tick` for trades, quotes and depth, a length for bars. */
  readonly timeframe: Timeframe
}

/** A span of time in microseconds UTC: from `from` up to, without, `to`. A missing end is open. */
export interface TimeRange {
  readonly from?: number
  readonly to?: number
}

const INSTRUMENT = /^[A-Z0-9_]{1,32}:[^\s\p{Cc}]{1,64}$/u

/** Refuses a key whose parts do not go together, naming the part and what is allowed. */
export function checkSeriesKey(key: SeriesKey): void {
  if (!INSTRUMENT.test(key.instrument)) {
    throw new MarketDataError('BAD_SERIES', `instrument "${key.instrument}" is not VENUE:SYMBOL`, {
      field: 'instrument',
    })
  }
  if (!SERIES_KINDS.includes(key.kind)) {
    throw new MarketDataError('BAD_SERIES', `kind "${key.kind}" is none of ${SERIES_KINDS.join(', ')}`, {
      field: 'kind',
    })
  }
  const ticks = isTickKind(key.kind)
  if (!isTimeframe(key.timeframe) || (key.timeframe === 'tick') !== ticks) {
    const allowed = ticks ? '"tick"' : 'a count and one of s, m, h, d, w, mo, as in "1m"'
    throw new MarketDataError(
      'BAD_SERIES',
      `timeframe "${key.timeframe}" of ${key.kind} must be ${allowed}`,
      {
        field: 'timeframe',
      },
    )
  }
}

/** A key as one line: `XNAS:AAPL BARS 1d`. */
export function seriesName(key: SeriesKey): string {
  return `${key.instrument} ${key.kind} ${key.timeframe}`
}

/** Whether two keys name the same series. */
export function isSameSeries(a: SeriesKey, b: SeriesKey): boolean {
  return seriesName(a) === seriesName(b)
}
