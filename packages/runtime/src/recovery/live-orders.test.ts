/** What a live venue is told of our books: working orders of its connection, and all that is not known of them. */
import {
  type Book,
  decide,
  emptyMarket,
  evolve,
  initialBook,
  NO_LIMITS,
  type VenueReport,
} from '@quarterdeck/engine'
import { COINBASE_CAPABILITIES, native, type Capabilities } from '@quarterdeck/venues'
import { beforeEach, expect, it } from 'vitest'
import { calendarNamed } from '../feed/calendar/calendars.ts'
import { createOutbox, type Outbox } from '../outbox/outbox.ts'
import type { CommandRequest } from '../runtime.ts'
import { order, TRADER } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { liveOrders } from './live-orders.ts'

const AT = Date.parse('2026-11-23T12:00:00Z') * 1000
const OPEN_GATE = { connectionHealthy: true, reconciled: true, compared: true, killSwitchesKnown: true }
const market = emptyMarket()

let book: Book
let outbox: Outbox
let accountId: string

/** Decides and books; the subject's id. */
function ask(request: CommandRequest): string {
  const command = { ...request, at: AT, commandId: 'c', actor: TRADER }
  const outcome = decide(book, market, command, { embedded: false, liveGates: () => OPEN_GATE })
  if (outcome.kind === 'REFUSED') throw new Error(outcome.message)
  for (const event of outcome.events) {
    evolve(book, event)
    outbox.take(event)
  }
  return outcome.subjectId ?? ''
}
const report = (said: VenueReport) => ask({ type: 'ReportVenue', report: said })

beforeEach(() => {
  book = initialBook({ organizationId: 'org-1', baseCurrency: 'USD' })
  outbox = createOutbox(book, [])
  ask({ type: 'ListInstrument', instrument: BTC })
  const limits = { ...NO_LIMITS, maxOrderNotional: '1000000', maxGrossExposure: '1000000' }
  ask({ type: 'PutRiskPolicy', scope: 'ORGANIZATION', targetId: null, expectedVersion: null, limits })
  accountId = ask({ type: 'OpenAccount', name: 'Live', mode: 'LIVE', currency: 'USD', connectionId: 'one' })
  const money = { currency: 'USD', amount: '1000000', reason: 'held', breakId: null, idempotencyKey: 'k' }
  ask({ type: 'AdjustAccount', accountId, kind: 'OPENING', ...money })
  const terms = { accountId, connectionId: 'one', userIds: ['user-1'], reason: 'ready' }
  ask({ type: 'EnableLive', ...terms, stagePercent: 5 })
  const row = market.rows
  row.set([9_999, 10_001, 1_000, 1_000, 10_000, AT, 1, Number.NaN, AT])
})

const restored = (
  capabilities: Capabilities = COINBASE_CAPABILITIES,
  { connectionId = 'one', endedSince = AT } = {},
) =>
  liveOrders(book, {
    connectionId,
    endedSince,
    capabilities,
    outbox: outbox.open(),
    calendarOf: (instrument) => calendarNamed(instrument.calendar),
  })

it('is what ended lately as well, if its venue had it: a fill of it may come late', () => {
  const ended = ask(order(accountId, 'ended', { limitTicks: 9_000 }))
  report({ kind: 'ACCEPTED', orderId: ended, venueOrderId: 'v-1' })
  report({ kind: 'CANCELED', orderId: ended, reason: 'on request' })
  const refused = ask(order(accountId, 'refused', { limitTicks: 9_100 }))
  report({ kind: 'REJECTED', orderId: refused, reason: 'no' })
  expect(restored()).toMatchObject([
    { order: { orderId: ended }, venueOrderId: 'v-1', isOver: true, cancelAt: null },
  ])
  expect(restored(COINBASE_CAPABILITIES, { endedSince: AT + 1 })).toEqual([])
})

it('is every working order of the connection, with what is booked of it and when it may have been sent', () => {
  const first = ask(order(accountId, 'first', { limitTicks: 9_000 }))
  const second = ask(order(accountId, 'second', { limitTicks: 9_100 }))
  const ended = ask(order(accountId, 'third', { limitTicks: 9_200 }))
  report({ kind: 'ACCEPTED', orderId: first, venueOrderId: 'v-1' })
  const fill = {
    execId: 'x-1',
    lots: 400,
    priceTicks: 9_000,
    liquidity: 'MAKER',
    fee: '0',
    venueAt: AT,
  } as const
  report({ kind: 'FILL', orderId: first, ...fill })
  report({ kind: 'REJECTED', orderId: ended, reason: 'no' })
  expect(restored()).toMatchObject([
    {
      order: { orderId: first, lots: 600, limitTicks: 9_000 },
      quantityLots: 1_000,
      venueOrderId: 'v-1',
      bookedExecIds: ['x-1'],
      bookedLots: 400,
      cancelAt: null,
    },
    { order: { orderId: second }, venueOrderId: null, bookedLots: 0, sentAtMs: AT / 1_000 },
  ])
  expect(restored(COINBASE_CAPABILITIES, { connectionId: 'another' })).toEqual([])
})

it('says which change was asked for and not answered, and when a day ends by our hand', () => {
  const id = ask(order(accountId, 'day', { limitTicks: 9_000, timeInForce: 'DAY' }))
  report({ kind: 'ACCEPTED', orderId: id, venueOrderId: 'v-1' })
  const change = { quantityLots: 2_000, limitTicks: 9_001, stopTicks: null }
  ask({ type: 'ReplaceOrder', orderId: id, ...change, idempotencyKey: 'once' })
  expect(restored()[0]?.wanted).toEqual(change)
  const byUs: Capabilities = {
    ...COINBASE_CAPABILITIES,
    orders: { LIMIT: { DAY: { kind: 'EMULATED', how: 'CANCEL_AT_TIME', note: 'we cancel it' } } },
  }
  const byThem: Capabilities = { ...COINBASE_CAPABILITIES, orders: { LIMIT: { DAY: native('it ends it') } } }
  expect(restored(byUs)[0]?.cancelAt).toBe(Date.parse('2026-11-24T00:00:00Z') * 1000)
  expect(restored(byThem)[0]?.cancelAt).toBeNull()
})
