/** Runs, their tapes, checkpoints and logs as rows. */
import type { Micros } from '@quarterdeck/engine'
import type { LogLevel, PersistedState } from '@quarterdeck/sdk'
import type { Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { RunFigures } from './run/figures.ts'
import type { Checkpoint, RunRecord } from './run/run-parts.ts'
import type { RunOpening } from './run/run-facts.ts'
import { type TapeEntry, entriesOf } from './run/tape.ts'
import { type TapeSegment, distinctSegments, segmentsWrite } from './tape-segment.ts'

/** Names a run. */
export interface RunKey {
  readonly organizationId: string
  readonly deploymentId: string
  readonly run: number
}

export interface StoredRun extends RunKey {
  readonly versionId: string
  readonly digest: string
  readonly opening: RunOpening
  readonly hasEnded: boolean
  readonly finalState: PersistedState | null
  readonly inputs: number
  readonly decisions: number
  readonly decisionDigest: string | null
}

interface RunRow {
  readonly run: number
  readonly versionId: string
  readonly digest: string
  readonly opening: string
  readonly hasEnded: boolean
  readonly finalState: string | null
  readonly inputs: number
  readonly decisions: number
  readonly decisionDigest: string | null
}

const RUN = `run, version_id AS "versionId", digest, opening::text, ended_at IS NOT NULL AS "hasEnded",
  final_state::text AS "finalState", inputs, decisions, decision_digest AS "decisionDigest"`

/** A deployment's runs, newest first. */
export async function storedRuns(
  database: Queryable,
  organizationId: string,
  deploymentId: string,
  limit: number,
): Promise<readonly StoredRun[]> {
  const rows = await database.query<RunRow>(
    `SELECT ${RUN} FROM deployment_run WHERE organization_id = $1 AND deployment_id = $2 ORDER BY run DESC LIMIT $3`,
    [organizationId, deploymentId, limit],
  )
  return rows.map((row) => ({
    ...row,
    organizationId,
    deploymentId,
    opening: JSON.parse(row.opening) as RunOpening,
    finalState: row.finalState === null ? null : (JSON.parse(row.finalState) as PersistedState | null),
  }))
}

export async function addRun(
  database: Queryable,
  key: RunKey,
  of: {
    readonly versionId: string
    readonly digest: string
    readonly opening: RunOpening
    readonly at: Micros
  },
): Promise<void> {
  await database.query(
    `INSERT INTO deployment_run (organization_id, deployment_id, run, version_id, digest, opening, started_at, inputs, decisions)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::timestamptz, 0, 0)`,
    [
      key.organizationId,
      key.deploymentId,
      key.run,
      of.versionId,
      of.digest,
      JSON.stringify(of.opening),
      instantText(of.at),
    ],
  )
}

export async function endRun(
  database: Queryable,
  { deploymentId, run }: RunKey,
  of: { readonly reason: string; readonly state: PersistedState | null; readonly at: Micros },
): Promise<void> {
  await database.query(
    `UPDATE deployment_run SET ended_at = $3::timestamptz, end_reason = $4, final_state = $5::jsonb
     WHERE deployment_id = $1 AND run = $2 AND ended_at IS NULL`,
    [deploymentId, run, instantText(of.at), of.reason, of.state === null ? null : JSON.stringify(of.state)],
  )
}

/** What became due since the last time: written together or not at all. */
export interface RunWrites {
  readonly segments: readonly TapeSegment[]
  readonly checkpoints: readonly { readonly key: RunKey; readonly checkpoint: Checkpoint }[]
  readonly figures: readonly { readonly key: RunKey; readonly figures: RunFigures }[]
}

/** A checkpoint never comes to stand without the tape before it. */
export async function writeRuns(
  tx: Queryable,
  organizationId: string,
  { segments, checkpoints, figures }: RunWrites,
  at: Micros,
): Promise<void> {
  if (segments.length > 0) {
    const { text, values } = segmentsWrite(distinctSegments(segments), 2, null)
    await tx.query(text, [organizationId, ...values])
  }
  for (const { key, checkpoint } of checkpoints) {
    await tx.query(
      `INSERT INTO deployment_checkpoint AS held (organization_id, deployment_id, run, input, content, created_at)
       VALUES ($1, $2, $3, $4, convert_to($5, 'UTF8'), $6::timestamptz)
       ON CONFLICT (deployment_id, run) DO UPDATE SET input = excluded.input, content = excluded.content,
         created_at = excluded.created_at WHERE excluded.input > held.input`,
      [
        organizationId,
        key.deploymentId,
        key.run,
        checkpoint.input,
        JSON.stringify(checkpoint),
        instantText(at),
      ],
    )
  }
  if (figures.length === 0) return
  const rows = figures.map(({ key, figures: { inputs, decisions, digest } }) => ({
    deploymentId: key.deploymentId,
    run: key.run,
    inputs,
    decisions,
    digest,
  }))
  await tx.query(
    `UPDATE deployment_run r SET inputs = f.inputs, decisions = f.decisions, decision_digest = f.digest
     FROM json_to_recordset($1::json) AS f("deploymentId" text, run int, inputs bigint, decisions bigint, digest text)
     WHERE r.deployment_id = f."deploymentId" AND r.run = f.run`,
    [JSON.stringify(rows)],
  )
}

/** What is on record of a run; `isWhole`: all of its tape, without a checkpoint. */
export async function recordOf(
  database: Queryable,
  { organizationId, deploymentId, run }: RunKey,
  isWhole = false,
): Promise<RunRecord> {
  const [row] = isWhole
    ? []
    : await database.query<{ content: string }>(
        `SELECT convert_from(content, 'UTF8') AS content FROM deployment_checkpoint
         WHERE organization_id = $1 AND deployment_id = $2 AND run = $3`,
        [organizationId, deploymentId, run],
      )
  const checkpoint = row === undefined ? null : (JSON.parse(row.content) as Checkpoint)
  const segments = await database.query<{ entries: string }>(
    `SELECT convert_from(entries, 'UTF8') AS entries FROM deployment_tape
     WHERE organization_id = $1 AND deployment_id = $2 AND run = $3 AND last_input > $4 ORDER BY first_input`,
    [organizationId, deploymentId, run, checkpoint?.input ?? 0],
  )
  return {
    checkpoint,
    entries: inOrder(
      segments.map(({ entries }) => entriesOf(entries)),
      checkpoint?.input ?? 0,
    ),
  }
}

/** Entries after an input, each once: segments may overlap. Throws where one is missing. */
export function inOrder(segments: readonly (readonly TapeEntry[])[], after: number): readonly TapeEntry[] {
  const entries: TapeEntry[] = []
  let last = after
  for (const segment of segments)
    for (const entry of segment) {
      if (entry.n <= last) continue
      if (entry.n !== last + 1) throw new Error(`the tape has a hole between inputs ${last} and ${entry.n}`)
      entries.push(entry)
      last = entry.n
    }
  return entries
}

export interface NewLogLine {
  readonly deploymentId: string
  readonly run: number
  readonly at: Micros
  readonly level: LogLevel
  readonly message: string
}

/** Writes lines; the id of the newest. */
export async function addLogLines(
  database: Queryable,
  organizationId: string,
  lines: readonly NewLogLine[],
): Promise<void> {
  const rows = lines.map((line) => ({ ...line, at: instantText(line.at) }))
  await database.query(
    `INSERT INTO deployment_log (organization_id, deployment_id, run, at, level, message)
     SELECT $1, l."deploymentId", l.run, l.at, l.level, l.message FROM ROWS FROM (json_to_recordset($2::json)
       AS ("deploymentId" text, run int, at timestamptz, level text, message text)) WITH ORDINALITY
       AS l("deploymentId", run, at, level, message, place) ORDER BY l.place`,
    [organizationId, JSON.stringify(rows)],
  )
}
