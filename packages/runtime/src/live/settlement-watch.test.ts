/** An event contract that does not trade any more is worth what its venue paid for it, once the venue has said so. */
import type { Instrument } from '@quarterdeck/sdk'
import { answered, failed, type SettlementRecord, type VenueReads } from '@quarterdeck/venues'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Connector } from '../connections/connector.ts'
import type { FeedQuote } from '../feed/feed.ts'
import { SETTLEMENT_LOOK_MS } from '../limits.ts'
import { silent } from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { type PaidContract, SettlementBooking } from './settlement-booking.ts'
import { SettlementWatch } from './settlement-watch.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z') * 1000
const contract = (symbol: string, expiry: string | null): Instrument => ({
  ...BTC,
  id: `KALSHI:${symbol}`,
  venueId: 'KALSHI',
  symbol,
  venueSymbol: symbol,
  assetClass: 'EVENT_CONTRACT',
  expiry,
})
const RAIN = contract('RAIN', '2026-11-23T11:00:00Z')
const SNOW = contract('SNOW', '2027-01-01T00:00:00Z')

let clock: ManualClock
let watch: SettlementWatch
let shown: FeedQuote[]
let asked: (readonly string[])[]
let known: SettlementRecord[]
let fails: boolean
const closed = new Set<string>()
let following: Connector
const connector = () => ({ connectionId: 'c', reads }) as Connector
let reads: Pick<VenueReads, 'settlements'>
let noted: PaidContract[]
let held: string
let forgotten: string[]
beforeEach(() => {
  clock = manualClock(NOON)
  ;[shown, asked, known, noted, forgotten, fails, held] = [[], [], [], [], [], false, '']
  closed.clear()
  reads = {
    settlements(symbols) {
      asked.push(symbols)
      return Promise.resolve(fails ? failed('TIMEOUT', 'late') : answered(known))
    },
  }
  const booking = Object.assign(new SettlementBooking({ clock, log: silent, hosts: () => [] }), {
    note: (paid: PaidContract) => void noted.push(paid),
    isHeld: (instrumentId: string) => instrumentId === held,
    forget: (instrumentId: string) => void forgotten.push(instrumentId),
  })
  watch = new SettlementWatch({
    clock,
    log: silent,
    board: {
      status: (instrumentId) =>
        closed.has(instrumentId) ? { instrumentId, status: 'CLOSED', sessionEndsAt: null } : null,
    },
    onSettled: (quote) => shown.push(quote),
    booking,
  })
  following = connector()
  watch.follow(following, [RAIN, SNOW, BTC])
})

/** Lets the watch look once more. */
async function look(): Promise<void> {
  const before = asked.length
  await vi.waitFor(() => {
    // The next look is planned once the one before has come to its end.
    clock.advance(SETTLEMENT_LOOK_MS)
    expect(asked.length).toBeGreaterThan(before)
  })
  await Promise.resolve()
}

it('asks for contracts that have expired or were closed, until they are paid out, and for no others', async () => {
  await look()
  expect(asked.at(-1)).toEqual(['RAIN'])
  expect(shown).toEqual([])
  known = [{ venueSymbol: 'RAIN', payout: '1', result: 'yes', settledAt: NOON - 1 }]
  fails = true
  await look()
  expect(shown).toEqual([])
  fails = false
  await look()
  expect(shown).toMatchObject([
    { instrumentId: RAIN.id, bidTicks: 100, askTicks: 100, bidLots: 0, lastTicks: 100, venueAt: NOON - 1 },
  ])
  expect(noted).toEqual([{ instrumentId: RAIN.id, payout: '1', result: 'yes', settledAt: NOON - 1 }])
  closed.add(SNOW.id)
  await look()
  expect(asked.at(-1)).toEqual(['SNOW'])
  expect(shown).toHaveLength(1)
  watch.stop()
})

it('looks at once at what is held, though nothing says yet that it trades no more', async () => {
  held = SNOW.id
  known = [{ venueSymbol: 'SNOW', payout: '0', result: 'no', settledAt: null }]
  await watch.look(following)
  expect(asked).toEqual([['SNOW']])
  expect(noted).toMatchObject([{ instrumentId: SNOW.id, payout: '0' }])
  await watch.look(following)
  expect(asked).toHaveLength(1)
  watch.stop()
})

it('shows nothing of a payout that is no whole number of ticks, and asks again: the venue may put it right', async () => {
  known = [{ venueSymbol: 'RAIN', payout: '0.375', result: 'scalar', settledAt: null }]
  await look()
  expect([noted.length, shown]).toEqual([1, []])
  known = [{ venueSymbol: 'RAIN', payout: '0.37', result: 'scalar', settledAt: null }]
  await look()
  expect(noted.map(({ payout }) => payout)).toEqual(['0.375', '0.37'])
  expect(shown).toHaveLength(1)
  watch.stop()
})

it('forgets what nobody follows any more, and asks anew when it is followed again', async () => {
  known = [{ venueSymbol: 'RAIN', payout: '1', result: 'yes', settledAt: null }]
  await look()
  const other = connector()
  watch.follow(other, [RAIN])
  watch.follow(following, [SNOW])
  expect(forgotten).toEqual([])
  watch.follow(other, [])
  expect(forgotten).toEqual([RAIN.id])
  watch.follow(other, [RAIN])
  await look()
  expect(noted).toHaveLength(2)
  watch.stop()
})
