/** Market data that goes wrong while the connection is alive: noticed, said, and mended by itself. */
import { afterEach, describe, expect, it } from 'vitest'
import type { BookView } from '../book/order-book.ts'
import { NO_TOPICS, type MarketStreamEvent, type VenueStream } from '../contract/streams.ts'
import type { StreamFault } from '../simulators/core/faults.ts'
import {
  KALSHI_TICKER,
  openKalshiRig,
  type KalshiRig,
  type KalshiRigOptions,
} from '../simulators/kalshi/testing/rig.ts'

const OTHER = 'KXHIGHNY-28DEC31-T42'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Listening {
  readonly rig: KalshiRig
  readonly stream: VenueStream
  readonly told: MarketStreamEvent[]
  /** States of the book as they were told. */
  readonly books: string[]
  readonly book: () => BookView | undefined
}

async function listen(topics: Partial<typeof NO_TOPICS>, options: KalshiRigOptions = {}): Promise<Listening> {
  // Nothing is taken for silent because the machine is busy: what is to be found out is said by each test.
  const patient = { timeoutMs: 5_000, silentAfterMs: 30_000, syncTimeoutMs: 30_000, quietAfterMs: 30_000 }
  const rig = await openKalshiRig({ ...options, settings: { ...patient, ...options.settings } })
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
  const book = (): BookView | undefined =>
    told.flatMap((event) => (event.kind === 'BOOK' ? [event.book] : [])).at(-1)
  return { rig, stream, told, books, book }
}

const commands = ({ rig }: Listening, name: string): number =>
  rig.simulator.truth.messages.filter(({ method, body }) => method === 'command' && body.includes(name))
    .length

describe('a book of Kalshi', () => {
  it('is one of YES: bids for NO are its offers, and changes are signed', async () => {
    const listening = await listen({ depth: [KALSHI_TICKER] })
    const { rig, books, book } = listening
    await expect.poll(() => books.at(-1)).toBe('VALID')
    expect(book()?.depth('SELL', 9)).toEqual([{ ticks: 55, lots: 100_000 }])
    rig.simulator.exchange.market(KALSHI_TICKER, 'SELL', '5', '0.6')
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1000', '0.55')
    await expect.poll(() => book()?.depth('SELL', 9)).toEqual([{ ticks: 60, lots: 500 }])
    expect(book()?.depth('BUY', 1)).toEqual([{ ticks: 45, lots: 100_000 }])
    expect(commands(listening, '"use_yes_price":true')).toBe(1)
  })

  it.each<StreamFault['kind']>(['DROP', 'HOLD_BACK', 'MALFORMED'])(
    'of which a frame had the fault %s is read anew on the same connection',
    async (kind) => {
      const listening = await listen({ depth: [KALSHI_TICKER] })
      const { rig, books, book, told } = listening
      await expect.poll(() => books.at(-1)).toBe('VALID')
      rig.simulator.faults.onStream('orderbook_delta', { kind } as StreamFault)
      rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.4')
      rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.41')
      await expect.poll(() => books).toContain('INVALID')
      await expect.poll(() => book()?.depth('BUY', 9).length).toBe(3)
      expect(commands(listening, 'get_snapshot')).toBeGreaterThan(0)
      expect(told.flatMap((event) => (event.kind === 'STATE' ? [event.state] : []))).not.toContain('DOWN')
      expect(rig.simulator.truth.messages.filter(({ method }) => method === 'upgrade')).toHaveLength(1)
    },
  )

  it('that is told twice of a change counts it once', async () => {
    const { rig, books, book } = await listen({ depth: [KALSHI_TICKER] })
    await expect.poll(() => books.at(-1)).toBe('VALID')
    rig.simulator.faults.onStream('orderbook_delta', { kind: 'DUPLICATE' })
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.45')
    await expect.poll(() => book()?.bestLots('BUY')).toBe(100_100)
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.45')
    await expect.poll(() => book()?.bestLots('BUY')).toBe(100_200)
    expect(books).not.toContain('INVALID')
  })

  it('that a level does not fit is dropped, and follows with the price steps as they are now', async () => {
    const { rig, books } = await listen({ depth: [KALSHI_TICKER] })
    await expect.poll(() => books.at(-1)).toBe('VALID')
    rig.simulator.faults.onStream('orderbook_delta', {
      kind: 'CHANGED',
      change: (frame) => frame.replace('"price_dollars":"0.4000"', '"price_dollars":"0.4005"'),
    })
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.4')
    await expect.poll(() => books).toContain('INVALID')
    await expect.poll(() => books.at(-1)).toBe('VALID')
    expect(rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/markets'))).toHaveLength(2)
  })

  it('whose venue tells NO on another scale than it was asked for is found out by its quote', async () => {
    const { rig, books, told } = await listen({ depth: [KALSHI_TICKER] }, { settings: { quietAfterMs: 200 } })
    await expect.poll(() => books.at(-1)).toBe('VALID')
    rig.simulator.faults.onStream(
      'orderbook_delta',
      { kind: 'CHANGED', change: (frame) => frame.replace('[["0.5500"', '[["0.4600"') },
      1,
    )
    rig.simulator.cutStreams()
    await expect
      .poll(() => told.some((event) => event.kind === 'RESYNC' && event.because === 'SILENCE'))
      .toBe(true)
    await expect.poll(() => books.at(-1)).toBe('VALID')
    expect(rig.alerts.map(({ kind }) => kind)).toContain('SILENT_STREAM')
  })
})

describe('a stream of Kalshi', () => {
  it('follows topics that are added and taken away, within its subscriptions', async () => {
    const listening = await listen({ depth: [KALSHI_TICKER], quotes: [KALSHI_TICKER] })
    const { rig, stream, told, books } = listening
    await expect.poll(() => books.at(-1)).toBe('VALID')
    stream.setTopics({ ...NO_TOPICS, depth: [KALSHI_TICKER, OTHER], trades: [OTHER] })
    const valid = (symbol: string): boolean =>
      told.some(
        (event) => event.kind === 'BOOK' && event.venueSymbol === symbol && event.book.state === 'VALID',
      )
    await expect.poll(() => valid(OTHER)).toBe(true)
    rig.simulator.exchange.market(OTHER, 'BUY', '3', '0.333')
    rig.simulator.exchange.market(OTHER, 'SELL', '3', '0.333')
    await expect
      .poll(() => told.flatMap((event) => (event.kind === 'TRADE' ? [event.trade] : [])))
      .toMatchObject([{ venueSymbol: OTHER, price: '0.333', quantity: '3', aggressor: 'SELL' }])
    stream.setTopics({ ...NO_TOPICS, depth: [OTHER] })
    await expect.poll(() => commands(listening, 'unsubscribe')).toBe(2)
    expect([commands(listening, 'add_markets'), commands(listening, 'delete_markets')]).toEqual([1, 1])
    const before = told.length
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.44')
    rig.simulator.exchange.market(OTHER, 'BUY', '1', '0.3')
    await expect.poll(() => told.length).toBeGreaterThan(before)
    expect(told.slice(before).every((event) => event.kind === 'BOOK' && event.venueSymbol === OTHER)).toBe(
      true,
    )
  })

  it.each(['trades', 'depth'] as const)(
    'goes on without one of its %s that the venue does not know',
    async (topic) => {
      const { rig, told } = await listen({ [topic]: [KALSHI_TICKER, 'KXNOTHING'] })
      await expect
        .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
        .toBe(true)
      expect(rig.alerts).toMatchObject([{ kind: 'CONTRADICTION' }])
    },
  )

  it('that the venue gives up is opened anew', async () => {
    const { rig, told } = await listen({ trades: [KALSHI_TICKER] })
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    rig.simulator.faults.onStream('trade', {
      kind: 'CHANGED',
      change: () => '{"type":"error","sid":1,"msg":{"code":25,"msg":"Subscription buffer overflow"}}\n',
    })
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', null)
    await expect
      .poll(() => told.filter((event) => event.kind === 'STATE' && event.state === 'READY').length)
      .toBe(2)
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '2', null)
    await expect
      .poll(() => told.some((event) => event.kind === 'TRADE' && event.trade.quantity === '2'))
      .toBe(true)
  })

  it('does not tell what cannot be read: it is said, and the others go on', async () => {
    const { rig, told } = await listen({ trades: [KALSHI_TICKER] })
    await expect
      .poll(() => told.some((event) => event.kind === 'STATE' && event.state === 'READY'))
      .toBe(true)
    rig.simulator.faults.onStream('trade', {
      kind: 'CHANGED',
      change: (frame) => frame.replace(/"count_fp":"[^"]+"/, '"count_fp":"1e5"'),
    })
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', null)
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '2', null)
    await expect
      .poll(() => told.flatMap((event) => (event.kind === 'TRADE' ? [event.trade.quantity] : [])))
      .toEqual(['2'])
    expect(told.some((event) => event.kind === 'RESYNC' && event.because === 'UNREADABLE')).toBe(true)
    expect(rig.alerts.map(({ kind }) => kind)).toContain('UNREADABLE')
  })

  it('tells quotes as they stand at first, and asks for those that do not come', async () => {
    const { rig, told } = await listen({ quotes: [KALSHI_TICKER] }, { settings: { quietAfterMs: 100 } })
    const bids = () => told.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote.bid] : []))
    await expect.poll(bids).toContain('0.45')
    rig.simulator.faults.heartbeatsOnly = true
    rig.simulator.exchange.market(KALSHI_TICKER, 'BUY', '1', '0.5')
    await expect.poll(bids).toContain('0.5')
  })
})
