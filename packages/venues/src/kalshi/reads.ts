/** Kalshi, as it is read: market data without a credential, the account with one. */

import type { Micros } from '@quarterdeck/engine'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery, OrderLookup, VenueReads } from '../contract/reads.ts'
import type {
  AccountRecord,
  CandleRecord,
  DepthRecord,
  FeeSchedule,
  FillCursor,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  QuoteRecord,
  SettlementRecord,
  TradeRecord,
  VenueHealth,
  VenueTime,
} from '../contract/records.ts'
import { CANDLE_SECONDS } from '../contract/words.ts'
import type { Query } from '../transport/rest-line.ts'
import { objectOf } from '../wire/fields.ts'
import { instantMicros, instantText } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import {
  readAccountId,
  readBalances,
  readHealth,
  readKey,
  readMaintenance,
  readPositions,
  type MaintenanceWindow,
} from './account-records.ts'
import { KALSHI_CAPABILITIES } from './capabilities.ts'
import type { KalshiContext } from './context.ts'
import { readEvents, readMarkets, readSeriesFees, readSettlements, type SeriesFees } from './contracts.ts'
import { readCandles, readDepth, readQuote, readTrades } from './market-records.ts'
import { openKalshiMarketStream } from './market-stream.ts'
import { readFills, readOrder, readOrders } from './order-records.ts'
import { openKalshiOrderStream } from './order-stream.ts'
import { kalshiRestReads, type RestReads } from './rest.ts'
import { KALSHI_VENUE_ID, TOKENS } from './settings.ts'

/** Candles of one answer. */
const CANDLES_MAX = 2_500
const PAGE_MAX = '1000'
const EVENTS_MAX = '200'
/** Tickers of one question. */
const TICKERS_MAX = 100
/** Levels of a book that a question can name. */
const LEVELS_MAX = 100
/** How much earlier a reading of fills begins than the last one ended. */
const FILL_OVERLAP_MICROS = 60_000_000
const LOOKUP_EARLIER_MS = 60_000
/** How far back the first reading of fills goes: what was filled before is in no book of ours. */
const FIRST_READING_MS = 86_400_000
/** Announced maintenance that begins within it is told. */
const FORESIGHT_MICROS = 86_400_000_000

export function openKalshiReads(environment: KalshiContext): VenueReads {
  return new KalshiReads(environment)
}

class KalshiReads implements VenueReads {
  readonly venueId = KALSHI_VENUE_ID
  readonly capabilities = KALSHI_CAPABILITIES
  private readonly environment: KalshiContext
  private readonly rest: RestReads
  private readonly heard: Heard

  constructor(environment: KalshiContext) {
    this.environment = environment
    this.rest = kalshiRestReads(environment)
    this.heard = { venueId: KALSHI_VENUE_ID, alert: environment.alert }
  }

  /** The venue's own state, and what it announces for the next day. */
  async health(): Promise<Answer<VenueHealth>> {
    const status = await this.rest.get({ path: '/exchange/status', read: readHealth, isPublic: true })
    if (!status.ok)
      return status.failure.kind === 'MAINTENANCE'
        ? answered({ trading: false, message: status.failure.message })
        : status
    const announced = await this.rest.get({
      path: '/exchange/schedule',
      read: readMaintenance,
      isPublic: true,
    })
    const soon = announced.ok ? announced.value.filter((window) => this.isSoon(window)) : []
    const told = soon.map(({ from, to }) => `maintenance from ${from} to ${to}`)
    const message = [status.value.message, ...told].filter((part) => part !== '').join('; ')
    return answered({ ...status.value, message })
  }

  /** The venue has no clock of its own to ask: its answers are dated. */
  async clock(): Promise<Answer<VenueTime>> {
    const { time, clock } = this.environment
    const askedAtMs = time.nowMs()
    const answer = await this.rest.get({ path: '/exchange/status', read: readHealth, isPublic: true })
    if (!answer.ok) return answer
    return answered({
      venueAt: clock.nowMs() * 1_000,
      offsetMs: clock.offsetMs,
      roundTripMs: time.nowMs() - askedAtMs,
    })
  }

  /** Contracts of the events that are open, with their events and the fees of their series. */
  async instruments(): Promise<Answer<readonly ListedInstrument[]>> {
    const { listedSeries } = this.environment.settings
    const fees = await this.seriesFees(listedSeries)
    if (!fees.ok) return fees
    const listed: ListedInstrument[] = []
    for (const series of listedSeries.length === 0 ? [null] : listedSeries) {
      const events = await this.rest.getAll({
        path: '/events',
        query: [
          ['status', 'open'],
          ['with_nested_markets', 'true'],
          ['limit', EVENTS_MAX],
          ...(series === null ? [] : [['series_ticker', series] as const]),
        ],
        read: (json) => readEvents(json, { fees: fees.value, heard: this.heard }),
        isPublic: true,
      })
      if (!events.ok) return events
      listed.push(...events.value)
    }
    return answered(listed)
  }

  async quote(venueSymbol: string): Promise<Answer<QuoteRecord>> {
    return this.rest.get({
      path: `/markets/${encodeURIComponent(venueSymbol)}`,
      read: (json) => readQuote(objectOf(json, 'market answer')['market']),
      isPublic: true,
    })
  }

  trades(venueSymbol: string, limit: number): Promise<Answer<readonly TradeRecord[]>> {
    return this.rest.get({
      path: '/markets/trades',
      query: [
        ['ticker', venueSymbol],
        ['limit', String(limit)],
      ],
      read: (json) => readTrades(json, this.heard),
      isPublic: true,
    })
  }

  depth(venueSymbol: string, levels: number): Promise<Answer<DepthRecord>> {
    return this.rest.get({
      path: `/markets/${encodeURIComponent(venueSymbol)}/orderbook`,
      query: [['depth', String(Math.min(levels, LEVELS_MAX))]],
      read: (json) => readDepth(json, venueSymbol, levels),
      isPublic: true,
    })
  }

  async candles({ venueSymbol, length, from, to }: CandleQuery): Promise<Answer<readonly CandleRecord[]>> {
    const step = CANDLE_SECONDS[length]
    const found = new Map<Micros, CandleRecord>()
    const last = Math.ceil(to / 1_000_000)
    for (let start = Math.floor(from / 1_000_000 / step) * step; start < last; start += CANDLES_MAX * step) {
      // A bucket is found by its end.
      const end = Math.min(last, start + CANDLES_MAX * step) + step
      const answer = await this.rest.get({
        path: '/markets/candlesticks',
        query: [
          ['market_tickers', venueSymbol],
          ['start_ts', String(start)],
          ['end_ts', String(end)],
          ['period_interval', String(step / 60)],
        ],
        read: (json) => readCandles(json, step),
        isPublic: true,
      })
      if (!answer.ok) return answer
      for (const { venueSymbol: told, candles } of answer.value)
        for (const candle of candles)
          if (told === venueSymbol && candle.startAt >= from && candle.startAt < to)
            found.set(candle.startAt, candle)
    }
    return answered([...found.values()].sort((a, b) => a.startAt - b.startAt))
  }

  /** What the key may do by its scopes. Nothing can be withdrawn through this interface. */
  async account(): Promise<Answer<AccountRecord>> {
    const { credential, settings } = this.environment
    const key = await this.rest.get({
      path: '/api_keys',
      read: (json) => readKey(json, credential?.keyId ?? ''),
    })
    if (!key.ok) return key
    if (key.value === null) return failed('UNREADABLE', 'the key is not among the keys of its account')
    const id = await this.rest.get({ path: '/communications/id', read: readAccountId })
    if (!id.ok) return id
    const { name, scopes } = key.value
    return answered({
      venueAccountId: id.value,
      name,
      canTrade: scopes.includes('write') || scopes.includes('write::trade'),
      canWithdraw: false,
      paper: settings.demo,
    })
  }

  balances(): ReturnType<VenueReads['balances']> {
    return this.rest.get({ path: '/portfolio/balance', read: readBalances })
  }

  positions(): ReturnType<VenueReads['positions']> {
    return this.rest.getAll({
      path: '/portfolio/positions',
      query: [
        ['count_filter', 'position'],
        ['limit', PAGE_MAX],
      ],
      read: readPositions,
    })
  }

  openOrders(): Promise<Answer<readonly OrderRecord[]>> {
    return this.orders([['status', 'resting']])
  }

  /** There is no way to ask for a client id: the orders since shortly before it was sent are read through. */
  async orderByClientId({
    clientOrderId,
    venueSymbol,
    sentAtMs,
  }: OrderLookup): Promise<Answer<OrderRecord | null>> {
    const sentAtVenueMs = sentAtMs + this.environment.clock.offsetMs
    const answer = await this.ordersSince(venueSymbol, sentAtVenueMs - LOOKUP_EARLIER_MS)
    if (!answer.ok) return answer
    return answered(answer.value.find((order) => order.clientOrderId === clientOrderId) ?? null)
  }

  /** A single order may be told as it was a moment ago: one that works is believed when the list says the same. */
  async orderByVenueId(venueOrderId: string): Promise<Answer<OrderRecord | null>> {
    const answer = await this.rest.get({
      path: `/portfolio/orders/${encodeURIComponent(venueOrderId)}`,
      read: (json) => readOrder(objectOf(json, 'order answer')['order'], this.heard),
      weight: TOKENS.oneOrder,
    })
    if (!answer.ok) return answer.failure.kind === 'NOT_FOUND' ? answered(null) : answer
    const { status, venueSymbol, createdAt } = answer.value
    if (status !== 'NEW') return answer
    const listed = await this.ordersSince(venueSymbol, (createdAt ?? 0) / 1_000 - 1_000)
    if (!listed.ok) return listed
    const own = listed.value.find((order) => order.venueOrderId === venueOrderId)
    return own === undefined
      ? failed('UNREADABLE', `the order ${venueOrderId} is told by itself and is in no list`)
      : answered(own)
  }

  async fillsSince(cursor: FillCursor | null): Promise<Answer<FillsPage>> {
    const from =
      cursor === null ? (this.environment.clock.nowMs() - FIRST_READING_MS) * 1_000 : instantMicros(cursor)
    if (from === null) return failed('REFUSED', 'this is no cursor of Kalshi fills')
    const answer = await this.rest.getAll({
      path: '/portfolio/fills',
      query: [
        ['min_ts', seconds((from - FILL_OVERLAP_MICROS) / 1_000)],
        ['limit', PAGE_MAX],
      ],
      read: (json) => readFills(json, this.heard),
    })
    if (!answer.ok) return answer
    const fills = answer.value.toSorted((a, b) => a.venueAt - b.venueAt)
    return answered({ fills, cursor: instantText(Math.max(from, fills.at(-1)?.venueAt ?? from)) })
  }

  feeSchedule(): Promise<Answer<FeeSchedule>> {
    return Promise.resolve(
      answered({
        tier: '',
        makerRate: null,
        takerRate: null,
        note: 'A taker pays 0.07 x multiplier x contracts x price x (1 - price), rounded up to 0.0001 USD; a maker nothing, or a quarter of it where the series says so. Series and events have multipliers of their own, and whole cents are made up for by an order. What was charged is told with each fill.',
      }),
    )
  }

  async settlements(venueSymbols: readonly string[]): Promise<Answer<readonly SettlementRecord[]>> {
    const settled: SettlementRecord[] = []
    for (let first = 0; first < venueSymbols.length; first += TICKERS_MAX) {
      const answer = await this.rest.getAll({
        ...marketsOf(venueSymbols.slice(first, first + TICKERS_MAX)),
        read: readSettlements,
      })
      if (!answer.ok) return answer
      settled.push(...answer.value)
    }
    return answered(settled)
  }

  openMarketStream(
    ...[topics, listener]: Parameters<VenueReads['openMarketStream']>
  ): ReturnType<VenueReads['openMarketStream']> {
    return openKalshiMarketStream({
      environment: this.environment,
      list: (symbols) =>
        this.rest.getAll({ ...marketsOf(symbols), read: (json) => readMarkets(json, this.heard) }),
      quote: (symbol) => this.quote(symbol),
      topics,
      listener,
    })
  }

  openOrderStream(
    listener: Parameters<VenueReads['openOrderStream']>[0],
  ): ReturnType<VenueReads['openOrderStream']> {
    return openKalshiOrderStream({ environment: this.environment, listener })
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private async seriesFees(series: readonly string[]): Promise<Answer<SeriesFees>> {
    const found: (readonly [string, ReturnType<SeriesFees['get']> & object])[] = []
    for (const path of series.length === 0
      ? ['/series']
      : series.map((one) => `/series/${encodeURIComponent(one)}`)) {
      const answer = await this.rest.get({
        path,
        read: (json) => readSeriesFees(json, this.heard),
        isPublic: true,
      })
      if (!answer.ok) return answer
      found.push(...answer.value)
    }
    return answered(new Map(found))
  }

  private ordersSince(venueSymbol: string, sinceMs: number): Promise<Answer<readonly OrderRecord[]>> {
    return this.orders([
      ['ticker', venueSymbol],
      ['min_ts', seconds(sinceMs)],
    ])
  }

  private orders(query: Query): Promise<Answer<readonly OrderRecord[]>> {
    return this.rest.getAll({
      path: '/portfolio/orders',
      query: [...query, ['limit', PAGE_MAX]],
      read: (json) => readOrders(json, this.heard),
    })
  }

  private isSoon({ from, to }: MaintenanceWindow): boolean {
    const now = this.environment.clock.nowMs() * 1_000
    const [begins, ends] = [instantMicros(from), instantMicros(to)]
    return begins !== null && ends !== null && ends > now && begins < now + FORESIGHT_MICROS
  }
}

function marketsOf(symbols: readonly string[]) {
  const query: Query = [
    ['tickers', symbols.join(',')],
    ['limit', PAGE_MAX],
  ]
  return { path: '/markets', query, isPublic: true }
}

/** Whole seconds since 1970, earlier rather than later. */
function seconds(ms: number): string {
  return String(Math.max(0, Math.floor(ms / 1_000)))
}
