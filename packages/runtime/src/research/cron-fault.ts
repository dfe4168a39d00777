/** Checks a cron expression of five fields before it is handed on, so that its fault is named. */

const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12 },
  { name: 'day of week', min: 0, max: 7 },
] as const

/** What is wrong with it, and what is allowed; null: nothing. */
export function cronFault(cron: string): string | null {
  const parts = cron.trim().split(/\s+/)
  if (parts.length !== FIELDS.length)
    return `must have five fields (minute, hour, day of month, month, day of week), not ${parts.length}`
  for (const [place, { name, min, max }] of FIELDS.entries()) {
    const part = parts[place] ?? ''
    if (!part.split(',').every((one) => isRange(one, min, max)))
      return `has "${part.slice(0, 40)}" as its ${name}: allowed are *, numbers from ${min} to ${max}, ranges a-b, lists, and steps /n`
  }
  return null
}

function isRange(text: string, min: number, max: number): boolean {
  const [, first, last, step] = /^(\*|\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(text) ?? []
  if (first === undefined || (first === '*' && last !== undefined)) return false
  if (step !== undefined && Number(step) < 1) return false
  const [from, to] = first === '*' ? [min, max] : [Number(first), Number(last ?? first)]
  return from >= min && to <= max && from <= to
}
