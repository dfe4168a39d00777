/**
 * The account's orders as Alpaca tells them, in binary frames where the money is paper.
 *
 * Nothing is counted and nothing is told again: whoever listens reads after each connecting. A stream was seen to die and to
 * answer all the same, so a reading is asked for too when nothing was told for a while. Executions are told under another
 * identity than they are listed with, so none is told here: the order's cumulative quantity says that there are more.
 */

import type { OrderRecord } from '../contract/records.ts'
import type { OrderStreamEvent, OrderStreamListener, VenueStream } from '../contract/streams.ts'
import { StreamSession } from '../transport/stream-session.ts'
import { listOf, objectOf, readWire, text, textOrNull, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { LoginRefusals } from './login-refusals.ts'
import { readOrder } from './order-records.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'
import { EVENT, type EventMeaning } from './words.ts'

const UPDATES = 'trade_updates'
const LISTEN = JSON.stringify({ action: 'listen', data: { streams: [UPDATES] } })

export interface OrderStreamOptions {
  readonly environment: AlpacaEnvironment
  readonly listener: OrderStreamListener
}

export function openAlpacaOrderStream({ environment, listener }: OrderStreamOptions): VenueStream {
  if (environment.credential !== null) return new OrderStream(environment, listener)
  listener({
    kind: 'STATE',
    state: 'DOWN',
    message: 'the order stream needs a key, and this connection has none',
  })
  return { setTopics: () => undefined, close: () => Promise.resolve() }
}

class OrderStream implements VenueStream {
  private readonly environment: AlpacaEnvironment
  private readonly listener: OrderStreamListener
  private readonly session: StreamSession
  private readonly refusals: LoginRefusals
  private readonly heard: Heard
  private toldAtMs = 0
  private closed = false

  constructor(environment: AlpacaEnvironment, listener: OrderStreamListener) {
    this.environment = environment
    this.listener = listener
    this.heard = { venueId: ALPACA_VENUE_ID, alert: environment.alert }
    const { settings, time, credential } = environment
    this.refusals = new LoginRefusals(environment, settings.orderStreamUrl)
    this.session = new StreamSession({
      url: settings.orderStreamUrl,
      time,
      silentAfterMs: settings.deadAfterMs,
      pingEveryMs: settings.pingEveryMs,
      syncTimeoutMs: settings.staleAfterMs,
      reconnect: {
        baseMs: settings.reconnectBaseMs,
        capMs: settings.reconnectCapMs,
        goodAfterMs: settings.staleAfterMs,
      },
      onOpen: () => this.session.send(credential?.orderStreamLogin() ?? ''),
      onText: (written) => this.received(written),
      onState: (state, message) => this.tell({ kind: 'STATE', state, message }),
      onTick: (nowMs) => this.watchSilence(nowMs),
    })
    this.session.start()
  }

  setTopics(): void {
    // There is one account, and all of it is told.
  }

  close(): Promise<void> {
    this.session.stop()
    this.closed = true
    return Promise.resolve()
  }

  private tell(event: OrderStreamEvent): void {
    if (!this.closed) this.listener(event)
  }

  private received(written: string): void {
    const reading = readWire(written, (json) => readMessage(json, this.heard))
    if (!reading.ok) {
      this.alert('UNREADABLE', `a stream message cannot be read: ${reading.fault}`)
      this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: reading.fault })
      return
    }
    const message = reading.value
    switch (message.kind) {
      case 'LOGGED_IN':
        this.session.send(LISTEN)
        return
      case 'REFUSED':
        this.refusals.refused(this.session, message.because)
        return
      case 'LISTENING':
        this.refusals.loggedIn()
        this.toldAtMs = this.environment.time.nowMs()
        this.session.synced()
        this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'the order stream is open' })
        return
      case 'FAULT':
        this.session.drop(message.because)
        return
      case 'UPDATE':
        this.tellUpdate(message)
        return
      case 'OTHER':
    }
  }

  private tellUpdate({ event, meaning, order }: Extract<OrderMessage, { kind: 'UPDATE' }>): void {
    this.toldAtMs = this.environment.time.nowMs()
    this.tell({ kind: 'ORDER', order, snapshot: false, receivedAt: this.toldAtMs * 1_000 })
    if (meaning === 'TOLD') return
    const message = `the venue said "${event}" of the order ${order.venueOrderId}`
    if (meaning === 'REVISED')
      this.alert(
        'CONTRADICTION',
        `${message}: an execution was taken back or changed, a person must compare the account with the venue`,
      )
    this.tell({ kind: 'RESYNC', because: 'VENUE_SAID_SO', message })
  }

  private watchSilence(nowMs: number): void {
    const quietMs = nowMs - this.toldAtMs
    if (this.session.state !== 'READY' || quietMs < this.environment.settings.ordersQuietAfterMs) return
    this.toldAtMs = nowMs
    this.tell({ kind: 'RESYNC', because: 'SILENCE', message: `no order was told for ${quietMs} ms` })
  }

  private alert(kind: 'UNREADABLE' | 'CONTRADICTION', message: string): void {
    this.environment.alert({ venueId: ALPACA_VENUE_ID, kind, subject: UPDATES, message })
  }
}

export type OrderMessage =
  | { readonly kind: 'LOGGED_IN' | 'LISTENING' | 'OTHER' }
  | { readonly kind: 'REFUSED' | 'FAULT'; readonly because: string }
  | {
      readonly kind: 'UPDATE'
      readonly event: string
      readonly meaning: EventMeaning
      readonly order: OrderRecord
    }

/** One message of the order stream. Throws `WireFault` where it cannot be read. */
export function readMessage(json: unknown, heard: Heard): OrderMessage {
  const from = objectOf(json, 'message')
  const stream = textOrNull(from, 'stream') ?? textOrNull(from, 'action')
  const data: WireObject = objectOf(from['data'] ?? {}, 'data')
  switch (stream) {
    case 'authorization':
      return data['status'] === 'authorized'
        ? { kind: 'LOGGED_IN' }
        : { kind: 'REFUSED', because: `${textOrNull(data, 'action') ?? 'login'} is not authorized` }
    case 'listening':
      return listOf(data, 'streams').includes(UPDATES)
        ? { kind: 'LISTENING' }
        : { kind: 'FAULT', because: 'the venue does not tell of orders though it was asked to' }
    case 'error':
      return { kind: 'FAULT', because: textOrNull(data, 'error_message') ?? 'the venue said error' }
    case UPDATES: {
      const event = text(data, 'event')
      return {
        kind: 'UPDATE',
        event,
        meaning: mapped(EVENT, event, heard),
        order: readOrder(data['order'], heard),
      }
    }
    default:
      // A stream that nobody asked for.
      return { kind: 'OTHER' }
  }
}
