/** Tenants do not see each other: a foreign id is as absent as an unknown one, in the same words, whatever way it comes in. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Principal } from '../access/principal.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { globalId, storedId } from '../schema/global-id.ts'
import { ensureMember } from '../seed/people.ts'
import { type Answer, type Credential, ask, dataOf, signIn, socketClient } from '../testing/client.ts'
import { type PretendedStrategies, pretendStrategies } from '../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { tenantClient } from './tenant-client.ts'

let server: TestServer
let strategies: PretendedStrategies
let stranger: Credential & { readonly authorization: string }
let strangerOrganizationId: string
const ids = new Map<string, string>()
const CANARY = 'canary-of-demo'
const CONNECTION_ID = '11111111-2222-3333-4444-555555555555'

const EVERYTHING = `{ organization(slug: "demo") { id
  accounts { edges { node { id positions(includeFlat: true) { edges { node { id } } } } } }
  orders { edges { node { id } } } fills { edges { node { id } } } riskPolicies { id } killSwitches { id }
  auditLog { edges { node { id } } } incidents { edges { node { id } } } incidentDrills { edges { node { id } } }
  strategies(first: 5) { edges { node { id name newestVersion { id log files { text } }
    deployments { id name parityReports { edges { node { id } } } logs { edges { node { message } } } } } } }
  workflows { edges { node { id name definition } } }
  connections { edges { node { id name symbols credentialHint } } }
  reconciliationBreaks { edges { node { id subject evidence } } }
  workflowRuns { edges { node { id definition steps { words failure output } } } } } }`

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
  readonly incidents: Listed
  readonly incidentDrills: Listed
  readonly strategies: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string
        readonly newestVersion: { readonly id: string }
        readonly deployments: readonly { readonly id: string; readonly parityReports: Listed }[]
      }
    }[]
  }
  readonly workflows: Listed
  readonly connections: Listed
  readonly reconciliationBreaks: Listed
  readonly workflowRuns: Listed
}
interface Listed {
  readonly edges: readonly { readonly node: { readonly id: string } }[]
}

/** A strategy of the demo whose every part says the canary: version, deployment, run, log, comparison. */
async function layOutStrategy(accountId: string): Promise<void> {
  const { organizationId } = server.demo
  const actor = { kind: 'SYSTEM', id: 'isolation', name: 'isolation', userId: null } as const
  const asking = { organizationId, actor }
  strategies.code = `export default '${CANARY}'`
  const source = { kind: 'ZIP', uploadId: CANARY } as const
  const { versionId } = await strategies.submit(asking, CANARY, source)
  const id = await strategies.deploy(asking, {
    versionId,
    accountId: storedId('Account', accountId) ?? '',
    name: CANARY,
    parameters: {},
    instrumentIds: [],
    seed: 0,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 60,
    idempotencyKey: CANARY,
  })
  await strategies.log({ id, organizationId }, CANARY)
  await strategies.compare(asking, id, null)
  await server.runtime.database.query(
    `INSERT INTO deployment_run (organization_id, deployment_id, run, version_id, digest, opening, started_at, inputs, decisions)
     VALUES ($1, $2, 1, $3, 'd', '{}', now(), 0, 0)`,
    [organizationId, id, versionId],
  )
  await server.runtime.database.query(
    `INSERT INTO incident_drill (id, organization_id, deployment_id, kind, status, steps, actor, started_at)
     VALUES (gen_random_uuid()::text, $1, $2, 'SLOW', 'PASSED', '[]', '{}', now())`,
    [organizationId, id],
  )
  await server.runtime.database.query(
    `INSERT INTO strategy_incident (id, organization_id, deployment_id, kind, severity, summary, subject, steps, bundle, opened_at)
     VALUES (gen_random_uuid()::text, $1, $2, 'SLOW', 'WARNING', $3, '', '[]', '{}', now())`,
    [organizationId, id, CANARY],
  )
}

/** A workflow of the demo that says the canary, and a run of it. */
async function layOutWorkflow(): Promise<void> {
  const actor = { kind: 'SYSTEM', id: 'isolation', name: 'isolation', userId: null } as const
  const asking = { organizationId: server.demo.organizationId, actor }
  const workflows = await server.runtime.workflows()
  const steps = [{ id: 'update', action: { do: 'UPDATE_DATASET', datasetId: CANARY } }]
  await workflows.run(asking, await workflows.save(asking, { name: CANARY, steps }))
}

/** A connection of the demo that says the canary, sealed material and a difference with it. */
async function layOutConnection(accountId: string): Promise<void> {
  const { organizationId } = server.demo
  const query = (text: string, parameters: readonly (string | null)[]) =>
    server.runtime.database.query(text, [...parameters])
  await query(
    `INSERT INTO connection (id, organization_id, venue_id, name, purpose, enabled, symbols, credential_hint, created_by, created_at, updated_at)
     VALUES ($2, $1, 'NOWHERE', $3, 'READ', false, '{}', $3, '{}', now(), now())`,
    [organizationId, CONNECTION_ID, CANARY],
  )
  await query(
    `INSERT INTO connection_credential (connection_id, organization_id, sealed) VALUES ($2, $1, '{}')`,
    [organizationId, CONNECTION_ID],
  )
  await query(
    `INSERT INTO organization_key (organization_id, wrapped_key, key_id, wrapped_at) VALUES ($1, '', 'k', now())`,
    [organizationId],
  )
  await query(
    `INSERT INTO reconciliation_run (id, organization_id, connection_id, cause, started_at, orders_compared, positions_compared, balances_compared, breaks_found)
     VALUES (gen_random_uuid()::text, $1, $2, 'PERIODIC', now(), 0, 0, 0, 1)`,
    [organizationId, CONNECTION_ID],
  )
  await query(
    `INSERT INTO reconciliation_policy (organization_id, policy, updated_by, updated_at) VALUES ($1, '{"everyMs":60000,"applies":[],"worthMax":"0"}', '{}', now())`,
    [organizationId],
  )
  await query(
    `INSERT INTO reconciliation_break (id, organization_id, connection_id, account_id, run_id, kind, subject, expected, observed, evidence, proposed, status, found_at)
     VALUES (gen_random_uuid()::text, $1, $2, $3, 'run', 'BALANCE', $4, '1', '2', '{}', '{}', 'OPEN', now())`,
    [organizationId, CONNECTION_ID, storedId('Account', accountId), CANARY],
  )
}

beforeAll(async () => {
  server = await startServer({ strategies: (runtime) => (strategies = pretendStrategies(runtime)) })
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
  await layOutStrategy(account ?? '')
  await layOutWorkflow()
  await layOutConnection(account ?? '')
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
  const strategy = all.strategies.edges[0]?.node
  const deployment = strategy?.deployments[0]
  ids
    .set('Strategy', strategy?.id ?? 'none')
    .set('StrategyVersion', strategy?.newestVersion.id ?? 'none')
    .set('Deployment', deployment?.id ?? 'none')
    .set('ParityReport', first(deployment?.parityReports))
    .set('Incident', first(all.incidents))
    .set('IncidentDrill', first(all.incidentDrills))
    .set('Workflow', first(all.workflows))
    .set('WorkflowRun', first(all.workflowRuns))
    .set('VenueLink', first(all.connections))
    .set('ReconciliationBreak', first(all.reconciliationBreaks))
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

  it.each([
    'Organization',
    'Account',
    'Order',
    'Fill',
    'Position',
    'AuditEntry',
    'RiskPolicy',
    'KillSwitch',
    'Strategy',
    'StrategyVersion',
    'Deployment',
    'ParityReport',
    'Incident',
    'IncidentDrill',
    'Workflow',
    'WorkflowRun',
    'VenueLink',
    'ReconciliationBreak',
  ])('cannot tell a foreign %s from one that nobody has', async (kind) => {
    const id = ids.get(kind) ?? ''
    for (const query of [
      'query($id: ID!) { node(id: $id) { id __typename } }',
      'query($id: ID!) { nodes(ids: [$id]) { id __typename } }',
    ]) {
      const foreign = await ask(server.url, stranger, query, { id })
      expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
      expect(told(foreign)).toEqual(told(await ask(server.url, stranger, query, { id: unknown(id) })))
    }
  })

  it.each([
    ['organization(slug: "demo") { id name }', 'Organization'],
    ['organization(slug: "stranger") { account(id: $id) { id } }', 'Account'],
    ['organization(slug: "stranger") { orders(filter: { accountId: $id }) { totalCount } }', 'Account'],
    ['organization(slug: "stranger") { fills(filter: { accountId: $id }) { totalCount } }', 'Account'],
    ['organization(slug: "stranger") { fills(filter: { orderId: $id }) { totalCount } }', 'Order'],
    ['organization(slug: "stranger") { strategy(id: $id) { name } }', 'Strategy'],
    ['organization(slug: "stranger") { deployment(id: $id) { name } }', 'Deployment'],
    ['organization(slug: "stranger") { workflow(id: $id) { name } }', 'Workflow'],
    ['organization(slug: "stranger") { workflowRun(id: $id) { status } }', 'WorkflowRun'],
    ['organization(slug: "stranger") { connection(id: $id) { name } }', 'VenueLink'],
    [
      'organization(slug: "stranger") { reconciliationBreaks(filter: { accountId: $id }) { totalCount } }',
      'Account',
    ],
    ['organization(slug: "stranger") { deployments(accountId: $id) { totalCount } }', 'Account'],
    ['organization(slug: "stranger") { orders(filter: { deploymentId: $id }) { totalCount } }', 'Deployment'],
  ])('finds nothing by %s', async (field, kind) => {
    const query = field.includes('$id') ? `query($id: ID!) { ${field} }` : `{ ${field} }`
    const id = ids.get(kind) ?? ''
    const foreign = await ask(server.url, stranger, query, { id })
    expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
    expect(told(foreign)).toEqual(
      told(await ask(server.url, stranger, query.replace('"demo"', '"nobody"'), { id: unknown(id) })),
    )
  })

  it.each([
    'orderUpdates',
    'fills',
    'controlUpdates',
    'accountUpdates',
    'deploymentStatus',
    'strategyVersionChanged',
    'workflowRunChanged',
    'connectionHealth',
  ])('cannot follow %s of another', async (name) => {
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
  })

  it("cannot follow another's log", async () => {
    const client = socketClient(server.url, stranger)
    const seen = []
    for (const id of [ids.get('Deployment') ?? '', unknown(ids.get('Deployment') ?? '')]) {
      const query = `subscription($d: ID!) { deploymentLogs(deploymentId: $d, after: "0") { message } }`
      for await (const result of client.iterate({ query, variables: { d: id } })) seen.push(result)
    }
    await client.dispose()
    const said = seen.map(({ errors }) =>
      errors?.map(({ message, extensions }) => [message, extensions?.code]),
    )
    expect(said).toEqual([[['Deployment not found', 'NOT_FOUND']], [['Deployment not found', 'NOT_FOUND']]])
  })

  it("gets nothing of another's artifact", async () => {
    const answers = []
    for (const id of [ids.get('StrategyVersion') ?? '', unknown(ids.get('StrategyVersion') ?? '')]) {
      const url = `${server.url}/api/strategies/versions/${id}/source.zip`
      const answer = await fetch(url, { headers: { authorization: stranger.authorization } })
      answers.push([answer.status, await answer.text()])
    }
    expect(answers[0]?.[0]).toBe(404)
    expect(answers[0]).toEqual(answers[1])
  })

  it('sees an empty house of its own, and no word of the neighbour', async () => {
    const own = await ask(server.url, stranger, EVERYTHING.replace('"demo"', '"stranger"'))
    const house = dataOf<Everything>(own, 'organization')
    const { orders, fills, killSwitches } = house
    expect([orders.edges.length, fills.edges.length, killSwitches.length]).toEqual([0, 0, 0])
    const { strategies: hosted, workflows, workflowRuns, connections, reconciliationBreaks } = house
    expect([hosted, workflows, workflowRuns, connections, reconciliationBreaks]).toEqual(
      Array(5).fill({ edges: [] }),
    )
    expect(JSON.stringify(own)).not.toContain(CANARY)
  })
})

/** Null where the tenant client refuses the table itself. */
function refused(error: unknown): null {
  expect(String(error)).toMatch(/Invariant: the API reads through the tenant's client only/)
  return null
}

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
    sessionId: null,
    shutOutOf: [],
  })

  it('narrows a query that forgot the organization', async () => {
    const client = tenantClient(server.prisma, principal())
    expect(await server.prisma.order.count()).toBeGreaterThan(0)
    expect(await client.order.count()).toBe(0)
    expect(await client.order.findMany({ where: { OR: [{ open: true }, { open: false }] } })).toEqual([])
    expect(await client.order.findUnique({ where: { id: (ids.get('Order') ?? '').slice(4) } })).toBeNull()
    expect(await client.user.findMany({ where: { email: 'owner@demo.test' } })).toEqual([])
  })

  it('narrows every table of strategies', async () => {
    const client = tenantClient(server.prisma, principal())
    const counts = await Promise.all(
      [server.prisma, client].flatMap((reader) => [
        reader.strategy.count(),
        reader.strategyVersion.count(),
        reader.deployment.count(),
        reader.deploymentRun.count(),
        reader.deploymentLog.count(),
        reader.parityReport.count(),
      ]),
    )
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
  })

  it('shows no row of another in any table, or opens the table to nobody', async () => {
    const client = tenantClient(server.prisma, principal())
    const { organizationId } = server.demo
    const sealed: string[] = []
    for (const model of Object.values(Prisma.ModelName)) {
      if (model === 'Organization' || model === 'User') continue
      const table = `${model.charAt(0).toLowerCase()}${model.slice(1)}` as 'order'
      const foreign = await client[table].count({ where: { organizationId } }).catch(refused)
      if (foreign === null) sealed.push(model)
      else expect(foreign, model).toBe(0)
    }
    expect(sealed).toEqual([
      'Partition',
      'BookSnapshot',
      'OutboxEntry',
      'BacktestArtifact',
      'StrategyUpload',
      'StrategyArtifact',
      'DeploymentTape',
      'DeploymentCheckpoint',
      'ConnectionCredential',
      'OrganizationKey',
      'SecondFactor',
      'Session',
      'Credential',
      'Verification',
    ])
  })

  it('opens neither archives nor what strategies were told', async () => {
    const client = tenantClient(server.prisma, principal())
    await expect(client.strategyArtifact.findMany()).rejects.toThrow(/Invariant/)
    await expect(client.strategyUpload.findMany()).rejects.toThrow(/Invariant/)
    await expect(client.deploymentTape.findMany()).rejects.toThrow(/Invariant/)
    await expect(client.deploymentCheckpoint.findMany()).rejects.toThrow(/Invariant/)
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

describe('a member of two organizations', () => {
  it("mixes neither's strategies with the other's", async () => {
    const both = await server.organization('both')
    const { organizationId } = server.demo
    await ensureMember(server.prisma, server.auth, { organizationId, userId: both.ownerId, role: 'OWNER' })
    const credential = { cookie: await signIn(server.url, 'owner@both.test'), origin: server.url }
    const opened = await ask(
      server.url,
      credential,
      'mutation($i: OpenAccountInput!) { openAccount(input: $i) { ... on OpenAccountPayload { account { id } } } }',
      {
        i: { organizationId: globalId('Organization', both.id), name: 'own', mode: 'PAPER', currency: 'USD' },
      },
    )
    const accountId = dataOf<{ account: { id: string } }>(opened, 'openAccount').account.id
    const input = {
      versionId: ids.get('StrategyVersion'),
      accountId,
      name: 'mixed',
      idempotencyKey: 'mixed',
    }
    const deployed = await ask(
      server.url,
      credential,
      'mutation($i: DeployStrategyInput!) { deployStrategy(input: $i) { __typename ... on Problem { message path } } }',
      { i: input },
    )
    expect(deployed.data?.['deployStrategy']).toEqual({
      __typename: 'NotFound',
      message: 'StrategyVersion not found',
      path: ['input', 'versionId'],
    })
    const query =
      'query($d: ID!) { organization(slug: "both") { orders(filter: { deploymentId: $d }) { totalCount } } }'
    const orders = await ask(server.url, credential, query, { d: ids.get('Deployment') })
    expect(orders.errors?.map(({ message }) => message)).toEqual(['Deployment not found'])
    const switched = await ask(
      server.url,
      credential,
      'mutation($i: EngageKillSwitchInput!) { engageKillSwitch(input: $i) { __typename ... on Problem { message } } }',
      {
        i: {
          organizationId: globalId('Organization', both.id),
          scope: 'STRATEGY',
          targetId: ids.get('Strategy'),
          reason: 'mixed',
        },
      },
    )
    expect(switched.data?.['engageKillSwitch']).toEqual({
      __typename: 'NotFound',
      message: 'Strategy not found',
    })
  })
})
