/** DuckDB by itself on the same files: what its users would write, with two threads. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { createBarColumns, type BarColumns } from '@quarterdeck/market-data'

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

export async function openDuckDb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  return instance.connect()
}

/** CSV to one Parquet file. */
export async function importCsv(connection: DuckDBConnection, csv: string, parquet: string): Promise<void> {
  const select = `SELECT make_timestamp(timestamp * 1000) AS time, * EXCLUDE timestamp FROM read_csv('${csv}')`
  await connection.run(`COPY (${select}) TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`)
}

/** Hourly bars of minute bars in Parquet, the result fetched into columns. */
export function resampleParquet(
  connection: DuckDBConnection,
  files: readonly string[],
  rowsMax: number,
): Promise<BarColumns> {
  return fetchBars(
    connection,
    `SELECT epoch_us(time_bucket(INTERVAL 1 HOUR, time))::DOUBLE, arg_min(open, time), max(high), min(low),
       arg_max(close, time), sum(volume) FROM ${filesSql(files)} GROUP BY 1 ORDER BY 1`,
    rowsMax,
  )
}

/** All bars of Parquet files into columns. */
export function readParquet(
  connection: DuckDBConnection,
  files: readonly string[],
  rows: number,
): Promise<BarColumns> {
  const rest = COLUMNS.slice(1).join(', ')
  return fetchBars(connection, `SELECT epoch_us(time)::DOUBLE, ${rest} FROM ${filesSql(files)}`, rows)
}

function filesSql(files: readonly string[]): string {
  return `read_parquet([${files.map((file) => `'${file}'`).join(', ')}])`
}

async function fetchBars(connection: DuckDBConnection, sql: string, rowsMax: number): Promise<BarColumns> {
  const bars = createBarColumns(rowsMax)
  const result = await connection.stream(sql)
  let row = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    const count = chunk?.rowCount ?? 0
    if (chunk === null || count === 0) break
    for (const [index, name] of COLUMNS.entries()) {
      const vector = chunk.getColumnVector(index)
      const column = bars[name]
      for (let item = 0; item < count; item += 1) column[row + item] = Number(vector.getItem(item))
    }
    row += count
  }
  return bars
}
