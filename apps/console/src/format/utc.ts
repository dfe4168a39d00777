/**
 * Shows instants of recorded data in UTC: a daily bar belongs to its day wherever the reader sits, and two people who
 * compare a backtest must read the same times.
 */

/** Returns the day of an instant, such as `2026-03-02`. */
export function showDay(instant: string | null | undefined): string {
  return instant ? instant.slice(0, 10) : '–'
}

/** Returns an instant to the second without its zone, the day alone at midnight. */
export function showUtc(instant: string | null | undefined): string {
  if (!instant) return '–'
  const day = instant.slice(0, 10)
  const clock = instant.slice(11, 19)
  return clock === '00:00:00' ? day : `${day} ${clock}`
}

/** Returns a duration in seconds in the shortest honest form: `12 s`, `3 min`, `2 h 5 min`. */
export function showDuration(seconds: number): string {
  if (seconds < 100) return `${Math.max(0, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
