/** What the Coinbase simulator checks and does by itself, seen by a client that is not our adapter. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { CoinbaseSimulator, type CoinbaseAddresses, type CoinbaseSimulatorOptions } from './simulator.ts'
import { simulatedKey } from './token-check.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const NAME = 'organizations/simulated/apiKeys/one'
const READER = 'organizations/simulated/apiKeys/reader'
const KEYS = [
  simulatedKey(NAME, privateKey, { account: 'one', canTrade: true }),
  simulatedKey(READER, privateKey, { account: 'one', canTrade: false }),
]

const simulators: CoinbaseSimulator[] = []
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close()
})

async function start(
  options: Partial<CoinbaseSimulatorOptions> = {},
): Promise<CoinbaseAddresses & { simulator: CoinbaseSimulator }> {
  const simulator = new CoinbaseSimulator({ keys: KEYS, ...options })
  simulators.push(simulator)
  return { ...(await simulator.start()), simulator }
}

interface Forgery {
  readonly header?: object
  readonly claims?: object
  readonly key?: typeof privateKey
  readonly tamper?: (token: string) => string
}

const PATH = '/api/v3/brokerage/accounts'

/** A good token, but for what is forged of it. */
function token({ header = {}, claims = {}, key = privateKey, tamper = (one) => one }: Forgery = {}): string {
  const now = Math.floor(Date.now() / 1_000)
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url')
  const uri = `GET api.coinbase.com${PATH}`
  const body = `${part({ alg: 'ES256', typ: 'JWT', kid: NAME, nonce: 'ab', ...header })}.${part({ sub: NAME, iss: 'cdp', nbf: now, exp: now + 120, uri, ...claims })}`
  return tamper(
    `${body}.${sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
  )
}

const now = (): number => Math.floor(Date.now() / 1_000)

describe('tokens at the Coinbase simulator', () => {
  it('are good as the venue wants them, for its real host and for its own', async () => {
    const { restBaseUrl, port } = await start()
    for (const uri of [`GET api.coinbase.com${PATH}`, `GET 127.0.0.1:${port}${PATH}`]) {
      const headers = { authorization: `Bearer ${token({ claims: { uri } })}` }
      expect((await fetch(`${restBaseUrl}/accounts?limit=5`, { headers })).status).toBe(200)
    }
  })

  it.each<[string, Forgery]>([
    ['another algorithm', { header: { alg: 'EdDSA' } }],
    ['a key that nobody knows', { header: { kid: 'organizations/x/apiKeys/y' } }],
    ['another subject', { claims: { sub: 'somebody' } }],
    ['another issuer', { claims: { iss: 'coinbase-cloud' } }],
    ['another path', { claims: { uri: 'GET api.coinbase.com/api/v3/brokerage/orders' } }],
    ['another method', { claims: { uri: `POST api.coinbase.com${PATH}` } }],
    ['the query in its path', { claims: { uri: `GET api.coinbase.com${PATH}?limit=5` } }],
    ['a scheme in its host', { claims: { uri: `GET https://api.coinbase.com${PATH}` } }],
    ['no path', { claims: { uri: undefined } }],
    ['an end that is past', { claims: { nbf: now() - 200, exp: now() - 80 } }],
    ['a beginning that is not yet', { claims: { nbf: now() + 60, exp: now() + 180 } }],
    ['too long a life', { claims: { exp: now() + 1_000 } }],
    ['a signature by somebody else', { key: stranger }],
    ['a signature of something else', { tamper: (one) => `${one.slice(0, -4)}AAAA` }],
    ['no signature', { tamper: (one) => one.slice(0, one.lastIndexOf('.')) }],
  ])('with %s are refused in plain text', async (_what, forgery) => {
    const { restBaseUrl } = await start()
    const answer = await fetch(`${restBaseUrl}/accounts?limit=5`, {
      headers: { authorization: `Bearer ${token(forgery)}` },
    })
    expect([answer.status, await answer.text()]).toEqual([401, 'Unauthorized'])
  })

  it('of a key that may not trade are refused for what it may not, with the reason', async () => {
    const { restBaseUrl, simulator } = await start()
    const uri = 'POST api.coinbase.com/api/v3/brokerage/orders'
    const authorization = `Bearer ${token({ header: { kid: READER }, claims: { sub: READER, uri } })}`
    const answer = await fetch(`${restBaseUrl}/orders`, {
      method: 'POST',
      headers: { authorization },
      body: '{}',
    })
    expect([answer.status, await answer.json()]).toMatchObject([403, { error: 'PERMISSION_DENIED' }])
    expect(simulator.exchange.orders.size).toBe(0)
  })
})

describe('streams of the Coinbase simulator', () => {
  const closed = (socket: WebSocket): Promise<void> =>
    new Promise((resolve) => {
      socket.on('close', () => resolve())
    })

  it('are closed on who does not subscribe in time', async () => {
    const { wsMarketUrl } = await start({ subscribeWithinMs: 100 })
    await closed(new WebSocket(wsMarketUrl))
  })

  it('are closed on who hears nothing for long and asked for no heartbeats', async () => {
    const { wsMarketUrl } = await start({ silentCloseMs: 100 })
    const socket = new WebSocket(wsMarketUrl)
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'subscribe', channel: 'ticker', product_ids: ['BTC-USD'] })),
    )
    await closed(socket)
  })

  it('refuse who has no token, by an error and the end', async () => {
    const { wsUserUrl } = await start()
    const socket = new WebSocket(wsUserUrl)
    const texts: string[] = []
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', channel: 'user' })))
    socket.on('message', (data: Buffer) => texts.push(data.toString()))
    await closed(socket)
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'error', message: 'authentication failure' },
    ])
  })

  it('count messages over all channels of a connection, from 0', async () => {
    const { wsMarketUrl, simulator } = await start()
    const socket = new WebSocket(wsMarketUrl)
    const numbers: number[] = []
    socket.on('open', () => {
      for (const channel of ['heartbeats', 'level2', 'ticker'])
        socket.send(
          JSON.stringify({
            type: 'subscribe',
            channel,
            product_ids: channel === 'heartbeats' ? [] : ['BTC-USD'],
          }),
        )
    })
    socket.on('message', (data: Buffer) =>
      numbers.push((JSON.parse(data.toString()) as { sequence_num: number }).sequence_num),
    )
    await expect.poll(() => numbers.length).toBeGreaterThan(5)
    simulator.exchange.market('BTC-USD', 'BUY', '1', '100')
    await expect.poll(() => numbers.length).toBeGreaterThan(6)
    expect(numbers).toEqual(numbers.map((_, index) => index))
    socket.terminate()
  })
})
