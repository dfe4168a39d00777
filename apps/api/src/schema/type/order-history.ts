/** The life of an order, told from its events: what happened, in a sentence, and where it stood after it. */
import { type EngineEvent, formatPrice, formatQuantity } from '@quarterdeck/engine'
import type { OrderRow } from '@quarterdeck/runtime'
import type { Instrument } from '@quarterdeck/sdk'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { OrderStatus } from '../enums.ts'
import { instrumentOf } from './instrument.ts'

type Status = typeof OrderStatus.$inferType

interface HistoryEntry {
  readonly seq: number
  readonly at: number
  readonly event: string
  readonly status: Status
  readonly summary: string
}

export const OrderHistoryEntry = builder.objectRef<HistoryEntry>('OrderHistoryEntry').implement({
  description: 'One thing that happened to an order.',
  fields: (t) => ({
    seq: t.field({ type: 'Cursor', description: 'The event.', resolve: ({ seq }) => seq }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    event: t.exposeString('event', { description: 'Name of the event.' }),
    status: t.expose('status', { type: OrderStatus, description: 'Where the order stood after it.' }),
    summary: t.exposeString('summary', { description: 'One sentence.' }),
  }),
})

export async function historyOf(order: OrderRow, context: Context): Promise<HistoryEntry[]> {
  const instrument = instrumentOf(context, order.instrumentId)
  const events = await context.runtime.history(order.organizationId, order.id)
  return told(events, instrument)
}

/** What a walk over the events keeps: enough to say where the order stood after each. */
interface Standing {
  lots: number
  filledLots: number
  status: Status
  filledByExecId: Map<string, number>
}

function told(events: readonly EngineEvent[], instrument: Instrument): HistoryEntry[] {
  const standing: Standing = { lots: 0, filledLots: 0, status: 'PENDING_NEW', filledByExecId: new Map() }
  return events.map((event) => {
    const summary = step(event, standing, instrument)
    return { seq: event.seq, at: event.at, event: event.type, status: standing.status, summary }
  })
}

/** Moves the standing on and says what happened. */
function step(event: EngineEvent, standing: Standing, instrument: Instrument): string {
  const lots = (count: number) => formatQuantity(instrument, count)
  switch (event.type) {
    case 'OrderAccepted':
      standing.lots = event.terms.quantityLots
      standing.status = 'PENDING_NEW'
      return event.decision.summary
    case 'OrderBlocked':
      standing.status = 'REJECTED'
      return event.decision.summary
    case 'OrderConfirmed':
      if (standing.status === 'PENDING_NEW' || standing.status === 'UNKNOWN')
        standing.status = working(standing)
      return `The venue confirmed it as ${event.venueOrderId}`
    case 'OrderRejected':
      standing.status = 'REJECTED'
      return `The venue rejected it: ${event.reason}`
    case 'OrderFilled':
      return fill(
        standing,
        event.execId,
        event.lots,
        `Filled ${lots(event.lots)} at ${formatPrice(instrument, event.priceTicks)}`,
      )
    case 'FillBusted':
      take(standing, event.execId)
      return `The venue took fill ${event.execId} back: ${event.reason}`
    case 'FillCorrected':
      take(standing, event.replacesExecId)
      return fill(
        standing,
        event.execId,
        event.lots,
        `The venue restated fill ${event.replacesExecId}: ${lots(event.lots)} at ${formatPrice(instrument, event.priceTicks)}`,
      )
    case 'OrderCancelRequested':
      standing.status = 'PENDING_CANCEL'
      return `A cancel was asked for: ${event.reason}`
    case 'OrderCancelRejected':
      standing.status = working(standing)
      return `The venue refused the cancel: ${event.reason}`
    case 'OrderCanceled':
      standing.status = 'CANCELED'
      return `Cancelled: ${event.reason}`
    case 'OrderExpired':
      standing.status = 'EXPIRED'
      return `Expired: ${event.reason}`
    case 'OrderReplaceRequested':
      standing.status = 'PENDING_REPLACE'
      return `A replacement by ${lots(event.quantityLots)} was asked for and allowed`
    case 'OrderReplaceBlocked':
      return `A replacement was blocked: ${event.decision.summary}`
    case 'OrderReplaced':
      standing.lots = event.quantityLots
      standing.status = working(standing)
      return `Replaced: the quantity is ${lots(event.quantityLots)}`
    case 'OrderReplaceRejected':
      standing.status = working(standing)
      return `The venue refused the replacement: ${event.reason}`
    case 'OrderMarkedUnknown':
      standing.status = 'UNKNOWN'
      return `Sent, fate unproven: ${event.reason}`
    case 'OrderTriggered':
      return 'Its stop was set off: it rests as a limit order'
    case 'AlertRaised':
      return event.message
    default:
      return event.type
  }
}

function working({ filledLots, lots }: Standing): Status {
  if (filledLots === 0) return 'NEW'
  return filledLots < lots ? 'PARTIALLY_FILLED' : 'FILLED'
}

function fill(standing: Standing, execId: string, lots: number, summary: string): string {
  standing.filledByExecId.set(execId, lots)
  standing.filledLots += lots
  // A fill while a cancel or a replacement is pending leaves that pending; one after the end leaves the end.
  const settled =
    standing.status === 'PENDING_CANCEL' || standing.status === 'PENDING_REPLACE' || ended(standing.status)
  if (!settled || standing.filledLots >= standing.lots)
    standing.status = ended(standing.status) ? standing.status : working(standing)
  return summary
}

function take(standing: Standing, execId: string): void {
  standing.filledLots -= standing.filledByExecId.get(execId) ?? 0
  standing.filledByExecId.delete(execId)
}

function ended(status: Status): boolean {
  return status === 'CANCELED' || status === 'EXPIRED' || status === 'REJECTED'
}
