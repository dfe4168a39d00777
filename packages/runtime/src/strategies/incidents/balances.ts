/**
 * Holds what the book keeps of each deployment's trading against its recorded fills: positions, and money paid and received. One
 * query for all deployments, once in a while. Fills of the moment may be on one side only: who asks believes what is found twice.
 */
import type { Book, Money } from '@quarterdeck/engine'
import type { Queryable } from '../../database/database.ts'
import { moneyText } from '../../projection/exact.ts'
import type { Imbalance } from './observation.ts'

/** What the book keeps of a deployment's trading in an instrument. */
export interface KeptFigures {
  readonly deploymentId: string
  readonly instrumentId: string
  readonly lots: number
  readonly lotSize: string
  readonly multiplier: string
  /** Received minus paid, fees included, in the instrument's currency. */
  readonly cash: string
}

/** The first imbalance of each deployment that has one. */
export async function imbalances(
  database: Queryable,
  organizationId: string,
  kept: readonly KeptFigures[],
): Promise<ReadonlyMap<string, Imbalance>> {
  const rows = await database.query<{
    deploymentId: string
    instrumentId: string
    isPosition: boolean
    keptPosition: string
    fillsPosition: string
    keptCash: string
    fillsCash: string
  }>(
    `WITH kept AS (
       SELECT "deploymentId", "instrumentId", lots * "lotSize" AS position, cash, multiplier
       FROM json_to_recordset($2::json) AS k("deploymentId" text, "instrumentId" text, lots numeric, "lotSize" numeric,
         multiplier numeric, cash numeric)
     ), filled AS (
       SELECT o.deployment_id, f.instrument_id, sum(s.sign * f.quantity) AS position,
         sum(s.sign * f.quantity * f.price) AS notional, sum(f.fee) AS fee
       FROM fill f JOIN trade_order o ON o.id = f.order_id
         CROSS JOIN LATERAL (SELECT CASE f.side WHEN 'BUY' THEN 1 ELSE -1 END AS sign) s
       WHERE o.organization_id = $1 AND o.deployment_id IS NOT NULL AND NOT f.voided
       GROUP BY o.deployment_id, f.instrument_id
     ), compared AS (
       SELECT coalesce("deploymentId", deployment_id) AS "deploymentId", coalesce("instrumentId", instrument_id) AS "instrumentId",
         coalesce(kept.position, 0) AS kept_position, coalesce(filled.position, 0) AS fills_position,
         coalesce(cash, 0) AS kept_cash, coalesce(-notional * coalesce(multiplier, 1) - fee, 0) AS fills_cash
       FROM kept FULL JOIN filled ON deployment_id = "deploymentId" AND instrument_id = "instrumentId"
     )
     SELECT "deploymentId", "instrumentId", kept_position <> fills_position AS "isPosition",
       trim_scale(kept_position)::text AS "keptPosition", trim_scale(fills_position)::text AS "fillsPosition",
       trim_scale(kept_cash)::text AS "keptCash", trim_scale(fills_cash)::text AS "fillsCash"
     FROM compared WHERE kept_position <> fills_position OR kept_cash <> fills_cash
     ORDER BY "deploymentId" DESC, "instrumentId" DESC`,
    [organizationId, JSON.stringify(kept)],
  )
  return new Map(
    rows.map(({ deploymentId, instrumentId, ...of }) => [
      deploymentId,
      of.isPosition
        ? { instrumentId, what: 'position' as const, kept: of.keptPosition, fills: of.fillsPosition }
        : { instrumentId, what: 'profit' as const, kept: of.keptCash, fills: of.fillsCash },
    ]),
  )
}

/** What was found before and is found again, the same in every figure. */
export function foundTwice(
  before: ReadonlyMap<string, Imbalance>,
  now: ReadonlyMap<string, Imbalance>,
): ReadonlyMap<string, Imbalance> {
  const isSame = (one: Imbalance | undefined, other: Imbalance) =>
    JSON.stringify(one) === JSON.stringify(other)
  return new Map([...now].filter(([id, imbalance]) => isSame(before.get(id), imbalance)))
}

/** What the book's orders come to, by deployment and instrument, in one pass. */
export function keptFigures(book: Book): readonly KeptFigures[] {
  const sums = new Map<string, { deploymentId: string; index: number; lots: number; cash: Money }>()
  for (const { deploymentId, instrumentIndex: index, side, fills } of book.orders.values()) {
    if (deploymentId === null || fills.length === 0) continue
    const key = `${deploymentId} ${index}`
    const sum = sums.get(key) ?? { deploymentId, index, lots: 0, cash: 0n }
    sums.set(key, sum)
    const { tickLotValue } = book.instruments[index]!
    const sign = side === 'BUY' ? 1 : -1
    for (const { voided, lots, priceTicks, fee } of fills) {
      if (voided) continue
      sum.lots += sign * lots
      sum.cash -= BigInt(sign) * BigInt(priceTicks) * BigInt(lots) * tickLotValue + fee
    }
  }
  return [...sums.values()].map(({ deploymentId, index, lots, cash }) => {
    const { id: instrumentId, quantityIncrement: lotSize, multiplier } = book.instruments[index]!.terms
    return { deploymentId, instrumentId, lots, lotSize, multiplier, cash: moneyText(cash) }
  })
}
