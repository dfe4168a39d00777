/** nautilus' EMA cross on USD/JPY, February 2013: the ticks, bars, orders and positions that its acceptance test counts. */

import { describe, expect, it } from 'vitest'
import { barColumnsOf } from '@quarterdeck/market-data'
import type { Bar, QuoteColumns } from '@quarterdeck/market-data'
import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { shares } from '../../src/kernel/testing/market.ts'
import { runBacktest } from '../../src/run/backtest.ts'
import { casesArePresent, csvRows, published } from './published-bars.ts'

const QUARTER = 15 * 60e6
const SIZE = 1_000_000

const USDJPY = shares({
  symbol: 'USD-JPY',
  assetClass: 'FX',
  currency: 'JPY',
  priceIncrement: '0.001',
  funding: 'MARGINED',
  initialMarginRate: '0.03',
  takerFeeRate: '0.00002',
  makerFeeRate: '0.00002',
})

/** Both averages begin with the first value; trades once the slow one has seen as many bars as it is long. */
const emaCross: Strategy = defineStrategy({
  name: 'ema-cross',
  params: {
    instrument: param.instrument(),
    fast: param.int({ default: 10 }),
    slow: param.int({ default: 20 }),
    lastQuote: param.number({ default: 0 }),
  },
  subscribe: ({ instrument }) => [
    { kind: 'BARS', instrument, timeframe: '15m', history: 1 },
    { kind: 'QUOTES', instrument },
  ],
  prepare: () => ({ fast: Number.NaN, slow: Number.NaN, bars: 0 }),
  onBar({ locals, params, portfolio, orders, clock }, { high, low, close }) {
    const next = (mean: number, length: number): number =>
      Number.isNaN(mean) ? close : mean + ((close - mean) * 2) / (length + 1)
    locals.fast = next(locals.fast, params.fast)
    locals.slow = next(locals.slow, params.slow)
    locals.bars += 1
    // A bar of a single price says that nothing traded.
    if (locals.bars < params.slow || high === low) return
    // The last bar closes with the last quote, at which everything was closed.
    if (clock.now > params.lastQuote) return
    const side = locals.fast >= locals.slow ? 'BUY' : 'SELL'
    const { quantity } = portfolio.position(params.instrument)
    const wanted = side === 'BUY' ? SIZE : -SIZE
    if (quantity === wanted) return
    const order = { type: 'MARKET', instrument: params.instrument, side, quantity: SIZE } as const
    if (quantity !== 0) orders.submit({ ...order, tag: 'close' })
    orders.submit({ ...order, tag: 'open' })
  },
  onQuote({ params, portfolio, orders }, { time }) {
    if (time !== params.lastQuote) return
    const { quantity } = portfolio.position(params.instrument)
    const side = quantity > 0 ? 'SELL' : 'BUY'
    if (quantity !== 0) orders.submit({ type: 'MARKET', instrument: params.instrument, side, quantity: SIZE })
  },
}) as Strategy

/** Four quotes a minute, as it makes them: 300, 200 and 100 ms before the bar's time, and at it. */
function quotesOf(): QuoteColumns {
  const rows = (side: string) =>
    csvRows('market-data', 'nautilus', 'fxcm', `usdjpy-m1-${side}-2013.csv`).slice(1)
  const [bids, asks] = [rows('bid'), rows('ask')]
  const length = bids.length * 4
  const column = (): Float64Array => new Float64Array(length)
  const quotes = {
    length,
    time: column(),
    bid: column(),
    bidSize: column(),
    ask: column(),
    askSize: column(),
  }
  for (const [row, [at, ...prices]] of bids.entries()) {
    const time = Date.parse(at!.replace(' ', 'T')) * 1_000
    for (let point = 0; point < 4; point += 1) {
      quotes.time[row * 4 + point] = time - (3 - point) * 100_000
      quotes.bid[row * 4 + point] = Number(prices[point])
      quotes.ask[row * 4 + point] = Number(asks[row]![point + 1])
    }
  }
  return quotes
}

/** Bars of the bid for every quarter of an hour, quiet ones at the last price; a quote at the end of a quarter belongs to it. */
function quartersOf(quotes: QuoteColumns): Bar[] {
  const bars: Bar[] = []
  let row = 0
  let last = Number.NaN
  const first = Math.floor(quotes.time[0]! / QUARTER) * QUARTER
  for (let end = first + QUARTER; row < quotes.length; end += QUARTER) {
    const prices: number[] = []
    for (; row < quotes.length && quotes.time[row]! <= end; row += 1) prices.push(quotes.bid[row]!)
    const open = prices[0] ?? last
    last = prices.at(-1) ?? last
    // A microsecond after the quote of its end, which it counts in.
    const time = end - QUARTER + 1
    bars.push({
      time,
      open,
      high: Math.max(open, ...prices),
      low: Math.min(open, ...prices),
      close: last,
      volume: 0,
    })
  }
  return bars
}

describe.skipIf(!casesArePresent())('nautilus on USD/JPY', { timeout: 120_000 }, () => {
  it('[SI-43] 115,044 quotes, 2,689 bars, 178 orders, 89 positions', () => {
    const { expected } = published<{ expected: Record<string, number> }>(
      'backtest',
      'nautilus-ema-cross-usdjpy.json',
    )
    const quotes = quotesOf()
    const bars = barColumnsOf(quartersOf(quotes))
    const result = runBacktest({
      strategy: emaCross,
      params: { instrument: USDJPY.id, lastQuote: quotes.time.at(-1) },
      instruments: [USDJPY],
      series: [
        { kind: 'BARS', instrumentId: USDJPY.id, timeframe: '15m', bars },
        { kind: 'QUOTES', instrumentId: USDJPY.id, quotes },
      ],
      // Margin is held in the currency of the trade here, so that is what the account is given.
      account: { currency: 'JPY', cash: [{ currency: 'JPY', amount: '100000000' }] },
    })
    expect(result.fault).toBeNull()
    expect(result.rejections).toEqual([])
    expect(result.counts.quotes).toBe(expected['iterations (quote ticks)'])
    expect(result.counts.bars).toBe(expected['fast_ema_count (15-min bars)'])
    expect(result.orders).toHaveLength(expected['orders']!)
    expect(result.trades).toHaveLength(expected['positions']!)
    expect(result.openTrades).toEqual([])
  })
})
