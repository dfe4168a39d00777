/** What a stream tells is shown in ticks and lots, only while it is sure, and only where it is news. */
import { type BookView, OrderBook, type QuoteRecord, type TradeRecord } from '@quarterdeck/venues'
import { beforeEach, describe, expect, it } from 'vitest'
import { BTC } from '../testing/instruments.ts'
import { ToldMarket } from './told-market.ts'

const NOON = 1_790_000_000_000_000

let market: ToldMarket
let unusable: string[]
beforeEach(() => {
  unusable = []
  market = new ToldMarket(BTC, (message) => unusable.push(message))
})

function book(levels: readonly (readonly ['BUY' | 'SELL', number, number])[]): OrderBook {
  const made = new OrderBook('BTC-USD')
  made.beginSnapshot()
  for (const [side, ticks, lots] of levels) made.set(side, ticks, lots)
  made.commit()
  return made
}

function quote(bid: string | null, ask: string | null, more: Partial<QuoteRecord> = {}): QuoteRecord {
  return {
    venueSymbol: 'BTC-USD',
    bid,
    bidQuantity: '1',
    ask,
    askQuantity: '2',
    last: null,
    venueAt: NOON,
    ...more,
  }
}

function trade(price: string, tradeId: string, venueAt = NOON): TradeRecord {
  return { tradeId, venueSymbol: 'BTC-USD', price, quantity: '0.5', aggressor: 'BUY', venueAt }
}

const TOUCH: BookView = book([
  ['BUY', 9_999, 1_000],
  ['SELL', 10_001, 2_000],
])

describe('a market as a book tells it', () => {
  it('shows the best of both sides, and an unchanged touch only to renew its age, which is no new offer', () => {
    expect(market.onBook(TOUCH, NOON)).toEqual({
      instrumentId: BTC.id,
      bidTicks: 9_999,
      bidLots: 1_000,
      askTicks: 10_001,
      askLots: 2_000,
      lastTicks: null,
      receivedAt: NOON,
      venueAt: NOON,
    })
    expect(market.onBook(TOUCH, NOON + 999_999)).toBeNull()
    expect(market.onBook(TOUCH, NOON + 1_000_000)).toMatchObject({
      receivedAt: NOON + 1_000_000,
      venueAt: NOON,
    })
  })

  it('shows nothing from the moment on in which the book is not valid, whatever else is told', () => {
    market.onBook(TOUCH, NOON)
    const broken = book([['BUY', 9_000, 1]])
    broken.invalidate('a gap')
    expect(market.onBook(broken, NOON + 1)).toBeNull()
    expect(market.onQuote(quote('99.5', '100.5'), NOON + 2)).toBeNull()
    expect(market.onTrade(trade('99.99', 't1'), NOON + 3)).toMatchObject({ quote: null })
    expect(market.onBook(book([['SELL', 10_500, 7]]), NOON + 4)).toMatchObject({
      bidTicks: null,
      askTicks: 10_500,
    })
  })

  it('does not show a book that is counted in other increments than ours', () => {
    market.onBook(TOUCH, NOON)
    market.onQuote(quote('99.99', '100.01'), NOON)
    const tenfold = book([
      ['BUY', 99_990, 1],
      ['SELL', 100_010, 1],
    ])
    expect(market.onBook(tenfold, NOON + 1)).toBeNull()
    expect(market.onBook(tenfold, NOON + 2)).toBeNull()
    expect(unusable).toHaveLength(1)
    expect(market.onBook(TOUCH, NOON + 3_000_000)).not.toBeNull()
  })
})

describe('a market as quotes tell it', () => {
  it('shows them in ticks and lots, sizes never larger than displayed, and not one that comes late', () => {
    expect(market.onQuote(quote('99.99', null, { bidQuantity: '1.0009' }), NOON)).toMatchObject({
      bidTicks: 9_999,
      bidLots: 1_000,
      askTicks: null,
    })
    expect(market.onQuote(quote('98', null, { venueAt: NOON - 1 }), NOON + 1)).toBeNull()
  })

  it.each([
    ['off the increments', quote('99.999', '100.01')],
    ['crossed', quote('100.02', '100.01')],
  ])('does not show one that is %s, and says so once', (_what, told) => {
    expect(market.onQuote(told, NOON)).toBeNull()
    expect(market.onQuote(told, NOON + 1)).toBeNull()
    expect(unusable).toHaveLength(1)
    expect(market.onQuote(quote('99.99', '100.01'), NOON + 2)).not.toBeNull()
  })
})

describe('prints', () => {
  it('are told once, with the touch as it stands, and history is not', () => {
    market.onBook(TOUCH, NOON)
    expect(market.onTrade(trade('100.01', 'old', NOON - 31_000_000), NOON)).toBeNull()
    expect(market.onTrade(trade('100.01', 't1'), NOON + 5)).toEqual({
      trade: {
        instrumentId: BTC.id,
        priceTicks: 10_001,
        lots: 500,
        aggressor: 'BUY',
        venueAt: NOON,
        receivedAt: NOON + 5,
      },
      quote: expect.objectContaining({ bidTicks: 9_999, lastTicks: 10_001, receivedAt: NOON + 5 }) as unknown,
    })
    expect(market.onTrade(trade('100.01', 't1'), NOON + 6)).toBeNull()
    expect(market.onTrade(trade('100.00', 't0', NOON - 1), NOON + 7)).toBeNull()
    expect(market.onBook(TOUCH, NOON + 8)).toBeNull()
  })
})
