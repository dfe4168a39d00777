/** What model servers said at the close of each bar that they follow, as rows. */
import type { Micros } from '@quarterdeck/engine'
import type { Signal } from '@quarterdeck/sdk'
import type { Queryable } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { SignalOpinion } from './signals.ts'

/** Older ones are let go. */
const KEPT: Micros = 30 * 86_400e6

/** Keeps an opinion, once for each bar, and lets go of those of the same series that are long past. */
export async function addOpinion(
  database: Queryable,
  organizationId: string,
  { source, instrumentId, bar, closedAt, signal, silence, proposalId }: SignalOpinion,
): Promise<void> {
  const series = [organizationId, source, instrumentId, bar]
  await database.query(
    `INSERT INTO signal_opinion (organization_id, source, instrument_id, bar, closed_at, signal, silence, proposal_id)
     VALUES ($1, $2, $3, $4, $5::timestamptz, $6::jsonb, $7, $8) ON CONFLICT DO NOTHING`,
    [...series, instantText(closedAt), signal === null ? null : JSON.stringify(signal), silence, proposalId],
  )
  await database.query(
    `DELETE FROM signal_opinion WHERE organization_id = $1 AND source = $2 AND instrument_id = $3 AND bar = $4
     AND closed_at < $5::timestamptz`,
    [...series, instantText(closedAt - KEPT)],
  )
}

/** Newest first. */
export async function newestOpinions(
  database: Queryable,
  organizationId: string,
  count: number,
): Promise<readonly SignalOpinion[]> {
  const rows = await database.query<Omit<SignalOpinion, 'signal'> & { readonly signal: string | null }>(
    `SELECT source, instrument_id AS "instrumentId", bar, (extract(epoch FROM closed_at) * 1000000)::bigint AS "closedAt",
       signal::text, silence, proposal_id AS "proposalId"
     FROM signal_opinion WHERE organization_id = $1 ORDER BY closed_at DESC, source, instrument_id, bar LIMIT $2`,
    [organizationId, count],
  )
  return rows.map((row) => ({
    ...row,
    signal: row.signal === null ? null : (JSON.parse(row.signal) as Signal),
  }))
}

/** Whether a source has a proposal open on a series already: one at a time, however often it repeats itself. */
export async function hasOpenProposal(
  database: Queryable,
  of: {
    readonly accountId: string
    readonly instrumentId: string
    readonly actorId: string
    readonly now: Micros
  },
): Promise<boolean> {
  const rows = await database.query(
    `SELECT 1 AS one FROM signal_proposal WHERE account_id = $1 AND instrument_id = $2 AND actor->>'id' = $3
     AND status = 'OPEN' AND expires_at > $4::timestamptz LIMIT 1`,
    [of.accountId, of.instrumentId, of.actorId, instantText(of.now)],
  )
  return rows.length > 0
}
