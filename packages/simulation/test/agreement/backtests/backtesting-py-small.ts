/** Plays the thirteen small cases of backtesting.py's tests: costs, exits inside a bar, stop entries, gaps, drawdowns, crossovers. */

import { barColumnsOf, sliceBars } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Strategy } from '@quarterdeck/sdk'
import { runBacktest } from '../../../src/run/backtest.ts'
import type { BacktestResult } from '../../../src/run/result.ts'
import { drawdowns } from '../../../src/statistics/index.ts'
import type { FillModels } from '../../../src/venue-model/fill-model.ts'
import { shares } from '../../../src/kernel/testing/market.ts'
import { dailyBars } from '../../engines/published-bars.ts'
import { bracketedShorts } from './backtesting-py-shorts.ts'
import { crossings, entryWithExits, roundTrip, trailingAtr } from './backtesting-py-strategies.ts'
import { same, toDecimals } from './verdict.ts'
import type { Compared, PlayedCase } from './verdict.ts'

interface SmallCase<Expected = unknown> {
  readonly name: string
  readonly ohlc_all_equal?: readonly number[]
  readonly drawdown_series?: readonly number[]
  readonly params?: Readonly<Record<string, unknown>>
  readonly expected: Expected
}

const DAY = 86_400e6
const STOCK = shares({
  symbol: 'GOOG',
  priceIncrement: '0.00001',
  funding: 'MARGINED',
  initialMarginRate: '0.01',
})
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) * 1_000
const google = (): BarColumns => dailyBars('market-data', 'backtestingpy', 'GOOG.csv')
const firstTwenty = (): BarColumns => sliceBars(google(), 0, 20)
const flatBars = (prices: readonly number[]): BarColumns =>
  barColumnsOf(
    prices.map((price, i) => ({
      time: i * DAY,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 0,
    })),
  )

function play(
  strategy: Strategy,
  bars: BarColumns,
  options: { readonly fills?: FillModels; readonly cash?: number } = {},
): BacktestResult {
  const result = runBacktest({
    strategy,
    instruments: [STOCK],
    series: [{ kind: 'BARS', instrumentId: STOCK.id, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: String(options.cash ?? 10_000) }] },
    ...(options.fills === undefined ? {} : { fills: options.fills }),
  })
  if (result.fault !== null) throw new Error(result.fault.message)
  return result
}

/** Equity when the bars of some places have closed. */
function equityAt({ curve }: BacktestResult, bars: BarColumns, rows: readonly number[]): number[] {
  return rows.map((row) => {
    const closed = row + 1 < bars.length ? bars.time[row + 1]! : bars.time[row]! + DAY
    let equity = Number.NaN
    for (
      let point = 0;
      point < curve.length && curve.time[point]! <= Math.min(closed, bars.time[row]! + DAY);
      point += 1
    )
      equity = curve.equity[point]!
    return equity
  })
}

const near = (name: string, ours: number, theirs: number, decimals: number): Compared =>
  toDecimals(name, { ours, theirs, decimals })

function spreadCommission(
  { expected }: { readonly expected: { readonly equity_bars_2_3: readonly number[] } },
  of: { readonly fills: FillModels; readonly costOf: (price: number) => number; readonly entry?: number },
): Compared[] {
  const bars = firstTwenty()
  const result = play(roundTrip({ instrument: STOCK.id, costOf: of.costOf }), bars, { fills: of.fills })
  const equity = equityAt(result, bars, [2, 3])
  return [
    near('entry price', result.fills[0]!.price, bars.open[2]! * (of.entry ?? 1), 6),
    ...expected.equity_bars_2_3.map((theirs, i) => near(`equity after bar ${i + 2}`, equity[i]!, theirs, 2)),
  ]
}

type Played = Omit<PlayedCase, 'name'>
type Player = (one: never) => Played

const RATE = { kind: 'RATE', rate: '0.01' } as const

const PLAYERS: Readonly<Record<string, Player>> = {
  'test_spread_commission/1': (one) => ({
    compared: spreadCommission(one, {
      fills: { commission: RATE, slippage: { kind: 'BASIS_POINTS', basisPoints: 100 } },
      costOf: (price) => price * 1.01 * 1.01,
      entry: 1.01,
    }),
    note: 'Its spread worsens entries only: a market order with slippage goes in, a limit at the opening, which knows none, comes out.',
  }),
  'test_spread_commission/2': (one) => ({
    compared: spreadCommission(one, {
      fills: { commission: { kind: 'SUM', of: [{ kind: 'PER_ORDER', amount: '100' }, RATE] } },
      // A full charge of 100 is counted for each share when it sizes the order.
      costOf: (price) => price * 1.01 + 100,
    }),
  }),
  'test_spread_commission/3': (one) => ({
    compared: spreadCommission(one, { fills: { commission: RATE }, costOf: (price) => price * 1.01 }),
    note: 'Both sides pay: the published equity after the sale is that of a positive commission on it, whatever its description says of signs.',
  }),
  test_commissions: (one) => commissions(one),
  'test_trade_enter_hit_sl_on_same_day/1': (one) => ({
    compared: [exitPrice(one, entered('2012-10-17', { type: 'MARKET' }, { stopLoss: 720 }))],
  }),
  'test_trade_enter_hit_sl_on_same_day/2': (one) => ({
    compared: [
      exitPrice(
        one,
        entered('2012-10-17', { type: 'STOP', stopPrice: 758 }, { stopLoss: 720, isInside: true }),
      ),
    ],
    note: 'Nobody knows whether the stop-loss was touched before or after the entry inside the bar; it counts from the next bar on.',
  }),
  test_stop_price_between_sl_tp: ({
    expected,
  }: {
    readonly expected: { readonly trade0_entry_price: number }
  }) => {
    const exits = { stopLoss: 103, takeProfit: 110, isInside: true }
    const result = entered('2004-09-09', { type: 'STOP', stopPrice: 104 }, exits)
    return { compared: [same('entry price', result.fills[0]!.price, expected.trade0_entry_price)] }
  },
  test_stop_limit_order_price_is_stop_price: ({
    expected,
  }: {
    readonly expected: { readonly entry_exit_prices: readonly number[] }
  }) => {
    const bars = firstTwenty()
    const order = { instrument: STOCK.id, quantity: 1, type: 'STOP_LIMIT', timeInForce: 'GTC' } as const
    const requests = [
      { ...order, side: 'BUY', stopPrice: 112, limitPrice: 113 },
      { ...order, side: 'SELL', stopPrice: 107, limitPrice: 105 },
    ] as const
    const at = bars.time[1]!
    const { fills } = play(entryWithExits({ instrument: STOCK.id, at, requests, exitsFrom: 'FILL' }), bars)
    return {
      compared: [
        same(
          'entry and exit',
          fills.map(({ price }) => price),
          expected.entry_exit_prices,
        ),
      ],
    }
  },
  test_gh_521: ({ ohlc_all_equal: prices, expected }: SmallCase<{ readonly trade0_exit_price: number }>) => {
    const requests = [{ type: 'MARKET', instrument: STOCK.id, side: 'BUY', quantity: 1 }] as const
    const strategy = entryWithExits({
      instrument: STOCK.id,
      at: DAY,
      requests,
      stopLoss: 90,
      exitsFrom: 'FILL',
    })
    const result = play(strategy, flatBars(prices!), { cash: 100, fills: { entry: 'THIS_CLOSE' } })
    return { compared: [same('exit price', result.trades[0]?.exitPrice, expected.trade0_exit_price)] }
  },
  test_compute_drawdown: (one) => ({
    compared: computeDrawdown(one),
    note: 'One share, held from the start of a series of prices that falls by what the case says, gives the equity that is measured.',
  }),
  test_crossover: (one) => ({ compared: crossovers(one) }),
  test_TrailingStrategy: ({ expected }: { readonly expected: { readonly '# Trades': number } }) => {
    const bars = google()
    const strategy = trailingAtr({
      instrument: STOCK.id,
      atrPeriods: 40,
      stopAtrs: 3,
      smaPeriods: 10,
      firstAtr: firstRange(bars, 40),
    })
    const { trades, openTrades } = play(strategy, bars)
    return {
      compared: [same('trades', trades.length + openTrades.length, expected['# Trades'])],
      note: 'What is held at the end counts as a trade: there it is closed by the end. It fills the range of the first 40 bars in from the 41st, which nobody knows by then: here that is a parameter.',
    }
  },
  'test_Assertive (test_assertions)': ({
    expected,
  }: {
    readonly expected: { readonly '# Trades': number }
  }) => {
    // Three weekly values of the average are its last indicator to be there: on the 22nd bar.
    const strategy = bracketedShorts({ instrument: STOCK.id, smaPeriods: 10, warmUp: 22, heldDaysMax: 3 })
    const result = play(strategy, google(), { fills: { intrabar: 'HIGH_FIRST' } })
    return {
      compared: [
        same('trades', result.fills.filter(({ side }) => side === 'SELL').length, expected['# Trades']),
      ],
      note: 'Each entry is a trade, with what the end closes. A stop-limit of one price is a limit from the bar after the one that set it off.',
    }
  },
}

export function backtestingPySmall(file: { readonly cases: readonly SmallCase[] }): PlayedCase[] {
  return file.cases.map((one) => {
    const player = PLAYERS[one.name]
    if (player === undefined)
      return { name: one.name, compared: [], notApplicable: 'No strategy of ours plays this case.' }
    return { name: one.name, ...player(one as never) }
  })
}

function entered(
  date: string,
  order: { readonly type: 'MARKET' } | { readonly type: 'STOP'; readonly stopPrice: number },
  of: { readonly stopLoss: number; readonly takeProfit?: number; readonly isInside?: boolean },
): BacktestResult {
  const { isInside = false, ...exits } = of
  const timeInForce = order.type === 'STOP' ? ({ timeInForce: 'GTC' } as const) : {}
  const requests = [{ ...order, ...timeInForce, instrument: STOCK.id, side: 'BUY', quantity: 1 }] as const
  return play(
    entryWithExits({
      instrument: STOCK.id,
      at: day(date),
      requests,
      ...exits,
      exitsFrom: isInside ? 'NEXT_BAR' : 'FILL',
    }),
    google(),
  )
}

function exitPrice(
  { expected }: { readonly expected: { readonly trade0_exit_price: number } },
  result: BacktestResult,
): Compared {
  return same('exit price', result.trades[0]?.exitPrice, expected.trade0_exit_price)
}

function commissions({
  ohlc_all_equal: prices,
  expected,
}: SmallCase<{
  readonly entry: number
  readonly exit: number
  readonly total_commission: number
  readonly equity_final: number
}>): Played {
  const requests = [{ type: 'MARKET', instrument: STOCK.id, side: 'BUY', quantity: 100 }] as const
  const strategy = entryWithExits({
    instrument: STOCK.id,
    at: DAY,
    requests,
    takeProfit: 3,
    exitsFrom: 'FILL',
  })
  const commission = { kind: 'SUM', of: [{ kind: 'PER_ORDER', amount: '10' }, RATE] } as const
  const { trades, account } = play(strategy, flatBars(prices!), { cash: 5_000, fills: { commission } })
  return {
    compared: [
      same('entry', trades[0]!.entryPrice, expected.entry),
      same('exit', trades[0]!.exitPrice, expected.exit),
      near('commission', trades[0]!.fees, expected.total_commission, 8),
      near('equity', Number(account.equity), expected.equity_final, 8),
    ],
  }
}

function computeDrawdown({
  drawdown_series: falls,
  expected,
}: SmallCase<{
  readonly durations: Readonly<Record<string, number>>
  readonly peaks: Readonly<Record<string, number>>
}>): Compared[] {
  // Two bars before the series: one to decide on, one to enter at the opening of.
  const bars = flatBars([100, 100, ...falls!.map((fall) => 100 - fall)])
  const requests = [{ type: 'MARKET', instrument: STOCK.id, side: 'BUY', quantity: 1 }] as const
  const result = play(entryWithExits({ instrument: STOCK.id, at: 0, requests, exitsFrom: 'FILL' }), bars)
  const equity = equityAt(
    result,
    bars,
    falls!.map((_fall, i) => i + 2),
  )
  const found = drawdowns(equity)
  const by = (value: (one: (typeof found)[number]) => number): Record<string, number> =>
    Object.fromEntries(found.map((one) => [String(one.recoveryIndex), value(one)]))
  return [
    same(
      'durations',
      by(({ recoveryIndex, peakIndex }) => recoveryIndex! - peakIndex),
      expected.durations,
    ),
    same(
      'peaks',
      by(({ loss }) => loss),
      expected.peaks,
    ),
  ]
}

function crossovers({
  expected,
}: {
  readonly expected: readonly (readonly [readonly number[], readonly number[] | number, boolean])[]
}): Compared[] {
  return expected.map(([first, second, crossed]) => {
    // Prices are above zero: both lines are lifted by one.
    const bars = barColumnsOf(
      first.map((value, i) => {
        const [close, open] = [value + 1, (typeof second === 'number' ? second : second[i]!) + 1]
        return {
          time: i * DAY,
          open,
          high: Math.max(open, close),
          low: Math.min(open, close),
          close,
          volume: 0,
        }
      }),
    )
    const { logs } = play(crossings(STOCK.id), bars)
    return same(
      `${first.join(' ')} over ${String(second)}`,
      logs.at(-1)?.at === bars.time.at(-1)! + DAY,
      crossed,
    )
  })
}

function firstRange(bars: BarColumns, periods: number): number {
  let sum = 0
  for (let row = 1; row <= periods; row += 1) {
    const before = bars.close[row - 1]!
    sum += Math.max(
      bars.high[row]! - bars.low[row]!,
      Math.abs(before - bars.high[row]!),
      Math.abs(before - bars.low[row]!),
    )
  }
  return sum / periods
}
