/** An order as the projection holds it: what a caller gets back, what a subscription sends and what the table stores. */
import { type Book, type Decision, type OrderState, formatPrice, formatQuantity } from '@quarterdeck/engine'
import type { OrderRow } from '../runtime.ts'
import { averageFillPriceText, instantDate, instantText } from './exact.ts'
import type { TableRow } from './tables.ts'

/** The order as it stands in the book now; `decision` where it was made just now. */
export function orderRow(book: Book, order: OrderState, decision: Decision | null = null): OrderRow {
  const instrument = book.instruments[order.instrumentIndex]!
  return {
    id: order.id,
    organizationId: book.organizationId,
    seq: BigInt(order.seq),
    accountId: book.accounts[order.accountIndex]!.id,
    instrumentId: instrument.terms.id,
    clientOrderId: order.clientOrderId,
    side: order.side,
    type: order.orderType,
    timeInForce: order.timeInForce,
    quantity: formatQuantity(instrument, order.quantityLots),
    limitPrice: order.limitTicks === null ? null : formatPrice(instrument, order.limitTicks),
    stopPrice: order.stopTicks === null ? null : formatPrice(instrument, order.stopTicks),
    filledQuantity: formatQuantity(instrument, order.filledLots),
    averageFillPrice: averageFillPriceText(instrument, order),
    status: order.status,
    open: book.workingOrders.has(order.id),
    endReason: order.endReason,
    requestedMode: order.requestedMode,
    effectiveMode: order.effectiveMode,
    venueOrderId: order.venueOrderId,
    strategyId: order.strategyId,
    deploymentId: order.deploymentId,
    cause: order.cause,
    actor: order.actor,
    decision,
    createdAt: instantDate(order.createdAt),
    updatedAt: instantDate(order.updatedAt),
  }
}

/** The row as the table takes it; `made` adds what never changes after the order was made. */
export function orderTableRow(row: OrderRow, order: OrderState, made: boolean): TableRow {
  const change = {
    id: row.id,
    quantity: row.quantity,
    limit_price: row.limitPrice,
    stop_price: row.stopPrice,
    filled_quantity: row.filledQuantity,
    average_fill_price: row.averageFillPrice,
    status: row.status,
    open: row.open,
    end_reason: row.endReason,
    venue_order_id: row.venueOrderId,
    updated_at: instantText(order.updatedAt),
  }
  if (!made) return change
  return {
    ...change,
    organization_id: row.organizationId,
    seq: Number(row.seq),
    account_id: row.accountId,
    instrument_id: row.instrumentId,
    client_order_id: row.clientOrderId,
    side: row.side,
    type: row.type,
    time_in_force: row.timeInForce,
    requested_mode: row.requestedMode,
    effective_mode: row.effectiveMode,
    strategy_id: row.strategyId,
    deployment_id: row.deploymentId,
    cause: row.cause,
    actor: row.actor,
    created_at: instantText(order.createdAt),
  }
}
