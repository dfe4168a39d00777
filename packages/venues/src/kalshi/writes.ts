/** Kalshi, as it is written to: place, amend and cancel, each sent once, each with a total outcome. */

import {
  notSent,
  reason,
  type CancelAllOutcome,
  type CancelOutcome,
  type DeadManOutcome,
  type PlaceOutcome,
  type ReplaceOutcome,
} from '../contract/outcome.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { OrderRecord } from '../contract/records.ts'
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites } from '../contract/writes.ts'
import { contradiction, type Contradiction } from '../transport/write-outcome.ts'
import { listOf, objectOf, text, textOrNull, WireFault } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { KALSHI_CAPABILITIES } from './capabilities.ts'
import type { KalshiContext } from './context.ts'
import { amendBody, placeBody } from './order-body.ts'
import { kalshiRestWrites, type RestWrites } from './rest.ts'
import { KALSHI_VENUE_ID, TOKENS } from './settings.ts'
import { outcomeOf } from './write-outcome.ts'

const ORDERS = '/portfolio/events/orders'

/** `reads` of the same account: cancel-all has to know what is open. */
export function openKalshiWrites(environment: KalshiContext, reads: VenueReads): VenueWrites {
  return new KalshiWrites(environment, reads)
}

class KalshiWrites implements VenueWrites {
  readonly venueId = KALSHI_VENUE_ID
  private readonly environment: KalshiContext
  private readonly reads: VenueReads
  private readonly rest: RestWrites
  private readonly heard: Heard

  constructor(environment: KalshiContext, reads: VenueReads) {
    this.environment = environment
    this.reads = reads
    this.rest = kalshiRestWrites(environment)
    this.heard = { venueId: KALSHI_VENUE_ID, alert: environment.alert }
  }

  async place(order: PlaceOrder): Promise<PlaceOutcome> {
    const reading = placeBody(order)
    if (!reading.ok) return notSent(reading.reason)
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send({
      method: 'POST',
      path: ORDERS,
      body: reading.body,
      urgency: order.reduceOnly ? 'EXIT' : 'ENTRY',
      weight: TOKENS.default,
    })
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      target: 'INSTRUMENT',
      read: (json) => placed(json, order.clientOrderId),
    })
  }

  async replace(change: ReplaceOrder): Promise<ReplaceOutcome> {
    const reading = amendBody(change)
    if (!reading.ok) return notSent(reading.reason)
    const { venueOrderId } = change
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send({
      method: 'POST',
      path: `${ORDERS}/${encodeURIComponent(venueOrderId)}/amend`,
      body: reading.body,
      urgency: 'ENTRY',
      weight: TOKENS.default,
    })
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      target: 'ORDER',
      read: (json) => ofOrder(json, venueOrderId, { kind: 'ACCEPTED', venueOrderId } as const),
    })
  }

  async cancel({ venueOrderId, venueSymbol }: CancelOrder): Promise<CancelOutcome> {
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send({
      method: 'DELETE',
      path: `${ORDERS}/${encodeURIComponent(venueOrderId)}`,
      // Orders live on shards: the market says on which.
      query: [['market_ticker', venueSymbol]],
      body: null,
      urgency: 'EXIT',
      weight: TOKENS.cancel,
    })
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      target: 'ORDER',
      // Reads may lag behind it: its end is told by the stream, or by a reading that comes later.
      read: (json) => ofOrder(json, venueOrderId, { kind: 'ACCEPTED', final: false } as const),
    })
  }

  async cancelAll({ venueSymbol }: { readonly venueSymbol: string | null }): Promise<CancelAllOutcome> {
    const open = await this.reads.openOrders()
    if (!open.ok)
      return notSent(reason('NOT_CONNECTED', `open orders cannot be listed: ${open.failure.message}`))
    const orders = open.value.filter((order) => venueSymbol === null || order.venueSymbol === venueSymbol)
    const taken: string[] = []
    const { batchCancelMax } = KALSHI_CAPABILITIES
    for (let first = 0; first < orders.length; first += batchCancelMax) {
      const outcome = await this.cancelBatch(orders.slice(first, first + batchCancelMax))
      if (outcome.kind !== 'TAKEN') return outcome
      taken.push(...outcome.ids)
    }
    return { kind: 'ACCEPTED', venueOrderIds: taken }
  }

  setDeadMan(): Promise<DeadManOutcome> {
    return Promise.resolve(notSent(reason('UNSUPPORTED_ORDER', 'Kalshi has no timer that withdraws orders')))
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private async cancelBatch(batch: readonly OrderRecord[]) {
    const orders = batch.map(({ venueOrderId, venueSymbol }) => ({
      order_id: venueOrderId,
      market_ticker: venueSymbol,
    }))
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send({
      method: 'DELETE',
      path: `${ORDERS}/batched`,
      body: { orders },
      urgency: 'EXIT',
      weight: TOKENS.cancel * batch.length,
    })
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      target: 'ORDER',
      read: (json) => ({ kind: 'TAKEN', ids: canceledOf(json, batch) }) as const,
    })
  }
}

/** Which of a batch were taken; throws where it is not told of each. */
function canceledOf(json: unknown, batch: readonly OrderRecord[]): readonly string[] {
  const items = listOf(objectOf(json, 'batch answer'), 'orders').map((one) => objectOf(one, 'canceled order'))
  return batch.flatMap(({ venueOrderId }) => {
    const own = items.find((item) => item['order_id'] === venueOrderId)
    if (own === undefined) throw new WireFault(`the answer does not speak of the order ${venueOrderId}`)
    return own['error'] === undefined || own['error'] === null ? [venueOrderId] : []
  })
}

/** A yes counts only with the venue's id of the order, and about the order that was sent. */
function placed(
  json: unknown,
  clientOrderId: string,
): Extract<PlaceOutcome, { kind: 'ACCEPTED' }> | Contradiction {
  const from = objectOf(json, 'place answer')
  const told = textOrNull(from, 'client_order_id') ?? clientOrderId
  if (told !== clientOrderId) return contradiction(`the answer is about the order ${told}`)
  return { kind: 'ACCEPTED', venueOrderId: text(from, 'order_id'), clientOrderId }
}

/** Answers to cancels and changes were seen to describe other orders: then nothing is known. */
function ofOrder<Accepted>(
  json: unknown,
  venueOrderId: string,
  accepted: Accepted,
): Accepted | Contradiction {
  const told = text(objectOf(json, 'answer'), 'order_id')
  return told === venueOrderId ? accepted : contradiction(`the answer is about the order ${told}`)
}
