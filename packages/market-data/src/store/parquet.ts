/** Column tables to and from Parquet through DuckDB. Times are timestamps in UTC, everything else doubles. */
import type * as DuckDb from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBDoubleVector, DuckDBInstance } from '@duckdb/node-api'
import { emptyTable, type ColumnTable } from '../columns/column-table.ts'
import { MarketDataError } from '../market-data-error.ts'

/** The library itself, loaded with the first statement: whoever only reads columns goes without its 60 MiB of native code. */
type DuckLibrary = typeof DuckDb

/** Rows DuckDB takes at once. */
const CHUNK_ROWS = 2_048

/** A text as an SQL literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** An in-memory DuckDB, opened when it is first needed. One statement runs at a time. */
export interface Duck {
  run<T>(work: (connection: DuckDBConnection, library: DuckLibrary) => Promise<T>): Promise<T>
  close(): void
}

export function createDuck(threads: number): Duck {
  let opened:
    | Promise<{ library: DuckLibrary; instance: DuckDBInstance; connection: DuckDBConnection }>
    | undefined
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false
  const open = async () => {
    const library = await import('@duckdb/node-api')
    const instance = await library.DuckDBInstance.create(':memory:', { threads: String(threads) })
    return { library, instance, connection: await instance.connect() }
  }
  return {
    run(work) {
      if (isClosed) throw new MarketDataError('BAD_OPTION', 'this store was closed')
      opened ??= open()
      const ready = opened
      const mine = last.then(async () => {
        const { connection, library } = await ready
        return work(connection, library)
      })
      // The queue goes on after a statement that failed; the failure itself is its caller's.
      last = mine.catch(() => undefined)
      return mine
    },
    close() {
      isClosed = true
      void opened?.then(({ connection, instance }) => {
        connection.closeSync()
        instance.closeSync()
      })
    },
  }
}

/** Writes a table to `path`, replacing what is there. The caller makes it atomic. */
export async function writeParquet(duck: Duck, path: string, table: ColumnTable): Promise<void> {
  const columns = table.fields.map((field) => `${sqlName(field)} DOUBLE`).join(', ')
  const select = table.fields.map((field, index) =>
    index === 0 ? `make_timestamp(${sqlName(field)}::BIGINT) AS ${sqlName(field)}` : sqlName(field),
  )
  await duck.run(async (connection, library) => {
    await connection.run(`CREATE OR REPLACE TEMP TABLE part (${columns})`)
    const appender = await connection.createAppender('part')
    const chunk = library.DuckDBDataChunk.create(
      table.fields.map(() => library.DOUBLE),
      CHUNK_ROWS,
    )
    for (let from = 0; from < table.length; from += CHUNK_ROWS) {
      fillChunk(library, chunk, { table, from })
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    await connection.run(
      `COPY (SELECT ${select.join(', ')} FROM part) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    await connection.run('DROP TABLE part')
  })
}

function fillChunk(
  library: DuckLibrary,
  chunk: DuckDBDataChunk,
  { table, from }: { readonly table: ColumnTable; readonly from: number },
): void {
  const count = Math.min(CHUNK_ROWS, table.length - from)
  chunk.reset()
  chunk.rowCount = count
  for (const [index, column] of table.columns.entries()) {
    const vector = doubles(library, chunk, index)
    for (let row = 0; row < count; row += 1) vector.setItem(row, column[from + row]!)
    vector.flush()
  }
}

/** Reads a Parquet file that `writeParquet` wrote. Throws `DAMAGED` when it cannot be read or holds another number of rows. */
export async function readParquet(
  duck: Duck,
  path: string,
  { fields, rows }: { readonly fields: readonly string[]; readonly rows: number },
): Promise<ColumnTable> {
  const select = fields.map((field, index) =>
    index === 0 ? `epoch_us(${sqlName(field)})::DOUBLE` : sqlName(field),
  )
  try {
    return await selectDoubles(duck, `SELECT ${select.join(', ')} FROM read_parquet(${sqlText(path)})`, {
      fields,
      rows,
    })
  } catch (error) {
    throw new MarketDataError('DAMAGED', `${path} cannot be read: ${(error as Error).message}`)
  }
}

/** Rows of a query whose columns are all doubles without nulls, in the order in which the query gives them. */
export async function selectDoubles(
  duck: Duck,
  sql: string,
  { fields, rows }: { readonly fields: readonly string[]; readonly rows: number },
): Promise<ColumnTable> {
  const table = emptyTable(fields, rows)
  return duck.run(async (connection, library) => {
    const result = await connection.stream(sql)
    let row = 0
    for (;;) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      const count = chunk.rowCount
      if (row + count > rows) throw new Error(`more than the ${rows} rows expected`)
      for (const [index, column] of table.columns.entries()) {
        const vector = doubles(library, chunk, index)
        for (let item = 0; item < count; item += 1) column[row + item] = vector.getItem(item) ?? Number.NaN
      }
      row += count
    }
    if (row !== rows) throw new Error(`${row} rows where ${rows} were expected`)
    return table
  })
}

function doubles(library: DuckLibrary, chunk: DuckDBDataChunk, index: number): DuckDBDoubleVector {
  const vector = chunk.getColumnVector(index)
  if (!(vector instanceof library.DuckDBDoubleVector))
    throw new Error('Invariant: every selected column is a double')
  return vector
}
