/** Puts together what the rules see of a deployment, of what its host, the book and the market show. Reads memory only. */
import {
  type Book,
  type DeploymentState,
  type Micros,
  type OrderState,
  requestsInMinute,
} from '@quarterdeck/engine'
import { sessionAt } from '../../feed/calendar/calendar.ts'
import type { MarketBoard } from '../../feed/market-board.ts'
import { expiryOf } from '../../feed/session-watch.ts'
import type { RunFigures } from '../run/figures.ts'
import type { DeploymentActivity } from '../strategies.ts'
import type { FigureLooks } from './figure-looks.ts'
import type { ComparedRun, FeedAge, Imbalance, Observation, PendingOrder } from './observation.ts'

/** What a deployment's host shows of it. */
export interface HostVitals {
  readonly activity: DeploymentActivity
  readonly lastFault: string | null
  /** Unexpected ends of its runs of late, oldest first. */
  readonly ends: readonly Micros[]
  /** Null: no run is hosted. */
  readonly figures: RunFigures | null
  /** Since the newest input was sent; null: all are answered. */
  readonly unansweredFor: Micros | null
  readonly feeds: readonly Pick<FeedAge, 'instrumentId' | 'kind' | 'lastAt' | 'usualGap'>[]
}

/** The working orders of one deployment. */
export interface WorkingOrders {
  readonly pending: PendingOrder[]
  working: number
}

export interface ObservedParts {
  readonly at: Micros
  readonly deployment: DeploymentState
  readonly vitals: HostVitals
  readonly looks: FigureLooks
  readonly orders: WorkingOrders | undefined
  readonly compared: ComparedRun | null
  readonly imbalance: Imbalance | null
  readonly board: Pick<MarketBoard, 'instrument' | 'calendarOf' | 'status' | 'receivedAt'>
}

export function observe({
  at,
  deployment,
  vitals,
  looks,
  orders,
  compared,
  imbalance,
  board,
}: ObservedParts): Observation {
  const { activity, lastFault, ends, figures, unansweredFor, feeds } = vitals
  return {
    at,
    activity,
    desired: deployment.desired,
    quarantineReason: deployment.quarantineReason,
    lastFault,
    faults: ends,
    feeds: feeds.map((feed) => ({
      ...feed,
      openSince: openSince(board, feed.instrumentId, at),
      marketAt: board.receivedAt(feed.instrumentId),
    })),
    pending: orders?.pending ?? [],
    workingOrders: orders?.working ?? 0,
    compared,
    imbalance,
    ...looks.look(at, figures, unansweredFor),
    requestsInMinute: requestsInMinute(deployment, at),
    ordersPerMinuteMax: deployment.ordersPerMinuteMax,
  }
}

/** The working orders of all deployments, in one pass over the book. */
export function workingByDeployment(book: Book): ReadonlyMap<string, WorkingOrders> {
  const all = new Map<string, WorkingOrders>()
  for (const order of book.workingOrders.values()) {
    const { deploymentId } = order
    if (deploymentId === null) continue
    let own = all.get(deploymentId)
    if (own === undefined) all.set(deploymentId, (own = { pending: [], working: 0 }))
    own.working += 1
    const pending = pendingOf(order)
    if (pending !== null) own.pending.push(pending)
  }
  return all
}

function pendingOf({ id, clientOrderId, status, updatedAt }: OrderState): PendingOrder | null {
  switch (status) {
    case 'PENDING_NEW':
    case 'PENDING_CANCEL':
    case 'PENDING_REPLACE':
    case 'UNKNOWN':
      return { orderId: id, clientOrderId, status, since: updatedAt }
    default:
      return null
  }
}

/** Start of the session that runs; null: its market is closed, halted or gone. */
function openSince(board: ObservedParts['board'], instrumentId: string, at: Micros): Micros | null {
  const instrument = board.instrument(instrumentId)?.instrument
  if (instrument === undefined || at >= expiryOf(instrument)) return null
  if (board.status(instrumentId)?.status === 'HALTED') return null
  return sessionAt(board.calendarOf(instrument), at).openSince
}
