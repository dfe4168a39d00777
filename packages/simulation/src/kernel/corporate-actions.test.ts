/** Splits and dividends happen to an account that trades at raw prices: to positions, orders, windows and trades, and to nothing else. */

import { defineStrategy, Sma } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { describe, expect, it } from 'vitest'
import { runBacktest } from '../run/backtest.ts'
import type { BacktestRequest } from '../run/request.ts'
import type { BacktestResult } from '../run/result.ts'
import { sharesOf } from './corporate-actions.ts'
import { at, dividend, request, split } from './testing/actions.ts'
import { barsOf, DAY, START, type Ohlc } from './testing/market.ts'
import { ACME } from './testing/played.ts'

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

it('[SI-30] a dividend that the books cannot hold ends the run as a fault of its data, with what was played so far', () => {
  const strategy = defineStrategy({
    name: 'holder',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1d', history: 5 }],
    prepare: () => ({ step: 0 }),
    ...first({ quantity: 1_900_000 }),
  } as unknown as Strategy)
  const rows = [at(0.25), at(0.25), at(0.25), at(0.25), at(0.25)]
  const result = runBacktest(request(barsOf(rows, DAY), strategy, { actions: [dividend(3, 9e14)] }))
  expect(result.fault).toMatchObject({ kind: 'DATA', message: expect.stringContaining('action.perUnit') })
  expect(result.account.positions[0]).toMatchObject({ lots: 1_900_000 })
})

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
