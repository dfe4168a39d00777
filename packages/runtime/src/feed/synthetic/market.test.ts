import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionAt } from '../calendar/calendar.ts'
import { calendarNamed } from '../calendar/calendars.ts'
import type { FeedQuote } from '../feed.ts'
import { priceGrid } from '../price-grid.ts'
import { correlationOf } from './correlation.ts'
import { createSyntheticMarket, resumeAt, stepMarket } from './market.ts'
import { PROFILES } from './profile.ts'
import { YEAR_SECONDS, advanceWalks, createWalks } from './walks.ts'

const START = Date.parse('2026-11-23T15:00:00Z') * 1000
const HOUR = 3600e6

function market(options: { seed: number; rate?: number; alwaysOpen?: boolean; at?: number }) {
  return createSyntheticMarket({
    instruments: SIMULATED_INSTRUMENTS,
    at: START,
    alwaysOpen: true,
    ...options,
  })
}

function byInstrument(quotes: readonly FeedQuote[]): Map<string, FeedQuote[]> {
  return Map.groupBy(quotes, (quote) => quote.instrumentId)
}

const live = SIMULATED_INSTRUMENTS.filter(
  (one) => one.expiry === null || Date.parse(one.expiry) * 1000 > START,
)

describe('synthetic market: quotes', { timeout: 30_000 }, () => {
  it('the same seed gives the same quotes and trades, another seed others', () => {
    const one = stepMarket(market({ seed: 7 }), START + 60e6)
    expect(stepMarket(market({ seed: 7 }), START + 60e6)).toEqual(one)
    expect(stepMarket(market({ seed: 8 }), START + 60e6).quotes).not.toEqual(one.quotes)
    expect(one.quotes.length).toBeGreaterThan(1000)
    expect(one.trades.length).toBeGreaterThan(100)
  })

  const seed = Date.now() % 2 ** 31
  it(`how time is cut into steps changes nothing (seed ${seed})`, () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 10_000_000 }), { maxLength: 20 })
    const property = fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      cuts,
      (marketSeed, steps) => {
        const whole = stepMarket(market({ seed: marketSeed }), START + 10e6).quotes
        const cut = market({ seed: marketSeed })
        const quotes: FeedQuote[] = []
        for (const at of steps.toSorted((a, b) => a - b)) quotes.push(...stepMarket(cut, START + at).quotes)
        quotes.push(...stepMarket(cut, START + 10e6).quotes)
        expect(quotes).toEqual(whole)
      },
    )
    fc.assert(property, { seed, numRuns: 20 })
  })

  it(`bid below ask, prices within the instrument's bounds, sizes of at least the minimum (seed ${seed})`, () => {
    const grids = new Map(SIMULATED_INSTRUMENTS.map((one) => [one.id, priceGrid(one)]))
    const property = fc.property(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      (marketSeed, scale) => {
        // Anchors far from the usual: options worth nothing, contracts near certainty, prices of a few ticks.
        const anchors = Object.fromEntries(
          SIMULATED_INSTRUMENTS.map((one) => [
            one.id,
            one.assetClass === 'EVENT_CONTRACT' ? Math.min(0.999, scale / 3) : 10 ** (scale - 2),
          ]),
        )
        const extreme = createSyntheticMarket({
          instruments: SIMULATED_INSTRUMENTS,
          at: START,
          alwaysOpen: true,
          seed: marketSeed,
          anchors,
        })
        const { quotes, trades } = stepMarket(extreme, START + 5e6)
        for (const quote of quotes) {
          const grid = grids.get(quote.instrumentId)!
          const { bidTicks, askTicks, bidLots, askLots, lastTicks } = quote
          const sound =
            [bidTicks, askTicks, bidLots, askLots, lastTicks].every(Number.isSafeInteger) &&
            bidTicks! < askTicks! &&
            bidTicks! >= Math.max(1, grid.minTicks) &&
            askTicks! <= grid.maxTicks &&
            Math.min(bidLots!, askLots!) >= grid.minLots &&
            Math.max(bidLots!, askLots!) <= grid.maxLots
          expect({ quote, sound }).toEqual({ quote, sound: true })
        }
        expect(trades.every((trade) => Number.isSafeInteger(trade.lots) && trade.lots >= 1)).toBe(true)
      },
    )
    fc.assert(property, { seed, numRuns: 40 })
  })

  it('every listed instrument that has not expired is quoted as often as its class says', () => {
    const quotes = byInstrument(stepMarket(market({ seed: 3 }), START + HOUR / 4).quotes)
    expect([...quotes.keys()].toSorted()).toEqual(live.map((one) => one.id).toSorted())
    for (const instrument of live) {
      const perSecond = (quotes.get(instrument.id)?.length ?? 0) / 900
      expect(perSecond / PROFILES[instrument.assetClass].quotesPerSecond).toBeGreaterThan(0.85)
      expect(perSecond / PROFILES[instrument.assetClass].quotesPerSecond).toBeLessThan(1.2)
    }
  })

  it('spreads are those of the class: a tick or two for shares and futures, basis points for crypto', () => {
    const quotes = byInstrument(stepMarket(market({ seed: 4 }), START + HOUR / 4).quotes)
    const usualSpread = (id: string): number => {
      const spreads = (quotes.get(id) ?? []).map((quote) => quote.askTicks! - quote.bidTicks!)
      return spreads.toSorted((a, b) => a - b)[Math.floor(spreads.length / 2)] ?? Number.NaN
    }
    expect(usualSpread('SIM:AAPL')).toBeLessThanOrEqual(3)
    expect(usualSpread('SIM:ESZ8')).toBe(1)
    expect(usualSpread('SIM:EUR-USD')).toBeLessThanOrEqual(15)
    expect(usualSpread('SIM:BTC-USD') / 6_800_000).toBeLessThan(2e-4)
    expect(usualSpread('SIM:FEDCUT-28DEC')).toBeLessThanOrEqual(3)
  })

  it('a call and a put of one strike keep their parity with the share', () => {
    const quotes = byInstrument(stepMarket(market({ seed: 5 }), START + 60e6).quotes)
    const mid = (id: string): number => {
      const quote = quotes.get(id)!.at(-1)!
      return (quote.bidTicks! + quote.askTicks!) / 200
    }
    const years = (Date.parse('2028-11-17T21:00:00Z') - START / 1000) / 1000 / YEAR_SECONDS
    const parity = mid('SIM:AAPL') - 250 * Math.exp(-0.035 * years)
    expect(Math.abs(mid('SIM:AAPL281117C00250000') - mid('SIM:AAPL281117P00250000') - parity)).toBeLessThan(1)
  })

  it('after a pause that nobody watched it goes on from now', () => {
    const slept = market({ seed: 6 })
    stepMarket(slept, START + 1e6)
    resumeAt(slept, START + HOUR)
    const { quotes } = stepMarket(slept, START + HOUR + 1e6)
    expect(quotes.length).toBeLessThan(120)
    expect(quotes.every((quote) => quote.venueAt >= START + HOUR)).toBe(true)
  })

  it('rates and seeds outside their range are refused by name', () => {
    expect(() => market({ seed: 1, rate: 0 })).toThrow('rate must be a number from 0.01 to 100, not 0')
    expect(() => market({ seed: 0.5 })).toThrow('seed must be a whole number, not 0.5')
  })
})

describe('synthetic market: sessions', { timeout: 30_000 }, () => {
  it('with sessions, nothing is quoted while its exchange is closed', () => {
    const at = Date.parse('2026-11-20T20:30:00Z') * 1000
    const { quotes } = stepMarket(market({ seed: 9, alwaysOpen: false, at, rate: 0.02 }), at + 72 * HOUR)
    const calendars = new Map(SIMULATED_INSTRUMENTS.map((one) => [one.id, calendarNamed(one.calendar)]))
    const outside = quotes.filter(
      (one) => sessionAt(calendars.get(one.instrumentId)!, one.venueAt).status !== 'OPEN',
    )
    expect(outside).toEqual([])
    const shares = quotes.filter((quote) => quote.instrumentId === 'SIM:AAPL')
    expect(shares.length).toBeGreaterThan(50)
    expect(shares.some((quote) => quote.venueAt >= at + 66 * HOUR)).toBe(true)
  })

  it('always open, a share is quoted at night', () => {
    const at = Date.parse('2026-11-21T03:00:00Z') * 1000
    const quotes = byInstrument(stepMarket(market({ seed: 9, at }), at + 10e6).quotes)
    expect(quotes.get('SIM:AAPL')?.length).toBeGreaterThan(10)
  })
})

describe('synthetic market: how prices move together', { timeout: 30_000 }, () => {
  it('over 20,000 minutes correlations and volatilities are those declared, within four standard errors', () => {
    const samples = 20_000
    const walks = createWalks(SIMULATED_INSTRUMENTS, { seed: 20261121, anchors: {} })
    const count = walks.walks.length
    const products = Array.from({ length: count }, () => new Float64Array(count))
    let before = walks.positions.slice()
    for (let sample = 0; sample < samples; sample += 1) {
      advanceWalks(walks, 60, 1)
      const moves = walks.positions.map((position, i) => position - before[i]!)
      before = walks.positions.slice()
      for (let i = 0; i < count; i += 1)
        for (let j = 0; j <= i; j += 1) products[i]![j]! += moves[i]! * moves[j]!
    }
    for (const [i, walk] of walks.walks.entries()) {
      const variance = products[i]![i]! / samples
      const yearly = Math.sqrt((variance * YEAR_SECONDS) / 60)
      expect(Math.abs(yearly / walk.volatility - 1)).toBeLessThan(0.02)
      for (let j = 0; j < i; j += 1) {
        const found = products[i]![j]! / Math.sqrt(products[i]![i]! * products[j]![j]!)
        expect(Math.abs(found - correlationOf(walk, walks.walks[j]!))).toBeLessThan(4 / Math.sqrt(samples))
      }
    }
  })

  it('the dollar in yen falls when the euro in dollars rises', () => {
    const symbols = new Map(SIMULATED_INSTRUMENTS.map((one) => [one.symbol, one]))
    expect(correlationOf(symbols.get('EUR-USD')!, symbols.get('USD-JPY')!)).toBeLessThan(-0.4)
    expect(correlationOf(symbols.get('SPY')!, symbols.get('ESZ8')!)).toBeGreaterThan(0.8)
  })
})
