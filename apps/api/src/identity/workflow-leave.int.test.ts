/** A workflow acts in somebody's name as long as they may do themselves what its steps do, and not a moment longer. */
import type { Actor } from '@quarterdeck/engine'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Role } from '../access/role.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { createApiKey } from './api-key.ts'
import { workflowLeave } from './workflow-leave.ts'

let server: TestServer
let organizationId: string
let userId: string

beforeAll(async () => {
  server = await startServer()
  organizationId = server.demo.organizationId
  userId = (await server.prisma.user.findUniqueOrThrow({ where: { email: 'trader@demo.test' } })).id
})
afterAll(() => server?.close())

const asked = (actor: Actor, does: Parameters<typeof workflowLeave>[1]['does'] = 'DEPLOY') =>
  workflowLeave(server.runtime.database, { organizationId, actor, does })
const person = (): Actor => ({ kind: 'USER', id: userId, name: 'Tess', userId })
const move = (role: Role) =>
  server.prisma.member.update({
    where: { organizationId_userId: { organizationId, userId } },
    data: { role },
  })

it('goes by the role that a person has now, action by action', async () => {
  await move('TRADER')
  expect(await asked(person())).toBeNull()
  await move('RISK_MANAGER')
  expect(await asked(person())).toBe(
    'Tess, in whose name it acts, has the role RISK_MANAGER now, which may not do strategy:deploy',
  )
  expect(await asked(person(), 'STOP')).toBeNull()
  await move('VIEWER')
  expect(await asked(person(), 'STOP')).toContain('has the role VIEWER now')
  expect(await asked(person(), 'REQUIRE')).toBeNull()
})

it('ends with the membership, and is of one organization', async () => {
  const gone = { ...person(), id: 'nobody' }
  expect(await asked(gone)).toBe('Tess, in whose name it acts, is no member of the organization any more')
  await move('OWNER')
  expect(
    await workflowLeave(server.runtime.database, {
      organizationId: 'another',
      actor: person(),
      does: 'DEPLOY',
    }),
  ).toContain('is no member')
  expect(await asked({ kind: 'SYSTEM', id: 'runtime', name: 'Quarterdeck', userId: null })).toContain(
    'is no member',
  )
})

it('is of a key no more than of who made it, and nothing once the key is revoked', async () => {
  await move('TRADER')
  const of = { organizationId, name: 'robot', role: 'TRADER', createdById: userId, expiresAt: null } as const
  const { row } = await createApiKey(server.prisma, of)
  const key: Actor = { kind: 'API_KEY', id: row.id, name: 'robot', userId }
  expect(await asked(key)).toBeNull()
  await move('VIEWER')
  expect(await asked(key)).toContain('has the role VIEWER now')
  await move('TRADER')
  await server.prisma.apiKey.update({ where: { id: row.id }, data: { revokedAt: new Date() } })
  expect(await asked(key)).toContain('is no member')
})
