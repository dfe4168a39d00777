/** Proposals and signal policies as rows. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Signal } from '@quarterdeck/sdk'
import type { Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { ProposalStatus } from './signals.ts'

export interface StoredProposal {
  readonly id: string
  readonly organizationId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  readonly status: ProposalStatus
  readonly confidence: number
  readonly source: string
  readonly expiresAt: Micros
  readonly orderId: string | null
  /** Who accepted or declined it; null: nobody yet. */
  readonly decidedBy: Actor | null
}

export interface NewProposal {
  readonly id: string
  readonly organizationId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly side: 'BUY' | 'SELL'
  readonly quantity: string
  readonly signal: Signal
  readonly actor: Actor
  readonly at: Micros
}

export async function addProposal(database: Queryable, of: NewProposal): Promise<void> {
  const { signal } = of
  await database.query(
    `INSERT INTO signal_proposal (id, organization_id, account_id, instrument_id, side, quantity, status, signal, source,
       confidence, actor, proposed_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'OPEN', $7::jsonb, $8, $9, $10::jsonb, $11::timestamptz, $12::timestamptz)`,
    [
      of.id,
      of.organizationId,
      of.accountId,
      of.instrumentId,
      of.side,
      of.quantity,
      JSON.stringify(signal),
      `${signal.provenance.source} ${signal.provenance.version}`,
      signal.confidence,
      JSON.stringify(of.actor),
      instantText(of.at),
      instantText(signal.at + signal.horizon),
    ],
  )
}

export async function findProposal(
  database: Queryable,
  organizationId: string,
  id: string,
): Promise<StoredProposal | null> {
  const [row] = await database.query<
    Omit<StoredProposal, 'decidedBy'> & { readonly decidedBy: string | null }
  >(
    `SELECT id, organization_id AS "organizationId", account_id AS "accountId", instrument_id AS "instrumentId", side, quantity,
       status, confidence, source, (extract(epoch FROM expires_at) * 1000000)::bigint AS "expiresAt", order_id AS "orderId",
       decided_by::text AS "decidedBy"
     FROM signal_proposal WHERE organization_id = $1 AND id = $2`,
    [organizationId, id],
  )
  if (row === undefined) return null
  return { ...row, decidedBy: row.decidedBy === null ? null : (JSON.parse(row.decidedBy) as Actor) }
}

/** The order of a proposal follows from its id, so that no repeat makes another. */
export const clientOrderIdOf = (proposalId: string): string => `signal-${proposalId}`

/** The order that was made of a proposal; null: none was. */
export async function orderOfProposal(
  database: Queryable,
  { id, organizationId, accountId }: Pick<StoredProposal, 'id' | 'organizationId' | 'accountId'>,
): Promise<string | null> {
  const [row] = await database.query<{ id: string }>(
    'SELECT id FROM trade_order WHERE organization_id = $1 AND account_id = $2 AND client_order_id = $3',
    [organizationId, accountId, clientOrderIdOf(id)],
  )
  return row?.id ?? null
}

/** Writes down which proposals of an organization have expired; how many are open then. */
export async function expireProposals(
  database: Queryable,
  organizationId: string,
  now: Micros,
): Promise<number> {
  await database.query(
    `UPDATE signal_proposal SET status = 'EXPIRED', decided_at = expires_at
     WHERE organization_id = $1 AND status = 'OPEN' AND expires_at <= $2::timestamptz`,
    [organizationId, instantText(now)],
  )
  const [row] = await database.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM signal_proposal WHERE organization_id = $1 AND status = 'OPEN'`,
    [organizationId],
  )
  return row?.open ?? 0
}

/** Acceptances within the hour before an instant; those that came to nothing count too. */
export async function acceptedOfLate(
  database: Queryable,
  organizationId: string,
  now: Micros,
): Promise<number> {
  const [row] = await database.query<{ accepted: number }>(
    `SELECT count(*)::int AS accepted FROM signal_proposal
     WHERE organization_id = $1 AND status IN ('ACCEPTED', 'REFUSED') AND decided_at > $2::timestamptz`,
    [organizationId, instantText(now - 3_600e6)],
  )
  return row?.accepted ?? 0
}

/** Decides an open proposal; false: it was not open any more. */
export async function decideProposal(
  database: Queryable,
  id: string,
  of: {
    readonly status: 'ACCEPTED' | 'DECLINED'
    readonly actor: Actor
    readonly at: Micros
    readonly reason: string | null
  },
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE signal_proposal SET status = $2, decided_by = $3::jsonb, decided_at = $4::timestamptz, reason = $5
     WHERE id = $1 AND status = 'OPEN' AND expires_at > $4::timestamptz RETURNING id`,
    [id, of.status, JSON.stringify(of.actor), instantText(of.at), of.reason],
  )
  return rows.length > 0
}

/** What came of an accepted proposal. */
export async function endProposal(
  database: Queryable,
  id: string,
  of: { readonly orderId: string } | { readonly reason: string },
): Promise<void> {
  if ('orderId' in of)
    await database.query('UPDATE signal_proposal SET order_id = $2 WHERE id = $1', [id, of.orderId])
  else
    await database.query(`UPDATE signal_proposal SET status = 'REFUSED', reason = $2 WHERE id = $1`, [
      id,
      of.reason,
    ])
}

/** JSON; null: nobody has set one. */
export async function policyLimits(database: Queryable, organizationId: string): Promise<string | null> {
  const [row] = await database.query<{ limits: string }>(
    'SELECT limits::text FROM signal_policy WHERE organization_id = $1',
    [organizationId],
  )
  return row?.limits ?? null
}

export async function putPolicyLimits(
  database: Queryable,
  organizationId: string,
  of: { readonly limits: object; readonly actor: Actor; readonly at: Micros },
): Promise<void> {
  await database.query(
    `INSERT INTO signal_policy (organization_id, limits, updated_by, updated_at)
     VALUES ($1, $2::jsonb, $3::jsonb, $4::timestamptz)
     ON CONFLICT (organization_id) DO UPDATE SET limits = excluded.limits, updated_by = excluded.updated_by,
       updated_at = excluded.updated_at`,
    [organizationId, JSON.stringify(of.limits), JSON.stringify(of.actor), instantText(of.at)],
  )
}
