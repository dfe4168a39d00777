/** The fill that an event made, as the projection will show it, without reading it back. */
import { type FillCorrected, type OrderFilled, formatPrice, formatQuantity } from '@quarterdeck/engine'
import type { OrderRow } from '@quarterdeck/runtime'
import type { Instrument } from '@quarterdeck/sdk'
import type { FillRow } from '../data/order-data.ts'

export function fillOfEvent(
  event: OrderFilled | FillCorrected,
  order: OrderRow,
  instrument: Instrument,
): FillRow {
  return {
    id: event.fillId,
    organizationId: order.organizationId,
    seq: BigInt(event.seq),
    orderId: order.id,
    accountId: order.accountId,
    instrumentId: order.instrumentId,
    execId: event.execId,
    side: order.side,
    price: formatPrice(instrument, event.priceTicks),
    quantity: formatQuantity(instrument, event.lots),
    liquidity: event.liquidity,
    fee: event.fee,
    feeCurrency: instrument.currency,
    voided: false,
    at: new Date(Math.floor(event.venueAt / 1000)),
  }
}
