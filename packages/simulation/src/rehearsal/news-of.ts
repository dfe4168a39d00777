/** Puts wishes of a strategy and answers of the desk into words for whoever watches. */

import { formatPrice, formatQuantity } from '@quarterdeck/engine'
import type { Book, InstrumentState } from '@quarterdeck/engine'
import type {
  Decimal,
  InstrumentId,
  Micros,
  StrategyFault,
  StrategyInput,
  StrategyIntent,
} from '@quarterdeck/sdk'
import type { RehearsalNews } from './news.ts'

/** What a wish says; null: timers are the strategy's own affair. */
export function newsOfWish(book: Book, at: Micros, wish: StrategyIntent): RehearsalNews | null {
  switch (wish.type) {
    case 'Log': {
      const { level, message } = wish
      return { type: 'LOG', at: wish.at, level, message }
    }
    case 'SubmitOrder': {
      const instrument = instrumentIn(book, wish.instrumentId)
      const price = (ticks: number | null): Decimal | null =>
        ticks === null ? null : formatPrice(instrument, ticks)
      const { clientOrderId, instrumentId, side, orderType, timeInForce, tag } = wish
      return {
        type: 'ORDER',
        at,
        clientOrderId,
        instrumentId,
        side,
        orderType,
        timeInForce,
        quantity: formatQuantity(instrument, wish.quantityLots),
        limitPrice: price(wish.limitTicks),
        stopPrice: price(wish.stopTicks),
        tag,
      }
    }
    case 'ReplaceOrder':
      return { type: 'REPLACE', at, clientOrderId: wish.clientOrderId }
    case 'CancelOrder':
      return { type: 'CANCEL', at, clientOrderId: wish.clientOrderId }
    case 'SetTimer':
    case 'CancelTimer':
      return null
  }
}

/** What an answer of the desk says; null: nothing that a person waits for. */
export function newsOfInput(book: Book, input: StrategyInput): RehearsalNews | null {
  if (input.type === 'fill') {
    const { at, clientOrderId, instrumentId, side, fee } = input
    const instrument = instrumentIn(book, instrumentId)
    const quantity = formatQuantity(instrument, input.quantityLots)
    const price = formatPrice(instrument, input.priceTicks)
    return { type: 'FILL', at, clientOrderId, instrumentId, side, quantity, price, fee }
  }
  if (input.type !== 'orderUpdate') return null
  const { at, clientOrderId, status, reason } = input
  return { type: 'UPDATE', at, clientOrderId, status, reason }
}

export function newsOfFault({ report }: StrategyFault): RehearsalNews {
  const { callback, at, input, error } = report
  return {
    type: 'FAULT',
    at,
    callback,
    input,
    message: `${error.name}: ${error.message}`,
    stack: error.stack,
  }
}

function instrumentIn(book: Book, id: InstrumentId): InstrumentState {
  const index = book.instrumentIndexById.get(id)
  if (index === undefined) throw new Error(`Invariant: ${id} is listed before it is ordered`)
  return book.instruments[index]!
}
