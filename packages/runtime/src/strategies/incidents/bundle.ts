/**
 * What a person needs to understand an incident, as it was at its onset: what the rule saw, what the deployment did, its orders with
 * their history, its log, the market, and what was in force. Made of named fields of these alone, bounded in number and size:
 * there is no way for a credential, an environment or another organization's data into it.
 */
import type { Book, DeploymentState, OrderState } from '@quarterdeck/engine'
import type { Queryable } from '../../database/database.ts'
import type { MarketBoard } from '../../feed/market-board.ts'
import type { PartitionHost } from '../../partition/host.ts'
import { searchLog } from '../log-search.ts'
import type { ObservedDeployment } from '../strategies.ts'
import type { Incident } from './incident.ts'
import type { Observation } from './observation.ts'

/** Bytes that a bundle has at most. */
export const BUNDLE_BYTES_MAX = 256 * 1_024
const ORDERS = 30
const EVENTS = 200
const LOG_LINES = 100
const INSTRUMENTS = 50
const TEXT_LENGTH = 1_000

export interface BundleParts {
  readonly database: Queryable
  readonly board: Pick<MarketBoard, 'quote' | 'status' | 'instrument'>
  readonly host: Pick<
    PartitionHost,
    'organizationId' | 'headSeq' | 'partition' | 'unavailableBecause' | 'venueUnhealthyBecause'
  >
  readonly observed: ObservedDeployment
}

/** The bundle as JSON of at most BUNDLE_BYTES_MAX bytes. */
export async function gatherBundle(
  parts: BundleParts,
  incident: Incident,
  seen: Observation,
): Promise<string> {
  const { host, database } = parts
  const { deploymentId } = incident
  const book = host.partition?.book ?? null
  const deployment = book?.deployments.get(deploymentId) ?? null
  const orders = book === null ? [] : newestOrders(book, deploymentId)
  const search = { afterId: null, beforeId: null, levels: [], text: '', limit: LOG_LINES }
  const [events, log] = await Promise.all([
    journalOf(database, host.organizationId, orders),
    searchLog(database, host.organizationId, deploymentId, search),
  ])
  const { id, kind, severity, summary, openedAt } = incident
  return bounded({
    incident: { id, kind, severity, summary, openedAt, deploymentId },
    seen,
    observed: parts.observed,
    deployment: deployment === null ? null : termsShown(deployment),
    orders: orders.map(orderShown),
    events,
    log: log.map(({ at, run, level, message }) => ({ at, run, level, message: cut(message) })),
    market: (deployment?.instrumentIds ?? []).slice(0, INSTRUMENTS).map((each) => marketShown(parts, each)),
    killSwitches: book === null ? [] : switchesShown(book),
    policies: book === null || deployment === null ? [] : policiesShown(book, deployment),
    health: healthShown(parts, deployment),
  })
}

function newestOrders(book: Book, deploymentId: string): readonly OrderState[] {
  const newest: OrderState[] = []
  for (const order of book.workingOrders.values())
    if (order.deploymentId === deploymentId && newest.length < ORDERS) newest.push(order)
  const known = new Set(newest)
  for (const order of [...book.orders.values()].reverse()) {
    if (newest.length >= ORDERS) break
    if (order.deploymentId === deploymentId && !known.has(order)) newest.push(order)
  }
  return newest
}

async function journalOf(database: Queryable, organizationId: string, orders: readonly OrderState[]) {
  const rows = await database.query<{ seq: number; type: string; orderId: string; payload: string }>(
    `SELECT seq, type, subject_id AS "orderId", payload FROM journal_event
     WHERE organization_id = $1 AND subject_id = ANY($2::text[]) ORDER BY seq DESC LIMIT ${EVENTS}`,
    [organizationId, orders.map(({ id }) => id)],
  )
  return rows.map(({ payload, ...row }) => ({ ...row, event: cut(payload) }))
}

function orderShown(order: OrderState) {
  const { id, clientOrderId, side, orderType, timeInForce, status, quantityLots, limitTicks } = order
  const { stopTicks, filledLots, venueOrderId, endReason, createdAt, updatedAt, cause } = order
  const asked = { id, clientOrderId, side, orderType, timeInForce, quantityLots, limitTicks, stopTicks }
  return { ...asked, status, filledLots, venueOrderId, endReason, createdAt, updatedAt, cause }
}

function termsShown(deployment: DeploymentState) {
  const { id, name, strategyId, version, revision, desired, isolation } = deployment
  const { instrumentIds, ordersPerMinuteMax, quarantineReason, deployedAt, updatedAt } = deployment
  const terms = { id, name, strategyId, version, revision, isolation, instrumentIds, ordersPerMinuteMax }
  return { ...terms, desired, quarantineReason, deployedAt, updatedAt }
}

function marketShown({ board }: BundleParts, instrumentId: string) {
  const status = board.status(instrumentId)?.status ?? null
  return { instrumentId, status, quote: board.quote(instrumentId) }
}

function switchesShown(book: Book) {
  return book.switches
    .filter(({ phase }) => phase !== 'RELEASED')
    .map(({ id, scope, targetId, phase, reason }) => ({ id, scope, targetId, phase, reason }))
}

/** Policies that may judge its orders: those of everybody, and those of what it is, trades and trades on. */
function policiesShown(book: Book, { strategyId, accountIndex, instrumentIds, deployedBy }: DeploymentState) {
  const account = book.accounts[accountIndex]?.id
  const targets = new Set([strategyId, account, ...instrumentIds, deployedBy.id, deployedBy.userId])
  return book.policies
    .filter(({ targetId }) => targetId === null || targets.has(targetId))
    .map(({ id, scope, targetId, version, limits }) => ({ id, scope, targetId, version, limits }))
}

function healthShown({ host, board }: BundleParts, deployment: DeploymentState | null) {
  const venues = new Set(
    (deployment?.instrumentIds ?? []).flatMap((id) => board.instrument(id)?.instrument.venueId ?? []),
  )
  return {
    headSeq: host.headSeq,
    organization: host.unavailableBecause(),
    venues: Object.fromEntries([...venues].map((venue) => [venue, host.venueUnhealthyBecause(venue)])),
  }
}

function cut(text: string): string {
  return text.length <= TEXT_LENGTH ? text : `${text.slice(0, TEXT_LENGTH)}...`
}

/** Leaves out the oldest events and log lines until the rest fits. */
function bounded<Bundle extends { readonly events: readonly object[]; readonly log: readonly object[] }>(
  bundle: Bundle,
): string {
  const text = JSON.stringify(bundle)
  if (Buffer.byteLength(text) <= BUNDLE_BYTES_MAX) return text
  const { events, log } = bundle
  if (events.length + log.length === 0)
    throw new Error(`the bundle has ${Buffer.byteLength(text)} bytes, of ${BUNDLE_BYTES_MAX} that it may`)
  // Events come newest first, lines newest last.
  const halved = { events: events.slice(0, events.length >> 1), log: log.slice((log.length + 1) >> 1) }
  return bounded({ ...bundle, ...halved })
}
