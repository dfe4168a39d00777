/** LEAN's daily regression algorithms on SPY: orders, fees and the final equity that its statistics state. */

import { describe, expect, it } from 'vitest'
import type { BarColumns } from '@quarterdeck/market-data'
import { defineStrategy, param } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { shares } from '../../src/kernel/testing/market.ts'
import { runBacktest } from '../../src/run/backtest.ts'
import { adjustedDays } from './lean-equity.ts'
import { casesArePresent, published } from './published-bars.ts'

interface Published {
  readonly cases: readonly {
    readonly algorithm: string
    readonly expected_statistics: Readonly<Record<string, string>>
  }[]
}

/** Adjusted prices have more decimals than cents; margin, as it trades on. */
const SPY = shares({
  symbol: 'SPY',
  priceIncrement: '0.00000001',
  funding: 'MARGINED',
  initialMarginRate: '0.01',
})

/** Half a cent a share, a dollar at least, half a percent of the trade at most. */
const BROKER = { kind: 'PER_UNIT', perUnit: '0.005', minimum: '1', maximumRate: '0.005' } as const

/** Whole shares for all of the equity less a quarter of a percent and the fee, at the price that was seen. */
function sharesFor(equity: number, price: number): number {
  const all = Math.floor((equity * 0.9975) / price)
  const fee = Math.max(1, all * 0.005)
  return Math.floor((equity * 0.9975 - fee) / price)
}

const holdAll: Strategy = defineStrategy({
  name: 'hold-all',
  params: { instrument: param.instrument() },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1d', history: 1 }],
  onBar({ params, portfolio, orders }, { close }) {
    if (portfolio.position(params.instrument).lots !== 0 || orders.working().length > 0) return
    orders.targetPosition(params.instrument, sharesFor(portfolio.equity, close))
  },
}) as Strategy

/** An average that begins with the mean of its first values; 0 until then. */
class Ema {
  private readonly length: number
  private count = 0
  private sum = 0
  value = 0

  constructor(length: number) {
    this.length = length
  }

  get isReady(): boolean {
    return this.count >= this.length
  }

  next(input: number): void {
    this.count += 1
    if (this.count > this.length) this.value += ((input - this.value) * 2) / (this.length + 1)
    else {
      this.sum += input
      if (this.count === this.length) this.value = this.sum / this.length
    }
  }
}

const macdTrend: Strategy = defineStrategy({
  name: 'macd-trend',
  params: { instrument: param.instrument() },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1d', history: 1 }],
  prepare: () => ({ fast: new Ema(12), slow: new Ema(26), signal: new Ema(9) }),
  onBar({ params, locals, portfolio, orders }, { close }) {
    const { fast, slow, signal } = locals
    fast.next(close)
    slow.next(close)
    if (slow.isReady) signal.next(fast.value - slow.value)
    if (!signal.isReady) return
    const delta = (fast.value - slow.value - signal.value) / fast.value
    const { lots } = portfolio.position(params.instrument)
    if (lots <= 0 && delta > 0.0025)
      orders.targetPosition(params.instrument, sharesFor(portfolio.equity, close))
    else if (lots >= 0 && delta < -0.0025) orders.targetPosition(params.instrument, 0)
  },
}) as Strategy

function play(strategy: Strategy, bars: BarColumns) {
  const result = runBacktest({
    strategy,
    params: { instrument: SPY.id },
    instruments: [SPY],
    series: [{ kind: 'BARS', instrumentId: SPY.id, timeframe: '1d', bars }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    fills: { commission: BROKER },
  })
  expect(result.fault).toBeNull()
  expect(result.rejections).toEqual([])
  return {
    orders: result.orders.length,
    equity: Number(result.account.equity).toFixed(2),
    fees: Number(result.account.fees[0]?.amount ?? 0),
  }
}

describe.skipIf(!casesArePresent())('LEAN on SPY by the day', { timeout: 60_000 }, () => {
  const statistics = (algorithm: string) => {
    const { cases } = published<Published>('backtest', 'lean-regression.json')
    const found = cases.find((one) => one.algorithm === algorithm)!.expected_statistics
    return {
      orders: Number(found['Total Orders']),
      equity: found['End Equity'],
      // Printed to the cent.
      fees: Number(found['Total Fees']?.slice(1)),
    }
  }

  it('[SI-44] BasicTemplateDailyAlgorithm: 697 shares at the next open', () => {
    const ours = play(holdAll, adjustedDays('spy', '20131008', '20131017'))
    const { fees, ...theirs } = statistics('BasicTemplateDailyAlgorithm')
    expect(ours).toMatchObject(theirs)
    expect(Math.abs(ours.fees - fees)).toBeLessThan(0.0051)
  })

  it('[SI-44] MACDTrendAlgorithm: eleven years, every fee and the final equity to the cent', () => {
    const ours = play(macdTrend, adjustedDays('spy', '20040101', '20141231'))
    const theirs = statistics('MACDTrendAlgorithm')
    expect(ours.equity).toBe(theirs.equity)
    expect(Math.abs(ours.fees - theirs.fees)).toBeLessThan(0.0051)
    // Declared difference: it counts one order more. That one cost nothing and changed nothing, so it was never filled; all
    // that were, 42 times in and out, are here.
    expect([ours.orders, theirs.orders]).toEqual([84, 85])
  })
})
