/**
 * A venue's candles as bars of a dataset, asked for through a connection of the organization or of a venue that tells them to
 * everybody: piece by piece, and never the bucket that still runs.
 */
import {
  type BarColumns,
  type BarProvider,
  createBarColumns,
  type SeriesKey,
  timeframeMicros,
} from '@quarterdeck/market-data'
import {
  CANDLE_SECONDS,
  type CandleLength,
  type CandleRecord,
  type ListedInstrument,
  type VenueReads,
} from '@quarterdeck/venues'
import { RequestFault } from '../request-fault.ts'

/** A venue that can be asked for candles. */
export interface CandleSource {
  /** Names the connection, or the venue itself. */
  readonly name: string
  readonly venueId: string
  readonly reads: Pick<VenueReads, 'candles' | 'instruments' | 'capabilities'>
  /** Our clock, microseconds. */
  readonly now: () => number
}

/** Buckets that are asked for where nothing is kept yet and nobody says from when. */
const FIRST_BUCKETS = 5_000
/** Buckets of one question; what was told is told of after each. */
const PIECE_BUCKETS = 3_000

/** Throws a RequestFault where the venue has no such candles. */
export function checkCandles(
  { reads: { capabilities } }: Pick<CandleSource, 'reads'>,
  { kind, timeframe }: Pick<SeriesKey, 'kind' | 'timeframe'>,
): { readonly bucket: number; readonly length: CandleLength } {
  if (kind !== 'BARS') throw refused('candles are made of trades: only BARS can be made of them', 'kind')
  const bucket = timeframeMicros(timeframe)
  const length = capabilities.candleLengths.find((one) => CANDLE_SECONDS[one] * 1e6 === bucket)
  if (bucket !== undefined && length !== undefined) return { bucket, length }
  const offered = capabilities.candleLengths.map((one) => wordsOf(CANDLE_SECONDS[one])).join(', ')
  throw refused(`${capabilities.name} has no candles of ${timeframe}: it has ${offered}`, 'timeframe')
}

export function candleProvider(source: CandleSource): BarProvider {
  const { name, now } = source
  return {
    name,
    async bars({ key, range, onProgress }) {
      const { bucket, length } = checkCandles(source, key)
      const { instrument } = await listedAs(source, key.instrument)
      const { venueSymbol, assetClass } = instrument
      const to = Math.floor(Math.min(range.to ?? Infinity, now()) / bucket) * bucket
      const from = Math.ceil((range.from ?? to - FIRST_BUCKETS * bucket) / bucket) * bucket
      const candles: CandleRecord[] = []
      onProgress?.(0)
      for (let start = from; start < to; start += PIECE_BUCKETS * bucket) {
        const end = Math.min(to, start + PIECE_BUCKETS * bucket)
        candles.push(...(await told(source, { venueSymbol, length, from: start, to: end })))
        onProgress?.((end - from) / (to - from))
      }
      if (candles.length === 0) throw refused(`the venue has no candles of ${key.instrument} in that time`)
      return { bars: columnsOf(candles), source: `${name}, candles of ${venueSymbol}`, notes: [], assetClass }
    },
  }
}

/** A count and its unit, as timeframes are written. */
function wordsOf(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`
  return seconds % 3_600 === 0 ? `${seconds / 3_600}h` : `${seconds / 60}m`
}

async function told(
  { reads }: CandleSource,
  query: Parameters<VenueReads['candles']>[0],
): Promise<readonly CandleRecord[]> {
  const answer = await reads.candles(query)
  if (answer.ok) return answer.value
  const { kind, message } = answer.failure
  throw refused(`the venue did not tell its candles: ${kind} ${message}`)
}

/** By its symbol, which is the venue's own wherever asking for one is cheaper than for all. Throws a RequestFault where it is not listed. */
export async function listedAs(
  { reads, venueId }: Pick<CandleSource, 'reads' | 'venueId'>,
  instrumentId: string,
): Promise<ListedInstrument> {
  const listed = await reads.instruments([instrumentId.slice(instrumentId.indexOf(':') + 1)])
  if (!listed.ok) throw refused(`the venue could not be read: ${listed.failure.message}`)
  const found = listed.value.find(({ instrument }) => instrument.id === instrumentId)
  if (found === undefined) throw refused(`${instrumentId} is not listed at ${venueId}`, 'instrumentId')
  return found
}

function columnsOf(candles: readonly CandleRecord[]): BarColumns {
  const columns = createBarColumns(candles.length)
  for (const [row, { startAt, open, high, low, close, volume }] of candles.entries()) {
    columns.time[row] = startAt
    columns.open[row] = Number(open)
    columns.high[row] = Number(high)
    columns.low[row] = Number(low)
    columns.close[row] = Number(close)
    columns.volume[row] = Number(volume)
  }
  return columns
}

function refused(message: string, field?: string): RequestFault {
  return new RequestFault('BAD_INPUT', message, field)
}
