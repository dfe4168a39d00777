/** Alpaca's orders and executions in our words. The stream tells orders in the very shape of REST. */

import type { Side } from '@quarterdeck/sdk'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../contract/records.ts'
import type { RecordStatus } from '../contract/words.ts'
import {
  arrayOf,
  decimalOf,
  decimalOrNull,
  instantOf,
  instantOrNull,
  objectOf,
  readEach,
  text,
  textOf,
  textOrNullOf,
  textOrNull,
  WireFault,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { symbolOf } from './symbols.ts'
import { ORDER_TYPE, SIDE, STATUS, TIME_IN_FORCE } from './words.ts'

export function readOrder(json: unknown, heard: Heard): OrderRecord {
  const from = objectOf(json, 'order')
  const venueStatus = text(from, 'status')
  const status = mapped(STATUS, venueStatus, heard)
  const type = textOrNull(from, 'type') ?? textOrNull(from, 'order_type')
  const time = textOrNull(from, 'time_in_force')
  return {
    venueOrderId: text(from, 'id'),
    clientOrderId: textOrNull(from, 'client_order_id'),
    venueSymbol: symbolOf(text(from, 'symbol'), textOrNull(from, 'asset_class')),
    side: sideOf(from['side'], heard),
    orderType: type === null ? null : mapped(ORDER_TYPE, type, heard),
    timeInForce: time === null ? null : mapped(TIME_IN_FORCE, time, heard),
    status,
    venueStatus,
    // Null where it was ordered by amount.
    quantity: decimalOrNull(from, 'qty'),
    limitPrice: decimalOrNull(from, 'limit_price'),
    stopPrice: decimalOrNull(from, 'stop_price'),
    postOnly: false,
    filledQuantity: decimalOrNull(from, 'filled_qty') ?? '0',
    averagePrice: positiveOrNull(decimalOrNull(from, 'filled_avg_price')),
    fees: null,
    fillCount: null,
    reason: reasonOf(status),
    createdAt: instantOrNull(from, 'created_at'),
    updatedAt: instantOrNull(from, 'updated_at'),
    replacedBy: textOrNull(from, 'replaced_by'),
  }
}

export function readOrders(json: unknown, heard: Heard): readonly OrderRecord[] {
  return arrayOf(json, 'orders answer').map((one) => readOrder(one, heard))
}

/** Executions of the list of activities, without those that must not be booked by themselves: an alert was raised of each. */
export function readFills(json: unknown, heard: Heard): readonly FillRecord[] {
  return readEach(arrayOf(json, 'activities answer'), (one) => readFill(one, heard))
}

export function readFill(json: unknown, heard: Heard): FillRecord | null {
  const from = objectOf(json, 'activity')
  const execId = textOf(from['id'], 'id')
  const kind = textOrNullOf(from['type'], 'type') ?? ''
  if (textOf(from['activity_type'], 'activity_type') !== 'FILL' || !isFillKind(kind)) {
    heard.alert({
      venueId: heard.venueId,
      kind: 'UNKNOWN_WORD',
      subject: 'activity.type',
      message: `activity ${execId} is a "${kind.slice(0, 80)}": it is not booked by itself, a person must compare the account with the venue`,
    })
    return null
  }
  return {
    kind: 'FILL',
    execId,
    replacesExecId: null,
    venueOrderId: textOf(from['order_id'], 'order_id'),
    clientOrderId: null,
    venueSymbol: textOf(from['symbol'], 'symbol'),
    side: sideOf(from['side'], heard),
    price: decimalOf(from['price'], 'price'),
    quantity: decimalOf(from['qty'], 'qty'),
    // Told later, and not by execution.
    fee: '0',
    feeCurrency: null,
    liquidity: null,
    venueAt: instantOf(from['transaction_time'], 'transaction_time'),
  }
}

function isFillKind(kind: string): boolean {
  return kind === 'fill' || kind === 'partial_fill'
}

/** An order without a side that we know cannot be shown or counted: the whole answer is not to be trusted. */
function sideOf(value: unknown, heard: Heard): Side {
  const side = mapped(SIDE, textOf(value, 'side'), heard)
  if (side === null) throw new WireFault('side is neither buy nor sell')
  return side
}

/** Alpaca says how an order ended and not why. */
function reasonOf(status: RecordStatus): MappedReason | null {
  switch (status) {
    case 'REJECTED':
      return reason('UNMAPPED', 'the venue gave no reason', 'rejected')
    case 'CANCELED':
      return reason('CANCELED_BY_VENUE', 'canceled', 'canceled')
    case 'EXPIRED':
      return reason('CANCELED_BY_VENUE', 'its time was over', 'expired')
    default:
      return null
  }
}

function positiveOrNull(value: string | null): string | null {
  return value === '0' ? null : value
}
