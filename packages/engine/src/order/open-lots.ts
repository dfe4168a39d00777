/**
 * What of an order can still fill. Nothing here is stored: leaves are derived from cumulative executions and the newest
 * confirmed quantity, so that no reply of a venue can bring back a number that a fill has overtaken (OR-20).
 */

import type { OrderState } from '../book/book.ts'

type Executed = Pick<OrderState, 'executedLots' | 'filledLots'>

/** Lots that the order has used up: executions that were taken back stay used, a correction upwards uses more. */
export function usedLots(order: Executed): number {
  return order.executedLots > order.filledLots ? order.executedLots : order.filledLots
}

/** Lots of a total quantity that are still open. */
export function openLots(order: Executed, quantityLots: number): number {
  const open = quantityLots - usedLots(order)
  return open > 0 ? open : 0
}

/** The largest total that may come to fill: both versions may trade while a replace is pending. */
export function largestQuantity(order: Pick<OrderState, 'quantityLots' | 'pendingReplace'>): number {
  const pending = order.pendingReplace
  return pending !== null && pending.quantityLots > order.quantityLots
    ? pending.quantityLots
    : order.quantityLots
}

/** Lots that count in risk: what could still fill in the worst case; none once the order has ended. */
export function workingLots(order: OrderState): number {
  return order.endedAs === null ? openLots(order, largestQuantity(order)) : 0
}
