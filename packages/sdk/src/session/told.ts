/** What a strategy is told of its orders, and causes in words for a fault's report. */

import type { StrategyCorporateAction, StrategyFill, StrategyOrderUpdate } from '../strategy/context.ts'
import { isoInstant } from '../strategy/time.ts'
import type { OrderStatus } from '../vocabulary.ts'
import type { Cause } from './decision-stream.ts'
import type { CorporateActionInput, FillInput, OrderUpdateInput } from './input.ts'
import type { OrderRecord } from './order.ts'

export function fillOf(fill: FillInput, { facts: { listing }, view }: OrderRecord): StrategyFill {
  return Object.freeze({
    execId: fill.execId,
    order: view,
    instrument: fill.instrumentId,
    side: fill.side,
    quantity: listing.quantity(fill.quantityLots),
    price: listing.price(fill.priceTicks),
    fee: Number(fill.fee),
    liquidity: fill.liquidity,
    time: fill.time,
  })
}

export function updateOf(
  { status, reason }: OrderUpdateInput,
  { view }: OrderRecord,
  previousStatus: OrderStatus,
): StrategyOrderUpdate {
  return Object.freeze({ order: view, status, previousStatus, reason })
}

export function corporateActionOf({
  at,
  instrumentId,
  action,
}: CorporateActionInput): StrategyCorporateAction {
  const of = { instrument: instrumentId, time: at }
  return Object.freeze(
    action.kind === 'SPLIT'
      ? { ...of, kind: action.kind, ratio: action.numerator / action.denominator }
      : { ...of, kind: action.kind, perUnit: Number(action.perUnit) },
  )
}

export function causeWords(cause: Cause): string {
  switch (cause.callback) {
    case 'onBar':
      return `bar ${cause.bar.instrument} ${cause.bar.timeframe} ${isoInstant(cause.bar.time)}`
    case 'onQuote':
      return `quote ${cause.quote.instrument} ${isoInstant(cause.quote.time)}`
    case 'onTrade':
      return `trade ${cause.trade.instrument} ${isoInstant(cause.trade.time)}`
    case 'onFill':
      return `fill ${cause.fill.execId} of ${cause.fill.clientOrderId}`
    case 'onOrderUpdate':
      return `${cause.update.status} of ${cause.update.clientOrderId}`
    case 'onCorporateAction':
      return `${cause.input.action.kind} of ${cause.input.instrumentId}`
    case 'onTimer':
      return `timer ${cause.timer.name}`
    case 'onStart':
      return 'start'
    case 'onStop':
      return 'stop'
  }
}
