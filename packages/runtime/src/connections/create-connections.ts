/** Puts connections together: what an organization asks is checked, tried at the venue, put on record, kept, and opened. */
import type { ListedInstrument } from '@quarterdeck/venues'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import { ConnectionClaims, type OrganizationClaims } from './connection-claims.ts'
import { ConnectionPool } from './connection-pool.ts'
import { connectionNamed, connectionsOf, findConnection, type StoredConnection } from './connection-rows.ts'
import { checkTerms } from './connection-terms.ts'
import type {
  Connections,
  ConnectionTerms,
  ConnectionTrial,
  ConnectionView,
  VenueAccountReading,
} from './connections.ts'
import type { ConnectionHooks, Connector } from './connector.ts'
import { ConnectionChanges } from './connection-changes.ts'
import { StandingChanges } from './standing-changes.ts'
import { type KeyEncryption, secretKeyEncryption } from './vault/key-encryption.ts'
import { type Credential, Vault } from './vault/vault.ts'
import { type PublishedReads, VenueTrials } from './venue-trials.ts'
import type { VenueCatalogue } from './venue-catalogue.ts'
import { CONNECTION_TIMING, type ConnectionTiming } from './connection-timing.ts'
import type { VenueConnector } from './venue-connector.ts'

export interface ConnectionsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly logger: Logger
  readonly catalogue: VenueCatalogue
  readonly host: (organizationId: string) => Pick<PartitionHost, 'submit' | 'withhold'>
  readonly hooks: ConnectionHooks
  readonly secret: string
  /** The secret before; what it sealed is sealed anew at the start. */
  readonly previousSecret: string | null
  /** Wraps the data keys; unless told, a key that follows from the secret. */
  readonly keys?: KeyEncryption
  readonly timing?: Partial<ConnectionTiming>
  /** Whether the connection's account is reconciled; null: it has none. */
  readonly isReconciled: (connectionId: string) => boolean | null
  readonly claims: OrganizationClaims
  /** Whether its account was held beside our books since it came up. */
  readonly isCompared: (connectionId: string) => boolean
}

export interface RunningConnections extends Connections {
  /** Opens all that are enabled, of the organizations that are served here. */
  start(): Promise<void>
  /** One that is open here; null: it is not. */
  connector(connectionId: string): Connector | null
  connectors(): readonly Connector[]
  /** What a venue tells everybody: it is opened for each question and closed again. */
  published(organizationId: string, venueId: string): PublishedReads
  /** Tells whenever one stands otherwise than before; call what it returns to be told no more. */
  onStanding(listener: (connector: Connector) => void): () => void
  close(): Promise<void>
}

const LISTED_MAX = 100

export function createConnections(options: ConnectionsOptions): RunningConnections {
  return new ConnectionRoom(options)
}

class ConnectionRoom implements RunningConnections {
  readonly #options: ConnectionsOptions
  readonly #vault: Vault
  readonly #pool: ConnectionPool
  readonly #changes: StandingChanges
  readonly #listeners = new Set<(connector: Connector) => void>()
  readonly #trials: VenueTrials
  readonly #commands: ConnectionChanges
  readonly #claims: ConnectionClaims

  constructor(options: ConnectionsOptions) {
    const { database, clock, logger, catalogue, hooks, isReconciled, isCompared } = options
    this.#options = options
    this.#vault = new Vault(options.keys ?? secretKeyEncryption(options.secret, options.previousSecret))
    this.#pool = new ConnectionPool({
      database,
      clock,
      log: logger,
      catalogue,
      vault: this.#vault,
      hooks,
      timing: { ...CONNECTION_TIMING, ...options.timing },
      isReconciled,
      isCompared,
      onChange: (connector) => {
        this.#changes.raise(connector.organizationId)
        for (const listener of this.#listeners) listener(connector)
      },
    })
    this.#changes = new StandingChanges({
      clock,
      list: (organizationId) => this.list(organizationId),
      standing: (connectionId) => this.#pool.standing(connectionId),
    })
    this.#trials = new VenueTrials(catalogue, this.#pool)
    this.#commands = new ConnectionChanges({
      database,
      clock,
      catalogue,
      vault: this.#vault,
      pool: this.#pool,
      trials: this.#trials,
      host: options.host,
      onChange: (organizationId) => this.#changes.raise(organizationId),
    })
    this.#claims = new ConnectionClaims({
      database,
      clock,
      log: logger,
      claims: options.claims,
      open: (row) => this.#commands.open(row),
      openOf: (organizationId) =>
        this.#pool
          .all()
          .filter((one) => one.organizationId === organizationId)
          .map(({ connectionId }) => connectionId),
      close: (connectionId) => this.#commands.leave(connectionId),
    })
  }

  async start(): Promise<void> {
    const { database, clock, logger } = this.#options
    const { rewrapped, closed } = await this.#vault.rewrap(database, clock.now())
    if (rewrapped > 0)
      logger.info({ rewrapped }, 'Data keys of organizations were wrapped with the present secret')
    if (closed.length > 0)
      logger.error(
        { organizations: closed },
        'Data keys of organizations do not open with the secrets that are set',
      )
    await this.#claims.start()
  }

  connector(connectionId: string): Connector | null {
    return this.#pool.get(connectionId)
  }

  connectors(): readonly Connector[] {
    return this.#pool.all()
  }

  published(organizationId: string, venueId: string): PublishedReads {
    return this.#trials.published(organizationId, venueId)
  }

  onStanding(listener: (connector: Connector) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  venues(): ReturnType<Connections['venues']> {
    return [...this.#options.catalogue].map(([venueId, { capabilities, credentialFields, rehearsal }]) => ({
      venueId,
      name: capabilities.name,
      capabilities,
      credentialFields,
      rehearsal,
    }))
  }

  async listed(
    asking: Asking,
    of: Parameters<Connections['listed']>[1],
    search: string,
  ): Promise<readonly ListedInstrument[]> {
    const answer =
      'connectionId' in of
        ? await (await this.#connected(asking, of.connectionId)).reads.instruments()
        : await this.#trials.listed(asking.organizationId, of)
    if (!answer.ok) throw unreadable(answer.failure.message)
    const sought = search.trim().toLowerCase()
    return answer.value
      .filter(({ instrument: { venueSymbol, name } }) =>
        `${venueSymbol} ${name}`.toLowerCase().includes(sought),
      )
      .slice(0, LISTED_MAX)
  }

  async test({ organizationId }: Asking, terms: ConnectionTerms): Promise<ConnectionTrial> {
    checkTerms(terms)
    const { ok, steps, excessScopes } = await this.#trials.tried(organizationId, terms)
    return { ok, steps, excessScopes }
  }

  add(asking: Asking, terms: ConnectionTerms): Promise<string> {
    return this.#commands.add(asking, terms)
  }

  rotate(asking: Asking, connectionId: string, credential: Credential): Promise<void> {
    return this.#commands.rotate(asking, connectionId, credential)
  }

  setSymbols(asking: Asking, connectionId: string, symbols: readonly string[]): Promise<void> {
    return this.#commands.setSymbols(asking, connectionId, symbols)
  }

  setEnabled(asking: Asking, connectionId: string, enabled: boolean): Promise<void> {
    return this.#commands.setEnabled(asking, connectionId, enabled)
  }

  remove(asking: Asking, connectionId: string): Promise<void> {
    return this.#commands.remove(asking, connectionId)
  }

  async list(organizationId: string): Promise<readonly ConnectionView[]> {
    return (await connectionsOf(this.#options.database, organizationId)).map(viewOf)
  }

  async find(organizationId: string, connectionId: string): Promise<ConnectionView | null> {
    const row = await findConnection(this.#options.database, organizationId, connectionId)
    return row === null ? null : viewOf(row)
  }

  standing(organizationId: string, connectionId: string): ReturnType<Connections['standing']> {
    const open = this.#pool.get(connectionId)
    return open !== null && open.organizationId !== organizationId ? null : this.#pool.standing(connectionId)
  }

  async account(asking: Asking, connectionId: string): Promise<VenueAccountReading> {
    const connector = await this.#connected(asking, connectionId)
    if (connector.purpose === 'MARKET_DATA')
      throw new RequestFault('CONFLICT', 'A MARKET_DATA connection has no account', 'connectionId')
    const { reads } = connector
    const [account, balances, positions] = await Promise.all([
      reads.account(),
      reads.balances(),
      reads.positions(),
    ])
    for (const answer of [account, balances, positions])
      if (!answer.ok && answer.failure.kind !== 'UNSUPPORTED') throw unreadable(answer.failure.message)
    if (!account.ok) throw unreadable('the venue tells nothing of the account')
    connector.noteAccountRead()
    return {
      venueAccountId: account.value.venueAccountId,
      name: account.value.name,
      paper: account.value.paper,
      balances: balances.ok ? balances.value : [],
      positions: positions.ok ? positions.value : [],
      at: this.#options.clock.now(),
    }
  }

  watch(organizationId: string, signal: AbortSignal): AsyncIterable<ConnectionView> {
    return this.#changes.follow(organizationId, signal)
  }

  async close(): Promise<void> {
    await this.#claims.close()
    await this.#pool.closeAll()
  }

  async #connected({ organizationId }: Asking, connectionId: string): Promise<VenueConnector> {
    const row = await connectionNamed(this.#options.database, organizationId, connectionId)
    const open = this.#pool.get(row.id)
    if (open === null)
      throw new RequestFault('CONFLICT', 'The connection is closed: open it first', 'connectionId')
    return open
  }
}

function viewOf({ fillCursor: _, venueAccountId: __, ...view }: StoredConnection): ConnectionView {
  return view
}

function unreadable(message: string): RequestFault {
  return new RequestFault('CONFLICT', `The venue could not be read: ${message}`)
}
