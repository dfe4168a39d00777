/**
 * Brings one organization's partition back from the database: newest good snapshot, then the events after it, each checked
 * against the hash chain. Start-up and recovery after a fault are this same code.
 */
import { type Book, evolve, initialBook } from '@quarterdeck/engine'
import type { Database } from '../database/database.ts'
import { genesisHash, linkHash, storedHash } from '../journal/chain.ts'
import type { JournalPosition } from '../journal/commit.ts'
import { decodeEvent } from '../journal/payload.ts'
import { readForReplay } from '../journal/replay-pages.ts'
import { readPages } from '../journal/stored.ts'
import type { Logger } from '../logger.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type { RecoveredState } from '../partition/partition.ts'
import { createProjector } from '../projection/projector.ts'
import { Claim, type Lease } from './claim.ts'
import { readSnapshot } from './snapshot.ts'

/** The journal is not the one that was written. Nothing may be built on it: `journal verify` says where it is wrong. */
export class CorruptJournal extends Error {
  override readonly name = 'CorruptJournal'
}

/**
 * Takes the partition over, fencing off any earlier owner, and restores its state. Null: there is no such partition. `claim`:
 * the host's own, where it comes back to what it served before.
 *
 * Throws `CorruptJournal` where the journal doesn't lead to the recorded head, `Fenced` where the claim was lost to another.
 */
export async function recoverPartition(
  database: Database,
  organizationId: string,
  { log, claim = new Claim() }: { readonly log: Logger; readonly claim?: Claim },
): Promise<RecoveredState | null> {
  const lease = await claim.take(database, organizationId)
  if (lease === null) return null
  const { book, position, snapshotSeq } = await replay(database, organizationId, { lease, log })
  return {
    book,
    position,
    snapshotSeq,
    projector: createProjector(book, await readOpenedSeqs(database, organizationId)),
    outbox: createOutbox(book, await readOutbox(database, organizationId)),
  }
}

async function replay(
  database: Database,
  organizationId: string,
  { lease, log }: { readonly lease: Lease; readonly log: Logger },
): Promise<{ book: Book; position: JournalPosition; snapshotSeq: number }> {
  const snapshot = await readSnapshot(database, organizationId, lease.headSeq, log)
  const book = snapshot?.book ?? initialBook({ organizationId, baseCurrency: lease.baseCurrency })
  const snapshotSeq = snapshot?.seq ?? 0
  let hash =
    snapshotSeq === 0
      ? genesisHash(organizationId, lease.baseCurrency)
      : await hashAt(database, organizationId, snapshotSeq)
  const range = { afterSeq: snapshotSeq, throughSeq: lease.headSeq }
  for await (const page of readForReplay(database, organizationId, range)) {
    const before = hash
    for (const payload of page.payloads) hash = linkHash(hash, payload)
    if (hash !== page.lastHash)
      throw corrupt(organizationId, await damagedSeq(database, organizationId, { ...page, hash: before }))
    for (const payload of page.payloads) {
      const event = decodeEvent(payload)
      if (event.seq !== book.seq + 1) throw corrupt(organizationId, book.seq + 1)
      evolve(book, event)
    }
  }
  if (book.seq !== lease.headSeq || hash !== storedHash(lease.headHash))
    throw corrupt(organizationId, book.seq + 1)
  return { book, position: { organizationId, epoch: lease.epoch, seq: book.seq, hash }, snapshotSeq }
}

function corrupt(organizationId: string, seq: number): CorruptJournal {
  return new CorruptJournal(
    `The journal of organization ${organizationId} is damaged at seq ${seq}. Run "quarterdeck journal verify", and restore a backup.`,
  )
}

/** The first event of a page that the chain does not lead to. */
async function damagedSeq(
  database: Database,
  organizationId: string,
  page: { readonly afterSeq: number; readonly throughSeq: number; readonly hash: string },
): Promise<number> {
  let { hash } = page
  let expected = page.afterSeq + 1
  for await (const rows of readPages(database, organizationId, page))
    for (const row of rows) {
      hash = linkHash(hash, row.payload)
      if (row.seq !== expected || hash !== storedHash(row.hash)) return expected
      expected += 1
    }
  return expected
}

async function hashAt(database: Database, organizationId: string, seq: number): Promise<string> {
  const [row] = await database.query<{ hash: Uint8Array }>(
    'SELECT hash FROM journal_event WHERE organization_id = $1 AND seq = $2',
    [organizationId, seq],
  )
  if (row === undefined) throw corrupt(organizationId, seq)
  return storedHash(row.hash)
}

/** seqs under which accounts and switches stand in their tables; the book does not carry them. */
async function readOpenedSeqs(
  database: Database,
  organizationId: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ id: string; seq: number }>(
    `SELECT id, seq FROM trading_account WHERE organization_id = $1
     UNION ALL SELECT id, seq FROM kill_switch WHERE organization_id = $1`,
    [organizationId],
  )
  return new Map(rows.map(({ id, seq }) => [id, seq]))
}

async function readOutbox(database: Database, organizationId: string): Promise<readonly OutboxEntry[]> {
  const rows = await database.query<
    Omit<OutboxEntry, 'request' | 'createdAt'> & { request: string; createdAt: Date }
  >(
    `SELECT seq, venue_id AS "venueId", order_id AS "orderId", request, created_at AS "createdAt"
     FROM outbox_entry WHERE organization_id = $1 ORDER BY seq, venue_id`,
    [organizationId],
  )
  return rows.map((row) => ({
    ...row,
    // Written by us from a `VenueRequest` and never edited.
    request: JSON.parse(row.request) as OutboxEntry['request'],
    createdAt: row.createdAt.toISOString(),
  }))
}
