/**
 * Brings one deployment to where it is wanted: starts its runs, stops them, takes them up again after a crash, and gives up when
 * they keep failing. What is wanted is read from the book each time; what is, is in here.
 */
import type { DeploymentState, Micros } from '@quarterdeck/engine'
import type { LogLevel, PersistedState } from '@quarterdeck/sdk'
import type { Clock, Timer } from '../../clock/clock.ts'
import type { Logger } from '../../logger.ts'
import { FeedGauge } from '../incidents/feed-gauge.ts'
import type { HostVitals } from '../incidents/observe.ts'
import { HostedRun } from '../run/hosted-run.ts'
import type { Checkpoint, RunFault, RunParts } from '../run/run-parts.ts'
import type { TapeEntry } from '../run/tape.ts'
import type { RunKey, StoredRun } from '../run-rows.ts'
import type { DeploymentActivity, ObservedDeployment } from '../strategies.ts'
import { RunawayWatch } from './runaway.ts'
import type { RunnerPool, Seat } from './runner-pool.ts'
import { UnexpectedEnds } from './unexpected-ends.ts'

/** A run that can be hosted: its facts, its code, and what is on record of it. */
export interface PreparedRun {
  readonly stored: StoredRun
  readonly parts: Pick<RunParts, 'facts' | 'bundle' | 'record'>
}

export interface DeploymentHostOptions {
  readonly deploymentId: string
  readonly clock: Clock
  readonly log: Logger
  readonly pool: RunnerPool
  readonly parts: Pick<RunParts, 'clock' | 'mailroom' | 'bars'>
  /** What the book wants; undefined: it is not served at the moment. */
  readonly deployment: () => DeploymentState | undefined
  /** Stores `pending`; then the newest run if it has not ended; else a new one on the deployment's terms, or null where that is not wanted. */
  readonly prepare: (
    deployment: DeploymentState,
    pending: readonly TapeEntry[],
    wantsNew: boolean,
  ) => Promise<PreparedRun | null>
  readonly endRun: (key: RunKey, reason: string, state: PersistedState | null) => Promise<void>
  readonly quarantine: (reason: string) => Promise<void>
  readonly onLog: (
    run: number,
    line: { readonly at: Micros; readonly level: LogLevel; readonly message: string },
  ) => void
  readonly onCheckpoint: (key: RunKey, checkpoint: Checkpoint) => void
  /** A run is hosted no more. */
  readonly onLeft: (key: RunKey, run: HostedRun) => void
  readonly onChange: () => void
  /** In [0, 1). */
  readonly chance: () => number
}

/** How long a strategy's last callback and what is before it may take. */
const STOP_MS = 10_000
/** Pause before what could not be stored is stored again, milliseconds. */
const STORE_AGAIN_MS = 2_000

interface Hosting {
  readonly run: HostedRun
  readonly stored: StoredRun
  readonly seat: Seat
}

export class DeploymentHost {
  /** What of the market its runs are told. */
  readonly gauge = new FeedGauge()
  readonly #options: DeploymentHostOptions
  readonly #ends = new UnexpectedEnds()
  #runaway = new RunawayWatch()
  #hosting: Hosting | null = null
  /** Answered inputs of the last run that may not be stored. */
  #pending: readonly TapeEntry[] = []
  #activity: DeploymentActivity = 'STARTING'
  #since: Micros
  #runNumber = 0
  #lastFault: string | null = null
  #retry: { readonly timer: Timer; readonly at: Micros } | null = null
  #ending: (() => void) | null = null
  #working = false
  /** It is to be quarantined: until that is recorded, nothing is started, however long it takes. */
  #isCondemned = false
  #again = false
  #closed = false

  constructor(options: DeploymentHostOptions) {
    this.#options = options
    this.#since = options.clock.now()
  }

  get run(): HostedRun | null {
    return this.#hosting?.run ?? null
  }

  get accountId(): string | null {
    return this.#hosting?.run.facts.accountId ?? null
  }

  get key(): RunKey | null {
    return this.#hosting?.stored ?? null
  }

  /** Looks again at what is wanted. */
  sync(): void {
    this.#again = true
    if (this.#working || this.#closed || this.#isCondemned) return
    this.#working = true
    this.#work()
      .catch((error: Error) => {
        const { log, deploymentId } = this.#options
        log.error({ deploymentId, err: error }, 'A deployment could not be brought to where it is wanted')
        this.#miss(error.message)
      })
      .finally(() => {
        this.#working = false
        if (this.#again && !this.#isCondemned) this.sync()
      })
  }

  /** A person starts it again: what it did is forgiven. */
  forgive(): void {
    this.#ends.forgive()
    this.#runaway = new RunawayWatch()
    this.#lastFault = null
    this.#cancelRetry()
  }

  /** The organization is not served here: the run is left where it is. */
  lose(reason: string): void {
    this.#hosting?.run.onRunnerEnd({ blame: 'UNCLEAR', message: reason, report: null })
  }

  /** The organization is served again. */
  regain(): void {
    this.#ends.clear()
    this.sync()
  }

  /** Its run goes on in another session, from its tape. Not run at all: as before. */
  restart(reason: string): void {
    this.#hosting?.run.onRunnerEnd({ blame: 'UNCLEAR', message: reason, report: null })
  }

  /** Looks after it once in a while. */
  look(): void {
    const { clock } = this.#options
    const { run, stored } = this.#hosting ?? {}
    if (run === undefined || stored === undefined) return
    const reason = this.#runaway.look(clock.now(), run.figures.ordersRefused)
    if (reason !== null) this.#quarantine(reason, stored, run.state)
  }

  vitals(): HostVitals {
    const run = this.#hosting?.run ?? null
    const unansweredSince = run?.unansweredSince ?? null
    return {
      activity: this.#activity,
      lastFault: this.#lastFault,
      ends: this.#ends.times,
      figures: run?.figures ?? null,
      unansweredFor: unansweredSince === null ? null : this.#options.clock.now() - unansweredSince,
      feeds: run?.isLive === true ? this.gauge.ages() : [],
    }
  }

  observed(): ObservedDeployment {
    const { clock, deploymentId } = this.#options
    const run = this.#hosting?.run
    const usage = this.#hosting?.seat.runner.usage()
    const { inputs = 0, decisions = 0, digest = null, ordersSent = 0 } = run?.figures ?? {}
    const unansweredSince = run?.unansweredSince ?? null
    return {
      deploymentId,
      activity: this.#activity,
      since: this.#since,
      pid: this.#hosting?.seat.runner.pid ?? null,
      run: this.#runNumber,
      restarts: this.#ends.restarts,
      nextAttemptAt: this.#retry?.at ?? null,
      lastFault: this.#lastFault,
      inputs,
      decisions,
      digest,
      ordersSent,
      logLinesDropped: run?.figures.logLinesDropped ?? 0,
      residentBytes: usage?.memoryBytes ?? null,
      callbackMs: run?.figures.callbackMs ?? 0,
      unansweredFor: unansweredSince === null ? null : Math.max(0, clock.now() - unansweredSince),
    }
  }

  /** Leaves the run for the next process to take up. */
  close(): void {
    this.#closed = true
    this.#cancelRetry()
    this.#leave()
    this.#ending?.()
  }

  /** Until what is, is what is wanted. */
  async #work(): Promise<void> {
    while (this.#again && !this.#closed && !this.#isCondemned) {
      this.#again = false
      const deployment = this.#options.deployment()
      if (deployment === undefined) return
      const isWanted = deployment.desired !== 'STOPPED' && deployment.quarantineReason === null
      if (this.#hosting !== null) await this.#adjust(this.#hosting, deployment, isWanted)
      else if (this.#retry === null || !isWanted) await this.#open(deployment, isWanted)
    }
  }

  async #adjust(hosting: Hosting, deployment: DeploymentState, isWanted: boolean): Promise<void> {
    const { run, stored } = hosting
    if (isWanted && stored.opening.revision === deployment.revision) {
      run.setPaused(deployment.desired === 'PAUSED')
      if (run.isLive) this.#show(deployment.desired === 'PAUSED' ? 'PAUSED' : 'RUNNING')
      return
    }
    // What was never told that it runs needs no word that it is over; its turn comes when it is.
    if (!run.isLive) return
    const reason = isWanted ? 'its terms were changed' : (deployment.quarantineReason ?? 'it was stopped')
    this.#show('STOPPING')
    await this.#finish(hosting, reason)
    this.#again = true
  }

  /** Ends a run in good order; resolves when it is over, however it came to be. */
  #finish({ run }: Hosting, reason: string): Promise<void> {
    return new Promise((resolve) => {
      const { clock } = this.#options
      const late = clock.after(STOP_MS, () =>
        run.onRunnerEnd({ blame: 'STRATEGY', message: 'it did not come to an end', report: null }),
      )
      this.#ending = () => {
        late.cancel()
        this.#ending = null
        resolve()
      }
      run.stop(reason)
    })
  }

  async #open(deployment: DeploymentState, isWanted: boolean): Promise<void> {
    const { prepare, pool, parts, deploymentId } = this.#options
    this.#cancelRetry()
    const prepared = await prepare(deployment, this.#pending, isWanted)
    if (this.#closed) return
    if (prepared === null) return this.#rest(deployment)
    // What failed, or must not run any more, is not run again to hear its last words.
    if (!isWanted && (this.#ends.restarts > 0 || deployment.quarantineReason !== null)) {
      await this.#options.endRun(prepared.stored, 'stopped after a fault', null)
      this.#pending = []
      return this.#rest(deployment)
    }
    this.#show('STARTING')
    const { stored } = prepared
    this.#runNumber = stored.run
    const isolation = this.#ends.isApart ? 'PROCESS' : deployment.isolation
    const seat = pool.take(`${deploymentId}.${stored.run}`, isolation, {
      onMessage: (message) => run.onMessage(message),
      onRunnerEnd: (fault) => run.onRunnerEnd(fault),
      onRoom: () => run.onRoom(),
    })
    const run: HostedRun = new HostedRun({
      ...parts,
      ...prepared.parts,
      gauge: this.gauge,
      runner: seat.runner,
      listener: {
        onLog: (lines) => {
          for (const line of lines) this.#options.onLog(stored.run, line)
        },
        onCheckpoint: (checkpoint) => this.#options.onCheckpoint(stored, checkpoint),
        onLive: () => this.sync(),
        onStopped: (state) => void this.#stopped(stored, state),
        onFault: (fault) => this.#failed(stored, fault),
      },
    })
    this.#hosting = { run, stored, seat }
    this.#pending = []
    try {
      run.begin()
    } catch (error) {
      // A shared process that has not let go of the session yet, or has no seat left: another time, or in another.
      run.onRunnerEnd({ blame: 'RUNNER', message: (error as Error).message, report: null })
    }
  }

  #rest({ desired, quarantineReason }: DeploymentState): void {
    if (quarantineReason !== null) this.#show('QUARANTINED')
    else this.#show(desired === 'PAUSED' ? 'PAUSED' : 'STOPPED')
  }

  async #stopped(stored: StoredRun, state: PersistedState | null): Promise<void> {
    const reason = this.#options.deployment()?.desired === 'STOPPED' ? 'stopped' : 'changed'
    this.#say(stored.run, 'INFO', `The run has ended: it was ${reason}`)
    this.#pending = []
    this.#leave()
    try {
      await this.#options.endRun(stored, reason, state)
    } catch (error) {
      this.#miss((error as Error).message)
    }
    this.#ending?.()
    this.sync()
  }

  #failed(stored: StoredRun, fault: RunFault): void {
    const { clock, chance } = this.#options
    const at = clock.now()
    const place = fault.report === null ? '' : ` at ${fault.report.callback} (${fault.report.input})`
    const message = `${fault.message}${place}`
    const state = this.#hosting?.run.state ?? null
    this.#pending = this.#hosting?.run.pending ?? []
    this.#leave()
    this.#lastFault = message
    this.#say(stored.run, 'ERROR', fault.report?.error.stack ?? message)
    this.#ending?.()
    const next = this.#ends.take({ ...fault, message }, at, chance())
    if (next.kind === 'RETRY') this.#wait(message, next.pauseMs)
    else this.#quarantine(next.reason, stored, state)
  }

  #quarantine(reason: string, stored: StoredRun, state: PersistedState | null): void {
    const { quarantine, endRun, log, deploymentId, clock } = this.#options
    this.#leave()
    this.#lastFault = reason
    this.#isCondemned = true
    // One that was about to come to its end will not say so any more.
    this.#ending?.()
    this.#show('STOPPING')
    const record = async () => {
      // The run first: who starts the deployment again then starts another.
      await endRun(stored, 'quarantined', state)
      this.#pending = []
      await quarantine(reason)
      this.#isCondemned = false
      this.sync()
    }
    const recordOrRepeat = (): void => {
      if (this.#closed) return
      record().catch((error: Error) => {
        log.error({ deploymentId, err: error }, 'A quarantine could not be recorded; it stays stopped')
        clock.after(STORE_AGAIN_MS, recordOrRepeat)
      })
    }
    recordOrRepeat()
  }

  /** It could not be brought to where it is wanted, by no fault of its own: once more, after a pause that grows. */
  #miss(reason: string): void {
    const { clock, chance } = this.#options
    this.#wait(reason, this.#ends.missed(clock.now(), reason, chance()))
  }

  #wait(reason: string, pauseMs: number): void {
    if (this.#closed) return
    const { clock } = this.#options
    this.#cancelRetry()
    this.#lastFault = reason
    const timer = clock.after(pauseMs, () => {
      this.#retry = null
      this.sync()
    })
    this.#retry = { timer, at: clock.now() + pauseMs * 1_000 }
    this.#show('WAITING')
  }

  #leave(): void {
    const hosting = this.#hosting
    this.#hosting = null
    if (hosting === null) return
    hosting.run.abandon()
    hosting.seat.leave()
    this.#options.onLeft(hosting.stored, hosting.run)
  }

  #cancelRetry(): void {
    this.#retry?.timer.cancel()
    this.#retry = null
  }

  #say(run: number, level: LogLevel, message: string): void {
    this.#options.onLog(run, { at: this.#options.clock.now(), level, message })
  }

  #show(activity: DeploymentActivity): void {
    if (this.#activity !== activity) this.#since = this.#options.clock.now()
    this.#activity = activity
    this.#options.onChange()
  }
}
