/**
 * Keeps credentials: in the database they are sealed, field by field, with the data key of their organization; that key is
 * wrapped by the platform's. Opened credentials and data keys are handed on and never kept.
 */
import { randomBytes } from 'node:crypto'
import type { Micros } from '@quarterdeck/engine'
import type { Database, Queryable } from '../../database/database.ts'
import { instantText } from '../../projection/exact.ts'
import { RequestFault } from '../../request-fault.ts'
import type { KeyEncryption } from './key-encryption.ts'
import { KEY_BYTES, open, seal } from './sealed-box.ts'

/** Fields of a credential by name, in clear. */
export type Credential = Readonly<Record<string, string>>

/** Whose credential it is. */
export interface Owner {
  readonly organizationId: string
  readonly connectionId: string
}

interface KeyRow {
  readonly organizationId: string
  readonly wrappedKey: Uint8Array
  readonly keyId: string
}

const KEY = `SELECT organization_id AS "organizationId", wrapped_key AS "wrappedKey", key_id AS "keyId" FROM organization_key`

export class Vault {
  readonly #keys: KeyEncryption

  constructor(keys: KeyEncryption) {
    this.#keys = keys
  }

  /** Keeps a credential in place of the one before. */
  async keep(database: Queryable, owner: Owner, credential: Credential, at: Micros): Promise<void> {
    const dataKey = await this.#dataKey(database, owner.organizationId, at)
    const sealed = Object.entries(credential).map(([field, value]) => {
      const box = seal(Buffer.from(value, 'utf8'), dataKey, placeOf(owner, field))
      return [field, Buffer.from(box).toString('base64')] as const
    })
    await database.query(
      `INSERT INTO connection_credential (connection_id, organization_id, sealed) VALUES ($1, $2, $3::jsonb)
       ON CONFLICT (connection_id) DO UPDATE SET sealed = excluded.sealed
       WHERE connection_credential.organization_id = excluded.organization_id`,
      [owner.connectionId, owner.organizationId, JSON.stringify(Object.fromEntries(sealed))],
    )
  }

  /** The credential in clear; null: none is kept. Throws where it does not open, without a word of what is in it. */
  async take(database: Queryable, owner: Owner): Promise<Credential | null> {
    const [kept] = await database.query<{ sealed: string }>(
      `SELECT sealed::text FROM connection_credential WHERE connection_id = $1 AND organization_id = $2`,
      [owner.connectionId, owner.organizationId],
    )
    if (kept === undefined) return null
    const row = await keyRow(database, owner.organizationId)
    if (row === null) throw new Error('The data key of the organization is missing')
    const dataKey = await this.#unwrapped(row)
    const sealed = Object.entries(JSON.parse(kept.sealed) as Record<string, string>)
    return Object.fromEntries(
      sealed.map(([field, box]) => {
        const content = open(Buffer.from(box, 'base64'), dataKey, placeOf(owner, field))
        return [field, Buffer.from(content).toString('utf8')]
      }),
    )
  }

  async destroy(database: Queryable, { organizationId, connectionId }: Owner): Promise<void> {
    await database.query(
      'DELETE FROM connection_credential WHERE connection_id = $1 AND organization_id = $2',
      [connectionId, organizationId],
    )
  }

  /** Wraps with the present key what an earlier one wrapped; how many were, and the organizations whose key does not open. */
  async rewrap(
    database: Database,
    at: Micros,
  ): Promise<{ readonly rewrapped: number; readonly closed: readonly string[] }> {
    const rows = await database.query<KeyRow>(`${KEY} WHERE key_id <> $1`, [this.#keys.keyId])
    const closed: string[] = []
    for (const row of rows) {
      const dataKey = await this.#unwrapped(row).catch(() => null)
      if (dataKey === null) closed.push(row.organizationId)
      else {
        const wrapped = await this.#keys.wrap(dataKey, [row.organizationId])
        await database.query(
          `UPDATE organization_key SET wrapped_key = $3, key_id = $4, wrapped_at = $5::timestamptz
           WHERE organization_id = $1 AND key_id = $2`,
          [row.organizationId, row.keyId, wrapped, this.#keys.keyId, instantText(at)],
        )
      }
    }
    return { rewrapped: rows.length - closed.length, closed }
  }

  /** The key to seal with. One that does not open is replaced only where nothing is sealed with it. */
  async #dataKey(database: Queryable, organizationId: string, at: Micros): Promise<Uint8Array> {
    const known = await keyRow(database, organizationId)
    if (known !== null) {
      try {
        return await this.#unwrapped(known)
      } catch (error) {
        if (await isInUse(database, organizationId))
          throw new RequestFault('CONFLICT', `No credential can be kept: ${(error as Error).message}`)
      }
    }
    const wrapped = await this.#keys.wrap(randomBytes(KEY_BYTES), [organizationId])
    await database.query(
      `INSERT INTO organization_key (organization_id, wrapped_key, key_id, wrapped_at) VALUES ($1, $2, $3, $4::timestamptz)
       ON CONFLICT (organization_id) DO UPDATE SET wrapped_key = excluded.wrapped_key, key_id = excluded.key_id,
         wrapped_at = excluded.wrapped_at WHERE organization_key.wrapped_key = $5`,
      [organizationId, wrapped, this.#keys.keyId, instantText(at), known?.wrappedKey ?? null],
    )
    // Another process may have been first: its key counts.
    const row = await keyRow(database, organizationId)
    if (row === null) throw new Error('Invariant: a data key that was written is there')
    return this.#unwrapped(row)
  }

  #unwrapped({ wrappedKey, keyId, organizationId }: KeyRow): Promise<Uint8Array> {
    return this.#keys.unwrap(wrappedKey, keyId, [organizationId])
  }
}

async function keyRow(database: Queryable, organizationId: string): Promise<KeyRow | null> {
  const [row] = await database.query<KeyRow>(`${KEY} WHERE organization_id = $1`, [organizationId])
  return row ?? null
}

async function isInUse(database: Queryable, organizationId: string): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 AS one FROM connection_credential WHERE organization_id = $1 LIMIT 1',
    [organizationId],
  )
  return rows.length > 0
}

function placeOf({ organizationId, connectionId }: Owner, field: string): readonly string[] {
  return [organizationId, connectionId, field]
}
