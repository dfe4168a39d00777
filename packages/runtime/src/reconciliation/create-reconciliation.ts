/**
 * Puts reconciliation together: when a connection comes up, every so often, and when somebody asks, our books are held beside the
 * venue's word; people decide about what differs.
 */
import type { Micros } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'
import { connectionNamed } from '../connections/connection-rows.ts'
import type { Connector } from '../connections/connector.ts'
import type { RunningConnections } from '../connections/create-connections.ts'
import type { VenueCatalogue } from '../connections/venue-catalogue.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { PartitionUnavailable } from '../faults.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import type { BookingHost } from './book-correction.ts'
import { readReconciliationPolicy, RECONCILIATION_POLICY_DEFAULT } from './policy.ts'
import { correctBreak, settle, type ConnectionBooks } from './reconcile-connection.ts'
import {
  breaksOf,
  decideBreak,
  endLostRuns,
  findBreak,
  keptPolicy,
  putPolicy,
  runsOf,
} from './reconciliation-rows.ts'
import { ReconciliationRunner } from './reconciliation-runner.ts'
import { ReconciliationSchedule } from './reconciliation-schedule.ts'
import type {
  Break,
  BreakStatus,
  Reconciliation,
  ReconciliationPolicy,
  ReconciliationRun,
} from './reconciliation.ts'

export interface ReconciliationOptions {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly catalogue: VenueCatalogue
  readonly connections: Pick<RunningConnections, 'connector' | 'connectors' | 'onStanding'>
  /** Null: the organization is not open here. */
  readonly host: (organizationId: string) => BookingHost | null
  /** Of the organizations that are open here. */
  readonly hosts: () => Iterable<Pick<PartitionHost, 'organizationId' | 'holdsClaim'>>
  /** Between two readings of one run. */
  readonly settleMs: number
  /** Has booked what the venue paid for event contracts: no difference is one that our books have only yet to hear of. */
  readonly settleContracts: (connector: Connector) => Promise<void>
}

export interface RunningReconciliation extends Reconciliation {
  start(): void
  /** Whether the newest run since the connection came up left nothing open; null: no LIVE account is bound to it. */
  isReconciled(connectionId: string): boolean | null
  /** Whether a run since the connection came up was finished, whatever it found. */
  isCompared(connectionId: string): boolean
  close(): Promise<void>
}

const RUNS_MAX = 200
const REASON_LENGTH_MAX = 500

export function createReconciliation(options: ReconciliationOptions): RunningReconciliation {
  return new ReconciliationRoom(options)
}

class ReconciliationRoom implements RunningReconciliation {
  readonly #options: ReconciliationOptions
  readonly #runner: ReconciliationRunner
  readonly #schedule: ReconciliationSchedule

  constructor(options: ReconciliationOptions) {
    const { database, clock, logger, catalogue, connections, host, settleMs, settleContracts } = options
    const common = {
      database,
      clock,
      log: logger,
      policy: (organizationId: string) => this.policy(organizationId),
    }
    this.#runner = new ReconciliationRunner({ ...common, catalogue, settleMs, settleContracts })
    this.#options = options
    this.#schedule = new ReconciliationSchedule({ ...common, runner: this.#runner, connections, host })
  }

  start(): void {
    const { hosts, logger } = this.#options
    // Now: what is begun from here on is this process's own.
    const at = this.#options.clock.now()
    for (const host of hosts())
      this.#endLostRuns(host, at).catch((error: unknown) =>
        logger.warn({ err: error }, 'Reconciliations of an earlier process could not be ended'),
      )
    this.#schedule.start()
  }

  /** Of an organization that is another process's, nothing is lost. */
  async #endLostRuns(host: Pick<PartitionHost, 'organizationId' | 'holdsClaim'>, at: Micros): Promise<void> {
    const { database } = this.#options
    if (await host.holdsClaim(database)) await endLostRuns(database, host.organizationId, at)
  }

  isReconciled(connectionId: string): boolean | null {
    return this.#schedule.isReconciled(connectionId)
  }

  isCompared(connectionId: string): boolean {
    return this.#schedule.isCompared(connectionId)
  }

  async run({ organizationId }: Asking, connectionId: string): Promise<string> {
    await connectionNamed(this.#options.database, organizationId, connectionId)
    const connector = this.#options.connections.connector(connectionId)
    if (connector === null)
      throw new RequestFault('CONFLICT', 'The connection is closed: open it first', 'connectionId')
    if (!this.#schedule.hasAccount(connector))
      throw new RequestFault(
        'CONFLICT',
        'No LIVE account is bound to the connection: there is nothing to compare',
        'connectionId',
      )
    return this.#schedule.begin(connector, 'ON_DEMAND')
  }

  runs(organizationId: string, connectionId: string, limit: number): Promise<readonly ReconciliationRun[]> {
    const most = Math.max(1, Math.min(RUNS_MAX, Math.floor(limit)))
    return runsOf(this.#options.database, organizationId, { connectionId, limit: most })
  }

  breaks(
    organizationId: string,
    filter: { readonly status?: BreakStatus; readonly accountId?: string },
  ): Promise<readonly Break[]> {
    return breaksOf(this.#options.database, organizationId, filter)
  }

  async correct(asking: Asking, breakId: string, reason: string): Promise<void> {
    const found = await this.#openBreak(asking, breakId)
    const words = reasonOf(reason)
    if (found.proposed.kind === 'AWAIT_VENUE')
      throw new RequestFault('CONFLICT', `Nothing can be booked: ${found.proposed.summary}`, 'breakId')
    const connector = await this.#standing(found)
    await this.#audit(asking, 'reconciliation.correct', `${found.proposed.summary}: ${words}`, found)
    const isDone = await correctBreak(this.#books(connector), found, { actor: asking.actor, reason: words })
    if (!isDone) throw notOpen()
    await this.#schedule.judge(found.connectionId)
  }

  async dismiss(asking: Asking, breakId: string, reason: string): Promise<void> {
    const found = await this.#openBreak(asking, breakId)
    const words = reasonOf(reason)
    const { database, clock } = this.#options
    const what = `${found.kind} ${found.subject}: ours ${found.expected}, the venue's ${found.observed}`
    await this.#audit(asking, 'reconciliation.dismiss', `Dismisses ${what}: ${words}`, found)
    const decided = { status: 'DISMISSED', actor: asking.actor, reason: words, at: clock.now() } as const
    if (!(await decideBreak(database, breakId, decided))) throw notOpen()
    if (found.kind === 'POSITION')
      await settle(this.#hostOf(found.organizationId), found, { actor: asking.actor, reason: words })
    await this.#schedule.judge(found.connectionId)
  }

  async policy(organizationId: string): Promise<ReconciliationPolicy> {
    const kept = await keptPolicy(this.#options.database, organizationId)
    return kept === null
      ? RECONCILIATION_POLICY_DEFAULT
      : readReconciliationPolicy(JSON.parse(kept) as ReconciliationPolicy)
  }

  async setPolicy(asking: Asking, policy: ReconciliationPolicy): Promise<void> {
    const checked = readReconciliationPolicy(policy)
    const { organizationId, actor } = asking
    const { database, clock } = this.#options
    await this.#hostOf(organizationId).submit(actor, {
      type: 'RecordAudit',
      action: 'reconciliation.policy',
      summary: `Lets be booked without a person: ${checked.applies.join(', ') || 'nothing'}, up to ${checked.worthMax}`,
      before: JSON.stringify(await this.policy(organizationId)),
      after: JSON.stringify(checked),
    })
    await putPolicy(database, organizationId, { policy: checked, actor, at: clock.now() })
  }

  close(): Promise<void> {
    return this.#schedule.close()
  }

  #hostOf(organizationId: string): BookingHost {
    const host = this.#options.host(organizationId)
    if (host === null) throw new PartitionUnavailable('The organization is not open here. Nothing was done.')
    return host
  }

  /** What was found may have been settled since: a fill that came late must not be booked twice. */
  async #standing(found: Break): Promise<Connector> {
    const connector = this.#options.connections.connector(found.connectionId)
    if (connector === null)
      throw new RequestFault('CONFLICT', 'The connection is closed: open it first', 'breakId')
    await this.#runner.checkStanding(connector, this.#hostOf(found.organizationId), found)
    return connector
  }

  #books(connector: Connector): ConnectionBooks {
    const { database, clock } = this.#options
    const { organizationId, connectionId } = connector
    const [host, told] = [this.#hostOf(organizationId), this.#runner.holdingsOf(connector)]
    return { database, now: () => clock.now(), organizationId, connectionId, told, host }
  }

  async #openBreak({ organizationId }: Asking, breakId: string): Promise<Break> {
    const found = await findBreak(this.#options.database, organizationId, breakId)
    if (found === null) throw new RequestFault('NOT_FOUND', 'Break not found', 'breakId')
    if (found.status !== 'OPEN') throw notOpen()
    return found
  }

  async #audit(
    { organizationId, actor }: Asking,
    action: string,
    summary: string,
    found: Break,
  ): Promise<void> {
    const { id, accountId, kind, subject, expected, observed } = found
    const before = JSON.stringify({ breakId: id, accountId, kind, subject, expected, observed })
    const after = JSON.stringify(found.proposed)
    await this.#hostOf(organizationId).submit(actor, { type: 'RecordAudit', action, summary, before, after })
  }
}

function reasonOf(reason: string): string {
  const words = reason.trim()
  if (words === '' || words.length > REASON_LENGTH_MAX)
    throw new RequestFault('BAD_INPUT', `reason must have 1 to ${REASON_LENGTH_MAX} characters`, 'reason')
  return words
}

function notOpen(): RequestFault {
  return new RequestFault(
    'CONFLICT',
    'The break is no longer open: a reconciliation or somebody else settled it',
    'breakId',
  )
}
