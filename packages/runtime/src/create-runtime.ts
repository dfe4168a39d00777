/**
 * Puts the shell together: database, migrations, partitions, feed and bus, behind the one face that the API and the CLI see.
 */
import type { Actor, EngineEvent } from '@quarterdeck/engine'
import type { GitAccess, RunnerLimits } from '@quarterdeck/strategies'
import type { SimulationOptions } from '@quarterdeck/venues'
import type { EventBus } from './bus/event-bus.ts'
import { eventStream } from './bus/event-stream.ts'
import { createInProcessBus } from './bus/in-process-bus.ts'
import { type Clock, systemClock } from './clock/clock.ts'
import { candleSources } from './connections/candle-sources.ts'
import type { ConnectionTiming } from './connections/connection-timing.ts'
import type { Database } from './database/database.ts'
import { openDatabase } from './database/open.ts'
import { PartitionUnavailable } from './faults.ts'
import type { MarketFeed, MarketListener } from './feed/feed.ts'
import { createMarket } from './feed/market.ts'
import { healthOf } from './health.ts'
import { decodeEvent } from './journal/payload.ts'
import { replayBatches } from './journal/replay.ts'
import { readPages } from './journal/stored.ts'
import type { Logger } from './logger.ts'
import { lateRooms } from './late-rooms.ts'
import { deployMigrations } from './migration/deploy.ts'
import { MIGRATIONS_DIRECTORY } from './migration/files.ts'
import { createPartition, listPartitions } from './partition/create.ts'
import { PartitionHost } from './partition/host.ts'
import { accountView } from './projection/account-view.ts'
import { resumeResearch } from './research/resume.ts'
import { createShadow } from './shadow/create-shadow.ts'
import type { Runtime } from './runtime.ts'
import type { IncidentBounds } from './strategies/incidents/bounds.ts'
import { venueRooms } from './venue-rooms.ts'
import { warmEngine } from './warm-up.ts'
import type { WorkflowLeave } from './workflows/leave.ts'
import { resumeSignals } from './signals/resume.ts'
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
  /** Which repositories strategies may be fetched from; every public name unless told. */
  readonly git?: GitAccess
  /** Folder of packages that strategies may use, with its list. */
  readonly packageFolder?: string
  /** Bounds of the processes that run strategies; their defaults unless told. */
  readonly runnerLimits?: Partial<RunnerLimits>
  /** Says at the moment of acting whether a workflow may still act in a person's name; it always may unless told. */
  readonly workflowLeave?: WorkflowLeave
  /** The secret before the present one: what it sealed is sealed anew at the start. Absent: there was none. */
  readonly previousSecret?: string
  /** What the operator sets of venues, by venue id; their own settings unless told. */
  readonly venueSettings?: Readonly<Record<string, unknown>>
  /** Waits of the watches over connections; the house's unless told. */
  readonly connectionTiming?: Partial<ConnectionTiming>
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
  const hosts = new Map<string, PartitionHost>()
  const opening = new Map<string, Promise<void>>()
  const hostOf = (organizationId: string): PartitionHost => {
    const host = hosts.get(organizationId)
    if (host === undefined)
      throw new PartitionUnavailable(`Organization ${organizationId} is not open here. Nothing was done.`)
    return host
  }
  const follower: MarketListener = {
    onQuote(quote) {
      for (const host of hosts.values()) host.onQuote(quote)
      strategies.loaded()?.onQuote(quote)
      shadow.onQuote(quote)
    },
    onTrade(trade) {
      strategies.loaded()?.onTrade(trade)
      shadow.onTrade(trade)
    },
    onStatus(status) {
      for (const host of hosts.values()) host.onStatus(status)
    },
  }
  const market = createMarket({ feed, clock, log, follower })
  const { board, bars } = market
  const shadow = createShadow({ database, clock, bus, logger: log, board, hosts })
  const venues = venueRooms(options, { database, clock, market, hosts, host: hostOf })
  const { strategies, research, workflows, signals, rooms } = lateRooms(options, {
    database,
    clock,
    bus,
    board,
    bars,
    host: hostOf,
    candles: candleSources(venues.connections, clock),
  })
  const hostOptions = {
    onServed(organizationId: string, isServed: boolean) {
      strategies.loaded()?.onServed(organizationId, isServed)
      if (isServed) void shadow.serve(organizationId)
    },
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
    venues.serve(host)
    await shadow.serve(organizationId)
    if ((host.partition?.book.deployments.size ?? 0) > 0) (await strategies.load()).serve(organizationId)
  }

  let closing: Promise<void> | null = null
  const close = async () => {
    market.stop()
    // The partitions at once: none takes an order while backtests come to their end, and one of those that fails stops nobody.
    const closed = await Promise.allSettled([
      ...[...hosts.values()].map((host) => host.close()),
      // What strategies decided is on their tapes; what a partition does not take any more is told when they are taken up again.
      strategies.close(),
      workflows.close(),
      signals.close(),
      research.close(),
      shadow.close(),
    ])
    for (const result of closed)
      if (result.status === 'rejected')
        log.error(
          { err: result.reason as unknown },
          'A partition, or one of the rooms beside it, did not close cleanly',
        )
    // After the partitions, which trade through them.
    await venues.close()
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
    ...market.reads,
    accountView(organizationId, accountId) {
      const partition = hostOf(organizationId).partition
      return partition === null
        ? null
        : accountView({ book: partition.book, market: partition.market, at: clock.now() }, accountId)
    },
    history: (organizationId, subjectId) => historyOf(database, organizationId, subjectId),
    ...rooms,
    connections: venues.connections,
    reconciliation: venues.reconciliation,
    shadow,
    openConnections: () => venues.loaded()?.connectors() ?? [],
    health: () =>
      healthOf({
        stopping: closing !== null,
        bus: bus.unhealthyBecause(),
        hosts: [...hosts.values()],
        board,
        stale: market.stale(),
        at: clock.now(),
      }),
    close: () => (closing ??= close()),
  }

  const start = async () => {
    market.start()
    for (const organizationId of await listPartitions(database)) await openHost(organizationId)
    market.watchAge()
    await venues.start()
    shadow.start()
    resumeWorkflows({ database, log, workflows: workflows.load, isClosing: () => closing !== null })
    resumeSignals({ dataDir: options.dataDir, log, signals: signals.load })
    resumeResearch({ database, log, research: research.load, isClosing: () => closing !== null })
  }
  return { face, start }
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
