/** Archives of source that wait for their build, in the database: whichever machine builds finds them there. */
import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Micros } from '@quarterdeck/engine'
import { SUBMISSION_LIMITS } from '@quarterdeck/strategies'
import type { Queryable } from '../../database/database.ts'
import { instantText } from '../../projection/exact.ts'
import { RequestFault } from '../../request-fault.ts'

/** Archives of one organization that wait. */
const WAITING_MAX = 20
/** Archives of builds that came to nothing, kept beside them to be read: as many as an author looks back on. */
const REFUSED_MAX = 5
const KEPT_MICROS = 86_400e6
const NAME_LENGTH_MAX = 120

/** Takes an archive in. Throws a RequestFault where it is empty or too large, or too many wait. */
export async function takeArchive(
  database: Queryable,
  organizationId: string,
  of: { readonly name: string; readonly content: Readable; readonly at: Micros },
): Promise<{ readonly id: string; readonly bytes: number }> {
  const { at } = of
  await database.query('DELETE FROM strategy_upload WHERE created_at < $1::timestamptz', [
    instantText(at - KEPT_MICROS),
  ])
  await database.query(
    `DELETE FROM strategy_upload WHERE organization_id = $1 AND id IN (
       SELECT upload.id FROM strategy_upload upload
       JOIN strategy_version version
         ON version.organization_id = upload.organization_id AND version.source->>'uploadId' = upload.id
       WHERE upload.organization_id = $1 AND version.status IN ('FAILED', 'CANCELLED')
       ORDER BY upload.created_at DESC OFFSET $2)`,
    [organizationId, REFUSED_MAX - 1],
  )
  const [{ waiting } = { waiting: 0 }] = await database.query<{ waiting: number }>(
    'SELECT count(*) AS waiting FROM strategy_upload WHERE organization_id = $1',
    [organizationId],
  )
  if (waiting >= WAITING_MAX)
    throw new RequestFault('CONFLICT', `${waiting} archives wait to be built, at most ${WAITING_MAX} may`)
  const content = await whole(of.content)
  const id = randomUUID()
  const name = of.name.replaceAll(/\p{Cc}/gu, '').slice(0, NAME_LENGTH_MAX) || 'strategy.zip'
  await database.query(
    'INSERT INTO strategy_upload (id, organization_id, name, content, created_at) VALUES ($1, $2, $3, $4, $5::timestamptz)',
    [id, organizationId, name, content, instantText(at)],
  )
  return { id, bytes: content.length }
}

export async function findArchive(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<{ readonly name: string; readonly content: Uint8Array } | null> {
  const [row] = await database.query<{ name: string; content: Uint8Array }>(
    'SELECT name, content FROM strategy_upload WHERE organization_id = $1 AND id = $2',
    [organizationId, id],
  )
  return row ?? null
}

export async function dropArchive(database: Queryable, organizationId: string, id: string): Promise<void> {
  await database.query('DELETE FROM strategy_upload WHERE organization_id = $1 AND id = $2', [
    organizationId,
    id,
  ])
}

async function whole(content: Readable): Promise<Buffer> {
  const { zipBytesMax } = SUBMISSION_LIMITS
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of content as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > zipBytesMax)
      throw new RequestFault('BAD_INPUT', `The archive must have at most ${zipBytesMax} bytes`)
    pieces.push(piece)
  }
  if (bytes === 0) throw new RequestFault('BAD_INPUT', 'The archive is empty')
  return Buffer.concat(pieces)
}
