import { describe, expect, it } from 'vitest'
import { plan } from '../contract/plan.ts'
import { VENUE_ORDER_TYPES, VENUE_TIMES_IN_FORCE } from '../contract/words.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import { COINBASE_CAPABILITIES } from './capabilities.ts'
import { editBody, placeBody } from './order-body.ts'

const ORDER: PlaceOrder = {
  clientOrderId: 'c',
  venueSymbol: 'BTC-USD',
  side: 'SELL',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.00000001',
  limitPrice: '10000.1',
  stopPrice: null,
  expiresAt: null,
  postOnly: true,
  reduceOnly: false,
}
const END = 1_800_000_000_000_000

describe('bodies of orders', () => {
  it.each([
    [{}, { limit_limit_gtc: { base_size: '0.00000001', limit_price: '10000.1', post_only: true } }],
    [
      { timeInForce: 'GTD', expiresAt: END },
      {
        limit_limit_gtd: {
          base_size: '0.00000001',
          limit_price: '10000.1',
          end_time: '2027-01-15T08:00:00Z',
          post_only: true,
        },
      },
    ],
    [{ timeInForce: 'IOC' }, { sor_limit_ioc: { base_size: '0.00000001', limit_price: '10000.1' } }],
    [{ timeInForce: 'FOK' }, { limit_limit_fok: { base_size: '0.00000001', limit_price: '10000.1' } }],
    [
      { orderType: 'MARKET', timeInForce: 'IOC', limitPrice: null },
      { market_market_ioc: { base_size: '0.00000001' } },
    ],
    [
      { orderType: 'STOP_LIMIT', stopPrice: '10001' },
      {
        stop_limit_stop_limit_gtc: {
          base_size: '0.00000001',
          limit_price: '10000.1',
          stop_price: '10001',
          stop_direction: 'STOP_DIRECTION_STOP_DOWN',
        },
      },
    ],
    [
      { orderType: 'STOP_LIMIT', side: 'BUY', stopPrice: '9', timeInForce: 'GTD', expiresAt: END },
      {
        stop_limit_stop_limit_gtd: {
          base_size: '0.00000001',
          limit_price: '10000.1',
          stop_price: '9',
          stop_direction: 'STOP_DIRECTION_STOP_UP',
          end_time: '2027-01-15T08:00:00Z',
        },
      },
    ],
  ] as const)('of %j hold exactly one configuration, digit by digit', (change, order_configuration) => {
    const reading = placeBody({ ...ORDER, ...change })
    expect(reading).toMatchObject({
      ok: true,
      body: { client_order_id: 'c', product_id: 'BTC-USD', order_configuration },
    })
  })

  it('exist for exactly what the matrix calls native', () => {
    for (const orderType of VENUE_ORDER_TYPES)
      for (const timeInForce of VENUE_TIMES_IN_FORCE) {
        const order: PlaceOrder = {
          ...ORDER,
          orderType,
          timeInForce,
          postOnly: false,
          limitPrice: orderType === 'LIMIT' || orderType === 'STOP_LIMIT' ? '10' : null,
          stopPrice:
            orderType === 'LIMIT' || orderType === 'MARKET' || orderType === 'TRAILING_STOP' ? null : '11',
          expiresAt: timeInForce === 'GTD' ? END : null,
        }
        // A market order with an end is native at no venue, and trades at once whatever its end.
        if (orderType === 'MARKET' && timeInForce === 'GTD') continue
        expect([orderType, timeInForce, placeBody(order).ok]).toEqual([
          orderType,
          timeInForce,
          plan(order, COINBASE_CAPABILITIES).kind === 'NATIVE',
        ])
      }
  })

  it('of a change hold price and size together, and exist for what is good until canceled', () => {
    const change = {
      venueOrderId: 'v',
      clientOrderId: 'c',
      venueSymbol: 'BTC-USD',
      filledQuantity: '0',
      newClientOrderId: 'd',
    }
    expect(editBody({ ...change, terms: ORDER })).toEqual({
      ok: true,
      body: { order_id: 'v', price: '10000.1', size: '0.00000001' },
    })
    expect(
      editBody({ ...change, terms: { ...ORDER, orderType: 'STOP_LIMIT', stopPrice: '9' } }),
    ).toMatchObject({ body: { stop_price: '9' } })
    expect(editBody({ ...change, terms: { ...ORDER, timeInForce: 'IOC' } }).ok).toBe(false)
  })
})
