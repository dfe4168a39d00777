import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderBook } from './order-book.ts'
import { SequenceGuard } from './sequence.ts'

function bookOf(
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): OrderBook {
  const book = new OrderBook('BTC-USD')
  book.beginSnapshot()
  for (const [ticks, lots] of bids) book.set('BUY', ticks, lots)
  for (const [ticks, lots] of asks) book.set('SELL', ticks, lots)
  book.commit()
  return book
}

describe("a venue's book", () => {
  it('answers nothing before its first snapshot', () => {
    const book = new OrderBook('BTC-USD')
    book.set('BUY', 10, 1)
    book.commit()
    expect([book.state, book.bestTicks('BUY'), book.depth('BUY', 5)]).toEqual(['EMPTY', Number.NaN, []])
  })

  it('shows the best first, whatever the order of arrival', () => {
    const book = bookOf(
      [
        [9, 1],
        [10, 2],
        [7, 3],
      ],
      [
        [13, 1],
        [11, 5],
      ],
    )
    expect(book.depth('BUY', 2)).toEqual([
      { ticks: 10, lots: 2 },
      { ticks: 9, lots: 1 },
    ])
    expect([book.bestTicks('SELL'), book.bestLots('SELL')]).toEqual([11, 5])
  })

  it('agrees with a plain map under any changes, absolute and signed', () => {
    const change = fc.record({
      side: fc.constantFrom('BUY', 'SELL' as const),
      offset: fc.integer({ min: 1, max: 400 }),
      lots: fc.integer({ min: 0, max: 5 }),
      signed: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        const book = bookOf([], [])
        const naive = { BUY: new Map<number, number>(), SELL: new Map<number, number>() }
        for (const { side, offset, lots, signed } of changes) {
          const ticks = side === 'BUY' ? 1_000 - offset : 1_000 + offset
          if (signed) book.add(side, ticks, lots)
          else book.set(side, ticks, lots)
          naive[side].set(ticks, signed ? (naive[side].get(ticks) ?? 0) + lots : lots)
          if (naive[side].get(ticks) === 0) naive[side].delete(ticks)
          book.commit()
        }
        for (const side of ['BUY', 'SELL'] as const) {
          const sorted = [...naive[side]].sort(([a], [b]) => (side === 'BUY' ? b - a : a - b))
          expect(book.depth(side, 1_000)).toEqual(sorted.map(([ticks, lots]) => ({ ticks, lots })))
        }
      }),
    )
  })

  it.each([
    ['sides that cross', (book: OrderBook) => book.set('BUY', 11, 1), 'bid and ask cross'],
    [
      'a level below nothing',
      (book: OrderBook) => book.add('BUY', 10, -3),
      'a level is off the increments of the instrument',
    ],
    [
      'a price that is no tick',
      (book: OrderBook) => book.set('BUY', Number.NaN, 1),
      'a level is off the increments of the instrument',
    ],
    ['a gap', (book: OrderBook) => book.invalidate('gap'), 'gap'],
    ['a wrong checksum', (book: OrderBook) => book.verify(7, () => 8), "checksum 8 is not the venue's 7"],
  ])('[LV-15] is invalid after %s: it answers nothing until the next snapshot', (_what, breakIt, because) => {
    const book = bookOf([[10, 2]], [[11, 5]])
    breakIt(book)
    book.commit()
    expect([book.state, book.because]).toEqual(['INVALID', because])
    book.set('BUY', 9, 1)
    book.commit()
    expect([book.bestTicks('BUY'), book.bestLots('SELL'), book.depth('SELL', 1)]).toEqual([Number.NaN, 0, []])
    book.beginSnapshot()
    book.set('SELL', 12, 1)
    book.commit()
    expect([book.state, book.bestTicks('BUY'), book.bestTicks('SELL')]).toEqual(['VALID', Number.NaN, 12])
  })

  it('stays valid where the checksum agrees', () => {
    const book = bookOf([[10, 2]], [])
    book.verify(10, (one) => one.bestTicks('BUY'))
    expect(book.state).toBe('VALID')
  })
})

describe('sequence numbers', () => {
  it('say of each message whether it is the next, a repeat, or after a gap, and a gap once', () => {
    const guard = new SequenceGuard(0)
    expect([0, 1, 1, 4, 5, 3, 6].map((number) => guard.judge(number))).toEqual([
      'NEXT',
      'NEXT',
      'REPEAT',
      'GAP',
      'NEXT',
      'REPEAT',
      'NEXT',
    ])
    guard.reset()
    expect(guard.judge(1)).toBe('GAP')
    expect(new SequenceGuard().judge(77)).toBe('NEXT')
  })
})
