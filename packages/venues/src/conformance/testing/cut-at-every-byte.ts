/**
 * Sends placings, replacements and cancels of a venue through a network that fails at a byte, reconciles, and compares our books
 * with the stand-in's truth: nothing that was taken is called rejected, nothing is there twice, nothing is left unknown.
 */

import assert from 'node:assert/strict'
import type { VenueReport } from '@quarterdeck/engine'
import { TcpProxy, type ProxyFault, type ProxyPlan } from '@quarterdeck/testkit'
import { IncrementCounter } from '../../book/decimal-count.ts'
import type { PlaceOrder, VenueWrites } from '../../contract/writes.ts'
import type { DeskIncrements } from '../../desk/desk-order.ts'
import { OrderDesk } from '../../desk/order-desk.ts'
import { reconcile } from '../../desk/reconcile.ts'
import { eventually, must, value } from '../ask.ts'
import { stageOf } from '../case.ts'
import type { StagedTruth } from '../rig.ts'
import type { SimulatedRig } from '../../simulators/core/testing/rig.ts'

export const CUT_SUBJECTS = ['SUBMIT', 'REPLACE', 'CANCEL'] as const
export type CutSubject = (typeof CUT_SUBJECTS)[number]

/** Fates that were seen, so that a test shows that it met what it is about. */
export interface SeenFates {
  unknown: number
  there: number
  absent: number
}

type OpenCutRig = () => Promise<SimulatedRig>

/** Long enough for a loaded machine to answer, short enough for thousands of swallowed requests. */
const TIMEOUT_MS = 400
const DELAY_MS = 30
const AT_ONCE = 100

/** A plan for every `stride`th byte of a request, and every `answerStride`th of its answer; absent: the same. */
export async function cutPlans(
  openRig: OpenCutRig,
  {
    subject,
    fault,
    stride,
    answerStride = stride,
  }: {
    readonly subject: CutSubject
    readonly fault: ProxyFault
    readonly stride: number
    readonly answerStride?: number
  },
): Promise<readonly ProxyPlan[]> {
  const round = await openRound(await openRig())
  const proxy = await trial(round, { index: 0, subject, plan: null })
  await proxy.close()
  await round.rig.close()
  return (['UP', 'DOWN'] as const).flatMap((direction) => {
    const step = direction === 'UP' ? stride : answerStride
    const count = Math.ceil((proxy.passed[direction] + 1) / step)
    return Array.from({ length: count }, (_, index) => ({
      fault,
      direction,
      atByte: index * step,
      delayMs: DELAY_MS,
    }))
  })
}

/** Carries all plans out, each on an order of its own. Rejects with what differs. */
export async function runCuts(
  openRig: OpenCutRig,
  subject: CutSubject,
  plans: readonly ProxyPlan[],
): Promise<SeenFates> {
  const seen: SeenFates = { unknown: 0, there: 0, absent: 0 }
  for (let first = 0; first < plans.length; first += AT_ONCE)
    await runSome(await openRound(await openRig()), {
      subject,
      plans: plans.slice(first, first + AT_ONCE),
      seen,
    })
  return seen
}

/** One rig, its desk, and what was reported of each order. */
interface Round {
  readonly rig: SimulatedRig
  readonly desk: OrderDesk
  readonly increments: DeskIncrements
  readonly reports: Map<string, VenueReport[]>
  readonly ids: string[]
}

async function openRound(rig: SimulatedRig): Promise<Round> {
  const listed = await value(rig.reads.instruments())
  const instrument = listed.find(
    ({ instrument: one }) => one.venueSymbol === rig.market.venueSymbol,
  )?.instrument
  assert.ok(instrument !== undefined, 'what is traded is listed')
  const reports = new Map<string, VenueReport[]>()
  const desk = new OrderDesk({
    venueId: rig.reads.venueId,
    absenceProvenAfterMs: rig.reads.capabilities.idempotency.absenceProvenAfterMs,
    report: (report) => {
      if ('orderId' in report) reports.set(report.orderId, [...(reports.get(report.orderId) ?? []), report])
    },
    alert: () => undefined,
  })
  const increments = {
    price: new IncrementCounter(instrument.priceIncrement),
    quantity: new IncrementCounter(instrument.quantityIncrement),
  }
  return { rig, desk, increments, reports, ids: [] }
}

async function runSome(
  round: Round,
  {
    subject,
    plans,
    seen,
  }: { readonly subject: CutSubject; readonly plans: readonly ProxyPlan[]; readonly seen: SeenFates },
): Promise<void> {
  try {
    const proxies = await Promise.all(plans.map((plan, index) => trial(round, { index, subject, plan })))
    await settled(round, proxies)
    await check(round)
    for (const id of round.ids) {
      const told = round.reports.get(id) ?? []
      if (told.some(({ kind }) => kind === 'UNKNOWN')) seen.unknown += 1
      if (told.some(({ kind }) => kind === 'ACCEPTED')) seen.there += 1
      else seen.absent += 1
    }
  } finally {
    await round.rig.close()
  }
}

/** Every third order that is submitted takes: a fill is at stake too. */
function orderOf({ rig }: Round, subject: CutSubject, index: number): PlaceOrder {
  const { market, reads } = rig
  const taking = subject === 'SUBMIT' && index % 3 === 0
  if (taking) stageOf(rig).somebody('SELL', market.quantity, market.takingBuyPrice)
  return {
    clientOrderId: rig.newClientOrderId(),
    venueSymbol: market.venueSymbol,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: taking && reads.capabilities.orders.LIMIT?.IOC?.kind === 'NATIVE' ? 'IOC' : 'GTC',
    quantity: market.quantity,
    limitPrice: taking ? market.takingBuyPrice : market.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  }
}

/** Sends one request of an order through a network that fails as planned. */
async function trial(
  round: Round,
  {
    index,
    subject,
    plan,
  }: { readonly index: number; readonly subject: CutSubject; readonly plan: ProxyPlan | null },
): Promise<TcpProxy> {
  const { rig, desk, increments } = round
  const order = orderOf(round, subject, index)
  round.ids.push(order.clientOrderId)
  desk.follow({
    orderId: order.clientOrderId,
    clientOrderId: order.clientOrderId,
    venueSymbol: order.venueSymbol,
    lots: increments.quantity.count(order.quantity),
    increments,
    sentAtMs: Date.now(),
    venueOrderId: null,
    bookedExecIds: [],
    bookedLots: 0,
  })
  const proxy = new TcpProxy(rig.port, plan)
  const writes = rig.writesThrough(await proxy.listen(), TIMEOUT_MS)
  if (subject === 'SUBMIT') desk.onPlace(order.clientOrderId, await writes.place(order), Date.now())
  else await change(round, { order, subject, writes })
  await writes.close()
  return proxy
}

async function change(
  { rig, desk, increments }: Round,
  {
    order,
    subject,
    writes,
  }: { readonly order: PlaceOrder; readonly subject: CutSubject; readonly writes: VenueWrites },
): Promise<void> {
  const placed = must(await rig.writes.place(order), 'ACCEPTED')
  desk.onPlace(order.clientOrderId, placed, Date.now())
  const target = { ...order, venueOrderId: placed.venueOrderId }
  if (subject === 'CANCEL') {
    desk.onCancel(order.clientOrderId, await writes.cancel(target), Date.now())
    return
  }
  const terms = { ...order, quantity: rig.market.doubleQuantity, limitPrice: rig.market.otherRestingBuyPrice }
  const newClientOrderId = rig.newClientOrderId()
  const outcome = await writes.replace({ ...target, terms, filledQuantity: '0', newClientOrderId })
  desk.onReplace(order.clientOrderId, outcome, {
    quantityLots: increments.quantity.count(terms.quantity),
    limitTicks: increments.price.count(terms.limitPrice),
    stopTicks: null,
    sinceMs: Date.now(),
  })
}

/** Waits until the stand-in has read to the end whatever came through the proxies: nothing of it can arrive later. */
async function settled({ rig }: Round, proxies: readonly TcpProxy[]): Promise<void> {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  const ports = new Set(proxies.flatMap(({ serverSidePorts }) => serverSidePorts))
  await eventually('every cut connection has ended', () =>
    rig.simulator.connectedPorts().some((port) => ports.has(port)) ? null : true,
  )
}

async function check(round: Round): Promise<void> {
  const { rig, desk, reports, ids } = round
  const { absenceProvenAfterMs } = rig.reads.capabilities.idempotency
  // By now nothing of then is taken any more: what is not there never came.
  const nowMs = (): number => Date.now() + absenceProvenAfterMs + 1_000
  const count = (): number => [...reports.values()].flat().length
  const said = await eventually('everything is told', async () => {
    const { complete, unknown } = await value(reconcile({ reads: rig.reads, desk, cursor: null, nowMs }))
    return complete && unknown === 0 ? count() : null
  })
  await value(reconcile({ reads: rig.reads, desk, cursor: null, nowMs }))
  assert.equal(count(), said, 'reconciling again says nothing new')
  const stage = stageOf(rig)
  for (const id of ids) {
    assert.ok(stage.ordersWith(id) <= 1, `${id} is there more than once`)
    assert.deepEqual({ id, ...viewOf(round, id) }, { id, ...truthOf(round, stage.truthOf?.(id) ?? null) })
  }
}

/** What an order's reports say that it is. */
function viewOf({ reports }: Round, id: string): object {
  const told = reports.get(id) ?? []
  const said = (kind: VenueReport['kind']): boolean => told.some((report) => report.kind === kind)
  const filledLots = told.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)
  return {
    there: said('ACCEPTED'),
    rejected: said('REJECTED'),
    canceled: said('CANCELED'),
    replaced: said('REPLACED'),
    filledLots,
  }
}

/** The same of the truth. */
function truthOf({ rig, increments }: Round, truth: StagedTruth | null): object {
  if (truth === null) return { there: false, rejected: true, canceled: false, replaced: false, filledLots: 0 }
  const { count } = increments.quantity
  const lots = (quantity: string): number => count.call(increments.quantity, quantity)
  return {
    there: true,
    rejected: false,
    canceled: truth.done && lots(truth.filledQuantity) < lots(truth.quantity),
    replaced: truth.quantity === rig.market.doubleQuantity,
    filledLots: lots(truth.filledQuantity),
  }
}
