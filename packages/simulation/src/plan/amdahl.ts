/** Amdahl's law (1967): what more workers can bring where a share of the work stays serial. */

/** How many times faster `workers` are than one; at most 1 / serialFraction. */
export function speedUp(serialFraction: number, workers: number): number {
  return 1 / (serialFraction + (1 - serialFraction) / workers)
}

/**
 * The serial fraction that a measured speed-up shows (Karp and Flatt 1990), from 0 to 1.
 *
 * @param workers at least two
 */
export function serialFractionOf(measuredSpeedUp: number, workers: number): number {
  const fraction = (1 / measuredSpeedUp - 1 / workers) / (1 - 1 / workers)
  return Math.min(1, Math.max(0, fraction))
}
