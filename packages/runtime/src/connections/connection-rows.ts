/** Connections as rows; their credentials are the vault's. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { FillCursor } from '@quarterdeck/venues'
import type { Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import { RequestFault } from '../request-fault.ts'
import type { ConnectionPurpose, ConnectionView } from './connections.ts'

export interface StoredConnection extends ConnectionView {
  /** The venue's own id of the account that its credential opens; null: there is none, or it is not known. */
  readonly venueAccountId: string | null
  readonly fillCursor: FillCursor | null
}

export interface NewConnection {
  readonly id: string
  readonly organizationId: string
  readonly venueId: string
  readonly name: string
  readonly purpose: ConnectionPurpose
  readonly symbols: readonly string[]
  readonly credentialHint: string | null
  readonly venueAccountId: string | null
  readonly actor: Actor
  readonly at: Micros
}

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`

const CONNECTION = `SELECT id, organization_id AS "organizationId", venue_id AS "venueId", name, purpose, enabled,
  to_json(symbols)::text AS symbols, credential_hint AS "credentialHint", ${micros('credential_set_at')} AS "credentialSetAt",
  ${micros('created_at')} AS "createdAt", ${micros('updated_at')} AS "updatedAt", fill_cursor AS "fillCursor", venue_account_id AS "venueAccountId" FROM connection`

type Row = Omit<StoredConnection, 'symbols'> & { readonly symbols: string }

const storedOf = (row: Row): StoredConnection => ({
  ...row,
  symbols: JSON.parse(row.symbols) as readonly string[],
})

/** False: the organization has one of that name. */
export async function addConnection(database: Queryable, of: NewConnection): Promise<boolean> {
  const rows = await database.query(
    `INSERT INTO connection (id, organization_id, venue_id, name, purpose, enabled, symbols, credential_hint, credential_set_at,
       created_by, created_at, updated_at, venue_account_id)
     VALUES ($1, $2, $3, $4, $5, true, $6::text[], $7, CASE WHEN $7::text IS NULL THEN NULL ELSE $9::timestamptz END,
       $8::jsonb, $9::timestamptz, $9::timestamptz, $10)
     ON CONFLICT (organization_id, name) DO NOTHING RETURNING id`,
    [
      of.id,
      of.organizationId,
      of.venueId,
      of.name,
      of.purpose,
      [...of.symbols],
      of.credentialHint,
      JSON.stringify(of.actor),
      instantText(of.at),
      of.venueAccountId,
    ],
  )
  return rows.length > 0
}

export async function findConnection(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<StoredConnection | null> {
  const [row] = await database.query<Row>(`${CONNECTION} WHERE organization_id = $1 AND id = $2`, [
    organizationId,
    id,
  ])
  return row === undefined ? null : storedOf(row)
}

/** Throws a RequestFault where the organization has none of that id. */
export async function connectionNamed(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<StoredConnection> {
  const found = await findConnection(database, organizationId, id)
  if (found === null) throw new RequestFault('NOT_FOUND', 'Connection not found', 'connectionId')
  return found
}

export async function connectionsOf(
  database: Queryable,
  organizationId: string,
): Promise<readonly StoredConnection[]> {
  const rows = await database.query<Row>(`${CONNECTION} WHERE organization_id = $1 ORDER BY created_at, id`, [
    organizationId,
  ])
  return rows.map(storedOf)
}

export async function setConnectionSymbols(
  database: Queryable,
  id: string,
  { symbols, at }: { readonly symbols: readonly string[]; readonly at: Micros },
): Promise<void> {
  await database.query(
    'UPDATE connection SET symbols = $2::text[], updated_at = $3::timestamptz WHERE id = $1',
    [id, [...symbols], instantText(at)],
  )
}

export async function setConnectionEnabled(
  database: Queryable,
  id: string,
  { enabled, at }: { readonly enabled: boolean; readonly at: Micros },
): Promise<void> {
  await database.query('UPDATE connection SET enabled = $2, updated_at = $3::timestamptz WHERE id = $1', [
    id,
    enabled,
    instantText(at),
  ])
}

export async function noteCredential(
  database: Queryable,
  id: string,
  {
    hint,
    venueAccountId,
    at,
  }: {
    readonly hint: string
    readonly venueAccountId: string | null
    readonly at: Micros
  },
): Promise<void> {
  await database.query(
    `UPDATE connection SET credential_hint = $2, credential_set_at = $3::timestamptz, updated_at = $3::timestamptz,
       venue_account_id = $4 WHERE id = $1`,
    [id, hint, instantText(at), venueAccountId],
  )
}

export async function keepFillCursor(database: Queryable, id: string, cursor: FillCursor): Promise<void> {
  await database.query('UPDATE connection SET fill_cursor = $2 WHERE id = $1', [id, cursor])
}

export async function dropConnection(database: Queryable, id: string): Promise<void> {
  await database.query('DELETE FROM connection WHERE id = $1', [id])
}
