/** Whole runs on raw prices: the books hold, wherever they are cut; nothing is seen ahead; and holding is worth total return. */

import * as fc from 'fast-check'
import { adjustBars, barColumnsOf } from '@quarterdeck/market-data'
import type { BarColumns, CorporateAction } from '@quarterdeck/market-data'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import type { InstrumentAction } from '../kernel/corporate-actions.ts'
import { at, dividend, request, split } from '../kernel/testing/actions.ts'
import { barsOf, DAY, randomBars, shares, START, type Ohlc } from '../kernel/testing/market.ts'
import { ACME } from '../kernel/testing/played.ts'
import { randomTrader } from '../kernel/testing/strategies.ts'
import { createBacktest, resumeBacktest, runBacktest } from './backtest.ts'
import { proveNoLookAhead } from './look-ahead.ts'
import type { BacktestRequest } from './request.ts'

/** A split of four for one before the fourth day. */
const FALLEN = [at(100), at(100), at(100), at(25), at(26), at(26)] as const

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
