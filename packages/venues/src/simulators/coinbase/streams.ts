/** Coinbase's two stream hosts: market data for everybody, orders for who has a token. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { LevelChange } from '../core/book-watch.ts'
import { MARKET_ACCOUNT } from '../core/wallets.ts'
import type { SimulatedOrder } from '../core/order.ts'
import { textOf } from '../core/product.ts'
import { parts, textFrame } from '../core/received-text.ts'
import type { TruthLog } from '../core/truth-log.ts'
import { openOrdersOf } from './account-routes.ts'
import { lastPrice } from './market-routes.ts'
import { isoOf, streamOrderPayload } from './payloads.ts'
import { StreamConnection } from './stream-connection.ts'
import type { SimulatedKey } from './token-check.ts'

export interface StreamsOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly truth: TruthLog
  readonly nowMs: () => number
  /** The key of a good token; null: it is not. */
  readonly keyOf: (token: string) => SimulatedKey | null
  /** No subscription for so long after connecting: closed. */
  readonly subscribeWithinMs: number
  /** Nothing sent for so long on a connection without heartbeats: closed. */
  readonly silentCloseMs: number
}

const MARKET_CHANNELS = new Set([
  'heartbeats',
  'level2',
  'ticker',
  'ticker_batch',
  'market_trades',
  'candles',
  'status',
])
const USER_CHANNELS = new Set(['heartbeats', 'user', 'futures_balance_summary'])
const BATCH = 50
const BEAT_MS = 1_000

export class CoinbaseStreams {
  private readonly options: StreamsOptions
  private readonly server = new WebSocketServer({ noServer: true })
  private readonly connections = new Set<StreamConnection>()
  private readonly beat: NodeJS.Timeout
  private readonly stopListening: () => void

  constructor(options: StreamsOptions) {
    this.options = options
    this.beat = setInterval(() => {
      for (const connection of this.connections) {
        connection.beat()
        connection.closeIfSilent(options.silentCloseMs)
      }
    }, BEAT_MS)
    this.beat.unref()
    this.stopListening = options.exchange.listen({
      onOrder: (order) => this.orderChanged(order),
      onTrade: (trade) => this.traded(trade),
      onLevels: (symbol, changes) => this.levelsChanged(symbol, changes),
    })
  }

  /** Takes an upgrade; the path says which host is meant. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const kind = request.url?.startsWith('/user') === true ? 'USER' : 'MARKET'
    this.server.handleUpgrade(request, socket, head, (opened) => this.opened(opened, kind))
  }

  /** Tells an order again: something about it that the exchange does not know of has changed. */
  orderChanged(order: SimulatedOrder): void {
    if (order.account === MARKET_ACCOUNT) return
    for (const connection of this.connections)
      if (connection.account === order.account && connection.follows('user', order.terms.symbol))
        connection.send('user', [{ type: 'update', orders: [streamOrderPayload(order)] }])
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

  private opened(socket: WebSocket, kind: 'USER' | 'MARKET'): void {
    const connection = new StreamConnection({
      socket,
      faults: this.options.faults,
      nowMs: this.options.nowMs,
    })
    this.connections.add(connection)
    const deadline = setTimeout(() => socket.close(), this.options.subscribeWithinMs)
    deadline.unref()
    socket.on('close', () => {
      clearTimeout(deadline)
      this.connections.delete(connection)
    })
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      clearTimeout(deadline)
      this.received(connection, kind, textFrame(data))
    })
  }

  private received(connection: StreamConnection, kind: 'USER' | 'MARKET', text: string): void {
    const { truth, nowMs } = this.options
    const message = parts(text) ?? {}
    const channel = String(message['channel'])
    const key = this.keyOfMessage(message)
    truth.record({
      atMs: nowMs(),
      transport: 'WS',
      method: String(message['type']),
      path: channel,
      body: text,
      authenticated: key !== null,
    })
    if (!(kind === 'USER' ? USER_CHANNELS : MARKET_CHANNELS).has(channel))
      return connection.error('channel not supported')
    if (kind === 'USER' && key === null) return connection.error('authentication failure')
    if (key !== null) connection.account = key.account
    const ids = Array.isArray(message['product_ids']) ? message['product_ids'].map(String) : []
    if (message['type'] === 'unsubscribe') {
      for (const id of ids) connection.channels.get(channel)?.delete(id)
      if (ids.length === 0 || connection.channels.get(channel)?.size === 0)
        connection.channels.delete(channel)
      connection.confirm()
      return
    }
    const known = connection.channels.get(channel) ?? new Set()
    for (const id of ids) known.add(id)
    connection.channels.set(channel, known)
    connection.confirm()
    this.snapshot(connection, channel, ids)
  }

  private keyOfMessage(message: Readonly<Record<string, unknown>>): SimulatedKey | null {
    const { jwt } = message
    return typeof jwt === 'string' && !this.options.faults.sessionLost ? this.options.keyOf(jwt) : null
  }

  private snapshot(connection: StreamConnection, channel: string, ids: readonly string[]): void {
    const { exchange } = this.options
    if (channel === 'user' && connection.account !== null) {
      const open = openOrdersOf(exchange, connection.account).map(streamOrderPayload)
      // Batches of fifty; one that has fewer is the last, so a full one is always followed by another.
      for (let from = 0; from <= open.length; from += BATCH)
        connection.send('user', [{ type: 'snapshot', orders: open.slice(from, from + BATCH) }])
    }
    if (channel === 'level2')
      for (const id of ids) {
        const side = (name: 'BUY' | 'SELL') =>
          exchange.depth(id, name).map(({ ticks, lots }) => ({ side: name, ticks, lots }))
        this.sendLevels(connection, id, { type: 'snapshot', changes: [...side('BUY'), ...side('SELL')] })
      }
    if (channel === 'ticker')
      for (const id of ids) connection.send('ticker', [{ type: 'snapshot', tickers: [this.ticker(id)] }])
    if (channel === 'market_trades') connection.send('market_trades', [{ type: 'snapshot', trades: [] }])
  }

  private levelsChanged(symbol: string, changes: readonly LevelChange[]): void {
    for (const connection of this.connections)
      if (connection.follows('level2', symbol))
        this.sendLevels(connection, symbol, { type: 'update', changes })
  }

  private sendLevels(
    connection: StreamConnection,
    symbol: string,
    { type, changes }: { readonly type: 'snapshot' | 'update'; readonly changes: readonly LevelChange[] },
  ): void {
    const product = this.options.exchange.product(symbol)
    if (product === null) return
    const event_time = isoOf(this.options.nowMs())
    const updates = changes.map(({ side, ticks, lots }) => ({
      side: side === 'BUY' ? 'bid' : 'offer',
      event_time,
      price_level: textOf(product.price(ticks)),
      new_quantity: textOf(product.size(lots)),
    }))
    connection.send('l2_data', [{ type, product_id: symbol, updates }])
  }

  private traded({
    symbol,
    ticks,
    lots,
    tradeId,
    aggressor,
    atMs,
  }: Parameters<NonNullable<Parameters<SimulatedExchange['listen']>[0]['onTrade']>>[0]): void {
    const product = this.options.exchange.product(symbol)
    if (product === null) return
    const trade = {
      trade_id: tradeId,
      product_id: symbol,
      price: textOf(product.price(ticks)),
      size: textOf(product.size(lots)),
      side: aggressor === 'BUY' ? 'SELL' : 'BUY',
      time: isoOf(atMs),
    }
    for (const connection of this.connections) {
      if (connection.follows('market_trades', symbol))
        connection.send('market_trades', [{ type: 'update', trades: [trade] }])
      if (connection.follows('ticker', symbol))
        connection.send('ticker', [{ type: 'update', tickers: [this.ticker(symbol)] }])
    }
  }

  private ticker(symbol: string): object {
    const { exchange } = this.options
    const product = exchange.product(symbol)
    const best = (side: 'BUY' | 'SELL') => exchange.depth(symbol, side, 1)[0]
    const price = (side: 'BUY' | 'SELL') => textOf(product?.price(best(side)?.ticks ?? 0) ?? 0n)
    const size = (side: 'BUY' | 'SELL') => textOf(product?.size(best(side)?.lots ?? 0) ?? 0n)
    return {
      type: 'ticker',
      product_id: symbol,
      price: lastPrice(exchange, symbol),
      best_bid: price('BUY'),
      best_bid_quantity: size('BUY'),
      best_ask: price('SELL'),
      best_ask_quantity: size('SELL'),
    }
  }
}
