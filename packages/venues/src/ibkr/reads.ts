/** Interactive Brokers, as it is read: everything within a session, lists sparingly, quotes when they are whole. */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery, OrderLookup, VenueReads } from '../contract/reads.ts'
import type {
  BalanceRecord,
  CandleRecord,
  FillCursor,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  PositionRecord,
  QuoteRecord,
} from '../contract/records.ts'
import { isFinalRecord } from '../contract/words.ts'
import { allPages } from '../transport/paging.ts'
import { pause } from '../transport/timekeeper.ts'
import type { Heard } from '../wire/word-table.ts'
import { readLedger, readPositions } from './account-records.ts'
import { CandleHistory } from './candle-history.ts'
import { IBKR_CAPABILITIES } from './capabilities.ts'
import type { IbkrContext } from './context.ts'
import { errorText } from './error-body.ts'
import { FillReader } from './fills.ts'
import { askedInSession, type InSession } from './in-session.ts'
import { Executions, LiveOrders, withRef } from './live-orders.ts'
import {
  isToldWhole,
  layOver,
  QUOTE_FIELDS,
  readBars,
  readQuote,
  readSnapshotRow,
  untoldQuote,
} from './market-records.ts'
import { openIbkrMarketStream } from './market-stream.ts'
import { readOrderStatus } from './order-records.ts'
import { OrderSearch } from './order-search.ts'
import { openIbkrOrderStream } from './order-stream.ts'
import { ibkrRestReads, type RestReads } from './rest.ts'
import { IBKR_VENUE_ID } from './settings.ts'

const POSITIONS_PAGE = 100
/** Readings of a quote that comes in pieces. */
const QUOTE_TRIES = 6

export function openIbkrReads(context: IbkrContext): VenueReads {
  return new IbkrReads(context)
}

class IbkrReads implements VenueReads {
  readonly venueId = IBKR_VENUE_ID
  readonly capabilities = IBKR_CAPABILITIES
  private readonly context: IbkrContext
  private readonly rest: RestReads
  private readonly inSession: InSession
  private readonly heard: Heard
  private readonly orders: LiveOrders
  private readonly executions: Executions
  private readonly fills: FillReader
  private readonly search: OrderSearch
  private readonly history: CandleHistory
  private closed = false

  constructor(context: IbkrContext) {
    this.context = context
    this.rest = ibkrRestReads(context, (answer) => context.session.heard(answer))
    this.inSession = askedInSession(context.session, () => this.closed)
    this.heard = { venueId: IBKR_VENUE_ID, alert: context.alert }
    const lists = { context, rest: this.rest, inSession: this.inSession }
    this.orders = new LiveOrders(lists)
    this.executions = new Executions(lists)
    this.fills = new FillReader(context, this.executions, this.orders)
    this.search = new OrderSearch(context, this.orders, this.executions)
    this.history = new CandleHistory(
      (query) => this.get('/iserver/marketdata/history', readBars, query),
      context.settings.outsideRegularHours,
    )
  }

  /** No session is a state of the venue here, and no failure. */
  health(): ReturnType<VenueReads['health']> {
    return this.closed ? this.inSession(() => this.context.session.health()) : this.context.session.health()
  }

  clock(): ReturnType<VenueReads['clock']> {
    return this.inSession(() => this.context.session.time())
  }

  async instruments(): Promise<Answer<readonly ListedInstrument[]>> {
    const contracts = await this.context.contracts.read((path, query) =>
      this.get(path, (json) => json, query),
    )
    return contracts.ok ? answered(contracts.value.map(({ listed }) => listed)) : contracts
  }

  /** The first answer about a contract only begins to watch it, and then it comes in pieces. */
  quote(venueSymbol: string): Promise<Answer<QuoteRecord>> {
    return this.inSession(async () => {
      const row = untoldQuote()
      for (let attempt = 0; attempt < QUOTE_TRIES && !isToldWhole(row); attempt += 1) {
        if (attempt > 0) await pause(this.context.time, this.context.settings.warmUpMs / 2)
        const answer = await this.rest.get({
          path: '/iserver/marketdata/snapshot',
          query: [
            ['conids', venueSymbol],
            ['fields', QUOTE_FIELDS.join(',')],
          ],
          read: (json) => readSnapshotRow(json, venueSymbol),
        })
        if (!answer.ok) return answer
        layOver(row, answer.value)
      }
      return answered(readQuote(row, venueSymbol, this.heard))
    })
  }

  trades(): ReturnType<VenueReads['trades']> {
    return Promise.resolve(failed('UNSUPPORTED', 'Interactive Brokers tells no prints over this interface'))
  }

  depth(): ReturnType<VenueReads['depth']> {
    return Promise.resolve(failed('UNSUPPORTED', 'Interactive Brokers answers no question about depth'))
  }

  candles(query: CandleQuery): Promise<Answer<readonly CandleRecord[]>> {
    return this.history.read(query)
  }

  account(): ReturnType<VenueReads['account']> {
    return this.inSession(({ account }) => Promise.resolve(answered(account)))
  }

  balances(): Promise<Answer<readonly BalanceRecord[]>> {
    return this.inSession(({ accountId }) =>
      this.rest.get({ path: `/portfolio/${encodeURIComponent(accountId)}/ledger`, read: readLedger }),
    )
  }

  /** Positions are kept by the venue for a while: it is told to read them anew first. */
  positions(): Promise<Answer<readonly PositionRecord[]>> {
    return this.inSession(async ({ accountId }) => {
      const fresh = await this.rest.refreshPositions(accountId)
      if (!fresh.ok) return fresh
      const all = await allPages('positions', async (cursor) => {
        const page = Number(cursor ?? '0')
        const path = `/portfolio/${encodeURIComponent(accountId)}/positions/${page}`
        const answer = await this.rest.get({ path, read: readPositions })
        if (!answer.ok) return answer
        const more = answer.value.length >= POSITIONS_PAGE
        return answered({ items: answer.value, cursor: more ? String(page + 1) : null })
      })
      return all.ok ? answered(all.value.filter(({ quantity }) => quantity !== '0')) : all
    })
  }

  async openOrders(): Promise<Answer<readonly OrderRecord[]>> {
    const orders = await this.orders.read()
    return orders.ok ? answered(orders.value.filter(({ status }) => !isFinalRecord(status))) : orders
  }

  orderByClientId(lookup: OrderLookup): Promise<Answer<OrderRecord | null>> {
    return this.search.byClientId(lookup)
  }

  /** An order of an earlier session is not answered about by its id: the list may still have it. */
  orderByVenueId(venueOrderId: string): Promise<Answer<OrderRecord | null>> {
    return this.inSession(async () => {
      const path = `/iserver/account/order/status/${encodeURIComponent(venueOrderId)}`
      const answer = await this.rest.get({
        path,
        read: (json) => (errorText(json) === null ? readOrderStatus(json, this.heard) : null),
      })
      if (answer.ok && answer.value !== null) return answered(withRef(answer.value, this.context))
      if (!answer.ok && !UNANSWERED.has(answer.failure.kind)) return answer
      const orders = await this.orders.read()
      return orders.ok
        ? answered(orders.value.find((order) => order.venueOrderId === venueOrderId) ?? null)
        : orders
    })
  }

  fillsSince(cursor: FillCursor | null): Promise<Answer<FillsPage>> {
    return this.fills.since(cursor)
  }

  feeSchedule(): ReturnType<VenueReads['feeSchedule']> {
    return Promise.resolve(
      answered({
        tier: 'not told',
        makerRate: null,
        takerRate: null,
        note: 'Commissions are by share or contract, with a least and a most for each order, and are told with each execution.',
      }),
    )
  }

  openMarketStream(
    ...[topics, listener]: Parameters<VenueReads['openMarketStream']>
  ): ReturnType<VenueReads['openMarketStream']> {
    return openIbkrMarketStream({
      context: this.context,
      ask: (symbol) => this.quote(symbol),
      topics,
      listener,
    })
  }

  openOrderStream(
    listener: Parameters<VenueReads['openOrderStream']>[0],
  ): ReturnType<VenueReads['openOrderStream']> {
    return openIbkrOrderStream({
      context: this.context,
      orders: () => this.orders.read(),
      fills: this.fills,
      listener,
    })
  }

  close(): Promise<void> {
    this.closed = true
    this.rest.close()
    this.context.release()
    return Promise.resolve()
  }

  private get<Value>(
    path: string,
    read: (json: unknown) => Value,
    query: readonly (readonly [string, string])[] = [],
  ): Promise<Answer<Value>> {
    return this.inSession(() => this.rest.get({ path, query, read }))
  }
}

/** Failures by which the venue says that it cannot tell of one order. */
const UNANSWERED: ReadonlySet<string> = new Set(['NOT_FOUND', 'REFUSED', 'MAINTENANCE', 'VENUE_FAULT'])
