/**
 * The journal as a replay reads it: whole pages of payloads, each with the hash that its last event was stored with. A chain that
 * leads to that hash proves every event before it, so that no other has to be read.
 *
 * A page comes as one value: read row by row, a journal of a million events would spend most of its time in the drivers.
 */
import type { Queryable } from '../database/database.ts'

/** Large enough to hide a round trip, small enough for one text value whatever the events hold. */
const PAGE_EVENTS = 2_000

export interface ReplayPage {
  /** The page is of the events after this seq, up to and with `throughSeq`. */
  readonly afterSeq: number
  readonly throughSeq: number
  /** In order of seq; fewer or more than the page's seqs where the journal is damaged. */
  readonly payloads: readonly string[]
  /** Of the event `throughSeq`; null: there is none. */
  readonly lastHash: string | null
}

/** No payload holds the separator: JSON writes it as an escape. */
const SEPARATOR = '\n'
const SELECT = `SELECT string_agg(payload, $4) AS payloads, max(encode(hash, 'hex')) FILTER (WHERE seq = $3) AS "lastHash"
  FROM (SELECT seq, payload, hash FROM journal_event
        WHERE organization_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq) AS page`

/** All pages of a range, oldest first. The next one is fetched while the caller works on this one. */
export async function* readForReplay(
  database: Queryable,
  organizationId: string,
  { afterSeq, throughSeq }: { readonly afterSeq: number; readonly throughSeq: number },
): AsyncGenerator<ReplayPage, void, undefined> {
  const fetch = (after: number): Promise<ReplayPage> | null => {
    if (after >= throughSeq) return null
    const range = { afterSeq: after, throughSeq: Math.min(throughSeq, after + PAGE_EVENTS) }
    const page = readPage(database, organizationId, range)
    // Awaited one turn later: until then a failure must not count as unhandled.
    page.catch(() => undefined)
    return page
  }
  for (let next = fetch(afterSeq); next !== null;) {
    const page: ReplayPage = await next
    next = fetch(page.throughSeq)
    yield page
  }
}

async function readPage(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq: number; readonly throughSeq: number },
): Promise<ReplayPage> {
  const [row] = await database.query<{ payloads: string | null; lastHash: string | null }>(SELECT, [
    organizationId,
    range.afterSeq,
    range.throughSeq,
    SEPARATOR,
  ])
  return {
    ...range,
    payloads: row?.payloads?.split(SEPARATOR) ?? [],
    lastHash: row?.lastHash ?? null,
  }
}
