import type { ListedInstrument, MarketStreamEvent } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
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
const quote = (bid: string, bidQuantity = '1'): MarketStreamEvent => ({
  kind: 'QUOTE',
  quote: {
    venueSymbol: BTC.venueSymbol,
    bid,
    bidQuantity,
    ask: null,
    askQuantity: null,
    last: null,
    venueAt: null,
  },
  receivedAt: 5,
})

const sourcesOf = () => {
  const healthy = new Set<Connector>()
  const quotes: FeedQuote[] = []
  const listed: number[] = []
  const unusable: string[] = []
  const sources = new MarketSources({
    hooks: {
      onListed: (_, instruments) => void listed.push(instruments.length),
      onQuote: (told) => void quotes.push(told),
      onTrade: () => undefined,
      onStatus: () => undefined,
    },
    isHealthy: (connector) => healthy.has(connector),
    onUnusable: (_, symbol, message) => void unusable.push(`${symbol} ${message}`),
  })
  // Only who it is matters here.
  const [first, second] = [{ connectionId: 'first' }, { connectionId: 'second' }] as unknown as [
    Connector,
    Connector,
  ]
  return { sources, healthy, quotes, listed, unusable, first, second }
}

describe('the feed of several connections', () => {
  it('has one source an instrument: the first healthy one that follows it, and another when it is not', () => {
    const { sources, healthy, quotes, first, second } = sourcesOf()
    for (const connector of [first, second]) {
      healthy.add(connector)
      sources.follow(connector, [LISTED])
    }
    sources.told(first, quote('1'))
    sources.told(second, quote('2'))
    expect(quotes.map(({ bidTicks }) => bidTicks)).toEqual([100])
    expect([sources.servedByOthers(first), sources.servedByOthers(second)]).toEqual([[], [BTC.id]])
    healthy.delete(first)
    sources.told(first, quote('3'))
    sources.told(second, quote('4'))
    sources.follow(second, [])
    sources.told(first, quote('5'))
    expect(quotes.map(({ bidTicks }) => bidTicks)).toEqual([100, 400, 500])
  })

  it('says what is followed, and drops what is off its increments with a word', () => {
    const { sources, quotes, listed, unusable, first } = sourcesOf()
    sources.follow(first, [LISTED])
    sources.told(first, quote('1.001'))
    sources.follow(first, [])
    sources.told(first, quote('1'))
    expect([listed, quotes]).toEqual([[1, 0], []])
    expect(unusable).toEqual([`${BTC.venueSymbol} a quote is off the increments that it is listed with`])
  })
})
