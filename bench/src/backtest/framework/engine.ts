/**
 * The engine of @backtest/framework as it is published, with candles in memory where it asks its SQLite file for them: that file
 * wants a database engine that is downloaded when Prisma's client is generated. What is measured is its run, without any storage.
 */

import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import type { BarColumns } from '@quarterdeck/market-data'

/** Its rounding of a candle's times, in milliseconds. */
const MINUTE_MS = 60_000
const NAME = 'walk'

interface Candle {
  readonly symbol: string
  readonly interval: string
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly closeTime: number
  readonly assetVolume: number
  readonly numberOfTrades: number
}

export interface FrameworkOrder {
  readonly type: 'buy' | 'sell'
  readonly price: number
  readonly time: number
}

interface Engine {
  readonly run: (request: {
    readonly strategyName: string
    readonly historicalData: readonly string[]
    readonly supportHistoricalData: readonly string[]
    readonly startingAmount: number
    readonly startTime: number
    readonly endTime: number
    readonly params: object
    readonly percentFee: number
    readonly percentSlippage: number
    readonly rootPath: string
  }) => Promise<{ readonly allOrders: readonly FrameworkOrder[] }>
}

/** Runs its example over bars; of the first `warmUp` of them it only reads closes. */
export function frameworkExample(
  bars: BarColumns,
  of: { readonly warmUp: number; readonly cash: number },
): () => Promise<readonly FrameworkOrder[]> {
  const candles = candlesOf(bars)
  const engine = engineOver(candles)
  return async () => {
    const { allOrders } = await engine.run({
      strategyName: 'example',
      historicalData: [NAME],
      supportHistoricalData: [],
      startingAmount: of.cash,
      startTime: candles[of.warmUp]!.closeTime,
      endTime: candles.at(-1)!.closeTime,
      params: {},
      percentFee: 0,
      percentSlippage: 0,
      rootPath: import.meta.dirname,
    })
    return allOrders
  }
}

/** Loads its engine with these candles in the place of its store. */
function engineOver(candles: readonly Candle[]): Engine {
  const require = createRequire(import.meta.url)
  const source = join(dirname(require.resolve('@backtest/framework/package.json')), 'dist/src/helpers')
  const storePath = join(source, 'prisma-historical-data.js')
  const store = new Module(storePath)
  store.exports = {
    getCandles: () => Promise.resolve({ candles, metaCandles: [{ symbol: 'WALK', interval: '1m' }] }),
  }
  store.loaded = true
  require.cache[storePath] = store
  return require(join(source, 'run-strategy.js')) as Engine
}

function candlesOf(bars: BarColumns): readonly Candle[] {
  return Array.from({ length: bars.length }, (_none, row) => {
    const openTime = bars.time[row]! / 1_000
    return {
      symbol: 'WALK',
      interval: '1m',
      openTime,
      open: bars.open[row]!,
      high: bars.high[row]!,
      low: bars.low[row]!,
      close: bars.close[row]!,
      volume: bars.volume[row]!,
      closeTime: openTime + MINUTE_MS - 1,
      assetVolume: 0,
      numberOfTrades: 0,
    }
  })
}
