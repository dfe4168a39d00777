/** The suite: name -> a loader, so that one benchmark can be run without loading the others. */
import type { Benchmark } from './report.ts'

export const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  matching: async () => (await import('./matching/matching.bench.ts')).benchmark,
  risk: async () => (await import('./risk/risk.bench.ts')).benchmark,
  fanout: async () => (await import('./fanout/fanout.bench.ts')).benchmark,
  order: async () => (await import('./order/order.bench.ts')).benchmark,
  'market-data': async () => (await import('./market-data/market-data.bench.ts')).benchmark,
  backtest: async () => (await import('./backtest/backtest.bench.ts')).benchmark,
  sweep: async () => (await import('./sweep/sweep.bench.ts')).benchmark,
  indicators: async () => (await import('./indicators/indicators.bench.ts')).benchmark,
  'hot-reload': async () => (await import('./hot-reload/hot-reload.bench.ts')).benchmark,
  'strategy-order': async () => (await import('./strategy-order/strategy-order.bench.ts')).benchmark,
  runner: async () => (await import('./runner/runner.bench.ts')).benchmark,
  venues: async () => (await import('./venues/venues.bench.ts')).benchmark,
  recovery: async () => (await import('./recovery/recovery.bench.ts')).benchmark,
}
