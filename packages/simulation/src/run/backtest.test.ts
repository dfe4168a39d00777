/** A backtest end to end, by cases computed by hand. */

import { describe, expect, it } from 'vitest'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy } from '@quarterdeck/sdk'
import { barsOf, MINUTE, randomBars, shares, START } from '../kernel/testing/market.ts'
import { movingAverageCross } from '../kernel/testing/strategies.ts'
import { runBacktest } from './backtest.ts'
import type { BacktestRequest } from './request.ts'

const ACME = 'TEST:ACME'

const buyOnce = defineStrategy({
  name: 'buy-once',
  params: {},
  subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
  onBar({ orders, portfolio }) {
    if (portfolio.position(ACME).lots === 0 && orders.working().length === 0)
      orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 10 })
  },
}) as Strategy

function request(terms: Partial<BacktestRequest>): BacktestRequest {
  return {
    strategy: buyOnce,
    instruments: [shares()],
    series: [
      {
        kind: 'BARS',
        instrumentId: ACME,
        timeframe: '1m',
        bars: barsOf([
          [100, 101, 99, 100.5],
          [102, 103, 98, 99],
          [99, 104, 99, 103],
        ]),
      },
    ],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] },
    ...terms,
  }
}

describe('a backtest', () => {
  it('fills a market order that was decided on a bar at the next open, and marks equity at each close', () => {
    const result = runBacktest(request({}))
    expect(result.fault).toBeNull()
    expect(result.fills).toMatchObject([{ at: START + MINUTE, price: 102, lots: 10, side: 'BUY', fee: '0' }])
    expect([...result.curve.equity]).toEqual([10_000, 10_000, 10_000 - 30, 10_000 + 10])
    expect([...result.curve.time].slice(1)).toEqual([1, 2, 3].map((bar) => START + bar * MINUTE))
    expect([...result.curve.grossExposure]).toEqual([0, 0, 990, 1_030])
    expect(result.account).toMatchObject({ equity: '10010', cash: [{ currency: 'USD', amount: '8980' }] })
    expect(result.openTrades).toMatchObject([
      { entryPrice: 102, entryBar: 1, maxFavorable: 20, maxAdverse: 40, grossPnl: 10 },
    ])
  })

  it('fills it at the close that was seen where that is declared', () => {
    const result = runBacktest(request({ fills: { entry: 'THIS_CLOSE' } }))
    expect(result.fills).toMatchObject([{ at: START + MINUTE, price: 100.5, lots: 10 }])
    expect([...result.curve.equity]).toEqual([10_000, 10_000, 10_000 - 15, 10_000 + 25])
  })

  it('gives the same digests in every run, and others for other data', () => {
    const cross = (seed: number) =>
      runBacktest(
        request({
          strategy: movingAverageCross,
          series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: randomBars(3_000, seed) }],
        }),
      )
    const [one, again, other] = [cross(1), cross(1), cross(2)]
    expect(one.fills.length).toBeGreaterThan(50)
    expect(again.digests).toEqual(one.digests)
    expect(other.digests.decisions).not.toBe(one.digests.decisions)
  })
})
