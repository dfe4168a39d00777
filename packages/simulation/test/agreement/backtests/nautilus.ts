/**
 * Plays nautilus' average cross on the dollar in yen: each minute's bid and ask as four quotes, bars of fifteen minutes made of them,
 * one strategy alone and two that share what they see of the position.
 */

import { barColumnsOf } from '@quarterdeck/market-data'
import type { Bar } from '@quarterdeck/market-data'
import { defineStrategy } from '@quarterdeck/sdk'
import type { InstrumentId, Strategy } from '@quarterdeck/sdk'
import { NO_LIMITS } from '@quarterdeck/engine'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { csvRows } from '../../engines/published-bars.ts'
import { quoteColumns } from './lean-data.ts'
import type { Shown } from './lean-data.ts'
import { dollarsOf } from './nautilus-balance.ts'
import { same, toDecimals } from './verdict.ts'
import type { Compared, PlayedCase } from './verdict.ts'

interface Expected {
  readonly orders: number
  readonly positions: number
  readonly account_events: number
  readonly final_balance_USD: number
}

export interface NautilusFile {
  readonly parameters: { readonly trade_size: number; readonly fast: number; readonly slow: number }
  readonly expected: Expected & {
    readonly 'iterations (quote ticks)': number
    readonly 'fast_ema_count (15-min bars)': number
  }
  readonly second_case_two_strategies: {
    readonly strategy2: { readonly fast: number; readonly slow: number }
    readonly expected: Expected
  }
}

const QUARTER = 900e6
/** When a minute's open, high, low and close are shown, before its end. What comes at an end belongs to the bar that ends. */
const OFFSETS = [300_000, 200_000, 100_000, 1]
/** The account is in yen, so that nothing is exchanged while it trades. */
const PAIR = shares({
  symbol: 'USD-JPY',
  assetClass: 'FX',
  currency: 'JPY',
  priceIncrement: '0.001',
  funding: 'MARGINED',
  initialMarginRate: '0.001',
  maintenanceMarginRate: '0.001',
})

const BALANCE =
  'Our ledger keeps the yen: the balance is that of our fills and fees, each exchanged and rounded at its moment as theirs is. ' +
  'Its rollover interest is credited whatever the side of a position, where a rollover of ours costs one side what the other gets: it is ' +
  'computed beside, on the positions that our fills hold when a day begins, three times after Wednesdays and Fridays.'

interface Averages {
  readonly fast: number
  readonly slow: number
}

export function nautilus(file: NautilusFile): PlayedCase[] {
  const { expected, parameters, second_case_two_strategies: second } = file
  const quotes = quotesOf()
  const alone = play(quotes, [parameters], parameters.trade_size)
  const both = play(quotes, [parameters, second.strategy2], parameters.trade_size)
  return [
    {
      name: 'one strategy',
      compared: [
        same('quotes', alone.counts.quotes, expected['iterations (quote ticks)']),
        same('bars', alone.counts.bars, expected['fast_ema_count (15-min bars)']),
        ...compareAccount(alone, quotes, expected),
      ],
      note: BALANCE,
    },
    {
      name: 'two strategies',
      compared: compareAccount(both, quotes, second.expected),
      note: `Both decide on the net of their positions before either acts. ${BALANCE}`,
    },
  ]
}

function compareAccount(result: BacktestResult, quotes: readonly Shown[], expected: Expected): Compared[] {
  const { balance, rollovers } = dollarsOf(result, quotes)
  return [
    same('orders', result.fills.length, expected.orders),
    same(
      'positions',
      result.fills.filter(({ tag }) => tag?.startsWith('open') === true).length,
      expected.positions,
    ),
    same('events of the account', 1 + result.fills.length + rollovers, expected.account_events),
    toDecimals('balance in dollars', { ours: balance, theirs: expected.final_balance_USD, decimals: 2 }),
  ]
}

function quotesOf(): readonly Shown[] {
  const read = (side: string) =>
    csvRows('market-data', 'nautilus', 'fxcm', `usdjpy-m1-${side}-2013.csv`).slice(1)
  const asks = read('ask')
  return read('bid').flatMap((bid, row) => {
    const end = Date.parse(bid[0]!.replace(' ', 'T')) * 1_000
    return OFFSETS.map((offset, point) => ({
      time: end - offset,
      bid: Number(bid[point + 1]),
      ask: Number(asks[row]![point + 1]),
    }))
  })
}

/** Bars of the bid, one for each quarter of an hour from the first quote to the last, over weekends too: nothing happened then. */
function quarters(quotes: readonly Shown[]): readonly Bar[] {
  const bars: Bar[] = []
  let next = 0
  let close = quotes[0]!.bid
  for (let end = quotes[0]!.time + OFFSETS[0]!; next < quotes.length; end += QUARTER) {
    const prices: number[] = []
    for (; next < quotes.length && quotes[next]!.time < end; next += 1) prices.push(quotes[next]!.bid)
    const open = prices[0] ?? close
    close = prices.at(-1) ?? close
    const [high, low] = [Math.max(open, ...prices), Math.min(open, ...prices)]
    bars.push({ time: end - QUARTER, open, high, low, close, volume: 0 })
  }
  return bars
}

function play(quotes: readonly Shown[], pairs: readonly Averages[], size: number): BacktestResult {
  const bars = quarters(quotes)
  const result = runBacktest({
    strategy: crosses({ instrument: PAIR.id, pairs, size, lastBar: bars.at(-1)!.time }),
    instruments: [PAIR],
    series: [
      { kind: 'QUOTES', instrumentId: PAIR.id, quotes: quoteColumns(quotes) },
      { kind: 'BARS', instrumentId: PAIR.id, timeframe: '15m', bars: barColumnsOf(bars) },
    ],
    account: { currency: 'JPY', cash: [{ currency: 'JPY', amount: '100000000' }] },
    // Bars end over weekends too, when the last quote is old.
    policies: [{ scope: 'ACCOUNT', targetId: null, limits: { ...NO_LIMITS, maxQuoteAgeMs: 86_400_000 } }],
    fills: { commission: { kind: 'RATE', rate: '0.00002' } },
    recording: { curve: { everyMicros: 86_400e6 } },
  })
  if (result.fault !== null || result.rejections.length > 0)
    throw new Error(result.fault?.message ?? result.rejections[0]!.reason)
  return result
}

/** An average that begins with its first value. */
class Ema {
  private readonly weight: number
  value = Number.NaN

  constructor(length: number) {
    this.weight = 2 / (length + 1)
  }

  next(price: number): void {
    this.value = Number.isNaN(this.value) ? price : this.value + (price - this.value) * this.weight
  }
}

/** Each pair of averages holds positions of its own, and all decide on the net of all before any of them acts. */
function crosses(of: {
  readonly instrument: InstrumentId
  readonly pairs: readonly Averages[]
  readonly size: number
  readonly lastBar: number
}): Strategy {
  const { instrument, pairs, size, lastBar } = of
  return defineStrategy({
    name: 'average-crosses',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '15m', history: 1 }],
    prepare: () => ({
      bars: 0,
      pairs: pairs.map(({ fast, slow }) => ({
        slow,
        fastEma: new Ema(fast),
        slowEma: new Ema(slow),
        held: [] as number[],
      })),
    }),
    onBar: ({ locals, portfolio, orders }, { time, high, low, close }) => {
      locals.bars += 1
      const order = (direction: number, tag: string) =>
        orders.submit({
          type: 'MARKET',
          instrument,
          side: direction > 0 ? 'BUY' : 'SELL',
          quantity: size,
          tag,
        })
      const net = portfolio.position(instrument).lots
      for (const [owner, pair] of locals.pairs.entries()) {
        pair.fastEma.next(close)
        pair.slowEma.next(close)
        if (locals.bars < pair.slow || high === low) continue
        const direction = pair.fastEma.value >= pair.slowEma.value ? 1 : -1
        if (net * direction > 0) continue
        if (net !== 0) {
          for (const held of pair.held) order(-held, `close ${owner}`)
          pair.held = []
        }
        order(direction, `open ${owner}`)
        pair.held.push(direction)
      }
      if (time !== lastBar) return
      for (const [owner, { held }] of locals.pairs.entries())
        for (const one of held) order(-one, `close ${owner}`)
    },
  }) as Strategy
}
