/** What a venue paid is booked by whoever lists the contract: once each, and again by who could not. */
import {
  type Book,
  decide,
  emptyMarket,
  type EngineEvent,
  evolve,
  initialBook,
  type Actor,
  type Command,
} from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { beforeEach, expect, it } from 'vitest'
import { silent } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import type { CommandRequest } from '../runtime.ts'
import { SettlementBooking, type SettlingHost } from './settlement-booking.ts'

const RAIN: Instrument = {
  ...BTC,
  id: 'KALSHI:RAIN',
  venueId: 'KALSHI',
  symbol: 'RAIN',
  venueSymbol: 'RAIN',
  assetClass: 'EVENT_CONTRACT',
}
const ACTOR: Actor = { kind: 'SYSTEM', id: 's', name: 's', userId: null }
const PAID = { instrumentId: RAIN.id, payout: '1', result: 'yes', settledAt: 1 }

/** An organization's books, that list these; `events`: what happened to them since. */
function organization(id: string, listed: readonly Instrument[]) {
  const book: Book = initialBook({ organizationId: id, baseCurrency: 'USD' })
  const events: EngineEvent[] = []
  const state = { fails: false, asked: 0 }
  const carryOut = (request: CommandRequest, actor: Actor) => {
    state.asked += 1
    if (state.fails) return Promise.reject(new Error('it is being restored'))
    const command = { ...request, actor, at: 1, commandId: `c-${book.seq}` } as Command
    const outcome = decide(book, emptyMarket(), command)
    for (const event of outcome.kind === 'ACCEPTED' ? outcome.events : []) {
      evolve(book, event)
      events.push(event)
    }
    return Promise.resolve({ outcome, orders: [] })
  }
  for (const instrument of listed) void carryOut({ type: 'ListInstrument', instrument }, ACTOR)
  events.length = 0
  state.asked = 0
  const submit = (actor: Actor, request: CommandRequest) => carryOut(request, actor)
  return {
    host: { organizationId: id, partition: { book }, submit } as unknown as SettlingHost,
    events,
    state,
  }
}

let hosts: SettlingHost[]
let booking: SettlementBooking
beforeEach(() => {
  hosts = []
  booking = new SettlementBooking({ log: silent, hosts: () => hosts })
})

it('is booked once by every organization that lists it, also by one that comes later, and by no other', async () => {
  const [one, other, none] = [organization('1', [RAIN]), organization('2', [RAIN]), organization('3', [BTC])]
  hosts = [one.host, none.host]
  booking.note(PAID)
  await booking.book()
  hosts = [one.host, other.host, none.host]
  await booking.book()
  const settled = { type: 'InstrumentSettled', instrumentId: RAIN.id, payoutTicks: 100 }
  for (const { events } of [one, other])
    expect(events).toMatchObject([{ ...settled, venueReference: 'result yes', settledAt: 1 }])
  expect([one, other, none].map(({ state }) => state.asked)).toEqual([1, 1, 0])
})

it('is told again to who could not book it, and booked once by who is told twice', async () => {
  const { host, events, state } = organization('1', [RAIN])
  hosts = [host]
  state.fails = true
  booking.note(PAID)
  await booking.book()
  state.fails = false
  await booking.book()
  const afterStart = new SettlementBooking({ log: silent, hosts: () => hosts })
  afterStart.note(PAID)
  await afterStart.book()
  expect(state.asked).toBe(3)
  expect(events.map(({ type }) => type)).toEqual(['InstrumentSettled'])
})

it('waits for no other organization than the one that is asked about', async () => {
  const [one, other] = [organization('1', [RAIN]), organization('2', [RAIN])]
  hosts = [one.host, { ...other.host, submit: () => new Promise(() => undefined) }]
  booking.note(PAID)
  await booking.book('1')
  expect(one.events).toHaveLength(1)
})

it('is not booked where it is no whole number of the ticks that are counted in', async () => {
  const { host, events } = organization('1', [
    { ...RAIN, priceIncrement: '0.25', minPrice: null, maxPrice: null },
  ])
  hosts = [host]
  booking.note({ ...PAID, payout: '0.1' })
  await booking.book()
  expect(events).toEqual([])
})
