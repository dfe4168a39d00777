/**
 * Brings a strategy and data together: which parameter names the instrument, at which timeframes it wants bars, and which have to be
 * made from shorter ones.
 */

import { resampleBars, timeframeMicros, type Timeframe } from '@quarterdeck/market-data'
import type { AskedStrategy, InstrumentAction, MarketSeries } from '@quarterdeck/simulation'
import type { Instrument, ParamDescription } from '@quarterdeck/sdk'
import { WrongUsage } from '../../exit.ts'
import { instrumentOf, type InstrumentOptions, type PricedColumns } from './instrument-terms.ts'
import type { BarSource } from './sources.ts'
import { tickSeries, type TickSource } from './tick-sources.ts'

/** Data as a strategy's parameters want it. */
export interface BoundMarket {
  /** What was given, with the instrument and timeframe that the data decided, and the defaults of the rest. */
  readonly params: Readonly<Record<string, unknown>>
  readonly instruments: readonly Instrument[]
  readonly series: readonly MarketSeries[]
  /** Splits and dividends that happen in the run. */
  readonly actions: readonly InstrumentAction[]
  /** What was decided for the user, in words. */
  readonly notes: readonly string[]
}

export interface BindOptions extends InstrumentOptions {
  /** Canonical id to give the bars of a file. */
  readonly instrument?: string
}

/** Other values that parameters will take, each on its own: the axes of a sweep. */
export type Variations = readonly Readonly<Record<string, unknown>>[]

interface Wanted {
  readonly instrumentId: string
  readonly timeframe: Timeframe
}

export async function bindMarket(
  strategy: Pick<AskedStrategy, 'facts' | 'needs'>,
  given: Readonly<Record<string, string>>,
  of: {
    readonly sources: readonly BarSource[]
    readonly ticks?: readonly TickSource[]
    readonly options: BindOptions
    readonly variations?: Variations
  },
): Promise<BoundMarket> {
  const notes: string[] = []
  const named = namedSources(strategy, given, of)
  const namedTicks = ticksNamed(named, of.ticks ?? [], saidInstrument(strategy, given, of.options))
  const params = { ...given, ...decided(strategy.facts.params, given, { named, namedTicks }) }
  const { wanted, traded, ids, whole } = await needsOf(strategy, params, of.variations ?? [])
  const adopts = isAdopted([...named, ...namedTicks], ids)
  const sources = adopts ? named.map((one) => ({ ...one, instrumentId: ids[0]! })) : named
  const ticks = adopts ? namedTicks.map((one) => ({ ...one, instrumentId: ids[0]! })) : namedTicks
  const series: MarketSeries[] = []
  const taken = new Set<BarSource>()
  for (const want of wanted) series.push(seriesFor(want, sources, { notes, taken }))
  for (const tick of ticks)
    if (ids.includes(tick.instrumentId)) series.push(tickSeries(tick, tick.instrumentId))
  refuseWithoutTrades(traded, series)
  // An instrument that is ordered and not watched trades on the bars that are there for it.
  for (const id of ids)
    if (!series.some(({ instrumentId }) => instrumentId === id)) series.push(plain(sourceOf(id, sources), id))
  const instruments = ids.map((id) => instrumentOf(id, pricedRows(id, sources, ticks), of.options))
  for (const one of instruments)
    notes.push(
      `${one.id} is taken for ${one.assetClass} in ${one.currency}, ticks of ${one.priceIncrement}, lots of ${one.quantityIncrement}`,
    )
  const actions = ids.flatMap((instrumentId) =>
    (shortestOf(instrumentId, sources)?.actions ?? []).map((action) => ({ ...action, instrumentId })),
  )
  if (actions.length > 0) notes.push(happening(actions))
  return { params: whole, instruments, series, actions, notes }
}

function happening(actions: readonly InstrumentAction[]): string {
  const splits = actions.filter(({ kind }) => kind === 'SPLIT').length
  return `splits (${splits}) and dividends (${actions.length - splits}) happen to the account on their ex-dates`
}

interface Named {
  readonly instrumentId: string
  readonly isNamed: boolean
}

type NamedSource = BarSource & Named
type NamedTicks = TickSource & Named

/** The instrument that the options or the one parameter for it name; undefined: nobody does. */
function saidInstrument(
  { facts }: Pick<AskedStrategy, 'facts'>,
  given: Readonly<Record<string, string>>,
  options: BindOptions,
): string | undefined {
  const param = onlyOf(facts.params, 'instrument')
  return options.instrument ?? (param === null ? undefined : given[param.name])
}

/** Gives order books and trades an instrument: their own, the one that was said, that of the bars, or their file's name. */
function ticksNamed(
  sources: readonly NamedSource[],
  ticks: readonly TickSource[],
  said: string | undefined,
): readonly NamedTicks[] {
  const ids = new Set(sources.map(({ instrumentId }) => instrumentId))
  const ofBars = ids.size === 1 ? sources[0] : undefined
  const first = ticks[0]?.nickname
  return ticks.map((tick) => ({
    ...tick,
    instrumentId: tick.instrumentId ?? said ?? ofBars?.instrumentId ?? `FILE:${first}`,
    isNamed: tick.instrumentId !== null || said !== undefined || ofBars?.isNamed === true,
  }))
}

function refuseWithoutTrades(traded: ReadonlySet<string>, series: readonly MarketSeries[]): void {
  for (const id of traded)
    if (!series.some(({ kind, instrumentId }) => kind === 'TRADES' && instrumentId === id))
      throw new WrongUsage(
        `the strategy subscribes to trades of ${id}, and there are none: name them with --trades`,
      )
}

/** The rows whose prices say how fine an instrument's are: of its order book, which has to lie on them, else of its bars or trades. */
function pricedRows(
  id: string,
  sources: readonly NamedSource[],
  ticks: readonly NamedTicks[],
): PricedColumns {
  const own = ticks.filter(({ instrumentId }) => instrumentId === id)
  const book = own.find(({ kind }) => kind === 'DEPTH')
  return book?.rows ?? shortestOf(id, sources)?.bars ?? own[0]?.rows ?? sourceOf(id, sources).bars
}

/** Gives each source an instrument: its own, the one of the options or of the parameters, or its file's name. */
function namedSources(
  strategy: Pick<AskedStrategy, 'facts'>,
  given: Readonly<Record<string, string>>,
  { sources, options }: { readonly sources: readonly BarSource[]; readonly options: BindOptions },
): readonly NamedSource[] {
  const said = saidInstrument(strategy, given, options)
  if (said !== undefined && sources.filter(({ instrumentId }) => instrumentId === null).length > 1)
    throw new WrongUsage(
      '--bars: name the instrument of each file, as in --bars SIM:A=a.csv --bars SIM:B=b.csv',
    )
  return sources.map((source) => ({
    ...source,
    instrumentId: source.instrumentId ?? said ?? `FILE:${source.nickname}`,
    isNamed: source.instrumentId !== null || said !== undefined,
  }))
}

/** Parameters that nobody gave and the data decides: the one instrument, the one timeframe. */
function decided(
  declared: readonly ParamDescription[],
  given: Readonly<Record<string, string>>,
  {
    named,
    namedTicks,
  }: { readonly named: readonly NamedSource[]; readonly namedTicks: readonly NamedTicks[] },
): Readonly<Record<string, string>> {
  const instrument = onlyOf(declared, 'instrument')
  const timeframe = onlyOf(declared, 'timeframe')
  const ids = new Set([...named, ...namedTicks].map(({ instrumentId }) => instrumentId))
  const frames = new Set(named.map((source) => source.timeframe))
  const shortest = [...frames].sort((one, other) => lengthOf(one) - lengthOf(other))[0]
  return {
    ...(instrument !== null &&
      given[instrument.name] === undefined &&
      ids.size === 1 && { [instrument.name]: [...ids][0]! }),
    ...(timeframe !== null &&
      given[timeframe.name] === undefined &&
      shortest !== undefined && { [timeframe.name]: shortest }),
  }
}

function onlyOf(
  declared: readonly ParamDescription[],
  kind: ParamDescription['kind'],
): ParamDescription | null {
  const found = declared.filter((one) => one.kind === kind)
  return found.length === 1 ? found[0]! : null
}

/** The bars and instruments that the strategy wants, with any of the variations. */
async function needsOf(
  strategy: Pick<AskedStrategy, 'facts' | 'needs'>,
  params: Readonly<Record<string, unknown>>,
  variations: Variations,
): Promise<{
  readonly wanted: readonly Wanted[]
  /** Instruments whose trades it wants. */
  readonly traded: ReadonlySet<string>
  readonly ids: readonly string[]
  readonly whole: Readonly<Record<string, unknown>>
}> {
  let whole = params
  const wanted = new Map<string, Wanted>()
  const traded = new Set<string>()
  const ids = new Set<string>()
  for (const variation of [{}, ...variations]) {
    const { needs, params: read } = await strategy.needs({ ...params, ...variation })
    if (Object.keys(variation).length === 0) whole = read
    for (const id of needs.instruments) ids.add(id)
    for (const feed of needs.feeds) {
      if (feed.kind === 'TRADES') traded.add(feed.instrumentId)
      if (feed.kind === 'BARS')
        wanted.set(`${feed.instrumentId} ${feed.timeframe}`, {
          instrumentId: feed.instrumentId,
          timeframe: feed.timeframe,
        })
    }
  }
  return { wanted: [...wanted.values()], traded, ids: [...ids], whole }
}

/** Whether files that nobody named, of one instrument, belong to the one instrument that a strategy insists on. */
function isAdopted(sources: readonly Named[], ids: readonly string[]): boolean {
  const one = new Set(sources.map(({ instrumentId }) => instrumentId)).size === 1
  return one && ids.length === 1 && sources.every(({ isNamed }) => !isNamed)
}

function shortestOf(id: string, sources: readonly NamedSource[]): NamedSource | undefined {
  return sources
    .filter(({ instrumentId }) => instrumentId === id)
    .sort((one, other) => lengthOf(one.timeframe) - lengthOf(other.timeframe))[0]
}

function sourceOf(id: string, sources: readonly NamedSource[]): NamedSource {
  const own = shortestOf(id, sources)
  if (own === undefined)
    throw new WrongUsage(
      `--bars: the strategy wants ${id}, and there are bars of ${[...new Set(sources.map(({ instrumentId }) => instrumentId))].join(', ') || 'none'}; set its instrument with --param, or name the file's with --instrument`,
    )
  return own
}

function seriesFor(
  want: Wanted,
  sources: readonly NamedSource[],
  of: { readonly notes: string[]; readonly taken: Set<BarSource> },
): MarketSeries {
  const exact = sources.find(
    (source) => source.instrumentId === want.instrumentId && source.timeframe === want.timeframe,
  )
  if (exact !== undefined) return plain(exact, want.instrumentId)
  const shorter = sourceOf(want.instrumentId, sources)
  const [has, wants] = [lengthOf(shorter.timeframe), lengthOf(want.timeframe)]
  if (!(has < wants))
    throw new WrongUsage(
      `--bars: the strategy wants ${want.timeframe} bars of ${want.instrumentId}, and ${shorter.name} has ${shorter.timeframe}: shorter ones are needed`,
    )
  of.notes.push(
    `${want.timeframe} bars of ${want.instrumentId} are made from ${shorter.timeframe} bars, in UTC`,
  )
  const bars = resampleBars(shorter.bars, { to: want.timeframe })
  return { kind: 'BARS', instrumentId: want.instrumentId, timeframe: want.timeframe, bars }
}

function plain({ timeframe, bars, hash }: BarSource, instrumentId: string): MarketSeries {
  return { kind: 'BARS', instrumentId, timeframe, bars, ...(hash !== null && { hash }) }
}

/** Microseconds of a timeframe, months as thirty days: for comparing alone. */
function lengthOf(timeframe: Timeframe): number {
  return timeframeMicros(timeframe) ?? 30 * 86_400e6
}
