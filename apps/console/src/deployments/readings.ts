/** The newest readings of a deployment's resources, as many as a small chart can show. */

export interface Reading {
  /** When it was taken, milliseconds. */
  readonly at: number
  readonly residentBytes: number | null
  /** Processor time of the callbacks in the run so far, milliseconds. */
  readonly callbackMs: number
}

export const READINGS_MAX = 120
/** Readings closer together than this show noise. */
const APART_MS = 900

/** Returns the readings with a new one, bounded; a run that starts anew starts them anew. */
export function withReading(readings: readonly Reading[], next: Reading): readonly Reading[] {
  const last = readings.at(-1)
  if (last && next.callbackMs < last.callbackMs) return [next]
  if (last && next.at - last.at < APART_MS) return readings
  return [...readings, next].slice(-READINGS_MAX)
}

/** Returns the processor time used between readings, as a share of the time that passed. */
export function loadOf(readings: readonly Reading[]): readonly number[] {
  return readings.slice(1).map((reading, index) => {
    const before = readings[index] ?? reading
    return reading.at > before.at ? (reading.callbackMs - before.callbackMs) / (reading.at - before.at) : 0
  })
}
