/**
 * A simulated exchange without a protocol: wallets, orders and books, matched by the same code as the simulated venue.
 *
 * Each venue's server speaks its own language in front of one. Everything happens at once and in order; delays are the
 * server's. What it holds is the truth.
 */

import type { Side } from '@quarterdeck/sdk'
import {
  NamedBook,
  type BookReason,
  type BookResult,
  type BookTrade,
} from '../../simulated/matching/named-book.ts'
import { BookWatch, type LevelChange } from './book-watch.ts'
import { isDone, type SimulatedFill, type SimulatedOrder, type SimulatedTerms } from './order.ts'
import { ListedProduct, unitsOf, type SimulatedProduct } from './product.ts'
import { MARKET_ACCOUNT, Wallets } from './wallets.ts'

export interface SimulatedTrade {
  readonly tradeId: string
  readonly symbol: string
  readonly ticks: number
  readonly lots: number
  /** Who came to the book. */
  readonly aggressor: Side
  readonly atMs: number
}

export interface ExchangeListener {
  onOrder?(order: SimulatedOrder): void
  onFill?(fill: SimulatedFill): void
  onTrade?(trade: SimulatedTrade): void
  onLevels?(symbol: string, changes: readonly LevelChange[]): void
}

export type Refusal =
  | 'UNKNOWN_PRODUCT'
  | 'NOT_TRADING'
  | 'INSUFFICIENT_FUNDS'
  | 'TOO_SMALL'
  | 'TOO_LARGE'
  | 'POST_ONLY_WOULD_TAKE'
  | 'BELOW_FILLED'
  | 'DONE'
  | 'NOT_EDITABLE'

export type Placed =
  | { readonly ok: true; readonly order: SimulatedOrder }
  | { readonly ok: false; readonly refusal: Refusal }

interface Market {
  readonly product: ListedProduct
  readonly book: NamedBook
  readonly watch: BookWatch
}

export class SimulatedExchange {
  readonly wallets = new Wallets()
  readonly orders = new Map<string, SimulatedOrder>()
  readonly fills: SimulatedFill[] = []
  readonly trades: SimulatedTrade[] = []
  private readonly markets: ReadonlyMap<string, Market>
  private readonly listeners = new Set<ExchangeListener>()
  private readonly nowMs: () => number
  private orderCount = 0
  private tradeCount = 0
  private fillCount = 0

  constructor(products: readonly SimulatedProduct[], nowMs: () => number) {
    this.nowMs = nowMs
    this.markets = new Map(
      products.map((terms) => [
        terms.symbol,
        { product: new ListedProduct(terms), book: new NamedBook(), watch: new BookWatch() },
      ]),
    )
  }

  listen(listener: ExchangeListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  products(): readonly ListedProduct[] {
    return [...this.markets.values()].map(({ product }) => product)
  }

  product(symbol: string): ListedProduct | null {
    return this.markets.get(symbol)?.product ?? null
  }

  /** Levels of a side, best first. */
  depth(
    symbol: string,
    side: Side,
    levels?: number,
  ): readonly { readonly ticks: number; readonly lots: number }[] {
    return this.markets.get(symbol)?.book.depth(side, levels) ?? []
  }

  lastTicks(symbol: string): number | null {
    return this.markets.get(symbol)?.book.lastTicks ?? null
  }

  deposit(account: string, currency: string, amount: string): void {
    this.wallets.add(account, currency, unitsOf(amount))
  }

  /** An order of everybody else, in decimals: what rests shows in the book, what crosses trades. */
  market(symbol: string, side: Side, quantity: string, price: string | null): Placed {
    const product = this.product(symbol)
    if (product === null) return { ok: false, refusal: 'UNKNOWN_PRODUCT' }
    return this.place(MARKET_ACCOUNT, {
      clientOrderId: '',
      symbol,
      side,
      lots: product.lots.count(quantity),
      limitTicks: price === null ? null : product.ticks.count(price),
      stopTicks: null,
      time: price === null ? 'IOC' : 'GTC',
      endsAtMs: null,
      postOnly: false,
    })
  }

  /** `replaces`: the order that it stands instead of. */
  place(account: string, terms: SimulatedTerms, replaces?: string): Placed {
    const market = this.markets.get(terms.symbol)
    if (market === undefined) return { ok: false, refusal: 'UNKNOWN_PRODUCT' }
    const { product, book } = market
    const refusal = this.admission(product, terms)
    if (refusal !== null) return { ok: false, refusal }
    this.orderCount += 1
    const order: SimulatedOrder = {
      orderId: this.orderId(this.orderCount),
      account,
      product,
      createdAtMs: this.nowMs(),
      terms,
      status: 'OPEN',
      reason: '',
      filledLots: 0,
      filledWorth: 0n,
      fees: 0n,
      fills: [],
      held: 0n,
      cancelQueued: false,
      ...(replaces === undefined ? {} : { replaces }),
    }
    if (!this.hold(order, 1)) return { ok: false, refusal: 'INSUFFICIENT_FUNDS' }
    if (terms.postOnly && this.wouldTake(market, terms)) {
      this.hold(order, -1)
      return { ok: false, refusal: 'POST_ONLY_WOULD_TAKE' }
    }
    this.orders.set(order.orderId, order)
    const result = book.submit({
      id: order.orderId,
      side: terms.side,
      lots: terms.lots,
      ...(terms.limitTicks === null ? {} : { limitTicks: terms.limitTicks }),
      ...(terms.stopTicks === null ? {} : { stopTicks: terms.stopTicks }),
      timeInForce: terms.time === 'GTD' ? 'GTC' : terms.time,
      ...(account === MARKET_ACCOUNT ? {} : { owner: account }),
    })
    this.settle(market, order, result)
    return { ok: true, order }
  }

  /** Takes an order out; false: it is not there to be canceled. */
  cancel(orderId: string, reason = 'User requested cancel'): boolean {
    const order = this.orders.get(orderId)
    if (order === undefined || isDone(order)) return false
    const market = this.markets.get(order.terms.symbol)
    market?.book.cancel(orderId)
    this.end(order, 'CANCELED', reason)
    this.showLevels(order.terms.symbol)
    return true
  }

  /** Gives a resting limit order a new price and total. */
  edit(orderId: string, change: { readonly lots: number; readonly limitTicks: number }): Refusal | null {
    const order = this.orders.get(orderId)
    if (order === undefined || isDone(order)) return 'DONE'
    const market = this.markets.get(order.terms.symbol)
    if (market === undefined || order.status !== 'OPEN' || order.terms.limitTicks === null)
      return 'NOT_EDITABLE'
    const open = change.lots - order.filledLots
    if (!(open > 0)) return 'BELOW_FILLED'
    const before = order.terms
    this.hold(order, -1)
    order.terms = { ...before, ...change }
    if (!this.hold(order, 1)) {
      order.terms = before
      this.hold(order, 1)
      return 'INSUFFICIENT_FUNDS'
    }
    const result = market.book.replace(orderId, { lots: open, limitTicks: change.limitTicks })
    this.settle(market, order, result)
    return null
  }

  /** Takes an order out and places another of the same account instead of it, or leaves all as it is. */
  supersede(orderId: string, terms: SimulatedTerms): Placed {
    const order = this.orders.get(orderId)
    if (order === undefined || isDone(order)) return { ok: false, refusal: 'DONE' }
    const { account, product } = order
    const refusal = this.admission(product, terms)
    if (refusal !== null) return { ok: false, refusal }
    this.hold(order, -1)
    const { currency, amount } = this.claim(product, terms, terms.lots)
    if (this.wallets.of(account, currency).available < amount) {
      this.hold(order, 1)
      return { ok: false, refusal: 'INSUFFICIENT_FUNDS' }
    }
    order.replacedBy = this.orderId(this.orderCount + 1)
    this.markets.get(terms.symbol)?.book.cancel(orderId)
    this.end(order, 'REPLACED', '')
    return this.place(account, terms, orderId)
  }

  /** Ends orders whose time is over. */
  expire(): void {
    const now = this.nowMs()
    for (const order of this.orders.values()) {
      if (isDone(order) || order.terms.endsAtMs === null || order.terms.endsAtMs > now) continue
      this.markets.get(order.terms.symbol)?.book.cancel(order.orderId)
      this.end(order, 'EXPIRED', 'its time was over')
      this.showLevels(order.terms.symbol)
    }
  }

  private admission(product: ListedProduct, { lots }: SimulatedTerms): Refusal | null {
    if (!product.trading) return 'NOT_TRADING'
    if (!(lots >= product.lots.count(product.terms.minQuantity))) return 'TOO_SMALL'
    return lots > product.lots.count(product.terms.maxQuantity) ? 'TOO_LARGE' : null
  }

  private wouldTake({ book }: Market, { side, limitTicks }: SimulatedTerms): boolean {
    const [best] = book.depth(side === 'BUY' ? 'SELL' : 'BUY', 1)
    if (best === undefined || limitTicks === null) return false
    return side === 'BUY' ? limitTicks >= best.ticks : limitTicks <= best.ticks
  }

  /** Sets aside (1) what the open part of an order may cost, or gives back (-1) what was; false: it is not there. */
  private hold(order: SimulatedOrder, sign: 1 | -1): boolean {
    const { product, terms, account } = order
    const { currency, amount } = this.claim(product, terms, terms.lots - order.filledLots)
    if (sign === -1) {
      this.wallets.release(account, currency, order.held)
      order.held = 0n
      return true
    }
    if (!this.wallets.hold(account, currency, amount)) return false
    order.held = amount
    return true
  }

  /** What so many open lots tie up, and of what. */
  private claim(
    product: ListedProduct,
    terms: SimulatedTerms,
    open: number,
  ): { readonly currency: string; readonly amount: bigint } {
    return terms.side === 'BUY'
      ? { currency: product.terms.quote, amount: this.cost(product, terms, open) }
      : { currency: product.terms.base, amount: this.delivery(product, open) }
  }

  private orderId(count: number): string {
    return identifier('4000', count)
  }

  /** What has to be there to be sold. */
  private delivery(product: ListedProduct, lots: number): bigint {
    return product.terms.allowShort === true ? 0n : product.size(lots)
  }

  /** Worst cost of buying: at the limit, or for a market order at the best ask with a tenth on top, and the taker's fee. */
  private cost(product: ListedProduct, terms: SimulatedTerms, lots: number): bigint {
    const best = this.depth(terms.symbol, 'SELL', 1)[0]?.ticks ?? 0
    const ticks = terms.limitTicks ?? Math.ceil(best * 1.1)
    const worth = product.worth(ticks, lots)
    return worth + product.fee(ticks, lots, false)
  }

  private settle(market: Market, order: SimulatedOrder, result: BookResult): void {
    // Holds are by open quantity and limit: given back before fills change them, taken again for what is left.
    this.applyTrades(order, result.trades)
    this.applyStatus(order, result)
    for (const triggered of result.triggered) {
      const stop = this.orders.get(triggered.id)
      if (stop === undefined) continue
      this.applyTrades(stop, triggered.trades)
      this.applyStatus(stop, triggered)
    }
    this.showLevels(market.product.terms.symbol)
  }

  private applyStatus(order: SimulatedOrder, { status, reason }: BookResult): void {
    if (isDone(order)) return
    if (status === 'WAITING' || status === 'OPEN') {
      order.status = status
      this.say((listener) => listener.onOrder?.(order))
    } else if (status === 'FILLED') this.end(order, 'FILLED', '')
    else this.end(order, 'CANCELED', reasonText(reason))
  }

  private applyTrades(taker: SimulatedOrder, trades: readonly BookTrade[]): void {
    for (const { restingId, ticks, lots } of trades) {
      const maker = this.orders.get(restingId)
      if (maker === undefined) throw new Error(`Invariant: the order ${restingId} that rests is known`)
      this.tradeCount += 1
      const trade: SimulatedTrade = {
        tradeId: String(900_000_000 + this.tradeCount),
        symbol: taker.terms.symbol,
        ticks,
        lots,
        aggressor: taker.terms.side,
        atMs: this.nowMs(),
      }
      this.trades.push(trade)
      this.fill(maker, trade, true)
      this.fill(taker, trade, false)
      if (maker.filledLots === maker.terms.lots) this.end(maker, 'FILLED', '')
      else this.say((listener) => listener.onOrder?.(maker))
      this.say((listener) => listener.onTrade?.(trade))
    }
  }

  private fill(order: SimulatedOrder, { tradeId, ticks, lots, atMs }: SimulatedTrade, maker: boolean): void {
    const { product, terms, account } = order
    const worth = product.worth(ticks, lots)
    const fee = product.fee(ticks, lots, maker)
    this.hold(order, -1)
    order.filledLots += lots
    order.filledWorth += worth
    order.fees += fee
    const base = terms.side === 'BUY' ? product.size(lots) : -product.size(lots)
    const quote = terms.side === 'BUY' ? -worth - fee : worth - fee
    this.wallets.add(account, product.terms.base, base)
    this.wallets.add(account, product.terms.quote, quote)
    this.hold(order, 1)
    this.fillCount += 1
    const fill: SimulatedFill = {
      execId: identifier('8000', this.fillCount),
      tradeId,
      orderId: order.orderId,
      symbol: terms.symbol,
      side: terms.side,
      ticks,
      lots,
      fee,
      maker,
      atMs,
    }
    order.fills.push(fill)
    if (account === MARKET_ACCOUNT) return
    this.fills.push(fill)
    this.say((listener) => listener.onFill?.(fill))
  }

  private end(
    order: SimulatedOrder,
    status: Exclude<SimulatedOrder['status'], 'OPEN' | 'WAITING'>,
    reason: string,
  ): void {
    this.hold(order, -1)
    order.status = status
    order.reason = reason
    order.cancelQueued = false
    this.say((listener) => listener.onOrder?.(order))
  }

  private showLevels(symbol: string): void {
    const market = this.markets.get(symbol)
    const changes = market?.watch.changes(market.book) ?? []
    if (changes.length > 0) this.say((listener) => listener.onLevels?.(symbol, changes))
  }

  private say(tell: (listener: ExchangeListener) => void): void {
    for (const listener of this.listeners) tell(listener)
  }
}

function reasonText(reason: BookReason | null): string {
  return reason === null ? '' : reason.toLowerCase().replaceAll('_', ' ')
}

/** A number in the form of a UUID: the same in every run. */
function identifier(kind: string, count: number): string {
  return `00000000-0000-${kind}-8000-${count.toString(16).padStart(12, '0')}`
}
