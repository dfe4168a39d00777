/**
 * The connections that are open in this process, with their credentials at work. Nothing here is kept: a start opens again what
 * the rows say, and one that cannot be opened says why.
 */
import type { Micros } from '@quarterdeck/engine'
import { MACHINE_TIME, type Timekeeper, type VenueAlert } from '@quarterdeck/venues'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { type Asker, Budgets } from './budgets.ts'
import { askFirstQuotes } from './first-quotes.ts'
import { keepFillCursor, type StoredConnection } from './connection-rows.ts'
import type { ConnectionStanding } from './connections.ts'
import type { ConnectionHooks, Connector } from './connector.ts'
import { MarketSources } from './market-sources.ts'
import type { ReachableVenue } from './reachable-venue.ts'
import type { ConnectionTiming } from './connection-timing.ts'
import { type AccessAtWork, VenueConnector } from './venue-connector.ts'
import type { VenueCatalogue } from './venue-catalogue.ts'
import { redactionOf } from './vault/redaction.ts'
import type { Credential, Vault } from './vault/vault.ts'

export interface ConnectionPoolOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  readonly catalogue: VenueCatalogue
  readonly vault: Vault
  readonly hooks: ConnectionHooks
  readonly timing: ConnectionTiming
  readonly isReconciled: (connectionId: string) => boolean | null
  readonly isCompared: (connectionId: string) => boolean
  /** A connection stands otherwise than before. */
  readonly onChange: (connector: Connector) => void
}

export class ConnectionPool {
  readonly time: Timekeeper
  readonly #options: ConnectionPoolOptions
  readonly #budgets: Budgets
  readonly #sources: MarketSources
  readonly #open = new Map<string, VenueConnector>()
  /** Those that could not be opened, and how they stand. */
  readonly #unopened = new Map<string, ConnectionStanding>()

  constructor(options: ConnectionPoolOptions) {
    const { clock, log } = options
    this.#options = options
    this.time = timekeeperOf(clock)
    this.#budgets = new Budgets(this.time)
    this.#sources = new MarketSources({
      hooks: options.hooks,
      isHealthy: ({ connectionId }) => this.#open.get(connectionId)?.isHealthy() ?? false,
      onUnusable: ({ connectionId, venueId }, venueSymbol, message) =>
        log.warn({ connectionId, venueId, venueSymbol }, `Market data could not be used: ${message}`),
    })
  }

  /** Opens it; again: no change. One whose credential cannot be had stays closed and says why. */
  async open(row: StoredConnection): Promise<void> {
    if (this.#open.has(row.id)) return
    const work = await this.#workOf(row)
    if (work === null) return
    this.#unopened.delete(row.id)
    const connector: VenueConnector = this.#connectorOf(row, work)
    this.#open.set(row.id, connector)
    connector.start()
    await this.#options.hooks.onConnector(connector, true)
  }

  async close(connectionId: string): Promise<void> {
    this.#unopened.delete(connectionId)
    const connector = this.#open.get(connectionId)
    if (connector === undefined) return
    await this.#options.hooks.onConnector(connector, false)
    this.#open.delete(connectionId)
    await connector.close()
    this.#sources.follow(connector, [])
    this.#options.onChange(connector)
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((connectionId) => this.close(connectionId)))
  }

  get(connectionId: string): VenueConnector | null {
    return this.#open.get(connectionId) ?? null
  }

  all(): readonly VenueConnector[] {
    return [...this.#open.values()]
  }

  /** Null: it is not to be open here. */
  standing(connectionId: string): ConnectionStanding | null {
    return this.#open.get(connectionId)?.standing() ?? this.#unopened.get(connectionId) ?? null
  }

  /** A credential put to work: its budget has to be released by whoever takes it. */
  work(venue: ReachableVenue, asker: Asker, access: AccessAtWork['access']): AccessAtWork {
    const secretFields = new Set(
      venue.credentialFields.filter(({ secret }) => secret).map(({ name }) => name),
    )
    return {
      access,
      budget: this.#budgets.use(venue, asker),
      redact: redactionOf(asker.credential ?? {}, secretFields),
    }
  }

  #connectorOf(row: StoredConnection, work: AccessAtWork): VenueConnector {
    const { database, timing, isReconciled, isCompared, onChange } = this.#options
    const connector: VenueConnector = new VenueConnector({
      identity: { connectionId: row.id, organizationId: row.organizationId, purpose: row.purpose },
      work,
      symbols: row.symbols,
      fillCursor: row.fillCursor,
      time: this.time,
      timing,
      alert: (alert) => this.#alert(row, alert),
      keepCursor: (cursor) => keepFillCursor(database, row.id, cursor),
      isReconciled: () => isReconciled(row.id),
      isCompared: () => isCompared(row.id),
      servedByOthers: () => this.#sources.servedByOthers(connector),
      onListed: (listed) => {
        this.#sources.follow(connector, listed)
        void askFirstQuotes(connector, listed, (quote) => {
          // It may have been closed since it was asked.
          if (this.#open.get(row.id) !== connector) return
          this.#sources.told(connector, { kind: 'QUOTE', quote, receivedAt: this.time.nowMs() * 1_000 })
        })
      },
      onMarket: (event) => this.#sources.told(connector, event),
      onChange: () => {
        this.#sources.review()
        onChange(connector)
      },
    })
    return connector
  }

  async #workOf(row: StoredConnection): Promise<AccessAtWork | null> {
    const { catalogue, vault, database, log, clock } = this.#options
    const refuse = (message: string) => {
      this.#unopened.set(row.id, unopenedStanding(message, clock.now()))
      log.error(
        { connectionId: row.id, organizationId: row.organizationId },
        `A connection is not open: ${message}`,
      )
      return null
    }
    const venue = catalogue.get(row.venueId)
    if (venue === undefined) return refuse(`${row.venueId} is no venue of this installation`)
    let credential: Credential | null
    try {
      credential = await vault.take(database, { organizationId: row.organizationId, connectionId: row.id })
    } catch (error) {
      return refuse((error as Error).message)
    }
    const reading = venue.access(credential)
    if (!reading.ok) return refuse(reading.message)
    const { venueAccountId } = row
    return this.work(venue, { credential, venueAccountId }, reading.access)
  }

  #alert({ id, organizationId }: StoredConnection, { kind, venueId, subject, message }: VenueAlert): void {
    this.#options.log.warn({ connectionId: id, organizationId, venueId, kind, subject }, message)
  }
}

function timekeeperOf(clock: Clock): Timekeeper {
  return {
    nowMs: () => Math.floor(clock.now() / 1_000),
    after: (ms, run) => {
      const timer = clock.after(ms, run)
      return () => timer.cancel()
    },
    chance: () => MACHINE_TIME.chance(),
  }
}

function unopenedStanding(message: string, since: Micros): ConnectionStanding {
  return {
    state: 'DOWN',
    message,
    since,
    dataAgeMs: null,
    clockOffsetMs: null,
    latencyMs: { p50: null, p99: null },
    reconnects: 0,
    reconciled: null,
    budget: { limits: [], waiting: { EXIT: 0, ENTRY: 0, READ: 0 } },
    fallbacks: [],
  }
}
