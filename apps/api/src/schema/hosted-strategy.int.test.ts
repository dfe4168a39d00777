/** A strategy that really runs, over nothing but the API: from an archive to its orders, its log, its parity and its stop. */
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, dataOf, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId } from './global-id.ts'

const WAIT = { timeout: 90_000, interval: 100 }

/** Buys a little with every quote, five times in all, and says so. */
const source = (greeting: string) => `
import { defineStrategy, param } from '@quarterdeck/sdk'
export default defineStrategy({
  name: 'nibbler',
  description: 'Buys a little, five times.',
  params: { quantity: param.decimal({ default: '0.01', min: '0' }) },
  subscribe: () => [{ kind: 'QUOTES', instrument: 'SIM:BTC-USD' }],
  state: { version: 1, initial: () => ({ bought: 0 }) },
  onStart({ log }) {
    log.info('${greeting}')
  },
  onQuote({ params, orders, state, setState, log }) {
    if (state.bought === 5) return
    setState({ bought: state.bought + 1 })
    orders.submit({ instrument: 'SIM:BTC-USD', side: 'BUY', type: 'MARKET', quantity: params.quantity })
    log.info('bought ' + (state.bought + 1))
  },
  onStop({ log }) {
    log.warn('farewell')
  },
})
`

interface Made {
  readonly clientOrderId: string
  readonly deployment: { readonly id: string } | null
}

let server: TestServer
let owner: { readonly authorization: string }
let organizationId: string
let accountId: string
let versionId: string
let deploymentId: string

beforeAll(async () => {
  server = await startServer()
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  organizationId = globalId('Organization', server.demo.organizationId)
  const { accounts } = await read<{ accounts: { edges: { node: { id: string } }[] } }>(
    '{ organization(slug: "demo") { accounts { edges { node { id } } } } }',
    'organization',
  )
  accountId = accounts.edges[0]?.node.id ?? ''
})
afterAll(() => server?.close())

const read = async <Data>(query: string, field: string, variables: object = {}) =>
  dataOf<Data>(await ask(server.url, owner, query, variables), field)

const ofDeployment = <Data = object>(selection: string) =>
  read<Data>(`query($id: ID!) { node(id: $id) { ... on Deployment { ${selection} } } }`, 'node', {
    id: deploymentId,
  })

async function mutate<Payload>(name: string, input: object, selection = '__typename') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, owner, query, { input }), name)
}

const messageIn = (data: Record<string, unknown> | null | undefined) => {
  const line = data?.['deploymentLogs'] as { readonly message: string } | undefined
  return line?.message ?? 'nothing'
}

/** Hands a source in and waits until its build is over; the id of the version. */
async function build(text: string): Promise<string> {
  const answer = await fetch(
    `${server.url}/api/strategies/uploads?organizationId=${organizationId}&name=a.zip`,
    {
      method: 'POST',
      body: Buffer.from(zipSync({ 'strategy.ts': new TextEncoder().encode(text) })),
      headers: { 'content-type': 'application/octet-stream', ...owner },
    },
  )
  const { uploadId } = (await answer.json()) as { uploadId: string }
  const { version } = await mutate<{ version: { id: string } }>(
    'submitStrategy',
    { organizationId, name: 'nibbler', uploadId },
    'version { id }',
  )
  await vi.waitFor(async () => {
    const built = await read<{ endedAt: string | null }>(
      'query($id: ID!) { node(id: $id) { ... on StrategyVersion { endedAt } } }',
      'node',
      { id: version.id },
    )
    expect(built.endedAt).not.toBeNull()
  }, WAIT)
  return version.id
}

describe('a strategy that runs here', () => {
  it('is built, and says what it takes', async () => {
    versionId = await build(source('hello'))
    const version = await read(
      `query($id: ID!) { node(id: $id) { ... on StrategyVersion { number status problems { message } digest progress
        source { kind name } files { path } manifest { strategyName stateVersion parameters { name kind default } files { path } } } } }`,
      'node',
      { id: versionId },
    )
    expect(version).toMatchObject({
      number: 1,
      status: 'READY',
      problems: [],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      progress: 1,
      source: { kind: 'ZIP', name: 'a.zip' },
      files: [{ path: 'strategy.ts' }],
      manifest: {
        strategyName: 'nibbler',
        stateVersion: 1,
        parameters: [{ name: 'quantity', kind: 'DECIMAL', default: '0.01' }],
        files: [{ path: 'strategy.ts' }],
      },
    })
  })

  it('can be backtested as it is, by its name and number', async () => {
    const { backtestName } = await read<{ backtestName: string }>(
      'query($id: ID!) { node(id: $id) { ... on StrategyVersion { backtestName } } }',
      'node',
      { id: versionId },
    )
    expect(backtestName).toBe('nibbler@1')
    const { backtestStrategies } = await read<{ backtestStrategies: object[] }>(
      '{ organization(slug: "demo") { backtestStrategies { name description parameters { name kind } } } }',
      'organization',
    )
    expect(backtestStrategies).toContainEqual({
      name: 'nibbler@1',
      description: 'Buys a little, five times.',
      parameters: [{ name: 'quantity', kind: 'DECIMAL' }],
    })
    const terms = { organizationId, strategy: backtestName, datasetIds: [], currency: 'USD', cash: '1000' }
    // Refused for its data, not for its name.
    expect(await mutate('runBacktest', terms)).toMatchObject({ path: ['input', 'datasetIds'] })
  })

  it('is not deployed with a parameter that it refuses, which is named', async () => {
    const terms = { versionId, accountId, name: 'wrong', idempotencyKey: 'wrong' }
    const parameters = [{ name: 'quantity', value: '-1' }]
    expect(await mutate('deployStrategy', { ...terms, parameters })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'parameters', 'quantity'],
    })
  })

  it('trades on a paper account, its orders saying where they come from', async () => {
    const { deployment } = await mutate<{ deployment: { id: string } }>(
      'deployStrategy',
      { versionId, accountId, name: 'first', idempotencyKey: 'first', ordersPerMinuteMax: 6000 },
      'deployment { id instrumentIds }',
    )
    expect(deployment).toMatchObject({ instrumentIds: ['SIM:BTC-USD'] })
    deploymentId = deployment.id
    await vi.waitFor(async () => {
      expect(
        await ofDeployment('observed { activity decisions ordersSent } positions { quantity }'),
      ).toMatchObject({
        observed: { activity: 'RUNNING', ordersSent: 5 },
        positions: [{ quantity: '0.05' }],
      })
    }, WAIT)
    const { orders } = await read<{ orders: { totalCount: number; edges: { node: object }[] } }>(
      `query($d: ID!) { organization(slug: "demo") { orders(filter: { deploymentId: $d }) { totalCount
        edges { node { strategyId cause { run input digest } deployment { id strategy { id status mode } } actor { kind id } } } } } }`,
      'organization',
      { d: deploymentId },
    )
    expect(orders.totalCount).toBe(5)
    const { strategy } = await ofDeployment<{ strategy: { id: string } }>('strategy { id }')
    expect(orders.edges[0]?.node).toMatchObject({
      strategyId: strategy.id,
      cause: { run: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      deployment: { id: deploymentId, strategy: { id: strategy.id, status: 'RUNNING', mode: 'PAPER' } },
      actor: { kind: 'STRATEGY', id: deploymentId },
    })
  })

  it('is heard from its first line on, and seen whenever it changes', async () => {
    const client = socketClient(server.url, owner)
    const lines: string[] = []
    const query = 'subscription($d: ID!) { deploymentLogs(deploymentId: $d, after: "0") { message } }'
    for await (const { data, errors } of client.iterate({ query, variables: { d: deploymentId } })) {
      expect(errors).toBeUndefined()
      if (lines.push(messageIn(data)) === 6) break
    }
    expect(lines).toEqual(['hello', 'bought 1', 'bought 2', 'bought 3', 'bought 4', 'bought 5'])
    const status =
      'subscription($o: ID!) { deploymentStatus(organizationId: $o) { id observed { activity } } }'
    for await (const { data } of client.iterate({ query: status, variables: { o: organizationId } })) {
      expect(data?.['deploymentStatus']).toEqual({ id: deploymentId, observed: { activity: 'RUNNING' } })
      break
    }
    const lookAtUse = () =>
      read<{ strategyUse: { residentBytes: number; residentBytesMax: number } }>(
        `{ organization(slug: "demo") { strategyUse { running quarantined processes processesMax residentBytes
          residentBytesMax weight heldPart ordersSent } } }`,
        'organization',
      )
    // Its memory is measured twice a second.
    await expect.poll(async () => (await lookAtUse()).strategyUse.residentBytes).toBeGreaterThan(1_000_000)
    const { strategyUse } = await lookAtUse()
    expect(strategyUse).toMatchObject({ running: 1, quarantined: 0, processes: 1, ordersSent: 5 })
    expect(strategyUse).toMatchObject({ processesMax: 64, weight: 1, heldPart: 0 })
    expect(strategyUse.residentBytesMax).toBe(4 * 2 ** 30)
    await client.dispose()
  })

  it('has its fills followed apart from all others', async () => {
    const client = socketClient(server.url, owner)
    const order = {
      accountId,
      instrumentId: 'SIM:BTC-USD',
      clientOrderId: 'by-hand',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.01',
    }
    await mutate('submitOrder', order)
    const query = `subscription($o: ID!, $d: ID!) { fills(organizationId: $o, deploymentId: $d, after: "0") {
      fill { order { clientOrderId deployment { id } } } } }`
    const filled: string[] = []
    for await (const { data } of client.iterate({
      query,
      variables: { o: organizationId, d: deploymentId },
    })) {
      const update = data?.['fills'] as { readonly fill: { readonly order: Made } } | undefined
      const made = update?.fill.order
      expect(made?.deployment).toEqual({ id: deploymentId })
      if (filled.push(made?.clientOrderId ?? '') === 5) break
    }
    await client.dispose()
    expect(new Set(filled).size).toBe(5)
  })

  it('decides the same again on what it was told', async () => {
    const { decisions } = await ofDeployment<{ decisions: { edges: { node: object }[] } }>(
      'decisions(first: 1) { edges { node { run n input intents { kind } } } }',
    )
    expect(decisions.edges[0]?.node).toMatchObject({
      run: 1,
      intents: [{ kind: 'SUBMIT_ORDER' }, { kind: 'LOG' }],
    })
    const { report } = await mutate<{ report: { id: string } }>(
      'compareDeployment',
      { deploymentId },
      'report { id }',
    )
    const compared = () =>
      read(
        'query($id: ID!) { node(id: $id) { ... on ParityReport { status decisions equal firstDifference { field } failure } } }',
        'node',
        { id: report.id },
      )
    await vi.waitFor(async () => {
      expect(await compared()).toEqual({
        status: 'EQUAL',
        decisions: 5,
        equal: 5,
        firstDifference: null,
        failure: null,
      })
    }, WAIT)
  })

  it('takes a new version over with its state, and goes back to the one before', async () => {
    const next = await build(source('hello again'))
    const change = await mutate(
      'changeDeployment',
      { deploymentId, expectedRevision: 1, versionId: next },
      'deployment { revision version { number } }',
    )
    expect(change).toMatchObject({ deployment: { revision: 2, version: { number: 2 } } })
    const ran = (number: number) =>
      vi.waitFor(async () => {
        const { observed, logs } = await ofDeployment<{ observed: object; logs: { totalCount: number } }>(
          'observed { run activity } logs(text: "hello") { totalCount }',
        )
        expect(observed).toEqual({ run: number, activity: 'RUNNING' })
        expect(logs.totalCount).toBe(number)
      }, WAIT)
    await ran(2)
    await mutate('rollBackDeployment', { deploymentId, expectedRevision: 2 })
    await ran(3)
    const { runs, orders } = await ofDeployment<{ runs: { edges: { node: object }[] }; orders: object }>(
      'runs { edges { node { number endReason version { number } finalState } } } orders { totalCount }',
    )
    expect(runs.edges.map(({ node }) => node)).toMatchObject([
      { number: 3, version: { number: 1 }, finalState: null },
      { number: 2, version: { number: 2 }, finalState: expect.stringContaining('5') as string },
      { number: 1, version: { number: 1 }, finalState: expect.stringContaining('5') as string },
    ])
    // It had bought its five: its state went along.
    expect(orders).toEqual({ totalCount: 5 })
  })

  it('is flattened: stopped, its working orders withdrawn, what it held closed by who asked', async () => {
    const { orders } = await mutate<{ orders: object[] }>(
      'flattenDeployment',
      { deploymentId, reason: 'the day is over' },
      'deployment { desired } orders { side quantity actor { kind } deployment { id } }',
    )
    expect(orders).toMatchObject([{ side: 'SELL', quantity: '0.05', actor: { kind: 'API_KEY' } }])
    await vi.waitFor(async () => {
      expect(
        await ofDeployment(
          'desired observed { activity } logs(run: 3, levels: [WARN]) { edges { node { message } } }',
        ),
      ).toEqual({
        desired: 'STOPPED',
        observed: { activity: 'STOPPED' },
        logs: { edges: [{ node: { message: 'farewell' } }] },
      })
    }, WAIT)
  })

  it('is refused a build with its file, line and rule', async () => {
    const broken = await build("import fs from 'node:fs'\nexport default fs\n")
    const { status, problems } = await read<{ status: string; problems: object[] }>(
      'query($id: ID!) { node(id: $id) { ... on StrategyVersion { status problems { rule file line column message } } } }',
      'node',
      { id: broken },
    )
    expect(status).toBe('FAILED')
    expect(problems[0]).toMatchObject({ file: 'strategy.ts', line: 1 })
  })
})
