/**
 * WebSockets that are hijacked, hoarded, silent, or outlive their owner's leave: refused at the upgrade, bounded at the
 * declared number, closed within moments.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { ask, signIn } from '../../src/testing/client.ts'
import { type RawSocket, connect, dial, graphqlAddress, hangUp, runOver } from '../raw-socket.ts'
import { START_MS, SUBMIT, type Tenants, startTenants } from '../tenants.ts'

const SOCKETS_MAX = 4
const UNKNOWN_MAX = 6
const STREAMS_MAX = 5
const OPERATIONS_MAX = 3
/** Time enough to introduce itself, also on a machine that is busy with others. */
const INIT_MS = 3_000

let tenants: Tenants
let url: string
let cookie: string
/** Readers of the runtime's events that have not ended. */
let readers = 0
const open: RawSocket[] = []

beforeAll(async () => {
  const limits = {
    socketsPerPrincipalMax: SOCKETS_MAX,
    socketsUnknownMax: UNKNOWN_MAX,
    streamsPerPrincipalMax: STREAMS_MAX,
    operationsPerSocketMax: OPERATIONS_MAX,
    initMs: INIT_MS,
  }
  tenants = await startTenants({ limits })
  url = tenants.server.url
  cookie = await signIn(url, 'owner@demo.test')
  const { runtime } = tenants.server
  const { events } = runtime
  runtime.events = async function* counted(...args: Parameters<typeof events>) {
    readers += 1
    try {
      yield* events.apply(runtime, args)
    } finally {
      readers -= 1
    }
  }
}, START_MS)

afterAll(() => tenants.close())

/** Keeps a socket, to be hung up at the end of its test. */
function kept(raw: RawSocket): RawSocket {
  open.push(raw)
  return raw
}

async function hangUpAll(): Promise<void> {
  await Promise.all(open.splice(0).map(hangUp))
  await vi.waitUntil(
    async () =>
      (await gauge('quarterdeck_websockets')) === 0 && (await gauge('quarterdeck_subscriptions')) === 0,
    { timeout: 40_000, interval: 20 },
  )
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
}

const bearer = () => tenants.a.owner.authorization ?? ''
const follow = (organizationId: string, after?: string) => ({
  query:
    'subscription ($id: ID!, $after: Cursor) { orderUpdates(organizationId: $id, after: $after) { cursor order { clientOrderId } } }',
  variables: { id: organizationId, after: after ?? null },
})

describe('the origin at the upgrade', () => {
  const tricks: readonly (readonly [string, (own: URL) => string])[] = [
    ['another site', () => 'https://evil.test'],
    ['null', () => 'null'],
    ['our address as a prefix', ({ host }) => `http://${host}.evil.test`],
    ['our address behind another name', ({ host }) => `http://evil.test@${host}`],
    ['our address as user name', ({ host }) => `http://${host}@evil.test`],
    ['another port', ({ hostname }) => `http://${hostname}:1`],
    ['another scheme', ({ host }) => `https://${host}`],
    ['a path behind our address', ({ origin }) => `${origin}/`],
    ['capital letters', ({ host }) => `HTTP://${host}`],
    ['two origins', ({ origin }) => `${origin} https://evil.test`],
    ['a file', () => 'file://'],
    ['nothing', () => ''],
  ]
  it.each(tricks)('%s is refused, with the cookie and even with a key', async (_what, originOf) => {
    const origin = originOf(new URL(url))
    await expect(dial(url, { headers: { cookie, origin } })).rejects.toThrow('refused with 403')
    await expect(dial(url, { headers: { authorization: bearer(), origin } })).rejects.toThrow(
      'refused with 403',
    )
  })

  it('our own origin with the cookie is let in', async () => {
    const raw = kept(await connect(url, null, { headers: { cookie, origin: url } }))
    expect(await runOver(raw, '1', { query: '{ viewer { name } }' })).toEqual({
      data: { viewer: { name: 'Olivia Owner' } },
    })
    await hangUpAll()
  })

  it('a cookie without an origin is turned away', async () => {
    const raw = await dial(url, { headers: { cookie } })
    raw.send({ type: 'connection_init' })
    expect(await raw.closed).toMatchObject({ code: 4401 })
  })

  it('a key needs no origin, in the payload or in the header', async () => {
    for (const raw of [
      await connect(url, bearer()),
      await connect(url, null, { headers: { authorization: bearer() } }),
    ]) {
      kept(raw)
      expect(await runOver(raw, '1', { query: '{ viewer { kind } }' })).toEqual({
        data: { viewer: { kind: 'API_KEY' } },
      })
    }
    await hangUpAll()
  })

  it.each([
    ['a wrong key', `Bearer qd_${'x'.repeat(43)}`],
    ['an empty key', 'Bearer '],
    ['no scheme', 'x'],
    ['a number', 5],
    ['an object', {}],
  ])('%s is turned away', async (_what, authorization) => {
    const raw = await dial(url)
    raw.send({ type: 'connection_init', payload: { authorization } })
    expect(await raw.closed).toMatchObject({ code: 4401 })
  })

  it('another path or another protocol leads nowhere', async () => {
    const address = graphqlAddress(url)
    for (const [target, protocol] of [
      [address.replace('/graphql', '/other'), 'graphql-transport-ws'],
      [`${address}/x`, 'graphql-transport-ws'],
    ] as const) {
      const socket = new WebSocket(target, protocol)
      const fault = await new Promise((resolve) => socket.once('error', resolve))
      expect(String(fault)).toMatch(/404/)
    }
    const old = await dial(url, { protocol: 'graphql-ws' }).catch(() => null)
    if (old !== null) expect((await old.closed).code).toBe(4406)
  })
})

describe('the protocol', () => {
  it('a socket that does not introduce itself is closed', async () => {
    const raw = await dial(url)
    expect(await raw.closed).toMatchObject({ code: 4408 })
  })

  it('a second introduction closes', async () => {
    const raw = await connect(url, bearer())
    raw.send({ type: 'connection_init', payload: { authorization: bearer() } })
    expect(await raw.closed).toMatchObject({ code: 4429 })
  })

  it('subscribing before the introduction closes', async () => {
    const raw = await dial(url)
    raw.send({ id: '1', type: 'subscribe', payload: { query: '{ permissions { action } }' } })
    expect(await raw.closed).toMatchObject({ code: 4401 })
  })

  it('a used id closes', async () => {
    const raw = await connect(url, bearer())
    raw.send({ id: '1', type: 'subscribe', payload: follow(tenants.a.organizationId) })
    raw.send({ id: '1', type: 'subscribe', payload: follow(tenants.a.organizationId) })
    expect(await raw.closed).toMatchObject({ code: 4409 })
  })

  it.each([
    ['an unknown type', '{"type":"start"}'],
    ['no type', '{}'],
    ['no JSON', 'hello'],
    ['half a JSON', '{"type":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['a subscribe without payload', '{"id":"1","type":"subscribe"}'],
    ['a subscribe without id', '{"type":"subscribe","payload":{"query":"{viewer{id}}"}}'],
    ['a query that is a number', '{"id":"1","type":"subscribe","payload":{"query":1}}'],
    [
      'variables that are a list',
      '{"id":"1","type":"subscribe","payload":{"query":"{viewer{id}}","variables":"x"}}',
    ],
    ['a batch', '[{"id":"1","type":"subscribe","payload":{"query":"{viewer{id}}"}}]'],
  ])('%s closes', async (_what, message) => {
    const raw = await connect(url, bearer())
    raw.send(message)
    expect((await raw.closed).code).toBe(4400)
  })

  it('a message beyond 64 KiB closes, and it is not gathered first', async () => {
    const raw = await connect(url, bearer())
    const before = process.memoryUsage().rss
    raw.send('x'.repeat(64 * 1024 + 1))
    expect(await raw.closed).toMatchObject({ code: 1009 })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('a compressed bomb is never inflated, because compression is not offered', async () => {
    const raw = kept(await connect(url, bearer()))
    expect(raw.socket.extensions).toBe('')
    await hangUpAll()
  })

  it('bytes that are not UTF-8 close', async () => {
    const raw = await connect(url, bearer())
    raw.socket.send(Buffer.from([0xff, 0xfe, 0xc0]), { binary: false })
    expect(await raw.closed).toMatchObject({ code: 1007 })
  })
})

describe('hoarding', () => {
  it(`no principal holds more than ${SOCKETS_MAX} sockets, and another one still gets in`, async () => {
    for (let n = 0; n < SOCKETS_MAX; n++) kept(await connect(url, bearer()))
    const over = await dial(url)
    over.send({ type: 'connection_init', payload: { authorization: bearer() } })
    expect(await over.closed).toMatchObject({ code: 4429 })
    kept(await connect(url, tenants.b.owner.authorization ?? ''))
    await hangUpAll()
    kept(await connect(url, bearer()))
    await hangUpAll()
  })

  it(`no more than ${UNKNOWN_MAX} strangers wait at the door`, async () => {
    const dialed = await Promise.allSettled(Array.from({ length: UNKNOWN_MAX * 3 }, () => dial(url)))
    const letIn = dialed.filter((result) => result.status === 'fulfilled')
    expect(letIn).toHaveLength(UNKNOWN_MAX)
    for (const result of dialed)
      if (result.status === 'rejected') expect(String(result.reason)).toContain('refused with 503')
    for (const { value } of letIn) expect((await value.closed).code).toBe(4408)
    kept(await connect(url, bearer()))
    await hangUpAll()
  })

  it(`no more than ${OPERATIONS_MAX} operations run at once on a socket`, async () => {
    const raw = kept(await connect(url, bearer()))
    for (let n = 0; n < OPERATIONS_MAX; n++)
      raw.send({ id: `s${n}`, type: 'subscribe', payload: follow(tenants.a.organizationId) })
    const { errors } = await runOver(raw, 'over', follow(tenants.a.organizationId))
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    raw.send({ id: 's0', type: 'complete' })
    expect(await runOver(raw, 'again', { query: '{ viewer { kind } }' })).toMatchObject({
      data: { viewer: { kind: 'API_KEY' } },
    })
    await hangUpAll()
  })

  it(`no principal follows more than ${STREAMS_MAX} streams over all its sockets`, async () => {
    const sockets = [kept(await connect(url, bearer())), kept(await connect(url, bearer()))]
    for (let n = 0; n < STREAMS_MAX; n++)
      sockets[n % 2]?.send({ id: `s${n}`, type: 'subscribe', payload: follow(tenants.a.organizationId) })
    await vi.waitUntil(async () => (await gauge('quarterdeck_subscriptions')) === STREAMS_MAX, {
      timeout: 40_000,
      interval: 20,
    })
    const third = kept(await connect(url, bearer()))
    expect((await runOver(third, 'over', follow(tenants.a.organizationId))).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ])
    const sse = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...tenants.a.owner },
      body: JSON.stringify(follow(tenants.a.organizationId)),
    })
    expect(sse.status).toBe(429)
    await sse.text()
    await hangUpAll()
  })
})

describe('leave that ends', () => {
  // Nothing of what was cut may go on reading behind the scenes, be it over WebSocket or SSE.
  afterEach(async () => {
    await hangUpAll()
    await vi.waitUntil(() => readers === 0, { timeout: 40_000, interval: 20 })
  })

  async function endsBy(raw: RawSocket, end: () => Promise<unknown>): Promise<void> {
    raw.send({ id: 'f', type: 'subscribe', payload: follow(tenants.a.organizationId, '0') })
    await end()
    // Nothing else would end it: no key or session of these expires within the test.
    await raw.closed
  }

  async function sse(credential: Record<string, string>): Promise<{ ended: Promise<void> }> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...credential },
      body: JSON.stringify(follow(tenants.a.organizationId)),
    })
    expect(response.status).toBe(200)
    return {
      ended: response.text().then(
        () => undefined,
        () => undefined,
      ),
    }
  }

  async function key(
    role: 'VIEWER' | 'OWNER',
    expiresAt: Date | null = null,
  ): Promise<{ id: string; authorization: string }> {
    const authorization = await tenants.server.bearer(tenants.a.storedId, role, expiresAt)
    const row = await tenants.server.prisma.apiKey.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    return { id: `key_${row.id}`, authorization }
  }

  const REVOKE = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }'

  it('a revoked key loses its sockets and its SSE streams at once', async () => {
    const { id, authorization } = await key('VIEWER')
    const raw = await connect(url, authorization)
    const { ended } = await sse({ authorization })
    await vi.waitUntil(() => readers === 1, { timeout: 40_000, interval: 20 })
    await endsBy(raw, () =>
      tenants.a.ask(REVOKE, { input: { organizationId: tenants.a.organizationId, apiKeyId: id } }),
    )
    expect((await raw.closed).code).toBe(4401)
    await ended
    const again = await dial(url)
    again.send({ type: 'connection_init', payload: { authorization } })
    expect((await again.closed).code).toBe(4401)
  })

  it('an expiring key loses its sockets and its SSE streams when it ends', async () => {
    const { authorization } = await key('VIEWER', new Date(Date.now() + 4_000))
    const raw = await connect(url, authorization)
    const { ended } = await sse({ authorization })
    raw.send({ id: 'f', type: 'subscribe', payload: follow(tenants.a.organizationId) })
    expect((await raw.closed).code).toBe(4401)
    await ended
  })

  it('who signs out loses the sockets of the session', async () => {
    const own = await signIn(url, 'viewer@demo.test')
    const raw = await connect(url, null, { headers: { cookie: own, origin: url } })
    const { ended } = await sse({ cookie: own, origin: url })
    await endsBy(raw, () =>
      fetch(`${url}/api/auth/sign-out`, {
        method: 'POST',
        headers: { cookie: own, origin: url, 'content-type': 'application/json' },
        body: '{}',
      }),
    )
    await ended
  })

  it('a session that another device ends loses its sockets, its SSE streams and its requests; the other one goes on', async () => {
    const [lost, kept] = [await signIn(url, 'viewer@demo.test'), await signIn(url, 'viewer@demo.test')]
    const viewer = (own: string) => ask(url, { cookie: own, origin: url }, '{ viewer { name } }')
    expect((await viewer(lost)).data).toEqual({ viewer: { name: 'Vera Viewer' } })
    const raw = await connect(url, null, { headers: { cookie: lost, origin: url } })
    const { ended } = await sse({ cookie: lost, origin: url })
    await vi.waitUntil(() => readers === 1, { timeout: 40_000, interval: 20 })
    await endsBy(raw, async () => {
      const { status } = await fetch(`${url}/api/auth/revoke-other-sessions`, {
        method: 'POST',
        headers: { cookie: kept, origin: url, 'content-type': 'application/json' },
        body: '{}',
      })
      expect(status).toBe(200)
    })
    expect((await raw.closed).code).toBe(4401)
    await ended
    expect((await viewer(lost)).data).toEqual({ viewer: null })
    const again = await dial(url, { headers: { cookie: lost, origin: url } })
    again.send({ type: 'connection_init' })
    expect((await again.closed).code).toBe(4401)
    expect((await viewer(kept)).data).toEqual({ viewer: { name: 'Vera Viewer' } })
  })

  it('who gets another role loses the sockets that had the old one', async () => {
    const own = await signIn(url, 'trader@demo.test')
    const raw = await connect(url, null, { headers: { cookie: own, origin: url } })
    const { userId } = await tenants.server.prisma.member.findFirstOrThrow({
      where: { organizationId: tenants.a.storedId, role: 'TRADER' },
    })
    const input = { organizationId: tenants.a.organizationId, userId: `usr_${userId}`, role: 'VIEWER' }
    await endsBy(raw, () =>
      tenants.a.ask(
        'mutation ($input: SetMemberRoleInput!) { setMemberRole(input: $input) { __typename } }',
        { input },
      ),
    )
  })
})

describe('two tenants under the same operation', () => {
  it("never see each other's events, whatever they follow", async () => {
    const canary = { a: 'canary-of-A', b: 'canary-of-B' }
    const text =
      'subscription Same($id: ID!) { orderUpdates(organizationId: $id) { cursor order { id clientOrderId account { id name } } } }'
    const seen: Record<'a' | 'b', RawSocket> = {
      a: kept(await connect(url, bearer())),
      b: kept(await connect(url, tenants.b.owner.authorization ?? '')),
    }
    for (const who of ['a', 'b'] as const)
      seen[who].send({
        id: 'same',
        type: 'subscribe',
        payload: { query: text, operationName: 'Same', variables: { id: tenants[who].organizationId } },
      })
    await vi.waitUntil(async () => (await gauge('quarterdeck_subscriptions')) === 2, {
      timeout: 40_000,
      interval: 20,
    })
    const ORDERS = 50
    await Promise.all(
      Array.from({ length: ORDERS }, (_, n) =>
        (['a', 'b'] as const).map((who) =>
          tenants[who].ask(SUBMIT, { input: tenants[who].order(`${canary[who]}-${n}`) }),
        ),
      ).flat(),
    )
    for (const who of ['a', 'b'] as const) {
      const other = who === 'a' ? 'b' : 'a'
      await vi.waitUntil(
        () =>
          Array.from({ length: ORDERS }, (_, n) => `"${canary[who]}-${n}"`).every((name) =>
            JSON.stringify(seen[who].received).includes(name),
          ),
        { timeout: 40_000, interval: 20 },
      )
      const text = JSON.stringify(seen[who].received)
      expect(text).not.toContain(canary[other])
      expect(text).not.toContain(tenants[other].accountId)
    }
    await hangUpAll()
  })

  it('nobody follows a foreign organization or a foreign account', async () => {
    const raw = kept(await connect(url, tenants.b.owner.authorization ?? ''))
    const foreign = await runOver(raw, '1', follow(tenants.a.organizationId))
    expect(foreign.errors).toMatchObject([
      { message: 'Organization not found', extensions: { code: 'NOT_FOUND' } },
    ])
    const query =
      'subscription ($id: ID!, $account: ID) { fills(organizationId: $id, accountId: $account) { cursor } }'
    const account = await runOver(raw, '2', {
      query,
      variables: { id: tenants.b.organizationId, account: tenants.a.accountId },
    })
    expect(account.errors).toMatchObject([
      { message: 'Account not found', extensions: { code: 'NOT_FOUND' } },
    ])
    await hangUpAll()
  })

  it.each(['x', '-1', '1.5', '', '99999999999999999999', '999999999999'])(
    'the cursor %s is refused',
    async (after) => {
      const raw = kept(await connect(url, bearer()))
      const { errors } = await runOver(raw, '1', follow(tenants.a.organizationId, after))
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(/cursor that this API gave/),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ])
      await hangUpAll()
    },
  )
})
