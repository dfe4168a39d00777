/** Gathers how an account stands in its stage, from its book, the scores of its orders, and what is open against it. */
import type { AccountState } from '@quarterdeck/engine'
import { type Micros, MONEY_SCALE } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { PartitionHost } from '../partition/host.ts'
import { accountView } from '../projection/account-view.ts'
import { instantText } from '../projection/exact.ts'
import { driftOf } from './drift.ts'
import type { StageFacts } from './promotion.ts'
import { type ScoredOrder, scoredOrders } from './shadow-rows.ts'

export interface StageSources {
  readonly database: Database
  readonly clock: Clock
}

type Partition = NonNullable<PartitionHost['partition']>

const DAY_MICROS = 86_400_000_000
/** Scores older than this say little of today's market. */
export const SCORES_DAYS_MAX = 90

/**
 * How an account stands. A live account that nobody may trade yet is judged by the SHADOW accounts on its own connection: what is
 * to be shown before the first stage was shown there.
 */
export async function stageFacts(
  { database, clock }: StageSources,
  partition: Partition,
  account: AccountState,
): Promise<StageFacts> {
  const now = clock.now()
  const { organizationId } = partition.book
  const evidence = evidenceOf(partition, account)
  const accountIds = evidence.map(({ id }) => id)
  const began = account.live?.stageSince ?? Math.min(now, ...evidence.map(({ openedAt }) => openedAt))
  const since = Math.max(began, now - SCORES_DAYS_MAX * DAY_MICROS)
  const isScored = evidence.some(({ mode }) => mode === 'SHADOW')
  const [orders, scores, open] = await Promise.all([
    ordersSince(database, organizationId, { accountIds, since: began }),
    isScored ? scoredOrders(database, organizationId, { accountIds, since }) : null,
    openAgainst(database, organizationId, account.id),
  ])
  return {
    days: evidence.length === 0 ? 0 : (now - began) / DAY_MICROS,
    orders,
    drift: scores === null ? null : driftOf(scores),
    simulatedAlone: scores !== null && isSimulatedAlone(scores),
    ...open,
    drawdownShare: drawdownShare(partition, account, now),
  }
}

function isSimulatedAlone(scores: readonly ScoredOrder[]): boolean {
  return (
    scores.some(({ simulatedLots }) => simulatedLots > 0) &&
    scores.every(({ printedLots }) => printedLots === 0)
  )
}

function evidenceOf({ book }: Partition, account: AccountState): readonly AccountState[] {
  if (account.mode !== 'LIVE' || account.live !== null) return [account]
  return book.accounts.filter(
    ({ mode, connectionId }) => mode === 'SHADOW' && connectionId === account.connectionId,
  )
}

async function ordersSince(
  database: Database,
  organizationId: string,
  { accountIds, since }: { readonly accountIds: readonly string[]; readonly since: Micros },
): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT count(*) AS count FROM trade_order
     WHERE organization_id = $1 AND account_id = ANY($2::text[]) AND created_at >= $3::timestamptz
       AND status <> 'REJECTED'`,
    [organizationId, accountIds, instantText(since)],
  )
  return row?.count ?? 0
}

async function openAgainst(
  database: Database,
  organizationId: string,
  accountId: string,
): Promise<Pick<StageFacts, 'openBreaks' | 'openIncidents'>> {
  const [row] = await database.query<{ breaks: number; incidents: number }>(
    `SELECT (SELECT count(*) FROM reconciliation_break b
             WHERE b.organization_id = $1 AND b.account_id = $2 AND b.status = 'OPEN' AND b.kind <> 'FOREIGN_ORDER') AS breaks,
            (SELECT count(*) FROM strategy_incident i JOIN deployment d ON d.id = i.deployment_id
             WHERE i.organization_id = $1 AND d.account_id = $2 AND i.ended_at IS NULL AND i.drill_id IS NULL) AS incidents`,
    [organizationId, accountId],
  )
  return { openBreaks: row?.breaks ?? 0, openIncidents: row?.incidents ?? 0 }
}

/** How far equity is below the day's high; null: it cannot be valued, or nothing was marked yet. */
function drawdownShare({ book, market }: Partition, account: AccountState, at: Micros): number | null {
  const equity = accountView({ book, market, at }, account.id)?.equity ?? null
  if (equity === null) return null
  const units = decimalUnits(equity, MONEY_SCALE)
  const high = account.dayHighEquity > units ? account.dayHighEquity : units
  return high <= 0n ? 0 : Number(high - units) / Number(high)
}
