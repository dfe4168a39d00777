import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BARS_KEPT, MidBars } from './bars.ts'

const BTC = 'SIM:BTC-USD'
const quote = (bidTicks: number | null, askTicks: number | null, receivedAt: number) => ({
  instrumentId: BTC,
  bidTicks,
  askTicks,
  bidLots: 1,
  askLots: 1,
  lastTicks: null,
  venueAt: receivedAt,
  receivedAt,
})

describe('bars of the middle', { timeout: 30_000 }, () => {
  it('a bar opens with its first middle and closes with its last, exact to half a tick', () => {
    const bars = new MidBars(SIMULATED_INSTRUMENTS)
    bars.onQuote(quote(100, 101, 60e6))
    bars.onQuote(quote(110, 111, 61e6))
    bars.onQuote(quote(90, 92, 62e6))
    bars.onQuote(quote(95, 96, 119e6))
    bars.onQuote(quote(95, 95 + 2, 120e6))
    expect(bars.bars(BTC, 'M1', 10)).toEqual([
      { start: 60e6, open: '1.005', high: '1.105', low: '0.91', close: '0.955' },
      { start: 120e6, open: '0.96', high: '0.96', low: '0.96', close: '0.96' },
    ])
    expect(bars.bars(BTC, 'M1', 1)).toHaveLength(1)
    expect(bars.bars(BTC, 'M1', 0)).toEqual([])
    expect(bars.bars('SIM:NOPE', 'M1', 10)).toEqual([])
  })

  it('a quote without both sides has no middle, and one that comes late rewrites no bar', () => {
    const bars = new MidBars(SIMULATED_INSTRUMENTS)
    bars.onQuote(quote(null, 101, 60e6))
    expect(bars.bars(BTC, 'S1', 10)).toEqual([])
    bars.onQuote(quote(100, 102, 60e6))
    bars.onQuote(quote(200, 202, 59e6))
    expect(bars.bars(BTC, 'S1', 10).map((bar) => bar.close)).toEqual(['1.01'])
  })

  const seed = Date.now() % 2 ** 31
  it(`whatever comes, the newest 1,000 bars are those of a plain reckoning (seed ${seed})`, () => {
    const middles = fc.array(
      fc.record({ pause: fc.integer({ min: 0, max: 3e6 }), mid: fc.integer({ min: 3, max: 999 }) }),
      {
        minLength: 1,
        maxLength: 4000,
        size: 'max',
      },
    )
    const property = fc.property(middles, (moves) => {
      const bars = new MidBars(SIMULATED_INSTRUMENTS)
      const plain = new Map<number, number[]>()
      let at = 0
      for (const { pause, mid } of moves) {
        at += pause
        bars.onMid(BTC, mid, at)
        const start = Math.floor(at / 1e6) * 1e6
        plain.set(start, [...(plain.get(start) ?? []), mid])
      }
      const expected = [...plain]
        .slice(-BARS_KEPT)
        .map(([start, mids]) => [start, mids[0]!, Math.max(...mids), Math.min(...mids), mids.at(-1)!])
      const half = (price: string): number => Math.round(Number(price) * 200)
      const found = bars.bars(BTC, 'S1', BARS_KEPT)
      expect(
        found.map((bar) => [bar.start, half(bar.open), half(bar.high), half(bar.low), half(bar.close)]),
      ).toEqual(expected)
    })
    fc.assert(property, { seed, numRuns: 30 })
  })
})
