/**
 * Checks a request and turns it into what the kernel runs on: streams in order, pits, the desk, the strategy's session.
 *
 * Whatever is wrong with the request is said here, before anything runs, as a `BacktestRequestError` that names the field.
 */

import { MONEY_SCALE } from '@quarterdeck/engine'
import { timeframeMicros } from '@quarterdeck/market-data'
import { createStrategySession, parseDecimal } from '@quarterdeck/sdk'
import type { Feed, InstrumentId, Micros, SessionSnapshot, StrategySession } from '@quarterdeck/sdk'
import { ActionSchedule, restatable, restate } from '../kernel/corporate-actions.ts'
import { Carry } from '../kernel/carry.ts'
import { CurveRecorder } from '../kernel/curve.ts'
import { Kernel } from '../kernel/kernel.ts'
import type { KernelParts } from '../kernel/kernel.ts'
import { MarketStream } from '../kernel/market-stream.ts'
import type { StreamData } from '../kernel/market-stream.ts'
import { Pit } from '../kernel/pit.ts'
import { tickGrid } from '../kernel/tick-prices.ts'
import { Timers } from '../kernel/timers.ts'
import { OpeningRefused, TradingDesk } from '../kernel/trading-desk.ts'
import { Valuation } from '../kernel/valuation.ts'
import { fillModelFault, fillModelOf } from '../venue-model/fill-model.ts'
import { actionFault, straddleFault } from './check-actions.ts'
import { depthFault } from './check-depth.ts'
import type { BacktestRequest, MarketSeries } from './request.ts'

/** What is wrong with a request: the field, its fault, and what is allowed. */
export class BacktestRequestError extends Error {
  override readonly name = 'BacktestRequestError'
  readonly field: string

  constructor(field: string, message: string) {
    super(`${field}: ${message}`)
    this.field = field
  }
}

/** Everything that one run is made of. */
export interface PreparedRun {
  readonly request: BacktestRequest
  readonly kernel: Kernel
  readonly session: StrategySession
  readonly desk: TradingDesk
  readonly streams: readonly MarketStream[]
  readonly pits: readonly (Pit | undefined)[]
  readonly timers: Timers
  readonly actions: ActionSchedule
  readonly carry: Carry
  readonly valuation: Valuation
  readonly curve: CurveRecorder
  /** Stream of each series of the request, in its order. */
  readonly startAt: Micros
}

const DEFAULT_BUDGET = { commandsPerInstantMax: 10_000, eventsMax: 50_000_000, logLinesMax: 10_000 }

/** What a caller inside this package may add to a run. */
export interface RunHooks {
  readonly onWish?: KernelParts['onWish']
}

/** A session that goes on, and the row of each series that comes next. */
export interface ResumedSession {
  readonly session: SessionSnapshot
  readonly rows: readonly number[]
  /** Where the clock stands. */
  readonly at: Micros
}

export function prepare(
  request: BacktestRequest,
  hooks: RunHooks = {},
  resume?: ResumedSession,
): PreparedRun {
  checkRequest(request)
  const { session, feeds } = openSession(request, resume?.session)
  const markets = marketSeries(request)
  const streams = request.series.map((series, index) => streamOf(request, { series, index, feeds, markets }))
  const straddled = straddleFault(request, streams)
  if (straddled !== null) throw new BacktestRequestError(straddled.field, straddled.message)
  const startAt = Math.max(request.from ?? 0, earliest(streams))
  restateUntil(request, streams, resume?.at ?? startAt)
  bindFeeds(request, { session, streams, resumedRows: resume?.rows ?? null })
  const kernelRef: { kernel?: Kernel } = {}
  const kernel = (): Kernel => kernelRef.kernel!
  const desk = new TradingDesk(
    {
      strategyName: request.strategy.name,
      currency: request.account.currency,
      keepEvents: request.recording?.events ?? false,
    },
    {
      onRequest: (instrument, venueRequest) => kernel().onRequest(instrument, venueRequest),
      onInput: (input) => kernel().onInput(input),
    },
  )
  try {
    desk.open(request, startAt)
  } catch (error) {
    if (error instanceof OpeningRefused) throw new BacktestRequestError('request', error.message)
    throw error
  }
  const pits = openPits(request, { streams, session, onReport: (report) => kernel().onReport(report) })
  const curveEvery = request.recording?.curve ?? 'EVERY_INSTANT'
  const curve = new CurveRecorder(
    curveEvery === 'EVERY_INSTANT' ? 0 : curveEvery.everyMicros,
    Math.max(...streams.map((stream) => stream.terms.endRow - stream.terms.firstRow), 0) + 2,
  )
  const timers = new Timers(request.calendars ?? {})
  const actions = new ActionSchedule(request.actions ?? [])
  actions.take(resume?.at ?? startAt)
  const carry = new Carry(request.carry ?? [])
  carry.skipTo(startAt)
  const valuation = new Valuation(desk.book, desk.market)
  for (const stream of streams) {
    if (stream.terms.isMarket && stream.closedRow >= 0)
      valuation.mark(stream.terms.instrument, stream.markOf(stream.closedRow))
  }
  const budget = { ...DEFAULT_BUDGET, ...request.budget }
  const marksAccounts = (request.policies ?? []).some(
    ({ limits }) => limits.maxDailyLoss !== null || limits.maxDrawdown !== null,
  )
  kernelRef.kernel = new Kernel({
    session,
    desk,
    streams,
    pits,
    timers,
    actions,
    carry,
    valuation,
    curve,
    budget,
    marksAccounts,
    ...hooks,
  })
  const parts = { session, desk, streams, pits, timers, actions, carry, valuation, curve }
  return { request, kernel: kernel(), ...parts, startAt }
}

function checkRequest(request: BacktestRequest): void {
  const known = new Set<InstrumentId>()
  for (const { id } of request.instruments) {
    if (known.has(id)) throw new BacktestRequestError('instruments', `${id} is there twice`)
    known.add(id)
  }
  if (request.series.length === 0) throw new BacktestRequestError('series', 'must have at least one series')
  for (const [index, series] of request.series.entries()) {
    const field = `series.${index}`
    if (!known.has(series.instrumentId))
      throw new BacktestRequestError(field, `${series.instrumentId} is none of the instruments`)
    if (series.kind === 'QUOTE_BARS') checkPair(field, series)
    checkTimes(field, series)
    if (series.kind === 'DEPTH') checkDepth(field, series, request)
  }
  for (const id of known) {
    const fault = fillModelFault(fillModelOf(request.fills ?? {}, id))
    if (fault !== null) throw new BacktestRequestError('fills', fault)
  }
  checkCarry(request, known)
  const action = actionFault(request)
  if (action !== null) throw new BacktestRequestError(action.field, action.message)
  const { seed = 0, from = 0, to = Number.POSITIVE_INFINITY } = request
  if (!(Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new BacktestRequestError('seed', 'must be a whole number from 0 to 4294967295')
  if (!(from < to)) throw new BacktestRequestError('to', 'must be after from')
}

function checkCarry(request: BacktestRequest, known: ReadonlySet<InstrumentId>): void {
  for (const [index, event] of (request.carry ?? []).entries()) {
    const field = `carry[${index}]`
    if (!known.has(event.instrumentId))
      throw new BacktestRequestError(
        `${field}.instrumentId`,
        `${event.instrumentId} is none of the instruments`,
      )
    if (!(Number.isSafeInteger(event.at) && event.at >= 0))
      throw new BacktestRequestError(`${field}.at`, 'must be whole microseconds since 1970')
    const [name, text] = event.kind === 'DIVIDEND' ? ['perUnit', event.perUnit] : ['longPays', event.longPays]
    const parsed = parseDecimal(String(text), MONEY_SCALE)
    if (!parsed.ok) throw new BacktestRequestError(`${field}.${name}`, parsed.message)
  }
}

function checkPair(field: string, { bid, ask }: Extract<MarketSeries, { kind: 'QUOTE_BARS' }>): void {
  if (bid.length !== ask.length)
    throw new BacktestRequestError(field, `has ${bid.length} bars of the bid and ${ask.length} of the ask`)
  for (let row = 0; row < bid.length; row += 1)
    if (bid.time[row] !== ask.time[row])
      throw new BacktestRequestError(field, `bid and ask are not of the same time in row ${row}`)
}

/** Bars follow one another; quotes and trades may share an instant. */
function checkTimes(field: string, series: MarketSeries): void {
  const { time, isBars } = columnsOf(series)
  for (let row = 1; row < time.length; row += 1) {
    if (isBars ? time[row]! > time[row - 1]! : time[row]! >= time[row - 1]!) continue
    throw new BacktestRequestError(
      field,
      `row ${row} is not after the row before it (${instant(time[row]!)} after ${instant(time[row - 1]!)})`,
    )
  }
}

function checkDepth(
  field: string,
  { instrumentId, depth }: Extract<MarketSeries, { kind: 'DEPTH' }>,
  request: BacktestRequest,
): void {
  const fault = depthFault(
    depth,
    request.instruments.find(({ id }) => id === instrumentId)!,
  )
  if (fault !== null) throw new BacktestRequestError(field, fault)
  if (fillModelOf(request.fills ?? {}, instrumentId).participation !== null)
    throw new BacktestRequestError(
      'fills',
      `participation must be left out for ${instrumentId}: an order book offers what it displays`,
    )
}

function instant(at: Micros): string {
  return Number.isFinite(at) ? new Date(at / 1_000).toISOString() : String(at)
}

function columnsOf(series: MarketSeries): { readonly time: Float64Array; readonly isBars: boolean } {
  if (series.kind === 'BARS') return { time: series.bars.time, isBars: true }
  if (series.kind === 'QUOTE_BARS') return { time: series.bid.time, isBars: true }
  if (series.kind === 'QUOTES') return { time: series.quotes.time, isBars: false }
  if (series.kind === 'DEPTH') return { time: series.depth.time, isBars: false }
  return { time: series.trades.time, isBars: false }
}

/** The series that each instrument trades on: its order book, else its first quotes or trades, else its shortest bars. */
function marketSeries(request: BacktestRequest): ReadonlySet<MarketSeries> {
  const chosen = new Map<InstrumentId, MarketSeries>()
  const rank = (series: MarketSeries): number => {
    if (series.kind === 'DEPTH') return -2
    if (series.kind === 'QUOTES' || series.kind === 'TRADES') return -1
    return timeframeMicros(series.timeframe) ?? Number.MAX_SAFE_INTEGER
  }
  for (const series of request.series) {
    const best = chosen.get(series.instrumentId)
    if (best === undefined || rank(series) < rank(best)) chosen.set(series.instrumentId, series)
  }
  return new Set(chosen.values())
}

function openSession(
  request: BacktestRequest,
  resume: SessionSnapshot | undefined,
): { readonly session: StrategySession; readonly feeds: readonly Feed[] } {
  const { account } = request
  const session = createStrategySession(request.strategy, {
    ...(request.params === undefined ? {} : { params: request.params }),
    instruments: request.instruments,
    orderIdPrefix: request.orderIdPrefix ?? 'bt',
    seed: request.seed ?? 0,
    account: { currency: account.currency, cash: account.cash, positions: [] },
    ...(resume === undefined ? {} : { resume }),
  })
  return { session, feeds: session.feeds }
}

function streamOf(
  request: BacktestRequest,
  of: {
    readonly series: MarketSeries
    readonly index: number
    readonly feeds: readonly Feed[]
    readonly markets: ReadonlySet<MarketSeries>
  },
): MarketStream {
  const { series } = of
  const instrument = request.instruments.findIndex(({ id }) => id === series.instrumentId)
  const isSplit = (request.actions ?? []).some(
    ({ kind, instrumentId }) => kind === 'SPLIT' && instrumentId === series.instrumentId,
  )
  const data = isSplit ? restatable(dataOf(series)) : dataOf(series)
  const { time } = columnsOf(series)
  const rows = rowsPlayed(data, time, request)
  const { spread, intrabar } = fillModelOf(request.fills ?? {}, series.instrumentId)
  return new MarketStream(data, {
    instrument,
    grid: tickGrid(request.instruments[instrument]!),
    spread,
    intrabar,
    feed: feedOf(of.feeds, series),
    isMarket: of.markets.has(series),
    isPrints: series.kind === 'TRADES' && hasBook(of.markets, series.instrumentId),
    ...rows,
  })
}

function hasBook(markets: ReadonlySet<MarketSeries>, instrumentId: InstrumentId): boolean {
  return [...markets].some((series) => series.kind === 'DEPTH' && series.instrumentId === instrumentId)
}

/** What a run that stands at an instant knows of the past: in the shares of that instant. */
function restateUntil(request: BacktestRequest, streams: readonly MarketStream[], at: Micros): void {
  for (const action of request.actions ?? []) {
    if (action.kind !== 'SPLIT' || action.exTime > at) continue
    for (const { data, terms } of streams)
      if (request.instruments[terms.instrument]?.id === action.instrumentId)
        restate(data, action.exTime, action.ratio)
  }
}

function dataOf(series: MarketSeries): StreamData {
  switch (series.kind) {
    case 'BARS':
      return { kind: 'BARS', bars: series.bars, timeframe: series.timeframe }
    case 'QUOTE_BARS':
      return {
        kind: 'QUOTE_BARS',
        bid: series.bid,
        ask: series.ask,
        timeframe: series.timeframe,
      }
    case 'QUOTES':
      return { kind: 'QUOTES', quotes: series.quotes }
    case 'TRADES':
      return { kind: 'TRADES', trades: series.trades }
    case 'DEPTH':
      return { kind: 'DEPTH', depth: series.depth }
  }
}

/** Rows from the first that closes after `from` to the last that begins before `to`. */
function rowsPlayed(
  data: StreamData,
  time: Float64Array,
  request: BacktestRequest,
): { readonly firstRow: number; readonly endRow: number } {
  const { from, to } = request
  const length =
    data.kind === 'BARS' || data.kind === 'QUOTE_BARS' ? (timeframeMicros(data.timeframe) ?? 0) : 0
  let firstRow = 0
  if (from !== undefined) while (firstRow < time.length && time[firstRow]! + length <= from) firstRow += 1
  let endRow = time.length
  if (to !== undefined) while (endRow > firstRow && time[endRow - 1]! + length > to) endRow -= 1
  return { firstRow, endRow }
}

function feedOf(feeds: readonly Feed[], series: MarketSeries): number {
  return feeds.findIndex((feed) => {
    if (feed.instrumentId !== series.instrumentId) return false
    if (feed.kind === 'BARS')
      return (series.kind === 'BARS' || series.kind === 'QUOTE_BARS') && feed.timeframe === series.timeframe
    return feed.kind === series.kind
  })
}

/** Hands the columns of the feeds over, with what lies before the start as warm-up. Every feed must have its data. */
function bindFeeds(
  request: BacktestRequest,
  of: {
    readonly session: StrategySession
    readonly streams: readonly MarketStream[]
    readonly resumedRows: readonly number[] | null
  },
): void {
  const { session } = of
  for (const [feed, wanted] of session.feeds.entries()) {
    const index = of.streams.findIndex(({ terms }) => terms.feed === feed)
    if (index >= 0)
      bindFeed(session, { feed, stream: of.streams[index]!, resumedRow: of.resumedRows?.[index] ?? null })
    else if (!hasBarsFor(request, wanted)) throw new BacktestRequestError('series', lacking(wanted))
  }
}

/** Quotes are made of bars, or are the top of an order book, where nothing better is there. */
function hasBarsFor(request: BacktestRequest, wanted: Feed): boolean {
  return (
    wanted.kind === 'QUOTES' &&
    request.series.some((series) => series.instrumentId === wanted.instrumentId && series.kind !== 'TRADES')
  )
}

function lacking(wanted: Feed): string {
  const timeframe = wanted.kind === 'BARS' ? ` ${wanted.timeframe}` : ''
  return `the strategy subscribes to ${wanted.kind} of ${wanted.instrumentId}${timeframe}, and no series has them`
}

function bindFeed(
  session: StrategySession,
  of: { readonly feed: number; readonly stream: MarketStream; readonly resumedRow: number | null },
): void {
  const { feed, stream, resumedRow } = of
  const { data } = stream
  const firstRow = resumedRow ?? stream.terms.firstRow
  if (data.kind === 'QUOTES') {
    const { time, bid, ask, bidSize, askSize } = data.quotes
    return session.bindQuotes(feed, { time, bid, ask, bidSize, askSize }, firstRow)
  }
  if (data.kind === 'TRADES') {
    const { time, price, size, aggressor } = data.trades
    return session.bindTrades(feed, { time, price, size, aggressor: Int8Array.from(aggressor) }, firstRow)
  }
  if (data.kind === 'DEPTH') throw new Error('Invariant: no feed takes an order book')
  session.bindBars(feed, data.kind === 'BARS' ? data.bars : data.bid, resumedRow ?? 0)
  if (resumedRow !== null) return
  for (let row = 0; row < firstRow; row += 1) session.warmupBar(feed, row, stream.endOf(row))
}

/** A venue refuses the terms of a commission when it opens. */
function openPits(...of: Parameters<typeof pitsOf>): ReturnType<typeof pitsOf> {
  try {
    return pitsOf(...of)
  } catch (error) {
    if (error instanceof RangeError) throw new BacktestRequestError('fills', error.message)
    throw error
  }
}

function pitsOf(
  request: BacktestRequest,
  of: {
    readonly streams: readonly MarketStream[]
    readonly session: StrategySession
    readonly onReport: ConstructorParameters<typeof Pit>[0]['onReport']
  },
): (Pit | undefined)[] {
  return request.instruments.map((instrument, index) => {
    const stream = of.streams.find(({ terms }) => terms.isMarket && terms.instrument === index)
    if (stream === undefined) return undefined
    const wantsQuotes = of.session.feeds.some(
      (feed) => feed.kind === 'QUOTES' && feed.instrumentId === instrument.id,
    )
    return new Pit({
      instrument,
      index,
      fills: fillModelOf(request.fills ?? {}, instrument.id),
      stream,
      seed: (request.seed ?? 0) ^ Math.imul(index + 1, 0x9e3779b1),
      onReport: of.onReport,
      tellsQuotes: wantsQuotes && !hasQuotes(of.streams, index) && (stream.isBars || stream.isBook),
    })
  })
}

/** Whether recorded quotes of an instrument are there, which are told as they are. */
function hasQuotes(streams: readonly MarketStream[], instrument: number): boolean {
  return streams.some(({ data, terms }) => data.kind === 'QUOTES' && terms.instrument === instrument)
}

function earliest(streams: readonly MarketStream[]): Micros {
  let first = Number.POSITIVE_INFINITY
  for (const stream of streams) {
    const at = stream.time[stream.terms.firstRow]
    if (at !== undefined && at < first) first = at
  }
  return Number.isFinite(first) ? first : 0
}
