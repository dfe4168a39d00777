/** Runs, breaks and policies of reconciliations as rows. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { Difference } from './difference.ts'
import { BLOCKING_KINDS } from './policy.ts'
import type {
  Break,
  BreakStatus,
  Correction,
  ReconciliationPolicy,
  ReconciliationRun,
} from './reconciliation.ts'

const micros = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`

export interface Compared {
  readonly ordersCompared: number
  readonly positionsCompared: number
  readonly balancesCompared: number
  readonly breaksFound: number
  readonly fault: string | null
  readonly at: Micros
}

export async function addRun(
  database: Queryable,
  of: Pick<ReconciliationRun, 'id' | 'connectionId' | 'cause' | 'startedAt'> & {
    readonly organizationId: string
  },
): Promise<void> {
  await database.query(
    `INSERT INTO reconciliation_run (id, organization_id, connection_id, cause, started_at, orders_compared, positions_compared,
       balances_compared, breaks_found) VALUES ($1, $2, $3, $4, $5::timestamptz, 0, 0, 0, 0)`,
    [of.id, of.organizationId, of.connectionId, of.cause, instantText(of.startedAt)],
  )
}

export async function endRun(database: Queryable, id: string, of: Compared): Promise<void> {
  await database.query(
    `UPDATE reconciliation_run SET ended_at = $2::timestamptz, orders_compared = $3, positions_compared = $4,
       balances_compared = $5, breaks_found = $6, fault = $7 WHERE id = $1 AND ended_at IS NULL`,
    [
      id,
      instantText(of.at),
      of.ordersCompared,
      of.positionsCompared,
      of.balancesCompared,
      of.breaksFound,
      of.fault,
    ],
  )
}

/** Ends what an earlier owner of the organization left. */
export async function endLostRuns(database: Queryable, organizationId: string, at: Micros): Promise<void> {
  await database.query(
    `UPDATE reconciliation_run SET ended_at = $2::timestamptz, fault = 'the server went while it ran'
     WHERE organization_id = $1 AND started_at < $2::timestamptz AND ended_at IS NULL`,
    [organizationId, instantText(at)],
  )
}

/** Newest first. */
export function runsOf(
  database: Queryable,
  organizationId: string,
  { connectionId, limit }: { readonly connectionId: string; readonly limit: number },
): Promise<readonly ReconciliationRun[]> {
  return database.query<ReconciliationRun>(
    `SELECT id, connection_id AS "connectionId", cause, ${micros('started_at')} AS "startedAt", ${micros('ended_at')} AS "endedAt",
       orders_compared AS "ordersCompared", positions_compared AS "positionsCompared", balances_compared AS "balancesCompared",
       breaks_found AS "breaksFound", fault
     FROM reconciliation_run WHERE organization_id = $1 AND connection_id = $2 ORDER BY seq DESC LIMIT $3`,
    [organizationId, connectionId, limit],
  )
}

const BREAK = `SELECT id, organization_id AS "organizationId", connection_id AS "connectionId", account_id AS "accountId", kind,
  subject, expected, observed, evidence::text, proposed::text, status, ${micros('found_at')} AS "foundAt",
  ${micros('decided_at')} AS "decidedAt", decided_by->>'name' AS "decidedBy", reason FROM reconciliation_break`

type BreakRow = Omit<Break, 'proposed'> & { readonly proposed: string }

const breakOf = (row: BreakRow): Break => ({ ...row, proposed: JSON.parse(row.proposed) as Correction })

const BREAKS_MAX = 1_000

/** Newest first, at most 1000. */
export async function breaksOf(
  database: Queryable,
  organizationId: string,
  {
    status,
    accountId,
    connectionId,
  }: {
    readonly status?: BreakStatus
    readonly accountId?: string
    readonly connectionId?: string
  },
): Promise<readonly Break[]> {
  const rows = await database.query<BreakRow>(
    `${BREAK} WHERE organization_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR account_id = $3)
       AND ($4::text IS NULL OR connection_id = $4) ORDER BY seq DESC LIMIT ${BREAKS_MAX}`,
    [organizationId, status ?? null, accountId ?? null, connectionId ?? null],
  )
  return rows.map(breakOf)
}

export async function findBreak(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<Break | null> {
  const [row] = await database.query<BreakRow>(`${BREAK} WHERE organization_id = $1 AND id = $2`, [
    organizationId,
    id,
  ])
  return row === undefined ? null : breakOf(row)
}

export async function addBreak(
  database: Queryable,
  of: Difference & {
    readonly id: string
    readonly organizationId: string
    readonly connectionId: string
    readonly runId: string
    readonly at: Micros
  },
): Promise<void> {
  await database.query(
    `INSERT INTO reconciliation_break (id, organization_id, connection_id, account_id, run_id, kind, subject, expected, observed,
       evidence, proposed, status, found_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, 'OPEN', $12::timestamptz)`,
    [
      of.id,
      of.organizationId,
      of.connectionId,
      of.accountId,
      of.runId,
      of.kind,
      of.subject,
      of.expected,
      of.observed,
      JSON.stringify(of.evidence),
      JSON.stringify(of.proposed),
      instantText(of.at),
    ],
  )
}

/**
 * Breaks that a later reading is held against, oldest first: those that are open, those that were dismissed, and orders of others
 * that were noted. Each stands until a reading finds it no more.
 */
export async function standingBreaks(database: Queryable, connectionId: string): Promise<readonly Break[]> {
  const rows = await database.query<BreakRow>(
    `${BREAK} WHERE connection_id = $1 AND (status IN ('OPEN', 'DISMISSED') OR (status = 'CORRECTED' AND kind = 'FOREIGN_ORDER'))
     ORDER BY seq`,
    [connectionId],
  )
  return rows.map(breakOf)
}

/** A reading found it no more; who decided about it before stays on record. */
export async function clearBreak(database: Queryable, id: string, at: Micros): Promise<void> {
  await database.query(
    `UPDATE reconciliation_break SET status = 'CLEARED', decided_at = COALESCE(decided_at, $2::timestamptz) WHERE id = $1`,
    [id, instantText(at)],
  )
}

/** A break as the newest run saw it; what was decided about it stays. */
export async function restateBreak(database: Queryable, id: string, of: Difference): Promise<void> {
  await database.query(
    `UPDATE reconciliation_break SET expected = $2, observed = $3, evidence = $4::jsonb, proposed = $5::jsonb
     WHERE id = $1`,
    [id, of.expected, of.observed, JSON.stringify(of.evidence), JSON.stringify(of.proposed)],
  )
}

/** False: it is open no more. */
export async function decideBreak(
  database: Queryable,
  id: string,
  of: {
    readonly status: 'CORRECTED' | 'DISMISSED'
    readonly actor: Actor
    readonly reason: string
    readonly at: Micros
  },
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE reconciliation_break SET status = $2, decided_by = $3::jsonb, reason = $4, decided_at = $5::timestamptz
     WHERE id = $1 AND status = 'OPEN' RETURNING id`,
    [id, of.status, JSON.stringify(of.actor), of.reason, instantText(of.at)],
  )
  return rows.length > 0
}

/** What was corrected holds no more: somebody decides again. */
export async function reopenBreak(database: Queryable, id: string): Promise<void> {
  await database.query(
    `UPDATE reconciliation_break SET status = 'OPEN', decided_by = NULL, reason = NULL, decided_at = NULL WHERE id = $1`,
    [id],
  )
}

/** Whether a break of a kind that keeps the account from being reconciled is open. */
export async function isBlocked(database: Queryable, connectionId: string): Promise<boolean> {
  const rows = await database.query(
    `SELECT 1 AS one FROM reconciliation_break WHERE connection_id = $1 AND status = 'OPEN' AND kind = ANY($2::text[]) LIMIT 1`,
    [connectionId, [...BLOCKING_KINDS]],
  )
  return rows.length > 0
}

export async function keptPolicy(database: Queryable, organizationId: string): Promise<string | null> {
  const [row] = await database.query<{ policy: string }>(
    'SELECT policy::text FROM reconciliation_policy WHERE organization_id = $1',
    [organizationId],
  )
  return row?.policy ?? null
}

export async function putPolicy(
  database: Queryable,
  organizationId: string,
  {
    policy,
    actor,
    at,
  }: { readonly policy: ReconciliationPolicy; readonly actor: Actor; readonly at: Micros },
): Promise<void> {
  await database.query(
    `INSERT INTO reconciliation_policy (organization_id, policy, updated_by, updated_at)
     VALUES ($1, $2::jsonb, $3::jsonb, $4::timestamptz)
     ON CONFLICT (organization_id) DO UPDATE SET policy = excluded.policy, updated_by = excluded.updated_by,
       updated_at = excluded.updated_at`,
    [organizationId, JSON.stringify(policy), JSON.stringify(actor), instantText(at)],
  )
}
