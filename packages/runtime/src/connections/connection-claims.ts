/**
 * Opens the connections of the organizations that this process serves, and of no other: an organization has one owner, and a venue
 * one line to it. Where another process takes one over, its connections are let go of here; where one comes to be served here later,
 * they are opened then.
 */
import type { Clock, Timer } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { connectionsOf, type StoredConnection } from './connection-rows.ts'

/** Which organizations are this process's to serve. */
export interface OrganizationClaims {
  /** Those that are open here, whether they are served or not. */
  organizations(): Iterable<string>
  /** Whether this process owns it now, by the database's word. Rejects where that cannot be told. */
  isHeld(organizationId: string): Promise<boolean>
}

export interface ConnectionClaimsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  readonly claims: OrganizationClaims
  /** Again: no change. */
  readonly open: (row: StoredConnection) => Promise<void>
  /** Connections of an organization that are open here. */
  readonly openOf: (organizationId: string) => readonly string[]
  readonly close: (connectionId: string) => Promise<void>
}

/** Between looks at whose the organizations are. */
export const CLAIM_LOOK_MS = 2_000

export class ConnectionClaims {
  readonly #options: ConnectionClaimsOptions
  /** Organizations all of whose connections were opened here: of any other, what is missing is opened with the next look. */
  readonly #opened = new Set<string>()
  #timer: Timer | null = null
  #looking: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ConnectionClaimsOptions) {
    this.#options = options
  }

  /** Resolves when what is served now was opened. */
  async start(): Promise<void> {
    await this.#lookAtAll()
    this.#lookLater()
  }

  /** Resolves when nothing is opened or closed by it any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    await this.#looking
  }

  #lookLater(): void {
    if (this.#closed) return
    this.#timer = this.#options.clock.after(CLAIM_LOOK_MS, () => {
      this.#looking = this.#lookAtAll().finally(() => this.#lookLater())
    })
  }

  async #lookAtAll(): Promise<void> {
    await Promise.all([...this.#options.claims.organizations()].map((id) => this.#look(id)))
  }

  async #look(organizationId: string): Promise<void> {
    const { claims, log } = this.#options
    try {
      const isHeld = await claims.isHeld(organizationId)
      if (this.#closed) return
      if (!isHeld) await this.#leave(organizationId)
      else if (!this.#opened.has(organizationId)) await this.#openAll(organizationId)
    } catch (error) {
      // What is open stays so, and it is looked at again.
      const words = 'It cannot be seen who serves an organization, or not all of its connections follow it'
      log.warn({ organizationId, err: error }, words)
    }
  }

  async #openAll(organizationId: string): Promise<void> {
    const rows = await connectionsOf(this.#options.database, organizationId)
    await allDone(rows.filter(({ enabled }) => enabled).map((row) => this.#options.open(row)))
    this.#opened.add(organizationId)
  }

  async #leave(organizationId: string): Promise<void> {
    const { openOf, close, log } = this.#options
    this.#opened.delete(organizationId)
    const ids = openOf(organizationId)
    if (ids.length === 0) return
    log.warn(
      { organizationId, connections: ids.length },
      'Connections are left to the process that took their organization over',
    )
    await allDone(ids.map((connectionId) => close(connectionId)))
  }
}

/** Waits for every one, and then rejects with the first failure: nothing of it goes on unseen. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason
}
