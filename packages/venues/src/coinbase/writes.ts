/** Coinbase, as it is written to: place, edit and cancel, each sent once, each with a total outcome. */

import {
  notSent,
  reason,
  rejected,
  type CancelAllOutcome,
  type CancelOutcome,
  type DeadManOutcome,
  type MappedReason,
  type PlaceOutcome,
  type Rejected,
  type ReplaceOutcome,
} from '../contract/outcome.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites } from '../contract/writes.ts'
import { flag, listOf, objectOf, text, textOrNull, WireFault, type WireObject } from '../wire/fields.ts'
import { mapped, type Heard } from '../wire/word-table.ts'
import { editBody, placeBody } from './order-body.ts'
import { failureWord } from './order-records.ts'
import { coinbaseRestWrites, type RestWrites } from './rest.ts'
import { COINBASE_VENUE_ID } from './settings.ts'
import type { CoinbaseContext } from './context.ts'
import { CANCEL_FAILURE, DUPLICATE_ID, EDIT_FAILURE, NEW_ORDER_FAILURE } from './words.ts'
import type { Contradiction } from '../transport/write-outcome.ts'
import { outcomeOf } from './write-outcome.ts'

/** Most ids of one cancel request; an empty list hangs at the venue and is never sent. */
const CANCEL_MAX = 100

/** `reads` of the same account: cancel-all has to know what is open. */
export function openCoinbaseWrites(environment: CoinbaseContext, reads: VenueReads): VenueWrites {
  return new CoinbaseWrites(environment, reads)
}

class CoinbaseWrites implements VenueWrites {
  readonly venueId = COINBASE_VENUE_ID
  private readonly environment: CoinbaseContext
  private readonly reads: VenueReads
  private readonly rest: RestWrites
  private readonly heard: Heard

  constructor(environment: CoinbaseContext, reads: VenueReads) {
    this.environment = environment
    this.reads = reads
    this.rest = coinbaseRestWrites(environment)
    this.heard = { venueId: COINBASE_VENUE_ID, alert: environment.alert }
  }

  async place(order: PlaceOrder): Promise<PlaceOutcome> {
    const reading = placeBody(order)
    if (!reading.ok) return notSent(reason('UNSUPPORTED_ORDER', reading.message))
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.post('/orders', reading.body, order.reduceOnly ? 'EXIT' : 'ENTRY')
    return outcomeOf(result, { sentAtMs, heard: this.heard, read: (json) => this.placed(json, order) })
  }

  async replace(change: ReplaceOrder): Promise<ReplaceOutcome> {
    const reading = editBody(change)
    if (!reading.ok) return notSent(reason('UNSUPPORTED_ORDER', reading.message))
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.post('/orders/edit', reading.body, 'ENTRY')
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      read: (json) => this.edited(json, change.venueOrderId),
    })
  }

  async cancel({ venueOrderId }: CancelOrder): Promise<CancelOutcome> {
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.post('/orders/batch_cancel', { order_ids: [venueOrderId] }, 'EXIT')
    return outcomeOf(result, {
      sentAtMs,
      heard: this.heard,
      read: (json) => this.canceled(json, venueOrderId),
    })
  }

  async cancelAll({ venueSymbol }: { readonly venueSymbol: string | null }): Promise<CancelAllOutcome> {
    const open = await this.reads.openOrders()
    if (!open.ok)
      return notSent(reason('NOT_CONNECTED', `open orders cannot be listed: ${open.failure.message}`))
    const ids = open.value
      .filter((order) => venueSymbol === null || order.venueSymbol === venueSymbol)
      .map((order) => order.venueOrderId)
    const taken: string[] = []
    for (let first = 0; first < ids.length; first += CANCEL_MAX) {
      const batch = ids.slice(first, first + CANCEL_MAX)
      const sentAtMs = this.environment.time.nowMs()
      const result = await this.rest.post('/orders/batch_cancel', { order_ids: batch }, 'EXIT')
      const read = (json: unknown) =>
        ({ kind: 'TAKEN', ids: batch.filter((id) => this.cancelFailure(json, id) === null) }) as const
      const outcome = outcomeOf(result, { sentAtMs, heard: this.heard, read })
      if (outcome.kind !== 'TAKEN') return outcome
      taken.push(...outcome.ids)
    }
    return { kind: 'ACCEPTED', venueOrderIds: taken }
  }

  setDeadMan(): Promise<DeadManOutcome> {
    return Promise.resolve(
      notSent(reason('UNSUPPORTED_ORDER', 'Coinbase has no dead-man switch for Advanced Trade')),
    )
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private placed(
    json: unknown,
    order: PlaceOrder,
  ): Extract<PlaceOutcome, { kind: 'ACCEPTED' }> | Rejected | Contradiction {
    const from = objectOf(json, 'place answer')
    if (from['success'] === true) {
      const success = objectOf(from['success_response'] ?? from, 'success_response')
      const clientOrderId = textOrNull(success, 'client_order_id') ?? order.clientOrderId
      if (clientOrderId !== order.clientOrderId)
        return {
          kind: 'CONTRADICTION',
          what: 'CONTRADICTION',
          message: `the answer is about the order ${clientOrderId}`,
        }
      return { kind: 'ACCEPTED', venueOrderId: text(success, 'order_id'), clientOrderId }
    }
    if (from['success'] !== false) throw new WireFault('success is neither true nor false')
    const { words, message } = failureOf(from)
    if (words.includes(DUPLICATE_ID))
      return {
        kind: 'CONTRADICTION',
        what: 'DUPLICATE_ID',
        message: 'the venue has seen this client order id',
      }
    return rejected(this.newOrderReason(words, message))
  }

  /** The most telling of the words: some come beside another that says nothing. */
  private newOrderReason(words: readonly string[], message: string): MappedReason {
    const telling = words.find((word) => (NEW_ORDER_FAILURE.words.get(word) ?? 'UNMAPPED') !== 'UNMAPPED')
    const word = telling ?? words[0] ?? 'UNKNOWN_FAILURE_REASON'
    return reason(mapped(NEW_ORDER_FAILURE, word, this.heard), message || word, word)
  }

  private edited(
    json: unknown,
    venueOrderId: string,
  ): Extract<ReplaceOutcome, { kind: 'ACCEPTED' }> | Rejected | Contradiction {
    const from = objectOf(json, 'edit answer')
    if (from['success'] === true) {
      const success = objectOf(from['success_response'] ?? {}, 'success_response')
      const edited = textOrNull(success, 'order_id') ?? venueOrderId
      if (edited !== venueOrderId)
        return {
          kind: 'CONTRADICTION',
          what: 'CONTRADICTION',
          message: `the answer is about the order ${edited}`,
        }
      return { kind: 'ACCEPTED', venueOrderId }
    }
    if (from['success'] !== false) throw new WireFault('success is neither true nor false')
    const { words, message } = failureOf(from)
    const editWord = words.find((word) => (EDIT_FAILURE.words.get(word) ?? 'UNMAPPED') !== 'UNMAPPED')
    if (editWord !== undefined)
      return rejected(reason(mapped(EDIT_FAILURE, editWord, this.heard), message || editWord, editWord))
    return rejected(this.newOrderReason(words, message))
  }

  private canceled(
    json: unknown,
    venueOrderId: string,
  ): Extract<CancelOutcome, { kind: 'ACCEPTED' }> | Rejected {
    const failure = this.cancelFailure(json, venueOrderId)
    return failure === null ? { kind: 'ACCEPTED', final: false } : rejected(failure)
  }

  /** Why the cancel of one order was not taken; null: it was, or one is under way. Throws where it is not told. */
  private cancelFailure(json: unknown, venueOrderId: string): MappedReason | null {
    const results = listOf(objectOf(json, 'cancel answer'), 'results').map((one) => objectOf(one, 'result'))
    const own = results.find((result) => result['order_id'] === venueOrderId)
    if (own === undefined) throw new WireFault(`the answer does not speak of the order ${venueOrderId}`)
    if (flag(own, 'success')) return null
    const word = textOrNull(own, 'failure_reason') ?? 'UNKNOWN_CANCEL_FAILURE_REASON'
    const code = mapped(CANCEL_FAILURE, word, this.heard)
    return code === 'TAKEN' ? null : reason(code, word, word)
  }
}

/** Every word that a failure names, without prefixes, and its message: bodies of different ages keep them in different places. */
function failureOf(from: WireObject): { readonly words: readonly string[]; readonly message: string } {
  const errors = from['errors']
  const nested = [
    from['error_response'],
    ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [errors]),
  ]
  const places = [
    ...nested.flatMap((one) => (typeof one === 'object' && one !== null ? [one as WireObject] : [])),
    from,
  ]
  const fields = [
    'new_order_failure_reason',
    'edit_order_failure_reason',
    'edit_failure_reason',
    'error',
    'preview_failure_reason',
    'failure_reason',
  ]
  const words = places.flatMap((place) => fields.flatMap((field) => wordIn(place, field)))
  const message = places.map((place) => place['message']).find((one) => typeof one === 'string' && one !== '')
  return { words: [...new Set(words)], message: typeof message === 'string' ? message : '' }
}

function wordIn(place: WireObject, field: string): readonly string[] {
  const word = place[field]
  return typeof word === 'string' && word !== '' ? [failureWord(word)] : []
}
