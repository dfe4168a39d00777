/** A backtest with everything that playing it takes: its strategy's file, its data read and pinned, its terms. */
import type { SeriesKey } from '@quarterdeck/market-data'
import type { Instrument } from '@quarterdeck/sdk'
import type { Database } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type BacktestRow, pinInput } from './backtest-rows.ts'
import { type ReadSeries, type RequestParts, readSeries } from './backtest-request.ts'
import { RequestFault } from '../request-fault.ts'
import type { FiledStrategy } from './strategy-files.ts'
import type { Stores } from './stores.ts'

export interface BacktestJobsOptions {
  readonly database: Database
  readonly stores: Stores
  /** Null: there is none of that name. */
  readonly strategyOf: (organizationId: string, name: string) => Promise<FiledStrategy | null>
  readonly instrumentOf: (instrumentId: string) => Instrument | null
  /** The queue itself, for the shares of sweeps. */
  readonly jobs: () => Jobs
}

export interface Loaded {
  readonly backtest: BacktestRow
  readonly parts: RequestParts
  readonly read: readonly ReadSeries[]
  /** The strategy's file. */
  readonly path: string
}

/** Reads the data and pins it, so that a change of history names this backtest. */
export async function load(
  { database, stores, strategyOf, instrumentOf }: BacktestJobsOptions,
  backtest: BacktestRow,
): Promise<Loaded> {
  const { id, organizationId, terms } = backtest
  const filed = await strategyOf(organizationId, terms.strategy)
  if (filed === null)
    throw new RequestFault('NOT_FOUND', `The strategy ${terms.strategy} is not here any more`)
  const store = stores.of(organizationId)
  const inputs = await database.query<{ place: number; instrument: string; kind: string; timeframe: string }>(
    `SELECT place, instrument_id AS instrument, kind, timeframe FROM backtest_dataset WHERE backtest_id = $1 ORDER BY place`,
    [id],
  )
  const keys = inputs.map(({ instrument, kind, timeframe }) => ({ instrument, kind, timeframe }) as SeriesKey)
  await store.pin(
    id,
    keys.map((key) => ({ key, range: terms.to === null ? {} : { to: terms.to } })),
  )
  const read: ReadSeries[] = []
  for (const [place, key] of keys.entries()) {
    const one = await readSeries(store, key, terms)
    read.push(one)
    await pinInput(database, { backtestId: id, place, contentSha256: one.contentSha256 })
  }
  return { backtest, parts: { terms, strategy: filed.strategy, keys, instrumentOf }, read, path: filed.path }
}
