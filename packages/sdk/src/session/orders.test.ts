import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderRequest, Orders } from '../strategy/context.ts'
import { defineStrategy } from '../strategy/define.ts'
import { testInstrument } from '../testing/instrument.ts'
import { type RigOptions, type StrategyRig, testStrategy } from '../testing/strategy-rig.ts'
import { Listing } from './listing.ts'

import { snapshotBody } from './snapshot.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'

/** Runs one step of a script at each bar. */
function scripted(steps: readonly ((orders: Orders) => void)[], options: RigOptions = {}): StrategyRig {
  const strategy = defineStrategy({
    name: 'scripted',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    prepare: () => ({ step: 0 }),
    onBar({ locals, orders }) {
      steps[locals.step++]?.(orders)
    },
  })
  return testStrategy(strategy, options).start()
}

const limit = (terms: Partial<OrderRequest> = {}): OrderRequest =>
  ({ instrument: BTC, side: 'BUY', type: 'LIMIT', quantity: 1, limitPrice: 99.5, ...terms }) as OrderRequest

describe('orders of a strategy', () => {
  it('become intents in exact ticks and lots, with ids from a counter', () => {
    const rig = scripted([
      (orders) => {
        orders.submit(limit({ quantity: 0.3, tag: 'dip' }))
        orders.submit({ instrument: BTC, side: 'SELL', type: 'STOP', quantity: '1', stopPrice: '90.25' })
      },
    ]).bar(100)
    expect(rig.submitted).toEqual([
      {
        type: 'SubmitOrder',
        clientOrderId: 'test-1',
        instrumentId: BTC,
        side: 'BUY',
        orderType: 'LIMIT',
        timeInForce: 'DAY',
        quantityLots: 3_000,
        limitTicks: 9_950,
        stopTicks: null,
        tag: 'dip',
        bracketId: null,
      },
      expect.objectContaining({ clientOrderId: 'test-2', quantityLots: 10_000, stopTicks: 9_025 }),
    ])
  })

  it.each([
    [{ limitPrice: 99.505 }, 'limitPrice must be a multiple of 0.01'],
    [{ limitPrice: 99.505 }, 'the nearest are 99.5 and 99.51: see orders.roundToTick'],
    [{ limitPrice: 0.1 + 0.2 }, 'limitPrice must be a multiple of 0.01'],
    [{ limitPrice: undefined }, 'limitPrice must be given for a LIMIT order'],
    [{ stopPrice: 1 }, 'stopPrice must not be given for a LIMIT order'],
    [{ quantity: 0.00001 }, 'quantity must be a multiple of 0.0001'],
    [{ quantity: 0 }, 'quantity must be positive'],
    [{ quantity: -1 }, 'quantity must be positive'],
    [{ quantity: Number.NaN }, 'quantity must be a finite number'],
    [{ quantity: '1e3' }, 'quantity must be a plain decimal'],
    [{ quantity: 1e20 }, 'quantity must not be beyond'],
    [{ side: 'HOLD' }, 'side must be one of BUY, SELL (was HOLD)'],
    [{ timeInForce: 'GTD' }, 'timeInForce must be one of DAY, GTC, IOC, FOK'],
    [{ instrument: 'SIM:OTHER' }, "instrument must be one of this strategy's instruments"],
    [{ tag: 'x'.repeat(65) }, 'tag must have 1 to 64 characters'],
  ])('are refused when their terms are wrong: %j', (terms, message) => {
    const rig = scripted([(orders) => orders.submit(limit(terms as Partial<OrderRequest>))])
    expect(() => rig.bar(100)).toThrow(message)
    expect(rig.submitted).toEqual([])
  })

  it('wait with a replace until they can take it; of several the last counts', () => {
    const rig = scripted([
      (orders) => {
        const order = orders.submit(limit())
        orders.replace(order, { limitPrice: 98 })
        orders.replace(order, { limitPrice: 97, quantity: 2 })
        expect(order.status).toBe('PENDING_NEW')
      },
    ]).bar(100)
    expect(rig.intents.slice(1)).toEqual([
      {
        type: 'ReplaceOrder',
        clientOrderId: 'test-1',
        idempotencyKey: 'test-1.r1',
        quantityLots: 20_000,
        limitTicks: 9_700,
        stopTicks: null,
      },
    ])
    expect(rig.resting).toMatchObject([{ quantityLots: 20_000, limitTicks: 9_700 }])
  })

  it('cannot be replaced when final, nor below what is filled', () => {
    const rig = scripted([
      (orders) => orders.submit(limit()),
      (orders) => orders.replace('test-1', { quantity: 0.4 }),
    ])
    rig.bar(100).fill({ quantity: 0.5 })
    expect(() => rig.bar(100)).toThrow('quantity must be more than the 0.5 that is filled')
    let replaced: boolean | null = null
    const done = scripted([
      (orders) => orders.submit(limit()),
      (orders) => {
        replaced = orders.replace('test-1', { quantity: 2 })
      },
    ])
    done.bar(100).fill().bar(100)
    expect(replaced).toBe(false)
    expect(done.intents).toHaveLength(1)
  })

  it('are withdrawn once, and a fill that crosses the cancel still counts', () => {
    const rig = scripted([
      (orders) => orders.submit(limit()),
      (orders) => {
        orders.cancelAll()
        orders.cancel('test-1')
      },
    ])
    rig.bar(100)
    const bar = { open: 1, high: 1, low: 1, close: 1, volume: 1, time: rig.now }
    const asked = rig.session.deliver({
      type: 'bar',
      at: rig.now,
      instrumentId: BTC,
      timeframe: '1m',
      ...bar,
    })
    expect(asked).toEqual([{ type: 'CancelOrder', clientOrderId: 'test-1' }])
    rig.fill()
    expect(rig.portfolio.position(BTC).quantity).toBe(1)
  })

  it('stay known when final, and a final order stays final', () => {
    const rig = scripted([(orders) => orders.submit(limit())]).bar(100)
    rig.end('test-1', 'REJECTED', 'collar')
    const late = {
      type: 'orderUpdate',
      at: rig.now,
      clientOrderId: 'test-1',
      status: 'NEW',
      quantityLots: 10_000,
      limitTicks: 9_950,
      stopTicks: null,
      reason: null,
    } as const
    rig.session.deliver(late)
    expect(snapshotBody(rig.session.snapshot()).orders).toMatchObject([{ status: 'REJECTED' }])
  })

  it('absorb a repeated execution', () => {
    const rig = scripted([(orders) => orders.submit(limit())]).bar(100)
    const fill = {
      type: 'fill',
      at: rig.now,
      execId: 'e1',
      clientOrderId: 'test-1',
      instrumentId: BTC,
      side: 'BUY',
      quantityLots: 5_000,
      priceTicks: 9_950,
      fee: '0.01',
      liquidity: 'MAKER',
      time: rig.now,
    } as const
    rig.session.deliver(fill)
    rig.session.deliver(fill)
    expect(rig.portfolio.position(BTC)).toMatchObject({ quantity: 0.5, averagePrice: 99.5, fees: 0.01 })
  })
})

describe('orders that ended', () => {
  it('are forgotten when many have ended since, and what they still fill is booked all the same', () => {
    const forgotten: (string | undefined)[] = []
    const strategy = defineStrategy({
      name: 'many',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
      onBar({ orders }) {
        orders.submit(limit())
        forgotten.push(orders.get('test-1')?.status)
      },
    })
    const rig = testStrategy(strategy).start()
    for (let count = 0; count < 1_026; count++) {
      rig.bar(100)
      rig.end(`test-${count + 1}`, 'EXPIRED')
    }
    expect(forgotten.slice(0, 2)).toEqual(['PENDING_NEW', 'EXPIRED'])
    expect(forgotten.slice(-2)).toEqual(['EXPIRED', undefined])
    const late = {
      execId: 'x',
      clientOrderId: 'test-1',
      instrumentId: BTC,
      side: 'BUY',
      quantityLots: 5_000,
    } as const
    rig.session.deliver({
      type: 'fill',
      at: rig.now,
      ...late,
      priceTicks: 1,
      fee: '0',
      liquidity: null,
      time: 0,
    })
    expect(rig.portfolio.position(BTC).quantity).toBe(0.5)
  })
})

describe('exact amounts', () => {
  const increments = fc.constantFrom('0.01', '0.00000001', '0.25', '0.05', '1', '100', '0.000000000000000001')

  it(`any multiple of the increment comes back as its count, as number and as text (seed ${seed})`, () => {
    fc.assert(
      fc.property(increments, fc.integer({ min: -1_000_000, max: 1_000_000 }), (priceIncrement, ticks) => {
        const listing = new Listing(0, testInstrument({ priceIncrement }))
        const price = listing.price(ticks)
        expect(listing.ticks(price, 'price')).toBe(ticks)
        expect(listing.ticks(listing.roundToTick(price, 'NEAREST'), 'price')).toBe(ticks)
      }),
      { seed, numRuns: 2_000 },
    )
  })

  it(`rounding gives a multiple on the asked side, at most one increment away (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const listing = new Listing(0, testInstrument({ quantityIncrement: '0.05' }))
        const [down, up] = [listing.roundToLot(value, 'DOWN'), listing.roundToLot(value, 'UP')]
        const [below, above] = [listing.lots(down, 'q'), listing.lots(up, 'q')]
        expect(above - below).toBeLessThanOrEqual(1)
        // Digits past the eighteenth are cut off.
        expect(Number(down) - value).toBeLessThan(2e-18)
        expect(value - Number(up)).toBeLessThan(2e-18)
        expect([below, above]).toContain(listing.lots(listing.roundToLot(value, 'NEAREST'), 'q'))
      }),
      { seed, numRuns: 2_000 },
    )
  })
})

describe('target positions', () => {
  const act = fc.record({
    kind: fc.constantFrom('target', 'limit', 'fill', 'cancel'),
    lots: fc.integer({ min: -20, max: 20 }),
  })

  it(`position and counted orders add up to the target, whatever was ordered before (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), fc.integer({ min: -30, max: 30 }), (acts, target) => {
        let next: (orders: Orders) => void = () => undefined
        const strategy = defineStrategy({
          name: 'targets',
          params: {},
          subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
          onBar: ({ orders }) => next(orders),
        })
        const instruments = [testInstrument({ quantityIncrement: '1' })]
        const rig = testStrategy(strategy, { instruments, cash: 1_000_000 }).start()
        const step = (run: (orders: Orders) => void): void => {
          next = run
          rig.bar(100)
        }
        for (const { kind, lots } of acts) {
          if (kind === 'target') step((orders) => orders.targetPosition(BTC, lots, { limitPrice: 100 }))
          if (kind === 'limit' && lots !== 0) {
            const side = lots > 0 ? 'BUY' : 'SELL'
            step((orders) => orders.submit(limit({ side, quantity: Math.abs(lots) })))
          }
          const oldest = rig.resting[0]
          if (kind === 'fill' && oldest) {
            rig.fill({
              quantity: Math.max(1, Math.min(oldest.quantityLots - oldest.filledLots, Math.abs(lots))),
            })
          }
          if (kind === 'cancel')
            step((orders) =>
              orders
                .working()
                .slice(0, 1)
                .forEach((one) => orders.cancel(one)),
            )
        }
        step((orders) => orders.targetPosition(BTC, target, { limitPrice: 100 }))
        const working = rig.resting.map(({ side, quantityLots, filledLots }) =>
          side === 'BUY' ? quantityLots - filledLots : filledLots - quantityLots,
        )
        const sum = working.reduce((total, lots) => total + lots, rig.portfolio.position(BTC).lots)
        expect(sum).toBe(target)
        // Nothing that works may lead away from it.
        const missing = target - rig.portfolio.position(BTC).lots
        expect(working.every((lots) => Math.sign(lots) === Math.sign(missing))).toBe(true)
      }),
      { seed, numRuns: 300 },
    )
  })

  it('leave stops alone and order nothing when the target is reached', () => {
    const rig = scripted([
      (orders) => {
        orders.submit({ instrument: BTC, side: 'SELL', type: 'STOP', quantity: 1, stopPrice: 90 })
        expect(orders.targetPosition(BTC, 1)?.quantity).toBe(1)
      },
      (orders) => {
        expect(orders.targetPosition(BTC, 1)).toBeNull()
        expect(orders.working()).toHaveLength(1)
      },
    ])
    rig.bar(100).fill({ order: 'test-2' }).bar(100)
    expect(rig.submitted).toHaveLength(2)
  })
})
