/** An account as a session is told of it: its cash, its positions in what the session knows, and what other currencies are worth. */
import {
  type Book,
  MONEY_SCALE,
  type Market,
  type Micros,
  accountPositions,
  conversionRate,
} from '@quarterdeck/engine'
import { type AccountInput, formatDecimal } from '@quarterdeck/sdk'
import { averageCostText, moneyText } from '../../projection/exact.ts'
import type { RunFacts } from './run-facts.ts'

export type AccountFacts = Omit<AccountInput, 'type' | 'at'>

/** Null: the book has no such account. */
export function accountFacts(
  { book, market, at }: { readonly book: Book; readonly market: Market; readonly at: Micros },
  accountId: string,
  instrumentIds: ReadonlySet<string>,
): AccountFacts | null {
  const index = book.accountIndexById.get(accountId)
  const account = index === undefined ? undefined : book.accounts[index]
  if (account === undefined) return null
  const positions = accountPositions(book, account.index).flatMap((position) => {
    const instrument = book.instruments[position.instrumentIndex]!
    if (!instrumentIds.has(instrument.terms.id)) return []
    return [
      {
        instrumentId: instrument.terms.id,
        quantityLots: position.lots,
        averagePrice: averageCostText(instrument, position.lots, position.cost) ?? '0',
        realizedPnl: moneyText(position.realizedPnl),
      },
    ]
  })
  const rates = account.cash.flatMap(({ currency }) => {
    const rate =
      currency === account.currency ? null : conversionRate(book, market, currency, account.currency, at)
    return rate === null ? [] : [{ currency, rate: Number(formatDecimal(rate.rate, MONEY_SCALE)) }]
  })
  return {
    currency: account.currency,
    cash: account.cash.map(({ currency, cash }) => ({ currency, amount: moneyText(cash) })),
    positions,
    ...(rates.length === 0 ? {} : { rates }),
  }
}

/** The account of a run as an input, whose time is for the run to set; null: the book has none. */
export function accountInput(
  now: { readonly book: Book; readonly market: Market; readonly at: Micros },
  { accountId, opening }: Pick<RunFacts, 'accountId' | 'opening'>,
): AccountInput | null {
  const account = accountFacts(now, accountId, new Set(opening.instruments.map(({ id }) => id)))
  return account === null ? null : { type: 'account', at: 0, ...account }
}
