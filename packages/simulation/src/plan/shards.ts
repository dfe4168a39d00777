/**
 * Cuts the work into shards: ranges of parameter sets of one symbol group in one window.
 *
 * A shard is what is leased to a worker, run, and handed in whole; after a kill only open shards run again. It holds the data
 * of one group and one window, so its memory is known before it starts.
 */
import { PlanFault, type MeasuredRates, type PlanRequest } from './request.ts'

export interface Shard {
  /** Its place in the plan, from 0. */
  readonly id: number
  /** Places in the request. */
  readonly group: number
  readonly window: number
  /** Parameter sets, start included, end excluded. */
  readonly setFrom: number
  readonly setTo: number
  readonly bars: number
  readonly seconds: number
  readonly bytes: number
}

/** Runs of one group in one window: they all cost the same. */
interface Cell {
  readonly group: number
  readonly window: number
  readonly bars: number
  readonly runSeconds: number
  readonly dataBytes: number
}

/** So many shards a worker even out what estimates get wrong and keep a kill cheap. */
const SHARDS_PER_WORKER = 8
/** A shard below this would be handed out more than it is run. */
const SHARD_SECONDS_MIN = 0.25

/**
 * Cuts for a number of workers that share the machine's memory evenly.
 *
 * @throws PlanFault if a single run needs more than a worker's share: names the group and window, the need and the share
 */
export function cutShards(request: PlanRequest, workers: number): Shard[] {
  const { rates, machine, parameterSets } = request
  const share = Math.floor(machine.memoryBytes / workers)
  const cells = cellsOf(request)
  const total = cells.reduce((seconds, cell) => seconds + cell.runSeconds * parameterSets, 0)
  const target = Math.max(SHARD_SECONDS_MIN, total / (workers * SHARDS_PER_WORKER))
  const shards: Shard[] = []
  for (const cell of cells) {
    const fitting = runsThatFit(cell, request, { share, workers })
    const evened = Math.max(1, Math.floor(target / cell.runSeconds))
    const count = Math.min(fitting, evened, parameterSets)
    // A multiple of the workers where there are enough runs: one piece too many would leave all but one of them idle.
    const pieces = Math.min(parameterSets, Math.ceil(parameterSets / count / workers) * workers)
    for (let piece = 0; piece < pieces; piece++) {
      // Cut evenly: a last crumb beside full pieces would waste a lease.
      const setFrom = Math.floor((piece * parameterSets) / pieces)
      const setTo = Math.floor(((piece + 1) * parameterSets) / pieces)
      shards.push(shardOf(shards.length, cell, { setFrom, setTo }, rates))
    }
  }
  return shards
}

/** The least memory with which one worker could run the request at all. */
export function bytesMin(request: PlanRequest): number {
  return cellsOf(request).reduce((most, cell) => Math.max(most, bytesOf(cell, 1, request.rates)), 0)
}

function cellsOf({ groups, windows, rates }: PlanRequest): Cell[] {
  return groups.flatMap((group, groupPlace) =>
    windows.map((window, windowPlace) => {
      const bars = Math.ceil(group.bars * window.share)
      return {
        group: groupPlace,
        window: windowPlace,
        bars,
        runSeconds: rates.runStartSeconds + (bars * rates.nanosecondsPerBar) / 1e9,
        dataBytes: bars * rates.bytesPerBar,
      }
    }),
  )
}

function runsThatFit(
  cell: Cell,
  { rates, groups, windows, machine }: PlanRequest,
  { share, workers }: { readonly share: number; readonly workers: number },
): number {
  const need = bytesOf(cell, 1, rates)
  if (need > share) {
    throw new PlanFault(
      'machine.memoryBytes',
      `one run of group ${groups[cell.group]?.name} in window ${windows[cell.window]?.name} needs ${need} bytes, ${workers} ${workers === 1 ? 'worker has' : 'workers have'} ${share} each of ${machine.memoryBytes}: give more memory, split the group, or shorten the window`,
    )
  }
  return rates.resultBytes === 0 ? Infinity : 1 + Math.floor((share - need) / rates.resultBytes)
}

function bytesOf(cell: Cell, runs: number, rates: MeasuredRates): number {
  return rates.workerBytes + cell.dataBytes + runs * rates.resultBytes
}

function shardOf(
  id: number,
  cell: Cell,
  { setFrom, setTo }: { readonly setFrom: number; readonly setTo: number },
  rates: MeasuredRates,
): Shard {
  const runs = setTo - setFrom
  return {
    id,
    group: cell.group,
    window: cell.window,
    setFrom,
    setTo,
    bars: runs * cell.bars,
    seconds: runs * cell.runSeconds,
    bytes: bytesOf(cell, runs, rates),
  }
}
