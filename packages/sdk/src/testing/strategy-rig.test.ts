import { describe, expect, it } from 'vitest'
import type { Orders } from '../strategy/context.ts'
import { defineStrategy } from '../strategy/define.ts'
import type { Bar } from '../strategy/market.ts'
import { testInstrument } from './instrument.ts'
import { testStrategy } from './strategy-rig.ts'

const BTC = 'SIM:BTC-USD'

/** Orders once, at the first bar. */
function ordering(order: (orders: Orders) => void) {
  return defineStrategy({
    name: 'ordering',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    prepare: () => ({ isDone: false }),
    onBar({ orders, locals }) {
      if (!locals.isDone) order(orders)
      locals.isDone = true
    },
  })
}

describe('the test rig', () => {
  const base = { instrument: BTC, quantity: 1 }

  it.each<[string, (orders: Orders) => void, number | null]>([
    ['a market order at the open', (o) => void o.submit({ ...base, side: 'BUY', type: 'MARKET' }), 100],
    [
      'a buy limit at its limit',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'LIMIT', limitPrice: 98 }),
      98,
    ],
    [
      'a buy limit at a better open',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'LIMIT', limitPrice: 103 }),
      100,
    ],
    [
      'a buy limit below the low not',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'LIMIT', limitPrice: 94 }),
      null,
    ],
    [
      'a sell limit at its limit',
      (o) => void o.submit({ ...base, side: 'SELL', type: 'LIMIT', limitPrice: 104 }),
      104,
    ],
    [
      'a buy stop at its stop',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'STOP', stopPrice: 104 }),
      104,
    ],
    [
      'a buy stop at a worse open',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'STOP', stopPrice: 99 }),
      100,
    ],
    [
      'a sell stop at its stop',
      (o) => void o.submit({ ...base, side: 'SELL', type: 'STOP', stopPrice: 96 }),
      96,
    ],
    [
      'a sell stop above the low only',
      (o) => void o.submit({ ...base, side: 'SELL', type: 'STOP', stopPrice: 94 }),
      null,
    ],
    [
      'a stop-limit within its limit',
      (o) => void o.submit({ ...base, side: 'BUY', type: 'STOP_LIMIT', stopPrice: 103, limitPrice: 104 }),
      103,
    ],
  ])('fills from the bar %s', (_case, order, price) => {
    const rig = testStrategy(ordering(order), { fills: 'BARS' }).start().bar(100)
    rig.bar({ open: 100, high: 105, low: 95, close: 101 })
    const { lots, averagePrice } = rig.portfolio.position(BTC)
    expect(lots === 0 ? null : averagePrice).toBe(price)
  })

  it('refuses that a view is kept, and says what to do', () => {
    const kept: Bar[] = []
    const keeper = defineStrategy({
      name: 'keeper',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
      onBar(_, bar) {
        kept.push(bar)
        if (kept[0] !== undefined && kept[0].close > bar.window.close.at(1)) throw new Error('unreached')
      },
    })
    const rig = testStrategy(keeper).start().bar(1)
    expect(() => rig.bar(2)).toThrow('bar.close was read after its callback')
  })

  it('shows decisions in words, with ids, terms and tags', () => {
    const strategy = ordering((orders) => {
      const order = orders.submit({
        ...base,
        side: 'SELL',
        type: 'STOP_LIMIT',
        stopPrice: 95,
        limitPrice: 94.5,
        tag: 'guard',
      })
      orders.replace(order, { quantity: 2 })
      orders.cancel(orders.submit({ ...base, side: 'BUY', type: 'MARKET' }))
    })
    expect(testStrategy(strategy).start().bar(100).decisions()).toEqual([
      '2026-01-05T00:01:00.000000Z test-1 SELL 1 SIM:BTC-USD STOP_LIMIT stop 95 limit 94.5 DAY #guard',
      '2026-01-05T00:01:00.000000Z test-2 BUY 1 SIM:BTC-USD MARKET IOC',
      '2026-01-05T00:01:00.000000Z test-2 CANCEL',
      '2026-01-05T00:01:00.000000Z test-1 REPLACE quantityLots 20000',
    ])
  })

  it('feeds several series, each on its own clock, and warms them up before the start', () => {
    const seen: string[] = []
    const strategy = defineStrategy({
      name: 'many',
      params: {},
      subscribe: () => [
        { kind: 'BARS', instrument: BTC, timeframe: '1m', history: 2 },
        { kind: 'BARS', instrument: 'SIM:ETH-USD', timeframe: '1h' },
      ],
      onBar({ clock }, bar) {
        seen.push(`${clock.iso().slice(11, 16)} ${bar.instrument} ${bar.close} of ${bar.window.length}`)
      },
    })
    testStrategy(strategy, { instruments: [testInstrument({ id: 'SIM:ETH-USD', priceIncrement: '0.05' })] })
      .warmup([1, 2, 3])
      .start()
      .bar(4)
      .bar(9, { instrument: 'SIM:ETH-USD' })
      .bar(5, { timeframe: '1m' })
    expect(seen).toEqual(['00:04 SIM:BTC-USD 4 of 2', '01:04 SIM:ETH-USD 9 of 1', '01:04 SIM:BTC-USD 5 of 2'])
  })
})
