/**
 * What a foreign page, a broken client or a hostile one can send over HTTP: nothing of it runs, and it costs next to nothing.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../../src/testing/client.ts'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'

let tenants: Tenants
let cookie: string
let folder: string

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer | readonly (string | Buffer)[]
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends exactly these headers and bytes; fetch would add and correct some. */
function send({ method = 'POST', path = '/graphql', headers = {}, body }: Sent): Promise<Reply> {
  const { hostname, port } = new URL(tenants.server.url)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    let answered = false
    sent.on('response', () => (answered = true))
    // A server that has refused may cut what is still being sent.
    sent.on('error', (error) => (answered ? undefined : reject(error)))
    if (Array.isArray(body)) for (const chunk of body as readonly (string | Buffer)[]) sent.write(chunk)
    else if (body !== undefined) sent.write(body)
    sent.end()
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const OPEN = 'mutation ($input: OpenAccountInput!) { openAccount(input: $input) { __typename } }'

/** A mutation that would leave an account behind. */
function write(): { query: string; variables: object } {
  return {
    query: OPEN,
    variables: {
      input: { organizationId: tenants.a.organizationId, name: 'Foreign', mode: 'PAPER', currency: 'USD' },
    },
  }
}

/** Runs a step after which no account called Foreign may exist. */
async function writesNothing(step: () => Promise<Reply>): Promise<Reply> {
  const reply = await step()
  expect(await tenants.server.prisma.tradingAccount.count({ where: { name: 'Foreign' } })).toBe(0)
  return reply
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quarterdeck-console-'))
  const consoleRoot = join(folder, 'out')
  mkdirSync(join(consoleRoot, '.git'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'outside')
  writeFileSync(join(consoleRoot, 'index.html'), 'the console')
  writeFileSync(join(consoleRoot, '404.html'), 'nothing here')
  writeFileSync(join(consoleRoot, '.env'), 'a dotfile')
  writeFileSync(join(consoleRoot, '.git', 'config'), 'a dotfile')
  symlinkSync(join(folder, 'secret.txt'), join(consoleRoot, 'link.txt'))
  tenants = await startTenants({ consoleRoot })
  cookie = await signIn(tenants.server.url, 'owner@demo.test')
}, START_MS)

afterAll(async () => {
  await tenants.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('cross-site requests', () => {
  it('the same mutation as JSON with the cookie and our own origin does run, so the refusals below mean something', async () => {
    const { query, variables } = write()
    const own = JSON.stringify({
      query,
      variables: { input: { ...(variables as { input: object }).input, name: 'Own' } },
    })
    const reply = await send({ headers: { ...JSON_TYPE, cookie, origin: tenants.server.url }, body: own })
    expect(JSON.parse(reply.body)).toEqual({ data: { openAccount: { __typename: 'OpenAccountPayload' } } })
  })

  it.each([
    [
      'a form',
      'application/x-www-form-urlencoded',
      () =>
        new URLSearchParams({
          query: write().query,
          variables: JSON.stringify(write().variables),
        }).toString(),
    ],
    [
      'a form named like JSON',
      'application/x-www-form-urlencoded; x=application/json',
      () => JSON.stringify(write()),
    ],
    ['text/plain', 'text/plain', () => JSON.stringify(write())],
    ['text/plain with a JSON parameter', 'text/plain; application/json', () => JSON.stringify(write())],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      () =>
        `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify(write())}\r\n--x--\r\n`,
    ],
    [
      'application/graphql',
      'application/graphql',
      () =>
        `mutation { openAccount(input: { organizationId: "${tenants.a.organizationId}", name: "Foreign", mode: PAPER, currency: "USD" }) { __typename } }`,
    ],
    ['octets', 'application/octet-stream', () => JSON.stringify(write())],
    ['an empty content type', '', () => JSON.stringify(write())],
  ])('%s with the cookie runs nothing', async (_what, type, body) => {
    for (const origin of [tenants.server.url, 'https://evil.test', 'null']) {
      const reply = await writesNothing(() =>
        send({ headers: { 'content-type': type, cookie, origin }, body: body() }),
      )
      expect(reply.status).toBe(415)
      expect(JSON.parse(reply.body)).toMatchObject({
        errors: [
          { message: expect.stringContaining('application/json'), extensions: { code: 'BAD_USER_INPUT' } },
        ],
      })
    }
  })

  it('a body without any content type runs nothing', async () => {
    const reply = await writesNothing(() => send({ headers: { cookie }, body: JSON.stringify(write()) }))
    expect(reply.status).toBe(415)
  })

  it('a mutation by GET runs nothing, with a cookie or a key', async () => {
    const { query, variables } = write()
    const path = `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`
    for (const headers of [{ cookie }, { cookie, origin: tenants.server.url }, { ...tenants.a.owner }]) {
      const reply = await writesNothing(() =>
        send({ method: 'GET', path, headers: { accept: 'application/json', ...headers } }),
      )
      expect(reply.status).toBe(405)
    }
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'HEAD'])('%s runs nothing', async (method) => {
    const { query, variables } = write()
    const path = `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`
    const reply = await writesNothing(() =>
      send({
        method,
        path,
        headers: { ...JSON_TYPE, cookie },
        ...(method === 'HEAD' ? {} : { body: JSON.stringify(write()) }),
      }),
    )
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
  })

  it.each(['https://evil.test', 'null', 'file://', 'suffix', 'prefix', 'port', 'scheme'])(
    'JSON with the cookie from the origin %s runs nothing',
    async (kind) => {
      const { host, hostname } = new URL(tenants.server.url)
      const tricks: Readonly<Record<string, string>> = {
        suffix: `http://${host}.evil.test`,
        prefix: `http://evil-${host}`,
        port: `http://${hostname}:1`,
        scheme: `https://${host}`,
      }
      const reply = await writesNothing(() =>
        send({
          headers: { ...JSON_TYPE, cookie, origin: tricks[kind] ?? kind },
          body: JSON.stringify(write()),
        }),
      )
      expect(reply.status).toBe(403)
      expect(reply.headers['access-control-allow-origin']).toBeUndefined()
    },
  )

  it('a no-CORS fetch of another site, which hides its origin, runs nothing', async () => {
    for (const mode of ['no-cors', 'cors']) {
      const headers = {
        ...JSON_TYPE,
        cookie,
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': mode,
        'sec-fetch-dest': 'empty',
      }
      const reply = await writesNothing(() => send({ headers, body: JSON.stringify(write()) }))
      expect(reply.status).toBe(403)
    }
  })

  it('a query by GET that another site embeds reads nothing', async () => {
    const path = `/graphql?${new URLSearchParams({ query: '{ viewer { name } }' })}`
    const reply = await send({
      method: 'GET',
      path,
      headers: {
        cookie,
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'no-cors',
        'sec-fetch-dest': 'script',
      },
    })
    expect(reply.status).toBe(403)
    expect(reply.body).not.toContain('Olivia')
  })

  it('no origin is ever allowed to read across, and no preflight is answered with leave', async () => {
    for (const origin of ['https://evil.test', 'null', tenants.server.url]) {
      const preflight = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      }
      for (const path of ['/graphql', '/api/auth/sign-in/email', '/', '/metrics', '/healthz']) {
        const asked = await send({ method: 'OPTIONS', path, headers: preflight })
        const got = await send({ method: 'GET', path, headers: { origin } })
        for (const { headers } of [asked, got]) {
          expect(headers['access-control-allow-origin'], `${path} to ${origin}`).toBeUndefined()
          expect(headers['access-control-allow-credentials']).toBeUndefined()
        }
      }
    }
  })

  it('the session cookie is HttpOnly and stays home on cross-site posts', async () => {
    const signedIn = await send({
      path: '/api/auth/sign-in/email',
      headers: { ...JSON_TYPE, origin: tenants.server.url },
      body: JSON.stringify({ email: 'viewer@demo.test', password: 'correct horse battery' }),
    })
    expect(signedIn.headers['set-cookie']?.join()).toMatch(
      /quarterdeck\.session_token=.*HttpOnly.*SameSite=(Lax|Strict)/i,
    )
  })

  it('nobody signs in, out or up from another site', async () => {
    for (const path of ['/api/auth/sign-in/email', '/api/auth/sign-out', '/api/auth/sign-up/email']) {
      const reply = await send({
        path,
        headers: { ...JSON_TYPE, origin: 'https://evil.test', cookie },
        body: JSON.stringify({ email: 'viewer@demo.test', password: 'correct horse battery', name: 'x' }),
      })
      expect(reply.status).toBe(403)
      const form = await send({
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
        body: 'email=a',
      })
      expect(form.status).toBe(415)
    }
    expect(
      JSON.parse(
        (await send({ headers: { ...JSON_TYPE, cookie }, body: '{"query":"{ viewer { name } }"}' })).body,
      ),
    ).toEqual({ data: { viewer: { name: 'Olivia Owner' } } })
  })
})

describe('bodies', () => {
  const mega = Buffer.alloc(1024 * 1024, 0x20)

  it('a body that announces too many bytes is refused before a byte of it is read', async () => {
    const { hostname, port } = new URL(tenants.server.url)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTcp(Number(port), hostname, () => {
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: ${tenants.a.owner.authorization}\r\ncontent-length: 20000000\r\n\r\n`,
        )
      })
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString('utf8')))
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/must have at most 262144 bytes/)
  })

  it('a chunked body is cut off as soon as it is too large', async () => {
    const before = process.memoryUsage().rss
    const reply = await send({
      headers: { ...JSON_TYPE, ...tenants.a.owner, 'transfer-encoding': 'chunked' },
      body: Array.from({ length: 20 }, () => mega),
    })
    expect(reply.status).toBe(413)
    expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  })

  it('a sign-in form is bounded too', async () => {
    const reply = await send({
      path: '/api/auth/sign-in/email',
      headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
      body: [mega],
    })
    expect(reply.status).toBe(413)
  })

  it.each(['gzip', 'deflate', 'br', 'zstd'])(
    'a body compressed with %s is refused, whatever it would grow to',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
      const before = process.memoryUsage().rss
      const reply = await send({
        headers: { ...JSON_TYPE, ...tenants.a.owner, 'content-encoding': encoding },
        body: bomb,
      })
      expect([400, 413, 415]).toContain(reply.status)
      expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
      expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024)
    },
  )

  it.each<[string, string | Buffer, RegExp]>([
    ['an empty body', '', /./],
    ['half a JSON', '{"query":', /./],
    ['a number', '1', /./],
    ['null', 'null', /./],
    ['a string', '"x"', /./],
    ['no query', '{}', /query/],
    ['a query that is a number', '{"query":1}', /query/],
    ['a query that is an object', '{"query":{}}', /query/],
    ['a query that is null', '{"query":null}', /query/],
    ['variables as a list', '{"query":"{viewer{id}}","variables":[1]}', /variables/],
    ['variables as a string', '{"query":"{viewer{id}}","variables":"x"}', /variables/],
    [
      'an operation name that is a number',
      '{"query":"{viewer{id}}","operationName":1}',
      /operationName|operation/,
    ],
    ['extensions as a string', '{"query":"{viewer{id}}","extensions":"x"}', /extensions/],
    ['an operation that is not there', '{"query":"query A{viewer{id}}","operationName":"B"}', /operation/],
    ['a batch', '[{"query":"{viewer{id}}"},{"query":"{viewer{id}}"}]', /atch/],
    ['an empty batch', '[]', /./],
    [
      'invalid UTF-8',
      Buffer.from([
        ...Buffer.from('{"query":"{ viewer { id } } # '),
        0xff,
        0xfe,
        0xc0,
        0x80,
        ...Buffer.from('"}'),
      ]),
      /UTF-8/,
    ],
    ['UTF-16', Buffer.from('{"query":"{viewer{id}}"}', 'utf16le'), /./],
    ['a null byte', '{"query":"{ viewer { id } }\u0000"}', /./],
    ['an escaped null byte in the query', '{"query":"{ viewer { id } } \\u0000"}', /Syntax|character/],
    [
      '50,000 nested lists',
      `{"query":"{viewer{id}}","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      /deeper|JSON|large|variables/,
    ],
  ])('%s is refused as BAD_USER_INPUT', async (_what, body, says) => {
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const reply = await send({ headers: { ...JSON_TYPE, ...tenants.a.owner, accept }, body })
      expect(reply.status).toBeLessThan(500)
      const { errors } = JSON.parse(reply.body) as {
        errors: readonly { message: string; extensions: { code: string } }[]
      }
      expect(errors[0]).toMatchObject({
        message: expect.stringMatching(says),
        extensions: { code: 'BAD_USER_INPUT' },
      })
      expect(reply.body).not.toMatch(/stack|node_modules|\.ts:/)
    }
  })

  it('hidden keys in the body reach nothing', async () => {
    const reply = await send({
      headers: { ...JSON_TYPE, ...tenants.a.owner },
      body: '{"query":"{ viewer { __typename } }","__proto__":{"query":"{ nope }"},"constructor":{"prototype":{"x":1}}}',
    })
    expect(JSON.parse(reply.body)).toEqual({ data: { viewer: { __typename: 'Viewer' } } })
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('somebody else is answered after all of that', async () => {
    expect((await tenants.b.ask('{ viewer { id } }')).errors).toBeUndefined()
  })
})

describe('faults of ours', () => {
  it('go out as INTERNAL with an id and nothing else, and the log knows the id and the fault', async () => {
    const { runtime, log } = tenants.server
    const { instruments } = runtime
    const failing = () => {
      throw new Error('canary of a fault')
    }
    try {
      Object.assign(runtime, { instruments: failing })
      const reply = await send({
        headers: { ...JSON_TYPE, ...tenants.a.owner },
        body: '{"query":"{ instruments { totalCount } }"}',
      })
      const { errors } = JSON.parse(reply.body) as {
        errors: readonly { message: string; extensions: { errorId: string } }[]
      }
      const errorId = errors[0]?.extensions.errorId
      expect(errors).toMatchObject([
        {
          message: 'Something went wrong on our side',
          extensions: { code: 'INTERNAL', errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        },
      ])
      expect(reply.body).not.toMatch(/canary|stack|\.ts/)
      const lines = log.filter((line) => line.includes(String(errorId)))
      expect(lines).toEqual([expect.stringContaining('canary of a fault')])
    } finally {
      Object.assign(runtime, { instruments })
    }
  })

  it('no key, cookie or password ever stands in the log', () => {
    const text = tenants.server.log.join('\n')
    const token = /session_token=([^;]+)/.exec(cookie)?.[1] ?? ''
    const secret = tenants.a.owner.authorization?.slice('Bearer '.length) ?? ''
    expect(text.length).toBeGreaterThan(0)
    for (const hidden of [secret, token, decodeURIComponent(token), 'correct horse battery']) {
      expect(hidden).not.toBe('')
      expect(text).not.toContain(hidden)
    }
  })
})

describe('static files', () => {
  it('serves what is in the folder', async () => {
    expect(await send({ method: 'GET', path: '/' })).toMatchObject({ status: 200, body: 'the console' })
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/x/../../secret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/%252e%252e/secret.txt',
    '/secret.txt%00.html',
    '/\u0000',
    '/%c0%ae%c0%ae/secret.txt',
    '/link.txt',
    '/.env',
    '/.git/config',
    '/%2eenv',
    '/%',
    'http://evil.test/../secret.txt',
  ])('GET %s finds nothing', async (path) => {
    const { hostname, port } = new URL(tenants.server.url)
    // The path goes out as it stands: a URL parser on our side would tidy it.
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connectTcp(Number(port), hostname, () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
      )
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString('utf8')))
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(answer).not.toMatch(/outside|a dotfile/)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is not allowed', async (method) => {
    const reply = await send({ method, path: '/' })
    expect(reply).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })
})
