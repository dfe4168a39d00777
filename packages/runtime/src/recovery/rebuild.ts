/**
 * Drops one organization's projections and builds them again from its journal, in one transaction: readers see the old rows
 * or the new ones, never half of either.
 */
import { evolve, initialBook } from '@quarterdeck/engine'
import type { Database, Queryable } from '../database/database.ts'
import { verifyJournal } from '../journal/verify.ts'
import { decodeEvent } from '../journal/payload.ts'
import { readPages } from '../journal/stored.ts'
import { createOutbox } from '../outbox/outbox.ts'
import { type Changes, createProjector } from '../projection/projector.ts'
import { changesStatement } from '../projection/statement.ts'
import { PROJECTED_TABLES } from '../projection/tables.ts'
import { CorruptJournal } from './recover.ts'

export interface RebuildOptions {
  /** Called after each page with the seq reached and the head's. */
  readonly onProgress?: (seq: number, headSeq: number) => void
}

/**
 * Rebuilds tables and outbox from the journal, after verifying it, and returns the number of events. The organization must not
 * trade meanwhile: its partition is taken over, so that a running owner is fenced off.
 *
 * Throws `CorruptJournal` on a damaged journal; nothing is changed then.
 */
export async function rebuildProjections(
  database: Database,
  organizationId: string,
  options: RebuildOptions = {},
): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.query('UPDATE partition SET epoch = epoch + 1, owner = NULL WHERE organization_id = $1', [
      organizationId,
    ])
    const { fault, head } = await verifyJournal(tx, organizationId)
    if (fault !== null)
      throw new CorruptJournal(`The journal is damaged at seq ${fault.seq}: ${fault.message}`)
    for (const table of PROJECTED_TABLES) {
      await tx.query(`DELETE FROM "${table}" WHERE organization_id = $1`, [organizationId])
    }
    await tx.query('DELETE FROM book_snapshot WHERE organization_id = $1', [organizationId])
    await replayInto(tx, organizationId, { headSeq: head.seq, ...options })
    return head.seq
  })
}

async function replayInto(
  tx: Queryable,
  organizationId: string,
  options: RebuildOptions & { readonly headSeq: number },
): Promise<void> {
  const [partition] = await tx.query<{ baseCurrency: string }>(
    'SELECT base_currency AS "baseCurrency" FROM partition WHERE organization_id = $1',
    [organizationId],
  )
  const book = initialBook({ organizationId, baseCurrency: partition!.baseCurrency })
  const projector = createProjector(book)
  const outbox = createOutbox(book, [])
  for await (const page of readPages(tx, organizationId, { afterSeq: 0, throughSeq: options.headSeq })) {
    for (const row of page) {
      const event = decodeEvent(row.payload)
      projector.take(event, evolve(book, event))
      outbox.take(event)
    }
    await writeChanges(tx, projector.drain())
    outbox.drain()
    options.onProgress?.(page.at(-1)!.seq, options.headSeq)
  }
  await tx.query('DELETE FROM outbox_entry WHERE organization_id = $1', [organizationId])
  for (const { seq, venueId, orderId, request, createdAt } of outbox.open()) {
    await tx.query(
      `INSERT INTO outbox_entry (organization_id, seq, venue_id, order_id, request, created_at)
       VALUES ($1, $2, $3, $4, $5::jsonb, $6::timestamptz)`,
      [organizationId, seq, venueId, orderId, JSON.stringify(request), createdAt],
    )
  }
}

async function writeChanges(tx: Queryable, changes: Changes): Promise<void> {
  const statement = changesStatement(changes)
  if (statement !== null) await tx.query(statement.text, statement.values)
}
