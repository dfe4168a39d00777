/** Trading at a Kalshi simulator by the adapter alone: rigs that are closed after each test, and plain orders. */

import type { PlaceOrder } from '../../contract/writes.ts'
import {
  KALSHI_MARKET,
  KALSHI_TICKER,
  openKalshiRig,
  type KalshiRig,
  type KalshiRigOptions,
} from '../../simulators/kalshi/testing/rig.ts'

const rigs: KalshiRig[] = []

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  for (const rig of rigs.splice(0)) await rig.close()
}

/** Patient: a busy machine is not taken for a venue that is silent. */
export async function open(options: KalshiRigOptions = {}): Promise<KalshiRig> {
  const rig = await openKalshiRig({ ...options, settings: { timeoutMs: 5_000, ...options.settings } })
  rigs.push(rig)
  return rig
}

let count = 0
/** One contract that rests, under an id of its own. */
export function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: KALSHI_TICKER,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    limitPrice: KALSHI_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

/** Places an order that must be taken; returns the venue's id. */
export async function placed({ writes }: Pick<KalshiRig, 'writes'>, terms: PlaceOrder): Promise<string> {
  const outcome = await writes.place(terms)
  if (outcome.kind !== 'ACCEPTED') throw new Error(`it must be taken: ${JSON.stringify(outcome)}`)
  return outcome.venueOrderId
}

export const ORDERS = 'POST /trade-api/v2/portfolio/events/orders'
export const CANCELS = 'DELETE /trade-api/v2/portfolio/events/orders'
