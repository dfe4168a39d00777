/** Kalshi's orders and fills in our words: REST and the streams tell the same members, but for the names of times. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import type { Micros } from '@quarterdeck/engine'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../contract/records.ts'
import type { RecordStatus } from '../contract/words.ts'
import {
  decimal,
  decimalOf,
  decimalOrNull,
  flagOf,
  instantOrNull,
  listOf,
  objectOf,
  text,
  textOf,
  textOrNull,
  textOrNullOf,
  WireFault,
  whole,
  type WireObject,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { sideOf } from './direction.ts'
import { wordOf } from './error-body.ts'
import { END_REASON, ORDER_TYPE, STATUS } from './words.ts'

export function readOrders(json: unknown, heard: Heard): readonly OrderRecord[] {
  return listOf(objectOf(json, 'orders answer'), 'orders').map((one) => readOrder(one, heard))
}

/** An order of REST, or of the channel `user_orders`. */
export function readOrder(json: unknown, heard: Heard): OrderRecord {
  const from = objectOf(json, 'order')
  const updatedAt = timeOf(from, 'last_updated_ts_ms', 'last_update_time')
  const expiresAt = timeOf(from, 'expiration_ts_ms', 'expiration_time')
  const told = mapped(STATUS, text(from, 'status'), heard)
  // The venue calls an end by its own time a cancel.
  const isExpired = told === 'CANCELED' && expiresAt !== null && updatedAt !== null && updatedAt >= expiresAt
  const status: RecordStatus = isExpired ? 'EXPIRED' : told
  const filled = decimal(from, 'fill_count_fp')
  const type = textOrNull(from, 'type')
  return {
    venueOrderId: text(from, 'order_id'),
    clientOrderId: textOrNull(from, 'client_order_id'),
    venueSymbol: text(from, 'ticker'),
    side: sideOf(from, heard),
    orderType: type === null ? null : mapped(ORDER_TYPE, type, heard),
    timeInForce: expiresAt !== null ? 'GTD' : told === 'NEW' ? 'GTC' : null,
    status,
    venueStatus: text(from, 'status'),
    quantity: totalOf(from, told, filled),
    limitPrice: decimal(from, 'yes_price_dollars'),
    stopPrice: null,
    postOnly: null,
    filledQuantity: filled,
    // Costs are told of the outcome that was paid for, which is no price where a position was closed: fills tell prices.
    averagePrice: null,
    fees: feesOf(from),
    fillCount: null,
    reason: endReason(from, status, heard),
    createdAt: timeOf(from, 'created_ts_ms', 'created_time'),
    updatedAt,
    replacedBy: null,
  }
}

/** What works has the total that an amendment gave it; `initial_count_fp` is not sure to follow one. */
function totalOf(from: WireObject, status: RecordStatus, filled: Decimal): Decimal | null {
  if (status === 'FILLED') return filled
  const left = decimalOrNull(from, 'remaining_count_fp')
  if (status === 'NEW' && left !== null) return sum(filled, left)
  return decimalOrNull(from, 'initial_count_fp')
}

function feesOf(from: WireObject): Decimal | null {
  const taker = decimalOrNull(from, 'taker_fees_dollars')
  const maker = decimalOrNull(from, 'maker_fees_dollars')
  return taker === null && maker === null ? null : sum(taker ?? '0', maker ?? '0')
}

function endReason(from: WireObject, status: RecordStatus, heard: Heard): MappedReason | null {
  if (status === 'EXPIRED') return reason('CANCELED_BY_VENUE', 'its time was over')
  if (status !== 'CANCELED') return null
  const told = textOrNull(from, 'last_update_reason')
  if (told === null) return reason('CANCELED_BY_VENUE', 'canceled')
  return reason(mapped(END_REASON, wordOf(told), heard), told, told)
}

export function readFills(json: unknown, heard: Heard): readonly FillRecord[] {
  return listOf(objectOf(json, 'fills answer'), 'fills').map((one) => readFill(one, heard))
}

/** A fill of REST, or of the channel `fill` where that tells the fee; `readStreamFill` looks first. */
export function readFill(json: unknown, heard: Heard): FillRecord {
  const from = objectOf(json, 'fill')
  const venueAt = timeOf(from, 'ts_ms', 'created_time')
  if (venueAt === null) throw new WireFault('created_time is missing')
  return {
    kind: 'FILL',
    // The same identity under the name of REST and under that of the streams.
    execId: textOrNullOf(from['fill_id'], 'fill_id') ?? textOf(from['trade_id'], 'trade_id'),
    replacesExecId: null,
    venueOrderId: textOf(from['order_id'], 'order_id'),
    clientOrderId: textOrNullOf(from['client_order_id'], 'client_order_id'),
    venueSymbol: textOrNullOf(from['ticker'], 'ticker') ?? textOf(from['market_ticker'], 'market_ticker'),
    side: sideOf(from, heard),
    price: decimalOf(from['yes_price_dollars'], 'yes_price_dollars'),
    quantity: decimalOf(from['count_fp'], 'count_fp'),
    fee: decimalOf(from['fee_cost'], 'fee_cost'),
    feeCurrency: null,
    liquidity: flagOf(from['is_taker'], 'is_taker') ? 'TAKER' : 'MAKER',
    venueAt,
  }
}

/** Null: its fee is not told, so it is read by REST when the order's count has grown. */
export function readStreamFill(json: unknown, heard: Heard): FillRecord | null {
  return textOrNullOf(objectOf(json, 'fill')['fee_cost'], 'fee_cost') === null ? null : readFill(json, heard)
}

/** A time in milliseconds where it is told so, else as RFC 3339. */
function timeOf(from: WireObject, millis: string, written: string): Micros | null {
  const told = from[millis]
  if (told !== undefined && told !== null) return whole(from, millis) * 1_000
  return instantOrNull(from, written)
}

const SCALE = 18

function sum(a: Decimal, b: Decimal): Decimal {
  return formatDecimal(decimalUnits(a, SCALE) + decimalUnits(b, SCALE), SCALE)
}
