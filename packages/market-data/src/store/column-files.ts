/**
 * Raw column files: the rows of a part, or of a range, as they lie in memory. They stand in front of Parquet, which costs
 * twenty times as much to read, and may be deleted at any time: they are made again from Parquet.
 *
 * Processes of one machine that read the same file share its pages; threads of one process share a SharedArrayBuffer.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { barColumnsOver, BAR_BYTES, BAR_FIELDS, sliceBars, type BarColumns } from '../columns/bar-columns.ts'
import { rowBytes, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'
import { writeDurably } from './durable-file.ts'

const DOUBLE_BYTES = Float64Array.BYTES_PER_ELEMENT

/** A column file that any process of this machine may open while the store keeps it. */
export interface ColumnFileRef {
  readonly path: string
  readonly rows: number
  /** Content hash of the rows. */
  readonly sha256: string
}

/** Bars of a column file, read piece by piece: only what is asked for is in this process's memory. */
export interface BarFile {
  readonly rows: number
  /**
   * Reads up to `into.length` bars from row `from` on; returns them as a view of `into`, shorter at the end of the file.
   */
  read(from: number, into: BarColumns): BarColumns
  close(): void
}

/** Writes a table as one column after the other. */
export function writeColumnFile(path: string, table: ColumnTable): void {
  writeDurably(path, table.columns.map(bytesOf))
}

/** Whether the file is there with the size that its rows have. */
export function hasColumnFile(path: string, fields: readonly string[], rows: number): boolean {
  if (!existsSync(path)) return false
  const file = openSync(path, 'r')
  try {
    return fstatSync(file).size === rows * rowBytes(fields)
  } finally {
    closeSync(file)
  }
}

/** Where rows of a file go: file rows from `from` on, to rows of `into` from `at` on. */
export interface RowCopy {
  readonly from: number
  readonly count: number
  readonly at: number
}

/** Reads rows of a column file that has `rows` of them into a table. */
export function readColumnRows(
  path: string,
  rows: number,
  { into, copy }: { readonly into: ColumnTable; readonly copy: RowCopy },
): void {
  const file = openSync(path, 'r')
  try {
    for (const [index, column] of into.columns.entries()) {
      const target = column.subarray(copy.at, copy.at + copy.count)
      readExactly(file, bytesOf(target), (index * rows + copy.from) * DOUBLE_BYTES)
    }
  } finally {
    closeSync(file)
  }
}

/** Opens a file of bars. Throws `DAMAGED` when its size is not that of its rows. */
export function openBarFile({ path, rows }: ColumnFileRef): BarFile {
  if (!hasColumnFile(path, BAR_FIELDS, rows)) {
    throw new MarketDataError('DAMAGED', `${path} does not hold ${rows} bars of ${BAR_BYTES} bytes`)
  }
  const file = openSync(path, 'r')
  return {
    rows,
    read(from, into) {
      const count = Math.max(0, Math.min(into.length, rows - from))
      const bars = sliceBars(into, 0, count)
      for (const [index, field] of BAR_FIELDS.entries()) {
        readExactly(file, bytesOf(bars[field]), (index * rows + from) * DOUBLE_BYTES)
      }
      return bars
    },
    close: () => closeSync(file),
  }
}

/** Reads a whole file of bars into memory that the threads of this process can share. */
export function loadBarFile(ref: ColumnFileRef): BarColumns {
  const file = openBarFile(ref)
  try {
    return file.read(0, barColumnsOver(new SharedArrayBuffer(ref.rows * BAR_BYTES), ref.rows))
  } finally {
    file.close()
  }
}

function readExactly(file: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done)
    if (read === 0) throw new MarketDataError('DAMAGED', 'a column file ended before its rows did')
    done += read
  }
}

function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}
