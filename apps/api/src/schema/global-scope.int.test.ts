/** Scope GLOBAL: for the platform's people only, and in every organization's book at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let platform: Credential
let tenant: Credential
let tenantId: string

beforeAll(async () => {
  server = await startServer()
  platform = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  tenantId = (await server.organization('tenant')).id
  tenant = { authorization: await server.bearer(tenantId, 'OWNER') }
})
afterAll(() => server?.close())

interface Result {
  readonly __typename: string
  readonly killSwitch?: { readonly id: string }
}

async function mutate(
  who: Credential,
  name: 'engageKillSwitch' | 'releaseKillSwitch',
  input: object,
): Promise<Result> {
  const type = name === 'engageKillSwitch' ? 'EngageKillSwitchInput' : 'ReleaseKillSwitchInput'
  const payload = name === 'engageKillSwitch' ? 'EngageKillSwitchPayload' : 'ReleaseKillSwitchPayload'
  const query = `mutation($i: ${type}!) { ${name}(input: $i) { __typename ... on ${payload} { killSwitch { id } } } }`
  return dataOf<Result>(await ask(server.url, who, query, { i: input }), name)
}

async function switchesOf(who: Credential, slug: string) {
  const query = '{ organization(slug: "SLUG") { killSwitches { id scope engaged } } }'.replace('SLUG', slug)
  type House = { killSwitches: readonly { id: string; scope: string; engaged: boolean }[] }
  return dataOf<House>(await ask(server.url, who, query), 'organization').killSwitches
}

describe('a GLOBAL kill switch', () => {
  it('is not for a tenant, neither to engage nor to release', async () => {
    const own = { organizationId: `org_${tenantId}`, reason: 'a drill' }
    expect((await mutate(tenant, 'engageKillSwitch', { ...own, scope: 'GLOBAL' })).__typename).toBe(
      'Forbidden',
    )
    expect(await switchesOf(tenant, 'tenant')).toEqual([])
  })

  it('stops every organization, and a tenant cannot lift it', async () => {
    const input = { organizationId: `org_${server.demo.organizationId}`, scope: 'GLOBAL', reason: 'a drill' }
    expect((await mutate(platform, 'engageKillSwitch', input)).__typename).toBe('EngageKillSwitchPayload')
    const [here] = await switchesOf(tenant, 'tenant')
    expect(here).toMatchObject({ scope: 'GLOBAL', engaged: true })
    const lift = { organizationId: `org_${tenantId}`, killSwitchId: here?.id, reason: 'impatience' }
    expect((await mutate(tenant, 'releaseKillSwitch', lift)).__typename).toBe('Forbidden')
  })

  it('released by the platform, is released everywhere', async () => {
    const [own] = await switchesOf(platform, 'demo')
    const input = {
      organizationId: `org_${server.demo.organizationId}`,
      killSwitchId: own?.id,
      reason: 'over',
    }
    expect((await mutate(platform, 'releaseKillSwitch', input)).__typename).toBe('ReleaseKillSwitchPayload')
    for (const [who, slug] of [
      [platform, 'demo'],
      [tenant, 'tenant'],
    ] as const) {
      expect((await switchesOf(who, slug)).map(({ engaged }) => engaged)).toEqual([false])
    }
  })
})
