/**
 * The account's orders as Coinbase's user channel tells them: all open ones in batches of fifty, then each change.
 *
 * States are cumulative and fills are not told at all: whoever listens reads them by REST when a quantity has grown.
 */

import type { OrderStreamEvent, OrderStreamListener, VenueStream } from '../contract/streams.ts'
import { listOf, objectOf, readJson } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { readStreamOrder } from './order-records.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import type { CoinbaseContext } from './context.ts'
import { CoinbaseSocket, type ChannelMessage } from './socket.ts'

/** A batch of the snapshot that has fewer is the last. */
const SNAPSHOT_BATCH = 50

export interface UserStreamOptions {
  readonly environment: CoinbaseContext
  readonly listener: OrderStreamListener
}

export function openCoinbaseUserStream({ environment, listener }: UserStreamOptions): VenueStream {
  let closed = false
  const tell = (event: OrderStreamEvent): void => {
    if (!closed) listener(event)
  }
  if (environment.credential === null) {
    tell({
      kind: 'STATE',
      state: 'DOWN',
      message: 'the order stream needs an API key, and this connection has none',
    })
    return { setTopics: () => undefined, close: () => Promise.resolve() }
  }
  const heard: Heard = { venueId: COINBASE_VENUE_ID, alert: environment.alert }
  let snapshotDone = false
  const socket: CoinbaseSocket = new CoinbaseSocket({
    environment,
    url: environment.settings.wsUserUrl,
    signed: true,
    wanted: () => [{ channel: 'user', productIds: [] }],
    onFresh: () => {
      snapshotDone = false
    },
    onMessage: (message) => {
      if (message.channel !== 'user') return
      const receivedAt = environment.time.nowMs() * 1_000
      for (const event of userEvents(message, { heard, receivedAt })) {
        if (event.kind === 'UNREADABLE') {
          environment.alert({
            venueId: COINBASE_VENUE_ID,
            kind: 'UNREADABLE',
            subject: 'user',
            message: event.fault,
          })
          tell({ kind: 'RESYNC', because: 'UNREADABLE', message: event.fault })
        } else if (event.kind === 'SNAPSHOT_PART') {
          if (event.orders < SNAPSHOT_BATCH && !snapshotDone) {
            snapshotDone = true
            socket.session.synced()
            tell({ kind: 'RESYNC', because: 'CONNECTED', message: 'the order stream is open' })
          }
        } else tell(event)
      }
    },
    onGap: (message) => tell({ kind: 'RESYNC', because: 'SEQUENCE_GAP', message }),
    onEvent: tell,
  })
  socket.session.start()
  return {
    setTopics: () => undefined,
    close: () => {
      socket.session.stop()
      closed = true
      return Promise.resolve()
    },
  }
}

type UserEvent =
  | Extract<OrderStreamEvent, { kind: 'ORDER' }>
  | { readonly kind: 'SNAPSHOT_PART'; readonly orders: number }
  | { readonly kind: 'UNREADABLE'; readonly fault: string }

/** What one message of the user channel tells; an order that cannot be read does not keep the others from being told. */
export function userEvents(
  { events }: ChannelMessage,
  { heard, receivedAt }: { readonly heard: Heard; readonly receivedAt: number },
): readonly UserEvent[] {
  return events.flatMap((one): readonly UserEvent[] => {
    const parts = readJson(one, (json) => {
      const from = objectOf(json, 'event')
      return { snapshot: from['type'] === 'snapshot', orders: listOf(from, 'orders') }
    })
    if (!parts.ok) return [{ kind: 'UNREADABLE', fault: parts.fault }]
    const { snapshot, orders } = parts.value
    const told = orders.map((order): UserEvent => {
      const reading = readJson(order, (json) => readStreamOrder(json, heard))
      return reading.ok
        ? { kind: 'ORDER', order: reading.value, snapshot, receivedAt }
        : { kind: 'UNREADABLE', fault: reading.fault }
    })
    return snapshot ? [...told, { kind: 'SNAPSHOT_PART', orders: orders.length }] : told
  })
}
