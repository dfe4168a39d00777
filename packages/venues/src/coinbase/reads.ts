/** Coinbase, as it is read: market data without a credential where it publishes it, the account with one. */

import type { Micros } from '@quarterdeck/engine'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery, OrderLookup, VenueReads } from '../contract/reads.ts'
import type {
  BalanceRecord,
  CandleRecord,
  FillCursor,
  FillRecord,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  PositionRecord,
  QuoteRecord,
  VenueHealth,
  VenueTime,
} from '../contract/records.ts'
import { CANDLE_SECONDS, isFinalRecord, type CandleLength } from '../contract/words.ts'
import { decimal, listOf, objectOf, readEach, text, textOf } from '../wire/fields.ts'
import { instantMicros, instantText } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { mergeBalances, readAccounts, readFees, readPermissions } from './account-records.ts'
import { COINBASE_CAPABILITIES } from './capabilities.ts'
import { readCandles, readDepth, readQuote, readServerTime, readTrades } from './market-records.ts'
import { openCoinbaseMarketStream } from './market-stream.ts'
import { readFill, readOrder } from './order-records.ts'
import { allPages } from './paging.ts'
import { readProducts, type FeeRates } from './products.ts'
import { coinbaseRestReads, type RestReads } from './rest.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import type { CoinbaseContext } from './context.ts'
import { openCoinbaseUserStream } from './user-stream.ts'

const GRANULARITY: Readonly<Record<CandleLength, string>> = {
  ONE_MINUTE: 'ONE_MINUTE',
  FIVE_MINUTES: 'FIVE_MINUTE',
  FIFTEEN_MINUTES: 'FIFTEEN_MINUTE',
  THIRTY_MINUTES: 'THIRTY_MINUTE',
  ONE_HOUR: 'ONE_HOUR',
  TWO_HOURS: 'TWO_HOUR',
  SIX_HOURS: 'SIX_HOUR',
  ONE_DAY: 'ONE_DAY',
}
/** Buckets of one answer; more are refused, not cut. */
const CANDLES_MAX = 300
const PAGE_MAX = '250'
/** How much earlier a reading of fills begins than the last one ended: fills may appear seconds late. */
const FILL_OVERLAP_MICROS = 60_000_000
const LOOKUP_EARLIER_MS = 60_000
/** How far back the first reading of fills goes: what was filled before is in no book of ours. */
const FIRST_READING_MS = 86_400_000

export function openCoinbaseReads(environment: CoinbaseContext): VenueReads {
  return new CoinbaseReads(environment)
}

class CoinbaseReads implements VenueReads {
  readonly venueId = COINBASE_VENUE_ID
  readonly capabilities = COINBASE_CAPABILITIES
  private readonly environment: CoinbaseContext
  private readonly rest: RestReads
  private readonly heard: Heard

  constructor(environment: CoinbaseContext) {
    this.environment = environment
    this.rest = coinbaseRestReads(environment)
    this.heard = { venueId: COINBASE_VENUE_ID, alert: environment.alert }
  }

  /** It answers: it trades. Coinbase publishes no state of its own; single products say what is shut. */
  async health(): Promise<Answer<VenueHealth>> {
    const time = await this.clock()
    if (time.ok) return answered({ trading: true, message: '' })
    if (time.failure.kind === 'MAINTENANCE')
      return answered({ trading: false, message: time.failure.message })
    return time
  }

  async clock(): Promise<Answer<VenueTime>> {
    const askedAtMs = this.environment.time.nowMs()
    const answer = await this.rest.getPublic('/time', [], readServerTime)
    if (!answer.ok) return answer
    const nowMs = this.environment.time.nowMs()
    const roundTripMs = nowMs - askedAtMs
    const offsetMs = Math.round(answer.value / 1_000 - (askedAtMs + roundTripMs / 2))
    return answered({ venueAt: answer.value, offsetMs, roundTripMs })
  }

  async instruments(): Promise<Answer<readonly ListedInstrument[]>> {
    const { credential, settings } = this.environment
    const rates: FeeRates = { makerRate: settings.assumedMakerRate, takerRate: settings.assumedTakerRate }
    if (credential === null)
      return this.rest.getPublic('/market/products', [], (json) => readProducts(json, rates))
    const fees = await this.feeSchedule()
    const own: FeeRates = {
      makerRate: (fees.ok ? fees.value.makerRate : null) ?? rates.makerRate,
      takerRate: (fees.ok ? fees.value.takerRate : null) ?? rates.takerRate,
    }
    return this.rest.get('/products', [['get_tradability_status', 'true']], (json) => readProducts(json, own))
  }

  quote(venueSymbol: string): Promise<Answer<QuoteRecord>> {
    return this.rest.getPublic(
      '/market/product_book',
      [
        ['product_id', venueSymbol],
        ['limit', '1'],
      ],
      readQuote,
    )
  }

  trades(venueSymbol: string, limit: number): ReturnType<VenueReads['trades']> {
    const path = `/market/products/${encodeURIComponent(venueSymbol)}/ticker`
    return this.rest.getPublic(path, [['limit', String(limit)]], (json) => readTrades(json, this.heard))
  }

  depth(venueSymbol: string, levels: number): ReturnType<VenueReads['depth']> {
    return this.rest.getPublic(
      '/market/product_book',
      [
        ['product_id', venueSymbol],
        ['limit', String(levels)],
      ],
      readDepth,
    )
  }

  async candles({ venueSymbol, length, from, to }: CandleQuery): Promise<Answer<readonly CandleRecord[]>> {
    const path = `/market/products/${encodeURIComponent(venueSymbol)}/candles`
    const step = CANDLE_SECONDS[length]
    const found = new Map<Micros, CandleRecord>()
    const last = Math.ceil(to / 1_000_000)
    for (let start = Math.floor(from / 1_000_000 / step) * step; start < last; start += CANDLES_MAX * step) {
      // The end is inclusive.
      const end = Math.min(last, start + CANDLES_MAX * step) - 1
      const answer = await this.rest.getPublic(
        path,
        [
          ['start', String(start)],
          ['end', String(end)],
          ['granularity', GRANULARITY[length]],
          ['limit', String(CANDLES_MAX)],
        ],
        readCandles,
      )
      if (!answer.ok) return answer
      for (const candle of answer.value)
        if (candle.startAt >= from && candle.startAt < to) found.set(candle.startAt, candle)
    }
    return answered([...found.values()].sort((a, b) => a.startAt - b.startAt))
  }

  account(): ReturnType<VenueReads['account']> {
    return this.rest.get('/key_permissions', [], readPermissions)
  }

  async balances(): Promise<Answer<readonly BalanceRecord[]>> {
    const wallets = await allPages(this.rest, {
      path: '/accounts',
      query: [['limit', PAGE_MAX]],
      read: readAccounts,
    })
    return wallets.ok ? answered(mergeBalances(wallets.value)) : wallets
  }

  /** Futures; what is held of spot products is a balance. */
  positions(): Promise<Answer<readonly PositionRecord[]>> {
    return this.rest.get('/cfm/positions', [], readFuturesPositions)
  }

  async openOrders(): Promise<Answer<readonly OrderRecord[]>> {
    const found = new Map<string, OrderRecord>()
    // The filter OPEN does not give what waits or is under way, and is not taken together with other words.
    for (const statuses of [['OPEN'], ['PENDING', 'QUEUED', 'CANCEL_QUEUED', 'EDIT_QUEUED']]) {
      const answer = await this.orders([
        ...statuses.map((status) => ['order_status', status] as const),
        ['limit', PAGE_MAX],
      ])
      if (!answer.ok) return answer
      for (const order of answer.value) if (!isFinalRecord(order.status)) found.set(order.venueOrderId, order)
    }
    return answered([...found.values()])
  }

  /** There is no way to ask for a client id: the orders since shortly before it was sent are read through. */
  async orderByClientId({
    clientOrderId,
    venueSymbol,
    sentAtMs,
  }: OrderLookup): Promise<Answer<OrderRecord | null>> {
    const answer = await this.orders([
      ['product_ids', venueSymbol],
      ['start_date', instantText((sentAtMs + this.environment.clock.offsetMs - LOOKUP_EARLIER_MS) * 1_000)],
      ['limit', PAGE_MAX],
    ])
    if (!answer.ok) return answer
    return answered(answer.value.find((order) => order.clientOrderId === clientOrderId) ?? null)
  }

  async orderByVenueId(venueOrderId: string): Promise<Answer<OrderRecord | null>> {
    const path = `/orders/historical/${encodeURIComponent(venueOrderId)}`
    const answer = await this.rest.get(path, [], (json) =>
      readOrder(objectOf(json, 'order answer')['order'], this.heard),
    )
    return !answer.ok && answer.failure.kind === 'NOT_FOUND' ? answered(null) : answer
  }

  async fillsSince(cursor: FillCursor | null): Promise<Answer<FillsPage>> {
    const { time, clock } = this.environment
    const venueNowMs = time.nowMs() + clock.offsetMs
    const from = cursor === null ? (venueNowMs - FIRST_READING_MS) * 1_000 : instantMicros(cursor)
    if (from === null) return failed('REFUSED', 'this is no cursor of Coinbase fills')
    const answer = await allPages(this.rest, {
      path: '/orders/historical/fills',
      query: [
        ['start_sequence_timestamp', instantText(Math.max(0, from - FILL_OVERLAP_MICROS))],
        ['limit', PAGE_MAX],
      ],
      read: (json) => readFillRows(json, this.heard),
    })
    if (!answer.ok) return answer
    const fills = readEach(answer.value, ({ fill }) => fill).toSorted((a, b) => a.venueAt - b.venueAt)
    const latest = answer.value.reduce((most, { sequencedAt }) => Math.max(most, sequencedAt), from)
    return answered({ fills, cursor: instantText(latest) })
  }

  feeSchedule(): ReturnType<VenueReads['feeSchedule']> {
    return this.rest.get('/transaction_summary', [], readFees)
  }

  openMarketStream(
    ...[topics, listener]: Parameters<VenueReads['openMarketStream']>
  ): ReturnType<VenueReads['openMarketStream']> {
    return openCoinbaseMarketStream({ environment: this.environment, reads: this, topics, listener })
  }

  openOrderStream(
    listener: Parameters<VenueReads['openOrderStream']>[0],
  ): ReturnType<VenueReads['openOrderStream']> {
    return openCoinbaseUserStream({ environment: this.environment, listener })
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private orders(query: readonly (readonly [string, string])[]): Promise<Answer<readonly OrderRecord[]>> {
    return allPages(this.rest, {
      path: '/orders/historical/batch',
      query,
      read: (json) => readOrders(json, this.heard),
    })
  }
}

export function readOrders(json: unknown, heard: Heard): readonly OrderRecord[] {
  return listOf(objectOf(json, 'orders answer'), 'orders').map((one) => readOrder(one, heard))
}

interface FillRow {
  readonly fill: FillRecord | null
  readonly sequencedAt: Micros
}

export function readFillRows(json: unknown, heard: Heard): readonly FillRow[] {
  return listOf(objectOf(json, 'fills answer'), 'fills').map((one) => {
    const from = objectOf(one, 'fill')
    const sequenced = textOf(from['sequence_timestamp'], 'sequence_timestamp')
    return { fill: readFill(one, heard), sequencedAt: instantMicros(sequenced) ?? 0 }
  })
}

export function readFuturesPositions(json: unknown): readonly PositionRecord[] {
  return listOf(objectOf(json, 'positions answer'), 'positions').map((one) => {
    const from = objectOf(one, 'position')
    const contracts = decimal(from, 'number_of_contracts')
    const entry = from['avg_entry_price']
    return {
      venueSymbol: text(from, 'product_id'),
      quantity: from['side'] === 'SHORT' && contracts !== '0' ? `-${contracts}` : contracts,
      averagePrice:
        entry === null || entry === undefined ? null : decimal(objectOf(entry, 'avg_entry_price'), 'value'),
    }
  })
}
