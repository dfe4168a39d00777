import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimulatedExchange } from './exchange.ts'
import { isDone, type SimulatedTerms } from './order.ts'
import { textOf, unitsOf } from './product.ts'
import { RequestMeter } from './request-meter.ts'

const PRODUCT = {
  symbol: 'A-B',
  base: 'A',
  quote: 'B',
  tick: '0.5',
  lot: '0.1',
  minQuantity: '0.1',
  maxQuantity: '100',
  makerRate: '0.001',
  takerRate: '0.002',
}

function open(): SimulatedExchange {
  const exchange = new SimulatedExchange([PRODUCT], () => 1_000)
  for (const account of ['x', 'y']) {
    exchange.deposit(account, 'A', '1000')
    exchange.deposit(account, 'B', '10000')
  }
  return exchange
}

function terms(change: Partial<SimulatedTerms>): SimulatedTerms {
  return {
    clientOrderId: 'c',
    symbol: 'A-B',
    side: 'BUY',
    lots: 10,
    limitTicks: 20,
    stopTicks: null,
    time: 'GTC',
    endsAtMs: null,
    postOnly: false,
    ...change,
  }
}

describe('a simulated exchange', () => {
  it('never makes or loses a coin but for fees, holds nothing for what is done, and fills no order past its size', () => {
    const action = fc.record({
      account: fc.constantFrom('x', 'y'),
      side: fc.constantFrom('BUY', 'SELL' as const),
      lots: fc.integer({ min: 1, max: 400 }),
      limitTicks: fc.option(fc.integer({ min: 15, max: 25 }), { nil: null }),
      time: fc.constantFrom('GTC', 'IOC', 'FOK' as const),
      postOnly: fc.boolean(),
      what: fc.constantFrom('PLACE', 'PLACE', 'CANCEL', 'EDIT' as const),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const exchange = open()
        for (const { account, what, limitTicks, time, ...one } of actions) {
          const working = [...exchange.orders.values()].filter((order) => !isDone(order))
          const target = working[one.lots % Math.max(1, working.length)]
          if (what === 'PLACE')
            exchange.place(account, terms({ ...one, limitTicks, time: limitTicks === null ? 'IOC' : time }))
          else if (target !== undefined && what === 'CANCEL') exchange.cancel(target.orderId)
          else if (target !== undefined)
            exchange.edit(target.orderId, { lots: one.lots, limitTicks: limitTicks ?? 20 })
        }
        const orders = [...exchange.orders.values()]
        const fees = orders.reduce((sum, order) => sum + order.fees, 0n)
        const total = (currency: string): bigint =>
          ['x', 'y'].reduce((sum, account) => {
            const { available, held } = exchange.wallets.of(account, currency)
            expect([available >= 0n, held >= 0n]).toEqual([true, true])
            return sum + available + held
          }, 0n)
        expect([textOf(total('A')), textOf(total('B') + fees)]).toEqual(['2000', '20000'])
        for (const order of orders) {
          expect(order.filledLots).toBeLessThanOrEqual(order.terms.lots)
          expect(order.fills.reduce((sum, fill) => sum + fill.lots, 0)).toBe(order.filledLots)
          if (isDone(order)) expect(order.held).toBe(0n)
        }
      }),
    )
  })

  it('says of each order, fill, trade and level what changed, in order', () => {
    const exchange = open()
    const said: string[] = []
    exchange.listen({
      onOrder: ({ status }) => void said.push(`order ${status}`),
      onFill: ({ lots }) => void said.push(`fill ${lots}`),
      onTrade: ({ aggressor }) => void said.push(`trade ${aggressor}`),
      onLevels: (_, changes) =>
        void said.push(...changes.map(({ side, ticks, lots }) => `level ${side} ${ticks} ${lots}`)),
    })
    exchange.place('x', terms({ lots: 10 }))
    exchange.market('A-B', 'SELL', '0.4', null)
    expect(said).toEqual([
      'order OPEN',
      'level BUY 20 10',
      'fill 4',
      'order OPEN',
      'trade SELL',
      'order FILLED',
      'level BUY 20 6',
    ])
  })

  it('sets off a stop by a trade, and ends what is good till a time at that time', () => {
    let now = 0
    const exchange = new SimulatedExchange([PRODUCT], () => now)
    exchange.deposit('x', 'B', '1000')
    const stop = exchange.place('x', terms({ stopTicks: 22, limitTicks: 24, time: 'GTD', endsAtMs: 50 }))
    exchange.market('A-B', 'SELL', '5', '11')
    expect(stop.ok && stop.order.status).toBe('WAITING')
    exchange.market('A-B', 'BUY', '0.1', '11')
    expect(stop.ok && [stop.order.status, stop.order.filledLots]).toEqual(['FILLED', 10])
    const resting = exchange.place('x', terms({ limitTicks: 2, time: 'GTD', endsAtMs: 50 }))
    now = 50
    exchange.expire()
    expect(resting.ok && [resting.order.status, textOf(resting.order.held)]).toEqual(['EXPIRED', '0'])
  })

  it.each([
    [{ symbol: 'X-Y' }, 'UNKNOWN_PRODUCT'],
    [{ lots: 0 }, 'TOO_SMALL'],
    [{ lots: 1_001 }, 'TOO_LARGE'],
    [{ lots: 1_000, limitTicks: 1_000 }, 'INSUFFICIENT_FUNDS'],
    [{ postOnly: true, limitTicks: 40 }, 'POST_ONLY_WOULD_TAKE'],
  ] as const)('refuses %j as %s and holds nothing for it', (change, refusal) => {
    const exchange = open()
    exchange.market('A-B', 'SELL', '5', '15')
    expect(exchange.place('x', terms(change))).toEqual({ ok: false, refusal })
    expect(exchange.wallets.of('x', 'B')).toMatchObject({ available: unitsOf('10000'), held: 0n })
  })

  it('takes nothing of a product that is halted', () => {
    const exchange = open()
    const product = exchange.product('A-B')
    if (product !== null) product.trading = false
    expect(exchange.place('x', terms({}))).toEqual({ ok: false, refusal: 'NOT_TRADING' })
  })

  it('lets sell what is not held where that is allowed, and takes the fee that a product has', () => {
    const product = {
      ...PRODUCT,
      allowShort: true,
      feeOf: ({ maker }: { maker: boolean }) => unitsOf(maker ? '0' : '0.7'),
    }
    const exchange = new SimulatedExchange([product], () => 0)
    exchange.deposit('x', 'B', '1')
    exchange.market('A-B', 'BUY', '1', '10')
    const sold = exchange.place('x', terms({ side: 'SELL', lots: 10 }))
    expect(sold.ok && [sold.order.status, textOf(sold.order.fees)]).toEqual(['FILLED', '0.7'])
    expect(['A', 'B'].map((currency) => textOf(exchange.wallets.of('x', currency).available))).toEqual([
      '-1',
      '10.3',
    ])
  })
})

describe('a meter of requests', () => {
  it('refuses what is too much, and with a penalty everything for its time', () => {
    const plain = new RequestMeter(1, 100)
    expect([plain.admits(0), plain.admits(50), plain.admits(100), plain.over]).toEqual([true, false, true, 1])
    const strict = new RequestMeter(1, 100, 1_000)
    expect([
      strict.admits(0),
      strict.admits(50),
      strict.admits(900),
      strict.admits(1_899),
      strict.admits(2_899),
    ]).toEqual([true, false, false, false, true])
  })

  it('puts one order instead of another, or leaves all as it is where it cannot be paid for', () => {
    const exchange = open()
    const placed = exchange.place('x', terms({}))
    const orderId = placed.ok ? placed.order.orderId : ''
    const held = () => textOf(exchange.wallets.of('x', 'B').held)
    const before = held()
    expect(exchange.supersede(orderId, terms({ clientOrderId: 'd', limitTicks: 1_000_000 }))).toEqual({
      ok: false,
      refusal: 'INSUFFICIENT_FUNDS',
    })
    expect([exchange.orders.get(orderId)?.status, held()]).toEqual(['OPEN', before])
    const instead = exchange.supersede(orderId, terms({ clientOrderId: 'd', lots: 20 }))
    expect(instead).toMatchObject({ ok: true, order: { replaces: orderId, status: 'OPEN' } })
    expect(exchange.orders.get(orderId)).toMatchObject({
      status: 'REPLACED',
      replacedBy: instead.ok ? instead.order.orderId : '',
    })
    expect([exchange.depth('A-B', 'BUY'), unitsOf(held())]).toEqual([
      [{ ticks: 20, lots: 20, orders: 1 }],
      2n * unitsOf(before),
    ])
    expect(exchange.supersede(orderId, terms({}))).toEqual({ ok: false, refusal: 'DONE' })
  })
})
