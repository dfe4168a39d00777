/** Options of a run: what they mean, and what is refused with the option and what is allowed. */

import { describe, expect, it } from 'vitest'
import { WrongUsage } from '../../exit.ts'
import { methodOf, metricOf, walkForwardOf } from '../optimize/search-options.ts'
import { instrumentOf, tickOf } from './instrument-terms.ts'
import { accountOf, checkOptions, fillsOf, pairsOf, spanOf, type RunOptions } from './run-options.ts'
import { barColumnsOf } from '@quarterdeck/market-data'

const RUN: RunOptions = { cash: '10000', fill: 'next-open', seed: 0 }
const SEARCH = { batch: 16, limit: 1_000, metric: 'sharpe', seed: 3 }
const DAY = 86_400e6

const at = (...closes: readonly number[]) =>
  barColumnsOf(
    closes.map((close, row) => ({ time: row * DAY, open: close, high: close, low: close, close, volume: 1 })),
  )

describe('options of a run', () => {
  it('become the account, the span and the models of the market', () => {
    expect(accountOf(RUN, [])).toEqual({ currency: 'USD', cash: [{ currency: 'USD', amount: '10000' }] })
    expect(spanOf({ from: '1970-01-02', to: '1970-01-03T00:00:00Z' })).toEqual({ from: DAY, to: 2 * DAY })
    expect(
      fillsOf({
        ...RUN,
        fill: 'this-close',
        commission: '0.002',
        slippage: '2bp',
        spread: '1tick',
        participation: '0.1',
      }),
    ).toEqual({
      entry: 'THIS_CLOSE',
      commission: { kind: 'RATE', rate: '0.002' },
      slippage: { kind: 'BASIS_POINTS', basisPoints: 2 },
      spread: { kind: 'TICKS', ticks: 1 },
      participation: '0.1',
    })
    expect(pairsOf('--param', ['a=1', 'b=x=y'])).toEqual({ a: '1', b: 'x=y' })
  })

  it.each([
    [{ cash: '-5' }, '--cash must be a decimal above zero (was "-5")'],
    [{ cash: '1e5' }, '--cash must be a decimal above zero'],
    [{ commission: 'dear' }, '--commission must be a decimal from 0 up (was "dear")'],
    [{ slippage: '5' }, '--slippage must be basis points or ticks, as in 2bp or 1tick (was "5")'],
    [{ from: 'yesterday' }, '--from must be a date'],
    [{ to: '2024-01-31 12:00' }, '--to must be a date'],
    [{ fill: 'best' }, '--fill must be next-open or this-close (was "best")'],
    [{ participation: '0' }, '--participation must be a decimal above zero'],
    [{ periodsPerYear: 'many' }, '--periods-per-year must be a number from 1 up'],
  ])('refuse %j', (change, message) => {
    expect(() => checkOptions({ ...RUN, ...change })).toThrow(WrongUsage)
    expect(() => checkOptions({ ...RUN, ...change })).toThrow(message)
  })

  it('refuse a parameter without a value, and one that is given twice', () => {
    expect(() => pairsOf('--param', ['fast'])).toThrow('--param must be NAME=VALUE (was "fast")')
    expect(() => pairsOf('--param', ['fast=1', 'fast=2'])).toThrow('--param fast is given twice')
  })
})

describe('options of a search', () => {
  it('choose the way to search and what is sought', () => {
    expect(methodOf(SEARCH)).toEqual({ kind: 'GRID', limit: 1_000 })
    expect(methodOf({ ...SEARCH, random: 9 })).toEqual({ kind: 'RANDOM', count: 9, seed: 3 })
    expect(methodOf({ ...SEARCH, bayes: 9 })).toEqual({ kind: 'BAYESIAN', count: 9, seed: 3, batch: 16 })
    expect(metricOf({ ...SEARCH, metric: 'calmar' })).toBe('calmar')
    expect(walkForwardOf({ ...SEARCH, walkForward: 'train=10d,test=5d,purge=1d,anchored' })).toEqual({
      train: 10 * DAY,
      test: 5 * DAY,
      purge: DAY,
      kind: 'ANCHORED',
    })
  })

  it('are refused with what is allowed', () => {
    expect(() => methodOf({ ...SEARCH, random: 3, bayes: 3 })).toThrow('choose one')
    expect(() => metricOf({ ...SEARCH, metric: 'luck' })).toThrow(
      '--metric must be a figure of the report (was "luck")',
    )
    expect(() => walkForwardOf({ ...SEARCH, walkForward: 'train=1y,test=5d' })).toThrow('(was "train=1y")')
    expect(() => walkForwardOf({ ...SEARCH, walkForward: 'train=10d' })).toThrow('needs train and test')
  })
})

describe('an instrument that is only known by its bars', () => {
  it('has the tick of its prices, a cent at most', () => {
    expect(tickOf(at(100, 101, 99))).toBe('0.01')
    expect(tickOf(at(1.2345, 1.2346))).toBe('0.0001')
    expect(tickOf(at(1 / 3, 2 / 3))).toBe('0.00000001')
  })

  it('is guessed from its symbol, and is what the options say', () => {
    expect(instrumentOf('BINANCE:BTCUSDT', at(64_000.01), {})).toMatchObject({
      assetClass: 'CRYPTO',
      currency: 'USDT',
      quantityIncrement: '0.00000001',
    })
    expect(instrumentOf('FILE:GOOG', at(100.5), { lot: '0.5', margin: '0.1', tick: '0.25' })).toMatchObject({
      assetClass: 'EQUITY',
      currency: 'USD',
      quantityIncrement: '0.5',
      priceIncrement: '0.25',
      funding: 'MARGINED',
      initialMarginRate: '0.1',
    })
    expect(() => instrumentOf('FILE:GOOG', at(100), { tick: '0' })).toThrow(
      '--tick must be a decimal above zero',
    )
  })
})
