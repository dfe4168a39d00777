/**
 * The account's orders and fills as Kalshi's private channels tell them.
 *
 * They tell what happens and not how things stand, and are not counted: after each opening its owner is asked to read, and again
 * whenever nothing was told for a while, because a frame may have been lost.
 */

import type { OrderStreamEvent, OrderStreamListener, VenueStream } from '../contract/streams.ts'
import { readJson } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import type { KalshiContext } from './context.ts'
import type { Frame } from './frame.ts'
import { readOrder, readStreamFill } from './order-records.ts'
import { KALSHI_VENUE_ID } from './settings.ts'
import { KalshiSocket } from './socket.ts'

const CHANNELS = ['user_orders', 'fill'] as const

export interface OrderStreamOptions {
  readonly environment: KalshiContext
  readonly listener: OrderStreamListener
}

export function openKalshiOrderStream({ environment, listener }: OrderStreamOptions): VenueStream {
  if (environment.credential === null) {
    const message = 'the order stream needs an API key, and this connection has none'
    listener({ kind: 'STATE', state: 'DOWN', message })
    return { setTopics: () => undefined, close: () => Promise.resolve() }
  }
  return new OrderStream({ environment, listener })
}

class OrderStream implements VenueStream {
  private readonly environment: KalshiContext
  private readonly listener: OrderStreamListener
  private readonly heard: Heard
  private readonly socket: KalshiSocket
  private closed = false
  private stopQuiet: (() => void) | null = null

  constructor({ environment, listener }: OrderStreamOptions) {
    this.environment = environment
    this.listener = listener
    this.heard = { venueId: KALSHI_VENUE_ID, alert: environment.alert }
    this.socket = new KalshiSocket({
      environment,
      wanted: () => CHANNELS.map((channel) => ({ channel, markets: null })),
      onFresh: () => undefined,
      onConfirmed: () => {
        this.socket.session.synced()
        this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'the order stream is open' })
        this.quietLater()
      },
      onFrame: (frame) => this.received(frame),
      onGap: () => undefined,
      onNoMarket: () => undefined,
      onEvent: (event) => this.tell(event),
    })
    this.socket.session.start()
  }

  setTopics(): void {
    // It tells of the whole account.
  }

  close(): Promise<void> {
    this.stopQuiet?.()
    this.socket.session.stop()
    this.closed = true
    return Promise.resolve()
  }

  private tell(event: OrderStreamEvent): void {
    if (!this.closed) this.listener(event)
  }

  private received({ type, msg }: Frame): void {
    this.quietLater()
    const receivedAt = this.environment.time.nowMs() * 1_000
    const reading = readJson(msg, (json) => this.eventOf(type, json, receivedAt))
    if (reading.ok) {
      if (reading.value !== null) this.tell(reading.value)
      return
    }
    const message = reading.fault
    this.environment.alert({ venueId: KALSHI_VENUE_ID, kind: 'UNREADABLE', subject: type, message })
    this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message })
  }

  /** Null: of no interest, or a fill without its fee, which is read. */
  private eventOf(type: string, json: unknown, receivedAt: number): OrderStreamEvent | null {
    if (type === 'user_order')
      return { kind: 'ORDER', order: readOrder(json, this.heard), snapshot: false, receivedAt }
    const fill = type === 'fill' ? readStreamFill(json, this.heard) : null
    return fill === null ? null : { kind: 'FILL', fill, receivedAt }
  }

  private quietLater(): void {
    const { time, settings } = this.environment
    this.stopQuiet?.()
    this.stopQuiet = time.after(settings.quietAfterMs, () => {
      if (this.socket.session.state === 'READY')
        this.tell({ kind: 'RESYNC', because: 'SILENCE', message: 'nothing was told of orders for a while' })
      if (!this.closed) this.quietLater()
    })
  }
}
