/**
 * One socket of Coinbase's streams: subscriptions, one count of messages over all channels, heartbeats, and the faults that are
 * armed for frames.
 */

import type { WebSocket } from 'ws'
import type { FaultSwitches } from '../core/faults.ts'
import { FrameSender } from '../core/frame-sender.ts'
import { isoOf } from './payloads.ts'

export interface StreamConnectionOptions {
  readonly socket: WebSocket
  readonly faults: FaultSwitches
  readonly nowMs: () => number
}

export class StreamConnection {
  /** Product ids by channel; empty: all. */
  readonly channels = new Map<string, Set<string>>()
  /** Whose orders are told; null: not known. */
  account: string | null = null
  private readonly options: StreamConnectionOptions
  private sequence = 0
  private beats = 0
  private readonly sender: FrameSender

  constructor(options: StreamConnectionOptions) {
    this.options = options
    this.sender = new FrameSender({ ...options, beatChannel: 'heartbeats' })
  }

  /** Whether a channel is subscribed for a product. */
  follows(channel: string, productId: string): boolean {
    const ids = this.channels.get(channel)
    return ids !== undefined && (ids.size === 0 || ids.has(productId))
  }

  confirm(): void {
    const subscriptions = Object.fromEntries([...this.channels].map(([channel, ids]) => [channel, [...ids]]))
    this.send('subscriptions', [{ subscriptions }])
  }

  beat(): void {
    if (!this.channels.has('heartbeats') || this.options.faults.silent) return
    this.beats += 1
    const at = isoOf(this.options.nowMs()).replace('T', ' ').replace('Z', '000000+00:00')
    this.send('heartbeats', [{ current_time: at, heartbeat_counter: this.beats }])
  }

  /** Closes a connection that asked for no heartbeats and on which nothing was sent for so long. */
  closeIfSilent(silentMs: number): void {
    if (!this.channels.has('heartbeats') && Date.now() - this.sender.sentAtMs >= silentMs)
      this.options.socket.close()
  }

  error(message: string): void {
    this.options.socket.send(JSON.stringify({ type: 'error', message }))
    this.options.socket.close()
  }

  /** Sends a message of a channel under the next number, or what the armed fault makes of it. */
  send(channel: string, events: readonly object[]): void {
    this.sender.send(channel, () => {
      const sequence_num = this.sequence
      this.sequence += 1
      const timestamp = isoOf(this.options.nowMs())
      return JSON.stringify({ channel, client_id: '', timestamp, sequence_num, events })
    })
  }
}
