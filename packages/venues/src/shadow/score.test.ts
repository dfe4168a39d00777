/** What a pretended order would have come to, rule by rule. */

import { describe, expect, it } from 'vitest'
import type { Print, Retermed, ShadowEvent, ShownQuote } from './market.ts'
import { beginScore, scoreOrder } from './score.ts'
import type { ShadowOrder } from './state.ts'

let clock = 0
const next = (): number => ++clock

function order(terms: Partial<ShadowOrder> = {}): ShadowOrder {
  return {
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    lots: 10,
    limitTicks: 100,
    stopTicks: null,
    placedAt: 0,
    ...terms,
  }
}

const MARKET = { orderType: 'MARKET', limitTicks: null } as const

/** A quote "bid x lots / ask x lots", as in `quote(100, 5, 102, 7)`. */
function quote(
  bidTicks: number | null,
  bidLots: number | null,
  askTicks: number | null,
  askLots: number | null,
): ShownQuote {
  return { kind: 'QUOTE', at: next(), bidTicks, bidLots, askTicks, askLots }
}

function print(ticks: number, lots: number): Print {
  return { kind: 'PRINT', at: next(), ticks, lots }
}

function retermed(lots: number, limitTicks: number | null): Retermed {
  return { kind: 'RETERMED', at: next(), lots, limitTicks }
}

/** The order placed right after the first event, and what became of it: filled lots, sum of price times lots, queue, phase. */
function scored(terms: Partial<ShadowOrder>, ...events: readonly ShadowEvent[]) {
  const placedAt = events[0]?.at ?? 0
  const { filledLots, filledTickLots, queueAhead, phase } = scoreOrder(order({ placedAt, ...terms }), events)
  return { filledLots, tickLots: Number(filledTickLots), queueAhead, phase }
}

describe('shadow scores (SH)', () => {
  it('[SH-01] what comes before it tells it the market, and fills nothing', () => {
    const first = quote(100, 5, 102, 7)
    const early = [first, print(99, 50), print(100, 50)]
    const placedAt = early[2]?.at ?? 0
    expect(scoreOrder(order({ placedAt }), early)).toMatchObject({ phase: 'WAITING', filledLots: 0 })
    const late = scoreOrder(order({ placedAt }), [...early, print(100, 6)])
    expect(late).toMatchObject({ phase: 'RESTING', filledLots: 1, queueAhead: 0, queueAtJoin: 5 })
    expect(late.firstFillAt).toBe(late.lastFillAt)
  })

  it('[SH-01] without a market it joins the first that is shown', () => {
    const placedAt = next()
    const events = [print(90, 50), quote(99, 5, 100, 4)]
    expect(scoreOrder(order({ placedAt }), events)).toMatchObject({
      filledLots: 4,
      firstFillAt: events[1]?.at,
    })
    expect(beginScore(order()).phase).toBe('WAITING')
  })

  it.each<[string, Partial<ShadowOrder>, number, number, string]>([
    [
      'a limit that reaches the touch takes it at the touch, and waits',
      { limitTicks: 103 },
      7,
      7 * 102,
      'RESTING',
    ],
    ['an IOC gives up the rest', { limitTicks: 102, timeInForce: 'IOC' }, 7, 7 * 102, 'DONE'],
    ['a FOK takes nothing where it cannot have all', { limitTicks: 102, timeInForce: 'FOK' }, 0, 0, 'DONE'],
    ['a FOK takes all', { limitTicks: 102, timeInForce: 'FOK', lots: 7 }, 7, 7 * 102, 'DONE'],
    ['an IOC that reaches nothing is gone', { limitTicks: 101, timeInForce: 'IOC' }, 0, 0, 'DONE'],
    ['a market order takes the touch, and goes on', { ...MARKET, timeInForce: 'IOC' }, 7, 7 * 102, 'RESTING'],
    ['a small market order is done', { ...MARKET, lots: 3 }, 3, 3 * 102, 'DONE'],
  ])('[SH-02] %s', (_name, terms, lots, tickLots, phase) => {
    const { filledLots, ...rest } = scored(terms, quote(100, 5, 102, 7), quote(100, 5, 102, 7))
    expect([filledLots, rest.tickLots, rest.phase]).toEqual([lots, tickLots, phase])
  })

  it('[SH-02] the rest of a market order takes what is displayed or printed next, never better than the touch', () => {
    const first = quote(100, 5, 102, 7)
    // Two more are offered at 103 than it took at 102 before; a print at the bid costs it the offer.
    const rest = scored(MARKET, first, quote(100, 5, 103, 9), print(100, 8))
    expect(rest).toMatchObject({ filledLots: 10, tickLots: 7 * 102 + 3 * 103, phase: 'DONE' })
    expect(scored(MARKET, quote(100, 5, null, null), print(101, 3))).toMatchObject({
      filledLots: 0,
      phase: 'DONE',
    })
  })

  it.each<[string, ShownQuote, number | null]>([
    ['at the touch, what is displayed', quote(100, 5, 102, 7), 5],
    ['better than the touch, nothing', quote(99, 5, 102, 7), 0],
    ['without a touch, nothing', quote(null, null, 102, 7), 0],
    ['behind the touch, not known', quote(101, 5, 102, 7), null],
    ['at a price without a size, not known', quote(100, null, 102, 7), null],
  ])('[SH-03] in front of what waits stands: %s', (_name, first, ahead) => {
    const quiet = { ...first, at: next() }
    expect(scored({ placedAt: first.at }, first, quiet).queueAhead).toBe(ahead)
  })

  it('[SH-03] behind the touch, what is displayed when the touch comes to it stands in front', () => {
    const behind = [quote(101, 5, 102, 7), print(101, 5)]
    expect(scored({}, ...behind, quote(100, 8, 102, 7), print(100, 9))).toMatchObject({ filledLots: 1 })
    expect(scored({}, ...behind, print(100, 9))).toMatchObject({ filledLots: 0, queueAhead: null })
    // A print beyond its price needs no queue to be known.
    expect(scored({}, ...behind, print(99, 9))).toMatchObject({ filledLots: 9 })
  })

  it('[SH-04] the queue falls with prints and with what is displayed, and never grows', () => {
    const first = quote(100, 8, 102, 7)
    expect(scored({}, first, print(100, 3)).queueAhead).toBe(5)
    expect(scored({}, first, print(100, 3), quote(100, 20, 102, 7)).queueAhead).toBe(5)
    expect(scored({}, first, quote(100, 2, 102, 7)).queueAhead).toBe(2)
    expect(scored({}, first, quote(99, 4, 102, 7)).queueAhead).toBe(0)
    expect(scored({}, first, quote(101, 4, 102, 7)).queueAhead).toBe(8)
  })

  it('[SH-05] a print at its price fills what the queue leaves of it, one beyond it all of it; at its own price', () => {
    const first = quote(100, 5, 102, 7)
    expect(scored({}, first, print(100, 5))).toMatchObject({ filledLots: 0 })
    expect(scored({}, first, print(100, 7))).toMatchObject({ filledLots: 2, tickLots: 200 })
    expect(scored({}, first, print(99, 4))).toMatchObject({ filledLots: 4, tickLots: 400 })
    expect(scored({}, first, print(101, 50), print(102, 50))).toMatchObject({ filledLots: 0, queueAhead: 5 })
    expect(scored({}, first, print(99, 50), print(99, 50))).toMatchObject({ filledLots: 10, phase: 'DONE' })
    expect(scored({ side: 'SELL', limitTicks: 102 }, first, print(102, 8), print(103, 2))).toMatchObject({
      filledLots: 3,
      tickLots: 306,
    })
  })

  it('[SH-06] what is offered at its price fills it once, by its display or by the prints that trade it', () => {
    const first = quote(100, 5, 102, 7)
    const offered = quote(99, 5, 100, 4)
    expect(scored({}, first, offered)).toMatchObject({ filledLots: 4, tickLots: 400, queueAhead: 0 })
    const again = { ...offered, at: next() }
    expect(scored({}, first, offered, again, print(100, 4))).toMatchObject({ filledLots: 4 })
    expect(scored({}, first, offered, quote(99, 5, 100, 6))).toMatchObject({ filledLots: 6 })
    expect(scored({}, first, offered, print(100, 5))).toMatchObject({ filledLots: 5 })
    // Once the offer has left, a new one is new.
    expect(scored({}, first, offered, quote(99, 5, 101, 4), quote(99, 5, 100, 4))).toMatchObject({
      filledLots: 8,
    })
  })

  it('[SH-07] a stop joins the market that sets it off, and what set it off does not fill it', () => {
    const stop = { orderType: 'STOP', limitTicks: null, stopTicks: 103 } as const
    const first = quote(100, 5, 102, 7)
    expect(scored(stop, first, print(102, 9))).toMatchObject({ phase: 'ARMED', filledLots: 0 })
    expect(scored(stop, first, print(103, 9))).toMatchObject({ filledLots: 7, tickLots: 7 * 102 })
    expect(scored(stop, first, quote(102, 5, 104, 3))).toMatchObject({ filledLots: 3, tickLots: 3 * 104 })
    const passed = quote(103, 5, 104, 3)
    expect(scored(stop, passed, { ...passed, at: next() })).toMatchObject({ filledLots: 3 })
    const limited = { orderType: 'STOP_LIMIT', limitTicks: 103, stopTicks: 103 } as const
    expect(scored(limited, first, quote(103, 6, 104, 3), print(103, 7))).toMatchObject({ filledLots: 1 })
    const sale = { ...stop, side: 'SELL', stopTicks: 99 } as const
    expect(scored(sale, first, print(99, 2))).toMatchObject({ filledLots: 5, tickLots: 500 })
  })

  it('[SH-08] fewer lots at the same price keep the place, other terms join anew', () => {
    const first = quote(100, 5, 102, 7)
    const passing = print(100, 3)
    expect(scored({}, first, passing, retermed(4, 100))).toMatchObject({ queueAhead: 2 })
    expect(scored({}, first, passing, retermed(11, 100))).toMatchObject({ queueAhead: 5 })
    expect(scored({}, first, passing, retermed(10, 99))).toMatchObject({ queueAhead: null })
    expect(scored({}, first, passing, retermed(10, 102))).toMatchObject({ filledLots: 7, tickLots: 7 * 102 })
    expect(scored({}, first, print(100, 9), retermed(4, 100))).toMatchObject({ filledLots: 4, phase: 'DONE' })
    expect(scored({}, first, print(100, 9), retermed(3, 100))).toMatchObject({ filledLots: 4, phase: 'DONE' })
  })

  it('[SH-08] what has ended is not filled any more', () => {
    const end = { kind: 'ENDED', at: next() } as const
    expect(scored({}, quote(100, 5, 102, 7), end, print(90, 50))).toMatchObject({
      filledLots: 0,
      phase: 'DONE',
    })
  })
})
