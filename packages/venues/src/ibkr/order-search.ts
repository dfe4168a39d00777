/**
 * Finds an order by the id of its client: in the list of the day, and where it is not in it among the executions, because a list
 * forgets what ended yesterday.
 *
 * Either list is had once in five seconds. After an outage many orders are looked for one after the other: they share a list that
 * is young, as long as nothing sent could have come after it.
 */

import { answered, failed, type Answer } from '../contract/answer.ts'
import type { OrderLookup } from '../contract/reads.ts'
import type { OrderRecord } from '../contract/records.ts'
import type { IbkrContext } from './context.ts'
import type { Executions, LiveOrders } from './live-orders.ts'
import type { Execution } from './order-records.ts'

/** How old a list may be; `absenceProvenAfterMs` is longer by as much. */
const SHARED_MS = 10_000
const LOOKUP_DAYS = 2

export class OrderSearch {
  private readonly context: IbkrContext
  private readonly orders: LiveOrders
  private readonly executions: Executions

  constructor(context: IbkrContext, orders: LiveOrders, executions: Executions) {
    this.context = context
    this.orders = orders
    this.executions = executions
  }

  async byClientId({ clientOrderId, sentAtMs }: OrderLookup): Promise<Answer<OrderRecord | null>> {
    const { time, settings, refs } = this.context
    const youngMs = time.nowMs() - SHARED_MS
    // Who is not in a list may have come after it: it must be younger than the end of his request.
    const absentMs = Math.max(youngMs, sentAtMs + settings.timeoutMs)
    const isOwn = (order: OrderRecord): boolean => order.clientOrderId === clientOrderId
    const young = this.orders.since(youngMs)
    const seen = young?.ok === true ? young.value.find(isOwn) : undefined
    if (seen !== undefined) return answered(seen)
    const orders = this.orders.since(absentMs) ?? (await this.orders.read())
    if (!orders.ok) return orders
    const listed = orders.value.find(isOwn)
    if (listed !== undefined) return answered(listed)
    const executions =
      this.executions.since(absentMs, LOOKUP_DAYS) ?? (await this.executions.read(LOOKUP_DAYS))
    if (!executions.ok) return executions
    const [own] = executions.value.filter(({ fill }) => fill.clientOrderId === clientOrderId)
    if (own === undefined) return answered(null)
    const venueOrderId = own.venueOrderId ?? refs.idOf(clientOrderId)
    return venueOrderId === null
      ? failed('UNREADABLE', `the order ${clientOrderId} was executed and is in no list`)
      : answered(executedOrder(own, venueOrderId))
  }
}

/** An order of which only executions are left: it was there; what became of the rest is not told. */
function executedOrder({ fill }: Execution, venueOrderId: string): OrderRecord {
  return {
    venueOrderId,
    clientOrderId: fill.clientOrderId,
    venueSymbol: fill.venueSymbol,
    side: fill.side,
    orderType: null,
    timeInForce: null,
    status: 'UNKNOWN',
    venueStatus: 'executed',
    quantity: null,
    limitPrice: null,
    stopPrice: null,
    postOnly: null,
    filledQuantity: '0',
    averagePrice: null,
    fees: null,
    fillCount: null,
    reason: null,
    createdAt: null,
    updatedAt: fill.venueAt,
    replacedBy: null,
  }
}
