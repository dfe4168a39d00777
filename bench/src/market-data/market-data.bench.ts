/**
 * Market data over ten million minute bars: import from CSV, reading, resampling and validation, each beside DuckDB alone on the
 * same files or a bare loop over the same columns, in one process, interleaved, after a round to warm up.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { DuckDBConnection } from '@duckdb/node-api'
import {
  BAR_BYTES,
  BAR_FIELDS,
  importFile,
  openMarketStore,
  resampleBars,
  validateBars,
  type BarColumns,
  type MarketStore,
} from '@quarterdeck/market-data'
import { median, spreadOf, type BenchRow } from '../report.ts'
import { bareCheck, bareHours } from './bare-loops.ts'
import { importCsv, openDuckDb, readParquet, resampleParquet } from './duck-alone.ts'
import { BARS, minuteBars, writeCsv } from './minute-bars.ts'

const KEY = { instrument: 'BENCH:WALK', kind: 'BARS', timeframe: '1m' } as const
const ROUNDS = 5
const IMPORT_ROUNDS = 2
const IMPORT_SECONDS_MAX = 60
const VALIDATE_PER_SECOND_MIN = 5_000_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

interface Desk {
  readonly directory: string
  readonly csv: string
  readonly bars: BarColumns
  readonly duck: DuckDBConnection
  store: MarketStore
}

export async function benchmark(): Promise<readonly BenchRow[]> {
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-market-data-'))
  const csv = join(directory, 'bars.csv')
  const bars = minuteBars(BARS)
  process.stderr.write(`market-data: writing ${BARS} bars as CSV ...\n`)
  writeCsv(csv, bars)
  const desk: Desk = { directory, csv, bars, duck: await openDuckDb(), store: openStore(directory, 0) }
  try {
    const imported = await importRow(desk)
    return [
      imported,
      await readRow(desk),
      await rawRow(desk),
      await parquetRow(desk),
      await columnsRow(desk),
      await validateRow(desk),
    ]
  } finally {
    desk.store.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** No memory of earlier reads: each one pays for its files. */
function openStore(directory: string, round: number): MarketStore {
  return openMarketStore({ directory: join(directory, `store-${round}`), memoryBytes: 0 })
}

async function importRow(desk: Desk): Promise<BenchRow> {
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 1; round <= IMPORT_ROUNDS; round += 1) {
    const old = desk.store
    desk.store = openStore(desk.directory, round)
    ours.push(await seconds(() => importFile(desk.store, desk.csv, { key: KEY })))
    old.close()
    rmSync(join(desk.directory, `store-${round - 1}`), { recursive: true, force: true })
    peer.push(await seconds(() => importCsv(desk.duck, desk.csv, join(desk.directory, 'duck.parquet'))))
  }
  return {
    ...rowOf({ ours, peer, equal: areEqual(await desk.store.read(KEY), desk.bars) }),
    id: 'data.import',
    workload: '10,000,000 CSV bars: parse, check, Parquet by month, hashes, column files, all flushed',
    peerName: 'DuckDB alone, CSV to one Parquet file, nothing checked',
    unit: 's',
    goal: `under ${IMPORT_SECONDS_MAX} s`,
    met: median(ours) < IMPORT_SECONDS_MAX,
  }
}

async function readRow(desk: Desk): Promise<BenchRow> {
  const files = desk.store.parquetFiles(KEY)
  const measured = await compare(
    () => desk.store.read(KEY),
    () => readParquet(desk.duck, files, BARS),
  )
  return {
    ...perBar(measured),
    id: 'data.read.duckdb',
    workload: 'all bars into columns, from column files',
    peerName: 'DuckDB from the same Parquet into columns',
    goal: 'faster',
    met: measured.equal && measured.ratio < 1,
  }
}

/** What the disk and the page cache give: the same bytes of the same files, whole, into fresh memory. */
async function rawRow(desk: Desk): Promise<BenchRow> {
  const files = desk.store.parquetFiles(KEY).map((file) => file.replace('.parquet', '.columns'))
  const measured = await compare(
    () => desk.store.read(KEY),
    async () => files.map((file) => readFileSync(file)),
    (bars, buffers) => buffers.reduce((sum, { length }) => sum + length, 0) === bars.length * BAR_BYTES,
  )
  return {
    ...perBar(measured),
    id: 'data.read.raw',
    workload: 'all bars into columns, from column files',
    peerName: 'the same files read as bytes',
    goal: 'within 2x',
    met: measured.equal && measured.ratio <= 2,
  }
}

async function parquetRow(desk: Desk): Promise<BenchRow> {
  const files = desk.store.parquetFiles(KEY)
  const measured = await compare(
    async () => resampleBars(await desk.store.read(KEY), { to: '1h' }),
    () => resampleParquet(desk.duck, files, Math.ceil(BARS / 60)),
  )
  return {
    ...perBar(measured),
    id: 'data.resample.stored',
    workload: 'minutes to hours, from the store',
    peerName: 'DuckDB from the same Parquet, two threads',
    goal: 'within 1.5x',
    met: measured.equal && measured.ratio <= 1.5,
  }
}

async function columnsRow({ bars }: Desk): Promise<BenchRow> {
  const measured = await compare(
    async () => resampleBars(bars, { to: '1h' }),
    async () => bareHours(bars),
  )
  return {
    ...perBar(measured),
    id: 'data.resample.columns',
    workload: 'minutes to hours, columns in memory',
    peerName: 'bare loop',
    goal: 'within 3x',
    met: measured.equal && measured.ratio <= 3,
  }
}

async function validateRow({ bars }: Desk): Promise<BenchRow> {
  const measured = await compare(
    async () => validateBars(bars, { timeframe: '1m' }),
    async () => bareCheck(bars),
    (report, faults) => report.rules.find(({ rule }) => rule === 'OHLC')!.count === faults,
  )
  const perSecond = measured.ours.map((time) => BARS / time)
  return {
    ...rowOf({ ours: perSecond, peer: measured.peer.map((time) => BARS / time), equal: measured.equal }),
    id: 'data.validate',
    workload: 'eleven rules, verdicts by month, gap map',
    peerName: 'bare loop of the OHLC rule alone',
    unit: 'bars/s',
    goal: 'at least 5,000,000 bars/s',
    met: measured.equal && median(perSecond) >= VALIDATE_PER_SECOND_MIN,
  }
}

interface Measured {
  /** Seconds a round. */
  readonly ours: readonly number[]
  readonly peer: readonly number[]
  readonly ratio: number
  readonly equal: boolean
}

/** Times both by turns, the order changing from round to round, after one round whose results are compared. */
async function compare<A, B>(
  ours: () => Promise<A>,
  peer: () => Promise<B>,
  equal: (a: A, b: B) => boolean = (a, b) => areEqual(a as BarColumns, b as BarColumns),
): Promise<Measured> {
  const isEqual = equal(await ours(), await peer())
  const times = { ours: [] as number[], peer: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)
    for (const who of order) times[who].push(await seconds<A | B>(who === 'ours' ? ours : peer))
  }
  const ratio = median(times.ours.map((time, round) => time / times.peer[round]!))
  return { ...times, ratio, equal: isEqual }
}

async function seconds<T>(work: () => Promise<T>): Promise<number> {
  collectGarbage()
  const before = performance.now()
  await work()
  return (performance.now() - before) / 1000
}

function perBar({ ours, peer, equal }: Measured) {
  const nanoseconds = (time: number): number => (time * 1e9) / BARS
  return { ...rowOf({ ours: ours.map(nanoseconds), peer: peer.map(nanoseconds), equal }), unit: 'ns a bar' }
}

function rowOf({ ours, peer, equal }: Pick<Measured, 'ours' | 'peer' | 'equal'>) {
  return {
    ours: median(ours),
    peer: median(peer),
    ratio: median(ours.map((value, round) => value / peer[round]!)),
    spread: spreadOf(ours),
    equal,
  }
}

function areEqual(a: BarColumns, b: BarColumns): boolean {
  if (a.length !== b.length) return false
  return BAR_FIELDS.every((field) => {
    const [x, y] = [a[field], b[field]]
    for (let row = 0; row < x.length; row += 1) if (x[row] !== y[row]) return false
    return true
  })
}
