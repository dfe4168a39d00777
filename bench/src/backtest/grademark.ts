/** grademark's README example on the same bars: it looks at closes, enters and exits at the next open, and books no fees. */

import { DataFrame } from 'data-forge'
import { backtest as grademark } from 'grademark'
import { barAt } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { BenchRow } from '../report.ts'
import { contestRow } from './contest.ts'
import { cpuMs, run } from './run.ts'
import { meanReversion } from './strategies.ts'

const ROUNDS = 5
/** The example is short: it takes many rounds until the code of either side is warm. */
const WARM_UP = 20

export function grademarkRow(bars: BarColumns): Promise<BenchRow> {
  const rows = rowsOf(bars)
  const frame = new DataFrame<number, (typeof rows)[number]>(rows).skip(29).bake()
  const strategy = {
    entryRule: (enter: () => void, { bar }: { bar: (typeof rows)[number] }) => {
      if (bar.cents < bar.sma) enter()
    },
    exitRule: (exit: () => void, { bar }: { bar: (typeof rows)[number] }) => {
      if (bar.cents > bar.sma) exit()
    },
  }
  return contestRow({
    id: 'backtest.grademark',
    workload: `grademark's own example (close against its mean of 30) on ${bars.length.toLocaleString('en-US')} bars`,
    peerName: 'grademark 0.3.0',
    bars: bars.length,
    rounds: ROUNDS,
    warmUp: WARM_UP,
    goal: 1,
    play: () => {
      const { result, ms } = run(meanReversion, bars)
      const began = cpuMs()
      const trades = grademark(strategy, frame)
      const theirs = cpuMs() - began
      const [one, other] = [result.trades[0], trades[0]]
      const equal = one?.entryPrice === other?.entryPrice && one?.exitPrice === other?.exitPrice
      return Promise.resolve({ ours: ms, theirs, equal })
    },
  })
}

/** The bars as it takes them, each with its mean beside it. */
function rowsOf(bars: BarColumns): {
  readonly time: Date
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly cents: number
  readonly sma: number
}[] {
  let sum = 0
  return Array.from({ length: bars.length }, (_none, row) => {
    const { time, ...prices } = barAt(bars, row)
    const cents = Math.round(prices.close * 100)
    sum += cents - (row < 30 ? 0 : Math.round(bars.close[row - 30]! * 100))
    return { ...prices, time: new Date(time / 1_000), cents, sma: row < 29 ? Number.NaN : sum / 30 }
  })
}
