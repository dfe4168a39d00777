/** What a deployment did on its account by its own orders: what it holds of that, and what it made. */
import {
  type Book,
  type Market,
  type Micros,
  type Money,
  QUOTE,
  QUOTE_STRIDE,
  isFinal,
  sumInCurrency,
} from '@quarterdeck/engine'
import { moneyText } from '../../projection/exact.ts'

interface Traded {
  lots: number
  /** Received minus paid, fees included, in the instrument's currency. */
  cash: Money
}

/** Signed lots that its own orders left, by instrument id; none where they come out even. */
export function ownHoldings(book: Book, deploymentId: string): ReadonlyMap<string, number> {
  const holdings = [...tradedBy(book, deploymentId)].map(
    ([index, { lots }]) => [book.instruments[index]!.terms.id, lots] as const,
  )
  return new Map(holdings.filter(([, lots]) => lots !== 0))
}

/** Whether an order of it can still be filled. */
export function hasWorkingOrders(book: Book, deploymentId: string): boolean {
  for (const order of book.orders.values())
    if (order.deploymentId === deploymentId && !isFinal(order.status)) return true
  return false
}

/**
 * What its fills have made so far, realized or not, in its account's currency: money received minus money paid, and what is left at
 * the middle of the market. Null: a quote or a rate is missing.
 */
export function ownProfit(
  { book, market, at }: { readonly book: Book; readonly market: Market; readonly at: Micros },
  deploymentId: string,
): string | null {
  const deployment = book.deployments.get(deploymentId)
  const account = deployment === undefined ? undefined : book.accounts[deployment.accountIndex]
  if (account === undefined) return null
  const sums = new Map<string, Money>()
  for (const [index, { lots, cash }] of tradedBy(book, deploymentId)) {
    const instrument = book.instruments[index]!
    const row = index * QUOTE_STRIDE
    const twiceMid = lots === 0 ? 0 : market.rows[row + QUOTE.bidTicks]! + market.rows[row + QUOTE.askTicks]!
    if (!Number.isFinite(twiceMid)) return null
    const worth = (BigInt(twiceMid) * BigInt(lots) * instrument.tickLotValue) / 2n
    const { currency } = instrument.terms
    sums.set(currency, (sums.get(currency) ?? 0n) + cash + worth)
  }
  const sum = sumInCurrency(book, market, { sums, to: account.currency, at })
  return sum.ok ? moneyText(sum.equity) : null
}

function tradedBy(book: Book, deploymentId: string): ReadonlyMap<number, Traded> {
  const traded = new Map<number, Traded>()
  for (const order of book.orders.values()) {
    if (order.deploymentId !== deploymentId) continue
    const { tickLotValue } = book.instruments[order.instrumentIndex]!
    const sum = traded.get(order.instrumentIndex) ?? { lots: 0, cash: 0n }
    traded.set(order.instrumentIndex, sum)
    const sign = order.side === 'BUY' ? 1 : -1
    for (const { voided, lots, priceTicks, fee } of order.fills) {
      if (voided) continue
      sum.lots += sign * lots
      sum.cash -= BigInt(sign) * BigInt(priceTicks) * BigInt(lots) * tickLotValue + fee
    }
  }
  return traded
}
