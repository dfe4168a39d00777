/** Backtests on order books: small cases computed by hand, and random ones that come out the same however they are run. */

import { describe, expect, it } from 'vitest'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { resumeBacktest, createBacktest, runBacktest } from '../run/backtest.ts'
import { proveNoLookAhead } from '../run/look-ahead.ts'
import type { BacktestRequest, MarketSeries } from '../run/request.ts'
import type { BacktestSnapshot } from '../run/snapshot.ts'
import { bookOf, randomBook } from './testing/book.ts'
import type { BookWords } from './testing/book.ts'
import { barsOf, shares, START } from './testing/market.ts'
import { ACME, prices } from './testing/played.ts'
import type { Callbacks } from './testing/played.ts'
import bookMaker from '../study/testing/book-maker.ts'

/** 5 shares at 99.90 and 8 at 99.80 are wanted; 3 at 100.00, 4 at 100.10 and 20 at 100.20 are offered. */
const WHOLE: BookWords = { bids: { 99.9: 5, 99.8: 8 }, asks: { 100: 3, 100.1: 4, 100.2: 20 } }

function request(
  messages: readonly BookWords[],
  callbacks: Callbacks,
  terms: Partial<BacktestRequest> = {},
): BacktestRequest {
  const strategy = defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'QUOTES', instrument: ACME }],
    prepare: () => ({ step: 0 }),
    ...callbacks,
  } as Strategy)
  return {
    strategy,
    instruments: [shares()],
    series: [{ kind: 'DEPTH', instrumentId: ACME, depth: bookOf(messages) }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    ...terms,
  }
}

function played(...of: Parameters<typeof request>) {
  const result = runBacktest(request(...of))
  if (result.fault !== null) throw new Error(`the case failed: ${result.fault.message}`)
  return result
}

/** Does something on the quote of that number, from 1. */
function onQuote(number: number, act: NonNullable<Callbacks['onQuote']>): Callbacks {
  return {
    onQuote(context, quote) {
      context.locals.step += 1
      if (context.locals.step === number) act(context, quote)
    },
  }
}

const buy = (quantity: number, terms: object = {}): Callbacks =>
  onQuote(
    1,
    ({ orders }) =>
      void orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity, ...terms } as never),
  )

describe('backtests on order books', () => {
  it('[SI-26] an order walks the levels, and the ledger has what each of them cost', () => {
    const result = played([WHOLE, { bids: { 99.7: 1 } }], buy(9))
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [3, 100],
      [4, 100.1],
      [2, 100.2],
    ])
    expect(result.account.cash[0]?.amount).toBe('999099.2')
    expect(result.data[0]).toMatchObject({ kind: 'DEPTH', timeframe: 'tick', rows: 6, isMarket: true })
    expect(result.counts).toMatchObject({ quotes: 2, trades: 0, bars: 0 })
  })

  it('[SI-26] strategies are told the top whenever it changes, sizes included, and positions are marked at the middle', () => {
    const seen: (readonly number[])[] = []
    const result = played(
      [WHOLE, { bids: { 99.7: 1 } }, { asks: { 100: 0 } }, { bids: { 99.9: 0, 99.8: 0, 99.7: 0 } }],
      { onQuote: (_, { bid, bidSize, ask, askSize }) => void seen.push([bid, bidSize, ask, askSize]) },
    )
    expect(seen).toEqual([
      [99.9, 5, 100, 3],
      [99.9, 5, 100.1, 4],
      [Number.NaN, Number.NaN, 100.1, 4],
    ])
    const held = played([WHOLE, { asks: { 100: 0, 100.1: 0 } }], buy(3))
    expect(held.account.positions[0]?.mark).toBeCloseTo((99.9 + 100.2) / 2, 9)
    expect(result.status).toBe('COMPLETED')
  })

  it('[SI-26] an order that is on its way meets the book that stands when it arrives, and none of a later message', () => {
    const late = { requestLatency: { minMicros: 1_500_000, maxMicros: 1_500_000 } }
    const messages = [WHOLE, { asks: { 100: 0 } }, { asks: { 100.1: 0 } }, { asks: { 100.2: 0, 101: 9 } }]
    expect(prices(played(messages, buy(2), { fills: late }))).toEqual([100.1])
    // To the microsecond: what arrives with a message was there before it.
    const exact = { requestLatency: { minMicros: 2_000_000, maxMicros: 2_000_000 } }
    expect(prices(played(messages, buy(2), { fills: exact }))).toEqual([100.1])
  })

  it('[SI-26] trades beside the book fill what waits in it, after those in front', () => {
    const depth: MarketSeries = {
      kind: 'DEPTH',
      instrumentId: ACME,
      depth: bookOf([WHOLE, { at: 9, asks: { 100: 2 } }]),
    }
    const columns = (values: readonly number[]): Float64Array => Float64Array.from(values)
    const trades: MarketSeries = {
      kind: 'TRADES',
      instrumentId: ACME,
      trades: {
        length: 3,
        time: columns([1, 2, 3].map((at) => START + at * 1e6)),
        price: columns([99.9, 99.9, 99.9]),
        size: columns([4, 3, 9]),
        aggressor: columns([-1, -1, 1]),
      },
    }
    const patient = buy(6, { type: 'LIMIT', limitPrice: 99.9 })
    const result = played([], patient, { series: [depth, trades] })
    expect(
      result.fills.map(({ lots, price, at, liquidity }) => [lots, price, at - START, liquidity]),
    ).toEqual([[2, 99.9, 2e6, 'MAKER']])
    expect(result.data.map(({ isMarket }) => isMarket)).toEqual([true, false])
    expect(played([], patient, { series: [depth] }).fills).toEqual([])
  })

  it('[SI-26] the book is the market whatever else is there, and bars of the instrument inform', () => {
    const bars: MarketSeries = {
      kind: 'BARS',
      instrumentId: ACME,
      timeframe: '1m',
      bars: barsOf([[50, 50, 50, 50]]),
    }
    const depth: MarketSeries = {
      kind: 'DEPTH',
      instrumentId: ACME,
      depth: bookOf([WHOLE, { at: 90, bids: { 99.7: 1 } }]),
    }
    const first = {
      onBar: ({ orders }: { orders: { submit(order: unknown): unknown } }) =>
        void orders.submit({ type: 'MARKET', instrument: ACME, side: 'SELL', quantity: 6 }),
    }
    const subscribe = () => [{ kind: 'BARS' as const, instrument: ACME, timeframe: '1m' as const }]
    const result = played([], { ...first, subscribe } as Callbacks, { series: [bars, depth] })
    expect(prices(result)).toEqual([99.9, 99.8])
  })

  it('[SI-26] what came before the start is in the book, and is not played', () => {
    const messages = [WHOLE, { asks: { 100: 0 } }, { bids: { 99.7: 1 } }, { bids: { 99.9: 6 } }]
    const result = played(messages, buy(5), { from: START + 1.5e6 })
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [4, 100.1],
      [1, 100.2],
    ])
    expect(result.counts.quotes).toBe(2)
  })

  it('[SI-26] where a message is missing nothing trades until the next snapshot, and marks stay', () => {
    const numbered = [
      { ...WHOLE, sequence: 1 },
      { sequence: 3, asks: { 100: 1 } },
      { sequence: 4, isSnapshot: true, bids: { 90: 1 }, asks: { 91: 10 } },
    ]
    const result = played(numbered, {
      onQuote(context, { bid }) {
        context.locals.step += 1
        const { orders } = context
        if (context.locals.step === 1)
          orders.submit({
            type: 'LIMIT',
            instrument: ACME,
            side: 'BUY',
            quantity: 2,
            limitPrice: 99,
            timeInForce: 'GTC',
          })
        if (context.locals.step !== 2) return
        expect(bid).toBeNaN()
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })
      },
    })
    expect(result.orders.map(({ status }) => status)).toEqual(['FILLED', 'REJECTED'])
    expect(result.fills.map(({ lots, price, at }) => [lots, price, at - START])).toEqual([[2, 99, 2e6]])
  })

  it.each<readonly [string, Partial<BacktestRequest>, RegExp]>([
    [
      'prices off the grid',
      { instruments: [shares({ priceIncrement: '0.25' })] },
      /series\.0: row 0 has price 99\.9, which is no multiple of the price increment 0\.25/,
    ],
    [
      'a share of the volume',
      { fills: { participation: '0.5' } },
      /fills: participation must be left out for TEST:ACME/,
    ],
    [
      'messages of several times',
      { series: [depthWith('time', START + 9e6)] },
      /row 1 goes on with a message that is not of its time/,
    ],
    ['sides that are none', { series: [depthWith('side', 0)] }, /row 1 has side 0/],
    ['sizes below 0', { series: [depthWith('size', -1)] }, /row 1 has size -1/],
  ])('[SI-18] refuses books with %s before anything runs', (_, terms, message) => {
    expect(() => runBacktest(request([WHOLE, { bids: { 99.7: 1 } }], {}, terms))).toThrow(message)
  })
})

/** A book whose rows have one value from the second on. */
function depthWith(field: 'time' | 'side' | 'size', value: number): MarketSeries {
  const depth = bookOf([{ at: 1, ...WHOLE }])
  depth[field].fill(value, 1)
  return { kind: 'DEPTH', instrumentId: ACME, depth }
}

describe('random order books', () => {
  const { depth, trades } = randomBook(1_500, 11)
  const random: BacktestRequest = {
    strategy: bookMaker as unknown as Strategy,
    params: { instrument: ACME, distance: 2 },
    instruments: [shares()],
    series: [
      { kind: 'DEPTH', instrumentId: ACME, depth },
      { kind: 'TRADES', instrumentId: ACME, trades },
    ],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
    fills: {
      requestLatency: { minMicros: 0, maxMicros: 900_000 },
      reportLatency: { minMicros: 0, maxMicros: 300_000 },
    },
    seed: 5,
  }

  it('[SI-14] [SI-15] the same result in one step, in many, and put to rest and continued', () => {
    const { timings: _, ...whole } = runBacktest(random)
    expect(whole.status).toBe('COMPLETED')
    expect(new Set(whole.fills.map(({ liquidity }) => liquidity))).toEqual(new Set(['MAKER', 'TAKER']))
    expect(whole.fills.length).toBeGreaterThan(100)
    let backtest = createBacktest(random)
    for (let steps = 0; backtest.step(97); steps += 1) {
      if (steps % 5 !== 4) continue
      const saved = JSON.parse(JSON.stringify(backtest.snapshot())) as BacktestSnapshot
      backtest = resumeBacktest(random, saved)
    }
    const { timings: __, ...resumed } = backtest.result()
    expect(resumed.digests).toEqual(whole.digests)
    expect(resumed.fills).toEqual(whole.fills)
    expect(backtest.progress().played).toBe(backtest.progress().total)
  })

  it('[SI-20] on every prefix of the book the strategy wants the same as on the whole', () => {
    const proof = proveNoLookAhead(random, { prefixes: 6, seed: 3 })
    expect(proof.divergence).toBeNull()
    expect(proof.compared).toBeGreaterThan(200)
  })
})
