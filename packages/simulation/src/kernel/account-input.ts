/** What a strategy is told of its account: cash and positions as the books have them. */

import { averagePrice, MONEY_SCALE } from '@quarterdeck/engine'
import type { Book, Micros } from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { AccountInput } from '@quarterdeck/sdk'

export function accountInput(book: Book, at: Micros): AccountInput {
  const account = book.accounts[0]!
  return {
    type: 'account',
    at,
    currency: account.currency,
    cash: account.cash.map(({ currency, cash }) => ({ currency, amount: formatDecimal(cash, MONEY_SCALE) })),
    positions: book.positions.map(({ instrumentIndex, lots, cost, realizedPnl }) => {
      const instrument = book.instruments[instrumentIndex]!
      return {
        instrumentId: instrument.terms.id,
        quantityLots: lots,
        averagePrice: averagePrice(instrument, cost, lots) ?? '0',
        realizedPnl: formatDecimal(realizedPnl, MONEY_SCALE),
      }
    }),
  }
}
