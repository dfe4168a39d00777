/** Getting in by WebSocket: by cookie with our origin, by key, and by nothing else; and being cut off when revoked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { ask, dataOf, signIn, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await startServer({
    limits: { initMs: 3_000, socketsPerPrincipalMax: 3, messageBytesMax: 64 * 1024 },
  })
  cookie = await signIn(server.url, 'viewer@demo.test')
})
afterAll(() => server?.close())

const VIEWER = '{ viewer { name kind } }'

async function viewerOver(options: Parameters<typeof socketClient>[1]): Promise<unknown> {
  const client = socketClient(server.url, options)
  try {
    for await (const result of client.iterate({ query: VIEWER })) return result.data?.viewer
    return 'nothing'
  } catch (error) {
    const { code } = error as { readonly code?: number }
    return code ?? String((error as Error).message)
  } finally {
    await client.dispose()
  }
}

/** Status that refuses the upgrade, or the code that closes the socket after it. */
function refusalOf(
  headers: Record<string, string>,
  onOpen: (socket: WebSocket) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers,
    })
    socket.once('open', () => onOpen(socket))
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.once('close', (code) => resolve(code))
    socket.on('error', () => undefined)
  })
}

describe('GraphQL over WebSocket', () => {
  it('lets the cookie of a signed-in person in from our own origin', async () => {
    expect(await viewerOver({ headers: { cookie, origin: server.url } })).toEqual({
      name: 'Vera Viewer',
      kind: 'USER',
    })
  })

  it('lets an API key in by connectionParams', async () => {
    const authorization = await server.bearer(server.demo.organizationId, 'TRADER')
    expect(await viewerOver({ authorization })).toEqual({ name: 'TRADER key', kind: 'API_KEY' })
  })

  it.each(['https://evil.test', 'null', 'http://127.0.0.1.evil.test', 'http://127.0.0.1:1'])(
    'refuses the upgrade from origin %s, whatever the cookie',
    async (origin) => {
      expect(await refusalOf({ cookie, origin })).toBe(403)
    },
  )

  it('does not take a cookie from somebody who hides the origin', async () => {
    expect(await viewerOver({ headers: { cookie } })).toBe(4401)
  })

  it('closes on a key that is no good, and on nobody', async () => {
    expect(await viewerOver({ authorization: `Bearer qd_${'x'.repeat(43)}` })).toBe(4401)
    expect(await viewerOver({})).toBe(4401)
  })

  it('closes a socket that never introduces itself', async () => {
    expect(await refusalOf({})).toBe(4408)
  })

  it('closes on a message over the limit', async () => {
    expect(await refusalOf({}, (socket) => socket.send('x'.repeat(64 * 1024 + 1)))).toBe(1009)
  })

  it('holds a principal to its number of sockets and lets it back when one closes', async () => {
    const authorization = await server.bearer(server.demo.organizationId, 'VIEWER')
    const held = [1, 2, 3].map(() => socketClient(server.url, { authorization }))
    const streams = held.map((client) =>
      client.iterate({ query: 'subscription { quotes(instrumentIds: ["SIM:BTC-USD"]) { bid } }' }),
    )
    for (const stream of streams) await stream.next()
    expect(await viewerOver({ authorization })).toBe(4429)
    for (const client of held) await client.dispose()
    await expect.poll(() => viewerOver({ authorization })).toMatchObject({ kind: 'API_KEY' })
  })

  it('cuts the socket of a key in the moment it is revoked', async () => {
    const owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
    const organizationId = `org_${server.demo.organizationId}`
    const made = await ask(
      server.url,
      owner,
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeyPayload { secret apiKey { id } } } }',
      { input: { organizationId, name: 'short-lived', role: 'VIEWER' } },
    )
    const { secret, apiKey } = dataOf<{
      secret: string
      apiKey: { id: string }
    }>(made, 'createApiKey')
    const closed = new Promise<number>((resolve) => {
      const client = socketClient(server.url, { authorization: `Bearer ${secret}` })
      client.on('closed', (event) => resolve((event as { readonly code: number }).code))
      const stream = client.iterate({
        query: 'subscription { quotes(instrumentIds: ["SIM:BTC-USD"]) { bid } }',
      })
      stream.next().then(
        async () => {
          await ask(
            server.url,
            owner,
            'mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }',
            { input: { organizationId, apiKeyId: apiKey.id } },
          )
          await expect(stream.next().then(() => stream.next())).rejects.toMatchObject({ code: 4401 })
        },
        () => resolve(-1),
      )
    })
    expect(await closed).toBe(4401)
    expect((await ask(server.url, { authorization: `Bearer ${secret}` }, VIEWER)).status).toBe(401)
  })
})
