/**
 * The rooms that a server which only trades goes without: each is loaded when it is first needed, and closed only if it was.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { RuntimeOptions } from './create-runtime.ts'
import type { Database } from './database/database.ts'
import type { MidBars } from './feed/bars.ts'
import type { MarketBoard } from './feed/market-board.ts'
import type { RunningResearch } from './research/create-research.ts'
import type { CandleSources } from './research/update-sources.ts'
import type { RunningSignals } from './signals/create-signals.ts'
import type { RunningStrategies, StrategiesOptions } from './strategies/create-strategies.ts'
import type { RunningWorkflows, WorkflowsOptions } from './workflows/create-workflows.ts'
import { everyStepIsAllowed } from './workflows/leave.ts'

/** All of them, not loaded yet. */
export function lateRooms(
  options: RuntimeOptions,
  { candles, ...parts }: Parameters<typeof loadStrategies>[1] & { readonly candles: CandleSources },
) {
  const { database, clock, board } = parts
  const strategies = lazily(() => loadStrategies(options, parts))
  const research = lazily(() =>
    loadResearch(options, { database, board, candles, strategies: strategies.load }),
  )
  const workflows = lazily(() =>
    loadWorkflows({
      database,
      clock,
      logger: options.logger,
      research: research.load,
      strategies: strategies.load,
      host: parts.host,
      leave: options.workflowLeave ?? everyStepIsAllowed,
    }),
  )
  const signals = lazily(() => loadSignals(options, parts))
  const rooms = {
    research: research.load,
    strategies: strategies.load,
    workflows: workflows.load,
    signals: signals.load,
  }
  return { strategies, research, workflows, signals, rooms }
}

/** A room that is loaded when it is first needed, and closed only if it was. */
function lazily<Room extends { close(): Promise<void> }>(open: () => Promise<Room>) {
  let loading: Promise<Room> | null = null
  let room: Room | null = null
  return {
    load: () => (loading ??= open().then((opened) => (room = opened))),
    loaded: () => room,
    async close() {
      await (await loading)?.close()
    },
  }
}

async function loadResearch(
  { dataDir, logger, strategyFolder, importFolder }: RuntimeOptions,
  {
    database,
    board,
    candles,
    strategies,
  }: {
    readonly database: Database
    readonly board: MarketBoard
    readonly candles: CandleSources
    readonly strategies: () => Promise<RunningStrategies>
  },
): Promise<RunningResearch> {
  const { createResearch } = await import('./research/create-research.ts')
  const instrumentOf = (instrumentId: string) => board.instrument(instrumentId)?.instrument ?? null
  return createResearch({
    database,
    dataDir,
    logger,
    instrumentOf,
    strategyFolder: strategyFolder ?? null,
    importFolder: importFolder ?? null,
    candles,
    versionStrategy: async (organizationId, name) => (await strategies()).version(organizationId, name),
  })
}

async function loadSignals(
  { dataDir, logger }: RuntimeOptions,
  {
    bars,
    ...parts
  }: Pick<StrategiesOptions, 'database' | 'clock' | 'board' | 'host'> & { readonly bars: MidBars },
): Promise<RunningSignals> {
  const [{ createSignals }, { readModelServers }] = await Promise.all([
    import('./signals/create-signals.ts'),
    import('./signals/model-servers.ts'),
  ])
  return createSignals({
    ...parts,
    logger,
    bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
    servers: readModelServers(dataDir),
  })
}

async function loadStrategies(
  { dataDir, logger, secret, git, packageFolder, runnerLimits, incidentBounds }: RuntimeOptions,
  {
    bars,
    ...parts
  }: Pick<StrategiesOptions, 'database' | 'clock' | 'bus' | 'board' | 'host'> & { readonly bars: MidBars },
): Promise<RunningStrategies> {
  const [{ createStrategies }, { readShareTable }] = await Promise.all([
    import('./strategies/create-strategies.ts'),
    import('./strategies/shares/share-terms.ts'),
  ])
  return createStrategies({
    ...parts,
    shares: readShareTable(dataDir),
    logger,
    bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
    bundleFolder: join(dataDir, 'strategy-bundles'),
    secret: secret ?? randomBytes(32).toString('hex'),
    git: git ?? {},
    packageFolder: packageFolder ?? null,
    limits: runnerLimits ?? {},
    incidentBounds: incidentBounds ?? {},
  })
}

async function loadWorkflows(options: WorkflowsOptions): Promise<RunningWorkflows> {
  const { createWorkflows } = await import('./workflows/create-workflows.ts')
  return createWorkflows(options)
}
