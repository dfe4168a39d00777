import { describe, expect, it } from 'vitest'
import { quotesOfQuoteBar, quotesOfTradeBar } from './intrabar.ts'

const times = { start: 60e6, end: 120e6 }

describe('bars become quotes by a declared rule', () => {
  it('a trade bar is four quotes of the declared spread within its time, without a side out of bounds', () => {
    const quotes = quotesOfTradeBar({ open: 102, high: 110, low: 100, close: 104 }, times, {
      ticks: 3,
      minTicks: 100,
      maxTicks: 111,
    })
    expect(quotes.map((quote) => [quote.receivedAt, quote.bidTicks, quote.askTicks])).toEqual([
      [60e6, 101, 104],
      [75e6, null, 102],
      [105e6, 109, null],
      [120e6 - 1, 103, 106],
    ])
  })

  it('a quote bar keeps its own bid and ask, and a side that was not quoted stays away', () => {
    const bid = { ticks: { open: 10, high: 14, low: 9, close: 12 }, lots: 5 }
    const ask = { ticks: { open: 11, high: 16, low: 10, close: 13 }, lots: null }
    expect(
      quotesOfQuoteBar({ bid, ask }, times).map((quote) => [quote.bidTicks, quote.askTicks, quote.bidLots]),
    ).toEqual([
      [10, 11, 5],
      [9, 10, 5],
      [14, 16, 5],
      [12, 13, 5],
    ])
    // A high whose bid is above its ask, a low whose bid is: the other side is brought back to touch.
    const high = { ticks: { open: 10, high: 17, low: 9, close: 12 }, lots: 5 }
    expect(quotesOfQuoteBar({ bid: high, ask }, times)[2]).toMatchObject({ bidTicks: 17, askTicks: 17 })
    const low = { ticks: { open: 11, high: 16, low: 8, close: 13 }, lots: 5 }
    expect(quotesOfQuoteBar({ bid, ask: low }, times)[1]).toMatchObject({ bidTicks: 8, askTicks: 8 })
    expect(quotesOfQuoteBar({ bid: null, ask }, times)[0]).toMatchObject({ bidTicks: null, askTicks: 11 })
    expect(quotesOfQuoteBar({ bid: null, ask: null }, times)).toEqual([])
  })
})
