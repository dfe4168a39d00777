/** The desk lets a venue's time pass, and takes a list of working orders as proof only if it was asked for in time. */
import type { VenueReport } from '@quarterdeck/engine'
import { DISPLAYED_ONLY, SimulatedVenue, type VenueRequest } from '@quarterdeck/venues'
import { beforeEach, describe, expect, it } from 'vitest'
import { RELIST_AFTER_MS } from '../limits.ts'
import { BTC } from '../testing/instruments.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import type { OutboxEntry } from './entry.ts'
import { type VenueDesk, createVenueDesk } from './venue-desk.ts'

const LATENCY_MS = 10
const latency = { minMicros: LATENCY_MS * 1000, maxMicros: LATENCY_MS * 1000 }

let clock: ManualClock
let desk: VenueDesk
let reports: VenueReport[]
let awaited: boolean
beforeEach(() => {
  clock = manualClock()
  reports = []
  awaited = true
  desk = createVenueDesk({
    clock,
    onReport: (report) => reports.push(report),
    awaitsList: () => awaited,
    openVenue: (venueId, onReport) =>
      new SimulatedVenue({
        venueId,
        instruments: [],
        listener: { onReport },
        options: { ...DISPLAYED_ONLY, requestLatency: latency, reportLatency: latency },
      }),
  })
  desk.list(BTC)
  desk.onStatus({ instrumentId: BTC.id, status: 'OPEN', sessionEndsAt: null })
})

let seq = 0
function entry(request: VenueRequest, venueId = 'SIM'): OutboxEntry {
  const orderId =
    request.kind === 'PLACE' ? request.order.orderId : 'orderId' in request ? request.orderId : null
  return { seq: ++seq, venueId, orderId, request, createdAt: '2026-11-21T00:00:00.000Z' }
}

const order = {
  orderId: 'o1',
  accountId: 'a',
  instrumentId: BTC.id,
  side: 'BUY',
  orderType: 'LIMIT',
  timeInForce: 'GTC',
  lots: 1,
  limitTicks: 100,
  stopTicks: null,
} as const
const place = entry({ kind: 'PLACE', order })
const list = () => entry({ kind: 'LIST_WORKING' })
const lists = () => reports.filter((report) => report.kind === 'WORKING_ORDERS')

describe('venue desk', () => {
  it('reports when the venue has had its time, not before', () => {
    desk.dispatch([place])
    clock.advance(LATENCY_MS)
    expect(reports).toEqual([])
    clock.advance(LATENCY_MS)
    expect(reports).toMatchObject([{ kind: 'ACCEPTED', orderId: 'o1' }])
  })

  it('puts a list aside that was asked for before the newest question, and asks again', () => {
    desk.dispatch([list()])
    clock.advance(LATENCY_MS * 1.5)
    desk.dispatch([place, list()])
    clock.advance(LATENCY_MS)
    expect(lists()).toEqual([])
    clock.advance(LATENCY_MS * 3)
    expect(lists()).toMatchObject([{ orderIds: ['o1'] }])
  })

  it('asks again for as long as somebody waits for an empty list, and no longer', () => {
    desk.dispatch([place, list()])
    clock.advance(LATENCY_MS * 2)
    expect(lists()).toHaveLength(1)
    clock.advance(RELIST_AFTER_MS + LATENCY_MS * 2)
    expect(lists()).toHaveLength(2)
    awaited = false
    clock.advance(RELIST_AFTER_MS * 5)
    expect(lists()).toHaveLength(2)
  })

  it('answers for a venue that is not connected, instead of waiting for ever', () => {
    desk.dispatch([entry({ kind: 'PLACE', order: { ...order, orderId: 'o2' } }, 'GONE')])
    expect(reports).toMatchObject([
      { kind: 'REJECTED', orderId: 'o2', reason: 'venue GONE is not connected' },
    ])
  })

  it('is silent once it is closed', () => {
    desk.dispatch([place, list()])
    desk.close()
    clock.advance(10_000)
    expect(reports).toEqual([])
  })
})
