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
      `(e.subject_id = ${account} OR EXISTS (SELECT FROM trade_order o WHERE o.id = e.subject_id AND o.account_id = ${account}))`,
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
  return paged(range.afterSeq, (afterSeq) =>
    readPage(database, organizationId, { ...range, afterSeq, limit: PAGE_ROWS }, filter),
  )
}

async function* paged<Row extends { readonly seq: number }>(
  firstAfterSeq: number,
  read: (afterSeq: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, undefined> {
  const fetch = (afterSeq: number) => {
    const page = read(afterSeq)
    // Awaited one turn later: until then a failure must not count as unhandled.
    page.catch(() => undefined)
    return page
  }
  let next: Promise<readonly Row[]> | null = fetch(firstAfterSeq)
  while (next !== null) {
    const page: readonly Row[] = await next
    const last = page.at(-1)
    next = last !== undefined && page.length === PAGE_ROWS ? fetch(last.seq) : null
    if (page.length > 0) yield page
  }
}

/** What a replay needs of an event. */
export type ReplayEvent = Pick<StoredEvent, 'seq' | 'payload' | 'hash'>

/** Every event of a range for a replay: fewer columns, for journals of a million events. The next page is fetched meanwhile. */
export function readForReplay(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq: number; readonly throughSeq: number },
): AsyncGenerator<readonly ReplayEvent[], void, undefined> {
  return paged(range.afterSeq, (afterSeq) =>
    database.query<ReplayEvent>(
      `SELECT seq, payload, hash FROM journal_event
       WHERE organization_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4`,
      [organizationId, afterSeq, range.throughSeq, PAGE_ROWS],
    ),
  )
}
