/** How cases ask: answers that must be there, outcomes that must be so, and things that become true in time. */

import assert from 'node:assert/strict'
import type { Answer } from '../contract/answer.ts'
import type { WriteOutcome } from '../contract/outcome.ts'
import type { OrderRecord } from '../contract/records.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import type { ConformanceRig } from './rig.ts'

/** Longest wait for something that must become true: a venue's own delays and a busy machine are within. */
const PATIENCE_MS = 20_000
const BETWEEN_MS = 25

/** The value of an answer that must be there. */
export async function value<Value>(answer: Promise<Answer<Value>>): Promise<Value> {
  const given = await answer
  if (!given.ok) assert.fail(`no answer: ${given.failure.kind} ${given.failure.message}`)
  return given.value
}

/** Waits until a question has an answer that is not null. */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | null> | Value | null,
): Promise<Value> {
  const until = Date.now() + PATIENCE_MS
  for (;;) {
    const given = await ask()
    if (given !== null) return given
    if (Date.now() > until) assert.fail(`not within ${PATIENCE_MS} ms: ${what}`)
    await new Promise((resolve) => {
      setTimeout(resolve, BETWEEN_MS)
    })
  }
}

/** A resting buy that costs little, with changes. */
export function order(rig: ConformanceRig, change: Partial<PlaceOrder> = {}): PlaceOrder {
  return {
    clientOrderId: rig.newClientOrderId(),
    venueSymbol: rig.market.venueSymbol,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: rig.market.quantity,
    limitPrice: rig.market.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

/** Narrows an outcome to the kind that it must be. */
export function must<Outcome extends WriteOutcome, Kind extends Outcome['kind']>(
  outcome: Outcome,
  kind: Kind,
): Extract<Outcome, { kind: Kind }> {
  assert.equal(outcome.kind, kind, `outcome: ${JSON.stringify(outcome)}`)
  return outcome as Extract<Outcome, { kind: Kind }>
}

/** Places an order that must be accepted; returns the venue's id. */
export async function placed(rig: ConformanceRig, terms: PlaceOrder): Promise<string> {
  return must(await rig.writes.place(terms), 'ACCEPTED').venueOrderId
}

/** The venue's record of an order, when it is as wanted. */
export function recordWhen(
  rig: ConformanceRig,
  {
    venueOrderId,
    what,
    is,
  }: { readonly venueOrderId: string; readonly what: string; readonly is: (record: OrderRecord) => boolean },
): Promise<OrderRecord> {
  return eventually(what, async () => {
    const record = await value(rig.reads.orderByVenueId(venueOrderId))
    return record !== null && is(record) ? record : null
  })
}

/** Looks an order up by its client id. */
export function lookup(
  rig: ConformanceRig,
  terms: PlaceOrder,
  sentAtMs: number,
): Promise<OrderRecord | null> {
  return value(
    rig.reads.orderByClientId({
      clientOrderId: terms.clientOrderId,
      venueSymbol: terms.venueSymbol,
      sentAtMs,
    }),
  )
}
