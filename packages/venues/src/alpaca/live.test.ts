/** A live venue in front of Alpaca: changes that make new orders, fills that are listed under ids of their own, frames that are lost. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterEach, describe, expect, it } from 'vitest'
import type { VenueOrder } from '../adapter.ts'
import { LiveVenue, type RestoredLiveOrder } from '../live/live-venue.ts'
import type { AlpacaRig } from '../simulators/alpaca/testing/rig.ts'
import type { StreamFault } from '../simulators/core/faults.ts'
import { MACHINE_TIME } from '../transport/timekeeper.ts'
import { open } from './testing/opened.ts'

interface Desk {
  readonly rig: AlpacaRig
  readonly venue: LiveVenue
  readonly reports: VenueReport[]
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function connect(rig: AlpacaRig, restored: readonly RestoredLiveOrder[] = []): Promise<Desk> {
  const listed = await rig.reads.instruments()
  const reports: VenueReport[] = []
  const venue = new LiveVenue({
    reads: rig.reads,
    writes: rig.writes,
    instruments: new Map(
      (listed.ok ? listed.value : []).map(({ instrument }) => [instrument.id, instrument]),
    ),
    time: MACHINE_TIME,
    alert: rig.environment.alert,
    cursor: null,
    auditEveryMs: 300,
    retryMs: 30,
    sessionEndsAt: () => null,
    onReport: (report) => void reports.push(report),
    onReady: () => undefined,
    onCursor: () => undefined,
  })
  opened.unshift(venue)
  venue.start(restored)
  await expect.poll(() => venue.unhealthyBecause()).toBeNull()
  return { rig, venue, reports }
}

/** A buy of 0.02 that rests above everybody else, in lots and ticks. */
const LOTS = 20_000_000
const ORDER: VenueOrder = {
  orderId: 'one',
  accountId: 'account',
  instrumentId: 'ALPACA:BTC/USD',
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  lots: LOTS,
  limitTicks: 6_000_000,
  stopTicks: null,
}
const CHANGE = {
  kind: 'REPLACE',
  orderId: 'one',
  quantityLots: LOTS,
  filledLots: 0,
  limitTicks: 6_000_100,
  stopTicks: null,
} as const

const now = (): number => Date.now() * 1_000
const kinds = ({ reports }: Desk): readonly string[] => reports.map(({ kind }) => kind)
const filled = ({ reports }: Desk): number =>
  reports.reduce((sum, report) => sum + (report.kind === 'FILL' ? report.lots : 0), 0)

async function resting(rig: AlpacaRig): Promise<Desk> {
  const desk = await connect(rig)
  desk.venue.send({ kind: 'PLACE', order: ORDER }, now())
  await expect.poll(() => kinds(desk)).toEqual(['ACCEPTED'])
  return desk
}

describe('an order at Alpaca that is changed', () => {
  it('[LV-18] lives on as another order, is filled and listed as the one that it is to us, and can be changed back', async () => {
    const desk = await resting(await open())
    for (const limitTicks of [6_000_100, ORDER.limitTicks, 6_000_100]) {
      const before = kinds(desk).length
      desk.venue.send({ ...CHANGE, limitTicks }, now())
      await expect.poll(() => kinds(desk).slice(before)).toEqual(['REPLACED'])
    }
    desk.venue.send({ kind: 'LIST_WORKING' }, now())
    await expect.poll(() => desk.reports.at(-1)).toMatchObject({ kind: 'WORKING_ORDERS', orderIds: ['one'] })
    expect(desk.venue.foreignOrders()).toEqual([])
    desk.rig.stage.somebody('SELL', '0.005', '60000')
    await expect.poll(() => filled(desk)).toBe(5_000_000)
    desk.venue.send({ kind: 'CANCEL', orderId: 'one' }, now())
    await expect.poll(() => kinds(desk).at(-1)).toBe('CANCELED')
    expect(desk.rig.stage.truthOf?.('one')).toMatchObject({ done: true, filledQuantity: '0.005' })
  })

  it('is not changed once a part of it is filled, with the reason', async () => {
    const desk = await resting(await open())
    desk.rig.stage.somebody('SELL', '0.005', '60000')
    await expect.poll(() => filled(desk)).toBe(5_000_000)
    desk.venue.send({ ...CHANGE, filledLots: 5_000_000 }, now())
    await expect
      .poll(() => desk.reports.at(-1))
      .toMatchObject({
        kind: 'REPLACE_REJECTED',
        reason: expect.stringContaining('place the rest anew') as string,
      })
  })

  it.each([
    [false, 'is canceled where the venue opens the whole again', ['REPLACED', 'CANCELED']],
    [true, 'lives on where the venue counts that', ['REPLACED']],
  ])('[LV-19] while a part of it is filled (counted: %s) %s', async (changesCountFills, _what, expected) => {
    const desk = await resting(await open({ simulator: { changesCountFills } }))
    // It is filled, and we do not know it yet.
    desk.rig.stage.somebody('SELL', '0.005', '60000')
    desk.venue.send(CHANGE, now())
    const told = (): readonly string[] => kinds(desk).filter((kind) => kind !== 'FILL' && kind !== 'ACCEPTED')
    await expect.poll(told).toEqual(expected)
    await expect.poll(() => filled(desk)).toBe(5_000_000)
    const alerts = desk.rig.alerts.filter(({ kind }) => kind === 'CONTRADICTION')
    expect(alerts).toHaveLength(changesCountFills ? 0 : 1)
    expect(desk.rig.stage.truthOf?.('one')?.done).toBe(!changesCountFills)
  })

  it('[LV-12] is found again after a restart, under the id that it has now', async () => {
    const first = await resting(await open())
    const [accepted] = first.reports
    first.venue.send(CHANGE, now())
    await expect.poll(() => kinds(first)).toEqual(['ACCEPTED', 'REPLACED'])
    await first.venue.close()
    const second = await connect(first.rig, [
      {
        order: ORDER,
        quantityLots: LOTS,
        venueOrderId: accepted?.kind === 'ACCEPTED' ? (accepted.venueOrderId ?? null) : null,
        bookedExecIds: [],
        bookedLots: 0,
        sentAtMs: Date.now(),
        cancelAt: null,
      },
    ])
    expect(second.venue.foreignOrders()).toEqual([])
    first.rig.stage.somebody('SELL', '0.02', '60000')
    await expect.poll(() => filled(second)).toBe(LOTS)
    expect(first.rig.simulator.truth.writes()).toHaveLength(2)
  })
})

describe('an account at Alpaca that is followed', () => {
  it.each<StreamFault['kind']>(['DROP_SILENTLY', 'DUPLICATE', 'HOLD_BACK', 'MALFORMED', 'CLOSE'])(
    '[LV-11] is in step again after its stream had a frame with the fault %s, and no fill is missing or doubled',
    async (kind) => {
      const desk = await resting(await open())
      desk.rig.simulator.faults.onStream('trade_updates', { kind } as StreamFault)
      desk.rig.stage.somebody('SELL', '0.005', '60000')
      await expect.poll(() => filled(desk)).toBe(5_000_000)
      desk.rig.stage.somebody('SELL', '0.015', '60000')
      await expect.poll(() => filled(desk)).toBe(LOTS)
      await expect.poll(() => desk.venue.unhealthyBecause()).toBeNull()
      const executions = desk.reports.flatMap((report) => (report.kind === 'FILL' ? [report.execId] : []))
      expect(new Set(executions).size).toBe(executions.length)
      expect(desk.rig.simulator.faults.hits.get(kind)).toBe(1)
    },
  )

  it('[LV-13] takes a day order of a pair only where the end of its day is known, and never a fill-or-kill', async () => {
    const desk = await connect(await open())
    for (const [orderId, timeInForce, why] of [
      ['day', 'DAY', 'the end of the session is not known'],
      ['fok', 'FOK', 'no fill-or-kill orders of crypto pairs'],
    ] as const) {
      desk.venue.send({ kind: 'PLACE', order: { ...ORDER, orderId, timeInForce } }, now())
      await expect
        .poll(() => desk.reports.at(-1))
        .toMatchObject({ kind: 'REJECTED', orderId, reason: expect.stringContaining(why) as string })
    }
    expect(desk.rig.simulator.truth.writes()).toEqual([])
  })
})
