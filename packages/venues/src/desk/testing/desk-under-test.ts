/** A desk that follows one order, what it reported, and what a venue says to it. */

import { IncrementCounter } from '../../book/decimal-count.ts'
import type { VenueReport } from '@quarterdeck/engine'
import type { VenueAlert } from '../../contract/alerts.ts'
import { unknown, type PlaceOutcome } from '../../contract/outcome.ts'
import type { FillRecord, OrderRecord } from '../../contract/records.ts'
import { OrderDesk } from '../order-desk.ts'
import type { TrackedOrder } from '../desk-order.ts'

const TRACKED: TrackedOrder = {
  orderId: 'o-1',
  clientOrderId: 'c-1',
  venueSymbol: 'BTC-USD',
  lots: 10,
  increments: { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.1') },
  sentAtMs: 1_000,
  venueOrderId: null,
  bookedExecIds: [],
  bookedLots: 0,
}
export const ACCEPTED: PlaceOutcome = { kind: 'ACCEPTED', venueOrderId: 'v-1', clientOrderId: 'c-1' }
export const LOST = unknown({
  what: 'TIMEOUT',
  message: 'no answer',
  status: null,
  bodyStart: null,
  sentAtMs: 1_000,
})

export function record(change: Partial<OrderRecord>): OrderRecord {
  return {
    venueOrderId: 'v-1',
    clientOrderId: 'c-1',
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    status: 'NEW',
    venueStatus: 'OPEN',
    quantity: '1',
    limitPrice: '100',
    stopPrice: null,
    postOnly: false,
    filledQuantity: '0',
    averagePrice: null,
    fees: null,
    fillCount: null,
    reason: null,
    createdAt: null,
    updatedAt: null,
    replacedBy: null,
    ...change,
  }
}

export function fill(execId: string, quantity: string, change: Partial<FillRecord> = {}): FillRecord {
  return {
    kind: 'FILL',
    execId,
    replacesExecId: null,
    venueOrderId: 'v-1',
    clientOrderId: null,
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    price: '100',
    quantity,
    fee: '0',
    feeCurrency: null,
    liquidity: 'MAKER',
    venueAt: 1,
    ...change,
  }
}

export interface Told {
  readonly desk: OrderDesk
  readonly reports: VenueReport[]
  readonly alerts: VenueAlert[]
  /** Orders that the desk said have to be canceled. */
  readonly mustCancel: string[]
}

export function openDesk(order: Partial<TrackedOrder> = {}): Told {
  const reports: VenueReport[] = []
  const alerts: VenueAlert[] = []
  const mustCancel: string[] = []
  const desk = new OrderDesk({
    venueId: 'V',
    absenceProvenAfterMs: 5_000,
    report: (report) => void reports.push(report),
    mustCancel: (orderId) => void mustCancel.push(orderId),
    alert: (alert) => void alerts.push(alert),
  })
  desk.follow({ ...TRACKED, ...order })
  return { desk, reports, alerts, mustCancel }
}

export const kinds = ({ reports }: Told): readonly string[] => reports.map(({ kind }) => kind)
