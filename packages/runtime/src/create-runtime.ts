/**
 * Puts the shell together: database, migrations, partitions, feed and bus, behind the one face that the API and the CLI see.
 */
import type { Actor, EngineEvent } from '@quarterdeck/engine'
import type { RunnerLimits } from '@quarterdeck/strategies'
import type { SimulationOptions } from '@quarterdeck/venues'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { EventBus } from './bus/event-bus.ts'
import { eventStream } from './bus/event-stream.ts'
import { createInProcessBus } from './bus/in-process-bus.ts'
import { type Clock, systemClock } from './clock/clock.ts'
import type { Database } from './database/database.ts'
import { openDatabase } from './database/open.ts'
import { PartitionUnavailable } from './faults.ts'
import { MidBars } from './feed/bars.ts'
import { calendarNamed } from './feed/calendar/calendars.ts'
import { ConflatedQuotes } from './feed/conflation.ts'
import { DataAgeWatch } from './feed/data-age-watch.ts'
import type { MarketFeed, MarketListener } from './feed/feed.ts'
import { MarketBoard } from './feed/market-board.ts'
import { healthOf } from './health.ts'
import { decodeEvent } from './journal/payload.ts'
import { replayBatches } from './journal/replay.ts'
import { readPages } from './journal/stored.ts'
import type { Logger } from './logger.ts'
import { deployMigrations } from './migration/deploy.ts'
import { MIGRATIONS_DIRECTORY } from './migration/files.ts'
import { createPartition, listPartitions } from './partition/create.ts'
import { PartitionHost } from './partition/host.ts'
import { accountView } from './projection/account-view.ts'
import type { RunningResearch } from './research/create-research.ts'
import { resumeResearch } from './research/resume.ts'
import type { Runtime } from './runtime.ts'
import type { Signals } from './signals/signals.ts'
import type { RunningStrategies, StrategiesOptions } from './strategies/create-strategies.ts'
import type { IncidentBounds } from './strategies/incidents/bounds.ts'
import { warmEngine } from './warm-up.ts'
import type { RunningWorkflows, WorkflowsOptions } from './workflows/create-workflows.ts'
import { resumeWorkflows } from './workflows/resume.ts'

export interface RuntimeOptions {
  /** Where the embedded database lives; created on first use. Not touched when `databaseUrl` is given. */
  readonly dataDir: string
  /** A PostgreSQL server; absent: the embedded database. */
  readonly databaseUrl?: string
  readonly feed: MarketFeed
  readonly logger: Logger
  readonly clock?: Clock
  /** Seeds every simulated venue; 1 unless told. */
  readonly seed?: number
  /** How simulated venues behave; their defaults unless told. */
  readonly simulation?: Partial<SimulationOptions>
  readonly bus?: EventBus
  /** Folder of the operator's strategies for backtests, beside those of the product. */
  readonly strategyFolder?: string
  /** Folder of files that updates of datasets may read. */
  readonly importFolder?: string
  /** The platform's secret: what is built here is signed with a key derived from it. Absent: one that dies with the process. */
  readonly secret?: string
  /** Whether strategies may be fetched from `file://` repositories of this machine. */
  readonly allowsFileRepositories?: boolean
  /** Folder of packages that strategies may use, with its list. */
  readonly packageFolder?: string
  /** Bounds of the processes that run strategies; their defaults unless told. */
  readonly runnerLimits?: Partial<RunnerLimits>
  /** What incidents of deployments go by; the house's bounds unless told. */
  readonly incidentBounds?: Partial<IncidentBounds>
  /** Stands between the shell and its database: for tests that inject faults. */
  readonly wrapDatabase?: (database: Database) => Database
}

/** The runtime with what its composition root may reach behind it. */
export interface RunningRuntime extends Runtime {
  /** For identity, the API's read-only Prisma client (`database.prismaAdapter()`) and the journal tools. */
  readonly database: Database
}

/** Opens the database, brings its schema up to date, recovers every organization and starts the feed. */
export async function createRuntime(options: RuntimeOptions): Promise<RunningRuntime> {
  const { logger, clock = systemClock, feed } = options
  const opened = await openDatabase({
    ...options,
    onIdleError: (error) => logger.warn({ err: error }, 'An idle database connection broke'),
  })
  const database = options.wrapDatabase?.(opened) ?? opened
  try {
    const applied = await deployMigrations(opened, MIGRATIONS_DIRECTORY)
    if (applied.length > 0) logger.info({ applied }, 'Database schema brought up to date')
    warmEngine()
    const runtime = assemble(options, { database, clock })
    await runtime.start()
    return runtime.face
  } catch (error) {
    feed.stop()
    await opened.close()
    throw error
  }
}

function assemble(
  options: RuntimeOptions,
  { database, clock }: { readonly database: Database; readonly clock: Clock },
) {
  const { feed, logger: log } = options
  const bus =
    options.bus ?? createInProcessBus((error) => log.error({ err: error }, 'A listener of events failed'))
  const board = new MarketBoard({
    instruments: feed.instruments(),
    now: () => clock.now(),
    // A feed may trade at other hours than the exchange; its word decides when silence is staleness.
    calendarOf: (instrument) => feed.calendarOf?.(instrument) ?? calendarNamed(instrument.calendar),
  })
  const bars = new MidBars(feed.instruments())
  const dataAge = new DataAgeWatch({ board, clock, log })
  const conflated = new ConflatedQuotes({ view: (id) => board.quote(id) })
  const hosts = new Map<string, PartitionHost>()
  const opening = new Map<string, Promise<void>>()
  const hostOf = (organizationId: string): PartitionHost => {
    const host = hosts.get(organizationId)
    if (host === undefined)
      throw new PartitionUnavailable(`Organization ${organizationId} is not open here. Nothing was done.`)
    return host
  }
  const { strategies, research, workflows, rooms } = lateRooms(options, {
    database,
    clock,
    bus,
    board,
    bars,
    host: hostOf,
  })
  const hostOptions = {
    onServed: (organizationId: string, isServed: boolean) =>
      strategies.loaded()?.onServed(organizationId, isServed),
    database,
    clock,
    bus,
    log,
    board,
    context: { embedded: database.embedded },
    seed: options.seed ?? 1,
    simulation: options.simulation ?? {},
  }

  const openHost = async (organizationId: string) => {
    const host = new PartitionHost(organizationId, hostOptions)
    await host.open()
    // Also where it could not be opened: it then says why, and the others trade.
    hosts.set(organizationId, host)
    if ((host.partition?.book.deployments.size ?? 0) > 0) (await strategies.load()).serve(organizationId)
  }

  const listener = marketListener({ board, bars, conflated, hosts, strategies: strategies.loaded })

  let closing: Promise<void> | null = null
  const close = async () => {
    feed.stop()
    dataAge.stop()
    conflated.close()
    // The partitions at once: none takes an order while backtests come to their end, and one of those that fails stops nobody.
    const closed = await Promise.allSettled([
      ...[...hosts.values()].map((host) => host.close()),
      // What strategies decided is on their tapes; what a partition does not take any more is told when they are taken up again.
      strategies.close(),
      workflows.close(),
      research.close(),
    ])
    for (const result of closed)
      if (result.status === 'rejected')
        log.error(
          { err: result.reason as unknown },
          'A partition, or one of the rooms beside it, did not close cleanly',
        )
    await database.close()
  }

  const face: RunningRuntime = {
    database,
    embedded: database.embedded,
    submit: async (organizationId: string, actor: Actor, request, traceId) =>
      hostOf(organizationId).submit(actor, request, { traceId }),
    async openPartition(organizationId, { baseCurrency }) {
      if (hosts.has(organizationId)) return
      const open = async () => {
        await createPartition(database, organizationId, { baseCurrency, at: clock.now() })
        await openHost(organizationId)
      }
      const running = opening.get(organizationId) ?? open().finally(() => opening.delete(organizationId))
      opening.set(organizationId, running)
      await running
    },
    headSeq: (organizationId) => hostOf(organizationId).headSeq,
    events(organizationId, streamOptions) {
      const host = hostOf(organizationId)
      const source = {
        bus,
        headSeq: () => host.headSeq,
        replay: (id: string, range: { readonly afterSeq: number; readonly throughSeq: number }) =>
          replayBatches(database, id, range),
      }
      return eventStream(source, organizationId, streamOptions)
    },
    ...marketReads({ board, bars, conflated }),
    accountView(organizationId, accountId) {
      const partition = hostOf(organizationId).partition
      return partition === null
        ? null
        : accountView({ book: partition.book, market: partition.market, at: clock.now() }, accountId)
    },
    history: (organizationId, subjectId) => historyOf(database, organizationId, subjectId),
    ...rooms,
    health: () =>
      healthOf({
        stopping: closing !== null,
        bus: bus.unhealthyBecause(),
        hosts: [...hosts.values()],
        board,
        stale: new Set(dataAge.stale()),
        at: clock.now(),
      }),
    close: () => (closing ??= close()),
  }

  const start = async () => {
    feed.fillPast?.(bars)
    feed.start(listener)
    for (const organizationId of await listPartitions(database)) await openHost(organizationId)
    dataAge.start()
    resumeWorkflows({ database, log, workflows: workflows.load, isClosing: () => closing !== null })
    resumeResearch({ database, log, research: research.load, isClosing: () => closing !== null })
  }
  return { face, start }
}

/** The rooms that a server which only trades goes without. */
function lateRooms(options: RuntimeOptions, parts: Parameters<typeof loadStrategies>[1]) {
  const { database, clock, board } = parts
  const strategies = lazily(() => loadStrategies(options, parts))
  const research = lazily(() => loadResearch(options, { database, board, strategies: strategies.load }))
  const workflows = lazily(() =>
    loadWorkflows({
      database,
      clock,
      logger: options.logger,
      research: research.load,
      strategies: strategies.load,
    }),
  )
  let signals: Promise<Signals> | null = null
  const rooms = {
    research: research.load,
    strategies: strategies.load,
    workflows: workflows.load,
    signals: () => (signals ??= loadSignals(options, parts)),
  }
  return { strategies, research, workflows, rooms }
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

/** What anybody may read of the market. */
function marketReads({
  board,
  bars,
  conflated,
}: Pick<MarketReaders, 'board' | 'bars' | 'conflated'>): Pick<
  Runtime,
  'quote' | 'quotes' | 'instrument' | 'instruments' | 'bars'
> {
  return {
    quote: (instrumentId) => board.quote(instrumentId),
    quotes: (instrumentIds, signal) => conflated.follow(instrumentIds, signal),
    instrument: (instrumentId) => board.instrument(instrumentId),
    instruments: () => board.instrumentViews(),
    bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
  }
}

interface MarketReaders {
  readonly board: MarketBoard
  readonly bars: MidBars
  readonly conflated: ConflatedQuotes
  readonly hosts: ReadonlyMap<string, PartitionHost>
  readonly strategies: () => RunningStrategies | null
}

/** Hands what the market shows to all who follow it: the board and the bars first, whom others ask. */
function marketListener({ board, bars, conflated, hosts, strategies }: MarketReaders): MarketListener {
  return {
    onQuote(quote) {
      board.onQuote(quote)
      bars.onQuote(quote)
      conflated.onQuote(quote.instrumentId)
      for (const host of hosts.values()) host.onQuote(quote)
      strategies()?.onQuote(quote)
    },
    onTrade: (trade) => strategies()?.onTrade(trade),
    onStatus(status) {
      board.onStatus(status)
      for (const host of hosts.values()) host.onStatus(status)
    },
  }
}

async function historyOf(
  database: Database,
  organizationId: string,
  subjectId: string,
): Promise<readonly EngineEvent[]> {
  const range = { afterSeq: 0, throughSeq: Number.MAX_SAFE_INTEGER }
  const events: EngineEvent[] = []
  for await (const page of readPages(database, organizationId, range, { subjectId }))
    for (const row of page) events.push(decodeEvent(row.payload))
  return events
}

async function loadResearch(
  { dataDir, logger, strategyFolder, importFolder }: RuntimeOptions,
  {
    database,
    board,
    strategies,
  }: {
    readonly database: Database
    readonly board: MarketBoard
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
    versionStrategy: async (organizationId, name) => (await strategies()).version(organizationId, name),
  })
}

async function loadSignals(
  { dataDir }: RuntimeOptions,
  {
    bars,
    ...parts
  }: Pick<StrategiesOptions, 'database' | 'clock' | 'board' | 'host'> & { readonly bars: MidBars },
): Promise<Signals> {
  const [{ createSignals }, { readModelServers }] = await Promise.all([
    import('./signals/create-signals.ts'),
    import('./signals/model-servers.ts'),
  ])
  return createSignals({
    ...parts,
    bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
    servers: readModelServers(dataDir),
  })
}

async function loadStrategies(
  {
    dataDir,
    logger,
    secret,
    allowsFileRepositories,
    packageFolder,
    runnerLimits,
    incidentBounds,
  }: RuntimeOptions,
  {
    bars,
    ...parts
  }: Pick<StrategiesOptions, 'database' | 'clock' | 'bus' | 'board' | 'host'> & { readonly bars: MidBars },
): Promise<RunningStrategies> {
  const { createStrategies } = await import('./strategies/create-strategies.ts')
  return createStrategies({
    ...parts,
    logger,
    bars: (instrumentId, interval, count) => bars.bars(instrumentId, interval, count),
    bundleFolder: join(dataDir, 'strategy-bundles'),
    secret: secret ?? randomBytes(32).toString('hex'),
    allowsFileRepositories: allowsFileRepositories ?? false,
    packageFolder: packageFolder ?? null,
    limits: runnerLimits ?? {},
    incidentBounds: incidentBounds ?? {},
  })
}

async function loadWorkflows(options: WorkflowsOptions): Promise<RunningWorkflows> {
  const { createWorkflows } = await import('./workflows/create-workflows.ts')
  return createWorkflows(options)
}
