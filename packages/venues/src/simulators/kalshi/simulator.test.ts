/** What the Kalshi simulator checks and does by itself, seen by a client that is not our adapter. */
import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { kalshiSimulatedKey } from './signature-check.ts'
import { KalshiSimulator, type KalshiAddresses, type KalshiSimulatorOptions } from './simulator.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
const [MEMBER, READER] = ['member', 'reader']
const KEYS = [
  kalshiSimulatedKey(MEMBER, privateKey, { account: 'one' }),
  kalshiSimulatedKey(READER, privateKey, { account: 'one', scopes: ['read'] }),
]
const TICKER = 'KXRAINNYC-28DEC31-T0'

const simulators: KalshiSimulator[] = []
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close()
})

async function start(
  options: Partial<KalshiSimulatorOptions> = {},
): Promise<KalshiAddresses & { simulator: KalshiSimulator }> {
  const simulator = new KalshiSimulator({ keys: KEYS, ...options })
  simulators.push(simulator)
  return { ...(await simulator.start()), simulator }
}

interface Forgery {
  readonly id?: string
  readonly atMs?: number
  readonly method?: string
  readonly path?: string
  readonly key?: KeyObject
  readonly saltLength?: number
}

/** A good signature, but for what is forged of it. */
function signed({
  id = MEMBER,
  atMs = Date.now(),
  method = 'GET',
  path = '/trade-api/v2/portfolio/balance',
  key = privateKey,
  saltLength = 32,
}: Forgery = {}): Record<string, string> {
  const signature = sign('sha256', Buffer.from(`${atMs}${method}${path}`), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength,
  })
  return {
    'KALSHI-ACCESS-KEY': id,
    'KALSHI-ACCESS-TIMESTAMP': String(atMs),
    'KALSHI-ACCESS-SIGNATURE': signature.toString('base64'),
  }
}

const BAD = 'INCORRECT_API_KEY_SIGNATURE'

describe('signatures at the Kalshi simulator', () => {
  it.each([-5_000, 5_000])('are good %s ms off, for a path with any query', async (offMs) => {
    const { restBaseUrl } = await start()
    const headers = signed({ atMs: Date.now() + offMs })
    expect((await fetch(`${restBaseUrl}/portfolio/balance?exchange_index=0`, { headers })).status).toBe(200)
  })

  it.each<[string, Forgery, string]>([
    ['a key that nobody knows', { id: 'nobody' }, 'NOT_FOUND'],
    ['another path', { path: '/trade-api/v2/portfolio/orders' }, BAD],
    ['a path without its prefix', { path: '/portfolio/balance' }, BAD],
    ['the query in its path', { path: '/trade-api/v2/portfolio/balance?exchange_index=0' }, BAD],
    ['another method', { method: 'POST' }, BAD],
    ['another salt', { saltLength: 20 }, BAD],
    ['a signature by somebody else', { key: stranger }, BAD],
    ['a time that is past', { atMs: Date.now() - 30_000 }, 'header_timestamp_expired'],
    ['a time that is not yet', { atMs: Date.now() + 600_000 }, 'header_timestamp_expired'],
  ])('with %s are refused', async (_what, forgery, word) => {
    const { restBaseUrl } = await start()
    const answer = await fetch(`${restBaseUrl}/portfolio/balance?exchange_index=0`, {
      headers: signed(forgery),
    })
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining(word)])
  })

  it('that are missing are asked for, but for market data', async () => {
    const { restBaseUrl } = await start()
    const answer = await fetch(`${restBaseUrl}/portfolio/balance`)
    expect([answer.status, await answer.text()]).toEqual([
      401,
      '{"error":{"code":"signature_is_missing_from_headers","message":"signature is missing from headers"}}',
    ])
    expect((await fetch(`${restBaseUrl}/markets/${TICKER}`)).status).toBe(200)
  })

  it('of a key that may only read are refused for what it may not', async () => {
    const { restBaseUrl, simulator } = await start()
    const path = '/trade-api/v2/portfolio/events/orders'
    const headers = signed({ id: READER, method: 'POST', path })
    const answer = await fetch(`${restBaseUrl}/portfolio/events/orders`, {
      method: 'POST',
      headers,
      body: '{}',
    })
    expect([answer.status, simulator.exchange.orders.size]).toEqual([403, 0])
  })

  it('open a stream, and nothing else does', async () => {
    const { wsUrl, simulator } = await start()
    const refused = new WebSocket(wsUrl)
    expect(await new Promise((resolve) => refused.on('error', ({ message }) => resolve(message)))).toContain(
      '401',
    )
    const opened = new WebSocket(wsUrl, { headers: signed({ path: '/trade-api/ws/v2' }) })
    const frames: string[] = []
    opened.on('message', (data: Buffer) => frames.push(data.toString()))
    await new Promise((resolve) => opened.on('open', resolve))
    opened.send(
      '{"id":7,"cmd":"subscribe","params":{"channels":["orderbook_delta","nothing"],"market_ticker":"' +
        TICKER +
        '"}}',
    )
    await expect.poll(() => frames.length).toBe(3)
    expect(frames.every((frame) => frame.endsWith('\n'))).toBe(true)
    expect(frames.map((frame) => JSON.parse(frame) as unknown)).toMatchObject([
      { id: 7, type: 'subscribed', msg: { channel: 'orderbook_delta', sid: 1 } },
      { type: 'orderbook_snapshot', sid: 1, seq: 1, msg: { market_ticker: TICKER } },
      { id: 7, type: 'error', msg: { code: 8 } },
    ])
    // On its own scale, a bid for NO at 0.4 is what sells YES at 0.6.
    simulator.exchange.market(TICKER, 'SELL', '2', '0.6')
    await expect.poll(() => frames.length).toBe(4)
    expect(JSON.parse(frames[3] ?? '')).toMatchObject({
      type: 'orderbook_delta',
      seq: 2,
      msg: { side: 'no', price_dollars: '0.4000', delta_fp: '2.00' },
    })
    opened.terminate()
  })
})

describe('the Kalshi simulator', () => {
  it('takes no more than its tokens allow, by what each request costs', async () => {
    const { restBaseUrl, simulator } = await start({ readTokens: 10 })
    const asked = await Promise.all([1, 2, 3, 4, 5].map(() => fetch(`${restBaseUrl}/exchange/status`)))
    const limited = asked.filter(({ status }) => status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(await limited[0]?.text()).toBe('{"error":"too many requests"}')
    expect(simulator.readBucket.over).toBe(limited.length)
  })

  it('has no orders of the interface that is gone', async () => {
    const { restBaseUrl } = await start()
    const headers = signed({ method: 'POST', path: '/trade-api/v2/portfolio/orders' })
    const answer = await fetch(`${restBaseUrl}/portfolio/orders`, { method: 'POST', headers, body: '{}' })
    expect([answer.status, await answer.text()]).toEqual([
      410,
      expect.stringContaining('deprecated_v1_order_endpoint'),
    ])
  })
})
