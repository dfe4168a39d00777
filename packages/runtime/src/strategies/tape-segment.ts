/**
 * A stretch of a deployment's tape on its way to the database: what a run was told, and what it wanted then.
 *
 * A segment is written with the order that it led to, in one commit, so that a run can always be taken up where its newest order
 * was made. It may be written again, and a longer one with the same beginning may come first: the longest counts.
 */
import type { SqlValue } from '../database/database.ts'

export interface TapeSegment {
  readonly deploymentId: string
  readonly run: number
  readonly firstInput: number
  readonly lastInput: number
  /** Inputs in it that made the strategy want something. */
  readonly decisions: number
  /** JSON, a line an input. */
  readonly entries: string
}

/** The longest of those that begin at the same place: one statement may write a row once. */
export function distinctSegments(segments: Iterable<TapeSegment>): readonly TapeSegment[] {
  const longest = new Map<string, TapeSegment>()
  for (const segment of segments) {
    const key = `${segment.deploymentId} ${segment.run} ${segment.firstInput}`
    const known = longest.get(key)
    if (known === undefined || known.lastInput < segment.lastInput) longest.set(key, segment)
  }
  return [...longest.values()]
}

/**
 * The INSERT of segments as an expression of a larger statement; its values are numbered from `first` on. `$1` is the organization;
 * `from` names a relation without whose row nothing is written.
 */
export function segmentsWrite(
  segments: readonly TapeSegment[],
  first: number,
  from: string | null,
): { readonly text: string; readonly values: SqlValue[] } {
  const rows = segments.map(({ deploymentId, run, firstInput, lastInput, decisions, entries }) => ({
    deploymentId,
    run,
    firstInput,
    lastInput,
    decisions,
    entries,
  }))
  return {
    text: `INSERT INTO deployment_tape AS held (organization_id, deployment_id, run, first_input, last_input, decisions, entries)
       SELECT $1, s."deploymentId", s.run, s."firstInput", s."lastInput", s.decisions, convert_to(s.entries, 'UTF8')
       FROM json_to_recordset($${first}::json) AS s("deploymentId" text, run int, "firstInput" bigint, "lastInput" bigint, decisions int, entries text)${from === null ? '' : `, ${from}`}
       ON CONFLICT (deployment_id, run, first_input)
       DO UPDATE SET last_input = excluded.last_input, decisions = excluded.decisions, entries = excluded.entries
       WHERE excluded.last_input > held.last_input`,
    values: [JSON.stringify(rows)],
  }
}
