/** Shadow orders and promotion policies as rows. */
import type { Actor, Micros } from '@quarterdeck/engine'
import type { Side } from '@quarterdeck/sdk'
import type { Queryable, SqlValue } from '../database/database.ts'
import { instantText } from '../projection/exact.ts'
import type { DriftSample } from './drift.ts'
import type { PromotionTerms } from './promotion-policy.ts'
import { decodeState, encodeState, type TrackedOrder } from './tracked-order.ts'

const COLUMNS = [
  'order_id',
  'organization_id',
  'account_id',
  'instrument_id',
  'strategy_id',
  'side',
  'placed_at',
  'quantity_lots',
  'simulated_lots',
  'simulated_tick_lots',
  'simulated_at',
  'printed_lots',
  'printed_tick_lots',
  'printed_at',
  'queue_at_join',
  'ends_at',
  'state',
  'gap',
  'over',
] as const
const TYPES: Readonly<Partial<Record<(typeof COLUMNS)[number], string>>> = {
  placed_at: 'timestamptz',
  simulated_at: 'timestamptz',
  printed_at: 'timestamptz',
  ends_at: 'timestamptz',
  simulated_tick_lots: 'numeric',
  printed_tick_lots: 'numeric',
}
const PLACES = COLUMNS.map(
  (column, at) => `$${at + 1}${TYPES[column] === undefined ? '' : `::${TYPES[column]}`}`,
)
const KEPT = COLUMNS.filter((column) => column !== 'order_id').map(
  (column) => `${column} = excluded.${column}`,
)
const UPSERT = `INSERT INTO shadow_score (${COLUMNS.join(', ')}) VALUES (${PLACES.join(', ')})
  ON CONFLICT (order_id) DO UPDATE SET ${KEPT.join(', ')}`

/** Keeps an order as it stands; `over`: nothing more will come of it. */
export async function keepOrder(database: Queryable, tracked: TrackedOrder, over: boolean): Promise<void> {
  const { printed } = tracked
  const instant = (at: Micros | null): SqlValue => (at === null ? null : instantText(at))
  await database.query(UPSERT, [
    tracked.orderId,
    tracked.organizationId,
    tracked.accountId,
    tracked.instrumentId,
    tracked.strategyId,
    printed.order.side,
    instant(printed.order.placedAt),
    tracked.quantityLots,
    tracked.simulatedLots,
    String(tracked.simulatedTickLots),
    instant(tracked.simulatedAt),
    printed.filledLots,
    String(printed.filledTickLots),
    instant(printed.firstFillAt),
    printed.queueAtJoin,
    instant(tracked.endsAt),
    encodeState(printed),
    tracked.gap,
    over,
  ])
}

const micros = (column: string, name: string): string =>
  `(extract(epoch FROM ${column}) * 1000000)::bigint AS "${name}"`

type StoredOrder = Omit<TrackedOrder, 'printed' | 'simulatedTickLots'> & {
  readonly simulatedTickLots: string
  readonly state: string
}

/** Orders that were still followed when the process before ended: what the market did meanwhile was not seen. */
export async function unfinishedOrders(
  database: Queryable,
  organizationId: string,
): Promise<readonly TrackedOrder[]> {
  const rows = await database.query<StoredOrder>(
    `SELECT order_id AS "orderId", organization_id AS "organizationId", account_id AS "accountId",
       instrument_id AS "instrumentId", strategy_id AS "strategyId", quantity_lots AS "quantityLots",
       simulated_lots AS "simulatedLots", simulated_tick_lots AS "simulatedTickLots", ${micros('simulated_at', 'simulatedAt')},
       ${micros('ends_at', 'endsAt')}, state
     FROM shadow_score WHERE organization_id = $1 AND NOT over`,
    [organizationId],
  )
  return rows.map(({ state, simulatedTickLots, ...row }) => ({
    ...row,
    simulatedTickLots: BigInt(simulatedTickLots),
    printed: decodeState(state),
    gap: true,
  }))
}

/** An order as a report reads it. */
export interface ScoredOrder extends DriftSample {
  readonly orderId: string
  readonly accountId: string
  readonly instrumentId: string
  readonly strategyId: string | null
  readonly queueAtJoin: number | null
}

/** Scored orders of accounts since an instant, newest first. */
export async function scoredOrders(
  database: Queryable,
  organizationId: string,
  { accountIds, since }: { readonly accountIds: readonly string[]; readonly since: Micros },
): Promise<readonly ScoredOrder[]> {
  const rows = await database.query<
    Omit<ScoredOrder, 'simulatedTickLots' | 'printedTickLots' | 'side'> & {
      readonly side: Side
      readonly simulatedTickLots: string
      readonly printedTickLots: string
    }
  >(
    `SELECT order_id AS "orderId", account_id AS "accountId", instrument_id AS "instrumentId", strategy_id AS "strategyId", side,
       quantity_lots AS "quantityLots", simulated_lots AS "simulatedLots", simulated_tick_lots AS "simulatedTickLots",
       ${micros('simulated_at', 'simulatedAt')}, printed_lots AS "printedLots", printed_tick_lots AS "printedTickLots",
       ${micros('printed_at', 'printedAt')}, queue_at_join AS "queueAtJoin"
     FROM shadow_score
     WHERE organization_id = $1 AND account_id = ANY($2::text[]) AND placed_at >= $3::timestamptz
     ORDER BY placed_at DESC LIMIT ${SCORES_MAX}`,
    [organizationId, accountIds, instantText(since)],
  )
  return rows.map((row) => ({
    ...row,
    simulatedTickLots: BigInt(row.simulatedTickLots),
    printedTickLots: BigInt(row.printedTickLots),
  }))
}

/** More than anybody reads; what is older is left out of a report. */
const SCORES_MAX = 10_000

/** The newest promotion policy; null: none was set. */
export async function newestPolicy(
  database: Queryable,
  organizationId: string,
): Promise<{ readonly version: number; readonly terms: unknown } | null> {
  const [row] = await database.query<{ version: number; terms: string }>(
    'SELECT version, terms::text AS terms FROM promotion_policy WHERE organization_id = $1 ORDER BY version DESC LIMIT 1',
    [organizationId],
  )
  return row === undefined ? null : { version: row.version, terms: JSON.parse(row.terms) as unknown }
}

/** Keeps the next version; false: somebody else has set that version meanwhile. */
export async function addPolicy(
  database: Queryable,
  organizationId: string,
  of: {
    readonly version: number
    readonly terms: PromotionTerms
    readonly actor: Actor
    readonly at: Micros
  },
): Promise<boolean> {
  const added = await database.query(
    `INSERT INTO promotion_policy (organization_id, version, terms, set_by, set_at)
     VALUES ($1, $2, $3::jsonb, $4::jsonb, $5::timestamptz) ON CONFLICT DO NOTHING RETURNING version`,
    [organizationId, of.version, JSON.stringify(of.terms), JSON.stringify(of.actor), instantText(of.at)],
  )
  return added.length === 1
}
