/**
 * Backtests: bars, and changes of an order book, a second through an SDK strategy, the whole engine, its risk gate and ledger; beside the bare loop, and beside
 * the backtesters of npm, each on its own example.
 *
 * backtest-kit cannot be installed: it asks for di-kit from 1.1.1 on, di-scoped from 1.0.21 on, functools-kit 5 and di-singleton,
 * and of these the registry has 1.0.18, 1.0.20, 1.0.95 and nothing.
 */

import { sliceBars } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import { median, spreadOf, type Benchmark, type BenchRow } from '../report.ts'
import { depthRow } from './depth.ts'
import { frameworkRow } from './framework/framework.ts'
import { grademarkRow } from './grademark.ts'
import { walk } from './market.ts'
import { CASH, cpuMs, run } from './run.ts'
import { bareCross, cross } from './strategies.ts'

const BARS = 1_000_000
const PEER_BARS = 20_000
const ROUNDS = 5
/** Rounds before those that count: the first run as cold code. */
const WARM_UP = 3
const BARS_PER_SECOND_MIN = 3_000_000

export const benchmark: Benchmark = async () => {
  const bars = walk(BARS)
  const few = sliceBars(bars, 0, PEER_BARS)
  const own = [crossRow(bars, 50, 200), crossRow(bars, 10, 30), depthRow()]
  return [...own, await grademarkRow(few), await frameworkRow(few)]
}

function crossRow(bars: BarColumns, fast: number, slow: number): BenchRow {
  const ours: number[] = []
  const bare: number[] = []
  const ratios: number[] = []
  let equal = true
  let fills = 0
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const { result, ms } = run(cross, bars, { params: { fast, slow } })
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
