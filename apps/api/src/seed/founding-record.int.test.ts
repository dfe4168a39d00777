/** The audit log knows who was there from the beginning, however often the server starts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pino } from 'pino'
import { type TestServer, startServer } from '../testing/server.ts'
import { foundOrganization } from './found.ts'
import { openOrganizations } from './open-organizations.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

const start = () => {
  const { runtime, prisma } = server
  return openOrganizations({ runtime, prisma, logger: pino({ level: 'silent' }) })
}

async function recordsOf(organizationId: string) {
  const entries = await server.prisma.auditEntry.findMany({
    where: { organizationId, actorId: 'founding' },
    orderBy: { seq: 'asc' },
  })
  return entries.map(({ actorKind, action, summary }) => `${actorKind} ${action}: ${summary}`)
}

const DEMO = [
  'SYSTEM member.add: Made Olivia Owner a member as OWNER',
  'SYSTEM member.add: Made Rita Risk a member as RISK_MANAGER',
  'SYSTEM member.add: Made Theo Trader a member as TRADER',
  'SYSTEM member.add: Made Vera Viewer a member as VIEWER',
  'SYSTEM apiKey.create: Created API key "Command line (owner.key)" as OWNER',
]

describe('the audit log', () => {
  it('names the people and the key of the demo, once over all starts', async () => {
    expect(await recordsOf(server.demo.organizationId)).toEqual(DEMO)
    await start()
    await start()
    expect(await recordsOf(server.demo.organizationId)).toEqual(DEMO)
  })

  it('names the owner and the key of an organization founded while no server ran, without the secret', async () => {
    const { organizationId, apiKey } = await foundOrganization({
      prisma: server.prisma,
      secret: 'a secret that is long enough to sign with',
      slug: 'founded',
      name: 'Founded',
      baseCurrency: 'EUR',
      owner: { name: 'Fay Founder', email: 'fay@founded.test' },
    })
    await start()
    await start()
    expect(await recordsOf(organizationId)).toEqual([
      'SYSTEM member.add: Made Fay Founder a member as OWNER',
      'SYSTEM apiKey.create: Created API key "Command line (founding)" as OWNER',
    ])
    const entries = await server.prisma.auditEntry.findMany({ where: { organizationId } })
    expect(entries.map(({ after }) => after).join()).not.toContain(apiKey)
  })
})
