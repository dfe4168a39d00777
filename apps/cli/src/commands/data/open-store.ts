/** The market-data store of the data directory, and the series that a verb names. */

import { existsSync } from 'node:fs'
import {
  isTickKind,
  openMarketStore,
  SERIES_KINDS,
  type CatalogueEntry,
  type MarketStore,
  type SeriesKey,
  type SeriesKind,
} from '@quarterdeck/market-data'
import { Refused, WrongUsage } from '../../exit.ts'
import { inWords } from '../backtest/in-words.ts'
import { storeDirectory, timeframeOption } from '../backtest/sources.ts'

/** Opens the store for the work of a verb. Without `makes` there must be one. */
export async function withStore<T>(
  work: (store: MarketStore) => Promise<T>,
  { makes = false }: { readonly makes?: boolean } = {},
): Promise<T> {
  return inWords(async () => {
    const directory = storeDirectory()
    if (!makes && !existsSync(directory))
      throw new Refused(`There is no market data in ${directory} yet; see "quarterdeck data import".`)
    const store = openMarketStore({ directory })
    try {
      return await work(store)
    } finally {
      store.close()
    }
  })
}

export interface SeriesOptions {
  readonly timeframe?: string
  readonly kind?: string
}

/** The kind of series that an option names; bars of trades without it. */
export function kindOption(text: string | undefined): SeriesKind {
  const kind = (text ?? 'BARS').toUpperCase().replaceAll('-', '_')
  const found = SERIES_KINDS.find((one) => one === kind)
  if (found === undefined)
    throw new WrongUsage(`--kind must be one of ${SERIES_KINDS.join(', ')} (was "${text}")`)
  return found
}

/** The one series of an instrument that the options leave. Throws where there is none, or a choice is needed. */
export function keptSeries(store: MarketStore, instrument: string, options: SeriesOptions): CatalogueEntry {
  const timeframe = timeframeOption(options.timeframe)
  const kind = options.kind === undefined ? null : kindOption(options.kind)
  const kept = store.catalogue().filter(({ key }) => key.instrument === instrument)
  if (kept.length === 0) throw new Refused(`${instrument} is not in the store; see "quarterdeck data list".`)
  const fitting = kept.filter(
    ({ key }) => (timeframe === null || key.timeframe === timeframe) && (kind === null || key.kind === kind),
  )
  const [only, other] = fitting
  if (only !== undefined && other === undefined) return only
  throw new WrongUsage(
    `${instrument} is kept as ${kept.map(({ key }) => `${key.kind} ${key.timeframe}`).join(', ')}: choose one with --timeframe and --kind`,
  )
}

/** A series of bars; ticks have no rules to validate and no provider to update from. */
export function barsKey({
  key,
}: CatalogueEntry): SeriesKey & { readonly kind: 'BARS' | 'BID_BARS' | 'ASK_BARS' } {
  const { kind } = key
  if (isTickKind(kind)) throw new WrongUsage(`${key.instrument} ${kind}: only bars can be asked for that`)
  return { ...key, kind }
}

/** A date or instant for people; a dash for none. */
export function timeInWords(micros: number | null): string {
  if (micros === null) return '-'
  const text = new Date(micros / 1_000).toISOString()
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : `${text.slice(0, 19)}Z`
}
