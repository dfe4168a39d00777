/**
 * One socket of Coinbase's streams: subscriptions, one count of messages over all channels, heartbeats, and the faults that are
 * armed for frames.
 */

import type { WebSocket } from 'ws'
import type { FaultSwitches } from '../core/faults.ts'
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
  /** When something was last sent, UTC milliseconds. */
  private sentAtMs = Date.now()
  private beats = 0
  private heldBack: string | null = null

  constructor(options: StreamConnectionOptions) {
    this.options = options
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
    if (!this.channels.has('heartbeats') && Date.now() - this.sentAtMs >= silentMs)
      this.options.socket.close()
  }

  error(message: string): void {
    this.options.socket.send(JSON.stringify({ type: 'error', message }))
    this.options.socket.close()
  }

  /** Sends a message of a channel under the next number, or what the armed fault makes of it. */
  send(channel: string, events: readonly object[]): void {
    const { faults, socket, nowMs } = this.options
    if (faults.silent || (faults.heartbeatsOnly && channel !== 'heartbeats')) return
    const fault = faults.takeStream(channel)
    if (fault?.kind === 'DROP_SILENTLY') return
    const frame = JSON.stringify({
      channel,
      client_id: '',
      timestamp: isoOf(nowMs()),
      sequence_num: this.sequence,
      events,
    })
    this.sequence += 1
    this.sentAtMs = Date.now()
    switch (fault?.kind) {
      case 'DROP':
        return
      case 'DUPLICATE':
        socket.send(frame)
        socket.send(frame)
        return
      case 'HOLD_BACK':
        this.heldBack = frame
        return
      case 'MALFORMED':
        socket.send(frame.slice(0, -5))
        return
      case 'CLOSE':
        socket.terminate()
        return
      case 'CHANGED':
        socket.send(fault.change(frame))
        return
      default:
        socket.send(frame)
        if (this.heldBack === null) return
        // The one that was held back comes after its successor.
        socket.send(this.heldBack)
        this.heldBack = null
    }
  }
}
