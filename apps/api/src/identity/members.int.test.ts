/** Roles that change while keys of theirs live, the audit log is down, or two owners move at once. */
import { PartitionUnavailable } from '@quarterdeck/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '../access/role.ts'
import { globalId } from '../schema/global-id.ts'
import { type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { createApiKey } from './api-key.ts'

let server: TestServer
let organizationId: string
let owner: Credential

beforeEach(async () => {
  server = await startServer()
  organizationId = server.demo.organizationId
  owner = { authorization: await server.bearer(organizationId, 'OWNER') }
})
afterEach(() => server?.close())

async function userIdOf(email: string): Promise<string> {
  return (await server.prisma.user.findUniqueOrThrow({ where: { email } })).id
}

function setRole(userId: string, role: Role, who = owner) {
  const input = {
    organizationId: globalId('Organization', organizationId),
    userId: globalId('User', userId),
    role,
  }
  return ask(
    server.url,
    who,
    'mutation($input: SetMemberRoleInput!) { setMemberRole(input: $input) { __typename ... on Problem { code } } }',
    { input },
  )
}

/** A key with a role, made by a member. */
async function keyOf(createdById: string, role: Role): Promise<Credential & { readonly id: string }> {
  const key = { organizationId, name: 'robot', role, createdById, expiresAt: null }
  const { secret, row } = await createApiKey(server.prisma, key)
  return { authorization: `Bearer ${secret}`, id: row.id }
}

async function roleSeenBy({ authorization = '' }: Credential) {
  const answer = await ask(server.url, { authorization }, '{ viewer { memberships { role } } }')
  if (answer.status === 401) return 'UNAUTHENTICATED'
  return dataOf<{ memberships: { role: string }[] }>(answer, 'viewer').memberships[0]?.role
}

function takeDown() {
  return vi.spyOn(server.runtime, 'submit').mockRejectedValue(new PartitionUnavailable('down'))
}

const roleChanges = async () =>
  (
    await server.prisma.auditEntry.findMany({
      where: { organizationId, action: 'member.setRole' },
      orderBy: { seq: 'asc' },
    })
  ).map(({ before, after }) =>
    [before, after].map((text) => (JSON.parse(text ?? '{}') as { role: Role }).role),
  )

describe('an API key', () => {
  it('may no more than who made it may now, at once', async () => {
    const maker = await userIdOf('risk@demo.test')
    await setRole(maker, 'ADMIN')
    const [high, low] = [await keyOf(maker, 'ADMIN'), await keyOf(maker, 'VIEWER')]
    expect([await roleSeenBy(high), await roleSeenBy(low)]).toEqual(['ADMIN', 'VIEWER'])
    await setRole(maker, 'TRADER')
    expect([await roleSeenBy(high), await roleSeenBy(low)]).toEqual(['TRADER', 'VIEWER'])
    await setRole(maker, 'OWNER')
    expect([await roleSeenBy(high), await roleSeenBy(low)]).toEqual(['ADMIN', 'VIEWER'])
  })

  it('of a trader made by who manages risk now may only look: neither role holds the other', async () => {
    const maker = await userIdOf('risk@demo.test')
    const trading = await keyOf(maker, 'TRADER')
    expect(await roleSeenBy(trading)).toBe('VIEWER')
  })

  it('ends with the membership of who made it', async () => {
    const maker = await userIdOf('trader@demo.test')
    const key = await keyOf(maker, 'TRADER')
    await server.prisma.member.deleteMany({ where: { userId: maker, organizationId } })
    expect(await roleSeenBy(key)).toBe('UNAUTHENTICATED')
  })
})

describe('while the audit log takes nothing', () => {
  it('no role changes, and the change made later is recorded as it was', async () => {
    const userId = await userIdOf('trader@demo.test')
    const down = takeDown()
    expect((await setRole(userId, 'VIEWER')).errors?.[0]?.extensions).toMatchObject({ fate: 'NOT_DONE' })
    const where = { organizationId_userId: { organizationId, userId } }
    expect((await server.prisma.member.findUniqueOrThrow({ where })).role).toBe('TRADER')
    down.mockRestore()
    await setRole(userId, 'VIEWER')
    await setRole(userId, 'VIEWER')
    expect(await roleChanges()).toEqual([['TRADER', 'VIEWER']])
  })

  it('no key is revoked, and the one revoked later is recorded', async () => {
    const { id } = await keyOf(await userIdOf('owner@demo.test'), 'TRADER')
    const input = {
      organizationId: globalId('Organization', organizationId),
      apiKeyId: globalId('ApiKey', id),
    }
    const revoke = () =>
      ask(
        server.url,
        owner,
        'mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }',
        { input },
      )
    const isRevoked = async () =>
      (await server.prisma.apiKey.findUniqueOrThrow({ where: { id } })).revokedAt !== null
    const down = takeDown()
    expect((await revoke()).errors?.[0]?.extensions).toMatchObject({ fate: 'NOT_DONE' })
    expect(await isRevoked()).toBe(false)
    down.mockRestore()
    await revoke()
    await revoke()
    expect(await isRevoked()).toBe(true)
    expect(await server.prisma.auditEntry.count({ where: { action: 'apiKey.revoke' } })).toBe(1)
  })
})

describe('two owners', () => {
  it('who unmake each other at the same time leave one of them', async () => {
    const [one, other] = [await userIdOf('owner@demo.test'), await userIdOf('risk@demo.test')]
    for (let round = 0; round < 5; round += 1) {
      await server.prisma.member.updateMany({
        where: { organizationId, userId: { in: [one, other] } },
        data: { role: 'OWNER' },
      })
      const [first, second] = [await keyOf(one, 'OWNER'), await keyOf(other, 'OWNER')]
      const credentials = [first, second].map(({ authorization }) => ({ authorization: authorization ?? '' }))
      const results = await Promise.all([
        setRole(other, 'ADMIN', credentials[0]),
        setRole(one, 'ADMIN', credentials[1]),
      ])
      const names = results.map(
        (answer) => dataOf<{ __typename: string }>(answer, 'setMemberRole').__typename,
      )
      expect(names.toSorted()).toEqual([
        expect.stringMatching(/^(Conflict|Forbidden)$/),
        'SetMemberRolePayload',
      ])
      expect(await server.prisma.member.count({ where: { organizationId, role: 'OWNER' } })).toBe(1)
    }
    const changes = await roleChanges()
    // A change that was announced and then refused is taken back in the log, too.
    const net = changes.reduce(
      (sum, [before, after]) => sum + Number(before === 'OWNER') - Number(after === 'OWNER'),
      0,
    )
    expect(net).toBe(5)
  })
})
