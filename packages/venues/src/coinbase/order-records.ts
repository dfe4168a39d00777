/** Coinbase's orders and fills in our words: from REST, and from the user channel, which says less. */

import { divideHalfEven } from '@quarterdeck/engine'
import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal, Side } from '@quarterdeck/sdk'
import { reason, type MappedReason } from '../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../contract/records.ts'
import type { RecordStatus } from '../contract/words.ts'
import {
  decimal,
  decimalOf,
  decimalOrNull,
  decimalOrNullOf,
  flag,
  flagOf,
  instantOf,
  instantOrNull,
  objectOf,
  text,
  textOf,
  textOrNull,
  textOrNullOf,
  WireFault,
  type WireObject,
} from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import { LIQUIDITY, NEW_ORDER_FAILURE, ORDER_TYPE, SIDE, STATUS, TIME_IN_FORCE } from './words.ts'

/** An order of GET /orders/historical. */
export function readOrder(json: unknown, heard: Heard): OrderRecord {
  const from = objectOf(json, 'order')
  const terms = configuration(from)
  const status = mapped(STATUS, text(from, 'status'), heard)
  return {
    ...identity(from, heard, 'side'),
    status,
    venueStatus: text(from, 'status'),
    ...types(from, heard),
    quantity: terms === null ? null : decimalOrNull(terms, 'base_size'),
    limitPrice: terms === null ? null : decimalOrNull(terms, 'limit_price'),
    stopPrice:
      terms === null
        ? null
        : (decimalOrNull(terms, 'stop_price') ?? decimalOrNull(terms, 'stop_trigger_price')),
    postOnly: terms === null || terms['post_only'] === undefined ? null : flag(terms, 'post_only'),
    filledQuantity: decimalOrNull(from, 'filled_size') ?? '0',
    averagePrice: positiveOrNull(decimalOrNull(from, 'average_filled_price')),
    fees: decimalOrNull(from, 'total_fees'),
    fillCount: wholeOrNull(from, 'number_of_fills'),
    reason: reasonOf(from, status, heard),
    createdAt: instantOrNull(from, 'created_time'),
    updatedAt: instantOrNull(from, 'last_update_time') ?? instantOrNull(from, 'last_fill_time'),
    replacedBy: null,
  }
}

/** An order of the user channel. Quantities are cumulative, and prices may not be echoed. */
export function readStreamOrder(json: unknown, heard: Heard): OrderRecord {
  const from = objectOf(json, 'order')
  const status = mapped(STATUS, text(from, 'status'), heard)
  const filled = decimal(from, 'cumulative_quantity')
  const leaves = decimalOrNull(from, 'leaves_quantity')
  // What is left of an order that was canceled may be told as 0: then the quantity is not known from here.
  const told = leaves !== null && (leaves !== '0' || status === 'FILLED')
  return {
    ...identity(from, heard, 'order_side'),
    status,
    venueStatus: text(from, 'status'),
    ...types(from, heard),
    quantity: told ? sum(filled, leaves) : null,
    limitPrice: positiveOrNull(decimalOrNull(from, 'limit_price')),
    stopPrice: positiveOrNull(decimalOrNull(from, 'stop_price')),
    postOnly: from['post_only'] === undefined ? null : wordFlag(from['post_only']),
    filledQuantity: filled,
    averagePrice: positiveOrNull(decimalOrNull(from, 'avg_price')),
    fees: decimalOrNull(from, 'total_fees'),
    fillCount: wholeOrNull(from, 'number_of_fills'),
    reason: reasonOf(from, status, heard),
    createdAt: instantOrNull(from, 'creation_time'),
    updatedAt: null,
    replacedBy: null,
  }
}

/** A fill, or null where it is of a kind that must not be booked by itself: an alert was raised. */
export function readFill(json: unknown, heard: Heard): FillRecord | null {
  const from = objectOf(json, 'fill')
  const execId = textOf(from['entry_id'], 'entry_id')
  const kind = textOrNullOf(from['trade_type'], 'trade_type') ?? 'FILL'
  if (kind !== 'FILL') {
    heard.alert({
      venueId: COINBASE_VENUE_ID,
      kind: 'UNKNOWN_WORD',
      subject: 'fill.trade_type',
      message: `entry ${execId} is a ${kind}: it is not booked by itself, a person must compare the account with the venue`,
    })
    return null
  }
  const price = decimalOf(from['price'], 'price')
  const size = decimalOf(from['size'], 'size')
  return {
    kind: 'FILL',
    execId,
    replacesExecId: null,
    venueOrderId: textOf(from['order_id'], 'order_id'),
    clientOrderId: null,
    venueSymbol: textOf(from['product_id'], 'product_id'),
    side: sideOf(from['side'], 'side', heard),
    price,
    quantity: flagOf(from['size_in_quote'], 'size_in_quote') ? quotient(size, price) : size,
    fee: decimalOrNullOf(from['commission'], 'commission') ?? '0',
    feeCurrency: null,
    liquidity: mapped(
      LIQUIDITY,
      textOrNullOf(from['liquidity_indicator'], 'liquidity_indicator') ?? 'UNKNOWN_LIQUIDITY_INDICATOR',
      heard,
    ),
    venueAt: instantOf(from['trade_time'], 'trade_time'),
  }
}

function identity(
  from: WireObject,
  heard: Heard,
  sideField: string,
): Pick<OrderRecord, 'venueOrderId' | 'clientOrderId' | 'venueSymbol' | 'side'> {
  return {
    venueOrderId: text(from, 'order_id'),
    clientOrderId: textOrNull(from, 'client_order_id'),
    venueSymbol: text(from, 'product_id'),
    side: sideOf(from[sideField], sideField, heard),
  }
}

function types(from: WireObject, heard: Heard): Pick<OrderRecord, 'orderType' | 'timeInForce'> {
  const orderType = textOrNull(from, 'order_type')
  const timeInForce = textOrNull(from, 'time_in_force')
  return {
    orderType:
      orderType === null ? null : mapped(ORDER_TYPE, orderType.toUpperCase().replaceAll(' ', '_'), heard),
    timeInForce: timeInForce === null ? null : mapped(TIME_IN_FORCE, timeInForce, heard),
  }
}

/** An order without a side that we know cannot be shown or counted: the whole answer is not to be trusted. */
function sideOf(value: unknown, field: string, heard: Heard): Side {
  const side = mapped(SIDE, textOf(value, field), heard)
  if (side === null) throw new WireFault(`${field} is neither BUY nor SELL`)
  return side
}

/** The one member of order_configuration; null: it is not told. */
function configuration(from: WireObject): WireObject | null {
  const all = from['order_configuration']
  if (all === undefined || all === null) return null
  const [terms] = Object.values(objectOf(all, 'order_configuration')).filter(
    (one) => one !== null && one !== undefined,
  )
  return terms === undefined ? null : objectOf(terms, 'order_configuration')
}

/** Words that mean that there is no reason. */
const NO_REASON = new Set([
  '',
  'REJECT_REASON_UNSPECIFIED',
  'UNKNOWN_REJECT_REASON',
  'UNKNOWN_FAILURE_REASON',
])

function reasonOf(from: WireObject, status: RecordStatus, heard: Heard): MappedReason | null {
  const word = textOrNull(from, 'reject_reason') ?? ''
  const messages = ['reject_message', 'cancel_message', 'cancel_reason'].map((field) =>
    textOrNull(from, field),
  )
  const message = messages.flatMap((one) => (one === null ? [] : [one])).join('; ')
  if (status === 'REJECTED') {
    if (NO_REASON.has(word)) return reason('UNMAPPED', message || 'the venue gave no reason', word)
    return reason(mapped(NEW_ORDER_FAILURE, failureWord(word), heard), message || word, word)
  }
  if (status === 'CANCELED') return reason('CANCELED_BY_VENUE', message || 'canceled')
  if (status === 'EXPIRED') return reason('CANCELED_BY_VENUE', message || 'its time was over')
  return null
}

/** Preview and order failures are the same words, with and without a prefix; the user channel writes some as text. */
export function failureWord(word: string): string {
  return word
    .toUpperCase()
    .replaceAll(' ', '_')
    .replace(/^PREVIEW_/, '')
}

function positiveOrNull(value: Decimal | null): Decimal | null {
  return value === '0' ? null : value
}

function wholeOrNull(from: WireObject, field: string): number | null {
  const value = decimalOrNull(from, field)
  const number = value === null ? Number.NaN : Number(value)
  return Number.isSafeInteger(number) ? number : null
}

function wordFlag(value: unknown): boolean {
  return value === true || value === 'true'
}

const SCALE = 18

function sum(a: Decimal, b: Decimal): Decimal {
  return formatDecimal(decimalUnits(a, SCALE) + decimalUnits(b, SCALE), SCALE)
}

/** Base quantity of a size in quote currency, to 18 decimals half to even: such orders are never ours. */
function quotient(a: Decimal, b: Decimal): Decimal {
  const divisor = decimalUnits(b, SCALE)
  if (divisor <= 0n) throw new WireFault('price is not positive')
  return formatDecimal(divideHalfEven(decimalUnits(a, SCALE) * powerOfTen(SCALE), divisor), SCALE)
}
