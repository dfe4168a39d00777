/** The clock and the path of bars, by cases computed by hand. */

import { describe, expect, it } from 'vitest'
import { barsOf, DAY, MINUTE, shares, START } from './testing/market.ts'
import { ACME, first, FLAT, played, prices } from './testing/played.ts'

const OTHER = 'TEST:OTHER'

describe('the clock', () => {
  it('[SI-01] [SI-04] tells bars of two instruments and timeframes when they close, in order, and trades nothing in between', () => {
    const told: string[] = []
    const minute = barsOf([FLAT, FLAT, FLAT, FLAT])
    const result = played(
      [],
      {
        subscribe: () => [
          { kind: 'BARS', instrument: OTHER, timeframe: '1m' },
          { kind: 'BARS', instrument: ACME, timeframe: '2m' },
          { kind: 'BARS', instrument: ACME, timeframe: '1m' },
          { kind: 'QUOTES', instrument: ACME },
        ],
        onStart: ({ timers }) => timers.every('tick', '2m'),
        onBar: ({ clock }, bar) =>
          void told.push(`${bar.instrument} ${bar.timeframe} ${(clock.now - START) / MINUTE}`),
        onTimer: ({ clock }) => void told.push(`timer ${(clock.now - START) / MINUTE}`),
        onQuote: ({ clock }) => {
          const at = (clock.now - START) / MINUTE
          if (Number.isInteger(at)) told.push(`opening ${at}`)
        },
      },
      {
        instruments: [shares(), shares({ symbol: 'OTHER' })],
        series: [
          { kind: 'BARS', instrumentId: ACME, timeframe: '2m', bars: barsOf([FLAT, FLAT], 2 * MINUTE) },
          { kind: 'BARS', instrumentId: ACME, timeframe: '1m', bars: minute },
          { kind: 'BARS', instrumentId: OTHER, timeframe: '1m', bars: minute },
        ],
      },
    )
    expect(told).toEqual([
      'opening 0',
      'TEST:ACME 1m 1',
      'TEST:OTHER 1m 1',
      'opening 1',
      'TEST:ACME 2m 2',
      'TEST:ACME 1m 2',
      'TEST:OTHER 1m 2',
      'timer 2',
      'opening 2',
      'TEST:ACME 1m 3',
      'TEST:OTHER 1m 3',
      'opening 3',
      'TEST:ACME 2m 4',
      'TEST:ACME 1m 4',
      'TEST:OTHER 1m 4',
      'timer 4',
    ])
    expect(result.data.map(({ isMarket }) => isMarket)).toEqual([false, true, true])
  })

  it('[SI-10] tells timers in order of time, and those within a bar before its close', () => {
    const told: string[] = []
    played([FLAT, FLAT], {
      onStart({ timers, clock }) {
        timers.at('late', clock.now + 90e6)
        timers.at('early', clock.now + 30e6)
        timers.at('with the bar', clock.now + 60e6)
      },
      onBar: () => void told.push('bar'),
      onTimer: (_context, { name }) => void told.push(name),
    })
    expect(told).toEqual(['early', 'bar', 'with the bar', 'late', 'bar'])
  })

  it('[SI-02] a market order of a bar fills at the next open, whatever the close was', () => {
    const result = played(
      [[100, 101, 99, 100], [105, 106, 104, 104], FLAT],
      first(({ orders }) => orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })),
    )
    expect(result.fills).toMatchObject([{ price: 105, at: START + MINUTE }])
  })

  it('[SI-03] with entry THIS_CLOSE it fills at the close that was seen', () => {
    const result = played(
      [
        [100, 101, 99, 100.5],
        [105, 106, 104, 104],
      ],
      first(({ orders }) => orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })),
      { fills: { entry: 'THIS_CLOSE' } },
    )
    expect(result.fills).toMatchObject([{ price: 100.5, at: START + MINUTE }])
  })

  it('[SI-09] bars up to the start only warm up, and nothing is played from the end on', () => {
    const told: number[] = []
    const result = played(
      [
        [1, 1, 1, 1],
        [2, 2, 2, 2],
        [3, 3, 3, 3],
        [4, 4, 4, 4],
      ],
      {
        onBar: (_context, { close, window }) => void told.push(close * 10 + window.length),
      },
      { from: START + 2 * MINUTE, to: START + 3 * MINUTE },
    )
    expect(told).toEqual([33])
    expect(result.counts.bars).toBe(1)
  })
})

describe('the path of a bar', () => {
  it.each([
    // Low first (the open is nearer to it): 100, 98, 110, 108.
    ['a stop within the bar fills at its own price', 105, [100, 110, 98, 108], 105],
    ['a stop that the opening is beyond fills at the opening', 105, [107, 110, 106, 108], 107],
    ['a stop at the high is met', 110, [100, 110, 98, 108], 110],
  ] as const)('[SI-05] buy stop: %s', (_name, stopPrice, bar, price) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          stopPrice,
          timeInForce: 'GTC',
        }),
      ),
    )
    expect(prices(result)).toEqual([price])
  })

  it('[SI-05] a stop beyond the extremes is not met, and a sell stop gaps down to the opening', () => {
    const stop = (stopPrice: number) =>
      first(({ orders }) => {
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 1 })
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'SELL',
          quantity: 1,
          stopPrice,
          timeInForce: 'GTC',
        })
      })
    expect(prices(played([FLAT, [100, 101, 97, 100]], stop(96.99)))).toEqual([100])
    expect(prices(played([FLAT, FLAT, [90, 91, 89, 90]], stop(97)))).toEqual([100, 90])
  })

  it.each([
    ['a limit within the bar fills at its own price', 99, [100, 110, 98, 108], [99]],
    ['a limit that the opening is below fills at the opening', 99, [95, 96, 94, 95], [95]],
    ['a limit at the low is touched', 98, [100, 110, 98, 108], [98]],
    ['a limit below the low is not', 97.99, [100, 110, 98, 108], []],
  ] as const)('[SI-05] buy limit: %s', (_name, limitPrice, bar, expected) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.submit({
          type: 'LIMIT',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          limitPrice,
          timeInForce: 'GTC',
        }),
      ),
    )
    expect(prices(result)).toEqual(expected)
  })

  it('[SI-05] a spread lies around the path: a buy stop is met by the ask, a sell limit by the bid', () => {
    const result = played(
      [FLAT, [100, 110, 98, 108], FLAT],
      first(({ orders }) => {
        orders.submit({
          type: 'STOP',
          instrument: ACME,
          side: 'BUY',
          quantity: 1,
          stopPrice: 105,
          timeInForce: 'GTC',
        })
        orders.submit({
          type: 'LIMIT',
          instrument: ACME,
          side: 'SELL',
          quantity: 1,
          limitPrice: 110,
          timeInForce: 'GTC',
        })
      }),
      { fills: { spread: { kind: 'TICKS', ticks: 2 } } },
    )
    // At the high of 110 the bid is 109.99: the sale is not reached.
    expect(prices(result)).toEqual([105])
  })

  it.each([
    // 100, 98, 110, 108: in at 101 on the way up, out at 104 on the same way.
    ['the take-profit on the same way up', [100, 110, 98, 108], [101, 104]],
    // High first: 100, 102, 90, 95: in at 101, out at 99 on the way down.
    ['the stop-loss on the way down', [100, 102, 90, 95], [101, 99]],
    // Neither 104 nor 99 is met.
    ['neither of them', [100, 103, 99.5, 102], [101]],
  ] as const)('[SI-06] a bracket that enters within a bar meets %s', (_name, bar, expected) => {
    const result = played(
      [FLAT, [...bar], FLAT],
      first(({ orders }) =>
        orders.bracket({
          entry: {
            type: 'STOP',
            instrument: ACME,
            side: 'BUY',
            quantity: 1,
            stopPrice: 101,
            timeInForce: 'GTC',
          },
          takeProfit: 104,
          stopLoss: 99,
        }),
      ),
    )
    expect(prices(result).slice(0, expected.length)).toEqual(expected)
  })

  it('[SI-07] a DAY order lives through the next daily bar and ends with it', () => {
    const orders: string[] = []
    const result = played(
      [],
      {
        subscribe: () => [{ kind: 'BARS', instrument: ACME, timeframe: '1d' }],
        onBar(context) {
          context.locals.step += 1
          if (context.locals.step === 1)
            context.orders.submit({
              type: 'LIMIT',
              instrument: ACME,
              side: 'BUY',
              quantity: 1,
              limitPrice: 90,
            })
          orders.push(String(context.orders.working().length))
        },
      },
      {
        series: [
          {
            kind: 'BARS',
            instrumentId: ACME,
            timeframe: '1d',
            bars: barsOf([FLAT, FLAT, [80, 90, 80, 90]], DAY),
          },
        ],
      },
    )
    expect(orders).toEqual(['1', '0', '0'])
    expect(result.orders).toMatchObject([{ status: 'EXPIRED', endedAt: START + 2 * DAY }])
  })

  it('[SI-08] no more than the declared share of the volume is taken, and a patient order takes the rest later', () => {
    const result = played(
      [FLAT, FLAT, [101, 101, 101, 101], FLAT],
      first(({ orders }) => {
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 150, timeInForce: 'GTC' })
        orders.submit({ type: 'MARKET', instrument: ACME, side: 'BUY', quantity: 20 })
      }),
      { fills: { participation: '0.1' } },
    )
    expect(result.fills.map(({ lots, price }) => [lots, price])).toEqual([
      [100, 100],
      [50, 101],
    ])
    expect(result.orders.map(({ status }) => status)).toEqual(['FILLED', 'CANCELED'])
  })
})
