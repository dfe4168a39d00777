/** What Kalshi tells everybody: its own state, what it lists, quotes, books, trades, candles, and what it paid. */

import type { Micros } from '@quarterdeck/engine'
import { answered, type Answer } from '../contract/answer.ts'
import type { CandleQuery, VenueReads } from '../contract/reads.ts'
import type {
  CandleRecord,
  ListedInstrument,
  QuoteRecord,
  SettlementRecord,
  VenueHealth,
  VenueTime,
} from '../contract/records.ts'
import { CANDLE_SECONDS } from '../contract/words.ts'
import { objectOf } from '../wire/fields.ts'
import { instantMicros } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { readHealth, readMaintenance, type MaintenanceWindow } from './account-records.ts'
import type { KalshiContext } from './context.ts'
import { readSettlements } from './contracts.ts'
import { contractsNamed, listAll, listNamed, ofMarkets } from './listing.ts'
import { readCandles, readDepth, readQuote, readTrades } from './market-records.ts'
import type { Question, RestReads } from './rest.ts'
import { KALSHI_VENUE_ID } from './settings.ts'

/** Candles of one answer. */
const CANDLES_MAX = 2_500
const TRADES_MAX = 1_000
/** Levels of a book that a question can name. */
const LEVELS_MAX = 100
/** Announced maintenance that begins within it is told. */
const FORESIGHT_MICROS = 86_400_000_000

export type MarketReads = Required<
  Pick<
    VenueReads,
    | 'health'
    | 'clock'
    | 'instruments'
    | 'quote'
    | 'trades'
    | 'depth'
    | 'candles'
    | 'feeSchedule'
    | 'settlements'
  >
> & {
  /** These contracts as they are listed now, without their events and fees. */
  contracts(symbols: readonly string[]): Promise<Answer<readonly ListedInstrument[]>>
}

export function kalshiMarketReads(context: KalshiContext, rest: RestReads): MarketReads {
  const heard: Heard = { venueId: KALSHI_VENUE_ID, alert: context.alert }
  const listing = { rest, heard, listedSeries: context.settings.listedSeries }
  return {
    health: () => health(context, rest),
    clock: () => clock(context, rest),
    instruments: (symbols) => (symbols === undefined ? listAll(listing) : listNamed(listing, symbols)),
    contracts: async (symbols) => {
      const answer = await contractsNamed(listing, symbols)
      return answer.ok ? answered(answer.value.map(({ listed }) => listed)) : answer
    },
    settlements: (symbols): Promise<Answer<readonly SettlementRecord[]>> =>
      ofMarkets(rest, symbols, readSettlements),
    quote: (symbol): Promise<Answer<QuoteRecord>> =>
      rest.get({
        path: marketPath(symbol),
        read: (json) => readQuote(objectOf(json, 'market answer')['market']),
        isPublic: true,
      }),
    trades: (symbol, limit) =>
      rest.get({
        path: '/markets/trades',
        query: [
          ['ticker', symbol],
          ['limit', String(Math.min(limit, TRADES_MAX))],
        ],
        read: (json) => readTrades(json, heard),
        isPublic: true,
      }),
    depth: (symbol, levels) =>
      rest.get({
        path: `${marketPath(symbol)}/orderbook`,
        // 0 is all.
        query: [['depth', String(levels > LEVELS_MAX ? 0 : levels)]],
        read: (json) => readDepth(json, symbol, levels),
        isPublic: true,
      }),
    candles: (query) => candles(rest, query),
    feeSchedule: () =>
      Promise.resolve(answered({ tier: '', makerRate: null, takerRate: null, note: FEE_NOTE })),
  }
}

const FEE_NOTE =
  'A taker pays 0.07 x multiplier x contracts x price x (1 - price), rounded up to 0.0001 USD; a maker nothing, or a quarter of it where the series says so. Series and events have multipliers of their own, and whole cents are made up for by an order. What was charged is told with each fill.'

/** The venue's own state, and what it announces for the next day. */
async function health(context: KalshiContext, rest: RestReads): Promise<Answer<VenueHealth>> {
  const status = await rest.get(STATUS)
  if (!status.ok)
    return status.failure.kind === 'MAINTENANCE'
      ? answered({ trading: false, message: status.failure.message })
      : status
  const announced = await rest.get({ path: '/exchange/schedule', read: readMaintenance, isPublic: true })
  const now = context.clock.nowMs() * 1_000
  const soon = announced.ok ? announced.value.filter((window) => isSoon(window, now)) : []
  const told = soon.map(({ from, to }) => `maintenance from ${from} to ${to}`)
  const message = [status.value.message, ...told].filter((part) => part !== '').join('; ')
  return answered({ ...status.value, message })
}

const STATUS: Question<VenueHealth> = { path: '/exchange/status', read: readHealth, isPublic: true }

function isSoon({ from, to }: MaintenanceWindow, now: Micros): boolean {
  const [begins, ends] = [instantMicros(from), instantMicros(to)]
  return begins !== null && ends !== null && ends > now && begins < now + FORESIGHT_MICROS
}

/** The venue has no clock of its own to ask: its answers are dated. */
async function clock(context: KalshiContext, rest: RestReads): Promise<Answer<VenueTime>> {
  const { time, clock: venueClock } = context
  const askedAtMs = time.nowMs()
  const answer = await rest.get(STATUS)
  if (!answer.ok) return answer
  return answered({
    venueAt: venueClock.nowMs() * 1_000,
    offsetMs: venueClock.offsetMs,
    roundTripMs: time.nowMs() - askedAtMs,
  })
}

async function candles(
  rest: RestReads,
  { venueSymbol, length, from, to }: CandleQuery,
): Promise<Answer<readonly CandleRecord[]>> {
  const step = CANDLE_SECONDS[length]
  const found = new Map<Micros, CandleRecord>()
  const last = Math.ceil(to / 1_000_000)
  for (let start = Math.floor(from / 1_000_000 / step) * step; start < last; start += CANDLES_MAX * step) {
    // A bucket is found by its end.
    const end = Math.min(last, start + CANDLES_MAX * step) + step
    const answer = await rest.get({
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
    const own = answer.value.filter((market) => market.venueSymbol === venueSymbol)
    for (const candle of own.flatMap((market) => market.candles))
      if (candle.startAt >= from && candle.startAt < to) found.set(candle.startAt, candle)
  }
  return answered([...found.values()].sort((a, b) => a.startAt - b.startAt))
}

function marketPath(symbol: string): string {
  return `/markets/${encodeURIComponent(symbol)}`
}
