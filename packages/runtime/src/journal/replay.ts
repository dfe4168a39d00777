/** Committed events read back as the batches that a subscription sends, with each order's row beside its event. */
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
    const rows = await readOrderRows(database, [...new Set(orderIdOf.values())])
    const orderRows = new Map<number, OrderRow>()
    for (const [seq, id] of orderIdOf) {
      const row = rows.get(id)
      if (row !== undefined) orderRows.set(seq, row)
    }
    yield { organizationId, events, orderRows }
  }
}

const COLUMNS =
  'id, organization_id AS "organizationId", seq, account_id AS "accountId", instrument_id AS "instrumentId", ' +
  'client_order_id AS "clientOrderId", side, type, time_in_force AS "timeInForce", quantity, limit_price AS "limitPrice", ' +
  'stop_price AS "stopPrice", filled_quantity AS "filledQuantity", average_fill_price AS "averageFillPrice", status, open, ' +
  'end_reason AS "endReason", requested_mode AS "requestedMode", effective_mode AS "effectiveMode", ' +
  'venue_order_id AS "venueOrderId", strategy_id AS "strategyId", actor, decision, created_at AS "createdAt", ' +
  'updated_at AS "updatedAt"'

type StoredOrder = Omit<OrderRow, 'seq' | 'actor' | 'decision'> & {
  readonly seq: number
  readonly actor: string
  readonly decision: string
}

async function readOrderRows(
  database: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OrderRow>> {
  if (ids.length === 0) return new Map()
  const stored = await database.query<StoredOrder>(
    `SELECT ${COLUMNS} FROM trade_order WHERE id = ANY($1::text[])`,
    [ids],
  )
  return new Map(
    stored.map((row) => [
      row.id,
      {
        ...row,
        seq: BigInt(row.seq),
        // Written by us, as an `Actor`, and never edited.
        actor: JSON.parse(row.actor) as OrderRow['actor'],
        decision: JSON.parse(row.decision) as unknown,
      },
    ]),
  )
}
