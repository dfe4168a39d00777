import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StrategyContext } from '../strategy/context.ts'
import { defineStrategy } from '../strategy/define.ts'
import { isoInstant, timeframeMicros } from '../strategy/time.ts'
import { testStrategy } from '../testing/strategy-rig.ts'
import { Digest } from './digest.ts'
import { SeededRandom } from './random.ts'
import { Transaction } from './transaction.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'

/** Runs one piece of author code at each bar. */
function each(run: (context: StrategyContext<object, null, undefined>) => void) {
  return defineStrategy({
    name: 'each',
    params: {},
    subscribe: () => [
      { kind: 'BARS', instrument: BTC, timeframe: '1m' },
      { kind: 'QUOTES', instrument: BTC },
      { kind: 'TRADES', instrument: BTC },
    ],
    onBar: run,
  })
}

describe('instants', () => {
  it(`are written as the platform writes them, to the microsecond (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000_000_000_000 }), fc.nat({ max: 999 }), (millis, micros) => {
        const text = new Date(millis).toISOString().replace('Z', `${micros.toString().padStart(3, '0')}Z`)
        expect(isoInstant(millis * 1_000 + micros)).toBe(text)
      }),
      { seed, numRuns: 2_000 },
    )
  })

  it.each([
    ['90s', 90_000_000],
    ['1d', 86_400_000_000],
    ['2w', 1_209_600_000_000],
    ['0m', null],
    ['1M', null],
    ['-1m', null],
    ['1.5h', null],
    ['100000s', null],
  ])('span %s is %s microseconds', (text, micros) => {
    expect(timeframeMicros(text)).toBe(micros)
  })
})

describe('timers', () => {
  it('are asked for as intents and fire by name until they are cancelled', () => {
    const fired: string[] = []
    const strategy = defineStrategy({
      name: 'timed',
      params: {},
      subscribe: () => [],
      onStart({ timers, clock }) {
        timers.every('often', '5m')
        timers.at('once', clock.now + 1_000)
        timers.onSession('open', { calendar: 'XNYS', at: 'OPEN', offset: -60_000_000 })
      },
      onTimer({ timers }, { name }) {
        fired.push(name)
        if (name === 'often') timers.cancel('often')
      },
    })
    const rig = testStrategy(strategy, { start: 0 }).start()
    expect(rig.intents).toEqual([
      {
        type: 'SetTimer',
        name: 'often',
        schedule: { kind: 'EVERY', first: 300_000_000, interval: 300_000_000 },
      },
      { type: 'SetTimer', name: 'once', schedule: { kind: 'ONCE', at: 1_000 } },
      {
        type: 'SetTimer',
        name: 'open',
        schedule: { kind: 'SESSION', calendar: 'XNYS', at: 'OPEN', offset: -60_000_000 },
      },
    ])
    rig.wait(1_000).timer('once').timer('once').timer('often').timer('often').timer('unknown').timer('open')
    expect(fired).toEqual(['once', 'often', 'open'])
    expect(rig.session.timers().map(([name]) => name)).toEqual(['open'])
  })

  it.each<[string, (context: StrategyContext<object, null, undefined>) => void, RegExp]>([
    ['the past', ({ timers, clock }) => timers.at('x', clock.now - 1), /not before now/],
    ['no time at all', ({ timers }) => timers.every('x', 0), /at least 1000 whole microseconds/],
    ['a wrong span', ({ timers }) => timers.every('x', '1.5m'), /a span such as "5m"/],
    ['a first call in the past', ({ timers }) => timers.every('x', '1m', 1), /must not be before now/],
    [
      'a far session',
      ({ timers }) => timers.onSession('x', { calendar: 'X', at: 'OPEN', offset: 1e12 }),
      /within a day/,
    ],
    [
      'a flood',
      ({ timers, clock }) => {
        for (;;) timers.at('x', clock.now)
      },
      /one callback may change timers 10000 times at most/,
    ],
    ['no name', ({ timers }) => timers.every('', '1m'), /1 to 64 characters/],
  ])('are refused for %s', (_case, run, message) => {
    expect(() => testStrategy(each(run)).start().bar(1)).toThrow(message)
  })
})

describe('the log', () => {
  it('keeps to its budget of lines a minute and says when it drops', () => {
    const strategy = each(({ log }) => {
      for (let line = 0; line < 5; line++) log.info(`line ${line}`)
    })
    const rig = testStrategy(strategy, { logLinesPerMinute: 2 }).start().bars([1, 2])
    const dropped = "WARN the log's budget of 2 lines a minute is used up: the rest of this minute is dropped"
    expect(rig.logLines).toEqual([
      'INFO line 0',
      'INFO line 1',
      dropped,
      'INFO line 0',
      'INFO line 1',
      dropped,
    ])
  })

  it('cuts a line that is too long', () => {
    const rig = testStrategy(each(({ log }) => log.error('x'.repeat(3_000))))
      .start()
      .bar(1)
    expect(rig.logLines[0]).toHaveLength('ERROR '.length + 2_000)
  })
})

describe('chance', () => {
  it('is the same for the same seed, and evenly spread', () => {
    const draws = (from: number, count: number): readonly number[] => {
      const random = new SeededRandom(from, new Transaction())
      return Array.from({ length: count }, () => random.next())
    }
    expect(draws(1, 100)).toEqual(draws(1, 100))
    expect(draws(1, 100)).not.toEqual(draws(2, 100))
    const many = draws(3, 20_000)
    expect(many.every((draw) => draw >= 0 && draw < 1)).toBe(true)
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => many.filter((draw) => Math.floor(draw * 10) === tenth).length,
    )
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  it('gives whole numbers of a range, both ends included', () => {
    const random = new SeededRandom(5, new Transaction())
    const draws = Array.from({ length: 1_000 }, () => random.int(-1, 2))
    expect(new Set(draws)).toEqual(new Set([-1, 0, 1, 2]))
    expect(() => random.int(2, 1)).toThrow('min at most max')
    expect(() => random.int(0.5, 1)).toThrow('whole numbers')
  })
})

describe('floods', () => {
  it('of orders, draws and lines in one callback end at their limits, and leave nothing behind', () => {
    const strategy = each(({ orders, random, log }) => {
      for (let count = 0; count < 100_000; count++) {
        random.next()
        log.info('again')
      }
      for (;;) orders.submit({ instrument: BTC, side: 'BUY', type: 'MARKET', quantity: 1 })
    })
    const rig = testStrategy(strategy).start()
    const before = rig.session.snapshot()
    expect(() => rig.bar(1)).toThrow('one more than the 10000 that may work at once')
    expect(rig.session.snapshot().body).toMatchObject({
      random: (before.body as { random: number[] }).random,
      orders: [],
      orderCount: 0,
    })
  })
})

describe('quotes and trades', () => {
  it('reach their callbacks through views, and move the mark', () => {
    const seen: unknown[] = []
    const strategy = defineStrategy({
      name: 'ticks',
      params: {},
      subscribe: () => [
        { kind: 'QUOTES', instrument: BTC },
        { kind: 'TRADES', instrument: BTC },
      ],
      onQuote({ portfolio }, { bid, ask, bidSize }) {
        seen.push([bid, ask, bidSize, portfolio.position(BTC).mark])
      },
      onTrade({ portfolio }, { price, size, aggressor }) {
        seen.push([price, size, aggressor, portfolio.position(BTC).mark])
      },
    })
    testStrategy(strategy)
      .start()
      .quote({ bid: 99, ask: 101, bidSize: 5, askSize: 6 })
      .trade({ price: 101, aggressor: 'BUY' })
      .quote({ bid: 98 })
    expect(seen).toEqual([
      [99, 101, 5, 100],
      [101, 1, 'BUY', 101],
      [98, NaN, NaN, 101],
    ])
  })

  it('come by columns as they come by value', () => {
    const strategy = defineStrategy({
      name: 'ticks',
      params: {},
      subscribe: () => [
        { kind: 'QUOTES', instrument: BTC },
        { kind: 'TRADES', instrument: BTC },
      ],
      onQuote: ({ orders }, { bid }) => void orders.targetPosition(BTC, bid > 99 ? 1 : 0),
      onTrade: ({ orders }, { aggressor }) => (aggressor === 'SELL' ? orders.cancelAll() : undefined),
    })
    const [byValue, byColumns] = [testStrategy(strategy).start(), testStrategy(strategy).start()]
    const at = byValue.now
    const one = (value: number): Float64Array => Float64Array.of(value)
    byColumns.session.bindQuotes(0, {
      time: one(at),
      bid: one(100),
      ask: one(101),
      bidSize: one(1),
      askSize: one(1),
    })
    byColumns.session.bindTrades(1, {
      time: one(at),
      price: one(100),
      size: one(1),
      aggressor: Int8Array.of(-1),
    })
    const { session } = byValue
    const values = [
      ...session.deliver({
        type: 'quote',
        at,
        instrumentId: BTC,
        time: at,
        bid: 100,
        ask: 101,
        bidSize: 1,
        askSize: 1,
      }),
      ...session.deliver({
        type: 'trade',
        at,
        instrumentId: BTC,
        time: at,
        price: 100,
        size: 1,
        aggressor: 'SELL',
      }),
    ]
    expect([...byColumns.session.quote(0, 0, at), ...byColumns.session.trade(1, 0, at)]).toEqual(values)
    expect(values.map(({ type }) => type)).toEqual(['SubmitOrder', 'CancelOrder'])
    expect(byColumns.session.digest()).toBe(session.digest())
  })
})

describe('the digest', () => {
  it(`differs for any two sequences of numbers that differ, and goes on from its state (seed ${seed})`, () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { maxLength: 20 })
    const digestOf = (values: readonly number[]): Digest => {
      const digest = new Digest()
      for (const value of values) digest.double(value)
      return digest
    }
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const isSame =
          one.length === other.length && one.every((value, index) => Object.is(value, other[index]))
        expect(digestOf(one).hex() === digestOf(other).hex()).toBe(isSame)
        const resumed = new Digest()
        resumed.restore(digestOf(one).words())
        for (const value of other) resumed.double(value)
        expect(resumed.hex()).toBe(digestOf([...one, ...other]).hex())
      }),
      { seed, numRuns: 1_000 },
    )
  })

  it('sees each bit of a value', () => {
    const hex = (value: number): string => {
      const digest = new Digest()
      digest.int(value)
      return digest.hex()
    }
    const all = Array.from({ length: 32 }, (_, bit) => hex((1 << bit) | 0))
    expect(new Set([hex(0), ...all]).size).toBe(33)
  })
})
