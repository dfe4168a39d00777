/** What happened to a run's orders while nobody could tell it: the book compared with what the session was told. */
import { type Book, type OrderState, isFinal } from '@quarterdeck/engine'
import type { FillInput, OrderUpdateInput } from '@quarterdeck/sdk'
import { moneyText } from '../../projection/exact.ts'
import { standing } from './order-desk.ts'
import { type ToldOrder, updateText } from './told-orders.ts'

/** What is told of an order that the session wanted and the book does not have. */
export const NEVER_SUBMITTED = 'it was not submitted before the restart'

/**
 * News without a time, in the order in which it is to be told: fills before the state that they led to. `find` gives the book's
 * order.
 */
export function missedNews(
  book: Book,
  told: readonly ToldOrder[],
  find: (clientOrderId: string) => OrderState | undefined,
): readonly (FillInput | OrderUpdateInput)[] {
  return told.flatMap((known) => {
    const order = find(known.clientOrderId)
    if (order === undefined) return [neverSubmitted(known)]
    const fills = order.fills
      .filter(({ execId, voided }) => !voided && !known.execIds.includes(execId))
      .map((fill) => fillOf(book, order, fill))
    const update = standing(order, isFinal(order.status) ? order.endReason : null)
    return updateText(update) === known.told ? fills : [...fills, update]
  })
}

function neverSubmitted({ clientOrderId, quantityLots, limitTicks, stopTicks }: ToldOrder): OrderUpdateInput {
  return {
    type: 'orderUpdate',
    at: 0,
    clientOrderId,
    status: 'REJECTED',
    quantityLots,
    limitTicks,
    stopTicks,
    reason: NEVER_SUBMITTED,
  }
}

function fillOf(book: Book, order: OrderState, fill: OrderState['fills'][number]): FillInput {
  return {
    type: 'fill',
    at: 0,
    execId: fill.execId,
    clientOrderId: order.clientOrderId,
    instrumentId: book.instruments[order.instrumentIndex]!.terms.id,
    side: order.side,
    quantityLots: fill.lots,
    priceTicks: fill.priceTicks,
    fee: moneyText(fill.fee),
    liquidity: fill.liquidity,
    time: fill.venueAt,
  }
}
