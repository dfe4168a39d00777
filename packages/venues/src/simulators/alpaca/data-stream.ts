/** Alpaca's streams of market data: a greeting, a login, subscriptions, and then lists of messages. One connection an account. */

import type { RawData, WebSocket } from 'ws'
import { readJson } from '../../wire/fields.ts'
import { decodeMsgpack } from '../../wire/msgpack.ts'
import { encodeMsgpack } from '../../wire/msgpack-writer.ts'
import type { LevelChange } from '../core/book-watch.ts'
import type { SimulatedExchange, SimulatedTrade } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import { FrameSender } from '../core/frame-sender.ts'
import { keyOfLogin, type KeyPairs } from './key-check.ts'
import { bookOf, quoteOf } from './market-routes.ts'
import { isoOf, levelPayload, tradePayload } from './payloads.ts'

type Parts = Readonly<Record<string, unknown>>

export interface DataStreamServerOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly keys: KeyPairs
  readonly nowMs: () => number
  /** Most connections of one account to one address. */
  readonly connectionsMax: number
}

const CHANNELS = ['trades', 'quotes', 'bars', 'updatedBars', 'orderbooks'] as const
type Channel = (typeof CHANNELS)[number]

interface Connection {
  readonly path: string
  readonly sender: FrameSender
  readonly socket: WebSocket
  readonly topics: Readonly<Record<Channel, Set<string>>>
  account: string | null
}

export const BOOKS: Channel = 'orderbooks'
const CONTROL = 'control'

const ERRORS: Readonly<Record<number, string>> = {
  400: 'invalid syntax',
  401: 'not authenticated',
  402: 'auth failed',
  403: 'already authenticated',
  406: 'connection limit exceeded',
}

/** Those of options know nothing else. */
export function isMsgpack(path: string): boolean {
  return path.startsWith('/v1beta1/')
}

/** What a client wrote, in JSON; empty: it cannot be read. */
export function unpacked(data: RawData): string {
  const reading = readJson(data, () => JSON.stringify(Buffer.isBuffer(data) ? decodeMsgpack(data) : null))
  return reading.ok ? reading.value : ''
}

/** What is no JSON any more, because a fault has cut it, goes as it is. */
function written(text: string): Buffer {
  const json = listOf(text)
  return json === null ? Buffer.from(text) : encodeMsgpack(json)
}

function listOf(text: string): readonly unknown[] | null {
  try {
    const json: unknown = JSON.parse(text)
    return Array.isArray(json) ? json : null
  } catch {
    return null
  }
}

export class DataStreamServer {
  private readonly options: DataStreamServerOptions
  private readonly connections = new Set<Connection>()
  private readonly stopListening: () => void

  constructor(options: DataStreamServerOptions) {
    this.options = options
    this.stopListening = options.exchange.listen({
      onTrade: (trade) => this.traded(trade),
      onLevels: (symbol, changes) => this.levelsChanged(symbol, changes),
    })
  }

  /** Takes a socket; the returned function is to be given each message of it, and says whether it was authenticated. */
  open(socket: WebSocket, path: string): (message: Parts) => boolean {
    const connection: Connection = {
      path,
      socket,
      sender: new FrameSender({
        socket,
        faults: this.options.faults,
        beatChannel: CONTROL,
        ...(isMsgpack(path) ? { encode: written } : {}),
      }),
      topics: {
        trades: new Set(),
        quotes: new Set(),
        bars: new Set(),
        updatedBars: new Set(),
        orderbooks: new Set(),
      },
      account: null,
    }
    this.connections.add(connection)
    socket.on('close', () => this.connections.delete(connection))
    this.control(connection, { T: 'success', msg: 'connected' })
    return (message) => this.received(connection, message)
  }

  close(): void {
    this.stopListening()
  }

  private received(connection: Connection, message: Parts): boolean {
    const { action } = message
    if (action === 'auth') return this.login(connection, message)
    if (connection.account === null) {
      this.fail(connection, 401)
      return false
    }
    if (action !== 'subscribe' && action !== 'unsubscribe') {
      this.fail(connection, 400)
      return true
    }
    for (const channel of CHANNELS)
      for (const symbol of Array.isArray(message[channel]) ? message[channel].map(String) : [])
        if (action === 'subscribe') connection.topics[channel].add(symbol)
        else connection.topics[channel].delete(symbol)
    const { topics } = connection
    const told = Object.fromEntries(CHANNELS.map((channel) => [channel, [...topics[channel]]]))
    this.control(connection, { T: 'subscription', ...told })
    if (action === 'subscribe') this.begin(connection, message)
    return true
  }

  private login(connection: Connection, message: Parts): boolean {
    const { keys, faults, connectionsMax } = this.options
    if (connection.account !== null) {
      this.fail(connection, 403)
      return true
    }
    const key = faults.sessionLost ? null : keyOfLogin(keys, message)
    if (key === null) {
      this.fail(connection, 402)
      return false
    }
    const others = [...this.connections].filter(
      ({ account, path }) => account === key.account && path === connection.path,
    )
    if (others.length >= connectionsMax) {
      this.fail(connection, 406)
      return true
    }
    connection.account = key.account
    this.control(connection, { T: 'success', msg: 'authenticated' })
    return true
  }

  /** A book begins with all of it. */
  private begin(connection: Connection, message: Parts): void {
    const symbols = Array.isArray(message[BOOKS]) ? message[BOOKS].map(String) : []
    for (const symbol of symbols) {
      const product = this.options.exchange.product(symbol)
      if (product === null) continue
      this.send(connection, BOOKS, { T: 'o', S: symbol, ...bookOf(product, this.options), r: true })
    }
  }

  private levelsChanged(symbol: string, changes: readonly LevelChange[]): void {
    const product = this.options.exchange.product(symbol)
    if (product === null) return
    const side = (name: 'BUY' | 'SELL'): readonly object[] =>
      changes.filter((change) => change.side === name).map((change) => levelPayload(product, change))
    const book = { T: 'o', S: symbol, t: isoOf(this.options.nowMs()), b: side('BUY'), a: side('SELL') }
    for (const connection of this.connections) {
      if (connection.topics.orderbooks.has(symbol)) this.send(connection, BOOKS, book)
      if (connection.topics.quotes.has(symbol))
        this.send(connection, 'quotes', { T: 'q', S: symbol, ...quoteOf(product, this.options) })
    }
  }

  private traded(trade: SimulatedTrade): void {
    const product = this.options.exchange.product(trade.symbol)
    if (product === null) return
    const told = { T: 't', S: trade.symbol, ...tradePayload(product, trade) }
    for (const connection of this.connections)
      if (connection.topics.trades.has(trade.symbol)) this.send(connection, 'trades', told)
  }

  private send(connection: Connection, channel: string, message: object): void {
    connection.sender.send(channel, () => JSON.stringify([message]))
  }

  private control(connection: Connection, message: object): void {
    this.send(connection, CONTROL, message)
  }

  private fail(connection: Connection, code: number): void {
    this.control(connection, { T: 'error', code, msg: ERRORS[code] ?? 'internal error' })
    connection.socket.close()
  }
}
