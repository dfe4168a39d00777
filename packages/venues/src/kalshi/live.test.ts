/** A live venue in front of Kalshi: what it lacks is brought about as its matrix says, and what closes at the venue ends here. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterEach, describe, expect, it } from 'vitest'
import type { VenueOrder } from '../adapter.ts'
import { LiveVenue } from '../live/live-venue.ts'
import { KALSHI_TICKER, openKalshiRig, type KalshiRig } from '../simulators/kalshi/testing/rig.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'

interface Desk {
  readonly rig: KalshiRig
  readonly venue: LiveVenue
  readonly reports: VenueReport[]
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const SESSION_ENDS_AT = 1_900_000_000_000_000

async function open(): Promise<Desk> {
  const rig = await openKalshiRig()
  opened.push(rig)
  const listed = await rig.reads.instruments()
  const instruments = new Map(
    (listed.ok ? listed.value : []).map(({ instrument }) => [instrument.id, instrument]),
  )
  const reports: VenueReport[] = []
  const venue = new LiveVenue({
    reads: rig.reads,
    writes: rig.writes,
    instruments,
    time: MACHINE_TIME,
    alert: rig.environment.alert,
    cursor: null,
    auditEveryMs: 500,
    retryMs: 30,
    sessionEndsAt: () => SESSION_ENDS_AT,
    onReport: (report) => void reports.push(report),
    onReady: () => undefined,
    onCursor: () => undefined,
  })
  opened.unshift(venue)
  venue.start([])
  await expect.poll(() => venue.unhealthyBecause()).toBeNull()
  return { rig, venue, reports }
}

function order(change: Partial<VenueOrder> = {}): VenueOrder {
  return {
    orderId: 'one',
    accountId: 'account',
    instrumentId: `KALSHI:${KALSHI_TICKER}`,
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    lots: 200,
    limitTicks: 40,
    stopTicks: null,
    ...change,
  }
}

const now = (): number => Date.now() * 1_000
const kinds = ({ reports }: Desk): readonly string[] => reports.map(({ kind }) => kind)
const atVenue = ({ rig }: Desk) =>
  [...rig.simulator.exchange.orders.values()].find(({ terms }) => terms.clientOrderId === 'one')

describe('a live venue at Kalshi', () => {
  it('[LV-13] makes a market order of an immediate limit behind the touch', async () => {
    const desk = await open()
    const market = order({ orderType: 'MARKET', timeInForce: 'IOC', limitTicks: null })
    desk.venue.send({ kind: 'PLACE', order: market }, now())
    await expect.poll(() => [...kinds(desk)].sort()).toEqual(['ACCEPTED', 'FILL'])
    expect(atVenue(desk)?.terms).toMatchObject({ time: 'IOC', limitTicks: 57 })
    expect(desk.reports.find(({ kind }) => kind === 'FILL')).toMatchObject({ lots: 200, priceTicks: 55 })
  })

  it('[LV-13] gives an order of the day its end, and sends no stop', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order({ timeInForce: 'DAY' }) }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    expect(atVenue(desk)?.terms).toMatchObject({ time: 'GTD', endsAtMs: SESSION_ENDS_AT / 1_000 })
    const before = desk.rig.simulator.truth.writes().length
    const stop = order({ orderId: 'two', orderType: 'STOP', limitTicks: null, stopTicks: 60 })
    desk.venue.send({ kind: 'PLACE', order: stop }, now())
    await expect
      .poll(() => desk.reports.at(-1))
      .toMatchObject({
        kind: 'REJECTED',
        orderId: 'two',
        reason: expect.stringContaining('no stop') as string,
      })
    expect(desk.rig.simulator.truth.writes()).toHaveLength(before)
  })

  it('changes an order in place that was filled in part, to a new total', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order({ limitTicks: 50 }) }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    desk.rig.stage?.somebody('SELL', '0.5', '0.5')
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'FILL'])
    const change = { quantityLots: 120, filledLots: 50, limitTicks: 49, stopTicks: null }
    desk.venue.send({ kind: 'REPLACE', orderId: 'one', ...change }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'FILL', 'REPLACED'])
    expect(desk.rig.simulator.exchange.depth(KALSHI_TICKER, 'BUY', 1)).toMatchObject([
      { ticks: 49, lots: 70 },
    ])
  })

  it('ends what rests when its market closes', async () => {
    const desk = await open()
    desk.venue.send({ kind: 'PLACE', order: order() }, now())
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
    desk.rig.simulator.board.close(KALSHI_TICKER)
    await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED', 'CANCELED'])
  })
})
