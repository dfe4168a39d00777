/** Tenants do not see each other: a foreign id is as absent as an unknown one, in the same words, whatever way it comes in. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Principal } from '../access/principal.ts'
import { type Answer, type Credential, ask, dataOf, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { tenantClient } from './tenant-client.ts'

let server: TestServer
let stranger: Credential & { readonly authorization: string }
let strangerOrganizationId: string
const ids = new Map<string, string>()
const CANARY = 'canary-of-demo'

const EVERYTHING = `{ organization(slug: "demo") { id
  accounts { edges { node { id positions(includeFlat: true) { edges { node { id } } } } } }
  orders { edges { node { id } } } fills { edges { node { id } } } riskPolicies { id } killSwitches { id }
  auditLog { edges { node { id } } } } }`

interface Everything {
  readonly id: string
  readonly accounts: {
    readonly edges: readonly { readonly node: { readonly id: string; readonly positions: Listed } }[]
  }
  readonly orders: Listed
  readonly fills: Listed
  readonly riskPolicies: readonly { readonly id: string }[]
  readonly killSwitches: readonly { readonly id: string }[]
  readonly auditLog: Listed
}
interface Listed {
  readonly edges: readonly { readonly node: { readonly id: string } }[]
}

beforeAll(async () => {
  server = await startServer()
  const { demo } = server
  const owner = { authorization: await server.bearer(demo.organizationId, 'OWNER') }
  const read = async () => dataOf<Everything>(await ask(server.url, owner, EVERYTHING), 'organization')
  const account = (await read()).accounts.edges[0]?.node.id
  const order = {
    accountId: account,
    instrumentId: 'SIM:BTC-USD',
    clientOrderId: CANARY,
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.01',
  }
  await ask(server.url, owner, 'mutation($i: SubmitOrderInput!) { submitOrder(input: $i) { __typename } }', {
    i: order,
  })
  const control = {
    organizationId: `org_${demo.organizationId}`,
    scope: 'STRATEGY',
    targetId: CANARY,
    reason: CANARY,
  }
  await ask(
    server.url,
    owner,
    'mutation($i: EngageKillSwitchInput!) { engageKillSwitch(input: $i) { __typename } }',
    { i: control },
  )
  await vi.waitFor(async () => expect((await read()).fills.edges.length).toBeGreaterThan(0), {
    timeout: 40_000,
  })
  const all = await read()
  const first = (list: Listed | undefined) => list?.edges[0]?.node.id ?? 'none'
  ids
    .set('Organization', all.id)
    .set('Account', first(all.accounts))
    .set('Order', first(all.orders))
    .set('Fill', first(all.fills))
  ids.set('Position', first(all.accounts.edges[0]?.node.positions)).set('AuditEntry', first(all.auditLog))
  ids
    .set('RiskPolicy', all.riskPolicies[0]?.id ?? 'none')
    .set('KillSwitch', all.killSwitches[0]?.id ?? 'none')
  strangerOrganizationId = (await server.organization('stranger')).id
  stranger = { authorization: await server.bearer(strangerOrganizationId, 'OWNER') }
})
afterAll(() => server?.close())

/** What of an answer could tell a foreign id from an unknown one. */
function told({ status, data, errors }: Answer): object {
  return { status, data, errors: errors?.map(({ message, extensions }) => ({ message, extensions })) }
}
/** An id of the same form that nobody has. */
const unknown = (id: string) => id.replace(/[0-9a-f]{8}-[0-9a-f]{4}-/, '00000000-0000-')

describe('a stranger', () => {
  it('has something of every kind to ask for', () =>
    expect([...ids.values()].filter((id) => id === 'none')).toEqual([]))

  it.each(['Organization', 'Account', 'Order', 'Fill', 'Position', 'AuditEntry', 'RiskPolicy', 'KillSwitch'])(
    'cannot tell a foreign %s from one that nobody has',
    async (kind) => {
      const id = ids.get(kind) ?? ''
      for (const query of [
        'query($id: ID!) { node(id: $id) { id __typename } }',
        'query($id: ID!) { nodes(ids: [$id]) { id __typename } }',
      ]) {
        const foreign = await ask(server.url, stranger, query, { id })
        expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
        expect(told(foreign)).toEqual(told(await ask(server.url, stranger, query, { id: unknown(id) })))
      }
    },
  )

  it.each([
    ['organization(slug: "demo") { id name }', 'Organization'],
    ['organization(slug: "stranger") { account(id: $id) { id } }', 'Account'],
    ['organization(slug: "stranger") { orders(filter: { accountId: $id }) { totalCount } }', 'Account'],
    ['organization(slug: "stranger") { fills(filter: { accountId: $id }) { totalCount } }', 'Account'],
    ['organization(slug: "stranger") { fills(filter: { orderId: $id }) { totalCount } }', 'Order'],
  ])('finds nothing by %s', async (field, kind) => {
    const query = field.includes('$id') ? `query($id: ID!) { ${field} }` : `{ ${field} }`
    const id = ids.get(kind) ?? ''
    const foreign = await ask(server.url, stranger, query, { id })
    expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
    expect(told(foreign)).toEqual(
      told(await ask(server.url, stranger, query.replace('"demo"', '"nobody"'), { id: unknown(id) })),
    )
  })

  it.each(['orderUpdates', 'fills', 'controlUpdates', 'accountUpdates'])(
    'cannot follow %s of another',
    async (name) => {
      const client = socketClient(server.url, stranger)
      const seen = []
      for (const organizationId of [ids.get('Organization') ?? '', unknown(ids.get('Organization') ?? '')]) {
        const query = `subscription($o: ID!) { ${name}(organizationId: $o) { __typename } }`
        for await (const result of client.iterate({ query, variables: { o: organizationId } }))
          seen.push(result)
      }
      await client.dispose()
      const codes = seen.map(({ errors }) =>
        errors?.map(({ message, extensions }) => [message, extensions?.code]),
      )
      expect(codes).toEqual([
        [['Organization not found', 'NOT_FOUND']],
        [['Organization not found', 'NOT_FOUND']],
      ])
    },
  )

  it('sees an empty house of its own, and no word of the neighbour', async () => {
    const own = await ask(server.url, stranger, EVERYTHING.replace('"demo"', '"stranger"'))
    const { orders, fills, killSwitches } = dataOf<Everything>(own, 'organization')
    expect([orders.edges.length, fills.edges.length, killSwitches.length]).toEqual([0, 0, 0])
    expect(JSON.stringify(own)).not.toContain(CANARY)
  })
})

describe('the tenant client', () => {
  const principal = (): Principal => ({
    kind: 'API_KEY',
    id: 'k',
    name: 'k',
    email: null,
    memberships: new Map([
      [
        strangerOrganizationId,
        {
          role: 'OWNER',
          organization: {
            id: strangerOrganizationId,
            slug: 's',
            name: 's',
            baseCurrency: 'USD',
            platform: false,
          },
        },
      ],
    ]),
    actor: { kind: 'API_KEY', id: 'k', name: 'k', userId: null },
    expiresAt: null,
  })

  it('narrows a query that forgot the organization', async () => {
    const client = tenantClient(server.prisma, principal())
    expect(await server.prisma.order.count()).toBeGreaterThan(0)
    expect(await client.order.count()).toBe(0)
    expect(await client.order.findMany({ where: { OR: [{ open: true }, { open: false }] } })).toEqual([])
    expect(await client.order.findUnique({ where: { id: (ids.get('Order') ?? '').slice(4) } })).toBeNull()
    expect(await client.user.findMany({ where: { email: 'owner@demo.test' } })).toEqual([])
  })

  it('writes nothing, reads no secrets and takes no SQL', async () => {
    const client = tenantClient(server.prisma, principal())
    await expect(client.order.deleteMany()).rejects.toThrow(/Invariant: the API reads/)
    await expect(client.organization.updateMany({ data: { name: 'mine' } })).rejects.toThrow(/Invariant/)
    await expect(client.credential.findMany()).rejects.toThrow(/Invariant/)
    await expect(client.session.findMany()).rejects.toThrow(/Invariant/)
    await expect(client.$queryRawUnsafe('SELECT 1')).rejects.toThrow(/Invariant/)
  })
})
