/** The stops on a market's way, by hand. */

import { describe, expect, it } from 'vitest'
import { QuoteWay } from './quote-way.ts'
import type { Waits } from './quote-way.ts'

/** Orders that wait: buy stops and sell limits above, sell stops and buy limits below; each is gone once it was met. */
function waiting(above: { ask: number[]; bid: number[] }, below: { bid: number[]; ask: number[] }): Waits {
  return {
    nextPrice: (direction) =>
      direction === 'UP'
        ? { askTicks: above.ask.shift() ?? Infinity, bidTicks: above.bid[0] ?? Infinity }
        : { bidTicks: below.bid.shift() ?? -Infinity, askTicks: below.ask[0] ?? -Infinity },
  }
}

const stopsOf = (way: QuoteWay, waits: Waits): (readonly number[])[] => {
  const stops: (readonly number[])[] = []
  for (let stop = way.next(waits); stop !== null; stop = way.next(waits)) stops.push([stop.bid, stop.ask])
  return stops
}

describe('the way of a quote (SV)', () => {
  it('[SV-60] on its way up it stops at buy stops, by the ask, in order, and not at what lies beyond its end', () => {
    const waits = waiting({ ask: [105, 108, 130], bid: [] }, { bid: [90], ask: [95] })
    expect(stopsOf(new QuoteWay({ bid: 98, ask: 100 }, { bid: 118, ask: 120 }), waits)).toEqual([
      [103, 105],
      [106, 108],
    ])
  })

  it('[SV-60] on its way down it stops at buy limits, by the ask, the other side in step', () => {
    const waits = waiting({ ask: [105], bid: [104] }, { bid: [], ask: [96] })
    expect(stopsOf(new QuoteWay({ bid: 98, ask: 100 }, { bid: 88, ask: 90 }), waits)).toEqual([[94, 96]])
  })

  it('[SV-60] a price at which it stands already, or at its very end, is no stop on the way', () => {
    const waits = waiting({ ask: [100], bid: [118] }, { bid: [], ask: [] })
    expect(stopsOf(new QuoteWay({ bid: 98, ask: 100 }, { bid: 118, ask: 120 }), waits)).toEqual([])
  })
})
