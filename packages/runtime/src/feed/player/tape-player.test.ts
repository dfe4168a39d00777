import type { StatusUpdate } from '@quarterdeck/engine'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../clock/clock.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import type { FeedQuote, FeedTrade } from '../feed.ts'
import { PlayerFeed } from './player-feed.ts'
import { TapeFault, emptyReport } from './tape.ts'
import type { Tape, TapeEvent } from './tape.ts'
import { TapePlayer } from './tape-player.ts'

const BTC = SIMULATED_INSTRUMENTS.find((one) => one.id === 'SIM:BTC-USD')!
const AAPL = SIMULATED_INSTRUMENTS.find((one) => one.id === 'SIM:AAPL')!
const MONDAY_OPEN = Date.parse('2026-11-23T14:30:00Z') * 1000

const quote = (at: number, bidTicks: number): TapeEvent => ({
  kind: 'QUOTE',
  venueAt: at - 2,
  receivedAt: at,
  bidTicks,
  askTicks: bidTicks + 1,
  bidLots: 10,
  askLots: 20,
})
const trade = (at: number, priceTicks: number): TapeEvent => ({
  kind: 'TRADE',
  venueAt: at - 2,
  receivedAt: at,
  priceTicks,
  lots: 3,
  aggressor: 'BUY',
})

function tapeOf(events: readonly TapeEvent[], fault?: Error): Tape {
  return {
    path: 'memory',
    report: emptyReport(),
    async *events() {
      yield* events
      if (fault !== undefined) throw fault
    },
  }
}

function recorder() {
  const heard: string[] = []
  const quotes: FeedQuote[] = []
  const listener = {
    onQuote: (one: FeedQuote) => {
      quotes.push(one)
      heard.push(`quote ${one.instrumentId} ${one.bidTicks}/${one.askTicks} last ${one.lastTicks}`)
    },
    onTrade: (one: FeedTrade) => heard.push(`trade ${one.instrumentId} ${one.lots}@${one.priceTicks}`),
    onStatus: (one: StatusUpdate) => heard.push(`status ${one.instrumentId} ${one.status}`),
  }
  return { heard, quotes, listener }
}

describe('tape player: event time', () => {
  it('plays all tapes merged in order of time, statuses first, one event a step', async () => {
    const { heard, listener } = recorder()
    const player = new TapePlayer({
      tracks: [
        { instrument: BTC, tape: tapeOf([quote(1e6, 100), trade(3e6, 101)]) },
        { instrument: AAPL, tape: tapeOf([quote(2e6, 500), quote(3e6, 501)]) },
      ],
      times: 'ORIGINAL',
      alwaysOpen: true,
    })
    expect(await player.playNext(listener)).toBe(1e6)
    expect(heard).toEqual([
      'status SIM:BTC-USD OPEN',
      'status SIM:AAPL OPEN',
      'quote SIM:BTC-USD 100/101 last null',
    ])
    const times: (number | null)[] = []
    for (let at = await player.playNext(listener); at !== null; at = await player.playNext(listener))
      times.push(at)
    expect(times).toEqual([2e6, 3e6, 3e6])
    expect(heard.slice(3)).toEqual([
      'quote SIM:AAPL 500/501 last null',
      'trade SIM:BTC-USD 3@101',
      'quote SIM:BTC-USD 100/101 last 101',
      'quote SIM:AAPL 501/502 last null',
    ])
    expect(await player.next()).toBeNull()
  })

  it('a trade repeats the quote that stands, with the time at which it was quoted', async () => {
    const tape = tapeOf([quote(1e6, 100), trade(3e6, 101)])
    const player = new TapePlayer({
      tracks: [{ instrument: BTC, tape }],
      times: 'ORIGINAL',
      alwaysOpen: true,
    })
    const quoted = (await player.next())?.quote
    expect((await player.next())?.quote).toEqual({ ...quoted, lastTicks: 101, receivedAt: 3e6 })
  })

  it('a trade before any quote shows a last price and no sides', async () => {
    const player = new TapePlayer({
      tracks: [{ instrument: BTC, tape: tapeOf([trade(5, 7)]) }],
      times: 'ORIGINAL',
      alwaysOpen: true,
    })
    expect((await player.next())?.quote).toMatchObject({ bidTicks: null, askTicks: null, lastTicks: 7 })
  })

  it('shifted times begin where they are told and run as much faster', async () => {
    const tape = tapeOf([quote(1000e6, 1), quote(1060e6, 2), quote(1120e6, 3)])
    const player = new TapePlayer({
      tracks: [{ instrument: BTC, tape }],
      times: { startAt: 5e6, speed: 60 },
      alwaysOpen: true,
    })
    const times: number[] = []
    for (let next = await player.next(); next !== null; next = await player.next())
      times.push(next.quote.receivedAt)
    expect(times).toEqual([5e6, 6e6, 7e6])
    expect(() => new TapePlayer({ tracks: [], times: { startAt: 0, speed: 0 }, alwaysOpen: true })).toThrow(
      'speed must be a number above 0, not 0',
    )
  })

  it('keeping to sessions, the exchange opens and closes in the time of the tape', async () => {
    const { heard, listener } = recorder()
    const at = [MONDAY_OPEN - 1e6, MONDAY_OPEN, MONDAY_OPEN + 6.5 * 3600e6]
    const tape = tapeOf(at.map((time, i) => quote(time, 100 + i)))
    const player = new TapePlayer({
      tracks: [{ instrument: AAPL, tape }],
      times: 'ORIGINAL',
      alwaysOpen: false,
    })
    while ((await player.playNext(listener)) !== null);
    expect(heard.filter((line) => line.startsWith('status'))).toEqual([
      'status SIM:AAPL CLOSED',
      'status SIM:AAPL OPEN',
      'status SIM:AAPL CLOSED',
    ])
  })
})

describe('player feed', () => {
  const { now } = systemClock

  it('plays at the chosen speed, its times moved to the present', async () => {
    const { quotes, listener } = recorder()
    const tape = tapeOf([0, 6, 12, 18].map((second, i) => quote(1000e6 + second * 1e6, 100 + i)))
    const arrived: number[] = []
    const started = now()
    await new Promise<void>((resolve, reject) => {
      const feed = new PlayerFeed({
        tracks: [{ instrument: BTC, tape }],
        clock: systemClock,
        alwaysOpen: true,
        pace: { kind: 'SPEED', speed: 60, times: 'SHIFTED' },
        onEnd: (fault) => (fault === null ? resolve() : reject(fault)),
      })
      feed.start({
        ...listener,
        onQuote: (one) => {
          arrived.push(now())
          listener.onQuote(one)
        },
      })
      expect(() => feed.start(listener)).toThrow('played once')
    })
    expect(quotes.map((one) => one.receivedAt - quotes[0]!.receivedAt)).toEqual([0, 100e3, 200e3, 300e3])
    expect(quotes[0]!.receivedAt).toBeGreaterThanOrEqual(started)
    // A quote may be late on a busy machine but never more than a timer's grain early.
    expect(arrived.every((at, i) => at >= quotes[i]!.receivedAt - 2000)).toBe(true)
  })

  it('as consumed, it never runs ahead of a consumer that has not drained', async () => {
    const { quotes, listener } = recorder()
    const tape = tapeOf(Array.from({ length: 1000 }, (_, i) => quote(i * 60e6, 100 + i)))
    let drains = 0
    await new Promise<void>((resolve, reject) => {
      const feed = new PlayerFeed({
        tracks: [{ instrument: BTC, tape }],
        clock: systemClock,
        alwaysOpen: true,
        pace: {
          kind: 'AS_CONSUMED',
          drained: () => {
            drains += 1
            expect(quotes).toHaveLength(drains)
            return Promise.resolve()
          },
        },
        onEnd: (fault) => (fault === null ? resolve() : reject(fault)),
      })
      feed.start(listener)
    })
    expect(quotes).toHaveLength(1000)
    expect(quotes.at(-1)?.receivedAt).toBe(999 * 60e6)
  })

  it('a bad row ends it with the fault', async () => {
    const { quotes, listener } = recorder()
    const bad = new TapeFault(
      { file: 'memory', line: 3, column: 'bid' },
      { value: 'x', allowed: 'must be a price' },
    )
    const fault = await new Promise((resolve) => {
      const pace = { kind: 'SPEED', speed: 1, times: 'ORIGINAL' } as const
      const tracks = [{ instrument: BTC, tape: tapeOf([quote(1e6, 100), quote(1e6, 101)], bad) }]
      new PlayerFeed({ tracks, pace, clock: systemClock, alwaysOpen: true, onEnd: resolve }).start(listener)
    })
    expect(fault).toBe(bad)
    expect(quotes).toHaveLength(1)
  })

  it('stopped, it plays nothing more and says nothing', async () => {
    const { quotes, listener } = recorder()
    const clock = manualClock()
    const onEnd = vi.fn<(fault: unknown) => void>()
    let closed = false
    const whole = tapeOf([quote(1e6, 100), quote(1e6 + 50e3, 101)])
    const tape: Tape = {
      ...whole,
      async *events() {
        try {
          yield* whole.events()
        } finally {
          closed = true
        }
      },
    }
    const pace = { kind: 'SPEED', speed: 1, times: 'SHIFTED' } as const
    const feed = new PlayerFeed({ tracks: [{ instrument: BTC, tape }], clock, alwaysOpen: true, pace, onEnd })
    feed.start({
      ...listener,
      onQuote: (one) => {
        listener.onQuote(one)
        feed.stop()
      },
    })
    await vi.waitUntil(() => closed, { timeout: 30_000 })
    clock.advance(1_000)
    // Whatever it still had to say would have been said by the next turn.
    await new Promise((resolve) => setImmediate(resolve))
    expect(quotes).toHaveLength(1)
    expect(onEnd).not.toHaveBeenCalled()
  })
})
