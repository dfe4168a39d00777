/**
 * A venue's candles as bars of a dataset, asked for through a connection of the organization: what follows the last bar that is
 * kept, and never the bucket that still runs.
 */
import {
  type BarColumns,
  type BarProvider,
  createBarColumns,
  timeframeMicros,
} from '@quarterdeck/market-data'
import { CANDLE_SECONDS, type CandleLength, type CandleRecord, type VenueReads } from '@quarterdeck/venues'
import { RequestFault } from '../request-fault.ts'

/** A connection that can be asked for candles. */
export interface CandleSource {
  readonly name: string
  readonly venueId: string
  readonly reads: Pick<VenueReads, 'candles' | 'instruments' | 'capabilities'>
  /** Our clock, microseconds. */
  readonly now: () => number
}

/** Buckets that are asked for where nothing is kept yet. */
const FIRST_BUCKETS = 5_000

export function candleProvider(source: CandleSource): BarProvider {
  const { name, reads, now } = source
  return {
    name,
    async bars({ key, range, onProgress }) {
      if (key.kind !== 'BARS') throw refused('candles are made of trades: only BARS can be updated from them')
      const bucket = timeframeMicros(key.timeframe)
      const length = lengthOf(bucket, reads.capabilities.candleLengths)
      if (bucket === undefined || length === null)
        throw refused(`the venue has no candles of ${key.timeframe}`)
      const venueSymbol = await venueSymbolOf(source, key.instrument)
      const to = Math.floor(Math.min(range.to ?? Infinity, now()) / bucket) * bucket
      const from = Math.ceil((range.from ?? to - FIRST_BUCKETS * bucket) / bucket) * bucket
      onProgress?.(0)
      const answer = await reads.candles({ venueSymbol, length, from, to })
      if (!answer.ok) {
        const { kind, message } = answer.failure
        throw refused(`the venue did not tell its candles: ${kind} ${message}`)
      }
      onProgress?.(1)
      return { bars: columnsOf(answer.value), source: `${name}, candles of ${venueSymbol}`, notes: [] }
    },
  }
}

function lengthOf(bucket: number | undefined, offered: readonly CandleLength[]): CandleLength | null {
  return offered.find((length) => CANDLE_SECONDS[length] * 1e6 === bucket) ?? null
}

async function venueSymbolOf({ reads, venueId }: CandleSource, instrumentId: string): Promise<string> {
  const listed = await reads.instruments()
  if (!listed.ok) throw refused(`the venue could not be read: ${listed.failure.message}`)
  const found = listed.value.find(({ instrument }) => instrument.id === instrumentId)
  if (found === undefined) throw refused(`${instrumentId} is not listed at ${venueId}`)
  return found.instrument.venueSymbol
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

function refused(message: string): RequestFault {
  return new RequestFault('BAD_INPUT', message)
}
