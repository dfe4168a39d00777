/** Runs for tests: a seeded random walk with trades, fills, costs and a benchmark, small and always the same. */
import type { ReportInput, ReportTrade } from '../input.ts'

const MICROS_PER_DAY = 86_400_000_000
const START = Date.UTC(2020, 0, 6) * 1000

/** A number in 0 to 1 for each step (a sine hash: good enough to draw a curve, and the same everywhere). */
function chance(step: number): number {
  const value = Math.sin(step * 12.9898 + 4.1414) * 43758.5453
  return value - Math.floor(value)
}

/** A run of daily points. */
export function sampleRun(overrides: Partial<ReportInput> = {}, days = 500): ReportInput {
  const times = Float64Array.from({ length: days }, (_, i) => START + i * MICROS_PER_DAY)
  const equity = new Float64Array(days)
  const market = new Float64Array(days)
  for (let i = 0; i < days; i++) {
    const move = (chance(i) - 0.48) * 0.03
    market[i] = (market[i - 1] ?? 100) * (1 + move)
    equity[i] = (equity[i - 1] ?? 100_000) * (1 + move * 0.4 + (chance(i + 1000) - 0.49) * 0.02)
  }
  return {
    title: 'Sample run',
    strategy: 'sample',
    parameters: { fast: 10, slow: 30 },
    currency: 'USD',
    initialCapital: 100_000,
    startedAt: overrides.times?.[0] ?? START,
    times,
    equity,
    cash: equity.map((value) => value * 0.4),
    exposure: equity.map((value, i) => (i % 3 === 0 ? 0 : value * 0.6)),
    trades: Array.from({ length: 60 }, (_, i) => sampleTrade(i)),
    fills: Array.from({ length: 120 }, (_, i) => ({
      time: START + i * 4 * MICROS_PER_DAY,
      instrument: i % 4 < 2 ? 'SIM:ABC' : 'SIM:XYZ',
      side: i % 2 === 0 ? ('BUY' as const) : ('SELL' as const),
      quantity: 100,
      price: 100 + chance(i) * 10,
      value: 100 * (100 + chance(i) * 10),
      fee: 1.5,
      slippage: 0.5,
      tag: null,
    })),
    carry: [{ time: START, kind: 'FINANCING', instrument: null, cost: 12.5 }],
    benchmark: { name: 'SIM:INDEX', values: market, investedFrom: 0 },
    provenance: { data: 'a1b2c3' },
    ...overrides,
  }
}

/** The k-th trade of the sample: four days long, a week after the one before. */
export function sampleTrade(k: number, overrides: Partial<ReportTrade> = {}): ReportTrade {
  const fraction = (chance(k + 77) - 0.45) * 0.1
  return {
    instrument: k % 2 === 0 ? 'SIM:ABC' : 'SIM:XYZ',
    side: k % 5 === 0 ? 'SHORT' : 'LONG',
    quantity: 100,
    entryTime: START + k * 7 * MICROS_PER_DAY,
    exitTime: START + (k * 7 + 4) * MICROS_PER_DAY,
    entryPrice: 100,
    exitPrice: 100 * (1 + fraction),
    fees: 3,
    profit: fraction * 10_000 - 3,
    profitFraction: fraction - 0.0003,
    adverseExcursion: -chance(k) * 0.02,
    favorableExcursion: Math.max(0, fraction) + chance(k + 5) * 0.02,
    splitRatio: 1,
    tag: k % 3 === 0 ? null : k % 3 === 1 ? 'breakout' : 'reversal',
    ...overrides,
  }
}
