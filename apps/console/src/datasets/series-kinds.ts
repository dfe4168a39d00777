/** The kinds of series, and which of them are single events and not bars. */
import type { SeriesKind } from '../generated/graphql.ts'

export const seriesKinds: readonly SeriesKind[] = [
  'BARS',
  'BID_BARS',
  'ASK_BARS',
  'TRADES',
  'QUOTES',
  'DEPTH',
]

/** Whether a series holds trades, quotes or the changes of an order book: these have no timeframe, and no candles are drawn of them. */
export function isTicks(kind: SeriesKind | undefined): boolean {
  return kind === 'TRADES' || kind === 'QUOTES' || kind === 'DEPTH'
}
