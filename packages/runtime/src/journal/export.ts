/** The journal as text for others: one line of JSON an event, with what it takes to check the chain by hand. */
import type { Queryable } from '../database/database.ts'
import { readPages } from './stored.ts'

/**
 * Yields the lines of one organization's journal, oldest first, each ending in a newline.
 *
 * A line is `{"seq":..,"hash":"hex","payload":"the exact text that was hashed"}`: the payload stays a string, since its bytes count.
 */
export async function* exportJournal(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq?: number; readonly throughSeq?: number } = {},
): AsyncGenerator<string, void, undefined> {
  const { afterSeq = 0, throughSeq = Number.MAX_SAFE_INTEGER } = range
  for await (const page of readPages(database, organizationId, { afterSeq, throughSeq })) {
    for (const { seq, hash, payload } of page) {
      yield `${JSON.stringify({ seq, hash: Buffer.from(hash).toString('hex'), payload })}\n`
    }
  }
}
