/**
 * Puts strategies together: builds, supervisors, comparisons, and the face that the API sees. Loaded with the first call, or at the
 * start where something is deployed.
 */
import { prepareRunners, startRunner as startProcess } from '@quarterdeck/strategies'
import type { GitAccess, RunnerLimits } from '@quarterdeck/strategies'
import type { EventBus } from '../bus/event-bus.ts'
import { type Clock, systemClock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { FeedQuote, FeedTrade } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import { createBossJobs } from '../jobs/boss-jobs.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { BarInterval, BarView } from '../runtime.ts'
import type { FiledStrategy } from '../research/strategy-files.ts'
import { ChangeSignal } from './change-signal.ts'
import { decisionsOf } from './decision-rows.ts'
import { DeploymentCommands } from './deploy/commands.ts'
import { controlsOf } from './deploy/controls.ts'
import { profitsOf } from './deploy/profits.ts'
import { logsOf } from './logs.ts'
import { NIGHTLY_CRON, NIGHTLY_QUEUE, nightlyQueue } from './nightly.ts'
import { spoiled } from './incidents/drill/faults/spoil-tape.ts'
import { createIncidents } from './incidents/create-incidents.ts'
import { INCIDENT_BOUNDS, type IncidentBounds } from './incidents/bounds.ts'
import { type ComparisonOptions, askComparison, compareNowBy } from './parity/ask-comparison.ts'
import { type ParityQueueOptions, parityQueue } from './parity/parity-job.ts'
import { FairShares } from './shares/fair-shares.ts'
import type { ShareTable } from './shares/share-terms.ts'
import type { ObservedDeployment, Strategies } from './strategies.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { packagesOf } from './versions/allowed-packages.ts'
import { loadArtifact } from './versions/artifact-rows.ts'
import { BUILD_QUEUE, buildQueue } from './versions/build-job.ts'
import { createVersions } from './versions/create-versions.ts'
import { type PlatformKey, platformKey } from './versions/platform-key.ts'
import { versionStrategy } from './versions/version-strategy.ts'

export interface StrategiesOptions {
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly logger: Logger
  readonly board: MarketBoard
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  /** Throws where the organization is not open here. */
  readonly host: (organizationId: string) => PartitionHost
  /** Where bundles lie as files, for workers to read. */
  readonly bundleFolder: string
  /** The platform's secret: artifacts are signed with a key derived from it. */
  readonly secret: string
  /** Which repositories strategies may be fetched from. */
  readonly git: GitAccess
  /** Folder of packages that strategies may use; null: there is none. */
  readonly packageFolder: string | null
  readonly limits: Partial<RunnerLimits>
  /** What each organization's strategies may have of the machine. */
  readonly shares: ShareTable
  /** What incidents go by; the house's bounds unless told. */
  readonly incidentBounds?: Partial<IncidentBounds>
}

export interface RunningStrategies extends Strategies {
  /** A version as research plays it, by its name, such as `momentum@2`; null: there is none that is ready. */
  version(organizationId: string, name: string): Promise<FiledStrategy | null>
  /** Takes up what is deployed in an organization that is open here. Again: no change. */
  serve(organizationId: string): void
  /** An organization is served again, or is not any more. */
  onServed(organizationId: string, isServed: boolean): void
  onQuote(quote: FeedQuote): void
  onTrade(trade: FeedTrade): void
  close(): Promise<void>
}

/** A page of the API, and one more that tells whether there is another. */
const DECISIONS_MAX = 201

export function createStrategies(options: StrategiesOptions): RunningStrategies {
  const { database, clock, bus, logger, board, bars, host, limits } = options
  const key = platformKey(options.secret)
  // Until it is done, runners start from their sources: slower, and the same.
  prepareRunners().catch((error: unknown) => logger.warn({ err: error }, 'Runners could not be prepared'))
  // By the machine's clock: it is the machine that is shared, at whatever pace a tape is played.
  const shares = new FairShares({
    clock: systemClock,
    log: logger,
    table: options.shares,
    startRunner: startProcess,
  })
  const { startRunner } = shares
  const changes = new ChangeSignal()
  const onChange = (organizationId: string) => changes.raise(organizationId)
  const loaded = async (organizationId: string, digest: string) => {
    const artifact = await loadArtifact(database, key, organizationId, digest)
    if (artifact === null) throw new RequestFault('NOT_FOUND', 'The artifact is not there', 'versionId')
    return artifact
  }
  const artifact = async (organizationId: string, digest: string) => {
    const { bundle, manifest } = await loaded(organizationId, digest)
    return { bundle, stateVersion: manifest.stateVersion }
  }
  const flush = async () => {
    await Promise.all([...supervisors.values()].map((supervisor) => supervisor.flush()))
  }
  const onCompared = (organizationId: string) => supervisors.get(organizationId)?.incidents.onCompared()
  const parity: ParityQueueOptions = {
    database,
    now: () => clock.now(),
    artifact,
    startRunner,
    onChange,
    onCompared,
  }
  const comparisons: ComparisonOptions = {
    ...parity,
    parity,
    jobs: () => jobs,
    flush: async (organizationId) => supervisors.get(organizationId)?.flush(),
  }
  const queues = queuesOf(options, { key, parity, jobs: () => jobs, flush })
  const jobs: Jobs = createBossJobs({ database, logger, queues })
  const commands = new DeploymentCommands({ database, clock, log: logger, host, artifact, startRunner })
  const versions = createVersions({
    database,
    clock,
    loaded,
    build: (job) => jobs.send(BUILD_QUEUE, job, { key: job.versionId }),
    strategy: (asking, name) => commands.strategy(asking, name),
    onChange,
  })
  const supervisors = new Map<string, Supervisor>()
  const supervisorOf = (organizationId: string): Supervisor => {
    const known = supervisors.get(organizationId)
    if (known !== undefined) return known
    const made = new Supervisor({
      host: host(organizationId),
      database,
      clock,
      bus,
      log: logger,
      board,
      bars,
      artifact,
      startRunner,
      limits,
      chance: Math.random,
      incidentBounds: { ...INCIDENT_BOUNDS, ...options.incidentBounds },
      compare: async (actor, deploymentId) =>
        void (await askComparison(comparisons, { organizationId, actor }, { deploymentId, run: null })),
      compareSpoiled: (actor, deploymentId) =>
        compareNowBy(comparisons, { organizationId, actor }, { deploymentId, tape: spoiled }),
      onChange,
    })
    supervisors.set(organizationId, made)
    made.start()
    if (supervisors.size === 1) planNights()
    return made
  }
  const planNights = () => {
    jobs
      .schedule(NIGHTLY_QUEUE, {}, { key: 'nightly', cron: NIGHTLY_CRON, zone: 'UTC' })
      .catch((error: unknown) => logger.error({ err: error }, 'The nightly comparison could not be planned'))
  }
  const observed = (organizationId: string, deploymentId: string): ObservedDeployment | null =>
    supervisors.get(organizationId)?.observed(deploymentId) ?? null

  return {
    version: (organizationId, name) =>
      versionStrategy({ database, folder: options.bundleFolder, artifact: loaded }, organizationId, name),
    serve: (organizationId) => void supervisorOf(organizationId),
    onServed: (organizationId, isServed) => supervisors.get(organizationId)?.onServed(isServed),
    onQuote(quote) {
      for (const supervisor of supervisors.values()) supervisor.onQuote(quote)
    },
    onTrade(trade) {
      for (const supervisor of supervisors.values()) supervisor.onTrade(trade)
    },
    ...versions,
    async deploy(asking, terms) {
      supervisorOf(asking.organizationId)
      return commands.deploy(asking, terms)
    },
    ...controlsOf(commands),
    observed,
    use: (organizationId) => shares.use(organizationId),
    async *watch(organizationId, signal) {
      while (!signal.aborted) {
        // Asked for before looking: what changes while the reader is at work is not missed.
        const changed = changes.next(organizationId, signal)
        yield supervisors.get(organizationId)?.all() ?? []
        await changed
      }
    },
    ...logsOf(database, changes),
    async decisions(organizationId, deploymentId, { run, before, limit }) {
      await supervisors.get(organizationId)?.flush()
      const of = { organizationId, deploymentId, run }
      return decisionsOf(database, of, { before, limit: Math.min(limit, DECISIONS_MAX) })
    },
    compare: (asking, deploymentId, run) => askComparison(comparisons, asking, { deploymentId, run }),
    incidents: createIncidents(supervisorOf),
    ...profitsOf({ host, clock, bars, board }),
    async close() {
      await Promise.all([...supervisors.values()].map((supervisor) => supervisor.close()))
      await jobs.stop()
      shares.close()
    },
  }
}

interface QueueParts {
  readonly key: PlatformKey
  readonly parity: ParityQueueOptions
  readonly jobs: () => Jobs
  readonly flush: () => Promise<void>
}

/** What is done beside the trading: builds, comparisons, and what happens every night. */
function queuesOf(
  { database, packageFolder, git }: StrategiesOptions,
  { key, parity, jobs, flush }: QueueParts,
) {
  const { now, onChange } = parity
  const packages = packageFolder === null ? null : packagesOf(packageFolder)
  return [
    buildQueue({ database, key, now, packages, git, onChange }),
    parityQueue(parity),
    nightlyQueue({ database, now, jobs, flush }),
  ]
}
