/**
 * What is sent again after a restart: an immediate order meets the market that its owner meant, not one that nobody has quoted
 * to this process yet, and it meets it in its moment or never.
 */
import type { QuoteUpdate, VenueReport } from '@quarterdeck/engine'
import { DISPLAYED_ONLY, SimulatedVenue, type VenueOrder, type VenueRequest } from '@quarterdeck/venues'
import { beforeEach, describe, expect, it } from 'vitest'
import { IMMEDIATE_ORDER_AGE_MS_MAX } from '../limits.ts'
import { BTC, ETH } from '../testing/instruments.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import type { OutboxEntry } from './entry.ts'
import { type VenueDesk, createVenueDesk } from './venue-desk.ts'

let clock: ManualClock
let desk: VenueDesk
let reports: VenueReport[]
beforeEach(() => {
  clock = manualClock()
  reports = []
  desk = createVenueDesk({
    clock,
    onReport: (report) => reports.push(report),
    awaitsList: () => false,
    openVenue: (venueId, onReport) =>
      new SimulatedVenue({
        venueId,
        instruments: [],
        listener: { onReport },
        options: DISPLAYED_ONLY,
      }),
  })
  for (const instrument of [BTC, ETH]) desk.list(instrument)
})

const MARKET: VenueOrder = {
  orderId: 'o1',
  accountId: 'a',
  instrumentId: BTC.id,
  side: 'BUY',
  orderType: 'MARKET',
  timeInForce: 'IOC',
  lots: 5,
  limitTicks: null,
  stopTicks: null,
}
const LIMIT = { orderType: 'LIMIT', limitTicks: 10_100 } as const

let seq = 0
/** A request that was committed so many milliseconds ago. */
function entry(request: VenueRequest, ageMs = 0): OutboxEntry {
  const orderId =
    request.kind === 'PLACE' ? request.order.orderId : 'orderId' in request ? request.orderId : null
  const createdAt = new Date(clock.now() / 1000 - ageMs).toISOString()
  return { seq: ++seq, venueId: 'SIM', orderId, request, createdAt }
}

const placed = (terms: Partial<VenueOrder> = {}, ageMs = 0) =>
  entry({ kind: 'PLACE', order: { ...MARKET, ...terms } }, ageMs)

function open(instrumentId: string = BTC.id, status: 'OPEN' | 'CLOSED' | 'HALTED' = 'OPEN'): void {
  desk.onStatus({ instrumentId, status, sessionEndsAt: null })
}

function quote(instrumentId: string = BTC.id): void {
  const shown: QuoteUpdate = {
    instrumentId,
    bidTicks: 9_999,
    askTicks: 10_001,
    bidLots: 100,
    askLots: 100,
    lastTicks: null,
    receivedAt: clock.now(),
  }
  desk.onQuote(shown)
}

/** What was reported of an order, in a few words. */
const told = (orderId = 'o1') =>
  reports
    .filter((report) => report.kind !== 'WORKING_ORDERS' && report.orderId === orderId)
    .map((report) =>
      report.kind === 'FILL'
        ? `${report.lots}@${report.priceTicks}`
        : 'reason' in report
          ? `${report.kind}: ${report.reason}`
          : report.kind,
    )

describe('requests sent again after a restart', () => {
  it.each<[string, Partial<VenueOrder>]>([
    ['a MARKET order', {}],
    ['an IOC order', { ...LIMIT, timeInForce: 'IOC' }],
    ['a FOK order', { ...LIMIT, timeInForce: 'FOK' }],
    ['a resting order', { ...LIMIT, timeInForce: 'GTC' }],
  ])('%s trades with the first quote of its instrument, at the quoted price', (_, terms) => {
    open()
    open(ETH.id)
    desk.resend([placed(terms)])
    clock.advance(1_000)
    quote(ETH.id)
    clock.advance(1_000)
    expect(told().filter((word) => word !== 'ACCEPTED')).toEqual([])
    quote()
    clock.advance(1)
    expect(told()).toEqual(['ACCEPTED', '5@10001'])
  })

  it('what a quote was shown for goes to its venue at once', () => {
    open()
    quote()
    desk.resend([placed()])
    clock.advance(1)
    expect(told()).toEqual(['ACCEPTED', '5@10001'])
  })

  it('orders of one instrument are placed in the order in which they were committed', () => {
    open()
    desk.resend([placed({ lots: 60 }), placed({ orderId: 'o2', lots: 60 })])
    quote()
    clock.advance(1)
    expect(told()).toEqual(['ACCEPTED', '60@10001'])
    expect(told('o2').slice(0, 2)).toEqual(['ACCEPTED', '40@10001'])
  })

  it('an immediate order whose moment passes without a quote ends with that reason', () => {
    open()
    const ageMs = 3_000
    desk.resend([placed({}, ageMs)])
    clock.advance(IMMEDIATE_ORDER_AGE_MS_MAX - ageMs - 1)
    expect(told()).toEqual([])
    clock.advance(1)
    expect(told()).toEqual(['CANCELED: no quote came in its moment'])
    quote()
    clock.advance(1_000)
    expect(told()).toHaveLength(1)
  })

  it('a market that is not open gives its own reason, without a wait', () => {
    desk.resend([placed()])
    open(BTC.id, 'HALTED')
    clock.advance(1)
    expect(told()).toEqual(["REJECTED: the market is halted: a MARKET order can't wait"])
  })

  it('a cancel request ends an order that waits, and no quote brings it back', () => {
    open()
    desk.resend([placed()])
    desk.dispatch([entry({ kind: 'CANCEL', orderId: 'o1' })])
    expect(told()).toEqual(['CANCELED: canceled on request'])
    quote()
    clock.advance(IMMEDIATE_ORDER_AGE_MS_MAX)
    expect(told()).toHaveLength(1)
  })

  it('a replacement follows the order that waits', () => {
    open()
    const terms = { ...LIMIT, timeInForce: 'IOC' } as const
    const replace = { orderId: 'o1', quantityLots: 7, filledLots: 0, limitTicks: 10_100, stopTicks: null }
    desk.resend([placed(terms), entry({ kind: 'REPLACE', ...replace })])
    clock.advance(1)
    expect(told()).toEqual([])
    quote()
    clock.advance(1)
    expect(told().slice(0, 2)).toEqual(['ACCEPTED', '5@10001'])
    expect(told()[2]).toMatch(/^REPLACE_REJECTED/)
  })

  it('is silent once the desk is closed', () => {
    open()
    desk.resend([placed()])
    desk.close()
    clock.advance(IMMEDIATE_ORDER_AGE_MS_MAX * 2)
    expect(reports).toEqual([])
  })
})
