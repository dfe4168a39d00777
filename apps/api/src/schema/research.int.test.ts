/** Datasets and backtests from end to end, as a console and a program use them; and what strangers get to see of them: nothing. */
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
let stranger: Credential & { readonly authorization: string }
let organizationId: string
let datasetId: string
let backtestId: string

beforeAll(async () => {
  server = await startServer()
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  organizationId = globalId('Organization', server.demo.organizationId)
  const other = await server.organization('stranger')
  stranger = { authorization: await server.bearer(other.id, 'OWNER') }
})
afterAll(() => server?.close())

const upload = (body: string, headers: Readonly<Record<string, string>>, name = 'bars.csv') =>
  fetch(`${server.url}/api/uploads?organizationId=${organizationId}&name=${name}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/octet-stream', ...headers },
  })

async function mutate<Payload>(
  name: string,
  input: object,
  selection: string,
  credential: Credential = owner,
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, credential, query, { input }), name)
}

describe('research over the API', () => {
  it('shows an upload before it is imported, and follows its import to the end', async () => {
    const answer = await upload(BARS, { authorization: owner.authorization })
    expect(answer.status).toBe(201)
    const { uploadId } = (await answer.json()) as { uploadId: string }
    const { preview } = await mutate<{ preview: object }>(
      'previewImport',
      { organizationId, uploadId },
      'preview { kind timeframe problems questions { text } rows { at values { field value } } }',
    )
    expect(preview).toMatchObject({ kind: 'BARS', timeframe: '1m', problems: [], questions: [] })
    const { job } = await mutate<{ job: { id: string } }>(
      'importDataset',
      { organizationId, uploadId, instrumentId: 'SIM:WAVE', timeframe: '1m', assetClass: 'EQUITY' },
      'job { id status }',
    )
    const read = async () =>
      dataOf<{ status: string; dataset: { id: string } | null }>(
        await ask(
          server.url,
          owner,
          'query($id: ID!) { node(id: $id) { ... on Job { status progress failure outcome { rowsAdded } dataset { id } } } }',
          { id: job.id },
        ),
        'node',
      )
    await vi.waitFor(
      async () =>
        expect(await read()).toMatchObject({ status: 'COMPLETED', progress: 1, outcome: { rowsAdded: 600 } }),
      WAIT,
    )
    datasetId = (await read()).dataset?.id ?? ''
  })

  it('shows what is in a dataset', async () => {
    const query = `{ organization(slug: "demo") { datasets { totalCount edges { node {
      instrumentId rows firstAt verdict contentHash imports { rowsAdded } lastJob { kind }
      validation { verdict rules { rule verdict } } gapMap { missing } bars(first: 50) { at close }
      analysis { coverage returns { count } volatility { estimator } weekdays { key } } } } } } }`
    const { datasets } = dataOf<{ datasets: { edges: { node: { bars: object[] } }[] } }>(
      await ask(server.url, owner, query),
      'organization',
    )
    expect(datasets).toMatchObject({
      totalCount: 1,
      edges: [
        {
          node: {
            instrumentId: 'SIM:WAVE',
            rows: 600,
            firstAt: '2026-01-05T00:00:00.000Z',
            verdict: 'PASS',
            lastJob: { kind: 'IMPORT' },
            gapMap: { missing: 0 },
            analysis: { coverage: 1, returns: { count: 599 } },
          },
        },
      ],
    })
    expect(datasets.edges[0]?.node.bars.length).toBeLessThanOrEqual(50)
  })

  it('follows a sweep by subscription until it has ended, with its partial results', async () => {
    const backtest = {
      organizationId,
      strategy: 'sma-cross',
      datasetIds: [datasetId],
      currency: 'USD',
      cash: '100000',
      parameters: [{ name: 'quantity', value: '10' }],
    }
    const input = {
      backtest,
      axes: [
        { name: 'fast', values: '2:6:1' },
        { name: 'slow', values: '10,20' },
      ],
      method: 'GRID',
      objective: 'totalReturn',
    }
    const { backtest: swept } = await mutate<{ backtest: { id: string } }>(
      'runSweep',
      input,
      'backtest { id }',
    )
    const client = socketClient(server.url, owner)
    const query = `subscription($o: ID!, $b: ID!) { backtestProgress(organizationId: $o, backtestId: $b) {
      status progress { share secondsLeft } sweep { best { number parameters { name value } figures(names: ["totalReturn"]) { value } }
      trials(first: 3) { totalCount } } } }`
    const seen: { status: string }[] = []
    for await (const { data } of client.iterate({ query, variables: { o: organizationId, b: swept.id } }))
      seen.push(data?.['backtestProgress'] as { status: string })
    await client.dispose()
    expect(seen.at(-1)).toMatchObject({
      status: 'COMPLETED',
      progress: { share: 1, secondsLeft: null },
      sweep: { trials: { totalCount: 10 }, best: { figures: [{ value: expect.any(Number) as number }] } },
    })
  })

  it('walks forward, and shows what each window chose, how it fared, and the equity of the tests', async () => {
    const sweep = {
      backtest: {
        organizationId,
        strategy: 'sma-cross',
        datasetIds: [datasetId],
        currency: 'USD',
        cash: '100000',
      },
      axes: [{ name: 'fast', values: '3,5' }],
      method: 'GRID',
      objective: 'totalReturn',
    }
    const { backtest } = await mutate<{ backtest: { id: string } }>(
      'runWalkForward',
      { sweep, train: '200m', test: '150m', embargo: '1m' },
      'backtest { id kind }',
    )
    const query = `query($id: ID!) { node(id: $id) { ... on Backtest { kind status failure sweep { method best { number } }
      walkForward { kind train test step embargo trainMean testMean efficiency consistency
        windows { train { from to } test { from to } tried chosen { name value } trainScore testScore failure }
        heldOutEquity(first: 50) { at equity drawdown } } } } }`
    const read = async () =>
      dataOf<{ walkForward: { windows: object[]; heldOutEquity: object[] } }>(
        await ask(server.url, owner, query, { id: backtest.id }),
        'node',
      )
    await vi.waitFor(async () => expect(await read()).toMatchObject({ status: 'COMPLETED' }), WAIT)
    const shown = await read()
    expect(shown).toMatchObject({
      kind: 'WALK_FORWARD',
      sweep: { method: 'GRID', best: null },
      walkForward: {
        kind: 'ROLLING',
        step: null,
        embargo: '1m',
        testMean: expect.any(Number) as number,
        consistency: expect.any(Number) as number,
      },
    })
    expect(shown.walkForward.windows).toHaveLength(2)
    expect(shown.walkForward.windows[0]).toMatchObject({
      train: { from: '2026-01-05T00:00:00.000Z', to: '2026-01-05T03:19:00.000Z' },
      test: { from: '2026-01-05T03:20:00.000Z', to: '2026-01-05T05:50:00.000Z' },
      tried: 2,
      chosen: [{ name: 'fast', value: expect.stringMatching(/3|5/) as string }],
      failure: null,
    })
    expect(shown.walkForward.heldOutEquity.length).toBeGreaterThan(10)
    expect(await mutate('runWalkForward', { sweep, train: '9d', test: '1d' }, '__typename')).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'train'],
    })
    expect(
      await mutate(
        'runWalkForward',
        { sweep: { ...sweep, axes: [] }, train: '200m', test: '150m' },
        '__typename',
      ),
    ).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input', 'sweep', 'axes'] })
  })

  it('runs a backtest, shows it, and hands out its report', async () => {
    const { backtest } = await mutate<{ backtest: { id: string } }>(
      'runBacktest',
      {
        organizationId,
        strategy: 'sma-cross',
        datasetIds: [datasetId],
        currency: 'USD',
        cash: '100000',
        fills: { slippageBasisPoints: 1, commission: { kind: 'RATE', amount: '0.001', minimum: '1' } },
      },
      'backtest { id }',
    )
    backtestId = backtest.id
    const query = `query($id: ID!) { node(id: $id) { ... on Backtest { status failure strategy cash { amount } plan
      figures { name unit value } equity(first: 100) { at equity drawdown } trades(first: 2) { totalCount edges { node { side netPnl } } }
      datasets { current contentHash dataset { id } }
      fills { entry slippageBasisPoints spreadBasisPoints participation commission { kind amount minimum maximum } } documents { name url } startedBy { name } } } }`
    const read = async () =>
      dataOf<{
        status: string
        documents: { name: string; url: string }[]
        trades: { totalCount: number }
        datasets: object[]
        fills: object
      }>(await ask(server.url, owner, query, { id: backtestId }), 'node')
    await vi.waitFor(
      async () => expect(await read()).toMatchObject({ status: 'COMPLETED', failure: null }),
      WAIT,
    )
    const shown = await read()
    expect(shown.datasets).toMatchObject([{ current: true, dataset: { id: datasetId } }])
    expect(shown.fills).toEqual({
      entry: 'NEXT_OPEN',
      slippageBasisPoints: 1,
      spreadBasisPoints: 0,
      participation: null,
      commission: { kind: 'RATE', amount: '0.001', minimum: '1', maximum: null },
    })
    expect(shown.trades.totalCount).toBeGreaterThan(2)
    const html = shown.documents.find(({ name }) => name === 'report.html')
    const document = await fetch(`${server.url}${html?.url}`, {
      headers: { authorization: owner.authorization },
    })
    expect([document.status, document.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="report.html"',
    ])
    expect(await document.text()).toContain('sma-cross')
  })

  it('keeps splits and dividends beside a dataset, plays the prices that are asked for, and names whom a change touches', async () => {
    const carry = [
      { instrumentId: 'SIM:WAVE', at: '2026-01-05T04:00:00.000Z', kind: 'FUNDING', amount: '0.001' },
    ]
    const terms = { organizationId, strategy: 'sma-cross', datasetIds: [datasetId], currency: 'USD' }
    const { backtest } = await mutate<{ backtest: { id: string; prices: string; carry: object } }>(
      'runBacktest',
      { ...terms, cash: '100000', prices: 'SPLIT', carry },
      'backtest { id prices carry { instrumentId at kind amount } }',
    )
    expect(backtest).toMatchObject({ prices: 'SPLIT', carry })
    await vi.waitFor(async () => {
      const query = 'query($id: ID!) { node(id: $id) { ... on Backtest { status failure } } }'
      const shown = dataOf(await ask(server.url, owner, query, { id: backtest.id }), 'node')
      expect(shown).toEqual({ status: 'COMPLETED', failure: null })
    }, WAIT)
    const importing = async (text: string) => {
      const answer = await upload(text, { authorization: owner.authorization }, 'actions.csv')
      const { uploadId } = (await answer.json()) as { uploadId: string }
      const selection =
        'unchanged changes { before { kind } after { kind exAt ratio amount } } touchedBacktests { id } dataset { actions { kind ratio amount } }'
      return mutate<{ touchedBacktests: readonly { readonly id: string }[] }>(
        'importDatasetActions',
        { datasetId, uploadId },
        selection,
      )
    }
    const written = await importing('ex_date,kind,value\n2026-01-05T03:00:00Z,DIVIDEND,0.5\n')
    expect(written).toMatchObject({
      unchanged: 0,
      changes: [{ before: null, after: { exAt: '2026-01-05T03:00:00.000Z', ratio: null, amount: 0.5 } }],
      dataset: { actions: [{ kind: 'CASH_DIVIDEND', ratio: null, amount: 0.5 }] },
    })
    expect(written.touchedBacktests.map(({ id }) => id)).toContain(backtest.id)
    const reads = 'query($id: ID!) { node(id: $id) { ... on Backtest { datasets { current } } } }'
    const shown = dataOf(await ask(server.url, owner, reads, { id: backtest.id }), 'node')
    expect(shown).toEqual({ datasets: [{ current: false }] })
    expect(await importing('ex_date,kind,value\n2026-01-05,SPLIT,none\n')).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('row 2, column value: "none"') as string,
    })
  })

  it('lists the strategies with what a form needs', async () => {
    const query =
      '{ organization(slug: "demo") { backtestStrategies { name parameters { name kind default min max } } } }'
    const { backtestStrategies } = dataOf<{ backtestStrategies: object[] }>(
      await ask(server.url, owner, query),
      'organization',
    )
    expect(backtestStrategies).toContainEqual(
      expect.objectContaining({
        name: 'sma-cross',
        parameters: expect.arrayContaining([
          { name: 'fast', kind: 'INT', default: '10', min: '2', max: '500' },
        ]) as object[],
      }),
    )
  })

  it.each([
    ['runBacktest', { strategy: 'none' }, ['input', 'strategy']],
    ['runBacktest', { parameters: [{ name: 'fast', value: 'x' }] }, ['input', 'parameters', 'fast']],
    ['runBacktest', { seed: -1 }, ['input', 'seed']],
    ['runBacktest', { fills: { commission: { kind: 'RATE' } } }, ['input', 'fills', 'commission', 'amount']],
  ])('names the argument at fault of %s', async (name, wrong, path) => {
    const input = {
      organizationId,
      strategy: 'sma-cross',
      datasetIds: [datasetId],
      currency: 'USD',
      cash: '1',
      ...wrong,
    }
    expect(await mutate(name, input, '__typename')).toMatchObject({ code: 'BAD_USER_INPUT', path })
  })

  it('leaves every change in the audit log', async () => {
    const query =
      '{ organization(slug: "demo") { auditLog(first: 50) { edges { node { action summary } } } } }'
    const { auditLog } = dataOf<{ auditLog: { edges: { node: { action: string } }[] } }>(
      await ask(server.url, owner, query),
      'organization',
    )
    const actions = auditLog.edges.map(({ node }) => node.action)
    expect(actions).toEqual(expect.arrayContaining(['dataset.import', 'backtest.run', 'backtest.sweep']))
  })
})

describe('a stranger to research', () => {
  it('cannot tell a foreign dataset, job or backtest from none', async () => {
    for (const id of [datasetId, backtestId]) {
      const query = 'query($id: ID!) { node(id: $id) { id } }'
      const foreign = await ask(server.url, stranger, query, { id })
      expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
    }
    const own =
      '{ organization(slug: "stranger") { datasets { totalCount } backtests { totalCount } jobs { totalCount } } }'
    expect(dataOf(await ask(server.url, stranger, own), 'organization')).toEqual({
      datasets: { totalCount: 0 },
      backtests: { totalCount: 0 },
      jobs: { totalCount: 0 },
    })
  })

  it('gets no document, and brings no file in', async () => {
    const headers = { authorization: stranger.authorization }
    expect((await fetch(`${server.url}/api/backtests/${backtestId}/report.html`, { headers })).status).toBe(
      404,
    )
    expect((await upload(BARS, headers)).status).toBe(404)
  })
})

describe('the doors for files', () => {
  it.each([
    ['nobody', {}, 401],
    ['a key that is none', { authorization: 'Bearer qd_none' }, 401],
    ['a foreign page', { origin: 'https://evil.example' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 400],
    ['a packed body', { 'content-encoding': 'gzip' }, 400],
  ])('are shut to %s', async (who, headers, status) => {
    const credential =
      who === 'a form' || who === 'a packed body' ? { authorization: owner.authorization } : {}
    expect((await upload(BARS, { ...credential, ...headers })).status).toBe(status)
  })

  it('are shut to a viewer who wants to import', async () => {
    const authorization = await server.bearer(server.demo.organizationId, 'VIEWER')
    expect((await upload(BARS, { authorization })).status).toBe(403)
  })

  it('keep a file inside its folder, whatever its name', async () => {
    const answer = await upload(
      BARS,
      { authorization: owner.authorization },
      encodeURIComponent('../../../etc/passwd'),
    )
    expect(await answer.json()).toMatchObject({ name: '_.._.._etc_passwd' })
  })

  it('answer nothing but the documents of a report', async () => {
    const headers = { authorization: owner.authorization }
    for (const name of ['trade-rows', 'secret.txt', '..%2freport.html'])
      expect((await fetch(`${server.url}/api/backtests/${backtestId}/${name}`, { headers })).status).toBe(404)
  })
})
