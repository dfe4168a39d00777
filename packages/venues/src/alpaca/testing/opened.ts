/** Rigs that are closed after each test, without limits that a test would wait for, and orders to send to them. */

import { afterEach } from 'vitest'
import type { OrderStreamEvent } from '../../contract/streams.ts'
import type { PlaceOrder } from '../../contract/writes.ts'
import {
  ALPACA_MARKET,
  openAlpacaRig,
  type AlpacaRig,
  type AlpacaRigOptions,
} from '../../simulators/alpaca/testing/rig.ts'

const rigs: AlpacaRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

export async function open(options: AlpacaRigOptions = {}): Promise<AlpacaRig> {
  const rig = await openAlpacaRig({ unlimited: true, ...options })
  rigs.push(rig)
  return rig
}

let count = 0
/** A buy of a pair that rests far from the market, with changes. */
export function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `m-${count}`,
    venueSymbol: 'BTC/USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    limitPrice: ALPACA_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

/** What an order stream told, and the states that it went through. */
export function told(): {
  readonly events: OrderStreamEvent[]
  readonly states: () => readonly string[]
} {
  const events: OrderStreamEvent[] = []
  return {
    events,
    states: () => events.flatMap((event) => (event.kind === 'STATE' ? [event.state] : [])),
  }
}
