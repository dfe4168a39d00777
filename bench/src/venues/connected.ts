/**
 * A live venue in front of a venue's stand-in: how long an order's bytes take to get there, and how long a cut stream keeps us out.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { IncrementCounter, LiveVenue, MACHINE_TIME, type RestoredLiveOrder } from '@quarterdeck/venues'
import { coreWait } from './core-wait.ts'
import type { OpenVenue } from './open-venue.ts'

type LiveVenueOptions = ConstructorParameters<typeof LiveVenue>[0]
type PlacedOrder = RestoredLiveOrder['order']

/** As the product has them. */
const AUDIT_MS = 60_000
const RETRY_MS = 5_000

/** A live venue with what is listed, and who waits for its next word. */
interface Desk {
  readonly venue: LiveVenue
  /** The order that rests, under another id each. */
  readonly order: (orderId: string) => PlacedOrder
  /** Resolves when orders may go out, or may not any more. */
  readonly becomes: (ready: boolean) => Promise<void>
  /** Resolves with the venue's id of an order that is sent now. */
  readonly place: (order: PlacedOrder) => Promise<string>
  readonly close: () => Promise<void>
}

/**
 * Milliseconds from the decision to place each of some orders until its request is there, on an open connection, without those in
 * which other programs had the core.
 */
export async function bytesOnTheWire(
  open: OpenVenue,
  { orders, rounds }: { readonly orders: number; readonly rounds: number },
): Promise<readonly (readonly number[])[]> {
  const desk = await readyAt(open, [])
  const others = coreWait()
  let sentAt = 0
  let waited = 0
  let tookMs: number[] = []
  const arrived = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage }
    if (request.method !== 'POST' || request.url?.endsWith('/orders') !== true) return
    const otherMs = others.ms() - waited
    tookMs.push(performance.now() - sentAt - otherMs)
  }
  subscribe('http.server.request.start', arrived)
  const all: (readonly number[])[] = []
  // The first round opens the connection and warms the code.
  for (let round = 0; round <= rounds; round += 1) {
    tookMs = []
    for (let index = 0; index < orders; index += 1) {
      const order = desk.order(`wire-${round}-${index}`)
      sentAt = performance.now()
      waited = others.ms()
      await desk.place(order)
    }
    if (tookMs.length !== orders) throw new Error(`Invariant: each of ${orders} orders is seen once`)
    if (round > 0) all.push(tookMs)
  }
  unsubscribe('http.server.request.start', arrived)
  others.close()
  await desk.close()
  return all
}

/** Milliseconds from the cut of a good connection until orders may go out again, with so many open orders of ours there. */
export async function reconnects(
  open: OpenVenue,
  { openOrders, rounds }: { readonly openOrders: number; readonly rounds: number },
): Promise<readonly number[]> {
  const restored = await placed(open, openOrders)
  const tookMs: number[] = []
  // A connection of its own each time: one that is cut again and again waits longer each time, as it should.
  for (let round = 0; round < rounds; round += 1) {
    const desk = await readyAt(open, restored)
    const gone = desk.becomes(false)
    const begunAt = performance.now()
    open.cutStreams()
    await gone
    await desk.becomes(true)
    tookMs.push(performance.now() - begunAt)
    await desk.close()
  }
  return tookMs
}

/** Places so many orders, and tells of them as our books would after a restart. */
async function placed(open: OpenVenue, count: number): Promise<readonly RestoredLiveOrder[]> {
  const desk = await readyAt(open, [])
  const restored: RestoredLiveOrder[] = []
  for (let index = 0; index < count; index += 1) {
    const order = desk.order(`open-${index}`)
    restored.push({
      order,
      quantityLots: order.lots,
      venueOrderId: await desk.place(order),
      bookedExecIds: [],
      bookedLots: 0,
      sentAtMs: Date.now(),
      cancelAt: null,
    })
  }
  await desk.close()
  return restored
}

/** A live venue that follows these orders, once orders may go out. */
async function readyAt(open: OpenVenue, restored: readonly RestoredLiveOrder[]): Promise<Desk> {
  const desk = await deskAt(open)
  const ready = desk.becomes(true)
  desk.venue.start(restored)
  await ready
  return desk
}

async function deskAt({ connect, resting }: OpenVenue): Promise<Desk> {
  const { reads, writes } = connect()
  const listed = await reads.instruments([resting.venueSymbol])
  if (!listed.ok) throw new Error(`Nothing is listed: ${listed.failure.message}`)
  const instruments = new Map(listed.value.map(({ instrument }) => [instrument.id, instrument]))
  const traded = listed.value.find(({ instrument }) => instrument.venueSymbol === resting.venueSymbol)
  if (traded === undefined) throw new Error(`${resting.venueSymbol} is not listed`)
  const { id, priceIncrement, quantityIncrement } = traded.instrument
  const waiting = new Map<string, (venueOrderId: string) => void>()
  let told: (ready: boolean) => void = () => undefined
  const options: LiveVenueOptions = {
    reads,
    writes,
    instruments,
    time: MACHINE_TIME,
    alert: ({ kind, message }) => console.error(`${kind}: ${message}`),
    cursor: null,
    auditEveryMs: AUDIT_MS,
    retryMs: RETRY_MS,
    sessionEndsAt: () => null,
    onReport: (report) => {
      if (report.kind === 'ACCEPTED') waiting.get(report.orderId)?.(report.venueOrderId)
      else throw new Error(`An order that rests was answered with ${JSON.stringify(report)}`)
    },
    onReady: (ready) => told(ready),
    onCursor: () => undefined,
  }
  const venue = new LiveVenue(options)
  return {
    venue,
    order: (orderId) => ({
      orderId,
      accountId: 'bench',
      instrumentId: id,
      side: 'BUY',
      orderType: 'LIMIT',
      timeInForce: 'GTC',
      lots: new IncrementCounter(quantityIncrement).count(resting.quantity),
      limitTicks: new IncrementCounter(priceIncrement).count(resting.price),
      stopTicks: null,
    }),
    becomes: (wanted) =>
      new Promise((resolve) => {
        told = (ready) => {
          if (ready === wanted) resolve()
        }
      }),
    place: (order) =>
      new Promise((resolve) => {
        waiting.set(order.orderId, resolve)
        venue.send({ kind: 'PLACE', order }, Date.now() * 1_000)
      }),
    close: async () => {
      await venue.close()
      await Promise.all([reads.close(), writes.close()])
    },
  }
}
