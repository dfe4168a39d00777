/**
 * Backtests: bars a second through an SDK strategy, the whole engine, its risk gate and ledger; beside the bare loop, and beside
 * grademark on its own example.
 *
 * Times are the thread's own CPU time, so that they say what a core does also where others are at work on the machine.
 *
 * Of the other npm backtesters one cannot be installed (backtest-kit: its dependency di-kit is not in the registry) and one does
 * not run without a database engine that it downloads (@backtest/framework).
 */

import { DataFrame } from 'data-forge'
import { backtest as grademark } from 'grademark'
import { barAt, sliceBars } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import { createBacktest } from '@quarterdeck/simulation'
import type { BacktestResult } from '@quarterdeck/simulation'
import { median, spreadOf, type Benchmark, type BenchRow } from '../report.ts'
import { INSTRUMENT, walk } from './market.ts'
import { bareCross, cross, meanReversion } from './strategies.ts'

const BARS = 1_000_000
const PEER_BARS = 20_000
const ROUNDS = 5
/** Rounds before those that count: the first run as cold code. */
const WARM_UP = 3
/** The peer's example is short: it takes more rounds until the code of either side is warm. */
const PEER_WARM_UP = 20
const STEP = 100_000
const CASH = 1_000_000
const BARS_PER_SECOND_MIN = 3_000_000

export const benchmark: Benchmark = async () => {
  const bars = walk(BARS)
  return [crossRow(bars, 50, 200), crossRow(bars, 10, 30), peerRow(sliceBars(bars, 0, PEER_BARS))]
}

/** CPU time of this thread in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

interface Ran {
  readonly result: BacktestResult
  readonly ms: number
}

function run(strategy: typeof cross, bars: BarColumns, params: Record<string, unknown>): Ran {
  const backtest = createBacktest({
    strategy,
    params,
    instruments: [INSTRUMENT],
    series: [{ kind: 'BARS', instrumentId: INSTRUMENT.id, timeframe: '1m', bars, hash: 'bench' }],
    account: { currency: 'USD', cash: [{ currency: 'USD', amount: String(CASH) }] },
  })
  const began = cpuMs()
  while (backtest.step(STEP));
  const ms = cpuMs() - began
  const result = backtest.result()
  if (result.fault !== null) throw new Error(result.fault.message)
  return { result, ms }
}

function crossRow(bars: BarColumns, fast: number, slow: number): BenchRow {
  const ours: number[] = []
  const bare: number[] = []
  const ratios: number[] = []
  let equal = true
  let fills = 0
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const { result, ms } = run(cross, bars, { fast, slow })
    const began = cpuMs()
    const loop = bareCross(bars, { fast, slow, cash: CASH })
    const bareMs = cpuMs() - began
    fills = result.fills.length
    equal &&= loop.fills === fills && Math.abs(loop.equity - Number(result.account.equity)) < 1e-3
    if (round < WARM_UP) continue
    ours.push(BARS / (ms / 1_000))
    bare.push(BARS / (bareMs / 1_000))
    ratios.push(bareMs / ms)
  }
  const isGoal = fast === 50
  const rate = median(ours)
  return {
    id: `backtest.cross.${fast}.${slow}`,
    workload: `moving-average cross ${fast}/${slow} on 1,000,000 one-minute bars, ${fills} orders, strategy, gate, ledger, equity`,
    ours: rate,
    peerName: 'bare loop',
    peer: median(bare),
    unit: 'bars/s',
    ratio: median(ratios),
    spread: spreadOf(ours),
    equal,
    goal: isGoal
      ? `at least ${BARS_PER_SECOND_MIN.toLocaleString('en-US')} bars/s`
      : 'none: it shows what orders cost',
    met: isGoal ? rate >= BARS_PER_SECOND_MIN : null,
  }
}

/** grademark's README example on the same bars; it looks at closes, enters and exits at the next open, and books no fees. */
function peerRow(bars: BarColumns): BenchRow {
  const means = new Float64Array(bars.length)
  let sum = 0
  for (let row = 0; row < bars.length; row += 1) {
    sum += Math.round(bars.close[row]! * 100) - (row < 30 ? 0 : Math.round(bars.close[row - 30]! * 100))
    means[row] = row < 29 ? Number.NaN : sum / 30
  }
  const rows = Array.from({ length: bars.length }, (_none, row) => {
    const { time, ...prices } = barAt(bars, row)
    return {
      ...prices,
      time: new Date(time / 1_000),
      cents: Math.round(prices.close * 100),
      sma: means[row]!,
    }
  })
  const frame = new DataFrame<number, (typeof rows)[number]>(rows).skip(29).bake()
  const strategy = {
    entryRule: (enter: () => void, { bar }: { bar: (typeof rows)[number] }) => {
      if (bar.cents < bar.sma) enter()
    },
    exitRule: (exit: () => void, { bar }: { bar: (typeof rows)[number] }) => {
      if (bar.cents > bar.sma) exit()
    },
  }
  const ours: number[] = []
  const theirs: number[] = []
  const ratios: number[] = []
  let equal = true
  for (let round = 0; round < ROUNDS + PEER_WARM_UP; round += 1) {
    const { result, ms } = run(meanReversion, bars, {})
    const began = cpuMs()
    const trades = grademark(strategy, frame)
    const theirMs = cpuMs() - began
    const [one, other] = [result.trades[0], trades[0]]
    equal &&= one?.entryPrice === other?.entryPrice && one?.exitPrice === other?.exitPrice
    if (round < PEER_WARM_UP) continue
    ours.push(bars.length / (ms / 1_000))
    theirs.push(bars.length / (theirMs / 1_000))
    ratios.push(theirMs / ms)
  }
  const ratio = median(ratios)
  return {
    id: 'backtest.grademark',
    workload: `grademark's own example (close against its mean of 30) on ${PEER_BARS.toLocaleString('en-US')} bars`,
    ours: median(ours),
    peerName: 'grademark 0.3.0',
    peer: median(theirs),
    unit: 'bars/s',
    ratio,
    spread: spreadOf(ours),
    equal,
    goal: 'ahead of it',
    met: ratio > 1,
  }
}
