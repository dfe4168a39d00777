/** One socket of Kalshi's stream: subscriptions with ids of their own, and the count of frames of those that are counted. */

import type { WebSocket } from 'ws'
import type { FaultSwitches } from '../core/faults.ts'
import { FrameSender } from '../core/frame-sender.ts'

/** The channel whose frames are numbered. */
const COUNTED = 'orderbook_delta'

export interface Subscription {
  readonly sid: number
  readonly channel: string
  /** Null: all. */
  markets: Set<string> | null
  /** Whether prices of NO are told on the scale of YES. */
  readonly usesYesPrice: boolean
  seq: number
}

export class StreamConnection {
  /** By channel. */
  readonly subscriptions = new Map<string, Subscription>()
  readonly account: string
  private readonly socket: WebSocket
  private readonly faults: FaultSwitches
  private readonly sender: FrameSender
  private sids = 0

  constructor({
    socket,
    faults,
    account,
  }: {
    readonly socket: WebSocket
    readonly faults: FaultSwitches
    readonly account: string
  }) {
    this.socket = socket
    this.faults = faults
    this.account = account
    this.sender = new FrameSender({ socket, faults, beatChannel: 'heartbeats' })
  }

  open(channel: string, markets: readonly string[] | null, usesYesPrice: boolean): Subscription {
    this.sids += 1
    const set = markets === null ? null : new Set(markets)
    const subscription: Subscription = { sid: this.sids, channel, markets: set, usesYesPrice, seq: 0 }
    this.subscriptions.set(channel, subscription)
    return subscription
  }

  bySid(sid: number): Subscription | null {
    return [...this.subscriptions.values()].find((one) => one.sid === sid) ?? null
  }

  /** The subscription of a channel, where it tells of a market. */
  following(channel: string, market: string): Subscription | null {
    const found = this.subscriptions.get(channel)
    return found !== undefined && (found.markets === null || found.markets.has(market)) ? found : null
  }

  /** The venue's ping: a frame of the protocol beneath. */
  beat(): void {
    if (!this.faults.silent) this.socket.ping('heartbeat')
  }

  /** Tells something of a subscription, under the next number where it is counted. Frames end with a line break. */
  tell({ channel, ...subscription }: Subscription, type: string, msg: object, id?: number): void {
    this.sender.send(channel, () => {
      const { sid } = subscription
      return `${JSON.stringify({ ...(id === undefined ? {} : { id }), type, sid, ...this.numbered(channel), msg })}\n`
    })
  }

  /** Answers a command. */
  answer(body: object): void {
    this.sender.send('control', () => `${JSON.stringify(body)}\n`)
  }

  private numbered(channel: string): object {
    if (channel !== COUNTED) return {}
    const subscription = this.subscriptions.get(channel)
    if (subscription === undefined) return {}
    subscription.seq += 1
    return { seq: subscription.seq }
  }
}
