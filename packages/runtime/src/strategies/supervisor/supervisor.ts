/**
 * Looks after the deployments of one organization: hears what is committed, hands on what the market shows, and keeps the runs'
 * tapes. It lives as long as the process; partitions come and go beneath it.
 */
import type { Actor, DeploymentState, EngineEvent } from '@quarterdeck/engine'
import type { RunnerLimits, RunnerProcess, RunnerTerms } from '@quarterdeck/strategies'
import type { EventBus } from '../../bus/event-bus.ts'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import { PartitionUnavailable } from '../../faults.ts'
import { Fenced } from '../../journal/commit.ts'
import type { FeedQuote, FeedTrade } from '../../feed/feed.ts'
import type { MarketBoard } from '../../feed/market-board.ts'
import { type PriceGrid, priceGrid } from '../../feed/price-grid.ts'
import type { Logger } from '../../logger.ts'
import type { PartitionHost } from '../../partition/host.ts'
import type { BarInterval, BarView, CommittedBatch, OrderRow } from '../../runtime.ts'
import type { IncidentBounds } from '../incidents/bounds.ts'
import { Drills } from '../incidents/drill/drills.ts'
import { DRILL_ORDER_PREFIX } from '../incidents/drill/faults/mute-venue.ts'
import { IncidentDesk } from '../incidents/incident-desk.ts'
import type { Mailroom } from '../run/order-desk.ts'
import { orderNews } from '../run/order-news.ts'
import { endRun } from '../run-rows.ts'
import type { ObservedDeployment } from '../strategies.ts'
import { DeploymentHost } from './deployment-host.ts'
import { LogBook } from './log-book.ts'
import { plainReason } from './plain-reason.ts'
import { type LoadedArtifact, prepareRun } from './prepare-run.ts'
import { QuietBook } from './quiet-book.ts'
import { RunWriter } from './run-writer.ts'
import { RunnerPool } from './runner-pool.ts'

export interface SupervisorOptions {
  readonly host: PartitionHost
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly log: Logger
  readonly board: MarketBoard
  readonly bars: (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]
  readonly artifact: (organizationId: string, digest: string) => Promise<LoadedArtifact>
  readonly startRunner: (terms: RunnerTerms) => RunnerProcess
  readonly limits: Partial<RunnerLimits>
  /** In [0, 1). */
  readonly chance: () => number
  readonly incidentBounds: IncidentBounds
  /** Asks for a comparison of a deployment's newest run. */
  readonly compare: (actor: Actor, deploymentId: string) => Promise<void>
  /** The same by a spoiled copy of its tape, resolved when it is done. */
  readonly compareSpoiled: (actor: Actor, deploymentId: string) => Promise<void>
  /** Something that is observed, or the log, has changed. */
  readonly onChange: (organizationId: string) => void
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'strategies', name: 'Strategy supervisor', userId: null }
/** How often tapes are made durable and runs are looked at. */
const ROUND_MS = 1_000

export class Supervisor {
  readonly incidents: IncidentDesk
  readonly drills: Drills
  readonly #options: SupervisorOptions
  readonly #hosts = new Map<string, DeploymentHost>()
  readonly #grids = new Map<string, PriceGrid>()
  readonly #pool: RunnerPool
  readonly #quiet: QuietBook
  readonly #logs: LogBook
  readonly #writer: RunWriter
  readonly #mailroom: Mailroom & Pick<QuietBook, 'whenQuiet'>
  #unsubscribe: () => void = () => undefined
  #round: Timer | null = null
  /** Another process serves the organization: nothing runs here until this one does again. */
  #isFenced = false
  #closed = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    const { host, startRunner, limits, log, database, clock, onChange } = options
    const { organizationId } = host
    this.#pool = new RunnerPool({ organizationId, log, startRunner, limits })
    this.#quiet = new QuietBook(() => host.partition)
    this.#logs = new LogBook({
      organizationId,
      database,
      clock,
      log,
      onWritten: () => onChange(organizationId),
    })
    this.#writer = new RunWriter({
      organizationId,
      database,
      clock,
      log,
      checkClaim: (tx) => host.checkClaim(tx),
      runs: () => this.#runs(),
    })
    const restart = (id: string, reason: string) => this.#hosts.get(id)?.restart(reason)
    const { compare, incidentBounds } = options
    this.incidents = new IncidentDesk({
      ...options,
      bounds: incidentBounds,
      deployments: this.#hosts,
      remedies: { restart, compare },
    })
    this.drills = new Drills({
      ...options,
      bounds: incidentBounds,
      desk: this.incidents,
      hosts: this.#hosts,
    })
    this.#mailroom = {
      submit: (actor, request, tape) => host.submit(actor, request, tape === null ? {} : { tape }),
      book: () => host.partition?.book ?? null,
      whenQuiet: (callback) => this.#quiet.whenQuiet(callback),
    }
  }

  start(): void {
    const { bus, host } = this.#options
    this.#unsubscribe = bus.subscribe(host.organizationId, (batch) => this.#onBatch(batch))
    this.#syncAll()
    this.#planRound()
  }

  /** The organization is served again, or is not any more. */
  onServed(isServed: boolean): void {
    if (!isServed) return this.#leaveAll('the organization is being restored')
    this.#isFenced = false
    this.#quiet.askAgain()
    for (const deployment of this.#hosts.values()) deployment.regain()
    this.#syncAll()
  }

  onQuote(quote: FeedQuote): void {
    for (const { run } of this.#hosts.values()) run?.onQuote(quote)
  }

  onTrade(trade: FeedTrade): void {
    for (const { run } of this.#hosts.values()) run?.onTrade(trade)
  }

  observed(deploymentId: string): ObservedDeployment | null {
    return this.#hosts.get(deploymentId)?.observed() ?? null
  }

  all(): readonly ObservedDeployment[] {
    return [...this.#hosts.values()].map((deployment) => deployment.observed())
  }

  /** Makes durable what a run has decided so far. */
  flush(): Promise<void> {
    return this.#writer.write()
  }

  /** Leaves every run where it is, with its tape written. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#unsubscribe()
    this.#round?.cancel()
    await this.drills.close()
    for (const deployment of this.#hosts.values()) deployment.close()
    await this.#writer.write()
    await this.#pool.close()
    await this.#logs.close()
    await this.incidents.idle()
  }

  #runs() {
    return [...this.#hosts.values()].flatMap(({ key, run }) =>
      key === null || run === null ? [] : [{ key, run }],
    )
  }

  #planRound(): void {
    if (this.#closed) return
    const { clock, host, onChange } = this.#options
    this.#round = clock.after(ROUND_MS, () => {
      for (const deployment of this.#hosts.values()) deployment.look()
      this.incidents.look()
      if (this.#hosts.size > 0) onChange(host.organizationId)
      void this.#checkClaim()
        .then(() => this.#writer.write())
        .finally(() => this.#planRound())
    })
  }

  /** A run that asks for nothing commits nothing: that another process has taken the organization over is looked up. */
  async #checkClaim(): Promise<void> {
    const { host, database, log } = this.#options
    if (this.#isFenced || this.#runs().length === 0) return
    try {
      await host.checkClaim(database)
    } catch (error) {
      // A database that does not answer says nothing about whose the organization is.
      if (!(error instanceof Fenced) || this.#closed) return
      log.warn({ organizationId: host.organizationId }, 'Strategies are left to the process that took over')
      this.#isFenced = true
      this.#leaveAll('another process serves the organization')
    }
  }

  #leaveAll(reason: string): void {
    for (const deployment of this.#hosts.values()) deployment.lose(reason)
  }

  #syncAll(): void {
    for (const id of this.#options.host.partition?.book.deployments.keys() ?? []) this.#hostOf(id).sync()
  }

  #hostOf(deploymentId: string): DeploymentHost {
    const known = this.#hosts.get(deploymentId)
    if (known !== undefined) return known
    const { host, database, clock, log, bars, artifact, chance, onChange } = this.#options
    const { organizationId } = host
    const made = new DeploymentHost({
      deploymentId,
      clock,
      log,
      pool: this.#pool,
      parts: { clock, mailroom: this.#mailroom, bars },
      deployment: () => this.#deployment(deploymentId),
      prepare: (deployment, pending, wantsNew) =>
        prepareRun(
          {
            organizationId,
            database,
            now: () => clock.now(),
            artifact: (digest) => artifact(organizationId, digest),
            checkClaim: (queryable) => host.checkClaim(queryable),
            whenQuiet: (callback) => this.#quiet.whenQuiet(callback),
          },
          deployment,
          pending,
          wantsNew,
        ),
      endRun: async (key, reason, state) => {
        await this.#writer.write()
        await database.transaction(async (tx) => {
          await host.checkClaim(tx)
          await endRun(tx, key, { reason, state, at: clock.now() })
        })
      },
      quarantine: (reason) => this.#quarantine(deploymentId, reason),
      onLog: (run, line) => this.#logs.add({ deploymentId, run, ...line }),
      onCheckpoint: (key, checkpoint) => this.#writer.keep(key, checkpoint),
      onLeft: (key, run) => this.#writer.leave(key, run),
      onChange: () => onChange(organizationId),
      chance,
    })
    this.#hosts.set(deploymentId, made)
    return made
  }

  #deployment(deploymentId: string): DeploymentState | undefined {
    if (this.#isFenced) return undefined
    return this.#options.host.partition?.book.deployments.get(deploymentId)
  }

  async #quarantine(deploymentId: string, reason: string): Promise<void> {
    const { outcome } = await this.#options.host.submit(SYSTEM, {
      type: 'QuarantineDeployment',
      deploymentId,
      reason: plainReason(reason),
      cancelOrders: true,
    })
    if (outcome.kind === 'REFUSED') throw new PartitionUnavailable(outcome.message)
  }

  #onBatch({ events, orderRows }: CommittedBatch): void {
    for (const event of events) {
      const row = orderRows.get(event.seq)
      if (row !== undefined) this.#onOrderEvent(event, row)
      this.#onBookEvent(event)
    }
  }

  #onOrderEvent(event: EngineEvent, row: OrderRow): void {
    const own = row.deploymentId === null ? undefined : this.#hosts.get(row.deploymentId)
    // An order of a drill is one that the session did not ask for.
    const isToldOf = own !== undefined && !row.clientOrderId.startsWith(DRILL_ORDER_PREFIX)
    const news = !isToldOf ? null : orderNews(event, row, this.#gridOf(row.instrumentId))
    if (news !== null) own?.run?.onNews(news)
    const isCorrection = event.type === 'FillBusted' || event.type === 'FillCorrected'
    if (!isCorrection && event.type !== 'OrderFilled') return
    for (const deployment of this.#hosts.values())
      if (deployment.accountId === row.accountId && (isCorrection || deployment !== own))
        deployment.run?.onAccount()
  }

  #onBookEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'StrategyDeployed':
      case 'DeploymentChanged':
      case 'DeploymentQuarantined':
        return this.#hostOf(event.deploymentId).sync()
      case 'DeploymentSet': {
        const deployment = this.#hostOf(event.deploymentId)
        if (event.desired === 'RUNNING') deployment.forgive()
        return deployment.sync()
      }
      case 'InstrumentSettled':
      case 'CorporateActionApplied':
        for (const deployment of this.#hosts.values()) deployment.run?.onAccount()
        return
      case 'FundsDeposited':
      case 'CashConverted':
      case 'IncomeBooked':
      case 'AccountAdjusted':
        for (const deployment of this.#hosts.values())
          if (deployment.accountId === event.accountId) deployment.run?.onAccount()
        return
      default:
    }
  }

  #gridOf(instrumentId: string): PriceGrid {
    const known = this.#grids.get(instrumentId)
    if (known !== undefined) return known
    const book = this.#options.host.partition?.book
    const index = book?.instrumentIndexById.get(instrumentId)
    const listed = index === undefined ? undefined : book?.instruments[index]?.terms
    const terms = listed ?? this.#options.board.instrument(instrumentId)?.instrument
    if (terms === undefined) throw new Error(`Invariant: an order names a listed instrument: ${instrumentId}`)
    const grid = priceGrid(terms)
    this.#grids.set(instrumentId, grid)
    return grid
  }
}
