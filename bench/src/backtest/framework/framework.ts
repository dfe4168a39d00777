/**
 * @backtest/framework on its README's example, which buys with all there is while the close of ten candles ago is above that of
 * twenty ago, and sells all of it else, at the close that it sees and without fees.
 *
 * It looks for the current candle from the first one on, and copies all candles up to it, at every reading: what a bar costs it
 * grows with the bars before it.
 */

import type { BarColumns } from '@quarterdeck/market-data'
import type { BenchRow } from '../../report.ts'
import { contestRow } from '../contest.ts'
import { CASH, cpuMs, run } from '../run.ts'
import { laggedCloses } from '../strategies.ts'
import { frameworkExample } from './engine.ts'

const ROUNDS = 3
const WARM_UP = 4
/** It fails where it is asked for a candle before the first one. */
const WARM_UP_BARS = 19

export function frameworkRow(bars: BarColumns): Promise<BenchRow> {
  const play = frameworkExample(bars, { warmUp: WARM_UP_BARS, cash: CASH })
  return contestRow({
    id: 'backtest.framework',
    workload: `@backtest/framework's own example (close of 10 bars ago against 20 ago) on ${bars.length.toLocaleString('en-US')} bars`,
    peerName: '@backtest/framework 1.1.18',
    bars: bars.length,
    rounds: ROUNDS,
    warmUp: WARM_UP,
    goal: 50,
    play: async () => {
      const { result, ms } = run(laggedCloses, bars, { fills: { entry: 'THIS_CLOSE' } })
      const began = cpuMs()
      const orders = await play()
      const theirs = cpuMs() - began
      // What it still holds at the end it sells, which is no decision of its strategy.
      const decided = orders.slice(0, result.fills.length)
      const equal =
        orders.length - decided.length <= 1 &&
        decided.every(({ type, price }, index) => {
          const fill = result.fills[index]
          return fill?.side === (type === 'buy' ? 'BUY' : 'SELL') && Math.abs(fill.price - price) < 1e-9
        })
      return { ours: ms, theirs, equal }
    },
  })
}
