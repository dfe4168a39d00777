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
beforeEach(() => {
  clock = manualClock(NOON)
  ;[shown, asked, known, fails] = [[], [], [], false]
  closed.clear()
  const reads: Pick<VenueReads, 'settlements'> = {
    settlements(symbols) {
      asked.push(symbols)
      return Promise.resolve(fails ? failed('TIMEOUT', 'late') : answered(known))
    },
  }
  watch = new SettlementWatch({
    clock,
    log: silent,
    board: {
      status: (instrumentId) =>
        closed.has(instrumentId) ? { instrumentId, status: 'CLOSED', sessionEndsAt: null } : null,
    },
    onSettled: (quote) => shown.push(quote),
  })
  watch.follow({ connectionId: 'c', reads } as Connector, [RAIN, SNOW, BTC])
})

/** Lets the watch look once more. */
async function look(): Promise<void> {
  const before = asked.length
  clock.advance(SETTLEMENT_LOOK_MS)
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before))
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
  closed.add(SNOW.id)
  await look()
  expect(asked.at(-1)).toEqual(['SNOW'])
  expect(shown).toHaveLength(1)
  watch.stop()
})
