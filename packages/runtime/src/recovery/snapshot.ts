/** Book snapshots: they shorten a recovery and can always be thrown away. Each carries the hash of the state that it holds. */
import { createHash } from 'node:crypto'
import { type Book, type Micros, restore, snapshot } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import type { JournalPosition } from '../journal/commit.ts'
import { SNAPSHOTS_KEPT } from '../limits.ts'
import type { Logger } from '../logger.ts'
import { instantText } from '../projection/exact.ts'

interface StoredSnapshot {
  readonly seq: number
  readonly state: string
  readonly stateHash: string
}

/** Stores the book as it stands at `position` and forgets the oldest snapshots. Does nothing where the epoch is not ours any more. */
export async function writeSnapshot(
  database: Queryable,
  book: Book,
  position: JournalPosition,
  at: Micros,
): Promise<void> {
  const { organizationId, epoch, seq } = position
  const state = snapshot(book)
  await database.query(
    `WITH written AS (
       INSERT INTO book_snapshot (organization_id, seq, state, state_hash, created_at)
       SELECT $1, $2, $3, $4, $5::timestamptz FROM partition WHERE organization_id = $1 AND epoch = $6
       ON CONFLICT (organization_id, seq) DO UPDATE SET state = EXCLUDED.state, state_hash = EXCLUDED.state_hash
       RETURNING 1
     )
     DELETE FROM book_snapshot s USING written
     WHERE s.organization_id = $1 AND s.seq < $2 AND s.seq NOT IN (
       SELECT k.seq FROM book_snapshot k WHERE k.organization_id = $1 AND k.seq < $2 ORDER BY k.seq DESC LIMIT $7)`,
    [organizationId, seq, state, digest(state), instantText(at), epoch, SNAPSHOTS_KEPT - 1],
  )
}

/** The newest snapshot up to `throughSeq` whose state is what was stored; null: none is. A damaged one is reported and passed over. */
export async function readSnapshot(
  database: Queryable,
  organizationId: string,
  throughSeq: number,
  log: Logger,
): Promise<{ readonly book: Book; readonly seq: number } | null> {
  let before = throughSeq + 1
  for (;;) {
    // One at a time: states are large, and the first is nearly always good.
    const [stored] = await database.query<StoredSnapshot>(
      `SELECT seq, state, state_hash AS "stateHash" FROM book_snapshot
       WHERE organization_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT 1`,
      [organizationId, before],
    )
    if (stored === undefined) return null
    const { seq, state, stateHash } = stored
    const read = bookOf(state, stateHash, { organizationId, seq })
    if (typeof read !== 'string') return { book: read, seq }
    log.warn({ organizationId, seq, fault: read }, 'A snapshot is damaged and was passed over')
    before = seq
  }
}

/** The restored book, or why it can't be trusted. */
function bookOf(
  state: string,
  stateHash: string,
  expected: { readonly organizationId: string; readonly seq: number },
): Book | string {
  if (digest(state) !== stateHash) return 'its hash is wrong'
  try {
    const book = restore(state)
    const isExpected = book.organizationId === expected.organizationId && book.seq === expected.seq
    return isExpected ? book : 'it is of another book or seq'
  } catch (error) {
    return (error as Error).message
  }
}

/** The engine's `hash` of the book, taken from the text that is at hand, and by the machine's own SHA-256: states are large. */
function digest(state: string): string {
  return createHash('sha256').update(state, 'utf8').digest('hex')
}
