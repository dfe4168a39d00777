/** What the simulator of Interactive Brokers checks and does by itself, seen by a client that is not our adapter. */
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { newChallenge, liveSessionToken } from '../../ibkr/live-session-token.ts'
import { signedWithKey, signedWithToken, type SignedRequest } from '../../ibkr/oauth.ts'
import type { IbkrCredential } from '../../ibkr/credential.ts'
import { IbkrSimulator, type IbkrSimulatorOptions } from './simulator.ts'
import { someCredential } from './testing/rig.ts'
import { simulatedUser } from './user.ts'

const OFFICIAL = 'https://api.ibkr.com/v1/api'
const credential = someCredential()

const simulators: IbkrSimulator[] = []
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close()
})

async function start(own: IbkrCredential | null, options: Partial<IbkrSimulatorOptions> = {}) {
  const user = simulatedUser({ username: 'simulated', accountId: 'DU1' }, own)
  const simulator = new IbkrSimulator({ user, pace: Number.POSITIVE_INFINITY, ...options })
  simulators.push(simulator)
  return { ...(await simulator.start()), simulator }
}

const nowS = (): number => Math.floor(Date.now() / 1_000)
const AGENT = { 'user-agent': 'somebody' }

/** Opens a live session as the documents say; returns the token. */
async function openToken(restBaseUrl: string): Promise<string> {
  const challenge = newChallenge(credential.dhPrime)
  const url = `${OFFICIAL}/oauth/live_session_token`
  const asked = { method: 'POST', url, query: [], realm: 'limited_poa', timestampS: nowS() }
  const authorization = signedWithKey(credential, challenge.challenge, asked)
  const answer = await fetch(`${restBaseUrl}/oauth/live_session_token`, {
    method: 'POST',
    headers: { ...AGENT, authorization },
  })
  const { diffie_hellman_response: response, live_session_token_signature: signature } =
    (await answer.json()) as {
      diffie_hellman_response: string
      live_session_token_signature: string
    }
  const token = liveSessionToken(credential, challenge.exponent, { response, signature })
  if (token === null) throw new Error('the proof does not fit')
  return token
}

function signed(
  token: string,
  change: Partial<SignedRequest> = {},
  by: Partial<IbkrCredential> = {},
): string {
  const request = {
    method: 'GET',
    url: `${OFFICIAL}/portfolio/accounts`,
    query: [],
    realm: 'limited_poa',
    timestampS: nowS(),
  }
  return signedWithToken({ ...credential, ...by }, token, { ...request, ...change })
}

async function statusOf(restBaseUrl: string, authorization: string, query = ''): Promise<number> {
  return (await fetch(`${restBaseUrl}/portfolio/accounts${query}`, { headers: { ...AGENT, authorization } }))
    .status
}

describe('signatures at the simulator', () => {
  it('are good as the venue wants them, for its real address and for its own, with the query and without', async () => {
    const { restBaseUrl } = await start(credential)
    const token = await openToken(restBaseUrl)
    const query = [['a', 'b']] as const
    expect([
      await statusOf(restBaseUrl, signed(token)),
      await statusOf(restBaseUrl, signed(token, { url: `${restBaseUrl}/portfolio/accounts` })),
      await statusOf(restBaseUrl, signed(token, { query }), '?a=b'),
      await statusOf(restBaseUrl, signed(token), '?a=b'),
    ]).toEqual([200, 200, 200, 200])
  })

  it('without the query are refused where it is strict', async () => {
    const { restBaseUrl } = await start(credential, { strictQuery: true })
    const token = await openToken(restBaseUrl)
    expect([
      await statusOf(restBaseUrl, signed(token), '?a=b'),
      await statusOf(restBaseUrl, signed(token, { query: [['a', 'b']] }), '?a=b'),
    ]).toEqual([401, 200])
  })

  it.each<[string, (token: string) => string]>([
    ['none', () => ''],
    ['by another token', () => signed(Buffer.from('another').toString('base64'))],
    ['for another path', (token) => signed(token, { url: `${OFFICIAL}/tickle` })],
    ['for another method', (token) => signed(token, { method: 'POST' })],
    ['of an hour ago', (token) => signed(token, { timestampS: nowS() - 3_600 })],
    ['of another consumer', (token) => signed(token, {}, { consumerKey: 'SOMEBODY' })],
    ['with another access token', (token) => signed(token, {}, { accessToken: 'other' })],
    ['without a realm', (token) => signed(token).replace(/, realm="[^"]*"/, '')],
  ])('that are %s are refused', async (_what, make) => {
    const { restBaseUrl } = await start(credential)
    expect(await statusOf(restBaseUrl, make(await openToken(restBaseUrl)))).toBe(401)
  })

  it('are good once', async () => {
    const { restBaseUrl } = await start(credential)
    const authorization = signed(await openToken(restBaseUrl))
    expect([await statusOf(restBaseUrl, authorization), await statusOf(restBaseUrl, authorization)]).toEqual([
      200, 401,
    ])
  })

  it('are not good before there is a token, nor after midnight', async () => {
    const { restBaseUrl, simulator } = await start(credential)
    expect(await statusOf(restBaseUrl, signed('AAAA'))).toBe(401)
    const token = await openToken(restBaseUrl)
    simulator.reset()
    expect(await statusOf(restBaseUrl, signed(token))).toBe(401)
  })

  it('for a token by somebody else are refused as of an invalid consumer', async () => {
    const { restBaseUrl } = await start({ ...credential, consumerKey: 'ANOTHER00' })
    await expect(openToken(restBaseUrl)).rejects.toThrow()
  })
})

describe('sessions at the simulator', () => {
  const post = (url: string, body = '{}') => fetch(url, { method: 'POST', headers: AGENT, body })

  it('answer nothing about trading before they are opened, and say so', async () => {
    const { restBaseUrl, simulator } = await start(null)
    simulator.session.endBrokerage()
    const answer = await fetch(`${restBaseUrl}/iserver/accounts`, { headers: AGENT })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'Bad Request: no bridge', statusCode: 400 },
    ])
    await post(`${restBaseUrl}/iserver/auth/ssodh/init`, '{"publish":true,"compete":true}')
    expect((await fetch(`${restBaseUrl}/iserver/accounts`, { headers: AGENT })).status).toBe(200)
  })

  it('are not opened without being published', async () => {
    const { restBaseUrl } = await start(null)
    expect((await post(`${restBaseUrl}/iserver/auth/ssodh/init`)).status).toBe(500)
  })

  it('end when nobody says anything', async () => {
    const { restBaseUrl } = await start(null, { idleMs: 20 })
    expect((await post(`${restBaseUrl}/tickle`)).status).toBe(200)
    const from = Date.now()
    await expect.poll(() => Date.now() - from).toBeGreaterThan(60)
    expect((await post(`${restBaseUrl}/tickle`)).status).toBe(401)
  })

  it('answer lists only at the second asking', async () => {
    const { restBaseUrl } = await start(null)
    const orders = async () =>
      (await fetch(`${restBaseUrl}/iserver/account/orders`, { headers: AGENT })).json()
    expect((await fetch(`${restBaseUrl}/iserver/account/orders`, { headers: AGENT })).status).toBe(400)
    await fetch(`${restBaseUrl}/iserver/accounts`, { headers: AGENT })
    expect([await orders(), await orders()]).toEqual([
      { orders: [], snapshot: false },
      { orders: [], snapshot: true },
    ])
  })

  it('are not spoken to without a name', async () => {
    const { restBaseUrl } = await start(null)
    expect((await fetch(`${restBaseUrl}/portfolio/accounts`, { headers: { 'user-agent': '' } })).status).toBe(
      403,
    )
  })
})

describe('pacing at the simulator', () => {
  it('shuts out who asks too often, for a while, of everything', async () => {
    const { restBaseUrl, simulator } = await start(null, { pace: 1, penaltyMs: 60_000 })
    const statuses: number[] = []
    for (const path of ['/portfolio/accounts', '/portfolio/accounts', '/trsrv/stocks?symbols=AAPL'])
      statuses.push((await fetch(`${restBaseUrl}${path}`, { headers: AGENT })).status)
    expect([statuses, simulator.pacing.over]).toEqual([[200, 429, 429], 1])
  })
})

describe('streams of the simulator', () => {
  const texts: string[] = []
  function listen(socket: WebSocket): void {
    texts.length = 0
    socket.on('message', (data: Buffer) => texts.push(data.toString()))
  }

  it('let in who has the cookie of the session', async () => {
    const { wsUrl, simulator } = await start(null)
    const socket = new WebSocket(wsUrl, { headers: { cookie: `api=${simulator.session.cookie}` } })
    listen(socket)
    await expect.poll(() => texts[0]).toBe('{"topic":"system","success":"simulated"}')
    socket.terminate()
  })

  it('wait for a session of who has none, and take it as a message', async () => {
    const { wsUrl, simulator } = await start(null)
    const socket = new WebSocket(wsUrl)
    listen(socket)
    await expect.poll(() => texts).toEqual(['{"message":"waiting for session"}'])
    socket.send(JSON.stringify({ session: simulator.session.cookie }))
    await expect.poll(() => texts[1]).toContain('"success"')
    socket.terminate()
  })

  it.each([
    ['another cookie', null, { cookie: 'api=00' }, ''],
    ['no access token where one is needed', credential, {}, ''],
    ['another access token', credential, {}, '?oauth_token=other'],
  ])('refuse who has %s', async (_what, own, headers, query) => {
    const { wsUrl } = await start(own)
    const socket = new WebSocket(`${wsUrl}${query}`, { headers })
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve())
      socket.on('error', () => resolve())
    })
    expect(socket.readyState).not.toBe(WebSocket.OPEN)
  })

  it('tell nothing of orders while a filtered list was the last', async () => {
    const { wsUrl, restBaseUrl, simulator } = await start(null)
    await fetch(`${restBaseUrl}/iserver/accounts`, { headers: AGENT })
    const socket = new WebSocket(wsUrl, { headers: { cookie: `api=${simulator.session.cookie}` } })
    listen(socket)
    await expect.poll(() => texts.length).toBeGreaterThan(2)
    socket.send('sor+{}')
    const place = (cOID: string) =>
      simulator.desk.place(
        JSON.stringify({
          orders: [
            { conid: 265_598, cOID, orderType: 'LMT', side: 'BUY', tif: 'DAY', quantity: 1, price: 1 },
          ],
        }),
      )
    simulator.exchange.deposit('DU1', 'USD', '1000')
    await expect.poll(() => simulator.truth.messages.some(({ body }) => body === 'sor+{}')).toBe(true)
    await fetch(`${restBaseUrl}/iserver/account/orders?filters=filled`, { headers: AGENT })
    place('muted')
    await fetch(`${restBaseUrl}/iserver/account/orders?force=true`, { headers: AGENT })
    place('told')
    await expect
      .poll(() => texts.filter((text) => text.includes('"topic":"sor"')).join(' '))
      .toContain('told')
    expect(texts.join(' ')).not.toContain('muted')
    socket.terminate()
  })
})

describe('tickets at the simulator', () => {
  it.each([
    ['a price that is text', { price: '150' }, 'minimum price variation'],
    ['a quantity that is text', { quantity: '1' }, 'quantity'],
    ['a time that is none', { tif: 'FOK' }, 'time in force'],
    ['a type that is none', { orderType: 'MOON' }, 'order type'],
    ['a contract that is none', { conid: 1 }, 'not available'],
    ['a price off the tick', { price: 150.005 }, 'minimum price variation'],
    ['a price that nobody can pay', { price: 900_000 }, 'EQUITY'],
  ])('with %s are declined in a sentence', async (_what, change, sentence) => {
    const { simulator } = await start(null)
    const ticket = {
      conid: 265_598,
      cOID: 'c',
      orderType: 'LMT',
      side: 'BUY',
      tif: 'DAY',
      quantity: 1,
      price: 150,
    }
    const answer = simulator.desk.place(JSON.stringify({ orders: [{ ...ticket, ...change }] }))
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining(sentence) as string })
    expect(simulator.exchange.orders.size).toBe(0)
  })

  it('lose their question when something else about orders comes between', async () => {
    const { simulator } = await start(null)
    simulator.exchange.deposit('DU1', 'USD', '1000')
    simulator.desk.askNext(['o163'])
    const ticket = {
      conid: 265_598,
      cOID: 'c',
      orderType: 'LMT',
      side: 'BUY',
      tif: 'DAY',
      quantity: 1,
      price: 150,
    }
    const asked = simulator.desk.place(JSON.stringify({ orders: [ticket] }))
    const [{ id }] = JSON.parse(asked.body) as [{ id: string }]
    simulator.desk.cancel('1')
    expect(simulator.desk.reply(id, '{"confirmed":true}').status).toBe(503)
    expect(simulator.desk.reply(id, '{"confirmed":"true"}').status).toBe(500)
    expect(simulator.exchange.orders.size).toBe(0)
  })
})
