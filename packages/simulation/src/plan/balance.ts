/**
 * Balances shards over workers: the longest first, each to the worker that is free first (LPT, Graham 1969).
 *
 * Its makespan is at most 4/3 of `makespanMin`, a bound from below that no schedule can beat.
 */

export interface Balanced {
  /** For each worker, places in the given list, in the order in which they run. */
  readonly lanes: readonly (readonly number[])[]
  /** When the last worker is done. */
  readonly makespan: number
}

/** Gives each of the durations to one of the workers. */
export function balance(durations: readonly number[], workers: number): Balanced {
  const lanes: number[][] = Array.from({ length: workers }, () => [])
  const loads = new Float64Array(workers)
  const order = durations.map((_, i) => i).sort((a, b) => (durations[b] ?? 0) - (durations[a] ?? 0) || a - b)
  for (const place of order) {
    const lane = loads.indexOf(loads.reduce((a, b) => Math.min(a, b)))
    lanes[lane]?.push(place)
    loads[lane] = (loads[lane] ?? 0) + (durations[place] ?? 0)
  }
  return { lanes, makespan: loads.reduce((a, b) => Math.max(a, b), 0) }
}

/** Halvings that bring the bound to the last digits of a double. */
const HALVINGS = 60

/**
 * A time that no schedule can beat: the smallest at which the work fits by volume, the longest piece fits, and the pieces
 * longer than a third of it (of which a worker can take two) can be paired.
 */
export function makespanMin(durations: readonly number[], workers: number): number {
  const sorted = durations.toSorted((a, b) => b - a)
  const total = sorted.reduce((sum, one) => sum + one, 0)
  let low = Math.max(total / workers, sorted[0] ?? 0)
  if (couldFit(sorted, workers, low)) return low
  let high = total
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (couldFit(sorted, workers, middle)) high = middle
    else low = middle
  }
  return low
}

/** Whether the pieces above a third of the time fit the workers, two to each at most. */
function couldFit(sorted: readonly number[], workers: number, time: number): boolean {
  const large = sorted.filter((one) => one * 3 > time)
  let shortest = large.length - 1
  let used = 0
  // The longest takes the shortest beside it if that fits: if even that does not, nothing does.
  for (let longest = 0; longest <= shortest; longest++) {
    used++
    if (longest < shortest && (large[longest] ?? 0) + (large[shortest] ?? 0) <= time) shortest--
  }
  return used <= workers
}
