/** Orders meet a recorded order book: each case is computed by hand, and random ones by a plain reference. */

import type { Side } from '@quarterdeck/sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUY, SELL } from './matching/codes.ts'
import { RecordedMarket } from './recorded-market.ts'
import { Desk, RECORDED } from './testing/desk.ts'
import type { BookWords } from './testing/desk.ts'

const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20261122)

/** Bids 5 at 9,990 and 8 at 9,980; asks 3 at 10,000, 4 at 10,010 and 20 at 10,020. */
const WHOLE: BookWords = {
  isSnapshot: true,
  sequence: 1,
  bids: { 9990: 5, 9980: 8 },
  asks: { 10000: 3, 10010: 4, 10020: 20 },
}

function opened(message: BookWords = WHOLE): Desk {
  return new Desk({ options: RECORDED }).open().book(message)
}

describe('a recorded order book (SV)', () => {
  it('[SV-62] a market order pays each level its own price', () => {
    const desk = opened()
    expect(desk.told(desk.place({ lots: 9 }))).toEqual([
      'ACCEPTED',
      '3@10000 TAKER',
      '4@10010 TAKER',
      '2@10020 TAKER',
    ])
    expect(desk.told(desk.place({ side: 'SELL', lots: 20 }))).toEqual([
      'ACCEPTED',
      '5@9990 TAKER',
      '8@9980 TAKER',
      'CANCELED',
    ])
  })

  it.each([
    [
      'a limit order rests with what its limit leaves',
      { limitTicks: 10_010, lots: 9 },
      ['3@10000 TAKER', '4@10010 TAKER'],
    ],
    [
      'IOC takes what its limit holds',
      { limitTicks: 10_010, lots: 9, timeInForce: 'IOC' },
      ['3@10000 TAKER', '4@10010 TAKER', 'CANCELED'],
    ],
    [
      'FOK of one lot more than its limit holds takes nothing',
      { limitTicks: 10_010, lots: 8, timeInForce: 'FOK' },
      ['CANCELED'],
    ],
    [
      'FOK of just that much is filled whole',
      { limitTicks: 10_010, lots: 7, timeInForce: 'FOK' },
      ['3@10000 TAKER', '4@10010 TAKER'],
    ],
    [
      'FOK without a limit counts every level',
      { lots: 27, timeInForce: 'FOK' },
      ['3@10000 TAKER', '4@10010 TAKER', '20@10020 TAKER'],
    ],
  ] as const)('[SV-62] %s', (_, terms, told) => {
    const desk = opened()
    expect(desk.told(desk.place(terms))).toEqual(['ACCEPTED', ...told])
  })

  it('[SV-62] a market order goes no further than 5 % from the touch', () => {
    const desk = opened({ isSnapshot: true, asks: { 10000: 1, 10500: 1, 10501: 9 } })
    const order = desk.place({ lots: 5 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '1@10000 TAKER', '1@10500 TAKER', 'CANCELED'])
    expect(desk.reason(order)).toContain('price protection')
  })

  it('[SV-63] what was taken stays taken: growth is offered, a fall took our lots first', () => {
    const desk = opened()
    desk.place({ lots: 2, limitTicks: 10_000 })
    // One is left of three, and five more come.
    desk.book({ asks: { 10000: 8 } })
    expect(desk.told(desk.place({ lots: 50, limitTicks: 10_000, timeInForce: 'IOC' }))).toContain(
      '6@10000 TAKER',
    )
    desk.book({ asks: { 10000: 5 } })
    expect(desk.told(desk.place({ limitTicks: 10_000, timeInForce: 'IOC' }))).toEqual([
      'ACCEPTED',
      'CANCELED',
    ])
    // Gone and back: another level.
    desk.book({ asks: { 10000: 0 } }).book({ asks: { 10000: 2 } })
    expect(desk.told(desk.place({ limitTicks: 10_000, timeInForce: 'IOC' }))).toContain('2@10000 TAKER')
  })

  it('[SV-63] a snapshot restates what stands, and what it leaves out is gone', () => {
    const desk = opened()
    desk.place({ lots: 7 })
    desk.book({ ...WHOLE, asks: { 10000: 3, 10020: 20 } })
    expect(desk.told(desk.place({ lots: 1 }))).toContain('1@10020 TAKER')
    desk.book({ ...WHOLE })
    expect(desk.told(desk.place({ lots: 4 }))).toContain('4@10010 TAKER')
  })

  it('[SV-64] an order queues behind its own level, and fills by what the other side then displays there', () => {
    const desk = opened()
    const behind = desk.place({ limitTicks: 9_980, lots: 10 })
    const between = desk.place({ limitTicks: 9_995, lots: 10 })
    // Somebody joins 9,995 behind us, somebody sells there: the first four are ours.
    desk.book({ bids: { 9995: 6 } }).book({ bids: { 9995: 0 }, asks: { 9995: 4 } })
    expect(desk.told(between)).toEqual(['ACCEPTED', '4@9995 MAKER'])
    desk.book({ asks: { 9995: 4 } })
    expect(desk.told(between)).toHaveLength(2)
    // The market falls through both, with nine lots on offer: six for the better price, three for the other.
    desk.book({ bids: { 9990: 0, 9980: 0, 9970: 1 }, asks: { 9995: 0, 9975: 9 } })
    expect([desk.told(between)[2], desk.told(behind)[1]]).toEqual(['6@9995 MAKER', '3@9980 MAKER'])
  })

  it('[SV-65] a trade at the price passes those in front first; what left the level is in front no more', () => {
    const desk = opened()
    const order = desk.place({ limitTicks: 9_980, lots: 10 })
    desk.print(9_980, 3, 'SELL').book({ bids: { 9980: 5 } })
    desk.print(9_980, 4, 'SELL')
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.print(9_980, 2, 'SELL')
    expect(desk.told(order)).toEqual(['ACCEPTED', '1@9980 MAKER'])
    desk.book({ bids: { 9980: 50 } }).print(9_980, 2, 'SELL')
    expect(desk.told(order)[2]).toBe('2@9980 MAKER')
  })

  it('[SV-65] a level that fell below the queue has lost those in front', () => {
    const desk = opened()
    const order = desk.place({ limitTicks: 9_980, lots: 10 })
    desk.book({ bids: { 9980: 2 } }).print(9_980, 5, 'SELL')
    expect(desk.told(order)[1]).toBe('3@9980 MAKER')
  })

  it('[SV-65] a trade beyond the price fills with what was traded, those of better price first; a buyer fills no bid', () => {
    const desk = opened()
    const better = desk.place({ limitTicks: 9_990, lots: 4 })
    const worse = desk.place({ limitTicks: 9_980, lots: 4, accountId: 'b' })
    desk.print(9_970, 6, 'BUY')
    expect([desk.told(better), desk.told(worse)]).toEqual([['ACCEPTED'], ['ACCEPTED']])
    desk.print(9_970, 6, 'SELL')
    expect([desk.told(better)[1], desk.told(worse)[1]]).toEqual(['4@9990 MAKER', '2@9980 MAKER'])
  })

  it('[SV-43] an order that has to be traded through is not filled by a trade at its price', () => {
    const desk = new Desk({ options: { ...RECORDED, restingFills: 'WHEN_PASSED' } }).open().book(WHOLE)
    const order = desk.place({ limitTicks: 9_980, lots: 3 })
    desk.print(9_980, 50, 'SELL')
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.print(9_979, 2, 'SELL')
    expect(desk.told(order)).toEqual(['ACCEPTED', '2@9980 MAKER'])
  })

  it('[SV-65] two orders of ours at one price share the queue in front of them', () => {
    const desk = opened()
    const first = desk.place({ limitTicks: 9_980, lots: 3 })
    const second = desk.place({ limitTicks: 9_980, lots: 3, accountId: 'b' })
    desk.print(9_980, 12, null)
    expect([desk.told(first)[1], desk.told(second)[1]]).toEqual(['3@9980 MAKER', '1@9980 MAKER'])
  })

  it('[SV-65] a trade sets off stops, which meet the book', () => {
    const desk = opened()
    const stop = desk.place({ orderType: 'STOP', side: 'SELL', stopTicks: 9_985, lots: 6 })
    desk.print(9_986, 1, 'SELL')
    expect(desk.told(stop)).toEqual(['ACCEPTED'])
    desk.print(9_985, 1, 'SELL')
    expect(desk.told(stop)).toEqual(['ACCEPTED', '5@9990 TAKER', '1@9980 TAKER'])
  })

  it('[SV-65] stops are set off by the top of the book', () => {
    const desk = opened()
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_010, lots: 5 })
    desk.book({ asks: { 10000: 0 } })
    expect(desk.told(stop)).toEqual(['ACCEPTED', '4@10010 TAKER', '1@10020 TAKER'])
  })

  it.each<readonly [string, BookWords]>([
    ['a message is missing', { from: 4, sequence: 5, bids: { 9990: 6 } }],
    ['its sides lock', { sequence: 2, bids: { 10000: 1 } }],
    ['a level is none', { sequence: 2, bids: { 9990: -1 } }],
  ])('[SV-66] where %s the book is unknown until its next snapshot', (_, message) => {
    const desk = opened()
    const resting = desk.place({ limitTicks: 9_980, lots: 2 })
    desk.book(message).book({ sequence: 6, asks: { 9970: 50 } })
    const market = desk.place({})
    const limit = desk.place({ limitTicks: 10_000, lots: 3 })
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_000, lots: 1 })
    expect(desk.told(market)).toEqual(['ACCEPTED', 'CANCELED'])
    expect([resting, limit, stop].map((order) => desk.told(order))).toEqual([
      ['ACCEPTED'],
      ['ACCEPTED'],
      ['ACCEPTED'],
    ])
    desk.book({ ...WHOLE, sequence: 9 })
    expect([resting, limit, stop].map((order) => desk.told(order)[1])).toEqual([
      undefined,
      '3@10000 TAKER',
      '1@10010 TAKER',
    ])
  })

  it('[SV-66] before the first snapshot nothing is known; a message that was seen already changes nothing', () => {
    const desk = new Desk({ options: RECORDED }).open().book({ sequence: 1, asks: { 9000: 5 } })
    expect(desk.told(desk.place({}))).toEqual(['ACCEPTED', 'CANCELED'])
    desk
      .book({ ...WHOLE, sequence: 5 })
      .book({ sequence: 5, asks: { 9000: 5 } })
      .book({ from: 4, sequence: 6, asks: { 10000: 1 } })
    expect(desk.told(desk.place({ lots: 2 }))).toEqual(['ACCEPTED', '1@10000 TAKER', '1@10010 TAKER'])
  })

  it('goes on from its state as if it had not rested', () => {
    const desk = opened()
    desk.place({ lots: 4 })
    const resting = desk.place({ limitTicks: 9_980, lots: 9 })
    const other = new Desk({ options: RECORDED })
    other.venue.adopt(JSON.parse(JSON.stringify(desk.venue.state())) as ReturnType<typeof desk.venue.state>)
    const rest = (one: Desk): readonly string[] => {
      one.at = 2_000_000
      const from = one.reports.length
      one.book({ sequence: 2, asks: { 10010: 5 } }).print(9_980, 10, 'SELL')
      one.place({ orderId: 'later', lots: 6 })
      return one.reports.slice(from).map((report) => JSON.stringify(report))
    }
    const expected = rest(desk)
    expect(rest(other)).toEqual(expected)
    expect(expected.join()).toContain(resting)
  })
})

/** A book as a plain list of levels, walked from the best on, with what was taken of each. */
class PlainBook {
  private readonly levels: { side: Side; ticks: number; stated: number; offered: number }[] = []

  state(side: Side, ticks: number, lots: number): void {
    const known = this.levels.find((level) => level.side === side && level.ticks === ticks)
    if (lots === 0) this.levels.splice(0, Infinity, ...this.levels.filter((level) => level !== known))
    else if (known === undefined) this.levels.push({ side, ticks, stated: lots, offered: lots })
    else {
      known.offered =
        lots > known.stated ? known.offered + lots - known.stated : Math.min(known.offered, lots)
      known.stated = lots
    }
  }

  /** What an immediate order gets, as lots and prices. */
  walk(side: Side, of: { readonly lots: number; readonly limit: number; readonly whole: boolean }): string[] {
    const sign = side === 'BUY' ? 1 : -1
    const met = this.levels
      .filter((level) => level.side !== side && (of.limit - level.ticks) * sign >= 0)
      .toSorted((a, b) => (a.ticks - b.ticks) * sign)
    if (of.whole && met.reduce((sum, { offered }) => sum + offered, 0) < of.lots) return []
    let left = of.lots
    return met.flatMap((level) => {
      const lots = Math.min(left, level.offered)
      left -= lots
      level.offered -= lots
      return lots > 0 ? [`${lots}@${level.ticks} TAKER`] : []
    })
  }
}

const change = fc.record({
  kind: fc.constant('change' as const),
  ticks: fc.integer({ min: 1, max: 12 }),
  lots: fc.nat(9),
})
const take = fc.record({
  kind: fc.constant('take' as const),
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  lots: fc.integer({ min: 1, max: 25 }),
  reach: fc.nat(8),
  whole: fc.boolean(),
})

describe('walking the levels of a recorded order book', () => {
  it('[SV-62] [SV-63] agrees with a plain list of levels, whatever changes and whatever is taken', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(change, change, take), { maxLength: 60, size: 'max' }), (steps) => {
        // Bids up to 9,999 and asks from 10,001 on: sides that never cross.
        const desk = opened({ isSnapshot: true })
        const plain = new PlainBook()
        for (const step of steps) {
          if (step.kind === 'change') {
            const side = step.ticks > 6 ? 'SELL' : 'BUY'
            const ticks = 9_994 + step.ticks + (side === 'SELL' ? 0 : -1)
            desk.book({ [side === 'BUY' ? 'bids' : 'asks']: { [ticks]: step.lots } })
            plain.state(side, ticks, step.lots)
          } else {
            const { side, lots, whole } = step
            const limit = side === 'BUY' ? 10_000 + step.reach : 10_000 - step.reach
            const order = desk.place({ side, lots, limitTicks: limit, timeInForce: whole ? 'FOK' : 'IOC' })
            const fills = desk.told(order).filter((told) => told.includes('@'))
            expect(fills).toEqual(plain.walk(side, { lots, limit, whole }))
          }
        }
      }),
      { numRuns: 200, seed: SEED },
    )
  })

  it('offers no more than stands at a level, and never less than nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 40, size: 'max' }), (steps) => {
        const market = new RecordedMarket('X')
        const message = { isSnapshot: true, sequenceFrom: 0, sequence: 0 }
        for (const [stated, wanted] of steps) {
          market.begin(message)
          market.set(SELL, 10, stated)
          market.end()
          market.offeredTicks(SELL)
          const offered = market.offeredLots(SELL)
          expect(offered).toBeGreaterThanOrEqual(0)
          expect(offered).toBeLessThanOrEqual(stated)
          const lots = Math.min(offered, wanted)
          if (lots > 0) market.take(SELL, lots)
          expect(market.availableWithin(SELL, 10)).toBe(offered - lots)
          expect(market.standing(BUY, 10)).toBe(0)
        }
      }),
      { numRuns: 200, seed: SEED },
    )
  })
})
