/** Identity: sign-in and out, no sign-up, keys that are hashed, expire and are shown once, and holes that stay shut. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, dataOf, signIn } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { hashSecret } from './api-key.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ database: 'EMBEDDED' })
})
afterAll(() => server?.close())

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    body: JSON.stringify(body),
  })
}
const VIEWER = '{ viewer { name email memberships { role } } }'

describe('people', () => {
  it('sign in with e-mail and password, and out for good at once', async () => {
    const cookie = await signIn(server.url, 'trader@demo.test')
    const { data } = await ask(server.url, { cookie }, VIEWER)
    expect(data?.viewer).toEqual({
      name: 'Theo Trader',
      email: 'trader@demo.test',
      memberships: [{ role: 'TRADER' }],
    })
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200)
    expect((await ask(server.url, { cookie }, VIEWER)).data).toEqual({ viewer: null })
  })

  it('hold a cookie that scripts cannot read and other sites cannot send along', async () => {
    const response = await post('/sign-in/email', {
      email: 'viewer@demo.test',
      password: 'correct horse battery',
    })
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^quarterdeck\.session_token=.*HttpOnly; SameSite=Lax/i)
  })

  it('get one and the same refusal for a wrong password and an unknown address', async () => {
    const wrong = await post('/sign-in/email', { email: 'owner@demo.test', password: 'not the password' })
    const unknown = await post('/sign-in/email', { email: 'nobody@demo.test', password: 'not the password' })
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()])
    expect(wrong.status).toBe(401)
  })

  it('cannot sign themselves up', async () => {
    const response = await post('/sign-up/email', {
      email: 'me@evil.test',
      password: 'long enough',
      name: 'Me',
    })
    expect(response.status).toBe(400)
    expect(await server.prisma.user.count({ where: { email: 'me@evil.test' } })).toBe(0)
  })

  it('lose what a role allowed the moment it changes', async () => {
    const owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
    const cookie = await signIn(server.url, 'risk@demo.test')
    const mine = async () => (await ask(server.url, { cookie }, VIEWER)).data?.viewer
    expect(await mine()).toMatchObject({ memberships: [{ role: 'RISK_MANAGER' }] })
    const user = await server.prisma.user.findUniqueOrThrow({ where: { email: 'risk@demo.test' } })
    const input = {
      organizationId: `org_${server.demo.organizationId}`,
      userId: `usr_${user.id}`,
      role: 'VIEWER',
    }
    await ask(
      server.url,
      owner,
      'mutation($input: SetMemberRoleInput!) { setMemberRole(input: $input) { __typename } }',
      { input },
    )
    expect(await mine()).toMatchObject({ memberships: [{ role: 'VIEWER' }] })
  })

  it('keep an owner: the last one cannot be unmade', async () => {
    const owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
    const user = await server.prisma.user.findUniqueOrThrow({ where: { email: 'owner@demo.test' } })
    const input = {
      organizationId: `org_${server.demo.organizationId}`,
      userId: `usr_${user.id}`,
      role: 'ADMIN',
    }
    const { data } = await ask(
      server.url,
      owner,
      'mutation($input: SetMemberRoleInput!) { setMemberRole(input: $input) { __typename ... on Problem { code } } }',
      { input },
    )
    expect(data?.setMemberRole).toEqual({ __typename: 'Conflict', code: 'CONFLICT' })
  })
})

describe('API keys', () => {
  const create = async (role: string, by: 'OWNER' | 'ADMIN' = 'OWNER') => {
    const credential = { authorization: await server.bearer(server.demo.organizationId, by) }
    const input = { organizationId: `org_${server.demo.organizationId}`, name: 'robot', role }
    const { data } = await ask(
      server.url,
      credential,
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { __typename ... on CreateApiKeyPayload { secret apiKey { id prefix role } } ... on Problem { code } } }',
      { input },
    )
    return dataOf<{
      __typename: string
      secret: string
      apiKey: { id: string; prefix: string }
    }>({ data, errors: undefined }, 'createApiKey')
  }

  it('are shown once, kept as a hash, and written into the audit log without their secret', async () => {
    const { secret, apiKey } = await create('TRADER')
    expect(secret).toMatch(/^qd_[\w-]{43}$/)
    expect(secret.startsWith(apiKey.prefix)).toBe(true)
    const row = await server.prisma.apiKey.findUniqueOrThrow({ where: { id: apiKey.id.slice(4) } })
    expect(row.hash).toBe(hashSecret(secret))
    expect(JSON.stringify(row)).not.toContain(secret)
    const entry = await server.prisma.auditEntry.findFirstOrThrow({
      where: { action: 'apiKey.create' },
      orderBy: { seq: 'desc' },
    })
    expect(entry).toMatchObject({ actorKind: 'API_KEY', before: null })
    expect(entry.after).toContain(apiKey.id)
    expect(`${entry.after}${entry.summary}${server.log.join('')}`).not.toContain(secret)
  })

  it('of an owner are made by owners only', async () => {
    expect((await create('OWNER', 'ADMIN')).__typename).toBe('Forbidden')
    expect((await create('OWNER', 'OWNER')).__typename).toBe('CreateApiKeyPayload')
  })

  it('end when they expire, and nonsense is no key', async () => {
    const soon = await server.bearer(server.demo.organizationId, 'VIEWER', new Date(Date.now() + 3_000))
    expect((await ask(server.url, { authorization: soon }, VIEWER)).status).toBe(200)
    await expect.poll(async () => (await ask(server.url, { authorization: soon }, VIEWER)).status).toBe(401)
    for (const authorization of ['Bearer', 'Bearer qd_', 'Basic eDp5', `Bearer qd_${'a'.repeat(43)}`]) {
      const { status, errors } = await ask(server.url, { authorization }, VIEWER)
      expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    }
  })
})

describe('holes that stay shut', () => {
  it('CVE-2025-61928: nobody mints a key for a user by naming the user in the body', async () => {
    const victim = await server.prisma.user.findUniqueOrThrow({ where: { email: 'owner@demo.test' } })
    const before = await server.prisma.apiKey.count()
    for (const path of ['/api-key/create', '/api-key/update', '/api-key/verify']) {
      const response = await post(path, { userId: victim.id, name: 'minted', prefix: 'qd_', permissions: {} })
      expect(response.status).toBe(404)
    }
    expect(await server.prisma.apiKey.count()).toBe(before)
  })

  it('memberships change through GraphQL only', async () => {
    const cookie = await signIn(server.url, 'viewer@demo.test')
    for (const path of [
      '/organization/create',
      '/organization/update-member-role',
      '/organization/invite-member',
      '/organization/delete',
    ]) {
      expect((await post(path, { name: 'x', slug: 'x', role: 'OWNER' }, { cookie })).status).toBe(404)
    }
    expect(await server.prisma.organization.count()).toBe(1)
  })

  it('a foreign page can neither sign in nor use a session', async () => {
    const cookie = await signIn(server.url, 'viewer@demo.test')
    const foreign = { origin: 'https://evil.test', cookie }
    expect((await post('/sign-out', {}, foreign)).status).toBe(403)
    const form = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'query={viewer{id}}',
    })
    expect(form.status).toBe(415)
    const json = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { ...foreign, 'content-type': 'application/json' },
      body: '{"query":"{ viewer { id } }"}',
    })
    expect(json.status).toBe(403)
    expect(json.headers.get('access-control-allow-origin')).toBeNull()
  })
})
