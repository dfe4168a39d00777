/**
 * Plans a simulation before it runs: shards, who runs them, how long it takes, how much memory, and what is recommended.
 *
 * Pure: the same request gives the same plan. Rates come from a measurement, so a plan is an estimate and says so.
 */
import { speedUp } from './amdahl.ts'
import { balance, makespanMin } from './balance.ts'
import { PlanFault, checkRequest, type PlanRequest } from './request.ts'
import { bytesMin, cutShards, type Shard } from './shards.ts'

export interface Plan {
  readonly workers: number
  readonly shards: readonly Shard[]
  /** For each worker, ids of its shards in the order in which they run. */
  readonly lanes: readonly (readonly number[])[]
  readonly estimate: PlanEstimate
  /** What each number of workers would take: the figures behind the recommendation. */
  readonly options: readonly PlanOption[]
}

export interface PlanEstimate {
  readonly runs: number
  readonly bars: number
  /** On one worker, start included. */
  readonly secondsAlone: number
  /** With the recommended workers, start included. */
  readonly seconds: number
  readonly speedUp: number
  /** What Amdahl's law allows with endless workers; Infinity without a serial share. */
  readonly speedUpMax: number
  /** Time of the fullest worker over the least that is possible: 1 is perfectly even. */
  readonly imbalance: number
  /** Most that all workers hold at once. */
  readonly bytes: number
}

export interface PlanOption {
  readonly workers: number
  readonly seconds: number
  readonly speedUp: number
}

/** A worker more must save at least this share of the time to be recommended. */
const WORTHWHILE = 0.05

/**
 * Makes the plan with the recommended number of workers: as few as come within 5 % of the fastest.
 *
 * @throws PlanFault if the request is wrong or no single worker could hold one run
 */
export function planSimulation(request: PlanRequest): Plan {
  checkRequest(request)
  const workersMax = affordableWorkers(request)
  const candidates = Array.from({ length: workersMax }, (_, i) => candidateOf(request, i + 1))
  const alone = candidates[0]?.seconds ?? Number.NaN
  const fastest = candidates.reduce((least, { seconds }) => Math.min(least, seconds), Infinity)
  const chosen = candidates.find(({ seconds }) => seconds <= fastest * (1 + WORTHWHILE))
  if (!chosen) throw new PlanFault('machine.cores', 'Invariant: some number of workers is the fastest')
  const { shards, lanes, makespan, workers, seconds } = chosen
  const durations = shards.map((shard) => shard.seconds)
  return {
    workers,
    shards,
    lanes,
    estimate: {
      runs: request.parameterSets * request.groups.length * request.windows.length,
      bars: shards.reduce((sum, { bars }) => sum + bars, 0),
      secondsAlone: alone,
      seconds,
      speedUp: alone / seconds,
      speedUpMax:
        request.rates.serialFraction === 0 ? Infinity : speedUp(request.rates.serialFraction, Infinity),
      imbalance: makespan / makespanMin(durations, workers),
      bytes: heldAtOnce(shards, lanes),
    },
    options: candidates.map((one) => ({
      workers: one.workers,
      seconds: one.seconds,
      speedUp: alone / one.seconds,
    })),
  }
}

interface Candidate {
  readonly workers: number
  readonly shards: readonly Shard[]
  readonly lanes: readonly (readonly number[])[]
  readonly makespan: number
  readonly seconds: number
}

/** Amdahl's law with the real schedule in place of the ideal n-th part, and the workers' start on top. */
function candidateOf(request: PlanRequest, workers: number): Candidate {
  const { serialFraction, workerStartSeconds } = request.rates
  const shards = cutShards(request, workers)
  const durations = shards.map(({ seconds }) => seconds)
  const { lanes, makespan } = balance(durations, workers)
  const total = durations.reduce((sum, one) => sum + one, 0)
  const seconds = workerStartSeconds + total * serialFraction + makespan * (1 - serialFraction)
  return { workers, shards, lanes, makespan, seconds }
}

/** As many workers as there are cores, runs, and shares of memory in which a single run fits. */
function affordableWorkers(request: PlanRequest): number {
  const { cores, memoryBytes } = request.machine
  const runs = request.parameterSets * request.groups.length * request.windows.length
  const fitting = Math.floor(memoryBytes / bytesMin(request))
  // With none the cutting below refuses with the group, the need and what there is.
  return Math.max(1, Math.min(cores, runs, Number.isNaN(fitting) ? cores : fitting))
}

function heldAtOnce(shards: readonly Shard[], lanes: readonly (readonly number[])[]): number {
  return lanes.reduce(
    (sum, lane) => sum + lane.reduce((most, id) => Math.max(most, shards[id]?.bytes ?? 0), 0),
    0,
  )
}
