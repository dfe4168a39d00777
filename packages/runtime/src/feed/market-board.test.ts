import type { Instrument } from '@quarterdeck/sdk'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { MarketBoard } from './market-board.ts'
import { StalenessWatchdog } from './staleness.ts'

const MONDAY_NOON = Date.parse('2026-11-23T17:00:00Z') * 1000
const FRIDAY_CLOSE = Date.parse('2026-11-20T21:00:00Z') * 1000
const MONDAY_OPEN = Date.parse('2026-11-23T14:30:00Z') * 1000

function board(at: number) {
  const clock = { at }
  const market = new MarketBoard({ instruments: SIMULATED_INSTRUMENTS, now: () => clock.at })
  const quote = (instrumentId: string, receivedAt: number, lastTicks: number | null = null): void =>
    market.onQuote({
      instrumentId,
      bidTicks: 100,
      askTicks: 101,
      bidLots: 3,
      askLots: null,
      lastTicks,
      venueAt: receivedAt - 5,
      receivedAt,
    })
  return { clock, market, quote }
}

describe('market board', () => {
  it('shows the newest quote in exact decimals with both of its times', () => {
    const { market, quote } = board(MONDAY_NOON)
    expect(market.quote('SIM:BTC-USD')).toBeNull()
    quote('SIM:BTC-USD', MONDAY_NOON, 99)
    quote('SIM:BTC-USD', MONDAY_NOON)
    expect(market.quote('SIM:BTC-USD')).toEqual({
      instrumentId: 'SIM:BTC-USD',
      bid: '1',
      bidSize: '0.00000003',
      ask: '1.01',
      askSize: null,
      last: '0.99',
      at: MONDAY_NOON - 5,
      receivedAt: MONDAY_NOON,
      stale: false,
    })
    expect(market.quote('SIM:NOPE')).toBeNull()
  })

  it('a quote is formatted once for all its readers', () => {
    const { market, quote } = board(MONDAY_NOON)
    quote('SIM:AAPL', MONDAY_NOON)
    const first = market.quote('SIM:AAPL')
    expect(market.quote('SIM:AAPL')).toBe(first)
    quote('SIM:AAPL', MONDAY_NOON + 1)
    expect(market.quote('SIM:AAPL')).not.toBe(first)
  })

  it('shows the status that was announced last, null before', () => {
    const { market } = board(MONDAY_NOON)
    expect(market.instrument('SIM:AAPL')?.status).toBeNull()
    market.onStatus({ instrumentId: 'SIM:AAPL', status: 'OPEN', sessionEndsAt: 5 })
    expect(market.instrument('SIM:AAPL')).toMatchObject({ status: 'OPEN', sessionEndsAt: 5 })
    expect(market.instrumentViews()).toHaveLength(SIMULATED_INSTRUMENTS.length)
    expect(market.instrument('SIM:NOPE')).toBeNull()
  })
})

describe('an instrument that a connection brings', () => {
  const own = (makerFeeRate: string): Instrument => ({
    ...SIMULATED_INSTRUMENTS.find(({ id }) => id === 'SIM:BTC-USD')!,
    id: 'COINBASE:BTC-USD',
    venueId: 'COINBASE',
    makerFeeRate,
  })

  it('is seen by the organizations that follow it and nobody else, each in its own terms', () => {
    const { market } = board(MONDAY_NOON)
    expect(market.list(own('0.006'), 'one')).toBeNull()
    expect(market.list(own('0.001'), 'two')).toBeNull()
    expect(market.isVisible('COINBASE:BTC-USD', ['three'])).toBe(false)
    expect(market.isVisible('COINBASE:BTC-USD', [])).toBe(false)
    expect(market.isVisible('COINBASE:BTC-USD', ['three', 'two'])).toBe(true)
    expect(market.isVisible('SIM:BTC-USD', [])).toBe(true)
    const terms = (organizationId: string) =>
      market.instrumentsOf(organizationId).filter(({ venueId }) => venueId === 'COINBASE')
    expect(terms('one')).toEqual([own('0.006')])
    expect(terms('two')).toEqual([own('0.001')])
    expect(terms('three')).toEqual([])
    expect(market.isPublic('COINBASE:BTC-USD')).toBe(false)
  })

  it('never changes what is counted in: the term is named and what was listed stands', () => {
    const { market } = board(MONDAY_NOON)
    market.list(own('0.006'), 'one')
    expect(market.list({ ...own('0.006'), priceIncrement: '0.1' }, 'one')).toBe('priceIncrement')
    expect(market.instrumentsOf('one').at(-1)?.priceIncrement).toBe('0.01')
  })

  it('is not missed once nothing quotes it, nor before it had the time to be quoted, and stays visible', () => {
    const { market, clock } = board(MONDAY_NOON)
    const watchdog = new StalenessWatchdog(market, MONDAY_NOON)
    const missed = (at: number) =>
      watchdog
        .check(at)
        .filter(({ instrumentId }) => instrumentId.startsWith('COINBASE'))
        .map(({ stale }) => stale)
    clock.at = MONDAY_NOON + 60e6
    market.list(own('0.006'), 'one')
    expect(missed(clock.at + 9e6)).toEqual([])
    expect(missed(clock.at + 11e6)).toEqual([true])
    market.unlist('COINBASE:BTC-USD')
    watchdog.check(clock.at + 12e6)
    expect(watchdog.stale()).not.toContain('COINBASE:BTC-USD')
    expect(market.instruments.some(({ venueId }) => venueId === 'COINBASE')).toBe(false)
    expect(market.isVisible('COINBASE:BTC-USD', ['one'])).toBe(true)
    expect(market.instrument('COINBASE:BTC-USD')?.instrument.makerFeeRate).toBe('0.006')
  })

  it('is seen by an organization whose book holds it, before its connection is open', () => {
    const { market } = board(MONDAY_NOON)
    market.recall(own('0.006'), 'one')
    expect(market.isVisible('COINBASE:BTC-USD', ['one'])).toBe(true)
    expect(market.instrumentsOf('one').map(({ venueId }) => venueId)).not.toContain('COINBASE')
    expect(market.list({ ...own('0.006'), quantityIncrement: '1' }, 'one')).toBe('quantityIncrement')
  })
})

describe('staleness', () => {
  it.each([
    ['SIM:BTC-USD', 10],
    ['SIM:AAPL', 15],
    ['SIM:AAPL281117C00250000', 60],
    ['SIM:XAU-USD', 20],
  ])('while its market trades, %s goes stale past %i seconds', (id, seconds) => {
    const { clock, market, quote } = board(MONDAY_NOON)
    quote(id, MONDAY_NOON)
    clock.at = MONDAY_NOON + seconds * 1e6
    expect(market.quote(id)?.stale).toBe(false)
    clock.at += 1
    expect(market.quote(id)?.stale).toBe(true)
    quote(id, clock.at)
    expect(market.quote(id)?.stale).toBe(false)
  })

  it('a closed market is not stale, and one that opens gets its allowance', () => {
    const { clock, market, quote } = board(FRIDAY_CLOSE)
    quote('SIM:AAPL', FRIDAY_CLOSE - 1)
    clock.at = FRIDAY_CLOSE + 24 * 3600e6
    expect(market.quote('SIM:AAPL')?.stale).toBe(false)
    clock.at = MONDAY_OPEN + 15e6
    expect(market.quote('SIM:AAPL')?.stale).toBe(false)
    clock.at = MONDAY_OPEN + 16e6
    expect(market.quote('SIM:AAPL')?.stale).toBe(true)
  })

  it('a halt is not staleness', () => {
    const { clock, market, quote } = board(MONDAY_NOON)
    quote('SIM:AAPL', MONDAY_NOON)
    market.onStatus({ instrumentId: 'SIM:AAPL', status: 'HALTED', sessionEndsAt: null })
    clock.at = MONDAY_NOON + 3600e6
    expect(market.quote('SIM:AAPL')?.stale).toBe(false)
  })

  it('the watchdog tells once when data stops and once when it comes back', () => {
    const { market, quote } = board(MONDAY_NOON)
    const watchdog = new StalenessWatchdog(market, MONDAY_NOON)
    expect(watchdog.check(MONDAY_NOON + 9e6)).toEqual([])
    const crypto = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD'].map((instrumentId) => ({
      instrumentId,
      stale: true,
    }))
    expect(watchdog.check(MONDAY_NOON + 11e6)).toEqual(crypto)
    expect(watchdog.check(MONDAY_NOON + 12e6)).toEqual([])
    quote('SIM:ETH-USD', MONDAY_NOON + 12e6)
    expect(watchdog.check(MONDAY_NOON + 13e6)).toEqual([{ instrumentId: 'SIM:ETH-USD', stale: false }])
    expect(watchdog.stale()).toEqual(['SIM:BTC-USD', 'SIM:SOL-USD'])
  })

  it('an expired instrument is not missed', () => {
    const { market } = board(MONDAY_NOON)
    const watchdog = new StalenessWatchdog(market, MONDAY_NOON)
    const missed = watchdog.check(MONDAY_NOON + 3600e6).map((change) => change.instrumentId)
    expect(missed).toContain('SIM:AAPL281117C00250000')
    expect(missed).not.toContain('SIM:AAPL260116C00200000')
  })
})
