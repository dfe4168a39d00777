import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar, BarWindow } from '../strategy/market.ts'
import { defineStrategy } from '../strategy/define.ts'
import { barColumns, wholeBar } from '../testing/bars.ts'
import { testInstrument } from '../testing/instrument.ts'
import { findLookAhead } from '../testing/look-ahead.ts'
import { createStrategySession } from './create.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'
const options = { instruments: [testInstrument()], orderIdPrefix: 'd' }

describe('no look-ahead', () => {
  it(`windows show what was delivered, newest first, and nothing else (seed ${seed})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (closes, history, byColumns) => {
          let delivered = 0
          const strategy = defineStrategy({
            name: 'windows',
            params: {},
            subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m', history }],
            onBar({ bars }, bar) {
              delivered++
              const past = closes.slice(0, delivered).toReversed().slice(0, history)
              const { close } = bars(BTC, '1m')
              expect(Array.from({ length: close.length }, (_, ago) => close.at(ago))).toEqual(past)
              expect([close.at(-1), close.at(history), close.at(1e9)]).toEqual([NaN, NaN, NaN])
              const copy = new Float64Array(history)
              expect([...copy.subarray(0, close.copyTo(copy))]).toEqual(past.toReversed())
              expect(bar.close).toBe(closes[delivered - 1])
            },
          })
          const session = createStrategySession(strategy, options)
          const bars = closes.map((close, index) => wholeBar(close, index))
          if (byColumns) session.bindBars(0, barColumns(bars))
          session.deliver({ type: 'start', at: 0 })
          bars.forEach((bar, row) => {
            if (byColumns) session.bar(0, row, row)
            else session.deliver({ type: 'bar', at: row, instrumentId: BTC, timeframe: '1m', ...bar })
          })
          expect(delivered).toBe(closes.length)
        },
      ),
      { seed, numRuns: 200 },
    )
  })

  it('a bar that is kept shows the newest delivered one, never the next, and cannot be changed', () => {
    const kept: { bar: Bar | null; window: BarWindow | null } = { bar: null, window: null }
    const strategy = defineStrategy({
      name: 'keeper',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
      onBar(_, bar) {
        kept.bar ??= bar
        kept.window ??= bar.window
      },
    })
    const session = createStrategySession(strategy, options)
    session.bindBars(0, barColumns([1, 2, 3].map((close, index) => wholeBar(close, index))))
    session.deliver({ type: 'start', at: 0 })
    session.bar(0, 0, 0)
    session.bar(0, 1, 1)
    expect(kept.bar?.close).toBe(2)
    expect(kept.window?.length).toBe(2)
    expect(Object.isFrozen(kept.bar)).toBe(true)
    expect(Object.isFrozen(kept.window)).toBe(true)
    expect(Object.keys(kept.bar ?? {}).toSorted()).toEqual(['instrument', 'timeframe', 'window'])
  })

  it('rows come in order, without a gap, and time never runs backwards', () => {
    const strategy = defineStrategy({
      name: 'order',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    })
    const session = createStrategySession(strategy, options)
    expect(() => session.bar(0, 0, 0)).toThrow('the first input must be start')
    session.deliver({ type: 'start', at: 5 })
    expect(() => session.bar(0, 0, 5)).toThrow('has no columns')
    session.bindBars(0, barColumns([1, 2, 3].map((close, index) => wholeBar(close, index))))
    session.bar(0, 0, 5)
    expect(() => session.bar(0, 2, 6)).toThrow('row 2 is not the next one, 1 of 3')
    expect(() => session.bar(0, 0, 6)).toThrow('row 0 is not the next one')
    expect(() => session.bar(0, 1, 4)).toThrow('time must not run backwards')
    expect(() => session.bar(1, 0, 6)).toThrow('feed 1 is no BARS feed')
    const byValue = { type: 'bar', at: 9, instrumentId: BTC, timeframe: '1m', ...wholeBar(1, 9) } as const
    expect(() => session.deliver(byValue)).toThrow('SIM:BTC-USD 1m is bound to columns')
    expect(() => session.deliver({ ...byValue, timeframe: '1h' })).toThrow('1h were not subscribed to')
    expect(() => session.deliver({ type: 'start', at: 9 })).toThrow('start must come once')
    expect(() => session.deliver({ ...byValue, at: 0.5 })).toThrow('at must be whole microseconds')
    // What was refused left no trace: the clock stands where it was.
    expect(session.position).toBe(2)
    expect(session.bar(0, 1, 5)).toEqual([])
  })

  const prices = Array.from({ length: 200 }, (_, index) => 100 + ((index * 37) % 23))

  it('the testing kit catches a strategy that reads ahead behind the contract, and clears an honest one', () => {
    let data: readonly number[] = []
    const cheat = (peek: boolean) =>
      defineStrategy({
        name: 'peeker',
        params: {},
        subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
        prepare: () => ({ seen: 0 }),
        onBar({ locals, orders }, bar) {
          const next = peek ? (data[locals.seen + 1] ?? 0) : bar.window.close.at(1)
          locals.seen++
          orders.targetPosition(BTC, next > bar.close ? 1 : 0)
        },
      })
    const bars = (count: number): readonly number[] => {
      data = prices.slice(0, count)
      return data
    }
    expect(findLookAhead(cheat(false), {}, bars, { total: 200 })).toBeNull()
    expect(findLookAhead(cheat(true), {}, bars, { total: 200 })).toMatchObject({
      bars: expect.any(Number) as number,
    })
  })
})
