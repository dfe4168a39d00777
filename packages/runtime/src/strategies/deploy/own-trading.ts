/** What a deployment did on its account by its own orders: what it holds of that, what it made, and what of it today. */
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

interface ValuedAt {
  readonly book: Book
  readonly market: Market
  readonly at: Micros
}

/** The middle of the market of an instrument, in half ticks; null: there is none. */
type HalfTicksOf = (instrumentIndex: number) => number | null

/**
 * What its fills have made so far, realized or not, in its account's currency: money received minus money paid, and what is left at
 * the middle of the market. Null: a quote or a rate is missing.
 */
export function ownProfit(valued: ValuedAt, deploymentId: string): string | null {
  const sum = profitOf(valued, deploymentId, tradedBy(valued.book, deploymentId), midNow(valued.market))
  return sum === null ? null : moneyText(sum)
}

/**
 * As `ownProfit`, since the trading day of its account began, which is the UTC day: what it made in all less what it had made
 * then, at the last middles before. Both at the rates of today. Null: a quote, a rate or one of those middles is missing.
 */
export function ownProfitOfDay(
  valued: ValuedAt & { readonly halfTicksAtStart: (instrumentId: string, dayStart: Micros) => number | null },
  deploymentId: string,
): string | null {
  const { book, market, at, halfTicksAtStart } = valued
  const dayStart = Math.floor(at / DAY) * DAY
  const before = profitOf(valued, deploymentId, tradedBy(book, deploymentId, dayStart), (index) =>
    halfTicksAtStart(book.instruments[index]!.terms.id, dayStart),
  )
  const now = profitOf(valued, deploymentId, tradedBy(book, deploymentId), midNow(market))
  return before === null || now === null ? null : moneyText(now - before)
}

const DAY: Micros = 86_400e6

function midNow({ rows }: Market): HalfTicksOf {
  return (index) => {
    const row = index * QUOTE_STRIDE
    const halfTicks = rows[row + QUOTE.bidTicks]! + rows[row + QUOTE.askTicks]!
    return Number.isFinite(halfTicks) ? halfTicks : null
  }
}

function profitOf(
  { book, market, at }: ValuedAt,
  deploymentId: string,
  trades: ReadonlyMap<number, Traded>,
  halfTicksOf: HalfTicksOf,
): Money | null {
  const deployment = book.deployments.get(deploymentId)
  const account = deployment === undefined ? undefined : book.accounts[deployment.accountIndex]
  if (account === undefined) return null
  const sums = new Map<string, Money>()
  for (const [index, { lots, cash }] of trades) {
    const instrument = book.instruments[index]!
    const halfTicks = lots === 0 ? 0 : halfTicksOf(index)
    if (halfTicks === null) return null
    const worth = (BigInt(halfTicks) * BigInt(lots) * instrument.tickLotValue) / 2n
    const { currency } = instrument.terms
    sums.set(currency, (sums.get(currency) ?? 0n) + cash + worth)
  }
  const sum = sumInCurrency(book, market, { sums, to: account.currency, at })
  return sum.ok ? sum.equity : null
}

/** By instrument; of fills before an instant alone, where one is given. */
function tradedBy(
  book: Book,
  deploymentId: string,
  before = Number.POSITIVE_INFINITY,
): ReadonlyMap<number, Traded> {
  const traded = new Map<number, Traded>()
  for (const order of book.orders.values()) {
    if (order.deploymentId !== deploymentId) continue
    const { tickLotValue } = book.instruments[order.instrumentIndex]!
    const sum = traded.get(order.instrumentIndex) ?? { lots: 0, cash: 0n }
    traded.set(order.instrumentIndex, sum)
    const sign = order.side === 'BUY' ? 1 : -1
    for (const { voided, lots, priceTicks, fee, at } of order.fills) {
      if (voided || at >= before) continue
      sum.lots += sign * lots
      sum.cash -= BigInt(sign) * BigInt(priceTicks) * BigInt(lots) * tickLotValue + fee
    }
  }
  return traded
}
