/** From stored terms to a request that can be played: the strategy, its parameters, the data, the account. */
import {
  type BarColumns,
  type CorporateAction,
  type MarketStore,
  type PriceBasis,
  type SeriesKey,
  createBarColumns,
  isTickKind,
  priceBars,
} from '@quarterdeck/market-data'
import {
  type BacktestRequest,
  type InstrumentAction,
  type MarketSeries,
  createBacktest,
} from '@quarterdeck/simulation'
import { type AssetClass, type Instrument, type Strategy, parseParams } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
import { suggestedInstrument } from './instrument-terms.ts'
import { RequestFault } from '../request-fault.ts'

export interface RequestParts {
  readonly terms: StoredTerms
  readonly strategy: Strategy
  readonly keys: readonly SeriesKey[]
  readonly instrumentOf: (instrumentId: string) => Instrument | null
}

/** One dataset, read. */
export interface ReadSeries {
  readonly series: MarketSeries
  readonly rows: number
  readonly assetClass: AssetClass
  readonly prices: Float64Array
  /** Content of the dataset, whatever prices are made of it. */
  readonly contentSha256: string
  /** Splits and dividends that are not in the prices. */
  readonly actions: readonly CorporateAction[]
}

/**
 * The parameters that a run gets: an instrument or timeframe that is left out is that of the first dataset. Throws a
 * RequestFault that names the parameter.
 */
export function parametersOf(
  strategy: Strategy,
  given: Readonly<Record<string, unknown>>,
  first: SeriesKey | undefined,
): Readonly<Record<string, unknown>> {
  const filled: Record<string, unknown> = { ...given }
  for (const [name, { kind }] of Object.entries(strategy.params)) {
    if (Object.hasOwn(filled, name) || first === undefined) continue
    if (kind === 'instrument') filled[name] = first.instrument
    if (kind === 'timeframe' && first.timeframe !== 'tick') filled[name] = first.timeframe
  }
  const parsed = parseParams(strategy, filled)
  if (parsed.ok) return parsed.values
  const [fault] = parsed.faults
  const field = fault === undefined || fault.name === '' ? 'parameters' : `parameters.${fault.name}`
  throw new RequestFault('BAD_INPUT', parsed.faults.map(({ message }) => message).join('; '), field)
}

/** Refuses, before any data is read, whatever cannot be played. */
export function checkRequest(parts: RequestParts): void {
  const { strategy, terms, keys } = parts
  const empty = keys.map((key): ReadSeries => {
    const read = emptySeries(key)
    const nothing = { prices: new Float64Array(), contentSha256: '', actions: [] }
    return { series: read, rows: 0, assetClass: 'EQUITY', ...nothing }
  })
  createBacktest(requestOf(parts, parametersOf(strategy, terms.parameters, keys[0]), empty))
}

/** The request of one parameter set over data that was read. */
export function requestOf(
  { terms, strategy, instrumentOf }: RequestParts,
  params: Readonly<Record<string, unknown>>,
  read: readonly ReadSeries[],
): BacktestRequest {
  const instruments = new Map<string, Instrument>()
  for (const { series, assetClass, prices } of read) {
    const { instrumentId } = series
    const { currency } = terms
    if (instruments.has(instrumentId)) continue
    const suggested = { instrumentId, assetClass, currency, prices: bookPrices(read, instrumentId) ?? prices }
    instruments.set(instrumentId, instrumentOf(instrumentId) ?? suggestedInstrument(suggested))
  }
  return {
    strategy,
    params,
    instruments: [...instruments.values()],
    series: read.map(({ series }) => series),
    account: { currency: terms.currency, cash: [{ currency: terms.currency, amount: terms.cash }] },
    fills: terms.fills,
    seed: terms.seed,
    actions: [...instruments.keys()].flatMap((instrumentId) => actionsOf(instrumentId, read)),
    carry: terms.carry ?? [],
    ...(terms.from === null ? {} : { from: terms.from }),
    ...(terms.to === null ? {} : { to: terms.to }),
  }
}

/** Prices of an order book have to lie on the increment, so they say what it is wherever there is one. */
function bookPrices(read: readonly ReadSeries[], instrumentId: string): Float64Array | undefined {
  return read.find(({ series }) => series.kind === 'DEPTH' && series.instrumentId === instrumentId)?.prices
}

/** Of several datasets of an instrument the first that has any says what happens to it. */
function actionsOf(instrumentId: string, read: readonly ReadSeries[]): readonly InstrumentAction[] {
  const actions = read.find(
    (one) => one.series.instrumentId === instrumentId && one.actions.length > 0,
  )?.actions
  return (actions ?? []).map((action) => ({ ...action, instrumentId }))
}

/** Reads a dataset whole: a run without an end needs it, and what lies before its start warms up. */
export async function readSeries(
  store: MarketStore,
  key: SeriesKey,
  { to, prices: basis = 'RAW' }: Pick<StoredTerms, 'to' | 'prices'>,
): Promise<ReadSeries> {
  const entry = store.describe(key)
  if (entry === undefined) throw new RequestFault('NOT_FOUND', 'Dataset not found', 'datasetIds')
  const hash = entry.contentSha256
  const range = to === null ? {} : { to }
  const base = { instrumentId: key.instrument, hash }
  const assetClass = entry.assetClass ?? 'EQUITY'
  const actions = actionsUpTo(store.actionsOf(key), to)
  const about = { assetClass, contentSha256: hash, actions }
  if (isTickKind(key.kind)) checkTickBasis(basis, key)
  if (key.kind === 'TRADES') {
    const trades = await store.read({ ...key, kind: key.kind }, range)
    return {
      series: { ...base, kind: 'TRADES', trades },
      rows: trades.length,
      ...about,
      prices: trades.price,
    }
  }
  if (key.kind === 'QUOTES') {
    const quotes = await store.read({ ...key, kind: key.kind }, range)
    return {
      series: { ...base, kind: 'QUOTES', quotes },
      rows: quotes.length,
      ...about,
      prices: quotes.bid,
    }
  }
  if (key.kind === 'DEPTH') {
    const depth = await store.read({ ...key, kind: key.kind }, range)
    return { series: { ...base, kind: 'DEPTH', depth }, rows: depth.length, ...about, prices: depth.price }
  }
  const raw = await store.read({ ...key, kind: key.kind }, range)
  const { bars, actions: left } = priceBars(raw, actions, basis)
  // What is made of the content has a hash of its own.
  const played = bars === raw ? base : { instrumentId: key.instrument }
  return {
    series: barSeries(played, key, bars),
    rows: bars.length,
    ...about,
    actions: left,
    prices: bars.close,
  }
}

function actionsUpTo(actions: readonly CorporateAction[], to: number | null): readonly CorporateAction[] {
  return to === null ? actions : actions.filter(({ exTime }) => exTime < to)
}

/** Ticks are played as they were recorded. */
function checkTickBasis(basis: PriceBasis, { instrument, kind }: SeriesKey): void {
  if (basis === 'RAW') return
  throw new RequestFault(
    'BAD_INPUT',
    `must be RAW: ${instrument} ${kind} are played as they were recorded`,
    'prices',
  )
}

function barSeries(
  base: { readonly instrumentId: string; readonly hash?: string },
  { timeframe }: SeriesKey,
  bars: BarColumns,
): MarketSeries {
  return { ...base, kind: 'BARS', timeframe, bars }
}

function emptySeries({ instrument, kind, timeframe }: SeriesKey): MarketSeries {
  const nothing = new Float64Array()
  const base = { instrumentId: instrument, hash: 'none' }
  if (kind === 'TRADES')
    return {
      ...base,
      kind,
      trades: { length: 0, time: nothing, price: nothing, size: nothing, aggressor: nothing },
    }
  if (kind === 'DEPTH') {
    const level = { side: nothing, price: nothing, size: nothing, flags: nothing }
    return {
      ...base,
      kind,
      depth: { length: 0, time: nothing, sequenceFrom: nothing, sequence: nothing, ...level },
    }
  }
  if (kind === 'QUOTES')
    return {
      ...base,
      kind,
      quotes: { length: 0, time: nothing, bid: nothing, bidSize: nothing, ask: nothing, askSize: nothing },
    }
  return { ...base, kind: 'BARS', timeframe, bars: createBarColumns(0) }
}
