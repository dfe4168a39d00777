import { answered, failed, type Answer, type MarketStreamEvent, type QuoteRecord } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { MarketWatchdog } from './market-watchdog.ts'

const quoteOf = (bid: string): QuoteRecord => ({
  venueSymbol: 'BTC-USD',
  bid,
  bidQuantity: '1',
  ask: '20',
  askQuantity: '1',
  last: null,
  venueAt: null,
})
const told = (bid: string): MarketStreamEvent => ({ kind: 'QUOTE', quote: quoteOf(bid), receivedAt: 0 })

const watching = (answer: () => Answer<QuoteRecord>) => {
  const seen = { nowMs: 0, asked: 0, doubt: null as string | null, contradictions: 0 }
  const dog = new MarketWatchdog({
    limits: { probeAfterMs: 10, staleAfterMs: 30 },
    nowMs: () => seen.nowMs,
    onDoubt: (message) => (seen.doubt = message),
    onContradiction: () => (seen.contradictions += 1),
    reads: {
      quote: () => {
        seen.asked += 1
        return Promise.resolve(answer())
      },
    },
  })
  dog.watch(['BTC-USD'])
  const lookAt = async (nowMs: number) => {
    seen.nowMs = nowMs
    dog.look()
    // The answer is taken in after the look.
    await Promise.resolve().then(() => undefined)
    await Promise.resolve()
  }
  return { dog, seen, lookAt }
}

describe('the watch over the age of market data', () => {
  it('asks about a symbol that is quiet, whatever else beats, and trusts it again when the venue agrees', async () => {
    const { dog, seen, lookAt } = watching(() => answered(quoteOf('10')))
    dog.told(told('10'))
    await lookAt(9)
    expect(seen.asked).toBe(0)
    await lookAt(10)
    await lookAt(19)
    expect([seen.asked, seen.doubt, seen.contradictions]).toEqual([1, null, 0])
  })

  it('doubts what differs twice, has the stream opened anew, and trusts new data', async () => {
    const { dog, seen, lookAt } = watching(() => answered(quoteOf('11')))
    dog.told(told('10'))
    await lookAt(10)
    expect(seen.contradictions).toBe(0)
    await lookAt(11)
    expect(seen.contradictions).toBe(1)
    await lookAt(12)
    expect(seen.doubt).toContain('BTC-USD')
    dog.told(told('11'))
    await lookAt(13)
    expect(seen.doubt).toBeNull()
  })

  it('takes what it asks of a symbol that was never told for what was told', async () => {
    const { seen, lookAt } = watching(() => answered(quoteOf('10')))
    await lookAt(10)
    await lookAt(20)
    expect([seen.asked, seen.doubt, seen.contradictions]).toEqual([2, null, 0])
  })

  it('doubts what is old and cannot be compared', async () => {
    const { dog, seen, lookAt } = watching(() => failed('UNREACHABLE', 'no way there'))
    dog.told(told('10'))
    await lookAt(29)
    expect(seen.doubt).toBeNull()
    await lookAt(30)
    expect(seen.doubt).toContain('is old')
    dog.watch([])
    await lookAt(31)
    expect(seen.doubt).toBeNull()
  })
})
