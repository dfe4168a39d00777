import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { QuoteView } from '../runtime.ts'
import { ConflatedQuotes } from './conflation.ts'

/** A market of numbered quotes: the nth quote of an instrument has `last` n. */
function numberedMarket() {
  const newest = new Map<string, QuoteView>()
  const quotes = new ConflatedQuotes({ view: (id) => newest.get(id) ?? null, intervalMs: 10_000 })
  const quote = (instrumentId: string, n: number): void => {
    const view = { bid: null, bidSize: null, ask: null, askSize: null, at: n, receivedAt: n, stale: false }
    newest.set(instrumentId, { instrumentId, last: String(n), ...view })
    quotes.onQuote(instrumentId)
  }
  return { quotes, quote, newest }
}

const lasts = (result: IteratorResult<readonly QuoteView[], undefined>): string[] =>
  (result.value ?? []).map((view) => `${view.instrumentId}=${view.last}`)

describe('conflation: quotes for readers of any speed', { timeout: 30_000 }, () => {
  it('a new reader first gets the newest quote of each instrument that has one', async () => {
    const { quotes, quote } = numberedMarket()
    quote('SIM:A', 1)
    quote('SIM:A', 2)
    const reader = quotes.follow(['SIM:B', 'SIM:A'], AbortSignal.timeout(5000))
    expect(lasts(await reader.next())).toEqual(['SIM:A=2'])
    await reader.return?.()
    quotes.close()
  })

  it('a slow reader gets the newest quote of each instrument and none of those between', async () => {
    const { quotes, quote } = numberedMarket()
    quote('SIM:A', 1)
    const reader = quotes.follow(['SIM:A', 'SIM:B'], AbortSignal.timeout(5000))
    await reader.next()
    for (let n = 2; n <= 500; n += 1) {
      quote(n % 2 === 0 ? 'SIM:A' : 'SIM:B', n)
      quotes.flush()
    }
    expect(lasts(await reader.next())).toEqual(['SIM:A=500', 'SIM:B=499'])
    await reader.return?.()
  })

  it('a reader hears only of the instruments it follows', async () => {
    const { quotes, quote } = numberedMarket()
    const reader = quotes.follow(['SIM:A'], AbortSignal.timeout(5000))
    const next = reader.next()
    quote('SIM:B', 1)
    quotes.flush()
    quote('SIM:A', 2)
    quotes.flush()
    expect(lasts(await next)).toEqual(['SIM:A=2'])
    await reader.return?.()
  })

  it('aborting, or returning, ends a reader that waits', async () => {
    const { quotes } = numberedMarket()
    const abort = new AbortController()
    const aborted = quotes.follow(['SIM:A'], abort.signal)
    const returned = quotes.follow(['SIM:A'], new AbortController().signal)
    const pending = [aborted.next(), returned.next()]
    expect(quotes.readers).toBe(2)
    abort.abort()
    await returned.return?.()
    expect((await Promise.all(pending)).map((result) => result.done)).toEqual([true, true])
    expect(quotes.readers).toBe(0)
    expect((await quotes.follow(['SIM:A'], abort.signal).next()).done).toBe(true)
    expect(quotes.readers).toBe(0)
  })

  it('readers that keep up share one batch, formatted once', async () => {
    let formatted = 0
    const view: QuoteView = {
      instrumentId: 'SIM:A',
      bid: '1',
      bidSize: '1',
      ask: '2',
      askSize: '1',
      last: null,
      at: 0,
      receivedAt: 0,
      stale: false,
    }
    const quotes = new ConflatedQuotes({
      view: () => {
        formatted += 1
        return formatted > 1000 ? view : null
      },
    })
    const signal = AbortSignal.timeout(5000)
    const readers = Array.from({ length: 1000 }, () => quotes.follow(['SIM:A'], signal))
    const pending = readers.map((reader) => reader.next())
    expect(formatted).toBe(1000)
    quotes.onQuote('SIM:A')
    const batches = await Promise.all(pending)
    expect(formatted).toBe(1001)
    expect(new Set(batches.map((batch) => batch.value)).size).toBe(1)
    quotes.close()
  })

  it('changes within the interval wake the readers once', async () => {
    const { newest } = numberedMarket()
    const quotes = new ConflatedQuotes({ view: (id) => newest.get(id) ?? null, intervalMs: 20 })
    const reader = quotes.follow(['SIM:A'], AbortSignal.timeout(5000))
    const next = reader.next()
    for (let n = 1; n <= 10; n += 1) {
      const view = { bid: null, bidSize: null, ask: null, askSize: null, at: n, receivedAt: n, stale: false }
      newest.set('SIM:A', { instrumentId: 'SIM:A', last: String(n), ...view })
      quotes.onQuote('SIM:A')
    }
    expect(lasts(await next)).toEqual(['SIM:A=10'])
    await reader.return?.()
    quotes.close()
  })

  it('an interval outside 1 to 10000 ms is refused', () => {
    expect(() => new ConflatedQuotes({ view: () => null, intervalMs: 0 })).toThrow('from 1 to 10000, not 0')
  })

  const seed = Date.now() % 2 ** 31
  it(`under any interleaving a reader ends at the newest quote of each instrument, in order (seed ${seed})`, async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('quote' as const), instrument: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ do: fc.constant('flush' as const), instrument: fc.constant(0) }),
      fc.record({ do: fc.constant('read' as const), instrument: fc.constant(0) }),
    )
    const property = fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const { quotes, quote, newest } = numberedMarket()
      const abort = new AbortController()
      const reader = quotes.follow(['0', '1', '2', '3', '4'], abort.signal)
      const seen = new Map<string, number>()
      const take = (result: IteratorResult<readonly QuoteView[], undefined>): void => {
        for (const view of result.value ?? []) {
          expect(Number(view.last)).toBeGreaterThanOrEqual(seen.get(view.instrumentId) ?? 0)
          seen.set(view.instrumentId, Number(view.last))
        }
      }
      let pending: Promise<void> | null = null
      let n = 0
      for (const one of steps) {
        if (one.do === 'quote') quote(String(one.instrument), (n += 1))
        else if (one.do === 'flush') quotes.flush()
        else
          pending ??= reader
            .next()
            .then(take)
            .finally(() => (pending = null))
        await Promise.resolve()
      }
      quotes.flush()
      await Promise.race([pending, new Promise(setImmediate)])
      for (let again = 0; again < 2 && pending === null; again += 1) {
        pending = reader
          .next()
          .then(take)
          .finally(() => (pending = null))
        await Promise.race([pending, new Promise(setImmediate)])
      }
      const expected = [...newest].map(([id, view]) => [id, Number(view.last)] as const)
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected))
      abort.abort()
      quotes.close()
    })
    await fc.assert(property, { seed, numRuns: 200 })
  })
})
