/** Alpaca, as it is written to: place, change and cancel, each sent once, each with a total outcome. */

import {
  notSent,
  reason,
  rejected,
  unknown,
  type CancelAllOutcome,
  type CancelOutcome,
  type DeadManOutcome,
  type PlaceOutcome,
  type Rejected,
  type RejectCode,
  type ReplaceOutcome,
} from '../contract/outcome.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites } from '../contract/writes.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import type { Held } from '../transport/rest-line.ts'
import { contradiction, outcomeOf, type Contradiction, type Written } from '../transport/write-outcome.ts'
import { arrayOf, objectOf, text, textOrNull, whole } from '../wire/fields.ts'
import type { Heard } from '../wire/word-table.ts'
import { placeBody, replaceBody } from './order-body.ts'
import { changeRefusal, refusal } from './refusals.ts'
import { alpacaRestWrites, type RestWrites } from './rest.ts'
import { ALPACA_VENUE_ID, type AlpacaEnvironment } from './settings.ts'

/** What a refusal of an order comes to whose words nobody knows. */
const BY_NUMBER_ALONE: ReadonlySet<RejectCode> = new Set(['UNMAPPED', 'INVALID_TERMS', 'UNKNOWN_ORDER'])

/** `reads` of the same account: what was refused in words that nobody knows is looked up. */
export function openAlpacaWrites(environment: AlpacaEnvironment, reads: VenueReads): VenueWrites {
  return new AlpacaWrites(environment, reads)
}

class AlpacaWrites implements VenueWrites {
  readonly venueId = ALPACA_VENUE_ID
  private readonly environment: AlpacaEnvironment
  private readonly reads: VenueReads
  private readonly rest: RestWrites
  private readonly heard: Heard

  constructor(environment: AlpacaEnvironment, reads: VenueReads) {
    this.environment = environment
    this.reads = reads
    this.rest = alpacaRestWrites(environment)
    this.heard = { venueId: ALPACA_VENUE_ID, alert: environment.alert }
  }

  async place(order: PlaceOrder): Promise<PlaceOutcome> {
    const reading = placeBody(order, this.environment.settings.extendedHours)
    if (!reading.ok) return notSent(reason(reading.code, reading.message))
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send('POST', '/v2/orders', {
      body: reading.body,
      urgency: order.reduceOnly ? 'EXIT' : 'ENTRY',
    })
    const outcome: PlaceOutcome = this.outcome(result, {
      sentAtMs,
      read: (json) => placed(json, order.clientOrderId),
    })
    return outcome.kind === 'REJECTED' && BY_NUMBER_ALONE.has(outcome.reason.code)
      ? this.lookedUp(order, { refusal: outcome, sentAtMs })
      : outcome
  }

  async replace(change: ReplaceOrder): Promise<ReplaceOutcome> {
    const reading = replaceBody(change)
    if (!reading.ok) return notSent(reason(reading.code, reading.message))
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send('PATCH', orderPath(change.venueOrderId), {
      body: reading.body,
      urgency: 'ENTRY',
    })
    return this.outcome(result, {
      sentAtMs,
      read: (json) => replaced(json, change),
      refused: (status, body) => changeRefusal(status, body, this.heard),
    })
  }

  async cancel({ venueOrderId }: CancelOrder): Promise<CancelOutcome> {
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send('DELETE', orderPath(venueOrderId), { body: null, urgency: 'EXIT' })
    // A yes without a body, even where the fill wins.
    return this.outcome(result, { sentAtMs, read: () => ({ kind: 'ACCEPTED', final: false }) as const })
  }

  async cancelAll({ venueSymbol }: { readonly venueSymbol: string | null }): Promise<CancelAllOutcome> {
    if (venueSymbol !== null) return this.cancelSymbol(venueSymbol)
    const sentAtMs = this.environment.time.nowMs()
    const result = await this.rest.send('DELETE', '/v2/orders', { body: null, urgency: 'EXIT' })
    return this.outcome(result, { sentAtMs, read: canceledAll })
  }

  setDeadMan(): Promise<DeadManOutcome> {
    return Promise.resolve(notSent(reason('UNSUPPORTED_ORDER', 'Alpaca has no dead-man switch')))
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private outcome<Accepted>(
    result: HttpResult | Held,
    {
      sentAtMs,
      read,
      refused = (status, body) => refusal(status, body, this.heard),
    }: Pick<Written<Accepted>, 'sentAtMs' | 'read'> & Partial<Pick<Written<Accepted>, 'refused'>>,
  ): ReturnType<typeof outcomeOf<Accepted>> {
    return outcomeOf(result, { sentAtMs, read, refused, shown: (body) => this.rest.shown(body) })
  }

  /** The venue was seen to answer with a fault and to have the order: words that nobody knows are not believed at once. */
  private async lookedUp(
    order: PlaceOrder,
    { refusal: said, sentAtMs }: { readonly refusal: Rejected; readonly sentAtMs: number },
  ): Promise<PlaceOutcome> {
    const found = await this.reads.orderByClientId({ ...order, sentAtMs })
    if (found.ok && found.value === null) return said
    const message = `it was refused with "${said.reason.message}"`
    if (!found.ok)
      return unknown({
        what: 'CONTRADICTION',
        message: `${message} and could not be looked up: ${found.failure.message}`,
        status: null,
        bodyStart: null,
        sentAtMs,
      })
    this.environment.alert({
      venueId: ALPACA_VENUE_ID,
      kind: 'CONTRADICTION',
      subject: order.clientOrderId,
      message: `${message} and is there`,
    })
    const { clientOrderId } = order
    return { kind: 'ACCEPTED', venueOrderId: found.value?.venueOrderId ?? '', clientOrderId }
  }

  private async cancelSymbol(venueSymbol: string): Promise<CancelAllOutcome> {
    const open = await this.reads.openOrders()
    if (!open.ok)
      return notSent(reason('NOT_CONNECTED', `open orders cannot be listed: ${open.failure.message}`))
    const taken: string[] = []
    for (const { venueOrderId, clientOrderId, venueSymbol: symbol } of open.value) {
      if (symbol !== venueSymbol) continue
      const outcome = await this.cancel({ venueOrderId, clientOrderId: clientOrderId ?? '', venueSymbol })
      if (outcome.kind === 'UNKNOWN' || outcome.kind === 'NOT_SENT') return outcome
      // One that ended meanwhile was not to be canceled any more.
      if (outcome.kind === 'ACCEPTED') taken.push(venueOrderId)
    }
    return { kind: 'ACCEPTED', venueOrderIds: taken }
  }
}

function orderPath(venueOrderId: string): string {
  return `/v2/orders/${encodeURIComponent(venueOrderId)}`
}

function placed(
  json: unknown,
  clientOrderId: string,
): Extract<PlaceOutcome, { kind: 'ACCEPTED' }> | Rejected | Contradiction {
  const from = objectOf(json, 'order')
  const told = textOrNull(from, 'client_order_id')
  if (told !== clientOrderId) return contradiction(`the answer is about the order ${String(told)}`)
  const venueOrderId = text(from, 'id')
  return from['status'] === 'rejected'
    ? rejected(reason('UNMAPPED', 'the venue gave no reason', 'rejected'))
    : { kind: 'ACCEPTED', venueOrderId, clientOrderId }
}

/** The answer is the new order; that the old one is not filled before it is told later. */
function replaced(
  json: unknown,
  { venueOrderId }: ReplaceOrder,
): Extract<ReplaceOutcome, { kind: 'ACCEPTED' }> | Contradiction {
  const from = objectOf(json, 'order')
  const instead = textOrNull(from, 'replaces')
  if (instead !== venueOrderId) return contradiction(`the answer is about a change of ${String(instead)}`)
  return { kind: 'ACCEPTED', venueOrderId: text(from, 'id') }
}

/** Which orders are asked to go; of the others somebody must know. */
function canceledAll(json: unknown): Extract<CancelAllOutcome, { kind: 'ACCEPTED' }> | Rejected {
  const rows = arrayOf(json, 'cancel answer').map((one) => objectOf(one, 'order'))
  const isTaken = (status: number): boolean => status >= 200 && status < 300
  const taken = rows.filter((row) => isTaken(whole(row, 'status'))).map((row) => text(row, 'id'))
  return { kind: 'ACCEPTED', venueOrderIds: taken }
}
