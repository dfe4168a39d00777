/** The table of monthly returns: a row a year, a column a month. */

const MICROS_PER_DAY = 86_400_000_000

export interface YearRow {
  readonly year: number
  /** January to December; null: the run has no point in that month. */
  readonly months: readonly (number | null)[]
  readonly total: number
}

interface MonthEnd {
  readonly year: number
  readonly month: number
  readonly value: number
}

/** From the last equity of each month, the first month counting from the initial capital. Months are those of UTC. */
export function monthlyTable(times: Float64Array, equity: Float64Array, initialCapital: number): YearRow[] {
  const ends = monthEnds(times, equity)
  const rows = new Map<number, { months: (number | null)[]; growth: number }>()
  let before = initialCapital
  for (const { year, month, value } of ends) {
    const row = rows.get(year) ?? { months: Array<number | null>(12).fill(null), growth: 1 }
    row.months[month] = value / before - 1
    row.growth *= value / before
    rows.set(year, row)
    before = value
  }
  return [...rows].map(([year, { months, growth }]) => ({ year, months, total: growth - 1 }))
}

function monthEnds(times: Float64Array, equity: Float64Array): MonthEnd[] {
  const ends: MonthEnd[] = []
  let day = Number.NaN
  for (let i = 0; i < times.length; i++) {
    const value = equity[i] ?? Number.NaN
    const last = ends.at(-1)
    const itsDay = Math.floor((times[i] ?? 0) / MICROS_PER_DAY)
    // A calendar is asked once a day, not once a point: minutes would ask it a million times.
    if (last && itsDay === day) {
      ends[ends.length - 1] = { ...last, value }
      continue
    }
    day = itsDay
    const date = new Date(itsDay * 86_400_000)
    const end = { year: date.getUTCFullYear(), month: date.getUTCMonth(), value }
    if (last && last.year === end.year && last.month === end.month) ends[ends.length - 1] = end
    else ends.push(end)
  }
  return ends
}
