/** Shows instants in the reader's own zone and ages in the shortest honest form. */

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const day = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short' })
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** Returns the time of day, with the date in front when the instant is not today. */
export function showTime(instant: string, now: Date = new Date()): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  const today = at.toDateString() === now.toDateString()
  return today ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`
}

/** Returns date and time in full, for titles and details. */
export function showInstant(instant: string): string {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : full.format(at)
}

/** Returns an age given in milliseconds: tenths of a second below ten seconds, then seconds, minutes, hours. */
export function showAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.floor(seconds)} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`
  return `${Math.floor(seconds / 3600)} h`
}

/** Returns a span of computing: milliseconds below a second, then tenths of a second, then as an age. */
export function showSpan(ms: number): string {
  return ms < 1000 ? `${Math.max(0, Math.round(ms))} ms` : showAge(ms)
}
