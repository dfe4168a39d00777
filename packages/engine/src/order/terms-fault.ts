/**
 * What an order's terms must be before anybody asks whether it may be sent: types and prices that belong together, sizes and
 * prices that the instrument knows. Stops at the first fault. Rules: SPEC.md, OR-02 to OR-09.
 */

import { ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '@quarterdeck/sdk'
import type { OrderType, TimeInForce } from '@quarterdeck/sdk'
import type { InstrumentState, PositionState } from '../book/book.ts'
import type { Micros, PreviewOrder, SubmitOrder } from '../book/command.ts'
import { CASH_UNITS_MAX } from '../book/limits.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput } from '../book/refusal.ts'
import { wordFault } from '../book/text.ts'
import { formatPrice, formatQuantity } from '../instrument/increments.ts'
import { isCountable } from '../number/notional.ts'
import { formatInstant } from '../time/instant.ts'

/** The numbers of an order, new or as it would be. */
export interface OrderNumbers {
  readonly orderType: OrderType
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** The first fault of a new order's own terms; null: it may go to the gate. */
export function termsFault(
  instrument: InstrumentState,
  command: SubmitOrder | PreviewOrder,
  at: Micros,
): Refusal | null {
  return (
    wordFault('side', command.side, SIDES) ??
    wordFault('type', command.orderType, ORDER_TYPES) ??
    wordFault('timeInForce', command.timeInForce, TIMES_IN_FORCE) ??
    timeInForceFault(command.orderType, command.timeInForce) ??
    numbersFault(instrument, command) ??
    expiryFault(instrument, at)
  )
}

/** The first fault of quantity and prices; null: the instrument can trade them. */
export function numbersFault(instrument: InstrumentState, order: OrderNumbers): Refusal | null {
  const { orderType, limitTicks, stopTicks } = order
  const wantsLimit = orderType === 'LIMIT' || orderType === 'STOP_LIMIT'
  const wantsStop = orderType === 'STOP' || orderType === 'STOP_LIMIT'
  return (
    quantityFault(instrument, order.quantityLots) ??
    priceFault(instrument, { field: 'limitPrice', ticks: limitTicks, wanted: wantsLimit, orderType }) ??
    priceFault(instrument, { field: 'stopPrice', ticks: stopTicks, wanted: wantsStop, orderType }) ??
    sizeFault(instrument, order)
  )
}

function timeInForceFault(orderType: OrderType, timeInForce: TimeInForce): Refusal | null {
  const rests = orderType === 'STOP' || orderType === 'STOP_LIMIT'
  if (!rests || timeInForce === 'DAY' || timeInForce === 'GTC') return null
  return badInput('timeInForce', `must be DAY or GTC for a ${orderType} order, which waits for its trigger`)
}

function quantityFault(instrument: InstrumentState, lots: number): Refusal | null {
  if (!Number.isSafeInteger(lots)) return badInput('quantity', 'must be a whole number of lots below 2^53')
  if (lots <= 0) return badInput('quantity', 'must be greater than 0')
  const { minLots, maxLots } = instrument
  if (lots < minLots)
    return badInput(
      'quantity',
      `must be at least ${formatQuantity(instrument, minLots)} for ${instrument.terms.id}`,
    )
  if (lots > maxLots)
    return badInput(
      'quantity',
      `must be at most ${formatQuantity(instrument, maxLots)} for ${instrument.terms.id}`,
    )
  return null
}

interface PriceOf {
  readonly field: 'limitPrice' | 'stopPrice'
  readonly ticks: number | null
  readonly wanted: boolean
  readonly orderType: OrderType
}

function priceFault(
  instrument: InstrumentState,
  { field, ticks, wanted, orderType }: PriceOf,
): Refusal | null {
  if (ticks === null) return wanted ? badInput(field, `is required for a ${orderType} order`) : null
  if (!wanted) return badInput(field, `must not be given for a ${orderType} order`)
  if (!Number.isSafeInteger(ticks)) return badInput(field, 'must be a whole number of ticks below 2^53')
  // Without a bound of its own an instrument trades at positive prices only.
  const least = instrument.minTicks ?? 1
  if (ticks < least)
    return badInput(field, `must be at least ${formatPrice(instrument, least)} for ${instrument.terms.id}`)
  if (instrument.maxTicks !== null && ticks > instrument.maxTicks) {
    return badInput(
      field,
      `must be at most ${formatPrice(instrument, instrument.maxTicks)} for ${instrument.terms.id}`,
    )
  }
  return null
}

/** Beyond this worth an order could not be booked exactly. */
function sizeFault(instrument: InstrumentState, order: OrderNumbers): Refusal | null {
  if (order.limitTicks === null && order.stopTicks === null) return null
  const ticks = Math.max(Math.abs(order.limitTicks ?? 0), Math.abs(order.stopTicks ?? 0))
  if (isCountable(instrument, ticks, order.quantityLots)) return null
  return badInput(
    'quantity',
    `times price must be worth at most ${CASH_UNITS_MAX} ${instrument.terms.currency}`,
  )
}

/** Lots of a position and of all that works on it are counted exactly; an order that would pass that bound is refused. */
export function countFault(position: PositionState | null, lots: number): Refusal | null {
  if (position === null) return null
  const { workingBuyLots, workingSellLots } = position
  const most = Math.abs(position.lots) + workingBuyLots + workingSellLots + lots
  return Number.isSafeInteger(most)
    ? null
    : badInput('quantity', 'would take the position and its working orders beyond 2^53 lots')
}

/** An expired instrument takes no order; who races the expiry is blocked by the check instrumentActive. */
function expiryFault(instrument: InstrumentState, at: Micros): Refusal | null {
  if (instrument.expiresAt === null || at < instrument.expiresAt) return null
  return badInput('instrumentId', `${instrument.terms.id} expired at ${formatInstant(instrument.expiresAt)}`)
}
