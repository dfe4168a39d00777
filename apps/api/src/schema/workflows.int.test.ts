/** Workflows over the API as a console and a program use them: saved, run, followed, taken up, and refused by their place. */
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Credential, ask, dataOf, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId } from './global-id.ts'

const BARS = [
  'time,open,high,low,close,volume',
  ...Array.from({ length: 600 }, (_, minute) => {
    const close = (100 + 10 * Math.sin(minute / 20)).toFixed(2)
    return `${new Date(Date.UTC(2026, 0, 5) + minute * 60_000).toISOString()},${close},${close},${close},${close},10`
  }),
].join('\n')
const WAIT = { timeout: 60_000, interval: 50 }

let server: TestServer
let owner: Credential & { readonly authorization: string }
let trader: Credential
let organizationId: string
let datasetId: string
let accountId: string

beforeAll(async () => {
  server = await startServer()
  const { runtime, demo } = server
  owner = { authorization: await server.bearer(demo.organizationId, 'OWNER') }
  trader = { authorization: await server.bearer(demo.organizationId, 'TRADER') }
  organizationId = globalId('Organization', demo.organizationId)
  const [account] = await runtime.database.query<{ id: string }>(
    'SELECT id FROM trading_account ORDER BY seq LIMIT 1',
  )
  accountId = globalId('Account', account?.id ?? '')
  const { datasets } = await runtime.research()
  const { id: uploadId } = await datasets.upload(
    demo.organizationId,
    'wave.csv',
    Readable.from([Buffer.from(BARS)]),
  )
  const actor = { kind: 'SYSTEM', id: 'workflows', name: 'workflows', userId: null } as const
  const target = {
    uploadId,
    instrumentId: 'SIM:WAVE',
    kind: 'BARS',
    timeframe: '1m',
    mode: 'APPEND',
  } as const
  await datasets.import(
    { organizationId: demo.organizationId, actor },
    { ...target, assetClass: 'EQUITY', choices: {} },
  )
  datasetId = await vi.waitFor(async () => {
    const [row] = await runtime.database.query<{ id: string }>('SELECT id FROM dataset')
    return globalId('Dataset', row?.id ?? expect.fail('no dataset yet'))
  }, WAIT)
})
afterAll(() => server?.close())

interface Problem {
  readonly __typename: string
  readonly message?: string
  readonly path?: readonly string[]
}

async function mutate<Payload = Problem>(
  name: string,
  input: object,
  selection = '__typename',
  who: Credential = owner,
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, who, query, { input }), name)
}

const judged = (name: string, atLeast: number, more: object = {}) => ({
  name,
  description: 'Plays the wave and judges what came of it.',
  steps: [
    {
      id: 'backtest',
      action: {
        do: 'BACKTEST',
        strategy: 'sma-cross',
        parameters: { quantity: '10' },
        datasetIds: [datasetId],
      },
    },
    {
      id: 'judge',
      needs: ['backtest'],
      action: { do: 'REQUIRE', of: 'backtest', figures: [{ figure: 'totalReturn', atLeast }] },
    },
    {
      id: 'again',
      needs: ['judge'],
      action: { do: 'BACKTEST', strategy: 'sma-cross', datasetIds: [datasetId] },
    },
  ],
  ...more,
})

const save = <Payload = Problem>(
  definition: unknown,
  selection?: string,
  who?: Credential,
  more: object = {},
) =>
  mutate<Payload>(
    'saveWorkflow',
    { organizationId, definition: JSON.stringify(definition), ...more },
    selection,
    who,
  )

interface Saved {
  readonly workflow: { readonly id: string; readonly definition: string }
}

async function begun(definition: object): Promise<string> {
  const { workflow } = await save<Saved>(definition, 'workflow { id definition }')
  const { run } = await mutate<{ run: { id: string } }>(
    'runWorkflow',
    { workflowId: workflow.id },
    'run { id }',
  )
  return run.id
}

const RUN = `status cause dueAt endedAt steps { stepId needs action words status attempts attemptsMax failure output
  backtest { id status } deployment { id } }`

const readRun = async (id: string) =>
  dataOf<{
    status: string
    endedAt: string | null
    steps: { output: string | null; backtest: { id: string } | null }[]
  }>(
    await ask(server.url, owner, `query($id: ID!) { node(id: $id) { ... on WorkflowRun { ${RUN} } } }`, {
      id,
    }),
    'node',
  )

const over = (id: string) =>
  vi.waitFor(async () => {
    const run = await readRun(id)
    expect(run.status).not.toBe('RUNNING')
    return run
  }, WAIT)

describe('a workflow over the API', () => {
  it('is kept with its defaults, shown as it was written, and replaced by one of its name', async () => {
    const schedule = { calendar: 'XNYS', at: 'CLOSE', offsetMinutes: 15 }
    const selection = `workflow { id name description version enabled definition newestRun { id }
      schedule { words kind cron calendar at offsetMinutes } savedBy { kind } }`
    const first = await save<Saved>(judged('kept', 0, { schedule }), selection)
    expect(first.workflow).toMatchObject({
      name: 'kept',
      version: 1,
      enabled: true,
      newestRun: null,
      schedule: {
        words: '15 min after the close of every session of XNYS',
        kind: 'SESSION',
        cron: null,
        ...schedule,
      },
      savedBy: { kind: 'API_KEY' },
    })
    const definition = JSON.parse(first.workflow.definition) as object
    expect(definition).toMatchObject({
      steps: [{ retries: 0, action: { datasetIds: [datasetId], cash: '100000' } }, {}, {}],
    })
    const second = await save<Saved>({ ...definition, schedule: { cron: '0 6 * * *' } }, selection)
    expect(second.workflow).toMatchObject({
      id: first.workflow.id,
      version: 2,
      schedule: { words: 'By the clock: 0 6 * * * in UTC', kind: 'CRON', at: null },
    })
  })

  it('runs, is followed step by step, and links to what it made', async () => {
    const client = socketClient(server.url, owner)
    const query =
      'subscription($o: ID!) { workflowRunChanged(organizationId: $o) { id status steps { stepId status } } }'
    const moves = client.iterate({ query, variables: { o: organizationId } })
    const following = (async () => {
      for await (const { data } of moves) {
        const run = data?.['workflowRunChanged'] as { status: string; steps: object[] } | undefined
        if (run?.status === 'FAILED') return run
      }
      return null
    })()
    const id = await begun(judged('followed', 1_000))
    expect(await following).toMatchObject({
      id,
      steps: [
        { stepId: 'backtest', status: 'SUCCEEDED' },
        { stepId: 'judge', status: 'FAILED' },
        { stepId: 'again', status: 'SKIPPED' },
      ],
    })
    await client.dispose()
    const run = await readRun(id)
    expect(run).toMatchObject({
      cause: 'MANUAL',
      dueAt: null,
      endedAt: expect.any(String) as string,
      steps: [
        {
          needs: [],
          action: 'BACKTEST',
          words: 'Backtest sma-cross on one dataset',
          attempts: 1,
          attemptsMax: 1,
          failure: null,
          backtest: { status: 'COMPLETED' },
        },
        {
          needs: ['backtest'],
          words: 'Require of backtest: totalReturn at least 1000',
          failure: expect.stringContaining('at least 1000 is required') as string,
          output: null,
        },
        { status: 'SKIPPED', attempts: 0, backtest: null },
      ],
    })
    const output = JSON.parse(run.steps[0]?.output ?? '{}') as { backtestId?: string }
    expect(output.backtestId).toBe(run.steps[0]?.backtest?.id)
  })

  it('is taken up where it failed, by the definition that ran, and what succeeded stays done', async () => {
    const id = await begun(judged('again', 1_000))
    const failed = await over(id)
    await mutate('restartWorkflowRun', { runId: id })
    const again = await vi.waitFor(async () => {
      const run = await over(id)
      expect(run.endedAt).not.toBe(failed.endedAt)
      return run
    }, WAIT)
    expect(again.steps[0]).toEqual(failed.steps[0])
    // It has all of its attempts again.
    expect(again.steps[1]).toMatchObject({ status: 'FAILED', attempts: 1 })
    const succeeded = await begun(judged('passes', -1))
    expect(await over(succeeded)).toMatchObject({
      status: 'SUCCEEDED',
      steps: [{}, {}, { status: 'SUCCEEDED' }],
    })
    for (const name of ['restartWorkflowRun', 'cancelWorkflowRun'])
      expect(await mutate(name, { runId: succeeded })).toMatchObject({
        __typename: 'Conflict',
        path: ['input', 'runId'],
      })
  })

  it('is listed with its runs, enabled, disabled and deleted, and all of it stands in the audit log', async () => {
    const query = `{ organization(slug: "demo") { workflows(first: 10) { edges { node { id name newestRun { status } runs { totalCount } } } }
      workflowRuns(first: 10, status: SUCCEEDED) { edges { node { workflow { name } } } } } }`
    interface House {
      readonly workflows: {
        readonly edges: readonly { readonly node: { readonly id: string; readonly name: string } }[]
      }
    }
    const house = dataOf<House>(await ask(server.url, owner, query), 'organization')
    const nodes = house.workflows.edges.map(({ node }) => node)
    expect(nodes).toMatchObject([
      { name: 'kept', newestRun: null, runs: { totalCount: 0 } },
      { name: 'followed', newestRun: { status: 'FAILED' }, runs: { totalCount: 1 } },
      { name: 'again', newestRun: { status: 'FAILED' } },
      { name: 'passes', newestRun: { status: 'SUCCEEDED' } },
    ])
    expect(house).toMatchObject({ workflowRuns: { edges: [{ node: { workflow: { name: 'passes' } } }] } })
    const workflowId = nodes[0]?.id ?? ''
    for (const enabled of [false, true])
      expect(await mutate('enableWorkflow', { workflowId, enabled }, 'workflow { enabled }')).toMatchObject({
        workflow: { enabled },
      })
    expect(await mutate('deleteWorkflow', { workflowId }, 'deletedId')).toMatchObject({
      deletedId: workflowId,
    })
    const gone = await ask(server.url, owner, 'query($id: ID!) { node(id: $id) { id } }', { id: workflowId })
    expect(gone.errors?.map(({ message }) => message)).toEqual(['Node not found'])
    const entries = await server.runtime.database.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE action LIKE 'workflow.%' ORDER BY seq DESC LIMIT 3`,
    )
    expect(entries.map(({ action }) => action)).toEqual([
      'workflow.delete',
      'workflow.enable',
      'workflow.disable',
    ])
  })
})

describe('a workflow that cannot be kept', () => {
  const one = (action: object) => ({ name: 'faulty', steps: [{ id: 'one', action }] })
  it.each([
    ['is not JSON', () => '{', ['definition']],
    ['has an unknown field', () => JSON.stringify({ ...judged('faulty', 0), colour: 'red' }), ['definition']],
    [
      'waits for nobody',
      () => JSON.stringify({ ...judged('faulty', 0), steps: [{ ...judged('', 0).steps[1], needs: ['x'] }] }),
      ['definition', 'steps[0]', 'needs'],
    ],
    [
      'has a clock that nobody reads',
      () => JSON.stringify(judged('faulty', 0, { schedule: { cron: 'soon' } })),
      ['definition', 'schedule', 'cron'],
    ],
    [
      'names what is no dataset',
      () => JSON.stringify(one({ do: 'UPDATE_DATASET', datasetId: accountId })),
      ['definition', 'steps[0]', 'action', 'datasetId'],
    ],
    [
      'names a dataset that is not there',
      () =>
        JSON.stringify(
          one({ do: 'BACKTEST', strategy: 'sma-cross', datasetIds: [datasetId, 'dat_nobodys'] }),
        ),
      ['definition', 'steps[0]', 'action', 'datasetIds[1]'],
    ],
    [
      'names a deployment that is not there',
      () => JSON.stringify(one({ do: 'STOP', deploymentId: 'dep_nobodys' })),
      ['definition', 'steps[0]', 'action', 'deploymentId'],
    ],
  ])('because it %s is refused with the place of the fault', async (_what, definition, path) => {
    const refused = await mutate('saveWorkflow', { organizationId, definition: definition() })
    expect(refused.__typename).toMatch(/^InvalidInput$|^NotFound$/)
    expect(refused.path).toEqual(['input', ...path])
  })

  it('names nothing of another organization', async () => {
    const other = await server.organization('neighbour')
    const theirs = { authorization: await server.bearer(other.id, 'OWNER') }
    const input = {
      organizationId: globalId('Organization', other.id),
      definition: JSON.stringify(one({ do: 'UPDATE_DATASET', datasetId })),
    }
    expect(await mutate('saveWorkflow', input, '__typename', theirs)).toMatchObject({
      __typename: 'NotFound',
      message: 'Dataset not found',
    })
  })
})

describe('leave for the steps of a workflow', () => {
  const updates = (name: string) => ({
    name,
    steps: [{ id: 'data', action: { do: 'UPDATE_DATASET', datasetId } }],
  })
  const lacking = { __typename: 'Forbidden', message: expect.stringContaining('dataset:update') as string }

  it('is asked of whoever saves, enables, runs or takes it up', async () => {
    expect(await save(updates('of-a-trader'), '__typename', trader)).toMatchObject(lacking)
    const { workflow } = await save<Saved>(updates('of-the-owner'), 'workflow { id definition }')
    const workflowId = workflow.id
    await mutate('enableWorkflow', { workflowId, enabled: false }, '__typename', trader)
    expect(await mutate('enableWorkflow', { workflowId, enabled: true }, '__typename', trader)).toMatchObject(
      lacking,
    )
    expect(await mutate('runWorkflow', { workflowId }, '__typename', trader)).toMatchObject(lacking)
    const { run } = await mutate<{ run: { id: string } }>('runWorkflow', { workflowId }, 'run { id }')
    // Nothing updates this dataset, so that it fails.
    expect(await over(run.id)).toMatchObject({ status: 'FAILED' })
    expect(await mutate('restartWorkflowRun', { runId: run.id }, '__typename', trader)).toMatchObject(lacking)
  })

  it('to deploy with real money is said twice', async () => {
    const [, stored = ''] = accountId.split('_')
    await server.runtime.database.query("UPDATE trading_account SET mode = 'LIVE' WHERE id = $1", [stored])
    const version = { strategy: 'momentum', number: 1 }
    const live = {
      name: 'live',
      steps: [{ id: 'go', action: { do: 'DEPLOY', version, name: 'live', accountId } }],
    }
    const missing = { __typename: 'InvalidInput', path: ['input', 'confirm'] }
    expect(await save(live)).toMatchObject(missing)
    const { workflow } = await save<Saved>(live, 'workflow { id definition }', owner, { confirm: 'live' })
    expect(await mutate('runWorkflow', { workflowId: workflow.id })).toMatchObject(missing)
    await server.runtime.database.query("UPDATE trading_account SET mode = 'PAPER' WHERE id = $1", [stored])
  })
})
