/**
 * Group commit: everything that a batch of commands led to, in one statement. One statement is one round trip and one
 * transaction: the events, their projections, the outbox and the new head become durable together or not at all.
 *
 * Everything hangs on the update of the partition's head. It matches only while this owner's epoch and head are the stored
 * ones, so an owner that was replaced writes nothing.
 */
import type { Queryable, SqlValue } from '../database/database.ts'
import type { Changes } from '../projection/projector.ts'
import { projectionWrites } from '../projection/statement.ts'
import type { OutboxChange } from '../outbox/entry.ts'
import { type TapeSegment, distinctSegments, segmentsWrite } from '../strategies/tape-segment.ts'
import type { JournalPage } from './page.ts'
import { PAYLOAD_VERSION } from './payload.ts'

/** Another process took the partition over: this owner must stop. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
  constructor(organizationId: string) {
    super(
      `Organization ${organizationId} is served by another process now; this one no longer writes to its journal`,
    )
  }
}

/** Where a journal ends, and under which epoch its owner writes. */
export interface JournalPosition {
  readonly organizationId: string
  readonly epoch: number
  readonly seq: number
  readonly hash: string
}

export interface Batch {
  /** What follows `position`, chained to it. */
  readonly page: JournalPage
  readonly changes: Changes
  readonly outbox: OutboxChange
  /** What strategies were told before they asked for it. */
  readonly tapes: readonly TapeSegment[]
}

const JOURNAL = `
mine AS (
  UPDATE "partition" SET head_seq = $4, head_hash = decode($5, 'hex')
  WHERE organization_id = $1 AND epoch = $2 AND head_seq = $3 RETURNING 1 AS held
), journal AS (
  INSERT INTO journal_event (organization_id, seq, type, version, payload, subject_id, command_id, hash, occurred_at)
  SELECT $1, $3::bigint + e.n, e.type, ${PAYLOAD_VERSION}, e.payload, e.subject, e.command, decode(e.hash, 'hex'), e.at::timestamptz
  FROM ROWS FROM (unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::text[]), unnest($11::text[]))
    WITH ORDINALITY AS e(payload, type, subject, command, hash, at, n), mine
)`

/**
 * Commits a batch after `position` and returns where the journal ends then.
 *
 * Throws `Fenced` where the partition has another owner: nothing was written. Any other error leaves open whether the
 * batch was committed.
 */
export async function commitBatch(
  database: Queryable,
  position: JournalPosition,
  batch: Batch,
): Promise<JournalPosition> {
  const { page } = batch
  const seq = position.seq + page.events.length
  const values: SqlValue[] = [
    position.organizationId,
    position.epoch,
    position.seq,
    seq,
    page.hash,
    page.payloads,
    page.types,
    page.subjects,
    page.commandIds,
    page.hashes,
    page.instants,
  ]
  const expressions = [JOURNAL]
  let shape = 'commit'
  const { added, removed } = batch.outbox
  if (added.length > 0) {
    values.push(JSON.stringify(added))
    shape += '+added'
    expressions.push(
      `outbox_added AS (INSERT INTO outbox_entry (organization_id, seq, venue_id, order_id, request, created_at)
       SELECT $1, a.seq, a."venueId", a."orderId", a.request, a."createdAt"
       FROM json_to_recordset($${values.length}::json) AS a(seq bigint, "venueId" text, "orderId" text, request jsonb, "createdAt" timestamptz), mine)`,
    )
  }
  if (removed.length > 0) {
    // By the array first: the entries of a busy outbox are mostly dead ones, and a join would walk them all.
    values.push(
      removed.map((key) => String(key.seq)),
      removed.map((key) => key.venueId),
    )
    shape += '+removed'
    const [seqs, venues] = [`$${values.length - 1}::text[]`, `$${values.length}::text[]`]
    expressions.push(
      `outbox_removed AS (DELETE FROM outbox_entry o USING mine
       WHERE o.organization_id = $1 AND o.seq = ANY(${seqs}::bigint[])
       AND (o.seq::text, o.venue_id) IN (SELECT * FROM unnest(${seqs}, ${venues})))`,
    )
  }
  if (batch.tapes.length > 0) {
    const tapes = segmentsWrite(distinctSegments(batch.tapes), values.length + 1, 'mine')
    values.push(...tapes.values)
    shape += '+tapes'
    expressions.push(`tapes AS (${tapes.text})`)
  }
  const writes = projectionWrites(batch.changes, values.length + 1, 'mine')
  const text = `WITH ${[...expressions, ...writes.expressions].join(', ')} SELECT held FROM mine`
  // Prepared names are cut at 63 characters by the server: the shape is a text, so it is shortened to a number of its own.
  const held = await database.query(text, [...values, ...writes.values], {
    prepared: statementName(`${shape}+${writes.shape}`),
  })
  if (held.length === 0) throw new Fenced(position.organizationId)
  return { ...position, seq, hash: page.hash }
}

const names = new Map<string, string>()

function statementName(shape: string): string {
  const known = names.get(shape)
  if (known !== undefined) return known
  const name = `commit_${names.size}`
  names.set(shape, name)
  return name
}
