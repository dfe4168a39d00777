/**
 * Sweeps: a thousand parameter sets on two workers beside the same sweep on one, and the memory that the market data takes.
 *
 * A bare loop in two processes says what the machine gives to two at all.
 *
 * Time is the wall clock from the shown plan to the last run handed in: the second worker's start counts, judging does not, as it is
 * the same for both. Where others use the machine, two workers get less than two cores, and the row says less than the truth.
 */

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_DEFINITIONS, runStudy, type StudyOutcome } from '@quarterdeck/simulation'
import { INSTRUMENT, walk } from '../backtest/market.ts'
import { median, spreadOf, type Benchmark, type BenchRow } from '../report.ts'
import { twoCoresRow } from './two-cores.ts'
import { mappedMemory, type MappedMemory } from './mapped-memory.ts'

const SETS = 1_000
const BARS = 30_000
const ROUNDS = 3
const SPEED_UP_MIN = 1.8
const MEMORY_BARS = 1_000_000
const BAR_BYTES = 48

interface Swept {
  readonly outcome: StudyOutcome
  readonly seconds: number
  readonly memory: MappedMemory | null
}

async function sweep(
  workers: number,
  of: { readonly bars: number; readonly fast: number; readonly slow: number },
): Promise<Swept> {
  let began = 0
  let ended = 0
  let memory: MappedMemory | null = null
  const axis = (name: string, from: number, count: number) =>
    ({ name, min: from, max: from + count - 1, step: 1, scale: 'LINEAR' }) as const
  const outcome = await runStudy({
    file: { path: join(import.meta.dirname, 'cross.ts') },
    terms: {
      instruments: [INSTRUMENT],
      account: { currency: 'USD', cash: [{ currency: 'USD', amount: '1000000' }] },
      definitions: DEFAULT_DEFINITIONS,
      calendars: [],
    },
    series: [
      { kind: 'BARS', instrumentId: INSTRUMENT.id, timeframe: '1m', bars: walk(of.bars), hash: 'bench' },
    ],
    params: { instrument: INSTRUMENT.id },
    axes: [axis('fast', 5, of.fast), axis('slow', 60, of.slow)],
    method: { kind: 'GRID' },
    metric: 'sharpe',
    workers,
    journal: null,
    onPlan: () => (began = performance.now()),
    onProgress: ({ done, total, pids }) => {
      ended = performance.now()
      // Half-way each worker has played runs over all of the data.
      if (done === Math.floor(total / 2)) memory = mappedMemory(pids)
    },
  })
  return { outcome, seconds: (ended - began) / 1_000, memory }
}

const decisionsOf = ({ outcome }: Swept): string =>
  outcome.trials.map(({ measured }) => measured.digests?.decisions ?? 'none').join(' ')

export const benchmark: Benchmark = async () => [await speedRow(), await twoCoresRow(), await memoryRow()]

async function speedRow(): Promise<BenchRow> {
  const ours: number[] = []
  const alone: number[] = []
  const ratios: number[] = []
  let equal = true
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [1, 2] : [2, 1]
    const swept = new Map<number, Swept>()
    for (const workers of order)
      swept.set(workers, await sweep(workers, { bars: BARS, fast: 25, slow: SETS / 25 }))
    const [one, two] = [swept.get(1)!, swept.get(2)!]
    equal &&= decisionsOf(one) === decisionsOf(two)
    ours.push(SETS / two.seconds)
    alone.push(SETS / one.seconds)
    ratios.push(one.seconds / two.seconds)
  }
  const ratio = median(ratios)
  return {
    id: 'sweep.2-workers',
    workload: `${SETS} parameter sets of a moving-average cross over ${BARS} one-minute bars, ${availableParallelism()} cores`,
    ours: median(ours),
    peerName: 'the same on one worker',
    peer: median(alone),
    unit: 'runs/s',
    ratio,
    spread: spreadOf(ours),
    equal,
    goal: `>= ${SPEED_UP_MIN}x on two cores`,
    met: ratio >= SPEED_UP_MIN,
  }
}

async function memoryRow(): Promise<BenchRow> {
  const { outcome, memory } = await sweep(2, { bars: MEMORY_BARS, fast: 4, slow: 2 })
  const copy = MEMORY_BARS * BAR_BYTES
  const copies = memory === null ? Number.NaN : (memory.dataBytes + memory.copiedBytes) / copy
  return {
    id: 'sweep.memory',
    workload: `market data of ${MEMORY_BARS} bars in the memory of ${outcome.plan.workers} workers, ${Math.round((memory?.totalBytes ?? Number.NaN) / 2 ** 20)} MiB in all`,
    ours: copies,
    peerName: 'a copy a worker',
    peer: outcome.plan.workers,
    unit: 'copies',
    ratio: copies / outcome.plan.workers,
    spread: [copies, copies],
    equal: null,
    goal: 'one copy',
    // A page at each end of the mapping belongs to no column.
    met: memory === null ? null : copies <= 1.001,
  }
}
