/** What an account and its positions are worth at the current market: computed when asked, stored nowhere. */
import {
  type AccountState,
  type Book,
  type Market,
  type Micros,
  type Money,
  MONEY_SCALE,
  accountPositions,
  divideHalfEven,
  positionMark,
  sumInCurrency,
  valueAccount,
} from '@quarterdeck/engine'

import { formatDecimal } from '@quarterdeck/sdk'
import type { AccountView, PositionView } from '../runtime.ts'
import { moneyText } from './exact.ts'
import { positionId } from './rows.ts'

export interface MarkedMarket {
  readonly book: Book
  readonly market: Market
  readonly at: Micros
}

/** Null: no such account in the book. */
export function accountView(marked: MarkedMarket, accountId: string): AccountView | null {
  const { book, market, at } = marked
  const index = book.accountIndexById.get(accountId)
  const account = index === undefined ? undefined : book.accounts[index]
  if (account === undefined) return null
  const valued = valueAccount(book, market, account, at)
  const exposure = exposureOf(marked, account)
  return {
    accountId,
    equity: valued.ok ? moneyText(valued.equity) : null,
    equityUnavailableReason: valued.ok ? null : `there is no ${valued.missing.replace(/^an? /, '')}`,
    grossExposure: exposure === null ? null : moneyText(exposure.gross),
    netExposure: exposure === null ? null : moneyText(exposure.net),
    positions: new Map(
      accountPositions(book, account.index).map((position) => {
        const view = positionView(marked, account, position)
        return [view.positionId, view]
      }),
    ),
  }
}

type Position = ReturnType<typeof accountPositions>[number]

function positionView(
  { book, market }: MarkedMarket,
  account: AccountState,
  position: Position,
): PositionView {
  const instrument = book.instruments[position.instrumentIndex]!
  const mark = positionMark(book, market, position)
  const markUnits =
    mark === null || position.lots === 0
      ? null
      : divideHalfEven(
          mark.exposure * instrument.priceUnitsPerTick,
          BigInt(Math.abs(position.lots)) * instrument.tickLotValue,
        )
  return {
    positionId: positionId(account.id, instrument.terms.id),
    markPrice: markUnits === null ? null : formatDecimal(markUnits, MONEY_SCALE),
    unrealizedPnl: mark === null ? null : moneyText(mark.unrealizedPnl),
    exposure: mark === null ? null : moneyText(mark.exposure),
  }
}

/** Absolute and signed sums over the open positions in the account's currency; null while a quote or a rate is missing. */
function exposureOf(
  { book, market, at }: MarkedMarket,
  account: AccountState,
): { gross: Money; net: Money } | null {
  const gross = new Map<string, Money>()
  const net = new Map<string, Money>()
  for (const position of accountPositions(book, account.index)) {
    const mark = positionMark(book, market, position)
    if (mark === null) return null
    const { currency } = book.instruments[position.instrumentIndex]!.terms
    gross.set(currency, (gross.get(currency) ?? 0n) + mark.exposure)
    net.set(currency, (net.get(currency) ?? 0n) + mark.value)
  }
  const to = account.currency
  const sums = [gross, net].map((sum) => sumInCurrency(book, market, { sums: sum, to, at }))
  const [grossSum, netSum] = sums
  return grossSum?.ok === true && netSum?.ok === true ? { gross: grossSum.equity, net: netSum.equity } : null
}
