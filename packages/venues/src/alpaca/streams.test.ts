/** What Alpaca's streams were seen to do, with a key and without one. */
import { describe, expect, it } from 'vitest'
import { NO_TOPICS, type MarketStreamEvent } from '../contract/streams.ts'
import type { AlpacaRig } from '../simulators/alpaca/testing/rig.ts'
import { openAlpaca, openAlpacaReader } from './open.ts'
import { open, order, told } from './testing/opened.ts'

describe('the order stream of Alpaca', () => {
  it.each([true, false])('is read from frames that are binary: %s', async (binary) => {
    const { reads, writes } = await open({ simulator: { binary } })
    const { events, states } = told()
    const stream = reads.openOrderStream((event) => void events.push(event))
    await expect.poll(() => states().at(-1)).toBe('READY')
    const terms = order()
    await writes.place(terms)
    await expect
      .poll(() =>
        events.some((event) => event.kind === 'ORDER' && event.order.clientOrderId === terms.clientOrderId),
      )
      .toBe(true)
    await stream.close()
  })

  it.each([
    ['of a kind that nobody knows asks for a reading', 'moon', ['UNKNOWN_WORD']],
    ['of a refused cancel asks for a reading', 'order_cancel_rejected', []],
    [
      'of an execution that was taken back asks for a reading and for a person',
      'trade_bust',
      ['CONTRADICTION'],
    ],
  ])('that tells %s', async (_what, event, alerted) => {
    const { reads, writes, simulator, alerts } = await open()
    const { events, states } = told()
    const stream = reads.openOrderStream((one) => void events.push(one))
    await expect.poll(() => states().at(-1)).toBe('READY')
    const change = (frame: string): string => frame.replace('"event":"new"', `"event":"${event}"`)
    simulator.faults.onStream('trade_updates', { kind: 'CHANGED', change })
    await writes.place(order())
    await expect
      .poll(() => events.some((one) => one.kind === 'RESYNC' && one.because === 'VENUE_SAID_SO'))
      .toBe(true)
    expect(alerts.map(({ kind }) => kind)).toEqual(alerted)
    await stream.close()
  })

  it('is given up after a login was refused three times, and somebody is told', async () => {
    const { reads, simulator, alerts } = await open()
    simulator.faults.sessionLost = true
    const { events, states } = told()
    const stream = reads.openOrderStream((event) => void events.push(event))
    await expect.poll(() => states().at(-1)).toBe('DOWN')
    expect(alerts.filter(({ kind }) => kind === 'CREDENTIAL_REFUSED')).toHaveLength(1)
    await stream.close()
  })
})

describe('the market stream of Alpaca', () => {
  const listen = (
    { reads }: Pick<AlpacaRig, 'reads'>,
    topics: Partial<typeof NO_TOPICS>,
  ): {
    readonly events: MarketStreamEvent[]
    readonly state: () => string | undefined
    readonly stream: ReturnType<typeof reads.openMarketStream>
  } => {
    const events: MarketStreamEvent[] = []
    const stream = reads.openMarketStream({ ...NO_TOPICS, ...topics }, (event) => void events.push(event))
    const state = (): string | undefined =>
      events.flatMap((event) => (event.kind === 'STATE' ? [event.state] : [])).at(-1)
    return { events, state, stream }
  }
  const quoted = (events: readonly MarketStreamEvent[]): ReadonlySet<string> =>
    new Set(events.flatMap((event) => (event.kind === 'QUOTE' ? [event.quote.venueSymbol] : [])))

  it('tells shares and pairs from their own sockets, and is ready when both are', async () => {
    const rig = await open()
    const { events, state, stream } = listen(rig, {
      quotes: ['KO', 'BTC/USD'],
      trades: ['KO'],
      depth: ['BTC/USD'],
    })
    await expect.poll(state).toBe('READY')
    rig.simulator.exchange.market('KO', 'BUY', '1', '87.02')
    rig.simulator.exchange.market('BTC/USD', 'SELL', '0.1', '60005')
    await expect.poll(() => [...quoted(events)].sort()).toEqual(['BTC/USD', 'KO'])
    await expect
      .poll(() => events.some((event) => event.kind === 'TRADE' && event.trade.price === '87.02'))
      .toBe(true)
    const paths = new Set(
      rig.simulator.truth.messages.flatMap(({ transport, path }) => (transport === 'WS' ? [path] : [])),
    )
    expect([...paths].sort()).toEqual(['/v1beta3/crypto/us', '/v2/iex'])
    await stream.close()
  })

  it('tells options in MessagePack, and what of it is cut is said', async () => {
    const rig = await open()
    const call = 'KO281215C00090000'
    const { events, state, stream } = listen(rig, { quotes: [call], trades: [call], candles: [call] })
    await expect.poll(state).toBe('READY')
    const trades = () => events.flatMap((event) => (event.kind === 'TRADE' ? [event.trade] : []))
    rig.simulator.exchange.market(call, 'SELL', '10', '1.25')
    rig.simulator.exchange.market(call, 'BUY', '1', null)
    await expect
      .poll(() => [quoted(events).has(call), trades().map(({ price }) => price)])
      .toEqual([true, ['1.25']])
    expect(events.find((event) => event.kind === 'QUOTE')).toMatchObject({
      quote: { ask: '1.25', bid: null },
    })
    rig.simulator.faults.onStream('trades', { kind: 'MALFORMED' })
    rig.simulator.exchange.market(call, 'BUY', '1', null)
    await expect
      .poll(() => events.some((event) => event.kind === 'RESYNC' && event.because === 'UNREADABLE'))
      .toBe(true)
    rig.simulator.exchange.market(call, 'BUY', '1', null)
    await expect.poll(() => trades()).toHaveLength(2)
    const sent = rig.simulator.truth.messages.filter(({ transport }) => transport === 'WS')
    expect(sent.map(({ path, method }) => [path, method])).toEqual([
      ['/v1beta1/indicative', 'auth'],
      ['/v1beta1/indicative', 'subscribe'],
    ])
    expect(sent[1]?.body).not.toContain('bars')
    await stream.close()
  })

  it('follows topics that are added and taken away, and closes the socket of a kind that nobody asks for', async () => {
    const rig = await open()
    const { events, state, stream } = listen(rig, {})
    expect(state()).toBe('READY')
    stream.setTopics({ ...NO_TOPICS, depth: ['BTC/USD'] })
    await expect
      .poll(() => events.some((event) => event.kind === 'BOOK' && event.book.state === 'VALID'))
      .toBe(true)
    stream.setTopics({ ...NO_TOPICS, trades: ['BTC/USD'] })
    await expect
      .poll(() =>
        rig.simulator.truth.messages.some(
          ({ method, body }) => method === 'unsubscribe' && body.includes('orderbooks'),
        ),
      )
      .toBe(true)
    rig.simulator.exchange.market('BTC/USD', 'BUY', '0.01', null)
    await expect.poll(() => events.some((event) => event.kind === 'TRADE')).toBe(true)
    stream.setTopics(NO_TOPICS)
    expect(state()).toBe('READY')
    await stream.close()
  })

  it('asks for what was changed before it has logged in once it has', async () => {
    const rig = await open({ settings: { staleAfterMs: 1_500 } })
    // It is not greeted, so it does not log in.
    rig.simulator.faults.onStream('control', { kind: 'DROP' })
    const { events, state, stream } = listen(rig, { trades: ['KO'] })
    await expect.poll(state).toBe('SYNCING')
    stream.setTopics({ ...NO_TOPICS, trades: ['KO', 'OCGN'] })
    await expect.poll(state).toBe('READY')
    const sent = rig.simulator.truth.messages.filter(({ transport }) => transport === 'WS')
    expect(sent.map(({ method, authenticated }) => [method, authenticated])).toEqual([
      ['auth', true],
      ['subscribe', true],
    ])
    expect(sent[1]?.body).toContain('OCGN')
    expect(events.filter(({ kind }) => kind === 'RESYNC')).toHaveLength(1)
    await stream.close()
  })

  it('waits where the account has another connection, and comes when that is gone', async () => {
    const rig = await open({ simulator: { dataConnectionsMax: 1 } })
    const first = listen(rig, { trades: ['KO'] })
    await expect.poll(first.state).toBe('READY')
    const second = listen(rig, { trades: ['KO'] })
    await expect
      .poll(() => second.events.some((event) => event.kind === 'STATE' && event.message.includes('406')))
      .toBe(true)
    await first.stream.close()
    await expect.poll(second.state).toBe('READY')
    await second.stream.close()
  })

  it.each([
    ['an error that nobody knows', '[{"T":"error","code":"odd","msg":{}}]', 'UNKNOWN_WORD'],
    ['an error of its own', '[{"T":"error","code":500,"msg":"internal error"}]', null],
    ['what cannot be read', '{"T":1', 'UNREADABLE'],
  ])('begins anew when it is told %s', async (_what, frame, alerted) => {
    const rig = await open({ settings: { staleAfterMs: 1_500 } })
    rig.simulator.faults.onStream('control', { kind: 'CHANGED', change: () => frame })
    const { state, stream } = listen(rig, { trades: ['KO'] })
    await expect.poll(state).toBe('READY')
    expect(rig.alerts.map(({ kind }) => kind)).toEqual(alerted === null ? [] : [alerted])
    await stream.close()
  })

  it('asks for what it is told that it will not get, and says so', async () => {
    const rig = await open({ settings: { quietAfterMs: 200 } })
    const change = (): string => '[{"T":"error","code":405,"msg":"symbol limit exceeded"}]'
    rig.simulator.faults.onStream(
      'control',
      { kind: 'CHANGED', change: (frame) => (frame.includes('"subscription"') ? change() : frame) },
      3,
    )
    const { events, state, stream } = listen(rig, { quotes: ['KO'] })
    await expect.poll(state).toBe('READY')
    await expect.poll(() => quoted(events).has('KO')).toBe(true)
    expect(rig.alerts).toMatchObject([{ kind: 'CONTRADICTION' }])
    await stream.close()
  })
})

describe('without a key', () => {
  it('the markets of pairs are read, and of all else it is said that it needs one', async () => {
    const { environment } = await open()
    const reads = openAlpacaReader({ ...environment, credential: null })
    expect((await reads.quote('BTC/USD')).ok).toBe(true)
    for (const answer of [await reads.quote('KO'), await reads.balances(), await reads.instruments()])
      expect(answer).toMatchObject({ ok: false, failure: { kind: 'NO_CREDENTIAL' } })
    const { events, states } = told()
    await reads.openOrderStream((event) => void events.push(event)).close()
    expect(states()).toEqual(['DOWN'])
    await reads.close()
  })

  it('quotes of pairs are asked for instead of streamed, and nothing is sent', async () => {
    const { environment } = await open({ settings: { quietAfterMs: 100 } })
    const { reads, writes } = openAlpaca({ ...environment, credential: null })
    const events: MarketStreamEvent[] = []
    const stream = reads.openMarketStream(
      { ...NO_TOPICS, quotes: ['BTC/USD'] },
      (event) => void events.push(event),
    )
    await expect.poll(() => events.map(({ kind }) => kind)).toContain('QUOTE')
    expect(events[0]).toMatchObject({ kind: 'STATE', state: 'DEGRADED' })
    expect(await writes.place(order())).toMatchObject({ kind: 'NOT_SENT', reason: { code: 'UNAUTHORIZED' } })
    await Promise.all([stream.close(), reads.close(), writes.close()])
  })
})
