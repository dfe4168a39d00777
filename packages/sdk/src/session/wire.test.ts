import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ema } from '../indicators/ema.ts'
import { defineStrategy } from '../strategy/define.ts'
import { param } from '../strategy/param.ts'
import { barColumns, TEST_START, type WholeBar } from '../testing/bars.ts'
import { testInstrument } from '../testing/instrument.ts'
import { createStrategySession } from './create.ts'
import type { BarInput, FillInput, OrderUpdateInput, StrategyInput } from './input.ts'
import type { StrategyIntent, SubmitOrderIntent } from './intent.ts'
import type { SessionOptions, StrategySession } from './session.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'
const MINUTE = 60_000_000

/** Uses everything that has state: indicators, chance, brackets, timers, persisted state, replaces. */
const busy = defineStrategy({
  name: 'busy',
  params: { period: param.int({ default: 5 }) },
  subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m', history: 8 }],
  state: { version: 1, initial: () => ({ trades: 0 }) },
  prepare: ({ params, attach }) => ({
    average: attach(BTC, '1m', new Ema(params.period), (bar) => bar.close),
  }),
  onStart({ timers }) {
    timers.every('rebalance', '10m')
  },
  onBar({ orders, locals, portfolio, random, state, setState, log }, bar) {
    const { length, close } = bar.window
    if (length > 3 && close.at(0) > locals.average.value && close.at(1) < close.at(3)) {
      orders.bracket({
        entry: { instrument: BTC, side: 'BUY', type: 'MARKET', quantity: random.int(1, 5), tag: 'dip' },
        takeProfit: orders.roundToTick(BTC, bar.close * 1.01),
        stopLoss: orders.roundToTick(BTC, bar.close * 0.99),
      })
      setState({ trades: state.trades + 1 })
    }
    if (portfolio.position(BTC).quantity > 12) orders.targetPosition(BTC, 0)
    if (random.next() > 0.9) log.info(`average ${locals.average.value}`)
  },
  onTimer({ orders }) {
    for (const order of orders.working(BTC).slice(0, 2))
      orders.replace(order, { quantity: order.quantity + 1 })
  },
})

const options: SessionOptions = {
  instruments: [testInstrument({ quantityIncrement: '1' })],
  orderIdPrefix: 'd',
  seed: 7,
}

function randomBars(closes: readonly number[]): readonly WholeBar[] {
  return closes.map((close, index) => ({
    time: TEST_START + index * MINUTE,
    open: close,
    high: close + 1,
    low: close - 1,
    close,
    volume: index,
  }))
}

/** Delivers bars by one of the two ways, and answers orders by a rule that depends on the bars alone. */
class Host {
  readonly intents: StrategyIntent[] = []
  readonly inputs: StrategyInput[] = []
  #resting: SubmitOrderIntent[] = []
  session: StrategySession
  readonly #way: 'JSON' | 'COLUMNS'
  readonly #bars: readonly WholeBar[]

  constructor(session: StrategySession, way: 'JSON' | 'COLUMNS', bars: readonly WholeBar[], firstRow = 0) {
    this.session = session
    this.#way = way
    this.#bars = bars
    if (way === 'COLUMNS') session.bindBars(0, barColumns(bars), firstRow)
  }

  start(): this {
    this.#deliver({ type: 'start', at: TEST_START })
    return this
  }

  /** Takes over what another host knows. */
  adopt(other: Host): this {
    this.intents.push(...other.intents)
    this.#resting = other.#resting
    return this
  }

  run(from: number, to: number): this {
    for (let row = from; row < to; row++) this.#row(row)
    return this
  }

  #row(row: number): void {
    const bar = this.#bars[row] as WholeBar
    const at = bar.time + MINUTE
    for (const order of this.#resting.splice(0)) this.#answer(order, bar, at)
    if (row % 10 === 9) this.#deliver({ type: 'timer', at, name: 'rebalance', due: at })
    if (this.#way === 'COLUMNS') this.#take(this.session.bar(0, row, at))
    else {
      const input: BarInput = { type: 'bar', at, instrumentId: BTC, timeframe: '1m', ...bar }
      this.#deliver(input)
    }
  }

  /** Markets fill; every third resting order is acknowledged, filled in half, or left. */
  #answer(order: SubmitOrderIntent, bar: WholeBar, at: number): void {
    const { clientOrderId, quantityLots, limitTicks, stopTicks } = order
    const known = { at, clientOrderId, quantityLots, limitTicks, stopTicks }
    const update: OrderUpdateInput = { type: 'orderUpdate', ...known, status: 'NEW', reason: null }
    this.#deliver(update)
    if (order.orderType !== 'MARKET' && bar.volume % 3 !== 0) return
    const lots = order.orderType === 'MARKET' ? quantityLots : Math.ceil(quantityLots / 2)
    const fill: FillInput = {
      type: 'fill',
      at,
      execId: `${clientOrderId}-x`,
      clientOrderId,
      instrumentId: BTC,
      side: order.side,
      quantityLots: lots,
      priceTicks: Math.round(bar.open * 100),
      fee: '0.25',
      liquidity: 'TAKER',
      time: at,
    }
    this.#deliver(fill)
  }

  #deliver(input: StrategyInput): void {
    const wire = JSON.parse(JSON.stringify(input)) as StrategyInput
    expect(wire).toEqual(input)
    this.inputs.push(wire)
    this.#take(this.session.deliver(wire))
  }

  #take(intents: readonly StrategyIntent[]): void {
    for (const intent of intents) {
      expect(JSON.parse(JSON.stringify(intent))).toEqual(intent)
      this.intents.push(intent)
      if (intent.type === 'SubmitOrder') this.#resting.push(intent)
    }
  }
}

const closes = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 20, maxLength: 120 })

describe('the strategy side of the wire', () => {
  it(`columns and JSON give the same intents, digest and snapshot (seed ${seed})`, () => {
    fc.assert(
      fc.property(closes, (prices) => {
        const bars = randomBars(prices)
        const [json, columns] = (['JSON', 'COLUMNS'] as const).map((way) =>
          new Host(createStrategySession(busy, options), way, bars).start().run(0, bars.length),
        ) as [Host, Host]
        expect(columns.intents).toEqual(json.intents)
        expect(columns.session.digest()).toBe(json.session.digest())
        expect(columns.session.snapshot()).toEqual(json.session.snapshot())
        expect(columns.session.decisions).toBeGreaterThan(0)
      }),
      { seed, numRuns: 60 },
    )
  })

  it(`a session that is stopped anywhere, saved as JSON and resumed decides as one that went on (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        closes,
        fc.nat(),
        fc.constantFrom('JSON' as const, 'COLUMNS' as const),
        (prices, at, way) => {
          const bars = randomBars(prices)
          const cut = at % bars.length
          const whole = new Host(createStrategySession(busy, options), 'JSON', bars)
            .start()
            .run(0, bars.length)
          const first = new Host(createStrategySession(busy, options), 'JSON', bars).start().run(0, cut)
          const resume = JSON.parse(JSON.stringify(first.session.snapshot())) as ReturnType<
            StrategySession['snapshot']
          >
          // The host goes on with what it knew; the session comes from the snapshot alone.
          const resumed = createStrategySession(busy, { ...options, resume })
          const second = new Host(resumed, way, bars, cut).adopt(first).run(cut, bars.length)
          expect(second.intents).toEqual(whole.intents)
          expect(resumed.digest()).toBe(whole.session.digest())
          expect(resumed.snapshot().body).toEqual(whole.session.snapshot().body)
        },
      ),
      { seed, numRuns: 60 },
    )
  })

  it('the digest names the first difference in data, terms and parameters, and no difference of hosts', () => {
    const bars = randomBars(Array.from({ length: 60 }, (_, index) => 100 + ((index * 7) % 11)))
    const digest = (changes: Partial<SessionOptions>, data: readonly WholeBar[] = bars): string =>
      new Host(createStrategySession(busy, { ...options, ...changes }), 'JSON', data)
        .start()
        .run(0, 60)
        .session.digest()
    const base = digest({})
    expect(base).toMatch(/^[0-9a-f]{32}$/)
    expect(digest({ orderIdPrefix: 'paper-account' })).toBe(base)
    expect(
      digest({ account: { currency: 'USD', cash: [{ currency: 'USD', amount: '5' }], positions: [] } }),
    ).toBe(base)
    expect(digest({ seed: 8 })).not.toBe(base)
    expect(digest({ params: { period: 6 } })).not.toBe(base)
    const changed = bars.map((bar, index) => (index === 59 ? { ...bar, volume: bar.volume + 1 } : bar))
    expect(digest({}, changed.with(9, { ...(bars[9] as WholeBar), close: 100.01 }))).not.toBe(base)
  })

  it('every 1,024th datum is part of the digest even when nothing is decided', () => {
    const idle = defineStrategy({
      name: 'idle',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    })
    const digest = (last: number, count: number): string => {
      const bars = randomBars(Array.from({ length: count }, (_, index) => (index === 1_023 ? last : 100)))
      return new Host(createStrategySession(idle, options), 'COLUMNS', bars)
        .start()
        .run(0, count)
        .session.digest()
    }
    expect(digest(100, 1_024)).not.toBe(digest(101, 1_024))
    expect(digest(100, 1_023)).toBe(digest(100, 1_000))
  })

  it('order ids depend on the decisions alone', () => {
    const bars = randomBars(Array.from({ length: 60 }, (_, index) => 100 + ((index * 7) % 11)))
    const ids = (orderIdPrefix: string): readonly string[] =>
      new Host(createStrategySession(busy, { ...options, orderIdPrefix }), 'JSON', bars)
        .start()
        .run(0, 60)
        .intents.flatMap((intent) => (intent.type === 'SubmitOrder' ? [intent.clientOrderId] : []))
    expect(ids('a')).toEqual(ids('a'))
    expect(ids('b')).toEqual(ids('a').map((id) => id.replace(/^a/, 'b')))
    expect(new Set(ids('a')).size).toBe(ids('a').length)
  })

  it('a snapshot of another strategy, of other parameters or of another version is refused', () => {
    const snapshot = createStrategySession(busy, options).snapshot()
    const resume = (changed: object, params = {}) =>
      createStrategySession(busy, { ...options, params, resume: { ...snapshot, ...changed } })
    expect(() => resume({ version: 2 })).toThrow('the snapshot has version 2, not 1')
    expect(() => resume({ strategy: 'other' })).toThrow('the snapshot is of other')
    expect(() => resume({}, { period: 6 })).toThrow('resume it with the same strategy and parameters')
  })
})

describe('every message', () => {
  const at = TEST_START
  const order = { clientOrderId: 'd-1', at }
  const inputs: { readonly [Type in StrategyInput['type']]: Extract<StrategyInput, { type: Type }> } = {
    account: {
      type: 'account',
      at,
      currency: 'USD',
      cash: [{ currency: 'EUR', amount: '1000.50' }],
      positions: [{ instrumentId: BTC, quantityLots: -3, averagePrice: '100.5', realizedPnl: '-2' }],
      rates: [{ currency: 'EUR', rate: 1.1 }],
    },
    start: { type: 'start', at },
    corporateAction: {
      type: 'corporateAction',
      at,
      instrumentId: BTC,
      action: { kind: 'SPLIT', numerator: 4, denominator: 1, orders: [] },
    },
    bar: {
      type: 'bar',
      at,
      instrumentId: BTC,
      timeframe: '1m',
      time: at,
      open: 1,
      high: 2,
      low: 1,
      close: 2,
      volume: 3,
    },
    quote: { type: 'quote', at, instrumentId: BTC, time: at, bid: 99, ask: null, bidSize: 5, askSize: null },
    trade: { type: 'trade', at, instrumentId: BTC, time: at, price: 100, size: 1, aggressor: null },
    orderUpdate: {
      type: 'orderUpdate',
      ...order,
      status: 'NEW',
      quantityLots: 2,
      limitTicks: 9_900,
      stopTicks: null,
      reason: null,
    },
    fill: {
      type: 'fill',
      ...order,
      execId: 'x',
      instrumentId: BTC,
      side: 'BUY',
      quantityLots: 1,
      priceTicks: 9_900,
      fee: '0.1',
      liquidity: 'MAKER',
      time: at,
    },
    timer: { type: 'timer', at, name: 'tick', due: at },
    stop: { type: 'stop', at, reason: 'upgrade' },
  }

  const talkative = defineStrategy({
    name: 'talkative',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument: BTC, timeframe: '1m' },
      { kind: 'QUOTES', instrument: BTC },
      { kind: 'TRADES', instrument: BTC },
    ],
    onStart({ orders, timers, log, portfolio }) {
      timers.every('tick', '1m')
      log.debug(`equity ${portfolio.equity}`)
      orders.submit({ instrument: BTC, side: 'BUY', type: 'LIMIT', quantity: 2, limitPrice: 99 })
    },
    onOrderUpdate: ({ orders }, { order: told }) => void orders.replace(told, { quantity: 3 }),
    onFill: ({ orders }, fill) => orders.cancel(fill.order),
    onTimer: ({ timers }, { name }) => timers.cancel(name),
  })

  it('is plain JSON: inputs in, intents out, and back unchanged', () => {
    const session = createStrategySession(talkative, options)
    const intents = Object.values(inputs).flatMap((input) => {
      const wire = JSON.parse(JSON.stringify(input)) as StrategyInput
      expect(wire).toEqual(input)
      return [...session.deliver(wire)]
    })
    expect(JSON.parse(JSON.stringify(intents))).toEqual(intents)
    const types: { readonly [Type in StrategyIntent['type']]: true } = {
      SubmitOrder: true,
      ReplaceOrder: true,
      CancelOrder: true,
      SetTimer: true,
      CancelTimer: true,
      Log: true,
    }
    expect(new Set(intents.map(({ type }) => type))).toEqual(new Set(Object.keys(types)))
    expect(session.status).toBe('STOPPED')
    expect(session.snapshot()).toEqual(JSON.parse(JSON.stringify(session.snapshot())))
  })

  it('of a kind that there is not, or of a stranger, is refused', () => {
    const session = createStrategySession(talkative, options)
    session.deliver(inputs.start)
    expect(() => session.deliver({ type: 'news', at } as never)).toThrow('there is no input of type news')
    expect(() => session.deliver({ ...inputs.quote, instrumentId: 'SIM:X' })).toThrow(
      'QUOTES of SIM:X were not subscribed to',
    )
    expect(() => session.deliver({ ...inputs.fill, instrumentId: 'SIM:X' })).toThrow(
      "SIM:X is none of the session's instruments",
    )
    expect(session.deliver({ ...inputs.orderUpdate, clientOrderId: 'other' })).toEqual([])
  })
})
