/** Market data that goes wrong while the connection is alive: noticed, said, and mended by itself. */
import { afterEach, describe, expect, it } from 'vitest'
import type { MarketStreamEvent, VenueStream } from '../contract/streams.ts'
import { NO_TOPICS } from '../contract/streams.ts'
import {
  openCoinbaseRig,
  type CoinbaseRig,
  type CoinbaseRigOptions,
} from '../simulators/coinbase/testing/rig.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Listening {
  readonly rig: CoinbaseRig
  readonly stream: VenueStream
  readonly told: MarketStreamEvent[]
  /** States of the book as they were told. */
  readonly books: string[]
}

async function listen(
  topics: Partial<typeof NO_TOPICS>,
  options: CoinbaseRigOptions = {},
): Promise<Listening> {
  const rig = await openCoinbaseRig({ ...options, settings: { timeoutMs: 5_000, ...options.settings } })
  const told: MarketStreamEvent[] = []
  const books: string[] = []
  const stream = rig.reads.openMarketStream({ ...NO_TOPICS, ...topics }, (event) => {
    told.push(event)
    if (event.kind === 'BOOK') books.push(event.book.state)
  })
  closing.push(async () => {
    await stream.close()
    await rig.close()
  })
  return { rig, stream, told, books }
}

describe('a book of Coinbase', () => {
  it('that a level does not fit is dropped, and follows with the increments as they are now', async () => {
    const { rig, books, told } = await listen({ depth: ['BTC-USD'] })
    await expect.poll(() => books.at(-1)).toBe('VALID')
    rig.simulator.faults.onStream('l2_data', {
      kind: 'CHANGED',
      change: (frame) => frame.replace(/"price_level":"(\d+)"/, '"price_level":"$1.001"'),
    })
    rig.simulator.exchange.market('BTC-USD', 'BUY', '1', '59000')
    await expect.poll(() => books).toContain('INVALID')
    await expect.poll(() => books.at(-1)).toBe('VALID')
    const products = rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/products'))
    expect(products).toHaveLength(2)
    expect(told.some((event) => event.kind === 'RESYNC' && event.because === 'UNREADABLE')).toBe(true)
  })

  it('that waits for its new snapshot in vain is connected anew', async () => {
    const { rig, books, told } = await listen(
      { depth: ['BTC-USD'] },
      { settings: { quietAfterMs: 200, staleAfterMs: 400 } },
    )
    await expect.poll(() => books.at(-1)).toBe('VALID')
    rig.simulator.faults.onStream('l2_data', { kind: 'DROP' })
    rig.simulator.exchange.market('BTC-USD', 'BUY', '1', '59000')
    // The gap is seen with the next message; the snapshot that is asked for then is lost as well.
    rig.simulator.exchange.market('BTC-USD', 'BUY', '1', '58000')
    rig.simulator.faults.onStream('l2_data', { kind: 'DROP' })
    await expect.poll(() => books).toContain('INVALID')
    await expect.poll(() => books.at(-1)).toBe('VALID')
    expect(told.some((event) => event.kind === 'STATE' && event.state === 'CONNECTING')).toBe(true)
  })

  it('that is only quiet stays valid, because the venue quotes the same', async () => {
    const { rig, books, told } = await listen(
      { depth: ['BTC-USD'] },
      { settings: { quietAfterMs: 100, staleAfterMs: 5_000 } },
    )
    await expect.poll(() => books.at(-1)).toBe('VALID')
    const asked = (): number =>
      rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/market/product_book')).length
    await expect.poll(asked).toBeGreaterThan(2)
    expect(books.at(-1)).toBe('VALID')
    expect(told.filter(({ kind }) => kind === 'RESYNC')).toHaveLength(1)
  })
})

describe('quotes of Coinbase', () => {
  it('are asked for where the stream does not tell them', async () => {
    const { rig, told } = await listen({ quotes: ['BTC-USD'] }, { settings: { quietAfterMs: 100 } })
    rig.simulator.faults.heartbeatsOnly = true
    rig.simulator.exchange.market('BTC-USD', 'BUY', '1', '60000.5')
    await expect
      .poll(() => told.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote.bid] : [])))
      .toContain('60000.5')
  })

  it('are not told of what cannot be read: it is said, and the others go on', async () => {
    const { rig, told } = await listen({ trades: ['BTC-USD'] })
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    rig.simulator.faults.onStream('market_trades', {
      kind: 'CHANGED',
      change: (frame) => frame.replace(/"price":"[^"]+"/, '"price":"1e5"'),
    })
    rig.simulator.exchange.market('BTC-USD', 'BUY', '0.1', null)
    rig.simulator.exchange.market('BTC-USD', 'BUY', '0.2', null)
    await expect
      .poll(() => told.flatMap((event) => (event.kind === 'TRADE' ? [event.trade.quantity] : [])))
      .toEqual(['0.2'])
    expect(told.some((event) => event.kind === 'RESYNC' && event.because === 'UNREADABLE')).toBe(true)
    expect(rig.alerts.map(({ kind }) => kind)).toContain('UNREADABLE')
  })
})
