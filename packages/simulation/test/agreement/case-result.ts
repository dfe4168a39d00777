/** What came of one published case: our number beside theirs, and whether they agree. */

export interface CaseResult {
  readonly name: string
  readonly expected: string
  readonly ours: string
  readonly agrees: boolean
}

export interface FileResult {
  /** Path below the folder of expected answers. */
  readonly file: string
  /** By whom the numbers were published. */
  readonly source: string
  /** How near is near enough, in words. */
  readonly tolerance: string
  readonly cases: readonly CaseResult[]
}

/** Agrees to a number of decimals, as NumPy's assert_almost_equal does: |difference| < 1.5 * 10^-decimals. */
export function toDecimals(decimals: number): (ours: number, expected: number) => boolean {
  return (ours, expected) => same(ours, expected) || Math.abs(ours - expected) < 1.5 * 10 ** -decimals
}

/** Agrees to a share of the expected number. */
export function toShare(share: number): (ours: number, expected: number) => boolean {
  return (ours, expected) =>
    same(ours, expected) || Math.abs(ours - expected) <= share * Math.abs(expected) + 1e-12
}

/** Compares lists place by place; a single number is a list of one. */
export function compare(
  name: string,
  { ours, expected }: { readonly ours: readonly unknown[]; readonly expected: readonly unknown[] },
  near: (ours: number, expected: number) => boolean,
): CaseResult {
  const agrees =
    ours.length === expected.length &&
    ours.every((value, i) => {
      const other = expected[i]
      return typeof value === 'number' && typeof other === 'number' ? near(value, other) : value === other
    })
  return { name, expected: written(expected), ours: written(ours), agrees }
}

function same(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}

function written(values: readonly unknown[]): string {
  const shown = values.slice(0, 4).map((value) => (typeof value === 'number' ? number(value) : String(value)))
  return `${shown.join(', ')}${values.length > 4 ? ` … (${values.length})` : ''}` || '(none)'
}

function number(value: number): string {
  return Number.isFinite(value) && !Number.isInteger(value)
    ? String(Number(value.toPrecision(10)))
    : String(value)
}
