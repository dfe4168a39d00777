/** What a live desk sends nowhere, it says: a connection that is not there, and an order whose moment is over. */
import type { Book, VenueReport } from '@quarterdeck/engine'
import type { VenueReads, VenueRequest, VenueWrites } from '@quarterdeck/venues'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Connector } from '../connections/connector.ts'
import { keepLiveParts } from '../connections/open-live.ts'
import { LIVE_SEND_WITHIN_MS } from '../limits.ts'
import type { OutboxEntry } from '../outbox/entry.ts'
import { silent } from '../testing/desk.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { LiveDesk } from './live-desk.ts'

const NOON = Date.parse('2026-11-22T12:00:00Z') * 1_000

let clock: ManualClock
let desk: LiveDesk
let told: VenueReport[]
beforeEach(() => {
  clock = manualClock(NOON)
  told = []
  const book = {
    accounts: [{ mode: 'LIVE', connectionId: 'c' }],
    instruments: [],
    orders: new Map([['o', { effectiveMode: 'LIVE', accountIndex: 0 }]]),
    workingOrders: new Map(),
  } as unknown as Book
  desk = new LiveDesk({
    book,
    clock,
    log: silent,
    unanswered: () => [],
    whenQuiet: (callback) => callback(),
    sessionEndsAt: () => null,
    calendarOf: () => {
      throw new Error('no calendar is asked for')
    },
  })
  desk.reportTo({
    onReport: (report) => void told.push(report),
    onList: () => undefined,
    onSources: () => undefined,
  })
})
/** The connection opens, to a venue that says nothing and lists no instrument. */
function open(): void {
  const reads = {
    venueId: 'X',
    capabilities: { idempotency: { absenceProvenAfterMs: 1 } },
    openOrderStream: () => ({ close: () => Promise.resolve() }),
    openOrders: () => new Promise(() => undefined),
  } as unknown as VenueReads
  const connector = {
    connectionId: 'c',
    venueId: 'X',
    purpose: 'TRADE',
    capabilities: reads.capabilities,
    fillCursor: () => null,
    reads,
  } as unknown as Connector
  const time = { nowMs: () => 0, after: () => () => undefined, chance: () => 0 }
  keepLiveParts(connector, { writes: {} as VenueWrites, time, alert: () => undefined })
  desk.connect(connector)
}
const entry = (kind: 'PLACE' | 'REPLACE' | 'CANCEL'): OutboxEntry => ({
  seq: 1,
  venueId: 'X',
  orderId: 'o',
  request: { kind, orderId: 'o', order: { orderId: 'o', instrumentId: 'i' } } as unknown as VenueRequest,
  createdAt: new Date(NOON / 1_000).toISOString(),
})

const reasons = () => told.map((report) => ('reason' in report ? report.reason : report.kind))

it('hands its venue what was decided a moment ago, and a cancel whenever', async () => {
  open()
  clock.advance(LIVE_SEND_WITHIN_MS)
  for (const kind of ['PLACE', 'REPLACE'] as const) desk.takesOver(entry(kind))
  clock.advance(1)
  desk.takesOver(entry('CANCEL'))
  // What the venue says of an instrument that it does not list, and of an order that it does not know.
  await vi.waitFor(() => expect(told).toHaveLength(2))
  expect(reasons()).toEqual(['i is not listed at X', 'the venue has not confirmed the order yet'])
})

it('hands over no order that was decided long ago, as by a process that stood still meanwhile', () => {
  open()
  clock.advance(LIVE_SEND_WITHIN_MS + 1)
  for (const kind of ['PLACE', 'REPLACE'] as const) desk.takesOver(entry(kind))
  expect(told.map(({ kind }) => kind)).toEqual(['REJECTED', 'REPLACE_REJECTED'])
  for (const reason of reasons()) expect(reason).toContain('too late')
})

it('refuses orders while the connection is not open, and keeps cancels', () => {
  for (const kind of ['PLACE', 'REPLACE', 'CANCEL'] as const) expect(desk.takesOver(entry(kind))).toBe(true)
  expect(told.map(({ kind }) => kind)).toEqual(['REJECTED', 'REPLACE_REJECTED'])
  for (const reason of reasons()) expect(reason).toContain('is not open')
})
