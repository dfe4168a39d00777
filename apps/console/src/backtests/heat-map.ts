/** Lays the trials of a sweep out on two of its parameters. Where several fall on one place, the best of them stands there. */

export interface Trial {
  readonly number: number
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly figures: readonly { readonly name: string; readonly value?: number | null | undefined }[]
}

export interface HeatCell<Shown extends Trial> {
  readonly trial: Shown
  readonly value: number
  /** How many trials fall on this place. */
  readonly of: number
}

export interface HeatMap<Shown extends Trial> {
  readonly columns: readonly string[]
  readonly rows: readonly string[]
  readonly cellAt: (row: string, column: string) => HeatCell<Shown> | null
  readonly least: number
  readonly most: number
}

export function parameterOf(trial: Trial, name: string): string | null {
  return trial.parameters.find((parameter) => parameter.name === name)?.value ?? null
}

export function valueOf(trial: Trial, figure: string): number | null {
  return trial.figures.find(({ name }) => name === figure)?.value ?? null
}

/** Orders parameter values: numbers by size, words by the alphabet. */
export function byValue(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y
}

export interface HeatMapOptions {
  readonly column: string
  /** Null: the sweep varies one parameter, and the map is one line. */
  readonly row: string | null
  readonly figure: string
}

const ONLY_ROW = ''

/** Returns the map. A trial that lacks the figure leaves its place empty. */
export function heatMap<Shown extends Trial>(
  trials: readonly Shown[],
  { column, row, figure }: HeatMapOptions,
): HeatMap<Shown> {
  const cells = new Map<string, HeatCell<Shown>>()
  const columns = new Set<string>()
  const rows = new Set<string>()
  let least = Infinity
  let most = -Infinity
  for (const trial of trials) {
    const x = parameterOf(trial, column)
    const y = row === null ? ONLY_ROW : parameterOf(trial, row)
    if (x === null || y === null) continue
    columns.add(x)
    rows.add(y)
    const value = valueOf(trial, figure)
    if (value === null) continue
    const key = JSON.stringify([y, x])
    const before = cells.get(key)
    const better = !before || value > before.value
    cells.set(key, better ? { trial, value, of: (before?.of ?? 0) + 1 } : { ...before, of: before.of + 1 })
  }
  for (const { value } of cells.values()) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return {
    columns: [...columns].sort(byValue),
    rows: [...rows].sort(byValue),
    cellAt: (y, x) => cells.get(JSON.stringify([y, x])) ?? null,
    least,
    most,
  }
}

/** Returns how far a value is from the least to the most, 0 to 1; the middle where all are equal. */
export function shareOf(
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  return most > least ? (value - least) / (most - least) : 0.5
}
