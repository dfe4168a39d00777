/** What a plan is made from: the work that was asked for, the machine, and the rates that were measured on it. */

export interface PlanRequest {
  /** How many parameter sets; they all cost the same. */
  readonly parameterSets: number
  /** Symbols that a run needs together; a universe that trades as one portfolio is one group. */
  readonly groups: readonly SymbolGroup[]
  /** Walk-forward windows; one of share 1 for a plain backtest. */
  readonly windows: readonly PlanWindow[]
  readonly machine: PlanMachine
  readonly rates: MeasuredRates
}

export interface SymbolGroup {
  readonly name: string
  /** Bars of all its symbols over the whole span. */
  readonly bars: number
}

export interface PlanWindow {
  readonly name: string
  /** Of the span's bars, above 0 to 1. */
  readonly share: number
}

export interface PlanMachine {
  readonly cores: number
  /** What the workers may use together, bytes. */
  readonly memoryBytes: number
}

/** Measured beforehand, by a short run of the same strategy on the same data. */
export interface MeasuredRates {
  /** Of one parameter set, on one core. */
  readonly nanosecondsPerBar: number
  /** Of one run that is not bars: book, warm-up, result. */
  readonly runStartSeconds: number
  /** Of one worker process until it can take work. */
  readonly workerStartSeconds: number
  /** Share of the whole that no second worker shortens: reading data, handing out, gathering. 0 to 1. */
  readonly serialFraction: number
  readonly bytesPerBar: number
  /** What a worker needs before it holds any data. */
  readonly workerBytes: number
  /** What a finished run leaves behind until its shard is handed in. */
  readonly resultBytes: number
}

/** A request that cannot be planned: names the field and what is allowed. */
export class PlanFault extends Error {
  override readonly name = 'PlanFault'
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

/** More runs than one request may have; a planner's own cost grows with it. */
export const RUNS_PLANNED_MAX = 100_000_000

/** Refuses counts that are no counts, shares out of range, names given twice, and more runs than the limit. */
export function checkRequest(request: PlanRequest): void {
  const { parameterSets, groups, windows, machine, rates } = request
  wholeAboveZero('parameterSets', parameterSets)
  wholeAboveZero('machine.cores', machine.cores)
  if (groups.length === 0) throw new PlanFault('groups', 'groups is empty: at least one is needed')
  if (windows.length === 0) throw new PlanFault('windows', 'windows is empty: at least one is needed')
  uniqueNames('groups', groups)
  uniqueNames('windows', windows)
  for (const { name, bars } of groups) wholeAboveZero(`bars of group ${name}`, bars)
  for (const { name, share } of windows)
    if (!(share > 0 && share <= 1))
      throw new PlanFault('windows', `share of window ${name} must be above 0 and at most 1 (was ${share})`)
  for (const [field, value] of [
    ...Object.entries(rates),
    ['machine.memoryBytes', machine.memoryBytes] as const,
  ])
    if (!(value >= 0 && Number.isFinite(value)))
      throw new PlanFault(field, `${field} must be a number from 0 up (was ${value})`)
  if (rates.serialFraction > 1)
    throw new PlanFault('serialFraction', `serialFraction must be at most 1 (was ${rates.serialFraction})`)
  const runs = parameterSets * groups.length * windows.length
  if (runs > RUNS_PLANNED_MAX)
    throw new PlanFault(
      'parameterSets',
      `${parameterSets} parameter sets x ${groups.length} groups x ${windows.length} windows are ${runs} runs, at most ${RUNS_PLANNED_MAX} are allowed: narrow the grid`,
    )
}

function wholeAboveZero(field: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new PlanFault(field, `${field} must be a whole number from 1 up (was ${value})`)
}

function uniqueNames(field: string, all: readonly { readonly name: string }[]): void {
  const seen = new Set<string>()
  for (const { name } of all) {
    if (seen.has(name)) throw new PlanFault(field, `${field} has ${name} twice: once is needed`)
    seen.add(name)
  }
}
