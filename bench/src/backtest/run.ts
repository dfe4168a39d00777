/** One run of ours, on the thread's own CPU time: so it says what a core does also where others are at work on the machine. */

import type { BarColumns } from '@quarterdeck/market-data'
import { createBacktest } from '@quarterdeck/simulation'
import type { BacktestRequest, BacktestResult } from '@quarterdeck/simulation'
import type { Strategy } from '@quarterdeck/sdk'
import { INSTRUMENT } from './market.ts'

const STEP = 100_000
/** What the account holds at the start. */
export const CASH = 1_000_000

/** CPU time of this thread in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

export interface Ran {
  readonly result: BacktestResult
  readonly ms: number
}

export function run(
  strategy: Strategy,
  bars: BarColumns,
  terms: Pick<BacktestRequest, 'params' | 'fills'> = {},
): Ran {
  const backtest = createBacktest({
    strategy,
    ...terms,
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
