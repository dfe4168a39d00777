/** Strategies over the API as a console and a program use them: from an archive to a deployment that is steered and read. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, dataOf, socketClient } from '../testing/client.ts'
import { type PretendedStrategies, pretendStrategies } from '../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId, storedId } from './global-id.ts'

const WAIT = { timeout: 60_000, interval: 50 }

let server: TestServer
let pretended: PretendedStrategies
let owner: { readonly authorization: string }
let organizationId: string
let accountId: string
let deploymentId: string
const versions: string[] = []

beforeAll(async () => {
  server = await startServer({ strategies: (runtime) => (pretended = pretendStrategies(runtime)) })
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  organizationId = globalId('Organization', server.demo.organizationId)
  const { accounts } = await read<{ accounts: { edges: { node: { id: string; mode: string } }[] } }>(
    '{ organization(slug: "demo") { accounts { edges { node { id mode } } } } }',
    'organization',
  )
  accountId = accounts.edges.find(({ node }) => node.mode === 'PAPER')?.node.id ?? ''
})
afterAll(() => server?.close())

const read = async <Data>(query: string, field: string, variables: object = {}) =>
  dataOf<Data>(await ask(server.url, owner, query, variables), field)

const ofDeployment = <Data>(selection: string) =>
  read<Data>(`query($id: ID!) { node(id: $id) { ... on Deployment { ${selection} } } }`, 'node', {
    id: deploymentId,
  })

async function mutate<Payload>(name: string, input: object, selection = '__typename') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, owner, query, { input }), name)
}

const upload = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) =>
  fetch(`${server.url}/api/strategies/uploads?organizationId=${organizationId}&name=momentum.zip`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })

const messageIn = (data: Record<string, unknown> | null | undefined) => {
  const line = data?.['deploymentLogs'] as { readonly message: string } | undefined
  return line?.message ?? 'nothing'
}

interface Submitted {
  readonly strategy: { readonly id: string }
  readonly version: { readonly id: string }
}

async function submit(code: string): Promise<Submitted> {
  pretended.code = code
  const { uploadId } = (await (await upload('an archive', owner)).json()) as { uploadId: string }
  const submitted = await mutate<Submitted>(
    'submitStrategy',
    { organizationId, name: 'momentum', uploadId },
    'strategy { id } version { id }',
  )
  versions.push(submitted.version.id)
  return submitted
}

describe('a strategy over the API', () => {
  it('is made by its first version, and keeps its name for the next', async () => {
    const first = await submit('const fast = 10\nexport default fast\n')
    const second = await submit('const fast = 20\nexport default fast\n')
    expect(second.strategy).toEqual(first.strategy)
    const { strategies } = await read<{ strategies: object }>(
      `{ organization(slug: "demo") { strategies { totalCount edges { node { id name status mode
        newestVersion { number status submittedBy { kind } } versions { totalCount edges { node { number source { kind } problems { rule } } } } } } } } }`,
      'organization',
    )
    expect(strategies).toMatchObject({
      totalCount: 1,
      edges: [
        {
          node: {
            name: 'momentum',
            status: 'STOPPED',
            mode: 'PAPER',
            newestVersion: { number: 2, status: 'READY', submittedBy: { kind: 'API_KEY' } },
            versions: { totalCount: 2, edges: [{ node: { number: 2 } }, { node: { number: 1 } }] },
          },
        },
      ],
    })
  })

  it('shows the source of a version, and how it differs from another', async () => {
    const shown = await read(
      `query($id: ID!, $o: ID!) { node(id: $id) { ... on StrategyVersion { files { path text }
        diff(against: $o) { path change unified } manifest { parameters { name kind default min } } downloads { name url } } } }`,
      'node',
      { id: versions[1], o: versions[0] },
    )
    expect(shown).toMatchObject({
      files: [{ path: 'strategy.ts', text: 'const fast = 20\nexport default fast\n' }],
      diff: [
        {
          path: 'strategy.ts',
          change: 'CHANGED',
          unified:
            '--- a/strategy.ts\n+++ b/strategy.ts\n@@ -1,2 +1,2 @@\n-const fast = 10\n+const fast = 20\n export default fast\n',
        },
      ],
      manifest: { parameters: [{ name: 'fast', kind: 'INT', default: '10', min: '2' }] },
    })
  })

  it.each([
    ['both', { uploadId: 'u', git: { url: 'https://example.test/a', revision: 'main' } }],
    ['neither', {}],
  ])('takes one source, not %s', async (_name, source) => {
    const refused = await mutate('submitStrategy', { organizationId, name: 'momentum', ...source })
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input'] })
  })

  it.each(['https://me:secret@example.test/a', 'https://example.test/a?token=secret'])(
    'keeps no secret that stands in the address %s',
    async (url) => {
      const git = { url, revision: 'main' }
      expect(await mutate('submitStrategy', { organizationId, name: 'momentum', git })).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: ['input', 'git', 'url'],
      })
      const [kept] = await server.runtime.database.query<{ count: number }>(
        "SELECT count(*) FROM journal_event WHERE payload::text LIKE '%secret%'",
      )
      expect(kept?.count).toBe(0)
    },
  )

  it.each([
    [{ name: 'Not A Name' }, ['input', 'name']],
    [{ name: 'a'.repeat(5_000) }, ['input', 'name']],
    [{ uploadId: 'u'.repeat(5_000) }, ['input', 'uploadId']],
  ])('names the argument at fault of %o', async (wrong, path) => {
    const terms = { organizationId, name: 'momentum', uploadId: 'u' }
    expect(await mutate('submitStrategy', { ...terms, ...wrong })).toMatchObject({ path })
  })
})

describe('a deployment over the API', () => {
  const terms = () => ({
    versionId: versions[0],
    accountId,
    name: 'first',
    parameters: [{ name: 'fast', value: '12' }],
    instrumentIds: ['SIM:BTC-USD'],
    idempotencyKey: 'deploy-1',
  })

  it('runs a version on an account, once for one key', async () => {
    const selection = `deployment { id name desired revision mode isolation ordersPerMinuteMax
      version { number } account { id } parameters { name value } instrumentIds createdBy { kind } }`
    const { deployment } = await mutate<{ deployment: { id: string } }>('deployStrategy', terms(), selection)
    deploymentId = deployment.id
    expect(deployment).toMatchObject({
      name: 'first',
      desired: 'RUNNING',
      revision: 1,
      mode: 'PAPER',
      isolation: 'PROCESS',
      ordersPerMinuteMax: 60,
      version: { number: 1 },
      account: { id: accountId },
      parameters: [{ name: 'fast', value: '12' }],
      instrumentIds: ['SIM:BTC-USD'],
    })
    const again = await mutate<{ deployment: { id: string } }>('deployStrategy', terms(), 'deployment { id }')
    expect(again.deployment.id).toBe(deploymentId)
  })

  it.each([
    [{ seed: -1 }, ['input', 'seed']],
    [{ versionId: 'ver_none' }, ['input', 'versionId']],
    [{ accountId: 'acc_none' }, ['input', 'accountId']],
    [
      {
        parameters: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
      ['input', 'parameters'],
    ],
    [{ instrumentIds: ['nothing'] }, ['input', 'instrumentIds']],
    [{ confirm: 'another' }, ['input', 'confirm']],
    [{ ordersPerMinuteMax: 0 }, ['input', 'ordersPerMinuteMax']],
  ])('is refused with %j, by the argument at fault', async (wrong, path) => {
    expect(await mutate('deployStrategy', { ...terms(), idempotencyKey: 'x', ...wrong })).toMatchObject({
      path,
    })
  })

  it('is changed from the revision that was seen, and rolled back', async () => {
    const change = (expectedRevision: number, more: object) =>
      mutate<object>(
        'changeDeployment',
        { deploymentId, expectedRevision, ...more },
        'deployment { revision version { number } ordersPerMinuteMax parameters { value } }',
      )
    expect(await change(1, { versionId: versions[1], ordersPerMinuteMax: 7 })).toMatchObject({
      deployment: {
        revision: 2,
        version: { number: 2 },
        ordersPerMinuteMax: 7,
        parameters: [{ value: '12' }],
      },
    })
    expect(await change(1, { ordersPerMinuteMax: 8 })).toMatchObject({
      code: 'CONFLICT',
      path: ['input', 'expectedRevision'],
    })
    expect(await change(2, {})).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input'] })
    const back = await mutate(
      'rollBackDeployment',
      { deploymentId, expectedRevision: 2 },
      'deployment { revision }',
    )
    expect(back).toMatchObject({ deployment: { revision: 3 } })
  })

  it('is paused, stopped and started, which its strategy shows', async () => {
    const steer = async (name: string) => {
      const { deployment } = await mutate<{ deployment: object }>(
        name,
        { deploymentId, reason: 'a drill' },
        'deployment { desired strategy { status } }',
      )
      return deployment
    }
    expect(await steer('pauseDeployment')).toEqual({ desired: 'PAUSED', strategy: { status: 'STOPPED' } })
    expect(await steer('startDeployment')).toEqual({ desired: 'RUNNING', strategy: { status: 'RUNNING' } })
    expect(await steer('flattenDeployment')).toEqual({ desired: 'STOPPED', strategy: { status: 'STOPPED' } })
    expect(await steer('startDeployment')).toMatchObject({ desired: 'RUNNING' })
    expect(await steer('stopDeployment')).toMatchObject({ desired: 'STOPPED' })
    expect(await steer('startDeployment')).toMatchObject({ desired: 'RUNNING' })
  })

  it('is compared, which is a report to look at', async () => {
    const { report } = await mutate<{ report: { id: string } }>(
      'compareDeployment',
      { deploymentId },
      'report { id status run deployment { id } }',
    )
    expect(report).toMatchObject({ status: 'QUEUED', run: 1, deployment: { id: deploymentId } })
    const { parityReports } = await ofDeployment<{ parityReports: object }>(
      'parityReports { totalCount edges { node { id firstDifference { n } } } }',
    )
    expect(parityReports).toEqual({
      totalCount: 1,
      edges: [{ node: { id: report.id, firstDifference: null } }],
    })
  })

  it('tells what was wanted of it, and what it ran from then on', async () => {
    const { history } = await ofDeployment<{ history: object[] }>(
      `history { event summary revision actor { kind } terms { version { number } ordersPerMinuteMax parameters { value } } }`,
    )
    expect(history.slice(0, 2)).toMatchObject([
      { event: 'DeploymentSet', summary: 'Started: a drill', revision: 3 },
      { event: 'DeploymentSet', summary: 'Stopped: a drill', revision: 3, actor: { kind: 'API_KEY' } },
    ])
    expect(history.slice(-3)).toMatchObject([
      { event: 'DeploymentChanged', summary: 'Changed the terms of version 2', revision: 3 },
      {
        summary: 'Changed version 1 to 2',
        revision: 2,
        terms: { version: { number: 2 }, ordersPerMinuteMax: 7, parameters: [{ value: '12' }] },
      },
      {
        summary: 'Deployed version 1',
        revision: 1,
        terms: { version: { number: 1 }, ordersPerMinuteMax: 60 },
      },
    ])
  })

  it('leaves every change in the audit log', async () => {
    const { auditLog } = await read<{ auditLog: { edges: { node: { action: string } }[] } }>(
      '{ organization(slug: "demo") { auditLog(first: 100) { edges { node { action } } } } }',
      'organization',
    )
    expect(auditLog.edges.map(({ node }) => node.action)).toEqual(
      expect.arrayContaining([
        'strategy.submit',
        'strategy.create',
        'strategy.deploy',
        'deployment.change',
        'deployment.pause',
        'deployment.start',
        'deployment.stop',
        'deployment.flatten',
        'deployment.compare',
      ]),
    )
  })
})

describe('what a deployment says', () => {
  const stored = () => ({
    id: storedId('Deployment', deploymentId) ?? '',
    organizationId: server.demo.organizationId,
  })

  it('is read by pages, from both ends, by level, text and run', async () => {
    await pretended.log(stored(), 'one', '!two', 'three 100%', 'four 100x')
    const page = async (args: string) => {
      const { logs } = await ofDeployment<{
        logs: {
          totalCount: number
          edges: { cursor: string; node: { message: string } }[]
          pageInfo: { hasNextPage: boolean }
        }
      }>(`logs(${args}) { totalCount edges { cursor node { message level run } } pageInfo { hasNextPage } }`)
      return logs
    }
    const said = async (args: string) => (await page(args)).edges.map(({ node }) => node.message)
    const newest = await page('first: 2')
    expect(newest).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } })
    expect(newest.edges.map(({ node }) => node.message)).toEqual(['four 100x', 'three 100%'])
    expect(await said(`first: 9, after: "${newest.edges[1]?.cursor}"`)).toEqual(['!two', 'one'])
    expect(await said('last: 1')).toEqual(['one'])
    expect(await said('levels: [ERROR]')).toEqual(['!two'])
    expect(await said('text: "TWO"')).toEqual(['!two'])
    expect(await said('text: "100%"')).toEqual(['three 100%'])
    expect(await said('text: "_ne"')).toEqual([])
    expect(await said('text: "\\\\"')).toEqual([])
    expect(await said('run: 2')).toEqual([])
  })

  it('is followed from a line on: nothing missed, nothing twice', async () => {
    const { logs } = await ofDeployment<{ logs: { edges: { node: { cursor: string } }[] } }>(
      'logs(text: "two") { edges { node { cursor } } }',
    )
    const client = socketClient(server.url, owner)
    const query =
      'subscription($d: ID!, $after: Cursor) { deploymentLogs(deploymentId: $d, after: $after) { cursor message level } }'
    const variables = { d: deploymentId, after: logs.edges[0]?.node.cursor }
    const said: string[] = []
    let logged = false
    for await (const { data, errors } of client.iterate({ query, variables })) {
      expect(errors).toBeUndefined()
      said.push(messageIn(data))
      if (said.length === 2 && !logged) {
        logged = true
        await pretended.log(stored(), 'five')
      }
      if (said.length === 3) break
    }
    await client.dispose()
    expect(said).toEqual(['three 100%', 'four 100x', 'five'])
  })

  it("is not followed after another organization's line", async () => {
    const client = socketClient(server.url, owner)
    const after = Buffer.from('1:somebody-else:1').toString('base64url')
    const query = `subscription { deploymentLogs(deploymentId: "${deploymentId}", after: "${after}") { message } }`
    const codes = []
    for await (const { errors } of client.iterate({ query })) codes.push(errors?.[0]?.extensions?.code)
    await client.dispose()
    expect(codes).toEqual(['BAD_USER_INPUT'])
  })

  it('is what it decided, newest first', async () => {
    await server.runtime.database.query(
      `INSERT INTO deployment_run (organization_id, deployment_id, run, version_id, digest, opening, started_at, inputs, decisions)
       VALUES ($1, $2, 1, $3, 'd', '{}', now(), 9, 3)`,
      [stored().organizationId, stored().id, storedId('StrategyVersion', versions[1] ?? '')],
    )
    const intents = [{ type: 'CancelOrder', clientOrderId: 'd-r1-1' }] as const
    const decision = (n: number) => ({
      run: 1,
      n,
      at: 1_790_000_000_000_000,
      input: 'a quote',
      inputJson: '{}',
      intents,
    })
    pretended.decide(stored().id, [decision(9), decision(5), decision(2)])
    const page = (args: string) =>
      ofDeployment<{ decisions: { pageInfo: { endCursor: string } } }>(
        `decisions(${args}) { totalCount edges { node { n input intents { kind clientOrderId } } } pageInfo { hasNextPage endCursor } }`,
      )
    const { decisions } = await page('first: 2')
    expect(decisions).toMatchObject({
      totalCount: 3,
      edges: [
        { node: { n: 9, intents: [{ kind: 'CANCEL_ORDER', clientOrderId: 'd-r1-1' }] } },
        { node: { n: 5 } },
      ],
      pageInfo: { hasNextPage: true },
    })
    expect(await page(`first: 2, after: "${decisions.pageInfo.endCursor}"`)).toMatchObject({
      decisions: { edges: [{ node: { n: 2 } }], pageInfo: { hasNextPage: false } },
    })
    const { runs, run } = await ofDeployment<{ runs: object; run: object }>(
      'run { number inputs } runs { totalCount edges { node { number version { number } endedAt } } }',
    )
    expect([runs, run]).toMatchObject([
      { totalCount: 1, edges: [{ node: { number: 1, version: { number: 2 }, endedAt: null } }] },
      { number: 1, inputs: 9 },
    ])
  })
})

describe('what a deployment is seen to do', () => {
  it('is sent whenever it changed', async () => {
    const client = socketClient(server.url, owner)
    const query = `subscription($o: ID!) { deploymentStatus(organizationId: $o) { id observed { activity pid unansweredForMs } profit { amount currency } profitOfDay { amount currency } } }`
    const id = storedId('Deployment', deploymentId) ?? ''
    const seen: unknown[] = []
    const following = (async () => {
      for await (const { data } of client.iterate({ query, variables: { o: organizationId } })) {
        seen.push(data?.['deploymentStatus'])
        return
      }
    })()
    await vi.waitFor(() => {
      pretended.see(id, { activity: 'RUNNING', pid: 7, unansweredFor: 1_500 })
      expect(seen.length).toBe(1)
    }, WAIT)
    await following
    await client.dispose()
    expect(seen[0]).toEqual({
      id: deploymentId,
      observed: { activity: 'RUNNING', pid: 7, unansweredForMs: 1.5 },
      profit: { amount: '12.5', currency: 'USD' },
      profitOfDay: { amount: '2.5', currency: 'USD' },
    })
  })

  it('includes builds, which are sent whenever one moves', async () => {
    const client = socketClient(server.url, owner)
    const query = `subscription($o: ID!) { strategyVersionChanged(organizationId: $o) { id number status } }`
    const seen: unknown[] = []
    const following = (async () => {
      for await (const { data } of client.iterate({ query, variables: { o: organizationId } })) {
        seen.push(data?.['strategyVersionChanged'])
        return
      }
    })()
    await vi.waitFor(
      async () => {
        await submit('export default 3\n')
        expect(seen.length).toBe(1)
      },
      { timeout: 60_000, interval: 1_000 },
    )
    await following
    await client.dispose()
    expect(seen[0]).toMatchObject({ status: 'READY' })
  })
})

describe('orders', () => {
  it('are found by the deployment that wanted them', async () => {
    const { orders } = await read<{ orders: object }>(
      'query($d: ID!) { organization(slug: "demo") { orders(filter: { deploymentId: $d }) { totalCount } } }',
      'organization',
      { d: deploymentId },
    )
    expect(orders).toEqual({ totalCount: 0 })
    const own = await ofDeployment('orders(open: true) { totalCount } positions { quantity }')
    expect(own).toEqual({ orders: { totalCount: 0 }, positions: [] })
  })
})
