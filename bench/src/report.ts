/** What every benchmark reports: ours beside a peer or a physical limit from the same run, never a figure alone. */

export interface BenchRow {
  /** Short id of the workload, stable over time: `risk.hot`, `order.http.32`. */
  readonly id: string
  readonly workload: string
  /** Median of ours, in `unit`. */
  readonly ours: number
  /** What stands beside it, and its median in the same unit; null where the row is a distribution or a bound. */
  readonly peerName: string | null
  readonly peer: number | null
  readonly unit: string
  /** Ours over peer, the median over rounds of each round's own ratio. */
  readonly ratio: number | null
  /** Smallest and largest of ours over the rounds. */
  readonly spread: readonly [number, number]
  /** Whether ours and the peer gave equal results before time counted; null where there is nothing to compare. */
  readonly equal: boolean | null
  /** The goal in words, and whether it was met. */
  readonly goal: string
  readonly met: boolean | null
}

export type Benchmark = () => Promise<readonly BenchRow[]>

/** Middle value; of an even count the lower middle. Throws on an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which a share `q` (0 to 1) of the values lies. Throws on an empty list. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort()
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]
  if (value === undefined) throw new Error('Invariant: a quantile needs at least one value')
  return value
}

/** Smallest and largest. */
export function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)]
}

/** A figure for people: thousands whole, small ones with three decimals. */
export function shortFigure(value: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 1_000) return Math.round(value).toLocaleString('en-US')
  return magnitude >= 10 ? value.toFixed(1) : value.toFixed(3)
}

/** One row as a line for people. */
export function formatRow(row: BenchRow): string {
  const verdict = row.met === null ? '  ' : row.met ? 'ok' : 'NO'
  const peer = row.peer === null ? '' : ` | ${row.peerName ?? 'peer'} ${shortFigure(row.peer)}`
  const ratio = row.ratio === null ? '' : ` | ratio ${row.ratio.toFixed(3)}`
  const equal = row.equal === null ? '' : row.equal ? ' | equal' : ' | RESULTS DIFFER'
  const [low, high] = row.spread
  return `${verdict} ${row.id.padEnd(24)} ${shortFigure(row.ours)} ${row.unit} (${shortFigure(low)}..${shortFigure(high)})${peer}${ratio}${equal} | goal ${row.goal} | ${row.workload}`
}
