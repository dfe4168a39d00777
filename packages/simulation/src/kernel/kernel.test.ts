/** The clock and the path of bars, by cases computed by hand. */

import { describe, expect, it } from 'vitest'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy, StrategyDefinition } from '@quarterdeck/sdk'
import { runBacktest } from '../run/backtest.ts'
import type { BacktestRequest } from '../run/request.ts'
import { barsOf, DAY, MINUTE, shares, START } from './testing/market.ts'
import type { Ohlc } from './testing/market.ts'

const ACME = 'TEST:ACME'
const OTHER = 'TEST:OTHER'

type Callbacks = Partial<StrategyDefinition<Record<never, never>, null, { step: number }>>

/** A strategy of a test: bars of ACME by the minute, and a count of the bars it was told. */
function strategy(callbacks: Callbacks): Strategy {
  return defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
    prepare: () => ({ step: 0 }),
    ...callbacks,
  } as Strategy)
}

function played(rows: readonly Ohlc[], callbacks: Callbacks, terms: Partial<BacktestRequest> = {}) {
  const result = runBacktest({
    strategy: strategy(callbacks),
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: barsOf(rows) }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    ...terms,
  })
  expect(result.fault).toBeNull()
  return result
}

const prices = (result: { readonly fills: readonly { readonly price: number }[] }) =>
  result.fills.map(({ price }) => price)

const FLAT: Ohlc = [100, 100, 100, 100]

/** Submits on the first bar. */
const first = (submit: NonNullable<Callbacks['onBar']>): Callbacks => ({
  onBar(context, bar) {
    context.locals.step += 1
    if (context.locals.step === 1) submit(context, bar)
  },
})

describe('the clock', () => {
  it('[SI-01] [SI-04] tells bars of two instruments and timeframes when they close, in order, and trades nothing in between', () => {
    const told: string[] = []
    const minute = barsOf([FLAT, FLAT, FLAT, FLAT])
    const result = played(
      [],
      {
        subscribe: () => [
          { kind: 'BARS', instrument: OTHER, timeframe: '1m' },
          { kind: 'BARS', instrument: ACME, timeframe: '2m' },
          { kind: 'BARS', instrument: ACME, timeframe: '1m' },
          { kind: 'QUOTES', instrument: ACME },
        ],
        onStart: ({ timers }) => timers.every('tick', '2m'),
        onBar: ({ clock }, bar) =>
          void told.push(`${bar.instrument} ${bar.timeframe} ${(clock.now - START) / MINUTE}`),
        onTimer: ({ clock }) => void told.push(`timer ${(clock.now - START) / MINUTE}`),
        onQuote: ({ clock }) => {
          const at = (clock.now - START) / MINUTE
          if (Number.isInteger(at)) told.push(`opening ${at}`)
        },
      },
      {
        instruments: [shares(), shares({ symbol: 'OTHER' })],
        series: [
          { kind: 'BARS', instrumentId: ACME, timeframe: '2m', bars: barsOf([FLAT, FLAT], 2 * MINUTE) },
          { kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: minute },
          { kind: 'BARS', instrumentId: OTHER, timeframe: '1m', bars: minute },
        ],
      },
    )
    expect(told).toEqual([
      'opening 0',
      'TEST:ACME 1m 1',
      'TEST:OTHER 1m 1',
      'opening 1',
      'TEST:ACME 2m 2',
      'TEST:ACME 1m 2',
      'TEST:OTHER 1m 2',
      'timer 2',
      'opening 2',
      'TEST:ACME 1m 3',
      'TEST:OTHER 1m 3',
      'opening 3',
      'TEST:ACME 2m 4',
      'TEST:ACME 1m 4',
      'TEST:OTHER 1m 4',
      'timer 4',
    ])
    expect(result.data.map(({ isMarket }) => isMarket)).toEqual([false, true, true])
  })

  it('[SI-10] tells timers in order of time, and those within a bar before its close', () => {
    const told: string[] = []
    played([FLAT, FLAT], {
      onStart({ timers, clock }) {
        timers.at('late', clock.now + 90e6)
        timers.at('early', clock.now + 30e6)
        timers.at('with the bar', clock.now + 60e6)
      },
      onBar: () => void told.push('bar'),
      onTimer: (_context, { name }) => void told.push(name),
    })
    expect(told).toEqual(['early', 'bar', 'with the bar', 'late', 'bar'])
  })

  it('[SI-02] a market order of a bar fills at the next open, whatever the close was', () => {
    const result = played(
      [[100, 101, 99, 100], [105, 106, 104, 104], FLAT],
      first(({ orders }) => orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })),
    )
    expect(result.fills).toMatchObject([{ price: 105, at: START + MINUTE }])
  })

  it('[SI-03] with entry THIS_CLOSE it fills at the close that was seen', () => {
    const result = played(
      [
        [100, 101, 99, 100.5],
        [105, 106, 104, 104],
      ],
      first(({ orders }) => orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })),
      { fills: { entry: 'THIS_CLOSE' } },
    )
    expect(result.fills).toMatchObject([{ price: 100.5, at: START + MINUTE }])
  })

  it('[SI-09] bars up to the start only warm up, and nothing is played from the end on', () => {
    const told: number[] = []
    const result = played(
      [
        [1, 1, 1, 1],
        [2, 2, 2, 2],
        [3, 3, 3, 3],
        [4, 4, 4, 4],
      ],
      {
        onBar: (_context, { close, window }) => void told.push(close * 10 + window.length),
      },
      { from: START + 2 * MINUTE, to: START + 3 * MINUTE },
    )
    expect(told).toEqual([33])
    expect(result.counts.bars).toBe(1)
  })
})

describe('the path of a bar', () => {
  it.each([
    // Low first (the open is nearer to it): 100, 98, 110, 108.
    ['a stop within the bar fills at its own price', 105, [100, 110, 98, 108], 105],
    ['a stop that the opening is beyond fills at the opening', 105, [107, 110, 106, 108], 107],
    ['a stop at the high is met', 110, [100, 110, 98, 108], 110],
  ] as const)('[SI-05] buy stop: %s', (_name, stopPrice, bar, price) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          stopPrice,
          timeInForce: 'GTC',
        }),
      ),
    )
    expect(prices(result)).toEqual([price])
  })

  it('[SI-05] a stop beyond the extremes is not met, and a sell stop gaps down to the opening', () => {
    const stop = (stopPrice: number) =>
      first(({ orders }) => {
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'SELL',
          quantity: 1,
          stopPrice,
          timeInForce: 'GTC',
        })
      })
    expect(prices(played([FLAT, [100, 101, 97, 100]], stop(96.99)))).toEqual([100])
    expect(prices(played([FLAT, FLAT, [90, 91, 89, 90]], stop(97)))).toEqual([100, 90])
  })

  it.each([
    ['a limit within the bar fills at its own price', 99, [100, 110, 98, 108], [99]],
    ['a limit that the opening is below fills at the opening', 99, [95, 96, 94, 95], [95]],
    ['a limit at the low is touched', 98, [100, 110, 98, 108], [98]],
    ['a limit below the low is not', 97.99, [100, 110, 98, 108], []],
  ] as const)('[SI-05] buy limit: %s', (_name, limitPrice, bar, expected) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.submit({
          type: 'LIMIT',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          limitPrice,
          timeInForce: 'GTC',
        }),
      ),
    )
    expect(prices(result)).toEqual(expected)
  })

  it('[SI-05] a spread lies around the path: a buy stop is met by the ask, a sell limit by the bid', () => {
    const result = played(
      [FLAT, [100, 110, 98, 108], FLAT],
      first(({ orders }) => {
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          stopPrice: 105,
          timeInForce: 'GTC',
        })
        orders.submit({
          type: 'LIMIT',
          instrument: ACME,
          side: 'SELL',
          quantity: 1,
          limitPrice: 110,
          timeInForce: 'GTC',
        })
      }),
      { fills: { spread: { kind: 'TICKS', ticks: 2 } } },
    )
    // At the high of 110 the bid is 109.99: the sale is not reached.
    expect(prices(result)).toEqual([105])
  })

  it.each([
    // 100, 98, 110, 108: in at 101 on the way up, out at 104 on the same way.
    ['the take-profit on the same way up', [100, 110, 98, 108], [101, 104]],
    // High first: 100, 102, 90, 95: in at 101, out at 99 on the way down.
    ['the stop-loss on the way down', [100, 102, 90, 95], [101, 99]],
    // Neither 104 nor 99 is met.
    ['neither of them', [100, 103, 99.5, 102], [101]],
  ] as const)('[SI-06] a bracket that enters within a bar meets %s', (_name, bar, expected) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.bracket({
          entry: {
            type: 'STOP',
            instrument: ACME,
            side: 'BUY',
            quantity: 1,
            stopPrice: 101,
            timeInForce: 'GTC',
          },
          takeProfit: 104,
          stopLoss: 99,
        }),
      ),
    )
    expect(prices(result).slice(0, expected.length)).toEqual(expected)
  })

  it('[SI-07] a DAY order lives through the next daily bar and ends with it', () => {
    const orders: string[] = []
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1d' }],
        onBar(context) {
          context.locals.step += 1
          if (context.locals.step === 1)
            context.orders.submit({
              type: 'LIMIT',
              instrument: ACME,
              side: 'BUY',
              quantity: 1,
              limitPrice: 90,
            })
          orders.push(String(context.orders.working().length))
        },
      },
      {
        series: [
          {
            kind: 'BARS',
            instrumentId: ACME,
            timeframe: '1d',
            bars: barsOf([FLAT, FLAT, [80, 90, 80, 90]], DAY),
          },
        ],
      },
    )
    expect(orders).toEqual(['1', '0', '0'])
    expect(result.orders).toMatchObject([{ status: 'EXPIRED', endedAt: START + 2 * DAY }])
  })

  it('[SI-08] no more than the declared share of the volume is taken, and a patient order takes the rest later', () => {
    const result = played(
      [FLAT, FLAT, [101, 101, 101, 101], FLAT],
      first(({ orders }) => {
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 150, timeInForce: 'GTC' })
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 20 })
      }),
      { fills: { participation: '0.1' } },
    )
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [100, 100],
      [50, 101],
    ])
    expect(result.orders.map(({ status }) => status)).toEqual(['FILLED', 'CANCELED'])
  })
})

describe('other markets than trade bars', () => {
  const quotes = (rows: readonly (readonly [second: number, bid: number, ask: number])[]) => ({
    length: rows.length,
    time: Float64Array.from(rows, ([second]) => START + second * 1e6),
    bid: Float64Array.from(rows, ([, bid]) => bid),
    ask: Float64Array.from(rows, ([, , ask]) => ask),
    bidSize: Float64Array.from(rows, () => 50),
    askSize: Float64Array.from(rows, () => 50),
  })

  it('[SI-19] an order that is sent on a quote meets that quote, with its displayed size', () => {
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'QUOTES', instrument: ACME }],
        onQuote(context) {
          context.locals.step += 1
          if (context.locals.step === 2)
            context.orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 60 })
        },
      },
      {
        series: [
          {
            kind: 'QUOTES',
            instrumentId: ACME,
            quotes: quotes([
              [0, 99, 100],
              [1, 101, 102],
              [2, 103, 104],
            ]),
          },
        ],
      },
    )
    expect(result.fills.map(({ lots, price, at }) => [lots, price, at])).toEqual([[50, 102, START + 1e6]])
    expect(result.orders).toMatchObject([{ status: 'CANCELED', filledLots: 50 }])
    expect([...result.curve.equity]).toEqual([1_000_000, 1_000_000 - 25, 1_000_000 + 75])
    expect(result.counts.quotes).toBe(3)
  })

  it('[SI-19] a request under way meets the quote that stands when it arrives', () => {
    const latency = { minMicros: 1.5e6, maxMicros: 1.5e6 }
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'QUOTES', instrument: ACME }],
        onQuote(context) {
          context.locals.step += 1
          if (context.locals.step === 1)
            context.orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })
        },
      },
      {
        fills: { requestLatency: latency },
        series: [
          {
            kind: 'QUOTES',
            instrumentId: ACME,
            quotes: quotes([
              [0, 99, 100],
              [1, 101, 102],
              [2, 103, 104],
            ]),
          },
        ],
      },
    )
    expect(result.fills).toMatchObject([{ price: 102, at: START + 1.5e6 }])
  })

  it('[SI-19] trades make a market too: a stop is met by the trade that reaches it', () => {
    const trades = {
      length: 4,
      time: Float64Array.from([0, 1, 1, 2], (second) => START + second * 1e6),
      price: Float64Array.from([100, 101, 103, 102]),
      size: Float64Array.from([1, 1, 1, 1]),
      aggressor: Float64Array.from([1, 1, -1, 0]),
    }
    const told: number[] = []
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'TRADES', instrument: ACME }],
        onTrade(context, { price }) {
          told.push(price)
          if (told.length === 1)
            context.orders.submit({
              type: 'STOP',
              instrument: ACME,
              side: 'BUY',
              quantity: 5,
              stopPrice: 102,
              timeInForce: 'GTC',
            })
        },
      },
      { series: [{ kind: 'TRADES', instrumentId: ACME, trades }] },
    )
    expect(told).toEqual([100, 101, 103, 102])
    expect(prices(result)).toEqual([103])
    expect(result.account.equity).toBe('999995')
  })

  it('[SI-19] bars of bid and ask: buys meet the ask, sales the bid, and the strategy is shown the bid', () => {
    const told: number[] = []
    const result = played(
      [],
      {
        onBar(context, { close }) {
          told.push(close)
          context.locals.step += 1
          if (context.locals.step < 3) context.orders.targetPosition(ACME, context.locals.step === 1 ? 10 : 0)
        },
      },
      {
        series: [
          {
            kind: 'QUOTE_BARS',
            instrumentId: ACME,
            timeframe: '1m',
            bid: barsOf([FLAT, [101, 102, 100, 101], [103, 103, 103, 103]]),
            ask: barsOf([
              [100.5, 100.5, 100.5, 100.5],
              [101.5, 103, 100.5, 102],
              [104, 104, 104, 104],
            ]),
          },
        ],
      },
    )
    expect(told).toEqual([100, 101, 103])
    expect(prices(result)).toEqual([101.5, 103])
    expect(result.account.equity).toBe('1000015')
    // Marked at the middle of 101 and 102 in between.
    for (const [point, equity] of [1_000_000, 1_000_000, 1_000_000, 1_000_015].entries())
      expect(result.curve.equity[point]).toBeCloseTo(equity, 6)
  })

  it('[SI-19] money in another currency is worth what the market of its pair says', () => {
    const pair = shares({
      symbol: 'EUR-USD',
      assetClass: 'FX',
      priceIncrement: '0.0001',
      funding: 'MARGINED',
      initialMarginRate: '0.1',
    })
    const share = shares({ currency: 'EUR' })
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
        ...first(({ orders }) =>
          orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 }),
        ),
      },
      {
        instruments: [share, pair],
        account: { currency: 'USD', cash: [{ currency: 'EUR', amount: '10000' }] },
        series: [
          { kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: barsOf([FLAT, [100, 110, 100, 110]]) },
          {
            kind: 'BARS',
            instrumentId: pair.id,
            timeframe: '1m',
            bars: barsOf([
              [1.1, 1.1, 1.1, 1.1],
              [1.1, 1.2, 1.1, 1.2],
            ]),
          },
        ],
      },
    )
    expect(result.curve.equity.at(-1)).toBeCloseTo(10_100 * 1.2, 6)
    expect(result.curve.equity.at(-2)).toBeCloseTo(10_000 * 1.1, 6)
    expect(result.account).toMatchObject({ equity: '12120', currency: 'USD' })
  })
})
