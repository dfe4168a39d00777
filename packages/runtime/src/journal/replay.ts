/** Committed events read back as the batches that a subscription sends, with each order's row beside its event. */
import type { EngineEvent } from '@quarterdeck/engine'
import type { Queryable } from '../database/database.ts'
import type { CommittedBatch, OrderRow } from '../runtime.ts'
import { decodeEvent } from './payload.ts'
import { readPages } from './stored.ts'

/**
 * Yields the events of a range, oldest first. The row beside an old event is the order as it stands now, not as it stood then:
 * what a reader that comes back has to know.
 */
export async function* replayBatches(
  database: Queryable,
  organizationId: string,
  range: { readonly afterSeq: number; readonly throughSeq: number },
): AsyncGenerator<CommittedBatch, void, undefined> {
  if (range.throughSeq <= range.afterSeq) return
  for await (const page of readPages(database, organizationId, range)) {
    const events = page.map((row) => decodeEvent(row.payload))
    const orderIdOf = new Map<number, string>()
    for (const event of events) {
      if (event.type !== 'AlertRaised' && 'orderId' in event) orderIdOf.set(event.seq, event.orderId)
    }
    const rows = await readOrderRows(database, organizationId, [...new Set(orderIdOf.values())])
    const orderRows = new Map<number, OrderRow>()
    for (const event of events) {
      const row = rows.get(orderIdOf.get(event.seq) ?? '')
      if (row !== undefined) orderRows.set(event.seq, withDecision(row, event))
    }
    yield { organizationId, events, orderRows }
  }
}

/** The row of the event that made the order carries the decision, as it did when it was committed. */
function withDecision(row: OrderRow, event: EngineEvent): OrderRow {
  const makesIt = event.type === 'OrderAccepted' || event.type === 'OrderBlocked'
  return makesIt ? { ...row, decision: event.decision } : row
}

const COLUMNS =
  'id, organization_id AS "organizationId", seq, account_id AS "accountId", instrument_id AS "instrumentId", ' +
  'client_order_id AS "clientOrderId", side, type, time_in_force AS "timeInForce", quantity, limit_price AS "limitPrice", ' +
  'stop_price AS "stopPrice", filled_quantity AS "filledQuantity", average_fill_price AS "averageFillPrice", status, open, ' +
  'end_reason AS "endReason", requested_mode AS "requestedMode", effective_mode AS "effectiveMode", ' +
  'venue_order_id AS "venueOrderId", strategy_id AS "strategyId", deployment_id AS "deploymentId", cause, actor, created_at AS "createdAt", ' +
  'updated_at AS "updatedAt"'

type StoredOrder = Omit<OrderRow, 'seq' | 'actor' | 'cause' | 'decision'> & {
  readonly seq: number
  readonly actor: string
  readonly cause: string | null
}

async function readOrderRows(
  database: Queryable,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderRow>> {
  if (ids.length === 0) return new Map()
  const stored = await database.query<StoredOrder>(
    `SELECT ${COLUMNS} FROM trade_order WHERE organization_id = $1 AND id = ANY($2::text[])`,
    [organizationId, ids],
  )
  return new Map(
    stored.map((row) => [
      row.id,
      {
        ...row,
        seq: BigInt(row.seq),
        // Written by us, as an `Actor` and an `OrderCause`, and never edited.
        actor: JSON.parse(row.actor) as OrderRow['actor'],
        cause: row.cause === null ? null : (JSON.parse(row.cause) as OrderRow['cause']),
        decision: null,
      },
    ]),
  )
}
