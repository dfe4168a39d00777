import { describe, expect, it } from 'vitest'
import { COINBASE_CAPABILITIES } from '../coinbase/capabilities.ts'
import { capabilitiesFor, emulated, NATIVE, refused, type Capabilities } from './capabilities.ts'
import { plan } from './plan.ts'

const limit = {
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  postOnly: false,
  reduceOnly: false,
  limitPrice: '10',
  stopPrice: null,
  expiresAt: null,
} as const

const venue: Capabilities = {
  ...COINBASE_CAPABILITIES,
  name: 'Somewhere',
  orders: {
    LIMIT: { GTC: NATIVE, DAY: emulated('DAY_AS_GTD', 'ends with the session') },
    MARKET: { IOC: emulated('MARKET_AS_IOC_LIMIT', 'limited to 5 % from the quote') },
    STOP: { GTC: refused('stops are not taken here') },
  },
  postOnly: refused('no post-only here'),
  reduceOnly: emulated('REDUCE_HERE', 'capped by the position'),
}

describe('what a venue makes of an order', () => {
  it('sends what the venue takes as it is', () => {
    expect(plan(limit, venue)).toEqual({ kind: 'NATIVE' })
  })

  it('names every way by which it brings about what the venue lacks, each once', () => {
    expect(plan({ ...limit, timeInForce: 'DAY', reduceOnly: true }, venue)).toEqual({
      kind: 'EMULATED',
      how: ['DAY_AS_GTD', 'REDUCE_HERE'],
      notes: ['ends with the session', 'capped by the position'],
    })
  })

  it.each([
    ['a flag', { postOnly: true }, 'no post-only here'],
    ['a cell', { orderType: 'STOP', limitPrice: null, stopPrice: '9' }, 'stops are not taken here'],
    [
      'a time in force',
      { timeInForce: 'FOK' },
      'Somewhere has no LIMIT orders with time in force FOK; it has GTC, DAY',
    ],
    ['a type', { orderType: 'STOP_LIMIT', stopPrice: '9' }, 'Somewhere has no STOP_LIMIT orders'],
  ] as const)('refuses %s that the venue refuses, with the reason', (_what, terms, reason) => {
    expect(plan({ ...limit, ...terms }, venue)).toEqual({ kind: 'REFUSED', reason })
  })

  it.each([
    ['a limit order without a price', { limitPrice: null }, 'limitPrice is required for LIMIT'],
    [
      'a market order with one',
      { orderType: 'MARKET', timeInForce: 'IOC' },
      'limitPrice has no meaning for MARKET',
    ],
    ['a stop without its price', { orderType: 'STOP_LIMIT' }, 'stopPrice is required for STOP_LIMIT'],
    ['an end where there is none', { expiresAt: 1 }, 'expiresAt has no meaning for GTC'],
    ['no end where there must be one', { timeInForce: 'GTD' }, 'expiresAt is required for GTD'],
    [
      'post-only that cannot rest',
      { postOnly: true, timeInForce: 'IOC' },
      'postOnly needs a LIMIT order that may rest',
    ],
  ] as const)('refuses %s before any venue is asked', (_what, terms, reason) => {
    expect(plan({ ...limit, ...terms }, venue)).toEqual({ kind: 'REFUSED', reason })
  })

  it('goes by the class of what is traded, where classes differ', () => {
    const mixed: Capabilities = {
      ...venue,
      forAssetClass: { CRYPTO: { orders: { LIMIT: { GTC: NATIVE } } } },
    }
    const day = { ...limit, timeInForce: 'DAY' } as const
    expect(plan(day, capabilitiesFor(mixed, 'EQUITY')).kind).toBe('EMULATED')
    expect(plan(day, capabilitiesFor(mixed, 'CRYPTO'))).toEqual({
      kind: 'REFUSED',
      reason: 'Somewhere has no LIMIT orders with time in force DAY; it has GTC',
    })
  })
})
