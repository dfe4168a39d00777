/** Alpaca's stand-in speaks its protocol, without any adapter of ours. */
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket, { type RawData } from 'ws'
import { ALPACA_SIMULATED_PRODUCTS, AlpacaSimulator, type AlpacaAddresses } from './simulator.ts'

const KEY = { keyId: 'PKONE', secretKey: 'one-secret', account: 'one' }
const HEADERS = { 'APCA-API-KEY-ID': KEY.keyId, 'APCA-API-SECRET-KEY': KEY.secretKey }
const LOGIN = { action: 'authenticate', data: { key_id: KEY.keyId, secret_key: KEY.secretKey } }
const DATA_LOGIN = { action: 'auth', key: KEY.keyId, secret: KEY.secretKey }

const running: { close(): void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close()
})

async function start(
  options: Partial<ConstructorParameters<typeof AlpacaSimulator>[0]> = {},
): Promise<{ readonly simulator: AlpacaSimulator; readonly at: AlpacaAddresses }> {
  const simulator = new AlpacaSimulator({ keys: [KEY], ...options })
  running.push(simulator)
  const at = await simulator.start()
  simulator.exchange.deposit('one', 'USD', '100000')
  simulator.exchange.market('BTC/USD', 'SELL', '1', '60010')
  return { simulator, at }
}

interface Said {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

async function ask(at: AlpacaAddresses, method: string, path: string, body?: object): Promise<Said> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`${at.tradingBaseUrl}${path}`, { method, headers: HEADERS, ...sent })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

const ORDER = {
  symbol: 'BTC/USD',
  qty: '0.01',
  side: 'buy',
  type: 'limit',
  time_in_force: 'gtc',
  limit_price: '50000',
  client_order_id: 'c-1',
}

interface Frame {
  readonly json: unknown
  readonly binary: boolean
}

async function connect(url: string): Promise<{ readonly frames: Frame[]; send(message: object): void }> {
  const frames: Frame[] = []
  const socket = new WebSocket(url)
  running.push({ close: () => socket.terminate() })
  socket.on('message', (data: RawData, binary) =>
    frames.push({ json: JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as unknown, binary }),
  )
  await new Promise((resolve) => {
    socket.on('open', resolve)
  })
  return { frames, send: (message) => socket.send(JSON.stringify(message)) }
}

const last = ({ frames }: { readonly frames: readonly Frame[] }): unknown => frames.at(-1)?.json

describe('the stand-in of Alpaca', () => {
  it('lets nobody in without both halves of a key, but to the markets of pairs', async () => {
    const { at } = await start()
    const other = { ...HEADERS, 'APCA-API-SECRET-KEY': 'other' }
    const asked: readonly (readonly [path: string, headers: Readonly<Record<string, string>>])[] = [
      ['/v2/account', {}],
      ['/v2/account', { 'APCA-API-KEY-ID': KEY.keyId }],
      ['/v2/account', other],
      ['/v2/account', HEADERS],
      ['/v2/stocks/quotes/latest?symbols=KO', {}],
      ['/v1beta3/crypto/us/latest/quotes?symbols=BTC/USD', {}],
    ]
    const statuses = await Promise.all(
      asked.map(async ([path, headers]) => (await fetch(`${at.tradingBaseUrl}${path}`, { headers })).status),
    )
    expect(statuses).toEqual([401, 401, 401, 200, 401, 200])
  })

  it('says how much of its count is left, and refuses what is more', async () => {
    const { at } = await start({ requestsPerMinute: 2 })
    const answers = [
      await ask(at, 'GET', '/v2/clock'),
      await ask(at, 'GET', '/v2/clock'),
      await ask(at, 'GET', '/v2/clock'),
    ]
    expect(answers.map(({ status, headers }) => [status, headers.get('x-ratelimit-remaining')])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ])
    expect(Number(answers[2]?.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1_000)
    expect(answers[2]?.body).toContain('42910000')
  })

  it('takes each client id once for ever, and answers a cancel with nothing', async () => {
    const { at } = await start()
    const placed = await ask(at, 'POST', '/v2/orders', ORDER)
    const { id, status } = JSON.parse(placed.body) as { id: string; status: string }
    expect([placed.status, status]).toEqual([200, 'pending_new'])
    const answers = [
      await ask(at, 'DELETE', `/v2/orders/${id}`),
      await ask(at, 'DELETE', `/v2/orders/${id}`),
      await ask(at, 'DELETE', '/v2/orders/other'),
      await ask(at, 'POST', '/v2/orders', ORDER),
    ]
    expect(answers.map((one) => [one.status, one.body])).toEqual([
      [204, ''],
      [422, '{"code":42210000,"message":"order is already in \\"canceled\\" state"}'],
      [404, '{"code":40410000,"message":"order not found"}'],
      [422, '{"code":40010001,"message":"client_order_id must be unique"}'],
    ])
  })

  it('makes a new order of a changed one, each of which names the other', async () => {
    const { at } = await start()
    const { id } = JSON.parse((await ask(at, 'POST', '/v2/orders', ORDER)).body) as { id: string }
    const changed = await ask(at, 'PATCH', `/v2/orders/${id}`, {
      limit_price: '50001',
      client_order_id: 'c-2',
    })
    const made = JSON.parse(changed.body) as { id: string }
    expect(made).toMatchObject({ replaces: id, client_order_id: 'c-2', limit_price: '50001', qty: '0.01' })
    const old = JSON.parse((await ask(at, 'GET', `/v2/orders/${id}`)).body) as object
    expect(old).toMatchObject({ status: 'replaced', replaced_by: made.id })
    expect((await ask(at, 'PATCH', `/v2/orders/${id}`, { qty: '1' })).status).toBe(422)
  })

  it.each([true, false])(
    'tells orders to who has logged in and listens, in frames that are binary: %s',
    async (binary) => {
      const { at } = await start({ binary })
      const socket = await connect(at.orderStreamUrl)
      const listen = { action: 'listen', data: { streams: ['trade_updates'] } }
      const answers: unknown[] = []
      for (const message of [
        listen,
        { ...LOGIN, data: { key_id: KEY.keyId, secret_key: 'other' } },
        LOGIN,
        listen,
      ]) {
        const before = socket.frames.length
        socket.send(message)
        await expect.poll(() => socket.frames.length).toBe(before + 1)
        answers.push(last(socket))
      }
      expect(answers).toEqual([
        { stream: 'authorization', data: { status: 'unauthorized', action: 'listen' } },
        { stream: 'authorization', data: { status: 'unauthorized', action: 'authenticate' } },
        { stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } },
        { stream: 'listening', data: { streams: ['trade_updates'] } },
      ])
      await ask(at, 'POST', '/v2/orders', ORDER)
      await expect.poll(() => last(socket)).toMatchObject({ stream: 'trade_updates', data: { event: 'new' } })
      expect(new Set(socket.frames.map((frame) => frame.binary))).toEqual(new Set([binary]))
    },
  )

  it('tells markets in lists, a book whole first, to one connection of an account', async () => {
    const { at, simulator } = await start()
    const socket = await connect(`${at.cryptoStreamUrl}/us`)
    await expect.poll(() => last(socket)).toEqual([{ T: 'success', msg: 'connected' }])
    socket.send(DATA_LOGIN)
    await expect.poll(() => last(socket)).toEqual([{ T: 'success', msg: 'authenticated' }])
    socket.send({ action: 'subscribe', orderbooks: ['BTC/USD'] })
    await expect
      .poll(() => last(socket))
      .toMatchObject([{ T: 'o', r: true, a: [{ p: 60_010, s: 1 }], b: [] }])
    simulator.exchange.market('BTC/USD', 'BUY', '0.25', null)
    await expect.poll(() => last(socket)).toMatchObject([{ T: 'o', a: [{ p: 60_010, s: 0.75 }] }])
    const [second, stranger, hasty] = [
      await connect(`${at.cryptoStreamUrl}/us`),
      await connect(`${at.cryptoStreamUrl}/us`),
      await connect(`${at.cryptoStreamUrl}/us`),
    ]
    second.send(DATA_LOGIN)
    stranger.send({ ...DATA_LOGIN, secret: 'other' })
    hasty.send({ action: 'subscribe', trades: ['BTC/USD'] })
    const codes = (): readonly unknown[] =>
      [second, stranger, hasty].map(
        (one) => (last(one) as readonly { code?: number }[] | undefined)?.[0]?.code,
      )
    await expect.poll(codes).toEqual([406, 402, 401])
  })

  it('lists a share in whole, one in fractions, a pair and two options', () => {
    expect(ALPACA_SIMULATED_PRODUCTS.map(({ symbol, lot }) => [symbol, lot])).toEqual([
      ['BTC/USD', '0.000000001'],
      ['KO', '0.000000001'],
      ['OCGN', '1'],
      ['KO281215C00090000', '1'],
      ['KO281215P00080000', '1'],
    ])
  })
})
