/** What a committed event means to the strategy whose order it is about. */
import type { EngineEvent } from '@quarterdeck/engine'
import type { FillInput, OrderUpdateInput } from '@quarterdeck/sdk'
import type { PriceGrid } from '../../feed/price-grid.ts'
import type { OrderRow } from '../../runtime.ts'

export type OrderNews = FillInput | OrderUpdateInput

/** An event's input for the session; null: it says nothing to a strategy. The time is the event's own. */
export function orderNews(event: EngineEvent, row: OrderRow, grid: PriceGrid): OrderNews | null {
  switch (event.type) {
    case 'OrderFilled':
      return {
        type: 'fill',
        at: event.at,
        execId: event.execId,
        clientOrderId: row.clientOrderId,
        instrumentId: row.instrumentId,
        side: row.side as FillInput['side'],
        quantityLots: event.lots,
        priceTicks: event.priceTicks,
        fee: event.fee,
        liquidity: event.liquidity,
        time: event.venueAt,
      }
    case 'OrderBlocked':
    case 'OrderReplaceBlocked':
      return orderUpdate(row, grid, { at: event.at, reason: event.decision.summary })
    case 'OrderRejected':
    case 'OrderCanceled':
    case 'OrderExpired':
    case 'OrderCancelRejected':
    case 'OrderReplaceRejected':
      return orderUpdate(row, grid, { at: event.at, reason: event.reason })
    case 'OrderConfirmed':
    case 'OrderReplaced':
    case 'OrderTriggered':
    case 'OrderMarkedUnknown':
      return orderUpdate(row, grid, { at: event.at, reason: null })
    default:
      return null
  }
}

/** Where an order stands. */
export function orderUpdate(
  row: OrderRow,
  grid: PriceGrid,
  { at, reason }: Pick<OrderUpdateInput, 'at' | 'reason'>,
): OrderUpdateInput {
  const ticks = (price: string | null) => (price === null ? null : whole(grid.readPrice(price)))
  return {
    type: 'orderUpdate',
    at,
    clientOrderId: row.clientOrderId,
    status: row.status as OrderUpdateInput['status'],
    quantityLots: whole(grid.readQuantity(row.quantity)),
    limitTicks: ticks(row.limitPrice),
    stopTicks: ticks(row.stopPrice),
    reason,
  }
}

function whole(read: ReturnType<PriceGrid['readPrice']>): number {
  if (!read.ok || read.down !== read.up)
    throw new Error('Invariant: an order lies on the grid of its instrument')
  return read.down
}
