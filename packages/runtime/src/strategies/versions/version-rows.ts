/** Versions of strategies as rows: builds that were asked for, run or done. */
import { randomUUID } from 'node:crypto'
import type { Actor, Micros } from '@quarterdeck/engine'
import type { ArtifactManifest, BuildProblem } from '@quarterdeck/strategies'
import type { Queryable } from '../../database/database.ts'
import { instantText } from '../../projection/exact.ts'

export type VersionStatus = 'QUEUED' | 'BUILDING' | 'READY' | 'FAILED' | 'CANCELLED'

/** What was handed in, as it is shown. */
export interface SubmittedSource {
  readonly kind: 'ZIP' | 'GIT'
  /** Of the archive; null: none. */
  readonly name: string | null
  readonly uploadId: string | null
  readonly url: string | null
  readonly revision: string | null
  /** The commit that the revision stood for, once it was fetched. */
  readonly commit: string | null
}

export interface VersionRow {
  readonly id: string
  readonly organizationId: string
  readonly strategyId: string
  readonly number: number
  readonly status: VersionStatus
  readonly source: SubmittedSource
  readonly digest: string | null
  readonly manifest: ArtifactManifest | null
}

/** Makes a version with the next number of its strategy. */
export async function addVersion(
  database: Queryable,
  of: {
    readonly organizationId: string
    readonly strategyId: string
    readonly source: SubmittedSource
    readonly actor: Actor
    readonly at: Micros
  },
): Promise<string> {
  const id = randomUUID()
  // One after the other within a strategy: two of one number cannot be.
  await database.query(
    `WITH turn AS (SELECT pg_advisory_xact_lock(hashtextextended($2, 7)))
     INSERT INTO strategy_version (id, organization_id, strategy_id, number, status, source, problems, log, step, progress, actor, created_at, updated_at)
     SELECT $3, $1, $2, 1 + COALESCE((SELECT max(number) FROM strategy_version WHERE strategy_id = $2), 0),
       'QUEUED', $4::jsonb, '[]'::jsonb, '', 'it waits for its turn', 0, $5::jsonb, $6::timestamptz, $6::timestamptz FROM turn`,
    [
      of.organizationId,
      of.strategyId,
      id,
      JSON.stringify(of.source),
      JSON.stringify(of.actor),
      instantText(of.at),
    ],
  )
  return id
}

export async function findVersion(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<VersionRow | null> {
  const [row] = await database.query<
    Omit<VersionRow, 'source' | 'manifest'> & { readonly source: string; readonly manifest: string | null }
  >(
    `SELECT id, organization_id AS "organizationId", strategy_id AS "strategyId", number, status, source::text, digest,
       manifest::text FROM strategy_version WHERE organization_id = $1 AND id = $2`,
    [organizationId, id],
  )
  if (row === undefined) return null
  return {
    ...row,
    source: JSON.parse(row.source) as SubmittedSource,
    manifest: row.manifest === null ? null : (JSON.parse(row.manifest) as ArtifactManifest),
  }
}

/** Notes how far a build is. False: it was cancelled, or is over. */
export async function noteProgress(
  database: Queryable,
  id: string,
  of: { readonly step: string; readonly progress: number; readonly at: Micros },
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE strategy_version SET status = 'BUILDING', step = $2, progress = $3, updated_at = $4::timestamptz
     WHERE id = $1 AND status IN ('QUEUED', 'BUILDING') RETURNING id`,
    [id, of.step, of.progress, instantText(of.at)],
  )
  return rows.length > 0
}

export interface VersionEnd {
  readonly status: 'READY' | 'FAILED' | 'CANCELLED'
  readonly problems: readonly (Omit<BuildProblem, 'rule'> & { readonly rule: string })[]
  readonly log: string
  readonly source?: SubmittedSource
  readonly digest?: string
  readonly manifest?: ArtifactManifest
  readonly at: Micros
}

/** Ends a build. False: it had ended before. */
export async function endVersion(database: Queryable, id: string, of: VersionEnd): Promise<boolean> {
  const { status, problems, log, source, digest, manifest, at } = of
  const rows = await database.query(
    `UPDATE strategy_version SET status = $2, problems = $3::jsonb, log = $4, digest = $5, manifest = $6::jsonb,
       source = COALESCE($7::jsonb, source), progress = 1, step = '', updated_at = $8::timestamptz, ended_at = $8::timestamptz
     WHERE id = $1 AND status IN ('QUEUED', 'BUILDING') RETURNING id`,
    [
      id,
      status,
      JSON.stringify(problems),
      log.replaceAll('\0', ''),
      digest ?? null,
      manifest === undefined ? null : JSON.stringify(manifest),
      source === undefined ? null : JSON.stringify(source),
      instantText(at),
    ],
  )
  return rows.length > 0
}
