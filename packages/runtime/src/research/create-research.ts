/** Puts research together: stores, strategies, queues. Loaded with the first call, so that a server that only trades goes without. */
import type { Instrument } from '@quarterdeck/sdk'
import type { Database } from '../database/database.ts'
import { createBossJobs, type Pace } from '../jobs/boss-jobs.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Logger } from '../logger.ts'
import { backtestQueue, trialsQueue } from './backtest-jobs.ts'
import { createBacktests } from './backtests.ts'
import { beginQueue, type DatasetJobsOptions, importQueue, updateQueue } from './dataset-jobs.ts'
import { createDatasets } from './datasets.ts'
import { calendarOf } from './instrument-terms.ts'
import type { BacktestJobsOptions } from './loaded-backtest.ts'
import type { Research } from './research.ts'
import { createStores } from './stores.ts'
import { type FiledStrategy, createStrategyFiles } from './strategy-files.ts'
import { type CandleSources, UpdateSources } from './update-sources.ts'

export interface ResearchOptions {
  readonly database: Database
  readonly dataDir: string
  readonly logger: Logger
  readonly instrumentOf: (instrumentId: string) => Instrument | null
  /** The operator's folders; null: there is none. */
  readonly strategyFolder: string | null
  readonly importFolder: string | null
  readonly candles: CandleSources
  /** A version of a user's strategy by its name, such as `momentum@2`; null: there is none. */
  readonly versionStrategy: (organizationId: string, name: string) => Promise<FiledStrategy | null>
  readonly pace?: Partial<Pace>
}

export interface RunningResearch extends Research {
  readonly jobs: Jobs
  close(): Promise<void>
}

export function createResearch(options: ResearchOptions): RunningResearch {
  const { database, dataDir, logger, instrumentOf, strategyFolder, importFolder } = options
  const stores = createStores(dataDir)
  const strategies = createStrategyFiles(strategyFolder, logger)
  const strategyOf = async (organizationId: string, name: string) =>
    (await strategies.all()).get(name) ?? (await options.versionStrategy(organizationId, name))
  const sources = new UpdateSources(importFolder, options.candles)
  const calendar = (instrumentId: string) => calendarOf(instrumentId, instrumentOf)
  const datasetJobs: DatasetJobsOptions = {
    database,
    stores,
    sources,
    calendarOf: calendar,
    jobs: () => jobs,
  }
  const backtestJobs: BacktestJobsOptions = {
    database,
    stores,
    strategyOf,
    instrumentOf,
    jobs: () => jobs,
  }
  const jobs: Jobs = createBossJobs({
    database,
    logger,
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    queues: [
      importQueue(datasetJobs),
      beginQueue(datasetJobs),
      updateQueue(datasetJobs),
      backtestQueue(backtestJobs),
      trialsQueue(backtestJobs),
    ],
  })
  return {
    jobs,
    datasets: createDatasets({ database, stores, jobs, sources, calendarOf: calendar }),
    backtests: createBacktests({ database, jobs, strategies, strategyOf, instrumentOf }),
    async close() {
      await jobs.stop()
      stores.close()
    },
  }
}
