/** Kalshi's stream: one host for market data and for the account, opened with a signed upgrade and nothing else. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { LevelChange } from '../core/book-watch.ts'
import type { SimulatedExchange, SimulatedTrade } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { SimulatedFill, SimulatedOrder } from '../core/order.ts'
import { unitsOf, type ListedProduct } from '../core/product.ts'
import { textFrame } from '../core/received-text.ts'
import type { TruthLog } from '../core/truth-log.ts'
import { MARKET_ACCOUNT } from '../core/wallets.ts'
import type { OrderHistory } from './order-history.ts'
import { contracts, dollars, isoOf, streamFillPayload, streamOrderPayload, touchPayload } from './payloads.ts'
import type { KeyVerdict } from './signature-check.ts'
import { carryOut } from './stream-commands.ts'
import { StreamConnection, type Subscription } from './stream-connection.ts'

export interface StreamsOptions {
  readonly exchange: SimulatedExchange
  readonly history: OrderHistory
  readonly faults: FaultSwitches
  readonly truth: TruthLog
  readonly nowMs: () => number
  readonly pingEveryMs: number
  /** Whose upgrade it is. */
  readonly keyOf: (request: IncomingMessage) => KeyVerdict
}

const ONE = unitsOf('1')
const BOOK = 'orderbook_delta'

export class KalshiStreams {
  private readonly options: StreamsOptions
  private readonly server = new WebSocketServer({ noServer: true })
  private readonly connections = new Set<StreamConnection>()
  /** Sizes of levels as they were last told, by market, side and ticks: deltas are what changed. */
  private readonly sizes = new Map<string, number>()
  private readonly beat: NodeJS.Timeout
  private readonly stopListening: () => void

  constructor(options: StreamsOptions) {
    this.options = options
    this.beat = setInterval(() => {
      for (const connection of this.connections) connection.beat()
    }, options.pingEveryMs)
    this.beat.unref()
    this.stopListening = options.exchange.listen({
      onOrder: (order) => this.orderChanged(order),
      onFill: (fill) => this.filled(fill),
      onTrade: (trade) => this.traded(trade),
      onLevels: (symbol, changes) => this.levelsChanged(symbol, changes),
    })
  }

  /** Takes an upgrade, or refuses it before it is one. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const verdict = this.options.keyOf(request)
    this.note('upgrade', request.url ?? '', { body: '', authenticated: verdict.ok })
    if (verdict.ok) {
      const { account } = verdict.key
      this.server.handleUpgrade(request, socket, head, (opened) => this.opened(opened, account))
      return
    }
    // Who was refused may be gone before the answer is.
    socket.on('error', () => socket.destroy())
    const body = JSON.stringify(verdict.body)
    const date = new Date(this.options.nowMs()).toUTCString()
    socket.end(
      `HTTP/1.1 401 Unauthorized\r\nDate: ${date}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    )
  }

  closeSockets(): void {
    for (const client of this.server.clients) client.terminate()
  }

  async close(): Promise<void> {
    clearInterval(this.beat)
    this.stopListening()
    this.closeSockets()
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
  }

  private opened(socket: WebSocket, account: string): void {
    const { faults, exchange } = this.options
    const connection = new StreamConnection({ socket, faults, account })
    this.connections.add(connection)
    socket.on('close', () => this.connections.delete(connection))
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      const text = textFrame(data)
      this.note('command', 'stream', { body: text, authenticated: true })
      carryOut(connection, text, {
        isListed: (market) => exchange.product(market) !== null,
        snapshot: (to, subscription, markets) => this.snapshot(to, subscription, markets),
      })
    })
  }

  private snapshot(
    connection: StreamConnection,
    subscription: Subscription,
    markets: readonly string[],
  ): void {
    for (const market of markets) {
      if (subscription.channel === BOOK)
        connection.tell(subscription, 'orderbook_snapshot', this.book(subscription, market))
      else if (subscription.channel === 'ticker') connection.tell(subscription, 'ticker', this.ticker(market))
    }
  }

  /** An empty side is left out. */
  private book({ usesYesPrice }: Subscription, market: string): object {
    const { exchange } = this.options
    const product = exchange.product(market)
    if (product === null) return {}
    const levels = (side: 'BUY' | 'SELL') =>
      exchange
        .depth(market, side)
        .map(({ ticks, lots }) => [
          priceOf(product, side, ticks, usesYesPrice),
          contracts(product.size(lots)),
        ])
    const [yes, no] = [levels('BUY'), levels('SELL')]
    return {
      market_ticker: market,
      market_id: market,
      ...(yes.length === 0 ? {} : { yes_dollars_fp: yes }),
      ...(no.length === 0 ? {} : { no_dollars_fp: no }),
    }
  }

  private levelsChanged(market: string, changes: readonly LevelChange[]): void {
    const product = this.options.exchange.product(market)
    if (product === null) return
    const nowMs = this.options.nowMs()
    for (const { side, ticks, lots } of changes) {
      const key = `${market} ${side} ${ticks}`
      const delta = lots - (this.sizes.get(key) ?? 0)
      this.sizes.set(key, lots)
      const told = {
        market_ticker: market,
        market_id: market,
        delta_fp: contracts(product.size(delta)),
        side: side === 'BUY' ? 'yes' : 'no',
        ts: isoOf(nowMs),
        ts_ms: nowMs,
      }
      this.tellFollowing(BOOK, market, 'orderbook_delta', ({ usesYesPrice }) => ({
        ...told,
        price_dollars: priceOf(product, side, ticks, usesYesPrice),
      }))
    }
    this.tellFollowing('ticker', market, 'ticker', () => this.ticker(market))
  }

  private traded({ symbol, tradeId, ticks, lots, aggressor, atMs }: SimulatedTrade): void {
    const product = this.options.exchange.product(symbol)
    if (product === null) return
    const outcome = aggressor === 'BUY' ? 'yes' : 'no'
    this.tellFollowing('trade', symbol, 'trade', () => ({
      trade_id: tradeId,
      market_ticker: symbol,
      yes_price_dollars: dollars(product.price(ticks)),
      no_price_dollars: dollars(ONE - product.price(ticks)),
      count_fp: contracts(product.size(lots)),
      taker_side: outcome,
      taker_outcome_side: outcome,
      taker_book_side: aggressor === 'BUY' ? 'bid' : 'ask',
      is_block_trade: false,
      ts: Math.floor(atMs / 1_000),
      ts_ms: atMs,
    }))
  }

  private ticker(market: string): object {
    const { exchange, nowMs } = this.options
    const product = exchange.product(market)
    if (product === null) return {}
    const last = exchange.lastTicks(market)
    return {
      market_ticker: market,
      market_id: market,
      price_dollars: dollars(last === null ? 0n : product.price(last)),
      ...touchPayload(product, (side) => exchange.depth(market, side, 1)[0]),
      volume_fp: '0.00',
      open_interest_fp: '0.00',
      ts_ms: nowMs(),
    }
  }

  private orderChanged(order: SimulatedOrder): void {
    if (order.account === MARKET_ACCOUNT) return
    const payload = streamOrderPayload(order, this.options.history.notesOf(order))
    this.tellAccount(order.account, 'user_orders', 'user_order', payload)
  }

  private filled(fill: SimulatedFill): void {
    const order = this.options.exchange.orders.get(fill.orderId)
    if (order !== undefined) this.tellAccount(order.account, 'fill', 'fill', streamFillPayload(fill, order))
  }

  private tellAccount(account: string, channel: string, type: string, msg: object): void {
    for (const connection of this.connections) {
      const subscription = connection.subscriptions.get(channel)
      if (connection.account === account && subscription !== undefined)
        connection.tell(subscription, type, msg)
    }
  }

  private tellFollowing(
    channel: string,
    market: string,
    type: string,
    msg: (subscription: Subscription) => object,
  ): void {
    for (const connection of this.connections) {
      const subscription = connection.following(channel, market)
      if (subscription !== null) connection.tell(subscription, type, msg(subscription))
    }
  }

  private note(
    method: string,
    path: string,
    told: { readonly body: string; readonly authenticated: boolean },
  ): void {
    this.options.truth.record({ atMs: this.options.nowMs(), transport: 'WS', method, path, ...told })
  }
}

/** A level's price: of NO on its own scale, unless that of YES was asked for. */
function priceOf(product: ListedProduct, side: 'BUY' | 'SELL', ticks: number, usesYesPrice: boolean): string {
  const yes = product.price(ticks)
  return dollars(side === 'BUY' || usesYesPrice ? yes : ONE - yes)
}
