/** Alpaca, as it is read: the account and its orders from one host, markets from another. */

import type { Micros } from '@quarterdeck/engine'
import { answered, failed, type Answer } from '../contract/answer.ts'
import type { CandleQuery, OrderLookup, VenueReads } from '../contract/reads.ts'
import type {
  ChargeRecord,
  FillCursor,
  FillRecord,
  FillsPage,
  ListedInstrument,
  OrderRecord,
  VenueHealth,
  VenueTime,
} from '../contract/records.ts'
import { isFinalRecord } from '../contract/words.ts'
import { allPages } from '../transport/paging.ts'
import type { Query } from '../transport/rest-line.ts'
import { arrayOf, objectOf, text, textOrNull } from '../wire/fields.ts'
import { instantMicros, instantText } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { readAccount, readBalances, readClock, readFees, readPositions } from './account-records.ts'
import { ALPACA_CAPABILITIES } from './capabilities.ts'
import { CHARGE_TYPES, readCharges } from './charges.ts'
import { readAssets, readContracts } from './instruments.ts'
import { AlpacaMarketReads } from './market-reads.ts'
import { openAlpacaMarketStream } from './market-stream.ts'
import { readFills, readOrder, readOrders } from './order-records.ts'
import { openAlpacaOrderStream } from './order-stream.ts'
import { alpacaRestReads, type RestReads } from './rest.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'
import { marketOf } from './symbols.ts'

const ORDERS_OF_A_PAGE = 500
const ACTIVITIES_OF_A_PAGE = 100
const CONTRACTS_OF_A_PAGE = 1_000
/** Symbols that are asked for one by one; of more the whole list is read. */
const ONE_BY_ONE_MAX = 20
/** How much earlier a reading of fills begins than the last one ended: they may appear late, and the start is exclusive. */
const FILL_OVERLAP_MICROS = 60_000_000
/** How far back the first reading of fills goes: what was filled before is in no book of ours. */
const FIRST_READING_MS = 86_400_000
const CLOCK = '/v2/clock'
const ACCOUNT = '/v2/account'

export function openAlpacaReads(environment: AlpacaEnvironment): VenueReads {
  return new AlpacaReads(environment)
}

class AlpacaReads implements VenueReads {
  readonly venueId = ALPACA_VENUE_ID
  readonly capabilities = ALPACA_CAPABILITIES
  private readonly environment: AlpacaEnvironment
  private readonly rest: RestReads
  private readonly market: AlpacaMarketReads
  private readonly heard: Heard

  constructor(environment: AlpacaEnvironment) {
    this.environment = environment
    this.rest = alpacaRestReads(environment)
    this.heard = { venueId: ALPACA_VENUE_ID, alert: environment.alert }
    this.market = new AlpacaMarketReads(this.rest, environment.settings, this.heard)
  }

  /** It answers: it takes orders. Those of shares wait while their market is closed. */
  async health(): Promise<Answer<VenueHealth>> {
    const clock = await this.rest.get('TRADING', { path: CLOCK }, readClock)
    if (clock.ok) {
      const opens = `the market of shares is closed until ${instantText(clock.value.nextOpenAt)}`
      return answered({ trading: true, message: clock.value.isOpen ? '' : opens })
    }
    if (clock.failure.kind === 'MAINTENANCE')
      return answered({ trading: false, message: clock.failure.message })
    return clock
  }

  async clock(): Promise<Answer<VenueTime>> {
    const { time } = this.environment
    const askedAtMs = time.nowMs()
    const answer = await this.rest.get('TRADING', { path: CLOCK }, readClock)
    if (!answer.ok) return answer
    const roundTripMs = time.nowMs() - askedAtMs
    const offsetMs = Math.round(answer.value.at / 1_000 - (askedAtMs + roundTripMs / 2))
    return answered({ venueAt: answer.value.at, offsetMs, roundTripMs })
  }

  async instruments(symbols?: readonly string[]): Promise<Answer<readonly ListedInstrument[]>> {
    const clock = await this.rest.get('TRADING', { path: CLOCK }, readClock)
    if (!clock.ok) return clock
    const { isOpen } = clock.value
    // The whole list is of ten thousand rows. Contracts are not among them one by one.
    const isFew = symbols !== undefined && symbols.length <= ONE_BY_ONE_MAX
    if (isFew && symbols.every((symbol) => marketOf(symbol) !== 'OPTION'))
      return this.assetsOf(symbols, isOpen)
    const found: ListedInstrument[] = []
    const lists = [
      () => this.assets('us_equity', isOpen),
      () => this.assets('crypto', isOpen),
      ...(this.environment.settings.optionUnderlyings.length === 0 ? [] : [() => this.contracts(isOpen)]),
    ]
    for (const list of lists) {
      const answer = await list()
      if (!answer.ok) return answer
      found.push(...answer.value)
    }
    return answered(found)
  }

  quote(venueSymbol: string): ReturnType<VenueReads['quote']> {
    return this.market.quote(venueSymbol)
  }

  trades(venueSymbol: string, limit: number): ReturnType<VenueReads['trades']> {
    return this.market.trades(venueSymbol, limit)
  }

  depth(venueSymbol: string, levels: number): ReturnType<VenueReads['depth']> {
    return this.market.depth(venueSymbol, levels)
  }

  candles(query: CandleQuery): ReturnType<VenueReads['candles']> {
    return this.market.candles(query)
  }

  account(): ReturnType<VenueReads['account']> {
    const { paper } = this.environment.settings
    return this.rest.get('TRADING', { path: ACCOUNT }, (json) => readAccount(json, paper))
  }

  balances(): ReturnType<VenueReads['balances']> {
    return this.rest.get('TRADING', { path: ACCOUNT }, readBalances)
  }

  positions(): ReturnType<VenueReads['positions']> {
    return this.rest.get('TRADING', { path: '/v2/positions' }, readPositions)
  }

  async openOrders(): Promise<Answer<readonly OrderRecord[]>> {
    const query: Query = [
      ['status', 'open'],
      ['limit', String(ORDERS_OF_A_PAGE)],
      ['direction', 'asc'],
      // Legs are orders of their own.
      ['nested', 'false'],
    ]
    const path = '/v2/orders'
    const answer = await allPages(path, (cursor) =>
      this.rest.get(
        'TRADING',
        { path, query: cursor === null ? query : [...query, ['after_order_id', cursor]] },
        (json) => {
          const items = readOrders(json, this.heard)
          return { items, cursor: lastOf(items, ORDERS_OF_A_PAGE)?.venueOrderId ?? null }
        },
      ),
    )
    if (!answer.ok) return answer
    const open = answer.value.filter(({ status }) => !isFinalRecord(status))
    return answered([...new Map(open.map((order) => [order.venueOrderId, order])).values()])
  }

  orderByClientId({ clientOrderId }: OrderLookup): Promise<Answer<OrderRecord | null>> {
    return this.orderAt('/v2/orders:by_client_order_id', [['client_order_id', clientOrderId]])
  }

  orderByVenueId(venueOrderId: string): Promise<Answer<OrderRecord | null>> {
    return this.orderAt(`/v2/orders/${encodeURIComponent(venueOrderId)}`, [])
  }

  async fillsSince(cursor: FillCursor | null): Promise<Answer<FillsPage>> {
    const from =
      cursor === null ? (this.environment.time.nowMs() - FIRST_READING_MS) * 1_000 : instantMicros(cursor)
    if (from === null) return failed('REFUSED', 'this is no cursor of Alpaca executions')
    const query: Query = [
      ['after', instantText(Math.max(0, from - FILL_OVERLAP_MICROS))],
      ['direction', 'asc'],
      ['page_size', String(ACTIVITIES_OF_A_PAGE)],
    ]
    const answer = await this.activities('/v2/account/activities/FILL', query, (rows) =>
      readFills(rows, this.heard),
    )
    if (!answer.ok) return answer
    const fills = [...new Map(answer.value.map((fill) => [fill.execId, fill])).values()]
    fills.sort((a, b) => a.venueAt - b.venueAt)
    const latest = fills.reduce((most: number, { venueAt }: FillRecord) => Math.max(most, venueAt), from)
    return answered({ fills, cursor: instantText(latest) })
  }

  async chargesSince(at: Micros): Promise<Answer<readonly ChargeRecord[]>> {
    const query: Query = [
      ['activity_types', CHARGE_TYPES.join(',')],
      ['after', instantText(at)],
      ['direction', 'asc'],
      ['page_size', String(ACTIVITIES_OF_A_PAGE)],
    ]
    const answer = await this.activities('/v2/account/activities', query, (rows) =>
      readCharges(rows, this.heard),
    )
    if (!answer.ok) return answer
    return answered([...new Map(answer.value.map((charge) => [charge.chargeId, charge])).values()])
  }

  feeSchedule(): ReturnType<VenueReads['feeSchedule']> {
    return this.rest.get('TRADING', { path: ACCOUNT }, readFees)
  }

  openMarketStream(
    ...[topics, listener]: Parameters<VenueReads['openMarketStream']>
  ): ReturnType<VenueReads['openMarketStream']> {
    const reads = {
      instruments: () => this.assets('crypto', true),
      quote: (symbol: string) => this.market.quote(symbol),
    }
    return openAlpacaMarketStream({ environment: this.environment, reads, topics, listener })
  }

  openOrderStream(
    listener: Parameters<VenueReads['openOrderStream']>[0],
  ): ReturnType<VenueReads['openOrderStream']> {
    return openAlpacaOrderStream({ environment: this.environment, listener })
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  /** Entries of the account's activities, page after page: each is continued after the id of its last entry. */
  private activities<Item>(
    path: string,
    query: Query,
    read: (rows: readonly unknown[]) => readonly Item[],
  ): Promise<Answer<readonly Item[]>> {
    return allPages(path, (token) =>
      this.rest.get(
        'TRADING',
        { path, query: token === null ? query : [...query, ['page_token', token]] },
        (json) => {
          const rows = arrayOf(json, 'activities answer')
          const last = lastOf(rows, ACTIVITIES_OF_A_PAGE)
          return {
            items: read(rows),
            cursor: last === undefined ? null : text(objectOf(last, 'activity'), 'id'),
          }
        },
      ),
    )
  }

  private async orderAt(path: string, query: Query): Promise<Answer<OrderRecord | null>> {
    const answer = await this.rest.get('TRADING', { path, query }, (json) => readOrder(json, this.heard))
    return !answer.ok && answer.failure.kind === 'NOT_FOUND' ? answered(null) : answer
  }

  private assets(
    assetClass: 'us_equity' | 'crypto',
    isOpen: boolean,
  ): Promise<Answer<readonly ListedInstrument[]>> {
    const query: Query = [
      ['status', 'active'],
      ['asset_class', assetClass],
    ]
    const terms = { rates: this.environment.settings, isOpen, heard: this.heard }
    return this.rest.get('TRADING', { path: '/v2/assets', query }, (json) => readAssets(json, terms))
  }

  /** Those of the symbols that it knows, each asked for by itself. */
  private async assetsOf(
    symbols: readonly string[],
    isOpen: boolean,
  ): Promise<Answer<readonly ListedInstrument[]>> {
    const found: ListedInstrument[] = []
    for (const symbol of symbols) {
      const isPair = marketOf(symbol) === 'CRYPTO'
      const terms = { rates: this.environment.settings, isOpen: isPair || isOpen, heard: this.heard }
      const path = `/v2/assets/${encodeURIComponent(symbol)}`
      const answer = await this.rest.get('TRADING', { path }, (json) => readAssets([json], terms))
      if (answer.ok) found.push(...answer.value)
      else if (answer.failure.kind !== 'NOT_FOUND') return answer
    }
    return answered(found)
  }

  private contracts(isOpen: boolean): Promise<Answer<readonly ListedInstrument[]>> {
    const path = '/v2/options/contracts'
    const query: Query = [
      ['underlying_symbols', this.environment.settings.optionUnderlyings.join(',')],
      ['limit', String(CONTRACTS_OF_A_PAGE)],
    ]
    return allPages(path, (cursor) =>
      this.rest.get(
        'TRADING',
        { path, query: cursor === null ? query : [...query, ['page_token', cursor]] },
        (json) => ({
          items: readContracts(json, isOpen),
          cursor: textOrNull(objectOf(json, 'contracts answer'), 'next_page_token'),
        }),
      ),
    )
  }
}

/** The last of a page that is full, after which another may follow. */
function lastOf<Item>(items: readonly Item[], full: number): Item | undefined {
  return items.length >= full ? items.at(-1) : undefined
}
