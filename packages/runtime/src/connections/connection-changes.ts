/**
 * Changes of connections: each is checked, tried at the venue where it matters, put on record in the journal, kept, and only then
 * carried out. Changes of one connection happen one after the other.
 */
import { randomUUID } from 'node:crypto'
import type { Book, Refusal } from '@quarterdeck/engine'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { PartitionHost } from '../partition/host.ts'
import { RequestFault } from '../request-fault.ts'
import type { Asking } from '../research/research.ts'
import type { ConnectionPool } from './connection-pool.ts'
import {
  addConnection,
  connectionNamed,
  connectionsOf,
  dropConnection,
  findConnection,
  noteCredential,
  setConnectionEnabled,
  setConnectionSymbols,
  type StoredConnection,
} from './connection-rows.ts'
import { boundTo, worksThrough } from './connection-ties.ts'
import { accessOf, checkSymbols, checkTerms, venueOf } from './connection-terms.ts'
import type { Connections, ConnectionTerms, ConnectionTrial } from './connections.ts'
import type { Credential, Vault } from './vault/vault.ts'
import type { VenueCatalogue } from './venue-catalogue.ts'
import type { AccessAtWork, VenueConnector } from './venue-connector.ts'
import type { VenueTrials } from './venue-trials.ts'

export interface ConnectionChangesOptions {
  readonly database: Database
  readonly clock: Clock
  readonly catalogue: VenueCatalogue
  readonly vault: Vault
  readonly pool: ConnectionPool
  readonly trials: VenueTrials
  readonly host: (organizationId: string) => Pick<PartitionHost, 'submit' | 'withhold'>
  readonly onChange: (organizationId: string) => void
}

/** A change as it goes on record. */
interface Change {
  readonly before: object | null
  readonly after: object | null
  /** What in the books stands in its way, asked in the turn in which it goes on record. */
  readonly unless?: (book: Book) => Refusal | null
}

type Changes = Pick<Connections, 'add' | 'rotate' | 'setSymbols' | 'setEnabled' | 'remove'>

const CONNECTIONS_MAX = 50

export class ConnectionChanges implements Changes {
  readonly #options: ConnectionChangesOptions
  /** The last change of each connection. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(options: ConnectionChangesOptions) {
    this.#options = options
  }

  async add(asking: Asking, terms: ConnectionTerms): Promise<string> {
    const { organizationId, actor } = asking
    const { database, clock } = this.#options
    checkTerms(terms)
    const { credential, symbols, ...facts } = terms
    const { hint } = accessOf(venueOf(this.#options.catalogue, terms.venueId), terms)
    const known = await connectionsOf(database, organizationId)
    if (known.length >= CONNECTIONS_MAX)
      throw new RequestFault(
        'CONFLICT',
        `An organization has at most ${CONNECTIONS_MAX} connections: remove one`,
      )
    if (known.some(({ name }) => name === terms.name)) throw nameTaken(terms.name)
    const trial = await this.#options.trials.tried(organizationId, terms)
    if (!trial.ok) throw trialFault(trial)
    const id = randomUUID()
    const words = `Adds the connection ${terms.name} to ${terms.venueId}, to ${terms.purpose}`
    await this.#audit(asking, 'connection.add', words, {
      before: null,
      after: { connectionId: id, ...facts, symbols },
    })
    const at = clock.now()
    await database.transaction(async (tx) => {
      const { venueAccountId } = trial
      const of = { ...facts, id, organizationId, symbols, credentialHint: hint, venueAccountId, actor, at }
      if (!(await addConnection(tx, of))) throw nameTaken(terms.name)
      if (credential !== null)
        await this.#options.vault.keep(tx, { organizationId, connectionId: id }, credential, at)
    })
    await this.open({ organizationId, id })
    this.#options.onChange(organizationId)
    return id
  }

  async rotate(asking: Asking, connectionId: string, credential: Credential): Promise<void> {
    await this.#inTurn(connectionId, async () => {
      const row = await connectionNamed(this.#options.database, asking.organizationId, connectionId)
      const venue = venueOf(this.#options.catalogue, row.venueId)
      const { access, hint } = accessOf(venue, { purpose: row.purpose, credential })
      const trial = await this.#options.trials.tried(row.organizationId, { ...row, credential })
      if (!trial.ok) throw trialFault(trial)
      const { venueAccountId } = trial
      if (row.venueAccountId !== null && row.venueAccountId !== venueAccountId)
        throw new RequestFault(
          'CONFLICT',
          `The credential opens account ${venueAccountId ?? 'none'}, and the connection is to ${row.venueAccountId}: add a connection for it`,
          'credential',
        )
      const words = `Rotates the credential of the connection ${row.name}`
      const change = { before: { hint: row.credentialHint }, after: { connectionId, hint } }
      await this.#audit(asking, 'connection.rotate', words, change)
      const keep = () => this.#keepCredential(row, credential, { hint: hint ?? '', venueAccountId })
      const open = this.#options.pool.get(connectionId)
      if (open === null) {
        await keep()
        if (row.enabled) await this.#options.pool.open(row)
      } else
        await rotateOpen(open, this.#options.pool.work(venue, { credential, venueAccountId }, access), keep)
      this.#options.onChange(row.organizationId)
    })
  }

  async setSymbols(asking: Asking, connectionId: string, symbols: readonly string[]): Promise<void> {
    checkSymbols(symbols)
    await this.#inTurn(connectionId, async () => {
      const row = await connectionNamed(this.#options.database, asking.organizationId, connectionId)
      const open = this.#options.pool.get(connectionId)
      if (open !== null) await checkListed(open, symbols)
      const words = `Follows ${symbols.length} symbols through the connection ${row.name}`
      const change = { before: { symbols: row.symbols }, after: { connectionId, symbols } }
      await this.#audit(asking, 'connection.symbols', words, change)
      const { database, clock } = this.#options
      await setConnectionSymbols(database, connectionId, { symbols, at: clock.now() })
      open?.setSymbols(symbols)
      this.#options.onChange(row.organizationId)
    })
  }

  async setEnabled(asking: Asking, connectionId: string, enabled: boolean): Promise<void> {
    await this.#inTurn(connectionId, async () => {
      const row = await connectionNamed(this.#options.database, asking.organizationId, connectionId)
      if (enabled) await this.#enable(asking, row, true)
      else {
        // Before it is looked at what works through it: what is asked for meanwhile is blocked.
        const admit = this.#options.host(row.organizationId).withhold(connectionId)
        await this.#enable(asking, row, false).finally(admit)
      }
      this.#options.onChange(row.organizationId)
    })
  }

  async #enable(asking: Asking, row: StoredConnection, enabled: boolean): Promise<void> {
    const { database, clock, pool } = this.#options
    const { id: connectionId, name } = row
    const words = `${enabled ? 'Opens' : 'Closes'} the connection ${name}`
    const change = { before: { enabled: row.enabled }, after: { connectionId, enabled } }
    await this.#audit(asking, 'connection.enable', words, {
      ...change,
      ...(enabled ? {} : { unless: (book: Book) => worksThrough(book, connectionId) }),
    })
    await setConnectionEnabled(database, connectionId, { enabled, at: clock.now() })
    if (enabled) await pool.open({ ...row, enabled })
    else await pool.close(connectionId)
  }

  async remove(asking: Asking, connectionId: string): Promise<void> {
    await this.#inTurn(connectionId, async () => {
      const row = await connectionNamed(this.#options.database, asking.organizationId, connectionId)
      const admit = this.#options.host(row.organizationId).withhold(connectionId)
      try {
        await this.#remove(asking, row)
      } catch (error) {
        admit()
        throw error
      }
      this.#options.onChange(row.organizationId)
    })
  }

  async #remove(asking: Asking, row: StoredConnection): Promise<void> {
    const { database, pool, vault } = this.#options
    const { id: connectionId, organizationId, name, venueId } = row
    await this.#audit(asking, 'connection.remove', `Removes the connection ${name}`, {
      before: { connectionId, name, venueId },
      after: null,
      unless: (book) => boundTo(book, connectionId),
    })
    await pool.close(connectionId)
    await database.transaction(async (tx) => {
      await vault.destroy(tx, { organizationId, connectionId })
      await dropConnection(tx, connectionId)
    })
  }

  /** Lets go of one that is another process's; its row stays as it is. */
  leave(connectionId: string): Promise<void> {
    return this.#inTurn(connectionId, () => this.#options.pool.close(connectionId))
  }

  /** Opens one if its row says so when its turn comes: it may have been closed or removed since it was read. */
  open({ organizationId, id }: Pick<StoredConnection, 'organizationId' | 'id'>): Promise<void> {
    const { database, pool } = this.#options
    return this.#inTurn(id, async () => {
      const row = await findConnection(database, organizationId, id)
      if (row?.enabled === true) await pool.open(row)
    })
  }

  async #keepCredential(
    row: StoredConnection,
    credential: Credential,
    seen: { readonly hint: string; readonly venueAccountId: string | null },
  ): Promise<void> {
    const { database, clock } = this.#options
    const at = clock.now()
    const owner = { organizationId: row.organizationId, connectionId: row.id }
    await database.transaction(async (tx) => {
      await this.#options.vault.keep(tx, owner, credential, at)
      await noteCredential(tx, row.id, { ...seen, at })
    })
  }

  async #audit(
    { organizationId, actor }: Asking,
    action: string,
    summary: string,
    { before, after, unless }: Change,
  ): Promise<void> {
    const record = {
      type: 'RecordAudit',
      action,
      summary,
      before: before === null ? null : JSON.stringify(before),
      after: after === null ? null : JSON.stringify(after),
    } as const
    const { outcome } = await this.#options.host(organizationId).submit(actor, record, { unless })
    if (outcome.kind === 'REFUSED') throw new RequestFault('CONFLICT', outcome.message)
  }

  async #inTurn(connectionId: string, change: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(connectionId) ?? Promise.resolve()
    const turn = before.then(change)
    // Who comes after waits for it, and is not stopped by its failure.
    const settled = turn.catch(() => undefined)
    this.#turns.set(connectionId, settled)
    try {
      await turn
    } finally {
      if (this.#turns.get(connectionId) === settled) this.#turns.delete(connectionId)
    }
  }
}

/** Lets go of what was put to work for nothing. */
async function rotateOpen(
  open: VenueConnector,
  work: AccessAtWork,
  keep: () => Promise<void>,
): Promise<void> {
  let isTaken = false
  try {
    isTaken = await open.rotate(work, keep)
  } finally {
    if (!isTaken) work.budget.release()
  }
  if (!isTaken)
    throw new RequestFault(
      'CONFLICT',
      'The streams of the new credential did not come to be: the one before is still used',
    )
}

async function checkListed({ reads }: VenueConnector, symbols: readonly string[]): Promise<void> {
  const answer = await reads.instruments(symbols)
  if (!answer.ok) throw new RequestFault('CONFLICT', `The venue could not be read: ${answer.failure.kind}`)
  const known = new Set(answer.value.map(({ instrument }) => instrument.venueSymbol))
  const missing = symbols.filter((symbol) => !known.has(symbol))
  if (missing.length > 0)
    throw new RequestFault(
      'BAD_INPUT',
      `symbols must be listed by the venue: ${missing.join(', ')} are not`,
      'symbols',
    )
}

function trialFault({ steps }: ConnectionTrial): RequestFault {
  const failed = steps.filter(({ ok }) => !ok).map(({ step, message }) => `${step}: ${message}`)
  return new RequestFault('CONFLICT', `The connection was tried and nothing was kept. ${failed.join('; ')}`)
}

function nameTaken(name: string): RequestFault {
  return new RequestFault('CONFLICT', `There is a connection named ${name}: choose another name`, 'name')
}
