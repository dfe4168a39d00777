/** Quotes, trades, bars of two sides and currencies as markets, by cases computed by hand. */

import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '@quarterdeck/engine'
import { barsOf, shares, START } from './testing/market.ts'
import type { Ohlc } from './testing/market.ts'
import { ACME, first, FLAT, played, prices } from './testing/played.ts'
import type { Callbacks } from './testing/played.ts'

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

describe('limits on losses', () => {
  const limits = { ...NO_LIMITS, maxDrawdown: '0.02' }
  const buyOnEveryBar = {
    onBar: ({ orders }: Parameters<NonNullable<Callbacks['onBar']>>[0]) =>
      void orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 2_000 }),
  }
  // 2,000 at 100, up to 110, as many again at 98: 2.4 % below the day's high of 1,020,000, and 0.4 % below its start.
  const bars: readonly Ohlc[] = [FLAT, [100, 110, 100, 110], [98, 98, 98, 98], [98, 98, 98, 98]]

  it('[SI-21] the day begins and its high rises with the marks, so a fall from it blocks what adds risk', () => {
    const policies = [{ scope: 'ACCOUNT' as const, targetId: null, limits }]
    const limited = played(bars, buyOnEveryBar, { policies })
    expect(limited.rejections[0]).toMatchObject({
      by: 'GATE',
      reason: expect.stringContaining('drawdown') as string,
    })
    expect(played(bars, buyOnEveryBar).rejections).toEqual([])
  })
})
