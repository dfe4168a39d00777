import type { StatusUpdate } from '@quarterdeck/engine'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../clock/clock.ts'
import type { Clock } from '../../clock/clock.ts'
import { BAR_INTERVALS, MidBars } from '../bars.ts'
import type { FeedQuote } from '../feed.ts'
import type { WalkPrices } from './memory.ts'
import { SyntheticFeed } from './synthetic-feed.ts'

const now = (): number => Date.now() * 1000

/** The timers of the test, at the test's time. */
const clock: Clock = { ...systemClock, now }

function recorder() {
  const quotes: FeedQuote[] = []
  const statuses: StatusUpdate[] = []
  const listener = {
    onQuote: (quote: FeedQuote) => quotes.push(quote),
    onStatus: (status: StatusUpdate) => statuses.push(status),
  }
  return { quotes, statuses, listener }
}

describe('synthetic feed', { timeout: 30_000 }, () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T23:59:50Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('states every status first, then quotes at the times of the clock until it is stopped', () => {
    const { quotes, statuses, listener } = recorder()
    const feed = new SyntheticFeed({ instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: true, clock })
    feed.start(listener)
    expect(statuses.map((status) => status.instrumentId)).toEqual(SIMULATED_INSTRUMENTS.map((one) => one.id))
    expect(new Set(statuses.filter((one) => one.status === 'CLOSED').map((one) => one.instrumentId))).toEqual(
      new Set(['SIM:AAPL260116C00200000']),
    )
    vi.advanceTimersByTime(5000)
    const heard = quotes.length
    expect(heard).toBeGreaterThan(100)
    expect(quotes.every((quote, i) => i === 0 || quote.receivedAt >= quotes[i - 1]!.receivedAt)).toBe(true)
    expect(Math.max(...quotes.map((quote) => quote.receivedAt))).toBeLessThanOrEqual(now())
    feed.stop()
    feed.stop()
    vi.advanceTimersByTime(5000)
    expect(quotes).toHaveLength(heard)
  })

  it('at midnight UTC the sessions of an always open market roll over', () => {
    const { statuses, listener } = recorder()
    const feed = new SyntheticFeed({ instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: true, clock })
    feed.start(listener)
    const before = statuses.length
    vi.advanceTimersByTime(11_000)
    feed.stop()
    const rolled = statuses.slice(before)
    expect(rolled).toHaveLength(SIMULATED_INSTRUMENTS.length - 1)
    expect(
      rolled.every((one) => one.status === 'OPEN' && one.sessionEndsAt === Date.parse('2026-11-23') * 1000),
    ).toBe(true)
  })

  it('keeping to sessions, it opens currencies on Sunday at 17:00 New York', () => {
    vi.setSystemTime(Date.parse('2026-11-22T21:59:58Z'))
    const { quotes, statuses, listener } = recorder()
    const feed = new SyntheticFeed({ instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: false, clock })
    feed.start(listener)
    vi.advanceTimersByTime(8000)
    feed.stop()
    const euro = statuses.filter((status) => status.instrumentId === 'SIM:EUR-USD')
    expect(euro.map((status) => status.status)).toEqual(['CLOSED', 'OPEN'])
    const times = quotes
      .filter((quote) => quote.instrumentId === 'SIM:EUR-USD')
      .map((quote) => quote.receivedAt)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse('2026-11-22T22:00:00Z') * 1000)
  })

  it('after the machine slept it goes on from now', () => {
    const { quotes, listener } = recorder()
    const feed = new SyntheticFeed({ instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: true, clock })
    feed.start(listener)
    vi.advanceTimersByTime(1000)
    const woken = Date.now() + 8 * 3_600_000
    vi.setSystemTime(woken)
    const before = quotes.length
    vi.advanceTimersByTime(1000)
    feed.stop()
    const after = quotes.slice(before)
    expect(after.length).toBeLessThan(150)
    expect(after.every((quote) => quote.receivedAt >= woken * 1000)).toBe(true)
  })

  it('goes on after a crash near the prices where it was, and its past leads there', () => {
    const kept = { prices: {} as WalkPrices }
    const memory = {
      recall: () => kept.prices,
      remember: (prices: WalkPrices) => Promise.resolve(void (kept.prices = prices)),
    }
    const options = { instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: true, clock }
    const middle = ({ bidTicks, askTicks }: FeedQuote) => (bidTicks! + askTicks!) / 2
    const before = recorder()
    // A market that has come far from where its seed begins, and dies without a word.
    const first = new SyntheticFeed({
      ...options,
      memory,
      anchors: { 'SIM:BTC-USD': 90_000, 'SIM:AAPL': 300 },
    })
    first.start(before.listener)
    vi.advanceTimersByTime(60_000)
    const died = { ...kept.prices }
    first.stop()
    kept.prices = died

    vi.setSystemTime(Date.now() + 3_600_000)
    const bars = new MidBars(SIMULATED_INSTRUMENTS)
    const second = new SyntheticFeed({ ...options, memory })
    second.fillPast(bars)
    const after = recorder()
    second.start(after.listener)
    vi.advanceTimersByTime(30_000)
    second.stop()
    for (const { id } of SIMULATED_INSTRUMENTS) {
      const last = before.quotes.findLast(({ instrumentId }) => instrumentId === id)
      const next = after.quotes.find(({ instrumentId }) => instrumentId === id)
      if (last === undefined || next === undefined) continue
      expect(Math.abs(middle(next) - middle(last)), id).toBeLessThanOrEqual(Math.max(3, middle(last) * 0.01))
    }
    const closes = bars.bars('SIM:BTC-USD', 'D1', 1_000).map(({ close }) => Number(close))
    expect(Math.abs(closes.at(-1)! / 90_000 - 1)).toBeLessThan(0.05)
    const jumps = closes.slice(1).map((close, i) => Math.abs(close / closes[i]! - 1))
    expect(Math.max(...jumps)).toBeLessThan(0.35)
  })

  it('makes up a past in which every chart is full, and goes on where it ends', () => {
    const { quotes, listener } = recorder()
    const options = { instruments: SIMULATED_INSTRUMENTS, seed: 1, alwaysOpen: true, clock }
    const feed = new SyntheticFeed(options)
    const bars = new MidBars(SIMULATED_INSTRUMENTS)
    feed.fillPast(bars)
    for (const interval of BAR_INTERVALS) {
      const btc = bars.bars('SIM:BTC-USD', interval, 1000)
      expect({ interval, enough: btc.length >= 999 }).toEqual({ interval, enough: true })
      expect(btc.filter((bar) => Number(bar.high) > Number(bar.low)).length).toBeGreaterThan(900)
    }
    const last = Number(bars.bars('SIM:BTC-USD', 'S1', 1)[0]!.close)
    feed.start(listener)
    vi.advanceTimersByTime(1000)
    feed.stop()
    const first = quotes.find((quote) => quote.instrumentId === 'SIM:BTC-USD')!
    expect(Math.abs(first.bidTicks! / 100 / last - 1)).toBeLessThan(0.002)

    const again = new MidBars(SIMULATED_INSTRUMENTS)
    vi.setSystemTime(Date.parse('2026-11-21T23:59:50Z'))
    new SyntheticFeed(options).fillPast(again)
    expect(again.bars('SIM:ESZ8', 'M5', 1000)).toEqual(bars.bars('SIM:ESZ8', 'M5', 1000))
  })
})
