/** The last round trips to a venue, and their percentiles. */

const KEPT = 512

export class LatencySample {
  private readonly kept = new Float64Array(KEPT)
  private count = 0

  add(ms: number): void {
    this.kept[this.count % KEPT] = ms
    this.count += 1
  }

  /** The smallest of the last 512 that at least `share` (0 to 1) of them do not exceed; null: there is none. */
  percentile(share: number): number | null {
    const size = Math.min(this.count, KEPT)
    if (size === 0) return null
    const sorted = this.kept.slice(0, size).sort()
    return sorted[Math.min(size - 1, Math.max(0, Math.ceil(share * size) - 1))] ?? null
  }
}
