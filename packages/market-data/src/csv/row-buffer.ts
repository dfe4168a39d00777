/** Rows whose number is not known beforehand: columns that grow, and the line each row came from. */
import { emptyTable, sliceTable, type ColumnTable } from '../columns/column-table.ts'

export interface ReadRows {
  readonly table: ColumnTable
  /** Line of each row, from 1. */
  readonly lines: Int32Array
}

export interface RowBuffer {
  /** Columns to write the next row into, at index `length`; taken anew after each `grow`. */
  columns: readonly Float64Array[]
  lines: Int32Array
  length: number
  /** Makes room for at least one more row. */
  grow(): void
  rows(): ReadRows
}

export function createRowBuffer(fields: readonly string[], capacity: number): RowBuffer {
  let table = emptyTable(fields, Math.max(16, capacity))
  const buffer: RowBuffer = {
    columns: table.columns,
    lines: new Int32Array(table.length),
    length: 0,
    grow() {
      const larger = emptyTable(fields, Math.ceil(table.length * 1.5))
      for (const [index, column] of larger.columns.entries()) column.set(table.columns[index]!)
      const lines = new Int32Array(larger.length)
      lines.set(buffer.lines)
      table = larger
      buffer.columns = larger.columns
      buffer.lines = lines
    },
    rows: () => ({
      table: sliceTable(table, 0, buffer.length),
      lines: buffer.lines.subarray(0, buffer.length),
    }),
  }
  return buffer
}
