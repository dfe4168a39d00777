/** The journal's rows as they are read, in order of seq and in pages: a journal is longer than memory. */
import type { Queryable, SqlValue } from '../database/database.ts'

export interface StoredEvent {
  readonly seq: number
  readonly type: string
  readonly version: number
  readonly payload: string
  readonly subjectId: string | null
  readonly commandId: string
  readonly hash: Uint8Array
  readonly occurredAt: Date
}

/** Narrows a read; absent: everything. */
export interface EventFilter {
  readonly subjectId?: string
  readonly types?: readonly string[]
  /** Only events of orders of this account, and of the account itself. */
  readonly accountId?: string
}

/** Rows that one round trip brings: large enough to hide its latency, small enough for memory. */
export const PAGE_ROWS = 5_000

const COLUMNS =
  'e.seq, e.type, e.version, e.payload, e.subject_id AS "subjectId", e.command_id AS "commandId", e.hash, e.occurred_at AS "occurredAt"'

/** The newest `limit` or fewer rows after `afterSeq` and up to `throughSeq`, oldest first. */
export function readPage(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq: number; readonly throughSeq: number; readonly limit: number },
  filter: EventFilter = {},
): Promise<readonly StoredEvent[]> {
  const values: SqlValue[] = [organizationId, range.afterSeq, range.throughSeq, range.limit]
  const conditions = ['e.organization_id = $1', 'e.seq > $2', 'e.seq <= $3']
  const bind = (value: SqlValue) => `$${values.push(value)}`
  if (filter.subjectId !== undefined) conditions.push(`e.subject_id = ${bind(filter.subjectId)}`)
  if (filter.types !== undefined) conditions.push(`e.type = ANY(${bind(filter.types)}::text[])`)
  if (filter.accountId !== undefined) {
    const account = bind(filter.accountId)
    conditions.push(
      `(e.subject_id = ${account} OR EXISTS (SELECT FROM trade_order o
         WHERE o.organization_id = e.organization_id AND o.id = e.subject_id AND o.account_id = ${account}))`,
    )
  }
  return database.query<StoredEvent>(
    `SELECT ${COLUMNS} FROM journal_event e WHERE ${conditions.join(' AND ')} ORDER BY e.seq LIMIT $4`,
    values,
  )
}

/** All rows of a range in pages. The next page is fetched while the caller works on this one. */
export function readPages(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq: number; readonly throughSeq: number },
  filter: EventFilter = {},
): AsyncGenerator<readonly StoredEvent[], void, undefined> {
  const span = Object.keys(filter).length === 0 ? PAGE_ROWS : Number.POSITIVE_INFINITY
  return paged({ ...range, span }, (afterSeq, throughSeq) =>
    readPage(database, organizationId, { afterSeq, throughSeq, limit: PAGE_ROWS }, filter),
  )
}

interface PageFetch<Row> {
  readonly page: Promise<readonly Row[]>
  readonly afterSeq: number
  readonly throughSeq: number
}

/**
 * Pages of `span` seqs: without holes, such a page is full. Saying so spares a planner without statistics, the embedded one, the
 * idea to sort all the rest of the journal for each page.
 */
async function* paged<Row extends { readonly seq: number }>(
  range: { readonly afterSeq: number; readonly throughSeq: number; readonly span: number },
  read: (afterSeq: number, throughSeq: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, undefined> {
  const fetch = (afterSeq: number, throughSeq: number): PageFetch<Row> => {
    const page = read(afterSeq, throughSeq)
    // Awaited one turn later: until then a failure must not count as unhandled.
    page.catch(() => undefined)
    return { page, afterSeq, throughSeq }
  }
  const spanned = (afterSeq: number) => fetch(afterSeq, Math.min(range.throughSeq, afterSeq + range.span))
  let next: PageFetch<Row> | null = spanned(range.afterSeq)
  while (next !== null) {
    const { page, afterSeq, throughSeq }: PageFetch<Row> = next
    const rows: readonly Row[] = await page
    const lastSeq: number = rows.at(-1)?.seq ?? afterSeq
    if (rows.length === PAGE_ROWS) next = spanned(lastSeq)
    // A short page is the end, or a hole that somebody made: what lies behind it must be seen too.
    else next = throughSeq < range.throughSeq ? fetch(lastSeq, range.throughSeq) : null
    if (rows.length > 0) yield rows
  }
}
