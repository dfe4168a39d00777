/** How returns are spread: counts in bins of one width. */
import { present, quantileOfSorted, type Series } from '../statistics/index.ts'

export interface Histogram {
  /** One more than there are counts, ascending. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

const BINS_MAX = 60

/**
 * Bins after Freedman and Diaconis (1981): width twice the interquartile range over the cube root of the count.
 *
 * A constant series is one bin; no series none.
 */
export function histogram(values: Series): Histogram {
  const sorted = present(values).sort()
  const low = sorted[0]
  const high = sorted.at(-1)
  if (low === undefined || high === undefined) return { edges: [], counts: [] }
  if (low === high) return { edges: [low, high], counts: [sorted.length] }
  const width =
    (2 * (quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25))) / Math.cbrt(sorted.length)
  const bins = width > 0 ? Math.min(BINS_MAX, Math.max(1, Math.ceil((high - low) / width))) : BINS_MAX
  const counts = Array<number>(bins).fill(0)
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { edges: Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins), counts }
}
