/**
 * When a connection is reconciled: as soon as it has come up, every so often, and when somebody asks; and whether it counts as
 * reconciled. All of it is of this process: a start begins with nothing.
 */
import { randomUUID } from 'node:crypto'
import type { Micros } from '@quarterdeck/engine'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Connector } from '../connections/connector.ts'
import type { RunningConnections } from '../connections/create-connections.ts'
import type { Queryable } from '../database/database.ts'
import { PartitionUnavailable } from '../faults.ts'
import type { Logger } from '../logger.ts'
import type { BookingHost } from './book-correction.ts'
import { isBlocked } from './reconciliation-rows.ts'
import type { ReconciliationRunner } from './reconciliation-runner.ts'
import type { ReconciliationPolicy, ReconciliationRun } from './reconciliation.ts'

export interface ReconciliationScheduleOptions {
  readonly database: Queryable
  readonly clock: Clock
  readonly log: Logger
  readonly runner: Pick<ReconciliationRunner, 'begin' | 'run'>
  readonly connections: Pick<RunningConnections, 'connector' | 'connectors' | 'onStanding'>
  /** Null: the organization is not open here. */
  readonly host: (organizationId: string) => BookingHost | null
  readonly policy: (organizationId: string) => Promise<ReconciliationPolicy>
}

/** Between looks at what is due. */
const LOOK_MS = 1_000
/** After a run that could not be finished. */
const RETRY_MS = 10_000

/** How far a connection's reconciliation is in this process. */
interface Progress {
  /** When the next run is due; null: now, because the connection has come up. */
  dueAt: Micros | null
  /** Whether the newest run since the connection came up was finished. */
  isFinished: boolean
  isReconciled: boolean
  isRunning: boolean
  /** Resolves when the newest run has ended. */
  running: Promise<void>
  /** Rises whenever the connection is lost: a run that began before says nothing of what came after. */
  losses: number
  /** Rises whenever it is looked whether a break is open: an answer that was overtaken says nothing. */
  looks: number
}

export class ReconciliationSchedule {
  readonly #options: ReconciliationScheduleOptions
  readonly #progress = new Map<string, Progress>()
  #timer: Timer | null = null
  #stopListening: (() => void) | null = null
  #closed = false

  constructor(options: ReconciliationScheduleOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopListening = this.#options.connections.onStanding((connector) => this.#onStanding(connector))
    this.#lookLater()
  }

  /** Whether the newest run since the connection came up left nothing open; null: no LIVE account is bound to it. */
  isReconciled(connectionId: string): boolean | null {
    const connector = this.#options.connections.connector(connectionId)
    if (connector === null || !this.hasAccount(connector)) return null
    return this.#progress.get(connectionId)?.isReconciled ?? false
  }

  /** Whether a run since the connection came up was finished, whatever it found. */
  isCompared(connectionId: string): boolean {
    return this.#progress.get(connectionId)?.isFinished ?? false
  }

  hasAccount({ organizationId, connectionId }: Connector): boolean {
    const book = this.#options.host(organizationId)?.partition?.book
    return (
      book?.accounts.some((account) => account.mode === 'LIVE' && account.connectionId === connectionId) ??
      false
    )
  }

  /** Begins a run once the one that is under way has ended: that may have read before what this one is asked about. Its id. */
  async begin(connector: Connector, cause: ReconciliationRun['cause']): Promise<string> {
    const { connectionId, organizationId } = connector
    const host = this.#options.host(organizationId)
    if (host === null) throw new PartitionUnavailable('The organization is not open here. Nothing was done.')
    const progress = this.#progressOf(connectionId)
    while (progress.isRunning) await progress.running
    const id = randomUUID()
    const begun = this.#options.runner.begin(connector, { id, cause })
    progress.isRunning = true
    progress.running = begun
      .then(() => this.#carryOut(connector, id, host))
      .catch(() => (progress.dueAt = this.#in(RETRY_MS)))
      .then(() => {
        progress.isRunning = false
        this.#forgetGone(connectionId)
      })
    await begun
    return id
  }

  /** A break was decided about: looks again whether any is open. */
  async judge(connectionId: string): Promise<void> {
    const progress = this.#progressOf(connectionId)
    const { losses } = progress
    const look = (progress.looks += 1)
    const isBlockedNow = !progress.isFinished || (await isBlocked(this.#options.database, connectionId))
    if (progress.losses === losses && progress.looks === look) progress.isReconciled = !isBlockedNow
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    this.#stopListening?.()
    await Promise.all([...this.#progress.values()].map(({ running }) => running))
  }

  /** What was read before a connection was lost says nothing of what happened meanwhile. */
  #onStanding(connector: Connector): void {
    const { connectionId } = connector
    const { state } = connector.standing()
    const progress = this.#progress.get(connectionId)
    // One that was closed may say of itself that all is well.
    const isOpen = this.#options.connections.connector(connectionId) === connector
    if (progress === undefined || (isOpen && (state === 'READY' || state === 'DEGRADED'))) return
    progress.losses += 1
    progress.dueAt = null
    progress.isFinished = false
    progress.isReconciled = false
    this.#forgetGone(connectionId)
  }

  #forgetGone(connectionId: string): void {
    const isOpen = this.#options.connections.connector(connectionId) !== null
    if (!isOpen && this.#progress.get(connectionId)?.isRunning === false) this.#progress.delete(connectionId)
  }

  #lookLater(): void {
    this.#timer = this.#options.clock.after(LOOK_MS, () => {
      for (const connector of this.#options.connections.connectors()) this.#look(connector)
      if (!this.#closed) this.#lookLater()
    })
  }

  #look(connector: Connector): void {
    const { clock, log } = this.#options
    const { isRunning = false, dueAt = null } = this.#progress.get(connector.connectionId) ?? {}
    if (isRunning || !this.hasAccount(connector) || connector.standing().state !== 'READY') return
    if (dueAt !== null && clock.now() < dueAt) return
    this.begin(connector, dueAt === null ? 'CONNECTED' : 'PERIODIC').catch((error: unknown) => {
      if (!this.#closed) log.warn({ err: error }, 'A reconciliation could not be begun')
    })
  }

  async #carryOut(connector: Connector, id: string, host: BookingHost): Promise<void> {
    const { connectionId, organizationId } = connector
    const progress = this.#progressOf(connectionId)
    const { losses } = progress
    let isFinished = false
    let waitMs = RETRY_MS
    try {
      isFinished = await this.#options.runner.run(connector, { id, host })
      if (isFinished) waitMs = (await this.#options.policy(organizationId)).everyMs
    } catch (error) {
      if (!this.#closed) this.#options.log.error({ connectionId, err: error }, 'A reconciliation broke off')
    }
    if (progress.losses !== losses) return
    progress.dueAt = this.#in(waitMs)
    progress.isFinished = isFinished
    await this.judge(connectionId)
  }

  #progressOf(connectionId: string): Progress {
    const known = this.#progress.get(connectionId)
    if (known !== undefined) return known
    const progress: Progress = {
      dueAt: null,
      isFinished: false,
      isReconciled: false,
      isRunning: false,
      running: Promise.resolve(),
      losses: 0,
      looks: 0,
    }
    this.#progress.set(connectionId, progress)
    return progress
  }

  #in(ms: number): Micros {
    return this.#options.clock.now() + ms * 1_000
  }
}
