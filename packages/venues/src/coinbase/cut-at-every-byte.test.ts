/** A network that fails at any byte of a request or its answer, against the simulator's truth. */
import type { VenueReport } from '@quarterdeck/engine'
import { PROXY_FAULTS, TcpProxy, type ProxyFault, type ProxyPlan } from '@quarterdeck/testkit'
import { describe, expect, it } from 'vitest'
import { IncrementCounter } from '../book/decimal-count.ts'
import type { PlaceOrder, VenueWrites } from '../contract/writes.ts'
import { OrderDesk } from '../desk/order-desk.ts'
import { reconcile } from '../desk/reconcile.ts'
import { isDone, type SimulatedOrder } from '../simulators/core/order.ts'
import { COINBASE_MARKET, openCoinbaseRig, type CoinbaseRig } from '../simulators/coinbase/testing/rig.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { coinbaseContext } from './venue-clock.ts'
import { openCoinbaseWrites } from './writes.ts'

const FREE = 1_000_000
const LIMITS = [
  { id: 'private', capacity: FREE, perMs: 1, reserve: 0 },
  { id: 'public', capacity: FREE, perMs: 1, reserve: 0 },
]
/** Long enough for a loaded machine to answer, short enough for thousands of swallowed requests. */
const TIMEOUT_MS = 400
const DELAY_MS = 30
const AT_ONCE = 100
const INCREMENTS = { price: new IncrementCounter('0.01'), quantity: new IncrementCounter('0.00000001') }

type Subject = 'SUBMIT' | 'REPLACE' | 'CANCEL'

/** One rig, its desk, and what was reported of each order. */
interface Round {
  readonly rig: CoinbaseRig
  readonly desk: OrderDesk
  readonly reports: Map<string, VenueReport[]>
}

async function openRound(): Promise<Round> {
  const budget = new BudgetGate(LIMITS, MACHINE_TIME)
  const rig = await openCoinbaseRig({
    settings: { timeoutMs: 10_000 },
    simulator: { privatePerSecond: FREE, publicPerSecond: FREE },
    budget,
  })
  rig.simulator.exchange.deposit('portfolio-one', 'USD', '1000000000')
  const reports = new Map<string, VenueReport[]>()
  const desk = new OrderDesk({
    venueId: 'COINBASE',
    absenceProvenAfterMs: rig.reads.capabilities.idempotency.absenceProvenAfterMs,
    report: (report) => {
      if ('orderId' in report) reports.set(report.orderId, [...(reports.get(report.orderId) ?? []), report])
    },
    alert: rig.environment.alert,
  })
  return { rig, desk, reports }
}

/** Every third order takes: a fill is at stake too. */
function terms(index: number): PlaceOrder {
  const taking = index % 3 === 0
  return {
    clientOrderId: `order-${index}`,
    venueSymbol: COINBASE_MARKET.venueSymbol,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: taking ? 'IOC' : 'GTC',
    quantity: '0.0001',
    limitPrice: taking ? COINBASE_MARKET.takingBuyPrice : COINBASE_MARKET.restingBuyPrice,
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  }
}

function follow({ desk }: Round, order: PlaceOrder): void {
  desk.follow({
    orderId: order.clientOrderId,
    clientOrderId: order.clientOrderId,
    venueSymbol: order.venueSymbol,
    lots: INCREMENTS.quantity.count(order.quantity),
    increments: INCREMENTS,
    sentAtMs: Date.now(),
    venueOrderId: null,
    bookedExecIds: [],
    bookedLots: 0,
  })
}

/** Sends one request of an order through a network that fails as planned. */
async function trial(
  round: Round,
  { index, subject, plan }: { index: number; subject: Subject; plan: ProxyPlan | null },
): Promise<TcpProxy> {
  const { rig, desk } = round
  const order: PlaceOrder =
    subject === 'SUBMIT' ? terms(index) : { ...terms(1), clientOrderId: `order-${index}` }
  follow(round, order)
  const proxy = new TcpProxy(Number(new URL(rig.environment.settings.restBaseUrl).port), plan)
  const port = await proxy.listen()
  const settings = {
    ...rig.environment.settings,
    restBaseUrl: `http://127.0.0.1:${port}/api/v3/brokerage`,
    timeoutMs: TIMEOUT_MS,
  }
  const writes = openCoinbaseWrites(coinbaseContext({ ...rig.environment, settings }), rig.reads)
  if (subject === 'SUBMIT') desk.onPlace(order.clientOrderId, await writes.place(order), Date.now())
  else await change(round, { order, subject, writes })
  await writes.close()
  return proxy
}

async function change(
  { rig, desk }: Round,
  { order, subject, writes }: { order: PlaceOrder; subject: Subject; writes: VenueWrites },
): Promise<void> {
  const placed = await rig.writes.place(order)
  desk.onPlace(order.clientOrderId, placed, Date.now())
  if (placed.kind !== 'ACCEPTED') throw new Error(`a direct order must be taken: ${JSON.stringify(placed)}`)
  const target = { ...order, venueOrderId: placed.venueOrderId }
  if (subject === 'CANCEL') {
    desk.onCancel(order.clientOrderId, await writes.cancel(target), Date.now())
    return
  }
  const wanted = { ...order, quantity: '0.0002', limitPrice: COINBASE_MARKET.otherRestingBuyPrice }
  const outcome = await writes.replace({
    ...target,
    terms: wanted,
    filledQuantity: '0',
    newClientOrderId: 'none',
  })
  desk.onReplace(order.clientOrderId, outcome, {
    quantityLots: INCREMENTS.quantity.count(wanted.quantity),
    limitTicks: INCREMENTS.price.count(wanted.limitPrice),
    stopTicks: null,
    sinceMs: Date.now(),
  })
}

/** What an order's reports say that it is. */
function view(reports: readonly VenueReport[]): object {
  const said = (kind: VenueReport['kind']): boolean => reports.some((report) => report.kind === kind)
  const filledLots = reports.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)
  return {
    there: said('ACCEPTED'),
    rejected: said('REJECTED'),
    canceled: said('CANCELED'),
    replaced: said('REPLACED'),
    filledLots,
  }
}

/** The same of the simulator's truth. */
function truth(orders: readonly SimulatedOrder[]): object {
  const [order] = orders
  return {
    there: order !== undefined,
    rejected: order === undefined,
    canceled: order?.status === 'CANCELED',
    replaced: order !== undefined && order.terms.lots === INCREMENTS.quantity.count('0.0002'),
    filledLots: order?.filledLots ?? 0,
  }
}

/** Waits until the simulator has read to the end whatever came through the proxies: nothing of it can arrive later. */
async function settled({ rig }: Round, proxies: readonly TcpProxy[]): Promise<void> {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  const ports = new Set(proxies.flatMap(({ serverSidePorts }) => serverSidePorts))
  await expect.poll(() => rig.simulator.connectedPorts().filter((port) => ports.has(port))).toEqual([])
}

async function check(round: Round, count: number): Promise<void> {
  const { rig, desk, reports } = round
  // By now a token of then is not taken any more: what is not there never came.
  const nowMs = (): number => Date.now() + 200_000
  for (let time = 0; time < 2; time += 1) {
    const said = [...reports.values()].flat().length
    const answer = await reconcile({ reads: rig.reads, desk, cursor: null, nowMs })
    expect(answer).toMatchObject({ ok: true, value: { complete: true, unknown: 0 } })
    if (time > 0) expect([...reports.values()].flat()).toHaveLength(said)
  }
  const all = [...rig.simulator.exchange.orders.values()]
  for (let index = 0; index < count; index += 1) {
    const own = all.filter(({ terms: { clientOrderId } }) => clientOrderId === `order-${index}`)
    expect(own.length).toBeLessThanOrEqual(1)
    expect({ index, ...view(reports.get(`order-${index}`) ?? []) }).toEqual({ index, ...truth(own) })
  }
  const working = all.filter((order) => !isDone(order) && order.account !== 'market').length
  expect(desk.unsettled()).toHaveLength(working)
}

/** Bytes of one request and its answer. */
async function lengths(subject: Subject): Promise<{ readonly UP: number; readonly DOWN: number }> {
  const round = await openRound()
  const proxy = await trial(round, { index: 0, subject, plan: null })
  await proxy.close()
  await round.rig.close()
  return proxy.passed
}

async function plansOf(subject: Subject, fault: ProxyFault, stride: number): Promise<readonly ProxyPlan[]> {
  const bytes = await lengths(subject)
  return (['UP', 'DOWN'] as const).flatMap((direction) =>
    Array.from({ length: Math.ceil((bytes[direction] + 1) / stride) }, (_, step) => ({
      fault,
      direction,
      atByte: step * stride,
      delayMs: DELAY_MS,
    })),
  )
}

/** Fates that were seen, so that the test shows that it met what it is about. */
interface Seen {
  unknown: number
  there: number
  absent: number
}

async function runAll(subject: Subject, plans: readonly ProxyPlan[]): Promise<Seen> {
  const seen: Seen = { unknown: 0, there: 0, absent: 0 }
  for (let first = 0; first < plans.length; first += AT_ONCE)
    await runSome(subject, plans.slice(first, first + AT_ONCE), seen)
  return seen
}

async function runSome(subject: Subject, plans: readonly ProxyPlan[], seen: Seen): Promise<void> {
  const round = await openRound()
  try {
    const proxies = await Promise.all(plans.map((plan, index) => trial(round, { index, subject, plan })))
    await settled(round, proxies)
    await check(round, plans.length)
    for (const reports of round.reports.values()) {
      if (reports.some(({ kind }) => kind === 'UNKNOWN')) seen.unknown += 1
      if (reports.some(({ kind }) => kind === 'ACCEPTED')) seen.there += 1
      else seen.absent += 1
    }
  } finally {
    await round.rig.close()
  }
}

/** Cuts are tried at every byte; what has to be waited for, at every seventh. */
const STRIDES: Readonly<Record<ProxyFault, number>> = { CUT: 1, HALF_OPEN: 7, BLACKHOLE: 7, DELAY: 7 }

describe('a network that fails at any byte', () => {
  it.each(
    (['SUBMIT', 'REPLACE', 'CANCEL'] as const).flatMap((subject) =>
      PROXY_FAULTS.map((fault) => [subject, fault] as const),
    ),
  )(
    '[LV-10] of a %s with a %s leaves our books as the venue has them, once, and nothing that was taken is called rejected',
    async (subject, fault) => {
      const seen = await runAll(subject, await plansOf(subject, fault, STRIDES[fault]))
      if (subject !== 'SUBMIT') expect(seen.absent).toBe(0)
      else if (fault !== 'DELAY')
        expect([seen.unknown, seen.there, seen.absent].every((count) => count > 10)).toBe(true)
    },
    120_000,
  )
})
