/** The parameter sets of a sweep, each with its number, and the shares in which machines take them. */
import { availableParallelism, totalmem } from 'node:os'
import {
  type ParameterSet,
  type Plan,
  checkGrid,
  gridPoint,
  planInWords,
  planSimulation,
  randomPoints,
} from '@quarterdeck/simulation'
import { type GridAxis, type Strategy, parseGrid } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
import { RequestFault } from '../request-fault.ts'

/** Trials of one sweep. */
const TRIALS_MAX = 10_000
/** Trials of one share: a kill loses the one that runs, not those that are done, so shares may be large. */
const SHARE_MAX = 250
/** Work for which a worker is started. */
const SHARE_SECONDS_MIN = 5
/** Share of the machine's memory that a sweep may be planned with. */
const MEMORY_SHARE = 0.25

export interface Trials {
  readonly count: number
  /** The parameters of a trial that vary. */
  parameters(number: number): ParameterSet
}

/** Throws a RequestFault, or a SearchFault, that names the parameter. */
export function trialsOf(strategy: Strategy, terms: StoredTerms): Trials {
  const axes = axesOf(strategy, terms.axes ?? {})
  if (terms.method === 'RANDOM') {
    const count = terms.samples ?? 0
    if (!Number.isInteger(count) || count < 1 || count > TRIALS_MAX)
      throw new RequestFault('BAD_INPUT', `must be from 1 to ${TRIALS_MAX} for a RANDOM sweep`, 'samples')
    const points = randomPoints(axes, { count, seed: terms.seed })
    return { count, parameters: (number) => points[number] ?? {} }
  }
  return { count: checkGrid(axes, TRIALS_MAX), parameters: (number) => gridPoint(axes, number) }
}

function axesOf(strategy: Strategy, given: Readonly<Record<string, string>>): readonly GridAxis[] {
  if (Object.keys(given).length === 0)
    throw new RequestFault('BAD_INPUT', 'must have at least one axis', 'axes')
  const parsed = parseGrid(strategy, given)
  if (parsed.ok) return parsed.axes
  throw new RequestFault('BAD_INPUT', parsed.faults.map(({ message }) => message).join('; '), 'axes')
}

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
  readonly shares: readonly { readonly from: number; readonly to: number }[]
}

/** Plans from what the first trial took. */
export function planSweep(trials: number, measured: MeasuredTrial): SweepPlan {
  const request = {
    parameterSets: trials,
    groups: [{ name: 'all datasets', bars: Math.max(1, measured.bars) }],
    windows: [{ name: 'whole', share: 1 }],
    machine: { cores: availableParallelism(), memoryBytes: Math.floor(totalmem() * MEMORY_SHARE) },
    rates: {
      ...ASSUMED,
      nanosecondsPerBar: measured.nanosecondsPerBar,
      runStartSeconds: measured.startSeconds,
    },
  }
  const plan = planSimulation(request)
  return { words: planInWords(request, plan), shares: sharesOf(plan) }
}

/** Shards that follow each other are one share until it is worth the start of a worker. */
function sharesOf({ shards }: Plan): SweepPlan['shares'] {
  const shares: { from: number; to: number }[] = []
  let seconds = Infinity
  for (const { setFrom, setTo, seconds: more } of shards) {
    const open = shares.at(-1)
    if (open !== undefined && seconds < SHARE_SECONDS_MIN && setTo - open.from <= SHARE_MAX) {
      open.to = setTo
      seconds += more
      continue
    }
    for (let from = setFrom; from < setTo; from += SHARE_MAX)
      shares.push({ from, to: Math.min(setTo, from + SHARE_MAX) })
    seconds = more
  }
  return shares
}
