/** What bars, trades, quotes and books have in common: named columns of doubles in time order. The store keeps this and knows no more. */
import { createHash } from 'node:crypto'
import type { SeriesKind } from '../series/series-key.ts'
import { BAR_FIELDS, type BarColumns } from './bar-columns.ts'
import {
  DEPTH_FIELDS,
  QUOTE_FIELDS,
  TRADE_FIELDS,
  type DepthColumns,
  type QuoteColumns,
  type TradeColumns,
} from './tick-columns.ts'

/** The columns that a kind of series has. */
export type ColumnsOfKind<K extends SeriesKind> = K extends 'TRADES'
  ? TradeColumns
  : K extends 'QUOTES'
    ? QuoteColumns
    : K extends 'DEPTH'
      ? DepthColumns
      : BarColumns

/** Columns of any kind, the field names in `fields`, the first always `time`. */
export interface ColumnTable {
  readonly length: number
  readonly fields: readonly string[]
  readonly columns: readonly Float64Array[]
}

/** Names of the columns of a kind, in the order in which they are kept and hashed. */
export function fieldsOfKind(kind: SeriesKind): readonly string[] {
  if (kind === 'TRADES') return TRADE_FIELDS
  if (kind === 'DEPTH') return DEPTH_FIELDS
  return kind === 'QUOTES' ? QUOTE_FIELDS : BAR_FIELDS
}

/** Bytes of one row of a kind. */
export function rowBytes(fields: readonly string[]): number {
  return fields.length * Float64Array.BYTES_PER_ELEMENT
}

/** The same columns, by position. */
export function tableOf<K extends SeriesKind>(kind: K, columns: ColumnsOfKind<K>): ColumnTable {
  const fields = fieldsOfKind(kind)
  const byName = columns as unknown as Readonly<Record<string, Float64Array>>
  return { length: columns.length, fields, columns: fields.map((field) => byName[field]!) }
}

/** The same columns, by name. */
export function columnsOfTable<K extends SeriesKind>(_kind: K, table: ColumnTable): ColumnsOfKind<K> {
  const named: Record<string, Float64Array | number> = { length: table.length }
  for (const [index, field] of table.fields.entries()) named[field] = table.columns[index]!
  return named as unknown as ColumnsOfKind<K>
}

/** Columns over a buffer that holds them one after the other. */
export function tableOver(
  fields: readonly string[],
  buffer: ArrayBuffer | SharedArrayBuffer,
  length: number,
): ColumnTable {
  const bytes = length * Float64Array.BYTES_PER_ELEMENT
  const columns = fields.map((_, index) => new Float64Array(buffer as ArrayBuffer, index * bytes, length))
  return { length, fields, columns }
}

export function emptyTable(fields: readonly string[], length = 0): ColumnTable {
  return tableOver(fields, new ArrayBuffer(length * rowBytes(fields)), length)
}

/** Rows from `from` up to, without, `to`, as views. */
export function sliceTable(table: ColumnTable, from: number, to: number): ColumnTable {
  const columns = table.columns.map((column) => column.subarray(from, to))
  return { length: columns[0]!.length, fields: table.fields, columns }
}

/** The times of a table. */
export function timesOf(table: ColumnTable): Float64Array {
  return table.columns[0]!
}

/**
 * SHA-256 of the content: the field names, the row count and every column's bytes.
 *
 * It says what the rows are, not how a file packs them, so the same rows have the same hash in Parquet, in a column file and
 * in memory.
 */
export function contentHash(table: ColumnTable): string {
  const hash = createHash('sha256').update(`${table.fields.join(',')};${table.length};`)
  for (const column of table.columns) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  }
  return hash.digest('hex')
}
