/** A book as it was: replays a journal up to a seq or an instant, for audit. Reads only. */
import { type Book, evolve, hash, initialBook } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import { verifyJournal } from '../journal/verify.ts'
import { decodeEvent } from '../journal/payload.ts'
import { readPages } from '../journal/stored.ts'
import { CorruptJournal } from './recover.ts'

/** Where to stop: after this seq, or before the first event later than this instant (microseconds). The head without either. */
export interface ReplayLimit {
  readonly throughSeq?: number
  readonly throughAt?: number
}

export interface ReplayedBook {
  readonly book: Book
  /** SHA-256 over the book's state, hexadecimal. */
  readonly stateHash: string
}

/** Replays from the first event. Throws `CorruptJournal` on a damaged journal: nothing can be said of it. */
export async function replayBook(
  database: Queryable,
  organizationId: string,
  limit: ReplayLimit = {},
): Promise<ReplayedBook> {
  const { fault } = await verifyJournal(database, organizationId)
  if (fault !== null) throw new CorruptJournal(`The journal is damaged at seq ${fault.seq}: ${fault.message}`)
  const [partition] = await database.query<{ baseCurrency: string }>(
    'SELECT base_currency AS "baseCurrency" FROM partition WHERE organization_id = $1',
    [organizationId],
  )
  const book = initialBook({ organizationId, baseCurrency: partition!.baseCurrency })
  const range = { afterSeq: 0, throughSeq: limit.throughSeq ?? Number.MAX_SAFE_INTEGER }
  replaying: for await (const page of readPages(database, organizationId, range)) {
    for (const row of page) {
      const event = decodeEvent(row.payload)
      if (limit.throughAt !== undefined && event.at > limit.throughAt) break replaying
      evolve(book, event)
    }
  }
  return { book, stateHash: hash(book) }
}
