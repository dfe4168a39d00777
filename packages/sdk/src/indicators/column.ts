/** The columns that array forms read: one Float64Array a field, one element a bar, oldest first. */

/** A bar with these fields; more fields do not matter. */
export type BarOf<Field extends string> = Readonly<Record<Field, number>>

/** Columns with these fields, all of one length. */
export type ColumnsOf<Field extends string> = Readonly<Record<Field, Float64Array>>

/** A column as long as these. Throws a `RangeError` that names the column whose length differs. */
export function columnFor<Field extends string>(
  indicator: string,
  columns: ColumnsOf<Field>,
  fields: readonly Field[],
): Float64Array {
  const [first] = fields
  const length = columns[first!].length
  for (const field of fields) {
    if (columns[field].length === length) continue
    throw new RangeError(
      `${indicator}: column ${field} has ${columns[field].length} values, column ${first!} has ${length}; they must be of one length`,
    )
  }
  return new Float64Array(length)
}

/**
 * Bars that a tight loop does in one call. A single call over a million bars would run as code that was replaced on the stack,
 * and be thrown away after; called in pieces, the loop is compiled once and kept: two to eight times as fast.
 */
export const PIECE_BARS = 1_024
