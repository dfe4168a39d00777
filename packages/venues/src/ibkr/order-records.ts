/** Orders and executions in our words: from lists and the stream, and from the answer about one order, which is told otherwise. */

import { decimalUnits, formatDecimal } from '@quarterdeck/sdk'
import type { Decimal, Side } from '@quarterdeck/sdk'
import type { Micros } from '@quarterdeck/engine'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../contract/records.ts'
import { isFinalRecord, type RecordStatus, type VenueOrderType } from '../contract/words.ts'
import {
  objectOf,
  text,
  textOf,
  textOrNull,
  textOrNullOf,
  whole,
  wholeOf,
  WireFault,
  type WireObject,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { quotedNumber, quotedNumberOf } from './quoted-number.ts'
import { INACTIVE, ORDER_TYPE, SIDE, STATUS, TIME_IN_FORCE } from './words.ts'

/** An order of the list, or of the stream with everything that was told of it before; null: the use of an option, which is none. */
export function readOrderRow(from: WireObject, heard: Heard): OrderRecord | null {
  const side = mapped(SIDE, text(from, 'side'), heard)
  if (side === 'EXERCISE') return null
  const venueStatus = text(from, 'status')
  const status = statusOf(venueStatus, textOrNull(from, 'order_ccp_status'), heard)
  const orderType = typeOf(textOrNull(from, 'origOrderType') ?? textOrNull(from, 'orderType'), heard)
  const filled = numberOrNull(from, 'filledQuantity') ?? '0'
  return {
    venueOrderId: orderIdOf(from['orderId'], 'orderId'),
    clientOrderId: textOrNull(from, 'order_ref'),
    venueSymbol: String(whole(from, 'conid')),
    side: sideOf(side),
    orderType,
    timeInForce: tifOf(textOrNull(from, 'timeInForce'), heard),
    status,
    venueStatus,
    quantity:
      numberOrNull(from, 'totalSize') ?? orderedOf(filled, numberOrNull(from, 'remainingQuantity'), status),
    ...pricesOf(orderType, { price: numberOrNull(from, 'price'), aux: numberOrNull(from, 'auxPrice') }),
    ...NOT_TOLD,
    filledQuantity: filled,
    averagePrice: positiveOrNull(numberOrNull(from, 'avgPrice')),
    reason: reasonOf(status, textOrNull(from, 'order_cancellation_by_system_reason') ?? ''),
    updatedAt: millisOrNullOf(from['lastExecutionTime_r'], 'lastExecutionTime_r'),
  }
}

/** The answer about one order. It does not tell the client's id. */
export function readOrderStatus(json: unknown, heard: Heard): OrderRecord | null {
  const from = objectOf(json, 'order status')
  const side = mapped(SIDE, text(from, 'side'), heard)
  if (side === 'EXERCISE') return null
  const venueStatus = text(from, 'order_status')
  const description = textOrNull(from, 'order_status_description') ?? ''
  const status = statusOf(venueStatus, description.replace(/^Order /, ''), heard)
  const orderType = typeOf(textOrNull(from, 'order_type'), heard)
  return {
    venueOrderId: orderIdOf(from['order_id'], 'order_id'),
    clientOrderId: textOrNull(from, 'order_ref'),
    venueSymbol: String(whole(from, 'conid')),
    side: sideOf(side),
    orderType,
    timeInForce: tifOf(textOrNull(from, 'tif'), heard),
    status,
    venueStatus,
    quantity: numberOrNull(from, 'total_size'),
    ...pricesOf(orderType, {
      price: numberOrNull(from, 'limit_price') ?? numberOrNull(from, 'stop_price'),
      aux: numberOrNull(from, 'stop_price'),
    }),
    ...NOT_TOLD,
    filledQuantity: numberOrNull(from, 'cum_fill') ?? '0',
    averagePrice: positiveOrNull(numberOrNull(from, 'average_price')),
    reason: reasonOf(status, description),
    updatedAt: null,
  }
}

/** An execution; the order's id and the commission may come later, or never. */
export interface Execution {
  readonly fill: Omit<FillRecord, 'venueOrderId' | 'fee'>
  readonly venueOrderId: string | null
  readonly commission: Decimal | null
  readonly accountId: string | null
}

export function readExecution(json: unknown, heard: Heard): Execution {
  const from = objectOf(json, 'execution')
  const side = mapped(SIDE, textOf(from['side'], 'side'), heard)
  const execId = textOf(from['execution_id'], 'execution_id')
  const venueAt = millisOrNullOf(from['trade_time_r'], 'trade_time_r')
  if (venueAt === null) throw new WireFault('trade_time_r is missing')
  const replacesExecId = correctedBy(execId)
  const orderId = from['order_id']
  return {
    fill: {
      kind: replacesExecId === null ? 'FILL' : 'CORRECTED',
      execId,
      replacesExecId,
      clientOrderId: textOrNullOf(from['order_ref'], 'order_ref'),
      venueSymbol: String(wholeOf(from['conid'], 'conid')),
      side: sideOf(side),
      price: numberOf(from['price'], 'price'),
      quantity: numberOf(from['size'], 'size'),
      feeCurrency: null,
      liquidity: null,
      venueAt,
    },
    venueOrderId: orderId === undefined || orderId === null ? null : orderIdOf(orderId, 'order_id'),
    commission: quotedNumberOf(from['commission'], 'commission')?.value ?? null,
    accountId: textOrNullOf(from['account'], 'account') ?? textOrNullOf(from['accountCode'], 'accountCode'),
  }
}

/** What ends the id of an execution that corrects none. */
const UNCORRECTED = '.01'
const EXECUTION_ID = /^(.+\.)(\d+)$/

/** The execution that one corrects; null: none. The last part of an execution's id counts its corrections, from 01. */
function correctedBy(execId: string): string | null {
  if (execId.endsWith(UNCORRECTED)) return null
  const [, stem = '', last = ''] = EXECUTION_ID.exec(execId) ?? []
  const version = Number(last)
  return version > 1 ? `${stem}${String(version - 1).padStart(last.length, '0')}` : null
}

const NOT_TOLD = { postOnly: null, fees: null, fillCount: null, createdAt: null, replacedBy: null } as const

function orderIdOf(id: unknown, field: string): string {
  return typeof id === 'string' && id !== '' ? id : String(wholeOf(id, field))
}

function statusOf(word: string, second: string | null, heard: Heard): RecordStatus {
  const status = mapped(STATUS, word, heard)
  if (word !== 'Inactive' || second === null) return status
  return Object.hasOwn(INACTIVE, second) ? (INACTIVE[second] ?? status) : status
}

/** An order without a side that we know cannot be shown or counted: the whole answer is not to be trusted. */
function sideOf(side: Side | 'EXERCISE' | null): Side {
  if (side === 'BUY' || side === 'SELL') return side
  throw new WireFault('side is neither BUY nor SELL')
}

function typeOf(word: string | null, heard: Heard): VenueOrderType | null {
  return word === null ? null : mapped(ORDER_TYPE, word.toUpperCase().replaceAll(' ', '_'), heard)
}

function tifOf(word: string | null, heard: Heard): OrderRecord['timeInForce'] {
  return word === null ? null : mapped(TIME_IN_FORCE, word.toUpperCase(), heard)
}

/** `price` is the limit, but of a stop without one it is the stop. */
function pricesOf(
  orderType: VenueOrderType | null,
  { price, aux }: { readonly price: Decimal | null; readonly aux: Decimal | null },
): Pick<OrderRecord, 'limitPrice' | 'stopPrice'> {
  switch (orderType) {
    case 'LIMIT':
      return { limitPrice: price, stopPrice: null }
    case 'STOP':
      return { limitPrice: null, stopPrice: price ?? aux }
    case 'STOP_LIMIT':
      return { limitPrice: price, stopPrice: aux }
    default:
      return { limitPrice: null, stopPrice: null }
  }
}

/** What was ordered, from what is filled and what is open; of an order that ended the open part says nothing. */
function orderedOf(filled: Decimal, remaining: Decimal | null, status: RecordStatus): Decimal | null {
  if (remaining === null || (isFinalRecord(status) && status !== 'FILLED')) return null
  return formatDecimal(decimalUnits(filled, SCALE) + decimalUnits(remaining, SCALE), SCALE)
}

function reasonOf(status: RecordStatus, message: string): MappedReason | null {
  if (status === 'REJECTED') return reason('UNMAPPED', message || 'the venue gave no reason', 'Rejected')
  if (status === 'CANCELED') return reason('CANCELED_BY_VENUE', message || 'canceled')
  return status === 'EXPIRED' ? reason('CANCELED_BY_VENUE', message || 'its time was over') : null
}

const SCALE = 18

function numberOf(written: unknown, field: string): Decimal {
  const quoted = quotedNumberOf(written, field)
  if (quoted === null) throw new WireFault(`${field} is missing`)
  return quoted.value
}

function numberOrNull(from: WireObject, field: string): Decimal | null {
  return quotedNumber(from, field)?.value ?? null
}

function positiveOrNull(value: Decimal | null): Decimal | null {
  return value === '0' ? null : value
}

function millisOrNullOf(value: unknown, field: string): Micros | null {
  return value === undefined || value === null || value === '' ? null : wholeOf(value, field) * 1_000
}
