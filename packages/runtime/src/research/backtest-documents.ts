/** Documents of backtests: kept packed, whole or not at all. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Queryable } from '../database/database.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** The backtest that a document is of. */
interface DocumentOwner {
  readonly id: string
  readonly organizationId: string
}

interface PackedDocument {
  readonly name: string
  /** Before it was packed. */
  readonly bytes: number
  readonly content: Buffer
}

export async function packedDocument([name, text]: readonly [string, string]): Promise<PackedDocument> {
  const plain = Buffer.from(text)
  return { name, bytes: plain.length, content: await pack(plain) }
}

export async function putPacked(
  database: Queryable,
  { id, organizationId }: DocumentOwner,
  { name, bytes, content }: PackedDocument,
): Promise<void> {
  await database.query(
    `INSERT INTO backtest_artifact (backtest_id, name, organization_id, bytes, content) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (backtest_id, name) DO UPDATE SET bytes = excluded.bytes, content = excluded.content`,
    [id, name, organizationId, bytes, content],
  )
}

/** Puts a document down, in place of an earlier one of its name. */
export async function putDocument(
  database: Queryable,
  backtest: DocumentOwner,
  name: string,
  text: string,
): Promise<void> {
  await putPacked(database, backtest, await packedDocument([name, text]))
}

export async function readDocument(
  database: Queryable,
  {
    organizationId,
    backtestId,
    name,
  }: {
    readonly organizationId: string
    readonly backtestId: string
    readonly name: string
  },
): Promise<Buffer | null> {
  const [row] = await database.query<{ content: Uint8Array }>(
    'SELECT content FROM backtest_artifact WHERE organization_id = $1 AND backtest_id = $2 AND name = $3',
    [organizationId, backtestId, name],
  )
  return row === undefined ? null : unpack(row.content)
}

/** The documents whose names begin alike, in order of their names. */
export async function readDocuments(
  database: Queryable,
  {
    organizationId,
    backtestId,
    beginning,
  }: { readonly organizationId: string; readonly backtestId: string; readonly beginning: string },
): Promise<readonly Buffer[]> {
  const rows = await database.query<{ content: Uint8Array }>(
    `SELECT content FROM backtest_artifact WHERE organization_id = $1 AND backtest_id = $2 AND starts_with(name, $3)
     ORDER BY name`,
    [organizationId, backtestId, beginning],
  )
  return Promise.all(rows.map(({ content }) => unpack(content)))
}

export function listDocuments(
  database: Queryable,
  organizationId: string,
  backtestId: string,
): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  return database.query(
    'SELECT name, bytes FROM backtest_artifact WHERE organization_id = $1 AND backtest_id = $2 ORDER BY name',
    [organizationId, backtestId],
  )
}
