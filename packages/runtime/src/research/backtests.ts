/** Backtests of organizations: what the API asks of them, checked whole before anything is begun. */
import { describeParams, parseDecimal, type Instrument } from '@quarterdeck/sdk'
import { type TimeSpan, isLessBetter } from '@quarterdeck/simulation'
import type { Database } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { listDocuments, readDocument } from './backtest-documents.ts'
import { BACKTEST_QUEUE, type BacktestJob } from './backtest-jobs.ts'
import { checkRequest } from './backtest-request.ts'
import {
  type BacktestKind,
  type StoredTerms,
  addBacktest,
  endBacktest,
  findBacktest,
} from './backtest-rows.ts'
import { type DatasetRow, findDataset, keyOf } from './dataset-rows.ts'
import { refusing } from './faults.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking, Backtests, BacktestTrade, EquityPoint } from './research.ts'
import { DOCUMENT_TYPES, EQUITY_POINTS, TRADE_ROWS, thinnedPoints } from './run-documents.ts'
import type { FiledStrategy, StrategyFiles } from './strategy-files.ts'
import { searchOf } from './search.ts'
import { heldOutEquity, walkForwardFindings } from './walk-forward-findings.ts'
import { windowsOf } from './walk-forward-windows.ts'

export interface BacktestsOptions {
  readonly database: Database
  readonly jobs: Jobs
  readonly strategies: StrategyFiles
  /** Null: there is none of that name. */
  readonly strategyOf: (organizationId: string, name: string) => Promise<FiledStrategy | null>
  readonly instrumentOf: (instrumentId: string) => Instrument | null
}

const DATASETS_MAX = 50
const NAME_LENGTH_MAX = 100
const CASH_DIGITS = 18

export function createBacktests(options: BacktestsOptions): Backtests {
  const { database, jobs, strategies, strategyOf, instrumentOf } = options
  const checked = async (organizationId: string, terms: StoredTerms) => {
    checkTerms(terms)
    const datasets = await namedDatasets(database, organizationId, terms.datasetIds)
    const strategy = (await strategyOf(organizationId, terms.strategy))?.strategy
    if (strategy === undefined) {
      const all = [...(await strategies.all()).keys()].join(', ')
      const versions = 'or a version of a strategy, such as momentum@2'
      throw new RequestFault('BAD_INPUT', `must be one of ${all}, ${versions}`, 'strategy')
    }
    await refusing(() => checkRequest({ terms, strategy, keys: datasets.map(keyOf), instrumentOf }))
    const name = terms.name.trim() === '' ? terms.strategy : terms.name.trim()
    return { strategy, datasets, terms: { ...terms, name } }
  }
  const begin = async (asking: Asking, kind: BacktestKind, of: Awaited<ReturnType<typeof checked>>) => {
    const backtestId = await addBacktest(database, asking, { terms: of.terms, kind, datasets: of.datasets })
    const data: BacktestJob = { backtestId }
    await jobs.send(BACKTEST_QUEUE, data, { key: backtestId })
    return backtestId
  }
  const named = async (organizationId: string, backtestId: string) => {
    const backtest = await findBacktest(database, backtestId)
    if (backtest?.organizationId === organizationId) return backtest
    throw new RequestFault('NOT_FOUND', 'Backtest not found', 'backtestId')
  }
  const parsed = async <Value>(organizationId: string, backtestId: string, name: string) => {
    const text = await readDocument(database, { organizationId, backtestId, name })
    return text === null ? null : (JSON.parse(text.toString()) as Value)
  }
  return {
    async strategies() {
      const all = await strategies.all()
      return [...all.values()].map(({ strategy }) => ({
        name: strategy.name,
        description: strategy.description ?? '',
        parameters: describeParams(strategy),
      }))
    },
    run: async (asking, terms) => begin(asking, 'SINGLE', await checked(asking.organizationId, terms)),
    async sweep(asking, terms) {
      const of = await below('backtest', () => checked(asking.organizationId, terms))
      await refusing(() => searchOf(of.strategy, terms))
      return begin(asking, 'SWEEP', of)
    },
    async walkForward(asking, { walkForward, ...terms }) {
      if (isLessBetter(terms.objective))
        throw new RequestFault('BAD_INPUT', 'must be a figure of which more is better', 'sweep.objective')
      const of = await below('sweep', () => below('backtest', () => checked(asking.organizationId, terms)))
      const span = await dataSpan(database, of.datasets, terms)
      const stored = { ...of.terms, walkForward: { ...walkForward, span } }
      windowsOf(stored.walkForward)
      await below('sweep', () => refusing(() => searchOf(of.strategy, stored)))
      return begin(asking, 'WALK_FORWARD', { ...of, terms: stored })
    },
    async walkForwardFindings(organizationId, backtestId) {
      return walkForwardFindings(database, await named(organizationId, backtestId))
    },
    async heldOutEquity(organizationId, backtestId, points) {
      const linked = await heldOutEquity(database, await named(organizationId, backtestId))
      return thinnedPoints(linked, points)
    },
    async cancel(organizationId, backtestId) {
      await named(organizationId, backtestId)
      await endBacktest(database, backtestId, 'CANCELLED', null)
    },
    async equity(organizationId, backtestId, points) {
      const curve = await parsed<readonly EquityPoint[]>(organizationId, backtestId, EQUITY_POINTS)
      return thinnedPoints(curve ?? [], points)
    },
    trades: async (organizationId, backtestId) =>
      (await parsed<readonly BacktestTrade[]>(organizationId, backtestId, TRADE_ROWS)) ?? [],
    async documents(organizationId, backtestId) {
      const all = await listDocuments(database, organizationId, backtestId)
      return all.filter(({ name }) => Object.hasOwn(DOCUMENT_TYPES, name))
    },
    async document(organizationId, backtestId, name) {
      const type = Object.hasOwn(DOCUMENT_TYPES, name) ? DOCUMENT_TYPES[name] : undefined
      if (type === undefined) return null
      const content = await readDocument(database, { organizationId, backtestId, name })
      return content === null ? null : { name, type, content }
    },
  }
}

/** What this is a part of stands one level deeper in the request of a sweep or a walk-forward. */
async function below<Result>(part: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RequestFault) || error.field === null) throw error
    throw new RequestFault(error.code, error.message, `${part}.${error.field}`)
  }
}

/** From the first row of any dataset to the end of the last, within the range that was asked for. */
async function dataSpan(
  database: Database,
  datasets: readonly DatasetRow[],
  { from, to }: StoredTerms,
): Promise<TimeSpan> {
  const [kept] = await database.query<{ first: number | null; last: number | null }>(
    `SELECT extract(epoch FROM min(first_at))::float8 AS first, extract(epoch FROM max(last_at))::float8 AS last
     FROM dataset WHERE id = ANY($1)`,
    [datasets.map(({ id }) => id)],
  )
  if (kept === undefined || kept.first === null || kept.last === null)
    throw new RequestFault('BAD_INPUT', 'have no rows yet', 'sweep.backtest.datasetIds')
  // The instants of a dataset's row are whole milliseconds: one more holds the last row.
  return { from: from ?? kept.first * 1e6, to: to ?? kept.last * 1e6 + 1_000 }
}

async function namedDatasets(
  database: Database,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly DatasetRow[]> {
  const datasets: DatasetRow[] = []
  for (const id of ids) {
    const dataset = await findDataset(database, organizationId, id)
    if (dataset === null) throw new RequestFault('NOT_FOUND', 'Dataset not found', 'datasetIds')
    datasets.push(dataset)
  }
  return datasets
}

function checkTerms({ name, datasetIds, cash, currency, from, to }: StoredTerms): void {
  const refuse = (field: string, message: string) => {
    throw new RequestFault('BAD_INPUT', message, field)
  }
  if (name.length > NAME_LENGTH_MAX || /\p{Cc}/u.test(name))
    refuse('name', `must have at most ${NAME_LENGTH_MAX} characters, and no control characters`)
  if (
    datasetIds.length < 1 ||
    datasetIds.length > DATASETS_MAX ||
    new Set(datasetIds).size < datasetIds.length
  )
    refuse('datasetIds', `must be 1 to ${DATASETS_MAX} datasets, each once`)
  const amount = parseDecimal(cash, CASH_DIGITS)
  if (!amount.ok || amount.units <= 0n) refuse('cash', 'must be above zero')
  if (!/^[A-Z0-9]{2,10}$/.test(currency)) refuse('currency', 'must be a currency code such as USD')
  if (from !== null && to !== null && from >= to) refuse('to', 'must be after from')
}
