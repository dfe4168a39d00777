/** backtrader's moving-average test on 2006, order by order, as shares and as futures. */

import { describe, expect, it } from 'vitest'
import type { Instrument } from '@quarterdeck/sdk'
import { shares } from '../../src/kernel/testing/market.ts'
import { runBacktest } from '../../src/run/backtest.ts'
import type { BacktestResult } from '../../src/run/result.ts'
import type { CommissionModel } from '@quarterdeck/venues'
import { oneUnitCross } from './one-unit-cross.ts'
import { casesArePresent, dailyBars, published } from './published-bars.ts'

interface Published {
  readonly expected: {
    readonly buy_signal_close: readonly string[]
    readonly sell_signal_close: readonly string[]
    readonly buy_fill_price: readonly string[]
    readonly sell_fill_price: readonly string[]
    readonly open_position_at_end: number
    readonly stock_like: { readonly final_value: string; readonly final_cash: string }
    readonly futures_like: {
      readonly margin_per_contract: number
      readonly final_value: string
      readonly final_cash: string
    }
  }
}

function play(terms: Partial<Instrument>, commission: CommissionModel): BacktestResult {
  const index = shares({ symbol: 'INDEX', ...terms })
  const bars = dailyBars('market-data', 'backtrader', '2006-day-001.csv')
  const result = runBacktest({
    strategy: oneUnitCross,
    params: { instrument: index.id },
    instruments: [index],
    series: [{ kind: 'BARS', instrumentId: index.id, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
    fills: { commission },
  })
  expect(result.fault).toBeNull()
  expect(result.rejections).toEqual([])
  return result
}

const prices = (result: BacktestResult, side: 'BUY' | 'SELL') =>
  result.fills.filter((fill) => fill.side === side).map((fill) => fill.price.toFixed(2))
const signals = (result: BacktestResult, word: string) =>
  result.logs.filter(({ message }) => message.startsWith(word)).map(({ message }) => message.split(' ')[1])

describe.skipIf(!casesArePresent())('backtrader on 2006', { timeout: 60_000 }, () => {
  const answers = () => published<Published>('backtest', 'backtrader-sma-cross-2006.json').expected

  it('[SI-41] signals at the closes and fills at the next opens that it has, and its value and cash', () => {
    const result = play({}, { kind: 'NONE' })
    const theirs = answers()
    expect(signals(result, 'buy')).toEqual(theirs.buy_signal_close)
    expect(signals(result, 'sell')).toEqual(theirs.sell_signal_close)
    expect(prices(result, 'BUY')).toEqual(theirs.buy_fill_price)
    expect(prices(result, 'SELL')).toEqual(theirs.sell_fill_price)
    expect(result.account.positions.map(({ lots }) => lots)).toEqual([theirs.open_position_at_end])
    expect(Number(result.account.equity).toFixed(2)).toBe(theirs.stock_like.final_value)
    expect(Number(result.account.cash[0]!.amount).toFixed(2)).toBe(theirs.stock_like.final_cash)
  })

  it('[SI-41] as futures of 10 a point at 2 a contract: its value, and its cash less the margin', () => {
    const result = play(
      { assetClass: 'FUTURE', funding: 'MARGINED', multiplier: '10', initialMarginRate: '0.02' },
      { kind: 'PER_UNIT', perUnit: '2' },
    )
    const { futures_like: theirs, open_position_at_end: open } = answers()
    const equity = Number(result.account.equity)
    expect(equity.toFixed(2)).toBe(theirs.final_value)
    // It counts the running profit as cash already and takes a fixed margin off it; our margin is a rate.
    expect((equity - open * theirs.margin_per_contract).toFixed(2)).toBe(theirs.final_cash)
  })
})
