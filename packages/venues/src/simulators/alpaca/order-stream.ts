/** Alpaca's stream of an account's orders: a login, what to listen to, and then each change, without a count and without a beat. */

import type { WebSocket } from 'ws'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { FaultSwitches } from '../core/faults.ts'
import { FrameSender } from '../core/frame-sender.ts'
import type { SimulatedFill, SimulatedOrder } from '../core/order.ts'
import { keyOfLogin, type KeyPairs } from './key-check.ts'
import { updatePayload, type TimeWords } from './payloads.ts'

type Parts = Readonly<Record<string, unknown>>

export interface OrderStreamServerOptions {
  readonly exchange: SimulatedExchange
  readonly faults: FaultSwitches
  readonly keys: KeyPairs
  readonly times: TimeWords
  readonly nowMs: () => number
  /** Sends text in binary frames, as the venue does where the money is paper. */
  readonly binary: boolean
}

interface Connection {
  readonly sender: FrameSender
  /** Whose orders may be told; null: nobody has logged in. */
  account: string | null
  listens: boolean
}

export const UPDATES = 'trade_updates'
/** What goes on while everything else is silent. */
const CONTROL = 'control'

export class OrderStreamServer {
  private readonly options: OrderStreamServerOptions
  private readonly connections = new Set<Connection>()
  private readonly toldNew = new Set<string>()
  private readonly stopListening: () => void

  constructor(options: OrderStreamServerOptions) {
    this.options = options
    this.stopListening = options.exchange.listen({
      onOrder: (order) => this.orderChanged(order),
      onFill: (fill) => this.filled(fill),
    })
  }

  /** Takes a socket; the returned function is to be given each message of it, and says whether it was authenticated. */
  open(socket: WebSocket): (message: Parts) => boolean {
    const { faults, binary } = this.options
    const connection: Connection = {
      sender: new FrameSender({ socket, faults, beatChannel: CONTROL, binary }),
      account: null,
      listens: false,
    }
    this.connections.add(connection)
    socket.on('close', () => this.connections.delete(connection))
    return (message) => this.received(connection, message)
  }

  /** An order was touched by a request whose effect comes later. */
  queued(order: SimulatedOrder): void {
    this.tell(order, 'pending_cancel')
  }

  close(): void {
    this.stopListening()
  }

  private received(connection: Connection, message: Parts): boolean {
    const { keys, faults } = this.options
    const { action } = message
    if (action === 'authenticate' || action === 'auth') {
      const key = faults.sessionLost ? null : keyOfLogin(keys, message)
      connection.account = key?.account ?? null
      const status = key === null ? 'unauthorized' : 'authorized'
      this.control(connection, 'authorization', { status, action: 'authenticate' })
      return key !== null
    }
    if (connection.account === null) {
      this.control(connection, 'authorization', { status: 'unauthorized', action })
      return false
    }
    if (action === 'listen') {
      const data = (message['data'] ?? {}) as Parts
      const streams = Array.isArray(data['streams']) ? data['streams'].map(String) : []
      // Each message names all that is to be told.
      connection.listens = streams.includes(UPDATES)
      this.control(connection, 'listening', { streams })
    }
    return true
  }

  private control(connection: Connection, stream: string, data: object): void {
    connection.sender.send(CONTROL, () => JSON.stringify({ stream, data }))
  }

  private orderChanged(order: SimulatedOrder): void {
    switch (order.status) {
      case 'OPEN':
      case 'WAITING':
        // A fill tells of itself.
        if (this.toldNew.has(order.orderId) || order.filledLots > 0) return
        this.toldNew.add(order.orderId)
        this.tell(order, 'new')
        return
      case 'FILLED':
        return
      default:
        this.tell(order, order.status.toLowerCase())
    }
  }

  private filled(fill: SimulatedFill): void {
    const order = this.options.exchange.orders.get(fill.orderId)
    if (order === undefined) return
    this.tell(order, order.filledLots === order.terms.lots ? 'fill' : 'partial_fill', fill)
  }

  private tell(order: SimulatedOrder, event: string, fill?: SimulatedFill): void {
    const { times, nowMs } = this.options
    const what = { event, atMs: nowMs(), ...(fill === undefined ? {} : { fill }) }
    for (const connection of this.connections)
      if (connection.listens && connection.account === order.account)
        connection.sender.send(UPDATES, () => JSON.stringify(updatePayload(order, times, what)))
  }
}
