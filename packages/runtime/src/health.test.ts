/** What makes a server unusable for all, and what only some of its users miss. */
import { describe, expect, it } from 'vitest'
import { MarketBoard } from './feed/market-board.ts'
import { DataAgeWatch } from './feed/data-age-watch.ts'
import { type HostHealth, healthOf } from './health.ts'
import { BTC, ETH } from './testing/instruments.ts'
import { manualClock } from './testing/manual-clock.ts'
import { silent } from './testing/desk.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z') * 1000

function server() {
  const clock = manualClock(NOON)
  const board = new MarketBoard({ instruments: [BTC, ETH], now: clock.now })
  const watch = new DataAgeWatch({ board, clock, log: silent })
  const hosts: HostHealth[] = [organization('one', null), organization('two', null)]
  watch.start()
  const quote = (instrumentId: string) => {
    const shown = { bidTicks: 1, askTicks: 2, bidLots: 1, askLots: 1, lastTicks: null }
    board.onQuote({ instrumentId, ...shown, venueAt: clock.now(), receivedAt: clock.now() })
  }
  const health = () =>
    healthOf({ stopping: false, bus: null, hosts, board, stale: new Set(watch.stale()), at: clock.now() })
  return { clock, board, hosts, quote, health }
}

function organization(
  organizationId: string,
  fault: string | null,
  venueFault: string | null = null,
): HostHealth {
  return { organizationId, unavailableBecause: () => fault, venueUnhealthyBecause: () => venueFault }
}

const WELL = { journal: null, bus: null, venues: { SIM: null }, degraded: [] }

describe('health', () => {
  it('calls a venue unhealthy whose feed fell silent while its markets trade, until data is back', () => {
    const { clock, quote, health } = server()
    quote(BTC.id)
    expect(health()).toEqual(WELL)
    clock.advance(20_000)
    expect(health().venues).toEqual({ SIM: 'market data has stopped while its markets trade' })
    quote(BTC.id)
    quote(ETH.id)
    clock.advance(1_000)
    expect(health()).toEqual(WELL)
  })

  it('names an instrument without data, and leaves its venue usable', () => {
    const { clock, quote, health } = server()
    clock.advance(20_000)
    quote(BTC.id)
    clock.advance(1_000)
    expect(health()).toEqual({ ...WELL, degraded: [`market data has stopped: ${ETH.id}`] })
  })

  it('takes nobody down for what only some organizations follow, and does not tell what it is', () => {
    const { clock, board, quote, health } = server()
    const followed = { ...BTC, id: 'COINBASE:BTC-USD', venueId: 'COINBASE' }
    board.list(followed, 'one')
    clock.advance(20_000)
    for (const { id } of [BTC, ETH]) quote(id)
    clock.advance(1_000)
    expect(health()).toEqual({
      ...WELL,
      venues: { SIM: null, COINBASE: null },
      degraded: ['market data has stopped for 1 of what organizations follow at COINBASE'],
    })
    board.unlist(followed.id)
    clock.advance(1_000)
    expect(health()).toEqual(WELL)
  })

  it('asks no data of a market that is halted', () => {
    const { clock, board, health } = server()
    for (const { id } of [BTC, ETH])
      board.onStatus({ instrumentId: id, status: 'HALTED', sessionEndsAt: null })
    clock.advance(20_000)
    expect(health()).toEqual(WELL)
  })

  it('keeps serving the others when one organization cannot be served, and says which', () => {
    const { hosts, health } = server()
    hosts[0] = organization('one', 'its journal is damaged')
    expect(health()).toEqual({ ...WELL, degraded: ['organization one: its journal is damaged'] })
  })

  it('is unusable once no organization is served', () => {
    const { hosts, health } = server()
    hosts[0] = organization('one', 'it is being restored')
    hosts[1] = organization('two', 'another process serves it')
    expect(health()).toEqual({ ...WELL, journal: 'it is being restored' })
  })

  it('passes on what a venue says of itself', () => {
    const { hosts, health } = server()
    hosts[1] = organization('two', null, 'the connection is lost')
    expect(health().venues).toEqual({ SIM: 'the connection is lost' })
  })
})
