/** Of several connections that follow an instrument one tells its market at a time; what is told early is not lost. */
import { type ListedInstrument, type MarketStreamEvent, OrderBook } from '@quarterdeck/venues'
import { beforeEach, expect, it } from 'vitest'
import type { FeedQuote } from '../feed/feed.ts'
import { BTC } from '../testing/instruments.ts'
import type { Connector } from './connector.ts'
import { MarketSources } from './market-sources.ts'

const LISTED: ListedInstrument = {
  instrument: BTC,
  status: 'OPEN',
  restrictions: [],
  minNotional: null,
  maxNotional: null,
  aliases: [],
}
const one = { connectionId: 'one' } as Connector
const two = { connectionId: 'two' } as Connector

let sources: MarketSources
let told: FeedQuote[]
let ill: Connector[]
beforeEach(() => {
  told = []
  ill = []
  sources = new MarketSources({
    hooks: {
      onListed: () => undefined,
      onQuote: (quote) => told.push(quote),
      onTrade: () => undefined,
      onStatus: () => undefined,
    },
    isHealthy: (connector) => !ill.includes(connector),
    onUnusable: () => undefined,
  })
})

let at = 1_790_000_000_000_000
function book(bidTicks: number): MarketStreamEvent {
  const made = new OrderBook('BTC-USD')
  made.beginSnapshot()
  made.set('BUY', bidTicks, 5)
  made.commit()
  return { kind: 'BOOK', venueSymbol: BTC.venueSymbol, book: made, receivedAt: (at += 1) }
}
const bids = () => told.map(({ bidTicks }) => bidTicks)

it('tells a quiet book that came before it was known what is listed', () => {
  sources.told(one, book(100))
  expect(told).toEqual([])
  sources.follow(one, [LISTED])
  expect(bids()).toEqual([100])
  sources.follow(one, [LISTED])
  expect(bids()).toEqual([100])
})

it('has the first healthy connection tell, and another take over at once when it is not', () => {
  sources.follow(one, [LISTED])
  sources.follow(two, [LISTED])
  sources.told(one, book(100))
  sources.told(two, book(200))
  expect(bids()).toEqual([100])
  expect(sources.servedByOthers(two)).toEqual([BTC.id])
  ill = [one]
  sources.review()
  expect(bids()).toEqual([100, 200])
  sources.told(one, book(101))
  sources.told(two, book(201))
  expect(bids()).toEqual([100, 200, 201])
  expect(sources.servedByOthers(one)).toEqual([BTC.id])
  ill = []
  sources.review()
  sources.told(one, book(102))
  expect(bids()).toEqual([100, 200, 201, 101, 102])
  sources.follow(one, [])
  sources.told(two, book(203))
  expect(bids().at(-1)).toBe(203)
})
