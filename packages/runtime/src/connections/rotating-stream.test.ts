import { NO_TOPICS, type ConnectionState, type MarketStreamEvent, type VenueReads } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { RotatingStream } from './rotating-stream.ts'

const state = (to: ConnectionState): MarketStreamEvent => ({ kind: 'STATE', state: to, message: '' })
const resync: MarketStreamEvent = { kind: 'RESYNC', because: 'CONNECTED', message: '' }
const quote = (bid: string): MarketStreamEvent => ({
  kind: 'QUOTE',
  quote: {
    venueSymbol: 'A',
    bid,
    bidQuantity: null,
    ask: null,
    askQuantity: null,
    last: null,
    venueAt: null,
  },
  receivedAt: 0,
})
const wordOf = (event: MarketStreamEvent): string =>
  event.kind === 'STATE' ? event.state : event.kind === 'QUOTE' ? event.quote.bid! : event.kind

/** Adapters are told apart by identity alone. */
const opened = () => {
  const tellers: ((event: MarketStreamEvent) => void)[] = []
  const closed: number[] = []
  const heard: string[] = []
  const reads = {} as VenueReads
  const stream = new RotatingStream<MarketStreamEvent>(reads, {
    topics: NO_TOPICS,
    open: (_, __, listener) => {
      const place = tellers.push(listener) - 1
      return { setTopics: () => undefined, close: () => Promise.resolve(void closed.push(place)) }
    },
    listener: (event) => void heard.push(wordOf(event)),
    onClose: () => undefined,
  })
  return { stream, reads, tellers, closed, heard }
}

describe('a stream whose adapter is replaced', () => {
  it('tells of the present one until the next is taken, then the newest of the next and no gap', async () => {
    const { stream, reads, tellers, closed, heard } = opened()
    tellers[0]!(state('READY'))
    const next = stream.prepare(reads)
    tellers[1]!(quote('2'))
    tellers[1]!(quote('3'))
    tellers[1]!(state('READY'))
    tellers[1]!(resync)
    await next.ready
    tellers[0]!(quote('1'))
    expect(heard).toEqual(['READY', '1'])
    await next.take()
    tellers[0]!(quote('9'))
    tellers[1]!(quote('4'))
    expect(heard).toEqual(['READY', '1', '3', 'READY', '4'])
    expect(closed).toEqual([0])
  })

  it('says that something may be missing where the present one was not in step', async () => {
    const { stream, reads, tellers, heard } = opened()
    tellers[0]!(state('CONNECTING'))
    const next = stream.prepare(reads)
    tellers[1]!(state('READY'))
    await next.take()
    expect(heard).toEqual(['CONNECTING', 'READY', 'RESYNC'])
  })

  it('goes on as it was where the next one is not taken', async () => {
    const { stream, reads, tellers, closed, heard } = opened()
    const next = stream.prepare(reads)
    await next.discard()
    tellers[1]!(quote('2'))
    tellers[0]!(quote('1'))
    expect([heard, closed]).toEqual([['1'], [1]])
    await stream.close()
    tellers[0]!(quote('3'))
    expect([heard, closed]).toEqual([['1'], [1, 0]])
  })
})
