/** What holds of every run, for random strategies under random data; and how runs fail. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_LIMITS } from '@quarterdeck/engine'
import { defineStrategy } from '@quarterdeck/sdk'
import type { Strategy, StrategyDefinition } from '@quarterdeck/sdk'
import { DAY, MINUTE, randomBars, shares, START } from '../kernel/testing/market.ts'
import { movingAverageCross, randomTrader } from '../kernel/testing/strategies.ts'
import type { FillModels } from '../venue-model/fill-model.ts'
import { createBacktest, resumeBacktest, runBacktest } from './backtest.ts'
import { BacktestRequestError } from './prepare.ts'
import type { BacktestRequest, MarketSeries } from './request.ts'
import type { BacktestResult } from './result.ts'
import type { BacktestSnapshot } from './snapshot.ts'

const ACME = 'TEST:ACME'
const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261121)

function request(terms: Partial<BacktestRequest> = {}): BacktestRequest {
  return {
    strategy: movingAverageCross,
    instruments: [shares()],
    series: [{ kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: randomBars(300, 3) }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: '100000' }] },
    ...terms,
  }
}

function without(result: BacktestResult): Omit<BacktestResult, 'timings'> {
  const { timings: _, ...rest } = result
  return rest
}

const models: fc.Arbitrary<FillModels> = fc.record({
  entry: fc.constantFrom('NEXT_OPEN' as const, 'THIS_CLOSE' as const),
  spread: fc.constantFrom(
    { kind: 'NONE' as const },
    { kind: 'TICKS' as const, ticks: 3 },
    { kind: 'BASIS_POINTS' as const, basisPoints: 5 },
  ),
  slippage: fc.constantFrom({ kind: 'NONE' as const }, { kind: 'TICKS' as const, ticks: 2 }),
  commission: fc.constantFrom(
    { kind: 'NONE' as const },
    { kind: 'RATE' as const, rate: '0.001', minimum: '1' },
    { kind: 'PER_UNIT' as const, perUnit: '0.005', maximumRate: '0.01' },
  ),
  participation: fc.constantFrom(null, '0.05'),
  restingFills: fc.constantFrom('ON_TOUCH' as const, 'WHEN_PASSED' as const),
  requestLatency: fc.constantFrom({ minMicros: 0, maxMicros: 0 }, { minMicros: 5, maxMicros: 40e6 }),
})

describe('every run', { timeout: 60_000 }, () => {
  it(`[SI-11] [SI-13] keeps its books: identities hold, and trades sum to what was gained (seed ${SEED})`, () => {
    const property = fc.property(
      fc.nat(1_000_000),
      fc.nat(1_000_000),
      models,
      fc.constantFrom('FULL_PAYMENT' as const, 'MARGINED' as const),
      (data, seed, fills, funding) => {
        const series: readonly MarketSeries[] = [
          { kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: randomBars(150, data) },
        ]
        // The result itself checks the identities of SI-11 and throws where one fails.
        const result = runBacktest(
          request({ strategy: randomTrader, instruments: [shares({ funding })], series, seed, fills }),
        )
        expect(result.fault).toBeNull()
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
        const gross = sum([...result.trades, ...result.openTrades].map(({ grossPnl }) => grossPnl))
        const fees = sum(result.fills.map(({ fee }) => Number(fee)))
        expect(Number(result.account.equity)).toBeCloseTo(100_000 + gross - fees, 4)
        expect(sum([...result.trades, ...result.openTrades].map((trade) => trade.fees))).toBeCloseTo(fees, 6)
        for (const order of result.orders) expect(order.filledLots).toBeLessThanOrEqual(order.lots)
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 25 })
  })

  it(`[SI-14] is the same however it is cut into steps (seed ${SEED})`, () => {
    const property = fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 200 }), (seed, step) => {
      const asked = request({ strategy: randomTrader, seed })
      const whole = runBacktest(asked)
      const stepped = createBacktest(asked)
      while (stepped.step(step));
      expect(without(stepped.result())).toEqual(without(whole))
    })
    fc.assert(property, { seed: SEED, numRuns: 4 })
  })

  it(`[SI-15] goes on after a rest as if there had been none (seed ${SEED})`, () => {
    const property = fc.property(
      fc.nat(1_000_000),
      fc.integer({ min: 1, max: 299 }),
      models,
      (seed, rest, fills) => {
        const asked = request({ strategy: randomTrader, seed, fills })
        const whole = runBacktest(asked)
        const first = createBacktest(asked)
        first.step(rest)
        // As text, as it would come to another process.
        const second = resumeBacktest(asked, JSON.parse(JSON.stringify(first.snapshot())) as BacktestSnapshot)
        while (second.step(100));
        expect(without(second.result())).toEqual(without(whole))
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 8 })
  })

  it('[SI-15] a snapshot of another run is refused', () => {
    const backtest = createBacktest(request())
    backtest.step(10)
    const saved = backtest.snapshot()
    expect(() => resumeBacktest(request({ strategy: randomTrader }), saved)).toThrow(/is of strategy/)
    expect(() => resumeBacktest(request(), { ...saved, version: 99 })).toThrow(/version 99/)
  })

  it('[SI-12] shows what the gate blocked, with its decision, and nothing came of it', () => {
    const limits = { ...NO_LIMITS, maxOrderQuantity: '5' }
    const result = runBacktest(request({ policies: [{ scope: 'ACCOUNT', targetId: null, limits }] }))
    expect(result.fills).toEqual([])
    expect(result.rejections.length).toBeGreaterThan(5)
    expect(result.rejections[0]).toMatchObject({ by: 'GATE', decision: { outcome: 'BLOCKED' } })
    expect(result.account.equity).toBe('100000')
  })

  it('can be stopped in between: what was played stands', () => {
    const backtest = createBacktest(request())
    expect(backtest.step(100)).toBe(true)
    expect(backtest.progress()).toMatchObject({ played: 100, total: 300 })
    backtest.stop()
    expect(backtest.result()).toMatchObject({ status: 'STOPPED', counts: { bars: 100 } })
  })
})

function strategy(callbacks: Partial<StrategyDefinition<Record<never, never>, null, undefined>>): Strategy {
  return defineStrategy({
    name: 'case',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1m' }],
    ...callbacks,
  } as Strategy)
}

describe('runs that fail', () => {
  it('[SI-16] a strategy that throws: callback, input and message are named, and what came before stands', () => {
    const faulty = strategy({
      onBar({ clock, orders }) {
        if (clock.now === START + MINUTE) orders.targetPosition(ACME, 3)
        if (clock.now === START + 5 * MINUTE) throw new TypeError('no such thing')
      },
    })
    const result = runBacktest(request({ strategy: faulty }))
    expect(result).toMatchObject({
      status: 'FAILED',
      fault: { kind: 'STRATEGY', callback: 'onBar', at: START + 5 * MINUTE, message: 'no such thing' },
      counts: { bars: 5 },
    })
    expect(result.fault?.input).toContain(ACME)
    expect(result.fills).toHaveLength(1)
  })

  it('[SI-17] a strategy that answers its own orders without end is stopped', () => {
    const endless = strategy({
      onBar: ({ orders }) =>
        void orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 }),
      onFill: ({ orders }, { side }) =>
        void orders.submit({
          type: 'MARKET',
          instrument: ACME,
          side: side === 'BUY' ? 'SELL' : 'BUY',
          quantity: 1,
        }),
    })
    const result = runBacktest(request({ strategy: endless, budget: { commandsPerInstantMax: 500 } }))
    expect(result).toMatchObject({ status: 'FAILED', fault: { kind: 'BUDGET' } })
    expect(result.fault?.message).toMatch(/500 commands at one instant/)
  })

  it('[SI-17] log lines past the budget are counted, not kept', () => {
    const chatty = strategy({ onBar: ({ log }) => log.info('a bar') })
    const result = runBacktest(request({ strategy: chatty, budget: { logLinesMax: 7 } }))
    expect(result.logs).toHaveLength(7)
    expect(result.counts.logLinesDropped).toBe(293)
  })

  const bars = randomBars(10, 1)
  const twice = { ...bars, time: bars.time.map((time, row) => (row === 4 ? time - MINUTE : time)) }
  const series = { kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars } as const
  it.each<readonly [string, Partial<BacktestRequest>, RegExp]>([
    ['no series', { series: [] }, /series: must have at least one/],
    ['an unknown instrument', { series: [{ ...series, instrumentId: 'TEST:NONE' }] }, /series.0: TEST:NONE/],
    ['rows out of order', { series: [{ ...series, bars: twice }] }, /series.0: row 4 is not after/],
    ['a series that is not there', { series: [{ ...series, timeframe: '5m' }] }, /BARS of TEST:ACME 1m/],
    ['an instrument twice', { instruments: [shares(), shares()] }, /instruments: TEST:ACME is there twice/],
    ['a fill model', { fills: { participation: '1.5' } }, /fills: participation must be/],
    [
      'a commission',
      { fills: { commission: { kind: 'RATE', rate: '2e-3' } } },
      /fills: commission.rate must/,
    ],
    ['a seed', { seed: -1 }, /seed: must be/],
    ['a span', { from: DAY, to: DAY }, /to: must be after from/],
    ['money', { account: { currency: 'USD', cash: [{ currency: 'USD', amount: '-1' }] } }, /amount/],
  ])('[SI-18] a request with %s is refused before it runs', (_name, terms, message) => {
    expect(() => createBacktest(request(terms))).toThrow(BacktestRequestError)
    expect(() => createBacktest(request(terms))).toThrow(message)
  })
})
