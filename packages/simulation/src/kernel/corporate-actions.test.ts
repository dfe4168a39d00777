/** Splits and dividends happen to an account that trades at raw prices: to positions, orders, windows and trades, and to nothing else. */

import * as fc from 'fast-check'
import { adjustBars, barColumnsOf } from '@quarterdeck/market-data'
import type { BarColumns, CorporateAction } from '@quarterdeck/market-data'
import { defineStrategy, Sma } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { createBacktest, resumeBacktest, runBacktest } from '../run/backtest.ts'
import { proveNoLookAhead } from '../run/look-ahead.ts'
import type { BacktestRequest } from '../run/request.ts'
import type { BacktestResult } from '../run/result.ts'
import { sharesOf, type InstrumentAction } from './corporate-actions.ts'
import { barsOf, DAY, randomBars, shares, START, type Ohlc } from './testing/market.ts'
import { ACME } from './testing/played.ts'
import { randomTrader } from './testing/strategies.ts'

const split = (day: number, ratio: number): InstrumentAction => ({
  instrumentId: ACME,
  kind: 'SPLIT',
  exTime: START + day * DAY,
  ratio,
})
const dividend = (day: number, amount: number): InstrumentAction => ({
  instrumentId: ACME,
  kind: 'CASH_DIVIDEND',
  exTime: START + day * DAY,
  amount,
})
const at = (price: number): Ohlc => [price, price, price, price]

function request(
  bars: BarColumns,
  strategy: Strategy,
  terms: Partial<BacktestRequest> = {},
): BacktestRequest {
  return {
    strategy,
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    ...terms,
  }
}

function played(
  rows: readonly Ohlc[],
  callbacks: object,
  terms: Partial<BacktestRequest> = {},
): BacktestResult {
  const strategy = defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1d', history: 5 }],
    prepare: ({ attach, bars }) => ({
      step: 0,
      window: bars(ACME, '1d'),
      mean: attach(ACME, '1d', new Sma(3), (bar) => bar.close),
    }),
    ...callbacks,
  } as Strategy)
  const result = runBacktest(request(barsOf(rows, DAY), strategy, terms))
  if (result.fault !== null) throw new Error(`the case failed: ${result.fault.message}`)
  return result
}

interface Seen {
  readonly orders: {
    submit(order: object): unknown
    bracket(bracket: object): unknown
  }
  readonly locals: { step: number; window: { close: { at(ago: number): number } }; mean: { value: number } }
  readonly portfolio: { position(instrument: string): { lots: number; mark: number; averagePrice: number } }
}

/** Submits on the first bar only. */
const first = (...orders: readonly object[]) => ({
  onBar({ locals, orders: desk }: Seen) {
    locals.step += 1
    if (locals.step === 1)
      for (const order of orders) desk.submit({ instrument: ACME, type: 'MARKET', side: 'BUY', ...order })
  },
})
const FALLEN = [at(100), at(100), at(100), at(25), at(26), at(26)] as const

describe('splits', () => {
  it('[SI-30] count positions in new shares before anything trades, and equity sees no jump', () => {
    const result = played(FALLEN, first({ quantity: 10 }), { actions: [split(3, 4)] })
    expect(result.account.positions[0]).toMatchObject({ lots: 40, averagePrice: 25, unrealizedPnl: 40 })
    expect([...result.curve.equity].slice(0, -2)).toEqual(Array(result.curve.length - 2).fill(1_000_000))
    expect(result.account.equity).toBe('1000040')
    expect(result.actions).toEqual([
      {
        at: START + 3 * DAY,
        instrumentId: ACME,
        kind: 'SPLIT',
        numerator: 4,
        denominator: 1,
        lots: 40,
        cash: '0',
        currency: 'USD',
      },
    ])
  })

  it('[SI-30] pay out what is left of a share at the last price before them', () => {
    const rows = [at(10), at(10), at(10), at(200), at(200)]
    const result = played(rows, first({ quantity: 30 }), { actions: [split(3, 1 / 20)] })
    expect(result.account.positions[0]).toMatchObject({ lots: 1, averagePrice: 200 })
    expect(result.actions[0]).toMatchObject({ lots: 1, cash: '100' })
    expect(result.account.equity).toBe('1000000')
  })

  it('[SI-31] windows, attached indicators and the portfolio are in new shares when the strategy is told', () => {
    const seen: object[] = []
    played(
      [at(100), at(104), at(108), at(28), at(30)],
      {
        onBar({ locals, orders }: Seen) {
          locals.step += 1
          if (locals.step === 1)
            orders.submit({ instrument: ACME, type: 'MARKET', side: 'BUY', quantity: 10 })
          if (locals.step === 4) seen.push({ mean: locals.mean.value })
        },
        onCorporateAction({ locals, portfolio }: Seen, action: object) {
          const { lots, mark, averagePrice } = portfolio.position(ACME)
          const closes = [0, 1, 2].map((ago) => locals.window.close.at(ago))
          seen.push({ ...action, lots, mark, averagePrice, closes, mean: locals.mean.value })
        },
      },
      { actions: [split(3, 4)] },
    )
    expect(seen).toEqual([
      {
        kind: 'SPLIT',
        instrument: ACME,
        time: START + 3 * DAY,
        ratio: 4,
        lots: 40,
        mark: 27,
        averagePrice: 26,
        closes: [27, 26, 25],
        mean: 26,
      },
      { mean: (26 + 27 + 28) / 3 },
    ])
  })

  it('[SI-31] those before the start are in the bars that warm the strategy up, and happen to nobody', () => {
    const seen: number[] = []
    const result = played(
      FALLEN,
      { onBar: ({ locals }: Seen) => void seen.push(locals.mean.value) },
      { actions: [split(3, 4)], from: START + 4 * DAY },
    )
    expect(seen).toEqual([(25 + 25 + 26) / 3, (25 + 26 + 26) / 3])
    expect(result.actions).toEqual([])
  })

  it('[SI-32] orders wait for the new shares: a limit at a quarter for four times as many, a stop likewise', () => {
    const rows = [at(100), at(100), at(100), [25, 25, 22, 25], at(25), [25, 31, 25, 30]] as const
    const gtc = { quantity: 10, timeInForce: 'GTC' }
    const result = played(
      rows,
      first(
        { ...gtc, type: 'LIMIT', limitPrice: '90' },
        { ...gtc, type: 'STOP', stopPrice: '120' },
        { ...gtc, type: 'LIMIT', limitPrice: '40' },
      ),
      { actions: [split(3, 4)] },
    )
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [40, 22.5],
      [40, 30],
    ])
    expect(result.orders[2]).toMatchObject({ status: 'NEW', lots: 40, limitPrice: 10 })
  })

  it('[SI-32] a market order of the close before meets the opening in new shares', () => {
    const sold: Record<number, object> = {
      1: { side: 'BUY', quantity: 10 },
      3: { side: 'SELL', quantity: 10 },
    }
    const result = played(
      FALLEN,
      {
        onBar({ locals, orders }: Seen) {
          locals.step += 1
          const order = sold[locals.step]
          if (order !== undefined) orders.submit({ instrument: ACME, type: 'MARKET', ...order })
        },
      },
      { actions: [split(3, 4)] },
    )
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [10, 100],
      [40, 25],
    ])
    expect(result.account.equity).toBe('1000000')
  })

  it('[SI-32] what the venue has filled and not yet told is told before, and is split with the rest', () => {
    const late = 30 * 3_600e6
    const fills = { reportLatency: { minMicros: late, maxMicros: late } }
    const rows = [at(100), at(100), at(25), at(25), at(25)]
    const result = played(rows, first({ quantity: 10 }), { actions: [split(2, 4)], fills })
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([[10, 100]])
    expect(result.account.positions[0]).toMatchObject({ lots: 40, averagePrice: 25 })
  })

  it('[SI-32] a reverse split cancels what is good till canceled, and the strategy is told', () => {
    const told: string[] = []
    const rows = [at(10), at(10), at(10), at(100), [100, 100, 80, 90]] as const
    const gtc = { quantity: 100, timeInForce: 'GTC', type: 'LIMIT', limitPrice: '9' }
    const result = played(
      rows,
      {
        ...first(gtc),
        onOrderUpdate: (_context: unknown, { status, reason }: { status: string; reason: string }) =>
          void told.push(`${status} ${reason}`),
      },
      { actions: [split(3, 0.1)] },
    )
    expect(result.fills).toEqual([])
    expect(told.at(-1)).toMatch(/^CANCELED TEST:ACME was split 1 for 10: .*reverse split/)
  })

  it('[SI-32] exits of a bracket close the position at prices for new shares', () => {
    const rows = [at(100), at(100), at(100), at(25), [25, 31, 25, 31], at(31)] as const
    const result = played(
      rows,
      {
        onBar({ locals, orders }: Seen) {
          locals.step += 1
          if (locals.step !== 1) return
          const entry = { type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 }
          orders.bracket({ entry, takeProfit: '120', stopLoss: '90' })
        },
      },
      { actions: [split(3, 4)] },
    )
    expect(result.fills.map(({ side, lots, price }) => [side, lots, price])).toEqual([
      ['BUY', 10, 100],
      ['SELL', 40, 30],
    ])
    expect(result.orders.map(({ status }) => status)).toEqual(['FILLED', 'FILLED', 'CANCELED'])
  })

  it('[SI-34] a trade that crosses them is told in shares of its exit, and parts that were paid out are trades', () => {
    const rows = [at(10), at(10), at(12), at(8), [8, 9, 7, 8], at(8)] as const
    const result = played(
      rows,
      {
        onBar({ locals, orders }: Seen) {
          locals.step += 1
          const order = { instrument: ACME, type: 'MARKET' }
          if (locals.step === 1) orders.submit({ ...order, side: 'BUY', quantity: 7 })
          if (locals.step === 5) orders.submit({ ...order, side: 'SELL', quantity: 10 })
        },
      },
      { actions: [split(3, 1.5)] },
    )
    const [paid, sold] = result.trades
    expect(paid).toMatchObject({ exitOrderId: 'action-1', exitPrice: 8, splitRatio: 1.5 })
    expect(paid!.lots).toBeCloseTo(0.5, 9)
    expect(sold).toMatchObject({ lots: 10, exitPrice: 8, splitRatio: 1.5 })
    expect(sold!.entryPrice).toBeCloseTo(20 / 3, 9)
    // The high of 12 of an old share was 8 of a new one; 9 came after.
    expect(sold!.maxFavorable).toBeCloseTo((9 - 20 / 3) * 10, 6)
    expect(sold!.maxAdverse).toBeCloseTo(0, 6)
    const gained = Number(result.account.equity) - 1_000_000
    expect(result.trades.reduce((sum, { grossPnl }) => sum + grossPnl, 0)).toBeCloseTo(gained, 6)
  })
})

describe('dividends', () => {
  it('[SI-30] pay longs on the ex-date, in new shares where it is a split too', () => {
    const actions = [dividend(3, 0.5), split(3, 4), dividend(4, 0.25)]
    const result = played(FALLEN, first({ quantity: 10 }), { actions })
    expect(result.incomes.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['DIVIDEND', '20'],
      ['DIVIDEND', '10'],
    ])
    expect(result.account.equity).toBe('1000070')
  })
})

describe('runs with splits and dividends', () => {
  const actions = [
    dividend(7, 0.4),
    split(11, 3),
    split(20, 1.5),
    dividend(20, 0.1),
    split(31, 1 / 5),
    dividend(90, 1),
  ]
  /** A random walk that is divided as the splits say. */
  function raw(count: number, seed: number): BarColumns {
    const bars = randomBars(count, seed, DAY)
    return barColumnsOf(
      Array.from({ length: count }, (_, row) => {
        const ratio = actions.reduce(
          (product, one) =>
            one.kind === 'SPLIT' && one.exTime <= bars.time[row]! ? product * one.ratio : product,
          1,
        )
        const priced = (price: number) => Math.round((price / ratio) * 100) / 100
        const [open, close] = [priced(bars.open[row]!), priced(bars.close[row]!)]
        return {
          time: bars.time[row]!,
          open,
          close,
          high: Math.max(open, close, priced(bars.high[row]!)),
          low: Math.min(open, close, priced(bars.low[row]!)),
          volume: bars.volume[row]!,
        }
      }),
    )
  }
  const trading = (seed: number): BacktestRequest =>
    request(raw(120, seed), randomTrader, { actions, seed, params: { timeframe: '1d' } })

  it('[SI-11] [SI-14] [SI-15] keep the identities, and end alike however they are cut', () => {
    for (const seed of [1, 2, 3]) {
      const whole = runBacktest(trading(seed))
      expect(whole.fault).toBeNull()
      expect(whole.actions).toHaveLength(6)
      for (const cut of [5, 11, 20, 47]) {
        const begun = createBacktest(trading(seed))
        begun.step(cut)
        const saved = JSON.parse(JSON.stringify(begun.snapshot())) as ReturnType<typeof begun.snapshot>
        const rest = resumeBacktest(trading(seed), saved)
        while (rest.step(13));
        expect(rest.result().digests).toEqual(whole.digests)
        expect(rest.result().trades).toEqual(whole.trades)
      }
    }
  })

  it('[SI-11] [SI-15] keep them with messages under way over an ex-date', () => {
    const hour = 3_600e6
    const fills = {
      requestLatency: { minMicros: 0, maxMicros: 30 * hour },
      reportLatency: { minMicros: 0, maxMicros: 30 * hour },
    }
    for (const seed of [5, 6, 7, 8]) {
      const late = { ...trading(seed), fills }
      const whole = runBacktest(late)
      expect(whole.fault).toBeNull()
      expect(whole.fills.length).toBeGreaterThan(10)
      const begun = createBacktest(late)
      begun.step(20)
      const rest = resumeBacktest(late, JSON.parse(JSON.stringify(begun.snapshot())) as never)
      while (rest.step(13));
      expect(rest.result().digests).toEqual(whole.digests)
    }
  })

  it.each(['QUOTES', 'TRADES', 'QUOTE_BARS'] as const)('[SI-30] [SI-32] happen on %s too', (kind) => {
    const prices = [100, 100, 100, 25, 22, 26]
    const time = Float64Array.from(prices, (_, day) => START + day * DAY)
    const size = new Float64Array(6).fill(1_000)
    const values = Float64Array.from(prices)
    const bars = barsOf(prices.map(at), DAY)
    const data = { instrumentId: ACME, length: 6 }
    const series = {
      QUOTES: {
        ...data,
        kind,
        quotes: { length: 6, time, bid: values, bidSize: size, ask: values, askSize: size },
      },
      TRADES: {
        ...data,
        kind,
        trades: { length: 6, time, price: values, size, aggressor: new Float64Array(6) },
      },
      QUOTE_BARS: { ...data, kind, timeframe: '1d', bid: bars, ask: bars },
    }[kind] as BacktestRequest['series'][number]
    const told: string[] = []
    const trader = defineStrategy({
      name: 'ticks',
      params: {},
      subscribe: () =>
        kind === 'QUOTE_BARS'
          ? [{ kind: 'BARS', instrument: ACME, timeframe: '1d' }]
          : [{ kind, instrument: ACME }],
      prepare: () => ({ isSent: false }),
      ...Object.fromEntries(
        ['onBar', 'onQuote', 'onTrade'].map((name) => [
          name,
          ({ locals, orders }: { locals: { isSent: boolean }; orders: { submit(order: object): void } }) => {
            if (locals.isSent) return
            locals.isSent = true
            orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 })
            orders.submit({
              type: 'LIMIT',
              instrument: ACME,
              side: 'BUY',
              quantity: 10,
              limitPrice: '92',
              timeInForce: 'GTC',
            })
          },
        ]),
      ),
      onCorporateAction: (_context: unknown, { kind: what }: { kind: string }) => void told.push(what),
    } as Strategy) as Strategy
    const result = runBacktest({ ...request(bars, trader), series: [series], actions: [split(3, 4)] })
    expect(result.fault).toBeNull()
    expect(told).toEqual(['SPLIT'])
    // 10 at 100 are 40 at 25, and the limit of 92 for 10 is one of 23 for 40.
    expect(result.fills.map(({ lots }) => lots)).toEqual([10, 40])
    expect(result.fills[1]!.price).toBeLessThanOrEqual(23)
    expect(result.account.positions[0]).toMatchObject({ lots: 80, mark: 26 })
  })

  it('[SI-31] are in the windows of every length of bars of the instrument', () => {
    const hours = barsOf(
      Array.from({ length: 120 }, (_, hour) => at(hour < 72 ? 100 : 25)),
      3_600e6,
    )
    const days = barsOf(
      Array.from({ length: 5 }, (_, day) => at(day < 3 ? 100 : 25)),
      DAY,
    )
    const seen: number[][] = []
    const watcher = defineStrategy({
      name: 'watcher',
      params: {},
      subscribe: () => [
        { kind: 'BARS', instrument: ACME, timeframe: '1h', history: 60 },
        { kind: 'BARS', instrument: ACME, timeframe: '1d', history: 5 },
      ],
      onCorporateAction({ bars }) {
        seen.push((['1h', '1d'] as const).map((timeframe) => bars(ACME, timeframe).close.at(2)))
      },
    }) as Strategy
    const series = [
      { kind: 'BARS', instrumentId: ACME, timeframe: '1h', bars: hours },
      { kind: 'BARS', instrumentId: ACME, timeframe: '1d', bars: days },
    ] as const
    const result = runBacktest({ ...request(days, watcher), series, actions: [split(3, 4)] })
    expect([result.fault, seen]).toEqual([null, [[25, 25]]])
  })

  it('[SI-20] [SI-31] want on every prefix what they want on the whole', () => {
    expect(proveNoLookAhead(trading(4), { prefixes: 12 })).toMatchObject({ holds: true })
  })

  it('[SI-33] buying and holding at raw prices, dividends put back in, is worth what total-return prices say', () => {
    /** Holds all it can from the second opening on, in millionths of a share; buys for what dividends bring at the opening. */
    const holder = defineStrategy({
      name: 'holder',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1d' }],
      prepare: () => ({ step: 0 }),
      onBar({ locals, orders }) {
        locals.step += 1
        if (locals.step === 1)
          orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1_000 })
      },
      onCorporateAction({ orders, portfolio }, action) {
        if (action.kind !== 'CASH_DIVIDEND') return
        const { quantity, mark } = portfolio.position(ACME)
        const bought = Math.floor(((quantity * action.perUnit) / (mark - action.perUnit)) * 1e6) / 1e6
        if (bought > 0)
          orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: bought.toFixed(6) })
      },
    }) as Strategy
    const fine = shares({
      priceIncrement: '0.000001',
      quantityIncrement: '0.000001',
      minQuantity: '0.000001',
    })
    const event = fc.record({
      day: fc.integer({ min: 3, max: 28 }),
      ratio: fc.constantFrom(0, 0, 2, 3, 1.5, 7, 0.5, 0.1),
      share: fc.double({ min: 0.001, max: 0.03, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(event, { maxLength: 6, selector: ({ day }) => day }),
        fc.array(fc.double({ min: -0.04, max: 0.04, noNaN: true }), { minLength: 30, maxLength: 30 }),
        (events, moves) => {
          const own: InstrumentAction[] = []
          let close = 100
          const round = (price: number) => Math.round(price * 1e6) / 1e6
          const rows = moves.map((move, day): Ohlc => {
            const due = events.find((one) => one.day === day)
            let open = close
            if (due !== undefined && due.ratio > 0) {
              own.push(split(day, due.ratio))
              open = round(open / due.ratio)
            } else if (due !== undefined) {
              const amount = round(open * due.share)
              own.push(dividend(day, amount))
              open = round(open - amount)
            }
            close = round(open * (1 + move))
            return [open, Math.max(open, close), Math.min(open, close), close]
          })
          const bars = barsOf(rows, DAY)
          const result = runBacktest(request(bars, holder, { actions: own, instruments: [fine] }))
          expect(result.fault).toBeNull()
          const adjusted = adjustBars(bars, own as CorporateAction[], { adjustment: 'splits-and-dividends' })
          const cash = 1_000_000 - 1_000 * bars.open[1]!
          const worth = (1_000 * bars.open[1]! * adjusted.close[29]!) / adjusted.open[1]! + cash
          expect(Number(result.account.equity) / worth).toBeCloseTo(1, 7)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each([
    [{ ...split(3, 2), instrumentId: 'TEST:NONE' }, 'actions[0].instrumentId'],
    [split(3.5, 2), 'actions[0].exTime'],
    [{ ...split(3, 2), exTime: 0.5 }, 'actions[0].exTime'],
    [split(3, 1), 'actions[0].ratio'],
    [split(3, -2), 'actions[0].ratio'],
    [split(3, 1e7), 'actions[0].ratio'],
    [dividend(3, 0), 'actions[0].amount'],
  ])('[SI-18] what cannot happen is refused by its field: %j', (action, field) => {
    const asked = request(barsOf(FALLEN, DAY), randomTrader, {
      actions: [action],
      params: { timeframe: '1d' },
    })
    expect(() => runBacktest(asked)).toThrow(field)
  })

  it('[SI-18] a second one of a kind at an instant is refused, and one of a currency pair', () => {
    const params = { timeframe: '1d' }
    const twice = request(barsOf(FALLEN, DAY), randomTrader, { actions: [split(3, 2), split(3, 2)], params })
    expect(() => runBacktest(twice)).toThrow(/actions\[1\]: is the second SPLIT/)
    const pair = { ...request(barsOf(FALLEN, DAY), randomTrader, { actions: [split(3, 2)], params }) }
    expect(() => runBacktest({ ...pair, instruments: [shares({ assetClass: 'FX' })] })).toThrow(/is FX/)
  })
})

describe('ratios', () => {
  it.each([
    [7, 7, 1],
    [1.5, 3, 2],
    [0.05, 1, 20],
    [1 / 3, 1, 3],
    [7.000007, 7, 1],
    [1.0309278350515463, 100, 97],
  ])('%d is new shares for old ones: %d for %d', (ratio, numerator, denominator) => {
    expect(sharesOf(ratio)).toEqual({ numerator, denominator })
  })
})
