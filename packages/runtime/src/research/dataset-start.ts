/** What is checked of a dataset that is to begin with a venue's candles, before anything is asked of the venue. */
import { type BarKind, checkSeriesKey, type SeriesKey } from '@quarterdeck/market-data'
import type { Queryable } from '../database/database.ts'
import { RequestFault } from '../request-fault.ts'
import { hasDataset } from './dataset-rows.ts'
import { refusing } from './faults.ts'
import type { CandleStart } from './research.ts'
import type { UpdateSources } from './update-sources.ts'
import { checkCandles } from './venue-candles.ts'

/** Bars of one start: eight years of minutes, and some hours of asking. */
const BARS_MAX = 4_500_000

/** The series that it makes. Throws a RequestFault on the first fault. */
export async function checkStart(
  { database, sources }: { readonly database: Queryable; readonly sources: UpdateSources },
  organizationId: string,
  start: CandleStart,
): Promise<SeriesKey & { readonly kind: BarKind }> {
  const key = startedKey(start)
  await refusing(() => checkSeriesKey(key))
  const source = await sources.candles(organizationId, start.source)
  const { bucket } = checkCandles(source, key)
  if (!key.instrument.startsWith(`${source.venueId}:`))
    throw bad(`must be an instrument of ${source.venueId}, such as ${source.venueId}:SYMBOL`, 'instrumentId')
  checkBeginning(start.from, source.now(), bucket)
  if (await hasDataset(database, organizationId, key))
    throw new RequestFault('CONFLICT', 'There is such a dataset already: update it', 'instrumentId')
  return key
}

export function startedKey({ instrumentId, timeframe }: CandleStart): SeriesKey & { readonly kind: BarKind } {
  return { instrument: instrumentId, kind: 'BARS', timeframe: timeframe as '1m' }
}

function checkBeginning(from: number | null, now: number, bucket: number): void {
  if (from === null) return
  if (from > now - bucket) throw bad('must lie in the past, by a bar at least', 'from')
  const bars = Math.ceil((now - from) / bucket)
  if (bars > BARS_MAX)
    throw bad(`may lie at most ${BARS_MAX} bars back, not ${bars}: choose a longer timeframe`, 'from')
}

function bad(message: string, field: string): RequestFault {
  return new RequestFault('BAD_INPUT', message, field)
}
