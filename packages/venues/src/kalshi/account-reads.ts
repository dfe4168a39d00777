/** What Kalshi tells the holder of a key: its scopes, money, positions, orders and fills. */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { OrderLookup, VenueReads } from '../contract/reads.ts'
import type { AccountRecord, FillCursor, FillsPage, OrderRecord } from '../contract/records.ts'
import type { Query } from '../transport/rest-line.ts'
import { objectOf } from '../wire/fields.ts'
import { instantMicros, instantText } from '../wire/instant.ts'
import type { Heard } from '../wire/word-table.ts'
import { readAccountId, readBalances, readKey, readPositions } from './account-records.ts'
import type { KalshiContext } from './context.ts'
import { readFills, readOrder, readOrders } from './order-records.ts'
import type { RestReads } from './rest.ts'
import { KALSHI_VENUE_ID, TOKENS } from './settings.ts'

const PAGE_MAX = '1000'
/** How much earlier a reading of fills begins than the last one ended. */
const FILL_OVERLAP_MICROS = 60_000_000
const LOOKUP_EARLIER_MS = 60_000
/** How far back the first reading of fills goes: what was filled before is in no book of ours. */
const FIRST_READING_MS = 86_400_000

export type AccountReads = Pick<
  VenueReads,
  'account' | 'balances' | 'positions' | 'openOrders' | 'orderByClientId' | 'orderByVenueId' | 'fillsSince'
>

export class KalshiAccountReads implements AccountReads {
  private readonly context: KalshiContext
  private readonly rest: RestReads
  private readonly heard: Heard

  constructor(context: KalshiContext, rest: RestReads) {
    this.context = context
    this.rest = rest
    this.heard = { venueId: KALSHI_VENUE_ID, alert: context.alert }
  }

  /** What the key may do by its scopes. Nothing can be withdrawn through this interface. */
  async account(): Promise<Answer<AccountRecord>> {
    const { credential, settings } = this.context
    const keyId = credential?.keyId ?? ''
    const key = await this.rest.get({ path: '/api_keys', read: (json) => readKey(json, keyId) })
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

  balances(): ReturnType<AccountReads['balances']> {
    return this.rest.get({ path: '/portfolio/balance', read: readBalances })
  }

  positions(): ReturnType<AccountReads['positions']> {
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
  async orderByClientId(lookup: OrderLookup): Promise<Answer<OrderRecord | null>> {
    const sentAtVenueMs = lookup.sentAtMs + this.context.clock.offsetMs
    const answer = await this.ordersSince(lookup.venueSymbol, sentAtVenueMs - LOOKUP_EARLIER_MS)
    if (!answer.ok) return answer
    return answered(answer.value.find((order) => order.clientOrderId === lookup.clientOrderId) ?? null)
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
    const { clock } = this.context
    const from = cursor === null ? (clock.nowMs() - FIRST_READING_MS) * 1_000 : instantMicros(cursor)
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
}

/** Whole seconds since 1970, earlier rather than later. */
function seconds(ms: number): string {
  return String(Math.max(0, Math.floor(ms / 1_000)))
}
