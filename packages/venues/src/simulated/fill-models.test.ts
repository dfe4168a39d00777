/** Declared models by which orders meet bars: slippage, entry, gaps, limited size. Each case is computed by hand. */

import { describe, expect, it } from 'vitest'
import { Desk } from './testing/desk.ts'

describe('fill models (SV)', () => {
  it.each([
    ['ticks', { kind: 'TICKS', ticks: 3 }, 'BUY', '10@10003 TAKER'],
    ['ticks', { kind: 'TICKS', ticks: 3 }, 'SELL', '10@9987 TAKER'],
    // 7 basis points of 10,000 are 7, of 9,990 6.993, which is 7 whole ticks.
    ['basis points', { kind: 'BASIS_POINTS', basisPoints: 7 }, 'BUY', '10@10007 TAKER'],
    ['basis points', { kind: 'BASIS_POINTS', basisPoints: 7 }, 'SELL', '10@9983 TAKER'],
  ] as const)('[SV-39] slippage in %s: a market order %j %s trades %s', (_name, slippage, side, told) => {
    const desk = new Desk({ options: { slippage } }).open().quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told(desk.place({ side }))).toEqual(['ACCEPTED', told])
  })

  it('[SV-39] slippage never takes a limit order past its limit, nor a resting order off its price', () => {
    const desk = new Desk({ options: { slippage: { kind: 'TICKS', ticks: 3 } } })
      .open()
      .quote({ bid: 9_990, ask: 10_000 })
    const crossing = desk.place({ limitTicks: 10_001 })
    const resting = desk.place({ limitTicks: 9_980 })
    desk.quote({ bid: 9_970, ask: 9_975 })
    expect(desk.told(crossing)).toEqual(['ACCEPTED', '10@10001 TAKER'])
    expect(desk.told(resting)).toEqual(['ACCEPTED', '10@9980 MAKER'])
  })

  it('[SV-40] what arrives after a bar has closed meets the next quote', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    desk.venue.awaitQuote(desk.instrumentId)
    const market = desk.place({})
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_000 })
    expect([desk.told(market), desk.told(stop)]).toEqual([['ACCEPTED'], ['ACCEPTED']])
    desk.quote({ bid: 10_090, ask: 10_100 })
    expect([desk.told(market)[1], desk.told(stop)[1]]).toEqual(['10@10100 TAKER', '10@10100 TAKER'])
    // The quote that was met stands again for those that come later.
    expect(desk.told(desk.place({}))[1]).toBe('10@10100 TAKER')
  })

  it('[SV-40] with entry NEXT_QUOTE every order meets the quote after its arrival', () => {
    const desk = new Desk({ options: { entry: 'NEXT_QUOTE' } }).open().quote({ bid: 9_990, ask: 10_000 })
    const first = desk.place({})
    desk.quote({ bid: 10_000, ask: 10_010 })
    const second = desk.place({})
    desk.quote({ bid: 10_010, ask: 10_020 })
    expect([desk.told(first)[1], desk.told(second)[1]]).toEqual(['10@10010 TAKER', '10@10020 TAKER'])
  })

  it.each([
    ['THROUGH', '10@9990 MAKER'],
    ['GAP', '10@9950 MAKER'],
  ] as const)('[SV-41] a resting buy at 9990 that the market passes by %s fills %s', (move, told) => {
    const desk = new Desk().open().quote({ bid: 9_995, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_990 })
    const quote = { bidTicks: 9_940, askTicks: 9_950, bidLots: null, askLots: null, lastTicks: null }
    desk.venue.onQuote({ instrumentId: desk.instrumentId, ...quote, receivedAt: desk.at }, move)
    desk.venue.advance(desk.at)
    expect(desk.told(order)).toEqual(['ACCEPTED', told])
  })

  it('[SV-42] passed orders share what is displayed, the older first, and a patient market order takes the rest later', () => {
    const options = { passedFills: 'DISPLAYED', unfilledMarket: 'NEXT_QUOTE' } as const
    const desk = new Desk({ options }).open().quote({ bid: 9_995, ask: 10_000 })
    const older = desk.place({ limitTicks: 9_990 })
    const newer = desk.place({ limitTicks: 9_990, accountId: 'b' })
    desk.quote({ bid: 9_900, ask: 9_910, askLots: 14 })
    expect([desk.told(older)[1], desk.told(newer)[1]]).toEqual(['10@9990 MAKER', '4@9990 MAKER'])
    const market = desk.place({ accountId: 'c', timeInForce: 'GTC' })
    desk.quote({ bid: 9_995, ask: 10_000, askLots: 7 })
    desk.quote({ bid: 9_995, ask: 10_001, askLots: 7 })
    expect(desk.told(market)).toEqual(['ACCEPTED', '7@10000 TAKER', '3@10001 TAKER'])
  })

  it('[SV-43] a touch fills nobody where a trade through the price is needed', () => {
    const desk = new Desk({ options: { restingFills: 'WHEN_PASSED' } })
      .open()
      .quote({ bid: 9_995, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_990 })
    desk.quote({ bid: 9_985, ask: 9_990 })
    expect(desk.told(order)).toEqual(['ACCEPTED'])
    desk.quote({ bid: 9_984, ask: 9_989 })
    expect(desk.told(order)).toEqual(['ACCEPTED', '10@9990 MAKER'])
  })

  it('says which prices matter next on the way up and down', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const listing = desk.venue.listing(desk.instrumentId)!
    expect(listing.hasOrders()).toBe(false)
    expect(listing.nextPrice('UP')).toEqual({ bidTicks: Infinity, askTicks: Infinity })
    desk.place({ orderType: 'STOP', stopTicks: 10_050 })
    desk.place({ limitTicks: 9_950 })
    expect(listing.hasOrders()).toBe(true)
    expect(listing.nextPrice('UP')).toEqual({ bidTicks: Infinity, askTicks: 10_050 })
    expect(listing.nextPrice('DOWN')).toEqual({ bidTicks: -Infinity, askTicks: 9_950 })
    desk.place({ orderType: 'STOP', side: 'SELL', stopTicks: 9_900 })
    desk.place({ side: 'SELL', limitTicks: 10_070 })
    expect(listing.nextPrice('UP')).toEqual({ bidTicks: 10_070, askTicks: 10_050 })
    expect(listing.nextPrice('DOWN')).toEqual({ bidTicks: 9_900, askTicks: 9_950 })
  })
})
