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
import { SETTLEMENT_LOOK_MS, SETTLEMENT_RETRY_MS_MAX } from '../limits.ts'
import { silent } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
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

const REFUSAL = { kind: 'REFUSED', code: 'CONFLICT', field: null, message: 'not now' } as const

/** An organization's books, that list these; `events`: what happened to them since. */
function organization(id: string, listed: readonly Instrument[]) {
  const book: Book = initialBook({ organizationId: id, baseCurrency: 'USD' })
  const events: EngineEvent[] = []
  const state = { fails: false, refuses: false, asked: 0 }
  const carryOut = (request: CommandRequest, actor: Actor) => {
    state.asked += 1
    if (state.fails) return Promise.reject(new Error('it is being restored'))
    const command = { ...request, actor, at: 1, commandId: `c-${book.seq}` } as Command
    const isRefused = state.refuses && command.type === 'SettleInstrument' && command.payoutTicks !== null
    const outcome = isRefused ? REFUSAL : decide(book, emptyMarket(), command)
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
let clock: ManualClock
let booking: SettlementBooking
beforeEach(() => {
  hosts = []
  clock = manualClock()
  booking = new SettlementBooking({ clock, log: silent, hosts: () => hosts })
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
  const afterStart = new SettlementBooking({ clock, log: silent, hosts: () => hosts })
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

it('is told to a person where it is no whole number of the ticks that are counted in, and booked once the venue has put it right', async () => {
  const coarse = { ...RAIN, priceIncrement: '0.25', minPrice: null, maxPrice: null }
  const { host, events } = organization('1', [coarse])
  hosts = [host]
  for (const payout of ['0.1', '0.1', '0.25']) {
    booking.note({ ...PAID, payout })
    await booking.book()
  }
  expect(events).toMatchObject([
    {
      type: 'AlertRaised',
      kind: 'SETTLEMENT_DIFFERS',
      message: expect.stringContaining('paid 0.1') as string,
    },
    { type: 'InstrumentSettled', payoutTicks: 1 },
  ])
})

it('is asked of books that refuse it again, ever more rarely, and told to a person once', async () => {
  const { host, events, state } = organization('1', [RAIN])
  hosts = [host]
  state.refuses = true
  booking.note(PAID)
  const askedAfter = async (ms: number) => {
    clock.advance(ms)
    const before = state.asked
    await booking.book()
    return state.asked - before
  }
  // The refusal, and the alert.
  expect(await askedAfter(0)).toBe(2)
  expect(await askedAfter(SETTLEMENT_LOOK_MS - 1)).toBe(0)
  expect(await askedAfter(1)).toBe(1)
  expect(await askedAfter(SETTLEMENT_LOOK_MS)).toBe(0)
  expect(events.map(({ type }) => type)).toEqual(['AlertRaised'])
  state.refuses = false
  expect(await askedAfter(SETTLEMENT_LOOK_MS)).toBe(1)
  expect(await askedAfter(SETTLEMENT_RETRY_MS_MAX)).toBe(0)
  expect(events.map(({ type }) => type)).toEqual(['AlertRaised', 'InstrumentSettled'])
})

it('is forgotten with the contract, and told again when that is followed again', async () => {
  const { host, events, state } = organization('1', [RAIN])
  hosts = [host]
  booking.note(PAID)
  await booking.book()
  booking.forget(RAIN.id)
  await booking.book()
  expect(state.asked).toBe(1)
  booking.note(PAID)
  await booking.book()
  expect([state.asked, events.length]).toEqual([2, 1])
})
