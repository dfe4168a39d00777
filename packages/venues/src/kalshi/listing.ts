/**
 * What Kalshi lists: the contracts of all events that are open, or those that are asked for by name, whatever became of them. Each
 * comes with its event and with the fees of its series.
 */

import { answered, type Answer } from '../contract/answer.ts'
import type { ListedInstrument } from '../contract/records.ts'
import type { Heard } from '../wire/word-table.ts'
import { readMarkets, type BareContract } from './contracts.ts'
import { completed, readEvents, readSeriesFees, type EventTerms, type SeriesFees } from './events.ts'
import type { RestReads } from './rest.ts'

const MARKETS_MAX = '1000'
const EVENTS_MAX = '200'
/** Tickers of one question. */
const TICKERS_MAX = 100
/** From so many series on, all of them are asked for at once. */
const SERIES_APART_MAX = 10

export interface Listing {
  readonly rest: RestReads
  readonly heard: Heard
  /** Series whose contracts are listed; empty: all. */
  readonly listedSeries: readonly string[]
}

export async function listAll(listing: Listing): Promise<Answer<readonly ListedInstrument[]>> {
  const { rest, heard, listedSeries } = listing
  const fees = await seriesFees(listing, listedSeries.length === 0 ? null : listedSeries)
  if (!fees.ok) return fees
  const listed: ListedInstrument[] = []
  for (const series of listedSeries.length === 0 ? [null] : listedSeries) {
    const events = await rest.getAll({
      path: '/events',
      query: [
        ['status', 'open'],
        ['with_nested_markets', 'true'],
        ['limit', EVENTS_MAX],
        ...(series === null ? [] : [['series_ticker', series] as const]),
      ],
      read: (json) => readEvents(json, heard),
      isPublic: true,
    })
    if (!events.ok) return events
    for (const terms of events.value)
      listed.push(...terms.contracts.map((contract) => completed(contract, terms, fees.value)))
  }
  return answered(listed)
}

export async function listNamed(
  listing: Listing,
  symbols: readonly string[],
): Promise<Answer<readonly ListedInstrument[]>> {
  const contracts = await contractsNamed(listing, symbols)
  if (!contracts.ok) return contracts
  const names = [...new Set(contracts.value.map(({ eventSymbol }) => eventSymbol))]
  const events = await eventsNamed(listing, names)
  if (!events.ok) return events
  const series = [...new Set(events.value.map(({ event }) => event.seriesSymbol))]
  const fees = await seriesFees(listing, series.length > SERIES_APART_MAX ? null : series)
  if (!fees.ok) return fees
  const bySymbol = new Map(events.value.map((terms) => [terms.event.eventSymbol, terms]))
  return answered(
    contracts.value.map((contract) => completed(contract, bySymbol.get(contract.eventSymbol), fees.value)),
  )
}

export function contractsNamed(
  { rest, heard }: Pick<Listing, 'rest' | 'heard'>,
  symbols: readonly string[],
): Promise<Answer<readonly BareContract[]>> {
  return ofMarkets(rest, symbols, (json) => readMarkets(json, heard))
}

/** What is read of these markets. */
export function ofMarkets<Item>(
  rest: RestReads,
  symbols: readonly string[],
  read: (json: unknown) => readonly Item[],
): Promise<Answer<readonly Item[]>> {
  return inPortions(symbols, (tickers) =>
    rest.getAll({
      path: '/markets',
      query: [
        ['tickers', tickers],
        ['limit', MARKETS_MAX],
      ],
      read,
      isPublic: true,
    }),
  )
}

function eventsNamed(
  { rest, heard }: Listing,
  names: readonly string[],
): Promise<Answer<readonly EventTerms[]>> {
  return inPortions(names, (tickers) =>
    rest.getAll({
      path: '/events',
      query: [
        ['tickers', tickers],
        ['limit', EVENTS_MAX],
      ],
      read: (json) => readEvents(json, heard),
      isPublic: true,
    }),
  )
}

/** Fees of these series; null: of all. */
async function seriesFees(
  { rest, heard }: Listing,
  series: readonly string[] | null,
): Promise<Answer<SeriesFees>> {
  const paths = series === null ? ['/series'] : series.map((one) => `/series/${encodeURIComponent(one)}`)
  const found: ReturnType<typeof readSeriesFees>[number][] = []
  for (const path of paths) {
    const answer = await rest.get({ path, read: (json) => readSeriesFees(json, heard), isPublic: true })
    if (!answer.ok) return answer
    found.push(...answer.value)
  }
  return answered(new Map(found))
}

/** Asks for so many tickers at a time as one question takes. */
async function inPortions<Item>(
  tickers: readonly string[],
  ask: (tickers: string) => Promise<Answer<readonly Item[]>>,
): Promise<Answer<readonly Item[]>> {
  const found: Item[] = []
  for (let first = 0; first < tickers.length; first += TICKERS_MAX) {
    const answer = await ask(tickers.slice(first, first + TICKERS_MAX).join(','))
    if (!answer.ok) return answer
    found.push(...answer.value)
  }
  return answered(found)
}
