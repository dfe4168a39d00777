/**
 * Group commit: everything that a batch of commands led to, in one statement. One statement is one round trip and one
 * transaction: the events, their projections, the outbox and the new head become durable together or not at all.
 *
 * Everything hangs on the update of the partition's head. It matches only while this owner's epoch and head are the stored
 * ones, so an owner that was replaced writes nothing.
 */
import type { Queryable, SqlValue } from '../database/database.ts'
import type { Changes } from '../projection/projector.ts'
import { projectionWrites, writeExpression } from '../projection/statement.ts'
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
const JOURNAL_PARAMETERS = 11

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
  const parts = partsOf(batch)
  for (const part of parts) values.push(...part.values)
  const { name, text } = statementOf(parts, JOURNAL_PARAMETERS)
  const held = await database.query(text, values, { prepared: name })
  if (held.length === 0) throw new Fenced(position.organizationId)
  return { ...position, seq, hash: page.hash }
}

/** A part of a commit's statement beside the journal itself. */
interface Part {
  /** The same for the same text: by it a statement is known again. */
  readonly shape: string
  readonly values: readonly SqlValue[]
  /** A common table expression whose parameters are numbered from `first` on. */
  expression(first: number): string
}

/** Only what the batch touches: each table that it does not is one less to plan and to run. */
function partsOf({ changes, outbox, tapes }: Batch): readonly Part[] {
  const parts: Part[] = []
  if (outbox.added.length > 0) parts.push({ ...OUTBOX_ADDED, values: [JSON.stringify(outbox.added)] })
  if (outbox.removed.length > 0) {
    const seqs = outbox.removed.map((key) => String(key.seq))
    parts.push({ ...OUTBOX_REMOVED, values: [seqs, outbox.removed.map((key) => key.venueId)] })
  }
  if (tapes.length > 0) {
    const segments = distinctSegments(tapes)
    const { values } = segmentsWrite(segments, 1, 'mine')
    const expression = (first: number) => `tapes AS (${segmentsWrite(segments, first, 'mine').text})`
    parts.push({ shape: 'tapes', values, expression })
  }
  for (const { table, rows } of projectionWrites(changes)) {
    const expression = (first: number) => writeExpression(table, first, 'mine')
    parts.push({ shape: table, values: [rows], expression })
  }
  return parts
}

const OUTBOX_ADDED = {
  shape: 'added',
  expression: (first: number) =>
    `outbox_added AS (INSERT INTO outbox_entry (organization_id, seq, venue_id, order_id, request, created_at)
       SELECT $1, a.seq, a."venueId", a."orderId", a.request, a."createdAt"
       FROM json_to_recordset($${first}::json) AS a(seq bigint, "venueId" text, "orderId" text, request jsonb, "createdAt" timestamptz), mine)`,
}

/** By the array first: the entries of a busy outbox are mostly dead ones, and a join would walk them all. */
const OUTBOX_REMOVED = {
  shape: 'removed',
  expression: (first: number) =>
    `outbox_removed AS (DELETE FROM outbox_entry o USING mine
       WHERE o.organization_id = $1 AND o.seq = ANY($${first}::text[]::bigint[])
       AND (o.seq::text, o.venue_id) IN (SELECT * FROM unnest($${first}::text[], $${first + 1}::text[])))`,
}

interface Statement {
  /** Under which it is prepared: the server cuts names at 63 characters, so a shape is shortened to a number of its own. */
  readonly name: string
  readonly text: string
}

/** By shape: a text of several thousand characters is put together once. */
const statements = new Map<string, Statement>()

function statementOf(parts: readonly Part[], parametersBefore: number): Statement {
  const shape = parts.map((part) => part.shape).join('+')
  const known = statements.get(shape)
  if (known !== undefined) return known
  const expressions = [JOURNAL]
  let first = parametersBefore + 1
  for (const part of parts) {
    expressions.push(part.expression(first))
    first += part.values.length
  }
  const text = `WITH ${expressions.join(', ')} SELECT held FROM mine`
  const statement = { name: `commit_${statements.size}`, text }
  statements.set(shape, statement)
  return statement
}
