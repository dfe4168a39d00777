/**
 * The account's orders and executions as the stream tells them: an order whole once, then only what changes of it.
 *
 * Nothing confirms that it tells, and nothing counts what it told: when it was quiet for long it is compared with the list, and
 * one that missed something is opened anew.
 */

import type { Answer } from '../contract/answer.ts'
import type { OrderRecord } from '../contract/records.ts'
import { isFinalRecord } from '../contract/words.ts'
import type { OrderStreamEvent, OrderStreamListener, VenueStream } from '../contract/streams.ts'
import { listOf, objectOf, readJson, type WireObject } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import type { IbkrContext } from './context.ts'
import type { FillReader } from './fills.ts'
import { withRef } from './live-orders.ts'
import { readExecution, readOrderRow } from './order-records.ts'
import { IBKR_VENUE_ID } from './settings.ts'
import type { SocketLine } from './socket.ts'

export interface OrderStreamOptions {
  readonly context: IbkrContext
  /** The account's orders as they are listed. */
  readonly orders: () => Promise<Answer<readonly OrderRecord[]>>
  readonly fills: FillReader
  readonly listener: OrderStreamListener
}

export function openIbkrOrderStream(options: OrderStreamOptions): VenueStream {
  return new OrderStream(options)
}

class OrderStream implements VenueStream {
  private readonly options: OrderStreamOptions
  private readonly heard: Heard
  private readonly line: SocketLine
  /** How each order stood when it was last told, by the stream or by the list that it was compared with. */
  private readonly stands = new Map<string, string>()
  /** Orders that were told to have ended since the socket was opened. */
  private readonly ended = new Set<string>()
  /** The stream was compared once: from then on it must have told of every order. */
  private compared = false
  private comparing = false
  /** The list knew of something that the stream did not tell. */
  private suspected = false
  private toldAtMs = 0
  private closed = false

  constructor(options: OrderStreamOptions) {
    this.options = options
    const { context } = options
    this.heard = { venueId: IBKR_VENUE_ID, alert: context.alert }
    this.line = context.socket.attach({
      topics: ['sor', 'str'],
      onOpen: () => this.opened(),
      onMessage: (message) => this.received(message),
      onUnreadable: (fault) => this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: fault }),
      onState: (state, message) => this.tell({ kind: 'STATE', state, message }),
      onTick: (nowMs) => this.tick(nowMs),
    })
  }

  setTopics(): void {
    // The account's orders are one topic.
  }

  close(): Promise<void> {
    this.line.close()
    this.closed = true
    return Promise.resolve()
  }

  private tell(event: OrderStreamEvent): void {
    if (!this.closed) this.options.listener(event)
  }

  private opened(): void {
    this.stands.clear()
    this.ended.clear()
    this.compared = false
    this.suspected = false
    this.toldAtMs = this.options.context.time.nowMs()
    // `attach` has not returned yet where the socket was open already.
    queueMicrotask(() => {
      if (this.closed) return
      this.line.send('sor+{}')
      this.line.send('str+{"realtimeUpdatesOnly":false,"days":1}')
      this.line.move('SYNCED', 'the order stream is subscribed')
      void this.options.fills.warmUp()
      this.tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'the order stream is open' })
      void this.compare()
    })
  }

  private received(message: WireObject): void {
    this.suspected = false
    this.toldAtMs = this.options.context.time.nowMs()
    const receivedAt = this.toldAtMs * 1_000
    const trades = String(message['topic']).startsWith('str')
    const reading = readJson(message, (json) => listOf(objectOf(json, 'message'), 'args'))
    if (!reading.ok) {
      this.unreadable(reading.fault)
      return
    }
    for (const one of reading.value) {
      const event = readJson(one, (json) =>
        trades ? this.execution(json, receivedAt) : this.order(json, receivedAt),
      )
      if (!event.ok) this.unreadable(event.fault)
      else if (event.value !== null) this.tell(event.value)
    }
  }

  private order(json: unknown, receivedAt: number): OrderStreamEvent | null {
    const { context } = this.options
    const change = objectOf(json, 'order')
    const row = context.rows.merged(change)
    if (row === null) {
      const message = `a change was told of the order ${String(change['orderId'])}, which was never told whole`
      return { kind: 'RESYNC', because: 'UNREADABLE', message }
    }
    const record = readOrderRow(row, this.heard)
    if (record === null) return null
    context.refs.learn(record.venueOrderId, record.clientOrderId)
    if (isFinalRecord(record.status)) this.ended.add(record.venueOrderId)
    else if (this.ended.has(record.venueOrderId)) {
      const message = `the order ${record.venueOrderId} has ended, and is told as ${record.venueStatus}: messages came in another order`
      return { kind: 'RESYNC', because: 'UNREADABLE', message }
    }
    this.stands.set(record.venueOrderId, standing(record))
    return { kind: 'ORDER', order: withRef(record, context), snapshot: false, receivedAt }
  }

  /** What an execution lacks comes by reading: its order asks for it. */
  private execution(json: unknown, receivedAt: number): OrderStreamEvent | null {
    const fill = this.options.fills.streamed(readExecution(json, this.heard))
    return fill === null ? null : { kind: 'FILL', fill, receivedAt }
  }

  private tick(nowMs: number): void {
    const { quietAfterMs } = this.options.context.settings
    if (this.line.state === 'READY' && nowMs - this.toldAtMs >= quietAfterMs) void this.compare()
  }

  private async compare(): Promise<void> {
    if (this.comparing) return
    this.comparing = true
    const before = this.toldAtMs
    const answer = await this.options.orders()
    this.comparing = false
    if (this.closed || this.line.state !== 'READY' || !answer.ok) return
    const missed = answer.value.filter((record) => this.stands.get(record.venueOrderId) !== standing(record))
    // Told something meanwhile: it lives, and the list may be older than what it told.
    if (this.compared && this.toldAtMs !== before) return
    if (this.compared && missed.length > 0) {
      // What has just happened may be listed a moment before it is told: it is looked once more.
      if (this.suspected) this.silent(`the stream did not tell of ${missed.length} changes of orders`)
      this.suspected = true
      return
    }
    for (const record of missed) this.stands.set(record.venueOrderId, standing(record))
    this.compared = true
    this.suspected = false
    this.toldAtMs = this.options.context.time.nowMs()
  }

  private silent(message: string): void {
    this.options.context.alert({ venueId: IBKR_VENUE_ID, kind: 'SILENT_STREAM', subject: 'orders', message })
    this.tell({ kind: 'RESYNC', because: 'SILENCE', message })
    this.line.drop(message)
  }

  private unreadable(fault: string): void {
    this.options.context.alert({
      venueId: IBKR_VENUE_ID,
      kind: 'UNREADABLE',
      subject: 'orders',
      message: fault,
    })
    this.tell({ kind: 'RESYNC', because: 'UNREADABLE', message: fault })
  }
}

function standing({ status, filledQuantity }: OrderRecord): string {
  return `${status} ${filledQuantity}`
}
