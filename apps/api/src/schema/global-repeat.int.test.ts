/** Scope GLOBAL when part of it fails: whoever can be reached is, the caller is told, and repeating mends the rest. */
import { PartitionUnavailable } from '@quarterdeck/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reconcileGlobalScope } from '../seed/global-scope.ts'
import { type Answer, type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let platform: Credential
let platformId: string
let tenant: Credential
let tenantId: string

beforeEach(async () => {
  server = await startServer()
  platformId = server.demo.organizationId
  platform = { authorization: await server.bearer(platformId, 'OWNER') }
  tenantId = (await server.organization('tenant')).id
  tenant = { authorization: await server.bearer(tenantId, 'OWNER') }
})
afterEach(() => server?.close())

const reason = 'a drill'

function mutate(name: string, input: object, who = platform): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const selection: Readonly<Record<string, string>> = {
    engageKillSwitch: 'killSwitch { id }',
    releaseKillSwitch: 'killSwitch { id engaged }',
    putRiskPolicy: 'policy { version }',
    openAccount: 'account { id }',
    submitOrder: 'order { id status }',
    deposit: '__typename',
  }
  const query = `mutation($i: ${type}Input!) { ${name}(input: $i) { __typename ... on ${type}Payload { ${selection[name]} } ... on Problem { code } } }`
  return ask(server.url, who, query, { i: input })
}

const global = (more: object = {}) => ({ organizationId: `org_${platformId}`, scope: 'GLOBAL', ...more })
const engage = (more: object = {}) => mutate('engageKillSwitch', global({ reason, ...more }))
const release = (killSwitchId: string) =>
  mutate('releaseKillSwitch', { organizationId: `org_${platformId}`, killSwitchId, reason })
const putPolicy = (maxOpenOrders: number, expectedVersion: number | null = null) =>
  mutate('putRiskPolicy', global({ limits: { maxOpenOrders }, expectedVersion }))

/** Until it is restored, the organization's partition takes no commands. */
function takeDown(organizationId: string) {
  const { submit } = server.runtime
  return vi
    .spyOn(server.runtime, 'submit')
    .mockImplementation((id, actor, request) =>
      id === organizationId
        ? Promise.reject(new PartitionUnavailable('down'))
        : submit.call(server.runtime, id, actor, request),
    )
}

const phases = async (organizationId: string) =>
  (await server.prisma.killSwitch.findMany({ where: { organizationId, scope: 'GLOBAL' } })).map(
    ({ phase }) => (phase === 'RELEASED' ? 'RELEASED' : 'ENGAGED'),
  )

const policiesOf = async (organizationId: string) =>
  (
    await server.prisma.riskPolicyVersion.findMany({
      where: { organizationId, scope: 'GLOBAL', current: true },
    })
  ).map(({ limits, version }) => [(limits as { maxOpenOrders: number }).maxOpenOrders, version])

const killSwitchId = async () => {
  const row = await server.prisma.killSwitch.findFirstOrThrow({ where: { organizationId: platformId } })
  return `ksw_${row.id}`
}

const restart = () =>
  reconcileGlobalScope({
    runtime: server.runtime,
    prisma: server.prisma,
    onFault: (error) => expect(error).toBeNull(),
  })

describe('engaging GLOBAL', () => {
  it.each(['the platform', 'a tenant'])(
    'reaches the others while %s is down, says so, and can be repeated',
    async (who) => {
      const [dead, alive] = who === 'a tenant' ? [tenantId, platformId] : [platformId, tenantId]
      const down = takeDown(dead)
      const { data, errors } = await engage()
      expect(data?.engageKillSwitch ?? null).toBeNull()
      expect(errors?.[0]?.message).toMatch(/1 of 2 organizations.*repeat/i)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', fate: 'UNKNOWN' })
      expect([await phases(alive), await phases(dead)]).toEqual([['ENGAGED'], []])
      down.mockRestore()
      expect((await engage()).errors).toBeUndefined()
      expect([await phases(alive), await phases(dead)]).toEqual([['ENGAGED'], ['ENGAGED']])
    },
  )

  it('a second time, cancels what still works in every organization', async () => {
    const organizationId = `org_${tenantId}`
    const opened = await mutate(
      'openAccount',
      { organizationId, name: 'P', mode: 'PAPER', currency: 'USD' },
      tenant,
    )
    const accountId = dataOf<{ account: { id: string } }>(opened, 'openAccount').account.id
    await mutate('deposit', { accountId, amount: '1000', currency: 'USD', idempotencyKey: 'd' }, tenant)
    const made = await mutate(
      'submitOrder',
      {
        accountId,
        instrumentId: 'SIM:BTC-USD',
        clientOrderId: 'far',
        side: 'BUY',
        type: 'LIMIT',
        quantity: '0.01',
        limitPrice: '1000',
        timeInForce: 'GTC',
      },
      tenant,
    )
    const { id } = dataOf<{ order: { id: string } }>(made, 'submitOrder').order
    const status = async () =>
      (await server.prisma.order.findUniqueOrThrow({ where: { id: id.slice(4) } })).status
    await engage({ cancelOpenOrders: false })
    expect(await status()).toMatch(/NEW|WORKING/)
    await engage({ cancelOpenOrders: true })
    await expect.poll(status).toMatch(/CANCEL/)
  })

  it("with a reason that nobody takes, is the caller's problem and reaches nobody", async () => {
    const answer = await engage({ reason: 'x'.repeat(5_000) })
    expect(dataOf(answer, 'engageKillSwitch')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect([await phases(tenantId), await phases(platformId)]).toEqual([[], []])
  })
})

describe('releasing GLOBAL', () => {
  it.each(['the platform', 'a tenant'])(
    'while %s is down, can be repeated until all are released',
    async (who) => {
      await engage()
      const down = takeDown(who === 'a tenant' ? tenantId : platformId)
      const id = await killSwitchId()
      expect((await release(id)).errors?.[0]?.message).toMatch(/1 of 2 organizations.*repeat/i)
      down.mockRestore()
      const repeated = await release(id)
      expect(dataOf(repeated, 'releaseKillSwitch')).toMatchObject({ killSwitch: { engaged: false } })
      expect([await phases(platformId), await phases(tenantId)]).toEqual([['RELEASED'], ['RELEASED']])
    },
  )

  it('of an old switch leaves a newer one engaged everywhere', async () => {
    await engage()
    const old = await killSwitchId()
    await release(old)
    await engage()
    expect(dataOf(await release(old), 'releaseKillSwitch')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect((await phases(tenantId)).toSorted()).toEqual(['ENGAGED', 'RELEASED'])
  })
})

describe('a GLOBAL policy', () => {
  it('that did not reach all can be put again as it was', async () => {
    const down = takeDown(tenantId)
    expect((await putPolicy(7)).errors?.[0]?.message).toMatch(/1 of 2 organizations.*repeat/i)
    down.mockRestore()
    expect(dataOf(await putPolicy(7), 'putRiskPolicy')).toEqual({
      __typename: 'PutRiskPolicyPayload',
      policy: { version: 1 },
    })
    expect([await policiesOf(platformId), await policiesOf(tenantId)]).toEqual([[[7, 1]], [[7, 1]]])
  })

  it('with other limits over an outdated version conflicts, and nobody gets it', async () => {
    await putPolicy(7)
    expect(dataOf(await putPolicy(8), 'putRiskPolicy')).toMatchObject({ code: 'CONFLICT' })
    expect([await policiesOf(platformId), await policiesOf(tenantId)]).toEqual([[[7, 1]], [[7, 1]]])
  })
})

describe('at the start', () => {
  it('organizations that lack the GLOBAL switch and policy of the platform get them, once, in the audit log', async () => {
    await engage()
    await putPolicy(7)
    const { id: newcomer } = await server.organization('newcomer')
    await restart()
    expect([await phases(newcomer), await policiesOf(newcomer)]).toEqual([['ENGAGED'], [[7, 1]]])
    const entries = await server.prisma.auditEntry.findMany({
      where: { organizationId: newcomer, actorId: 'global-scope' },
    })
    expect(entries.map(({ actorKind }) => actorKind)).toEqual(['SYSTEM', 'SYSTEM'])
    const submit = vi.spyOn(server.runtime, 'submit')
    await restart()
    expect(submit).not.toHaveBeenCalled()
  })

  it('an outdated GLOBAL policy is brought up to date', async () => {
    await putPolicy(7)
    const down = takeDown(tenantId)
    await putPolicy(5, 1)
    down.mockRestore()
    await restart()
    expect(await policiesOf(tenantId)).toEqual([[5, 2]])
  })

  it('one organization that is down keeps nobody else from getting them', async () => {
    await engage()
    const { id: newcomer } = await server.organization('newcomer')
    const { id: another } = await server.organization('another')
    const down = takeDown(newcomer)
    const faults: unknown[] = []
    const { runtime, prisma } = server
    await reconcileGlobalScope({ runtime, prisma, onFault: (error) => void faults.push(error) })
    down.mockRestore()
    expect(faults).toHaveLength(1)
    expect([await phases(newcomer), await phases(another)]).toEqual([[], ['ENGAGED']])
  })
})
