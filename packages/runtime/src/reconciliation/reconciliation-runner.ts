/** Carries out one run: reads and compares, keeps what differs, holds positions in question, and books what the policy allows. */
import type { Clock } from '../clock/clock.ts'
import type { Connector } from '../connections/connector.ts'
import type { Holdings } from '../connections/reachable-venue.ts'
import type { VenueCatalogue } from '../connections/venue-catalogue.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { RequestFault } from '../request-fault.ts'
import type { BookingHost } from './book-correction.ts'
import { bookCharges } from './charges.ts'
import { isSameDifference, topicOf } from './difference.ts'
import {
  applyPolicy,
  keepDifferences,
  noteOthers,
  RECONCILER,
  setDisputes,
  type ConnectionBooks,
} from './reconcile-connection.ts'
import { addRun, endRun } from './reconciliation-rows.ts'
import type { Break, ReconciliationPolicy, ReconciliationRun } from './reconciliation.ts'
import { compare, type Compared } from './venue-reading.ts'

export interface ReconciliationRunnerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  readonly catalogue: VenueCatalogue
  readonly settleMs: number
  readonly settleContracts: (connector: Connector) => Promise<void>
  readonly policy: (organizationId: string) => Promise<ReconciliationPolicy>
}

interface RunTerms {
  readonly id: string
  readonly host: BookingHost
}

export class ReconciliationRunner {
  readonly #options: ReconciliationRunnerOptions

  constructor(options: ReconciliationRunnerOptions) {
    this.#options = options
  }

  /** Puts the run on record. */
  async begin(
    { organizationId, connectionId }: Connector,
    { id, cause }: Pick<ReconciliationRun, 'id' | 'cause'>,
  ): Promise<void> {
    const { database, clock } = this.#options
    await addRun(database, { id, organizationId, connectionId, cause, startedAt: clock.now() })
  }

  /** False: it could not be finished; the run says why. */
  async run(connector: Connector, of: RunTerms): Promise<boolean> {
    try {
      return await this.#carriedOut(connector, of)
    } catch (error) {
      const { database, clock } = this.#options
      const fault = `it broke off: ${(error as Error).message}`
      await endRun(database, of.id, { ...NOTHING, fault, at: clock.now() })
      throw error
    }
  }

  async #carriedOut(connector: Connector, { id, host }: RunTerms): Promise<boolean> {
    const { database, clock, log, policy } = this.#options
    const { organizationId, connectionId } = connector
    let compared = await this.#compared(connector, host)
    const charging = { host, actor: RECONCILER, connectionId }
    if (compared.ok && (await bookCharges(charging, compared.comparison.charged)))
      compared = await this.#compared(connector, host)
    if (!compared.ok) {
      await endRun(database, id, { ...NOTHING, fault: compared.fault, at: clock.now() })
      return false
    }
    const { differences, charged: _, ...counts } = compared.comparison
    const told = this.holdingsOf(connector)
    const books: ConnectionBooks = {
      database,
      now: () => clock.now(),
      organizationId,
      connectionId,
      told,
      host,
    }
    const kept = await keepDifferences(books, id, differences)
    await setDisputes(books, kept)
    const refusals = await applyPolicy(books, await policy(organizationId), kept.open)
    await noteOthers(books, RECONCILER)
    if (refusals.length > 0) log.warn({ connectionId, refusals }, 'The policy could not have breaks booked')
    await endRun(database, id, { ...counts, breaksFound: kept.added, fault: null, at: clock.now() })
    return true
  }

  /**
   * Throws a RequestFault unless the venue and our books still differ as a break says, and what it proposes can be booked now. A
   * reading that cannot be done says why.
   */
  async checkStanding(connector: Connector, host: BookingHost, found: Break): Promise<void> {
    const compared = await this.#compared(connector, host)
    if (!compared.ok)
      throw new RequestFault('CONFLICT', `It cannot be seen whether it still is so: ${compared.fault}`)
    const standing = compared.comparison.differences.find((one) => topicOf(one) === topicOf(found))
    if (standing === undefined || !isSameDifference(standing, found))
      throw new RequestFault(
        'CONFLICT',
        'Our books and the venue do not differ like this any more: reconcile again',
        'breakId',
      )
    if (standing.proposed.kind === 'AWAIT_VENUE')
      throw new RequestFault('CONFLICT', `Nothing can be booked now: ${standing.proposed.summary}`, 'breakId')
  }

  /** How the venue of a connection tells what is held. */
  holdingsOf({ venueId }: Pick<Connector, 'venueId'>): Holdings {
    return this.#options.catalogue.get(venueId)?.holdings ?? 'POSITIONS'
  }

  #compared(connector: Connector, host: BookingHost): Promise<Compared> {
    const { clock, settleMs, settleContracts } = this.#options
    return compare({
      connector,
      holdings: this.holdingsOf(connector),
      book: () => host.partition?.book ?? null,
      now: () => clock.now(),
      wait: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
      settleMs,
      settleContracts: () => settleContracts(connector),
    })
  }
}

const NOTHING = { ordersCompared: 0, positionsCompared: 0, balancesCompared: 0, breaksFound: 0 } as const
