/** What a deployment did on its account by its own orders: what it holds of that, what it made, and what of it today. */
import {
  type Book,
  type Market,
  type Micros,
  type Money,
  type OrderState,
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
  const { all } = ownTrades(valued, deploymentId)
  const sum = profitOf(valued, deploymentId, all, midNow(valued.market))
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
  const dayStart = dayOf(at)
  const trades = ownTrades(valued, deploymentId)
  const before = profitOf(valued, deploymentId, trades.beforeToday, (index) =>
    halfTicksAtStart(book.instruments[index]!.terms.id, dayStart),
  )
  const now = profitOf(valued, deploymentId, trades.all, midNow(market))
  return before === null || now === null ? null : moneyText(now - before)
}

const DAY: Micros = 86_400e6
const dayOf = (at: Micros): Micros => Math.floor(at / DAY) * DAY

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
  trades: Trades,
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

type Trades = ReadonlyMap<number, Traded>

interface OwnTrades {
  readonly all: Map<number, Traded>
  readonly beforeToday: Map<number, Traded>
}

interface KnownTrades {
  readonly seq: number
  readonly today: Micros
  readonly trades: ReadonlyMap<string, OwnTrades>
}

const NONE: OwnTrades = { all: new Map(), beforeToday: new Map() }
/** Every deployment is looked at about once a second: the orders are walked once for all of them, as long as nothing new happened. */
const known = new WeakMap<Book, KnownTrades>()

function ownTrades({ book, at }: ValuedAt, deploymentId: string): OwnTrades {
  const today = dayOf(at)
  const kept = known.get(book)
  if (kept?.seq === book.seq && kept.today === today) return kept.trades.get(deploymentId) ?? NONE
  const trades = new Map<string, OwnTrades>()
  for (const order of book.orders.values()) {
    if (order.deploymentId === null) continue
    const own = trades.get(order.deploymentId) ?? { all: new Map(), beforeToday: new Map() }
    trades.set(order.deploymentId, own)
    addFills(book, own.all, order)
    addFills(book, own.beforeToday, order, today)
  }
  for (const { all, beforeToday } of trades.values()) {
    closeSettled(book, all)
    closeSettled(book, beforeToday, today)
  }
  known.set(book, { seq: book.seq, today, trades })
  return trades.get(deploymentId) ?? NONE
}

function tradedBy(book: Book, deploymentId: string): Trades {
  const traded = new Map<number, Traded>()
  for (const order of book.orders.values())
    if (order.deploymentId === deploymentId) addFills(book, traded, order)
  closeSettled(book, traded)
  return traded
}

/** What was settled is held no more: its payout came for it. Of settlements before an instant alone, where one is given. */
function closeSettled(book: Book, traded: Map<number, Traded>, before = Number.POSITIVE_INFINITY): void {
  for (const [index, sum] of traded) {
    const { settled, tickLotValue } = book.instruments[index]!
    if (settled === null || settled.settledAt >= before) continue
    sum.cash += BigInt(settled.payoutTicks) * BigInt(sum.lots) * tickLotValue
    sum.lots = 0
  }
}

/** Adds what an order brought, by instrument; of fills before an instant alone, where one is given. */
function addFills(
  book: Book,
  traded: Map<number, Traded>,
  { instrumentIndex, side, fills }: OrderState,
  before = Number.POSITIVE_INFINITY,
): void {
  const { tickLotValue } = book.instruments[instrumentIndex]!
  const sum = traded.get(instrumentIndex) ?? { lots: 0, cash: 0n }
  traded.set(instrumentIndex, sum)
  const sign = side === 'BUY' ? 1 : -1
  for (const { voided, lots, priceTicks, fee, at } of fills) {
    if (voided || at >= before) continue
    sum.lots += sign * lots
    sum.cash -= BigInt(sign) * BigInt(priceTicks) * BigInt(lots) * tickLotValue + fee
  }
}
