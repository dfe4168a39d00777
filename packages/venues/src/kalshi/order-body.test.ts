import { describe, expect, it } from 'vitest'
import { plan } from '../contract/plan.ts'
import { VENUE_ORDER_TYPES, VENUE_TIMES_IN_FORCE } from '../contract/words.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import { KALSHI_CAPABILITIES } from './capabilities.ts'
import { amendBody, placeBody } from './order-body.ts'

const ORDER: PlaceOrder = {
  clientOrderId: 'c',
  venueSymbol: 'KXRAIN',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '10',
  limitPrice: '0.5',
  stopPrice: null,
  expiresAt: null,
  postOnly: false,
  reduceOnly: false,
}
const END = 1_800_000_000_900_000
const BODY = {
  ticker: 'KXRAIN',
  side: 'bid',
  count: '10.00',
  price: '0.5000',
  client_order_id: 'c',
  time_in_force: 'good_till_canceled',
  self_trade_prevention_type: 'taker_at_cross',
  post_only: false,
}

describe('bodies of orders', () => {
  it.each<[Partial<PlaceOrder>, object]>([
    [{}, {}],
    [
      { side: 'SELL', quantity: '0.01', limitPrice: '0.0001' },
      { side: 'ask', count: '0.01', price: '0.0001' },
    ],
    [{ timeInForce: 'IOC' }, { time_in_force: 'immediate_or_cancel' }],
    [{ timeInForce: 'FOK' }, { time_in_force: 'fill_or_kill' }],
    [{ timeInForce: 'GTD', expiresAt: END }, { expiration_time: 1_800_000_000 }],
    [{ postOnly: true }, { post_only: true }],
    [
      { timeInForce: 'IOC', reduceOnly: true },
      { time_in_force: 'immediate_or_cancel', reduce_only: true },
    ],
  ])('of %j hold texts with the digits that the venue writes', (change, expected) => {
    expect(placeBody({ ...ORDER, ...change })).toEqual({ ok: true, body: { ...BODY, ...expected } })
  })

  it.each<[Partial<PlaceOrder>, string]>([
    [{ limitPrice: '0.12345' }, 'INVALID_PRICE'],
    [{ limitPrice: '0' }, 'INVALID_PRICE'],
    [{ limitPrice: '1' }, 'INVALID_PRICE'],
    [{ limitPrice: null }, 'INVALID_PRICE'],
    [{ quantity: '1.005' }, 'INVALID_QUANTITY'],
    [{ timeInForce: 'GTC', expiresAt: END }, 'UNSUPPORTED_ORDER'],
  ])('of %j do not exist, and why', (change, code) => {
    expect(placeBody({ ...ORDER, ...change })).toMatchObject({ ok: false, reason: { code } })
  })

  it('exist for exactly what the matrix calls native', () => {
    for (const orderType of VENUE_ORDER_TYPES)
      for (const timeInForce of VENUE_TIMES_IN_FORCE) {
        const isPriced = orderType === 'LIMIT' || orderType === 'STOP_LIMIT'
        const isStopped =
          orderType === 'STOP' || orderType === 'STOP_LIMIT' || orderType === 'MARKET_IF_TOUCHED'
        const order: PlaceOrder = {
          ...ORDER,
          orderType,
          timeInForce,
          limitPrice: isPriced ? '0.5' : null,
          stopPrice: isStopped ? '0.6' : null,
          expiresAt: timeInForce === 'GTD' ? END : null,
        }
        const native = plan(order, KALSHI_CAPABILITIES).kind === 'NATIVE'
        expect([orderType, timeInForce, placeBody(order).ok]).toEqual([orderType, timeInForce, native])
      }
  })

  it('of a change hold the new total and the price, for orders that rest', () => {
    const change = {
      venueOrderId: 'v',
      clientOrderId: 'c',
      venueSymbol: 'KXRAIN',
      filledQuantity: '3',
      newClientOrderId: 'd',
      terms: { ...ORDER, quantity: '8', limitPrice: '0.57' },
    }
    expect(amendBody(change)).toEqual({
      ok: true,
      body: { ticker: 'KXRAIN', side: 'bid', count: '8.00', price: '0.5700' },
    })
    expect(amendBody({ ...change, terms: { ...ORDER, timeInForce: 'IOC' } })).toMatchObject({
      ok: false,
      reason: { code: 'UNSUPPORTED_ORDER' },
    })
  })
})
