/** Plays backtrader's cases: the average cross on 2006 as shares and as futures, and what fills do to a position, cash and margin. */

import { barColumnsOf } from '@quarterdeck/market-data'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Instrument, Strategy } from '@quarterdeck/sdk'
import type { CommissionModel } from '@quarterdeck/venues'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { dailyBars } from '../../engines/published-bars.ts'
import { oneUnitCross } from '../../engines/one-unit-cross.ts'
import { same, toDecimals } from './verdict.ts'
import type { Compared, PlayedCase } from './verdict.ts'

const DAY = 86_400e6
const FUTURE = { assetClass: 'FUTURE', funding: 'MARGINED', multiplier: '10' } as const

export interface CrossFile {
  readonly expected: {
    readonly buy_signal_close: readonly string[]
    readonly sell_signal_close: readonly string[]
    readonly buy_fill_price: readonly string[]
    readonly sell_fill_price: readonly string[]
    readonly open_position_at_end: number
    readonly stock_like: { readonly final_value: string; readonly final_cash: string }
    readonly futures_like: {
      readonly commission_per_contract: number
      readonly margin_per_contract: number
      readonly final_value: string
      readonly final_cash: string
      readonly year_return_2006: number
    }
  }
}

export function smaCross({ expected }: CrossFile): PlayedCase[] {
  const shareRun = playCross({}, { kind: 'NONE' })
  const futures = expected.futures_like
  const futureRun = playCross(
    { ...FUTURE, initialMarginRate: '0.02' },
    { kind: 'PER_UNIT', perUnit: String(futures.commission_per_contract) },
  )
  const equity = Number(futureRun.account.equity)
  return [
    {
      name: 'stock-like',
      compared: [
        ...orderByOrder(shareRun, expected),
        same('value', Number(shareRun.account.equity).toFixed(2), expected.stock_like.final_value),
        same('cash', Number(shareRun.account.cash[0]!.amount).toFixed(2), expected.stock_like.final_cash),
      ],
    },
    {
      name: 'futures-like',
      compared: [
        ...orderByOrder(futureRun, expected),
        same('value', equity.toFixed(2), futures.final_value),
        same(
          'cash',
          (equity - expected.open_position_at_end * futures.margin_per_contract).toFixed(2),
          futures.final_cash,
        ),
        toDecimals('return of 2006', {
          ours: equity / 10_000 - 1,
          theirs: futures.year_return_2006,
          decimals: 4,
        }),
      ],
      note: 'It counts the running profit as cash and takes a fixed margin off it; ours settles profit on closing, so its cash is our equity less that margin.',
    },
  ]
}

function playCross(terms: Partial<Instrument>, commission: CommissionModel): BacktestResult {
  const index = shares({ symbol: 'INDEX', ...terms })
  return played({
    strategy: oneUnitCross,
    params: { instrument: index.id },
    instruments: [index],
    series: [
      {
        kind: 'BARS',
        instrumentId: index.id,
        timeframe: '1d',
        bars: dailyBars('market-data', 'backtrader', '2006-day-001.csv'),
      },
    ],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
    fills: { commission },
  })
}

function played(request: Parameters<typeof runBacktest>[0]): BacktestResult {
  const result = runBacktest(request)
  if (result.fault !== null) throw new Error(result.fault.message)
  return result
}

function orderByOrder(result: BacktestResult, expected: CrossFile['expected']): Compared[] {
  const signals = (word: string) =>
    result.logs.filter(({ message }) => message.startsWith(word)).map(({ message }) => message.split(' ')[1])
  const prices = (side: 'BUY' | 'SELL') =>
    result.fills.filter((fill) => fill.side === side).map(({ price }) => price.toFixed(2))
  return [
    same('closes of buy signals', signals('buy'), expected.buy_signal_close),
    same('closes of sell signals', signals('sell'), expected.sell_signal_close),
    same('prices of buys', prices('BUY'), expected.buy_fill_price),
    same('prices of sales', prices('SELL'), expected.sell_fill_price),
    same('position at the end', result.account.positions[0]!.lots, expected.open_position_at_end),
  ]
}

interface PositionCase {
  readonly id: 'position-sequence'
  readonly start: { readonly size: number; readonly price: number }
  readonly steps: readonly {
    readonly fill: { readonly size: number; readonly price: number }
    readonly size: number
    readonly avg_price: number
    readonly opened: number
    readonly closed: number
  }[]
}

interface CommissionCase {
  readonly id: 'stock-commission' | 'futures-commission'
  readonly input: {
    readonly price: number
    readonly size: number
    readonly commission_rate?: number
    readonly commission_per_contract?: number
    readonly margin?: number
    readonly multiplier?: number
    readonly new_price: number
  }
  readonly expected: Readonly<Record<string, number>>
}

export function positionAndCommission(file: {
  readonly cases: readonly (PositionCase | CommissionCase)[]
}): PlayedCase[] {
  return file.cases.map((one) => (one.id === 'position-sequence' ? position(one) : commission(one)))
}

/** Trades the sizes one a bar at the openings, and says after each fill what is held. */
function trades(instrument: string, sizes: readonly number[]): Strategy {
  return defineStrategy({
    name: 'given-trades',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument, timeframe: '1d', history: 1 }],
    prepare: () => ({ bar: 0 }),
    onBar: ({ locals, orders }) => {
      const size = sizes[locals.bar]
      locals.bar += 1
      if (size === undefined) return
      const side = size > 0 ? 'BUY' : 'SELL'
      orders.submit({ type: 'MARKET', instrument, side, quantity: Math.abs(size) })
    },
    onFill: ({ portfolio, log }) => {
      const { quantity, averagePrice } = portfolio.position(instrument)
      log.info(JSON.stringify([quantity, averagePrice]))
    },
  }) as Strategy
}

/** A bar to decide on, and then one a price, all at that price. */
function barsAt(prices: readonly number[]) {
  return barColumnsOf(
    [prices[0]!, ...prices].map((price, i) => ({
      time: i * DAY,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0,
    })),
  )
}

function playTrades(
  terms: Partial<Instrument>,
  of: {
    readonly sizes: readonly number[]
    readonly prices: readonly number[]
    readonly commission?: CommissionModel
    readonly cash?: string
  },
): BacktestResult {
  const instrument = shares({ symbol: 'ANY', ...terms })
  return played({
    strategy: trades(instrument.id, of.sizes),
    instruments: [instrument],
    series: [{ kind: 'BARS', instrumentId: instrument.id, timeframe: '1d', bars: barsAt(of.prices) }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: of.cash ?? '10000' }] },
    fills: { commission: of.commission ?? { kind: 'NONE' } },
  })
}

function position({ id, start, steps }: PositionCase): PlayedCase {
  const fills = [start, ...steps.map(({ fill }) => fill)]
  const result = playTrades(
    { funding: 'MARGINED', initialMarginRate: '0.1' },
    { sizes: fills.map(({ size }) => size), prices: fills.map(({ price }) => price) },
  )
  const held = result.logs.map(({ message }) => JSON.parse(message) as [number, number])
  const compared = steps.flatMap((step, i) => {
    const [before] = held[i]!
    const [size, average] = held[i + 1]!
    const closed =
      before * step.fill.size < 0
        ? -Math.sign(before) * Math.min(Math.abs(before), Math.abs(step.fill.size))
        : 0
    return [
      same(`size after ${step.fill.size}`, size, step.size),
      toDecimals(`average price after ${step.fill.size}`, {
        ours: average,
        theirs: step.avg_price,
        decimals: 9,
      }),
      same(
        `opened and closed by ${step.fill.size}`,
        [size - before - closed, closed],
        [step.opened, step.closed],
      ),
    ]
  })
  return { name: id, compared }
}

function commission({ id, input, expected }: CommissionCase): PlayedCase {
  const isFuture = id === 'futures-commission'
  const { price, size, new_price: newPrice } = input
  const model: CommissionModel = isFuture
    ? { kind: 'PER_UNIT', perUnit: String(input.commission_per_contract) }
    : { kind: 'RATE', rate: String(input.commission_rate) }
  const margin = isFuture ? input.margin! / (price * input.multiplier!) : 1
  const terms = isFuture
    ? { ...FUTURE, multiplier: String(input.multiplier), initialMarginRate: String(margin) }
    : {}
  const at = (prices: readonly number[]) => playTrades(terms, { sizes: [size], prices, commission: model })
  const held = at([price])
  const fallen = at([price, newPrice])
  const change = (value: (run: BacktestResult) => number): number => value(fallen) - value(held)
  const fee = held.fills.reduce((sum, one) => sum + Number(one.fee), 0)
  const cash = (run: BacktestResult) => Number(run.account.cash[0]!.amount)
  const pnl = change((run) => Number(run.account.equity))
  const needed = neededOf(terms, { size, price, model })
  const near = (name: string, ours: number, theirs: number) => toDecimals(name, { ours, theirs, decimals: 8 })
  return {
    name: id,
    compared: [
      near('commission', fee, expected['commission']!),
      near('profit at the new price', pnl, expected['pnl']!),
      ...(isFuture
        ? [
            near('margin of the order', needed - fee, expected['cost_margin']!),
            near('margin of the position', needed - fee, expected['value_margin']!),
            near('cash credited', pnl, expected['cash_adjust']!),
          ]
        : [
            near('cost', 10_000 - cash(held) - fee, expected['cost']!),
            near('value', Number(held.account.equity) - cash(held), expected['value']!),
            near('cash credited', change(cash), expected['cash_adjust']!),
          ]),
    ],
    ...(isFuture
      ? {
          note: 'It credits the running profit to cash each day; ours is the same money, in the equity until the position closes. The margin is what the gate asks for.',
        }
      : {}),
  }
}

/** The cash that the gate asks for an order, as its refusal says when there is too little. */
function neededOf(
  terms: Partial<Instrument>,
  of: { readonly size: number; readonly price: number; readonly model: CommissionModel },
): number {
  const { rejections } = playTrades(terms, {
    sizes: [of.size],
    prices: [of.price],
    commission: of.model,
    cash: '1',
  })
  const check = rejections[0]?.decision?.checks.find(({ name }) => name === 'availableCash')
  return Number(check?.observed ?? Number.NaN)
}
