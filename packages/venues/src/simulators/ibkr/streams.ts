/** The venue's stream: one socket for quotes, orders and executions, let in by a session's cookie, with nothing that counts. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import type { SimulatedFill, SimulatedOrder } from '../core/order.ts'
import { isDone } from '../core/order.ts'
import { textFrame } from '../core/received-text.ts'
import type { TruthLog } from '../core/truth-log.ts'
import type { ContractCatalogue } from './contracts.ts'
import { quoted } from './market-routes.ts'
import type { IbkrOrderDesk } from './order-desk.ts'
import { orderRow, tradeRow } from './order-payloads.ts'
import { quoteFields } from './quote-payloads.ts'
import type { SessionDesk } from './session-desk.ts'
import { StreamConnection } from './stream-connection.ts'

export interface StreamsOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly truth: TruthLog
  readonly catalogue: ContractCatalogue
  readonly desk: IbkrOrderDesk
  readonly session: SessionDesk
  readonly accountId: string
  readonly username: string
  /** Null: a gateway asks for none. */
  readonly accessToken: string | null
  readonly nowMs: () => number
  readonly beatMs: number
  /** How often quotes are told at most. */
  readonly quotesMs: number
  /** Whether it looks for the session in a message only, as behind a proxy that drops cookies. */
  readonly dropsCookies: boolean
  /** Whether a filtered list keeps orders from being told. */
  readonly isMuted: () => boolean
}

export class IbkrStreams {
  private readonly options: StreamsOptions
  private readonly server = new WebSocketServer({ noServer: true })
  private readonly connections = new Set<StreamConnection>()
  private readonly timers: readonly NodeJS.Timeout[]
  private readonly stopListening: () => void

  constructor(options: StreamsOptions) {
    this.options = options
    const every = (ms: number, run: () => void): NodeJS.Timeout => setInterval(run, ms).unref()
    this.timers = [
      every(options.beatMs, () => {
        for (const connection of this.connections) connection.send('system', { hb: options.nowMs() })
      }),
      every(options.quotesMs, () => this.tellQuotes()),
    ]
    this.stopListening = options.exchange.listen({
      onOrder: (order) => this.orderChanged(order),
      onFill: (fill) => this.filled(fill),
    })
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const { accessToken } = this.options
    if (accessToken !== null && url.searchParams.get('oauth_token') !== accessToken) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
      return
    }
    this.server.handleUpgrade(request, socket, head, (opened) =>
      this.opened(opened, request.headers.cookie ?? ''),
    )
  }

  /** Tells an order again: something about it that the exchange does not know of has changed. */
  orderChanged(order: SimulatedOrder): void {
    if (order.account !== this.options.accountId || this.options.isMuted()) return
    for (const connection of this.connections) if (connection.orders) this.tellOrders(connection, [order])
  }

  /** Tells what became of the session. */
  sessionChanged(args: { readonly authenticated: boolean; readonly competing: boolean }): void {
    const told = args.competing ? { competing: true } : { authenticated: args.authenticated }
    for (const connection of this.connections) connection.send('sts', { args: told })
  }

  closeSockets(): void {
    for (const client of this.server.clients) client.terminate()
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    this.stopListening()
    this.closeSockets()
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
  }

  private opened(socket: WebSocket, cookie: string): void {
    const { faults } = this.options
    const connection = new StreamConnection({ socket, faults })
    const given = this.options.dropsCookies ? undefined : /(?:^|; )api=([0-9a-f]+)/.exec(cookie)?.[1]
    socket.on('message', (data) => this.received(connection, textFrame(data)))
    socket.on('close', () => this.connections.delete(connection))
    socket.on('error', () => socket.terminate())
    if (given === undefined) connection.sendText('system', JSON.stringify({ message: 'waiting for session' }))
    else this.admit(connection, given)
  }

  private admit(connection: StreamConnection, cookie: string): void {
    const { session, username, accountId } = this.options
    if (cookie !== session.cookie || !session.trades()) {
      connection.close()
      return
    }
    this.connections.add(connection)
    connection.send('system', { success: username })
    connection.send('act', { args: { accounts: [accountId], selectedAccount: accountId, isPaper: true } })
    connection.send('sts', { args: { authenticated: true } })
  }

  private received(connection: StreamConnection, text: string): void {
    const { truth, nowMs } = this.options
    const admitted = this.connections.has(connection)
    truth.record({
      atMs: nowMs(),
      transport: 'WS',
      method: 'SEND',
      path: '/ws',
      body: text,
      authenticated: admitted,
    })
    if (!admitted) {
      const given = /^\{"session":"([0-9a-f]+)"\}$/.exec(text)?.[1]
      if (given !== undefined) this.admit(connection, given)
      return
    }
    const [, topic = '', conid = ''] = /^(\w+)\+(?:(\d+)\+)?/.exec(text) ?? []
    switch (topic) {
      case 'smd':
        connection.watch(conid)
        this.tellQuotes()
        return
      case 'umd':
        connection.forget(conid)
        return
      case 'sor':
        connection.orders = true
        this.tellOrders(connection, this.open())
        return
      case 'str':
        connection.trades = true
        if (!text.includes('"realtimeUpdatesOnly":true')) connection.send('str', { args: this.tradesSoFar() })
    }
  }

  private open(): readonly SimulatedOrder[] {
    const { exchange, accountId } = this.options
    return [...exchange.orders.values()].filter((order) => order.account === accountId && !isDone(order))
  }

  private tradesSoFar(): readonly object[] {
    return this.options.exchange.fills.flatMap((fill) => this.trade(fill) ?? [])
  }

  private trade(fill: SimulatedFill): object | null {
    const { exchange, catalogue, accountId } = this.options
    const [order, contract] = [exchange.orders.get(fill.orderId), catalogue.byConid(fill.symbol)]
    if (order === undefined || order.account !== accountId || contract === null) return null
    return tradeRow(fill, order, contract)
  }

  private filled(fill: SimulatedFill): void {
    const row = this.trade(fill)
    if (row === null) return
    for (const connection of this.connections) if (connection.trades) connection.send('str', { args: [row] })
  }

  /** An order whole, and from then on what changed of it. */
  private tellOrders(connection: StreamConnection, orders: readonly SimulatedOrder[]): void {
    const { catalogue, desk } = this.options
    const rows = orders.flatMap((order) => {
      const contract = catalogue.byConid(order.terms.symbol)
      return contract === null
        ? []
        : (connection.changesOf(orderRow(order, contract, desk.wordsOf(order))) ?? [])
    })
    if (rows.length > 0) connection.send('sor', { args: rows })
  }

  private tellQuotes(): void {
    const { catalogue, exchange, nowMs } = this.options
    for (const connection of this.connections)
      for (const conid of connection.watched()) {
        const contract = catalogue.byConid(conid)
        if (contract === null) continue
        const fields = connection.newFields(conid, quoteFields(contract, quoted(exchange, conid)))
        if (fields === null) continue
        const row = {
          conid: contract.conid,
          conidEx: conid,
          _updated: nowMs(),
          server_id: 'q1',
          '6119': 'q1',
        }
        connection.sendText('smd', JSON.stringify({ topic: `smd+${conid}`, ...row, ...fields }))
      }
  }
}
