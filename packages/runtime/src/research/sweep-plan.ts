/** What a sweep will take, said before it runs, and the shares in which machines take its trials. */
import { availableParallelism, totalmem } from 'node:os'
import { type Plan, planInWords, planSimulation } from '@quarterdeck/simulation'
import type { SearchRound } from './search.ts'

/** Trials of one share: a kill loses the one that runs, not those that are done, so shares may be large. */
const SHARE_MAX = 250
/** Work for which a worker is started. */
const SHARE_SECONDS_MIN = 5
/** Share of the machine's memory that a sweep may be planned with. */
const MEMORY_SHARE = 0.25

export interface MeasuredTrial {
  readonly bars: number
  readonly nanosecondsPerBar: number
  readonly startSeconds: number
}

/** Rates that one trial does not tell, from measurements of the reference machine. */
const ASSUMED = {
  workerStartSeconds: 0.5,
  serialFraction: 0.02,
  bytesPerBar: 48,
  workerBytes: 120e6,
  resultBytes: 20e3,
}

export interface SweepPlan {
  readonly words: readonly string[]
  /** Trials of a share. */
  readonly shareSize: number
}

/** Plans parameter sets over windows, each with its share of the data, from what the first trial took. */
export function planSweep(
  { sets, shares }: { readonly sets: number; readonly shares: readonly number[] },
  measured: MeasuredTrial,
): SweepPlan {
  const request = {
    parameterSets: sets,
    groups: [{ name: 'all datasets', bars: Math.max(1, measured.bars) }],
    windows: shares.map((share, place) => ({ name: `window ${place + 1}`, share })),
    machine: { cores: availableParallelism(), memoryBytes: Math.floor(totalmem() * MEMORY_SHARE) },
    rates: {
      ...ASSUMED,
      nanosecondsPerBar: measured.nanosecondsPerBar,
      runStartSeconds: measured.startSeconds,
    },
  }
  const plan = planSimulation(request)
  return { words: planInWords(request, plan), shareSize: shareSizeOf(plan, sets * shares.length) }
}

/** As many shards together as are worth the start of a worker. */
function shareSizeOf({ shards }: Plan, trials: number): number {
  const seconds = shards.reduce((sum, shard) => sum + shard.seconds, 0)
  const worthAWorker = Math.ceil((trials * SHARE_SECONDS_MIN) / Math.max(seconds, Number.MIN_VALUE))
  const planned = Math.max(...shards.map(({ setFrom, setTo }) => setTo - setFrom))
  return Math.min(SHARE_MAX, trials, Math.max(planned, worthAWorker))
}

/** Trials, `to` not included. */
type Share = Pick<SearchRound, 'from' | 'to'>

/** Cuts a round into shares of about one size. */
export function sharesOf({ from, to }: Share, shareSize: number): readonly Share[] {
  const count = Math.ceil((to - from) / shareSize)
  const cut = (place: number) => from + Math.floor((place * (to - from)) / count)
  return Array.from({ length: count }, (_, place) => ({ from: cut(place), to: cut(place + 1) }))
}
