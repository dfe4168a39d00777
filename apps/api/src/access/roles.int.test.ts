/** Every mutation for every role, for a key of another organization and for nobody: exactly what the action table says. */
import { Readable } from 'node:stream'
import { getNamedType, isLeafType, isObjectType, isRequiredArgument } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSchema } from '../schema/schema.ts'
import { globalId, storedId } from '../schema/global-id.ts'
import { ensureMember, ensurePerson } from '../seed/people.ts'
import { type Credential, ask, dataOf, signIn } from '../testing/client.ts'
import { type PretendedStrategies, pretendStrategies } from '../testing/pretended-strategies.ts'
import { PASSWORD, type TestServer, startServer } from '../testing/server.ts'
import { ACTIONS, type Action, allows } from './action.ts'
import { ROLES, type Role } from './role.ts'

const mutations = Object.values(buildSchema().getMutationType()?.getFields() ?? {}).map((field) => ({
  name: field.name,
  action: field.extensions.action as Action,
}))

let server: TestServer
let strategies: PretendedStrategies
let organizationId: string
let accountId: string
let userId: string
let orderId: string
let killSwitchId: string
let apiKeyId: string
let uploadId: string
/** Each is deleted by whoever may. */
let datasetIds: string[] = []
let backtestId: string
let versionId: string
let deploymentId: string
let incidentId: string
let buildIds: string[] = []
/** Each is deleted by whoever may. */
const workflowIds: string[] = []
let workflowRunId: string
let proposalId: string
let connectionId: string
/** Each is removed by whoever may. */
let connectionIds: string[] = []
let breakId: string
/** Each role as a program shows it, by its key, and as a person does, signed in. */
const WAYS = ['key', 'session'] as const
type Way = (typeof WAYS)[number]
const credentials: Readonly<Record<Way, Map<Role, Credential>>> = { key: new Map(), session: new Map() }
const foreign: Partial<Record<Way, Credential>> = {}

const organization = () => globalId('Organization', organizationId)
let counter = 0
const unique = () => `roles-${(counter += 1)}`

/** An input of each mutation that its organization would accept. */
const inputs: Readonly<Record<string, () => object>> = {
  openAccount: () => ({ organizationId: organization(), name: unique(), mode: 'PAPER', currency: 'USD' }),
  deposit: () => ({ accountId, amount: '1', currency: 'USD', idempotencyKey: unique() }),
  convertCash: () => ({
    accountId,
    fromCurrency: 'EUR',
    toCurrency: 'USD',
    amount: '1',
    idempotencyKey: unique(),
  }),
  submitOrder: () => order(),
  previewOrder: () => order(),
  replaceOrder: () => ({ orderId, idempotencyKey: unique(), quantity: '0.02' }),
  cancelOrder: () => ({ orderId }),
  cancelAllOrders: () => ({ organizationId: organization() }),
  putRiskPolicy: () => ({
    organizationId: organization(),
    scope: 'INSTRUMENT',
    targetId: 'SIM:ETH-USD',
    limits: {},
  }),
  engageKillSwitch: () => ({
    organizationId: organization(),
    scope: 'STRATEGY',
    targetId: unique(),
    reason: 'a drill',
  }),
  releaseKillSwitch: () => ({ organizationId: organization(), killSwitchId, reason: 'the drill is over' }),
  createApiKey: () => ({ organizationId: organization(), name: unique(), role: 'VIEWER' }),
  previewImport: () => ({ organizationId: organization(), uploadId }),
  importDataset: () => ({
    organizationId: organization(),
    uploadId,
    instrumentId: 'SIM:ROLES',
    timeframe: 'sometimes',
  }),
  beginDataset: () => ({
    organizationId: organization(),
    source: 'venue:NOWHERE',
    instrumentId: 'NOWHERE:ROLES',
    timeframe: '1h',
  }),
  importDatasetActions: () => ({ datasetId: datasetIds[0], uploadId }),
  updateDataset: () => ({ datasetId: datasetIds[0] }),
  scheduleDatasetUpdates: () => ({ datasetId: datasetIds[0], source: 'nightly.csv', cron: '0 2 * * *' }),
  pauseDatasetUpdates: () => ({ datasetId: datasetIds[0], paused: false }),
  deleteDataset: () => ({ datasetId: datasetIds.pop() }),
  runBacktest: () => backtest(),
  runSweep: () => ({ backtest: backtest(), axes: [{ name: 'fast', values: '2:5:1' }], method: 'GRID' }),
  runWalkForward: () => ({
    sweep: { backtest: backtest(), axes: [{ name: 'fast', values: '2:5:1' }], method: 'GRID' },
    train: '2h',
    test: '1h',
  }),
  cancelBacktest: () => ({ backtestId }),
  submitStrategy: () => ({ organizationId: organization(), name: 'roles', uploadId: 'upload' }),
  cancelStrategyBuild: () => ({ versionId: buildIds.pop() }),
  deployStrategy: () => ({ versionId, accountId, name: unique(), idempotencyKey: unique() }),
  changeDeployment: () => ({ deploymentId, expectedRevision: 0, ordersPerMinuteMax: 5 }),
  rollBackDeployment: () => ({ deploymentId, expectedRevision: 0 }),
  startDeployment: () => ({ deploymentId, reason: 'a drill' }),
  pauseDeployment: () => ({ deploymentId, reason: 'a drill' }),
  stopDeployment: () => ({ deploymentId, reason: 'a drill' }),
  flattenDeployment: () => ({ deploymentId, reason: 'a drill' }),
  compareDeployment: () => ({ deploymentId }),
  approveIncidentRemedy: () => ({ incidentId }),
  closeIncident: () => ({ incidentId, reason: 'a drill' }),
  setIncidentAutomation: () => ({ organizationId: organization(), automation: 'NOTHING' }),
  drillDeployment: () => ({ deploymentId, kind: 'SLOW' }),
  saveWorkflow: () => ({ organizationId: organization(), definition: JSON.stringify(workflow('saved')) }),
  enableWorkflow: () => ({ workflowId: workflowIds[0], enabled: true }),
  deleteWorkflow: () => ({ workflowId: workflowIds.pop() }),
  runWorkflow: () => ({ workflowId: workflowIds[0] }),
  cancelWorkflowRun: () => ({ runId: workflowRunId }),
  restartWorkflowRun: () => ({ runId: workflowRunId }),
  proposeSignal: () => ({
    accountId,
    instrumentId: 'SIM:BTC-USD',
    side: 'BUY',
    quantity: '0.01',
    signal: { ...told(), at: new Date(Date.now() - 1_000).toISOString() },
  }),
  consultSignalModel: () => ({ source: 'house', accountId, instrumentId: 'SIM:BTC-USD', quantity: '0.01' }),
  acceptSignalProposal: () => ({ proposalId }),
  declineSignalProposal: () => ({ proposalId, reason: 'a drill' }),
  setSignalPolicy: () => ({
    organizationId: organization(),
    modes: ['PAPER'],
    instruments: [],
    acceptedPerHourMax: 0,
    confidenceMin: 1,
  }),
  testConnection: () => connection(),
  addConnection: () => connection(),
  listVenueInstruments: () => ({ organizationId: organization(), venueId: 'NOWHERE', search: '' }),
  rotateConnection: () => ({ connectionId, credential: [] }),
  setConnectionSymbols: () => ({ connectionId, symbols: ['BTC-USD'] }),
  setConnectionEnabled: () => ({ connectionId, enabled: false }),
  removeConnection: () => ({ connectionId: connectionIds.pop() }),
  runReconciliation: () => ({ connectionId }),
  correctBreak: () => ({ breakId, reason: 'a drill' }),
  dismissBreak: () => ({ breakId, reason: 'a drill' }),
  setReconciliationPolicy: () => ({
    organizationId: organization(),
    everyMs: 60_000,
    applies: [],
    worthMax: '0',
  }),
  setPromotionPolicy: () => ({
    organizationId: organization(),
    version: 0,
    daysInStage: 1,
    ordersInStage: 1,
    fillRatioMin: 0.5,
    fillRatioMax: 2,
    priceDriftBpsMax: 5,
    drawdownMaxShare: 0.1,
  }),
  enableLive: () => ({
    accountId,
    connectionId,
    userIds: [globalId('User', userId)],
    stagePercent: 5,
    reason: 'a drill',
    confirm: 'x',
  }),
  disableLive: () => ({ accountId, reason: 'a drill' }),
  setCapitalStage: () => ({ accountId, stagePercent: 5, reason: 'a drill', confirm: 'x' }),
  setSecondFactorPolicy: () => ({ organizationId: organization(), required: false }),
  revokeApiKey: () => ({ organizationId: organization(), apiKeyId }),
  setMemberRole: () => ({ organizationId: organization(), userId, role: 'VIEWER' }),
}

/** An upload, a backtest that has ended, and as many datasets as there are attempts to delete one. */
async function layOutResearch(): Promise<void> {
  const { runtime } = server
  const { datasets } = await runtime.research()
  const file = Readable.from([Buffer.from('time,open,high,low,close\n2026-01-05T00:00:00Z,1,1,1,1\n')])
  uploadId = (await datasets.upload(organizationId, 'bars.csv', file)).id
  const rows = await runtime.database.query<{ id: string }>(
    `INSERT INTO dataset (id, organization_id, instrument_id, kind, timeframe, rows, content_sha256, source, created_at, updated_at)
     SELECT gen_random_uuid()::text, $1, 'SIM:' || n, 'BARS', '1m', 0, '', '', now(), now() FROM generate_series(1, 20) n
     RETURNING id`,
    [organizationId],
  )
  datasetIds = rows.map(({ id }) => globalId('Dataset', id))
  const [ended] = await runtime.database.query<{ id: string }>(
    `INSERT INTO backtest (id, organization_id, kind, name, strategy, status, request, done, total, actor, created_at, updated_at, ended_at)
     VALUES (gen_random_uuid()::text, $1, 'SINGLE', 'done', 'sma-cross', 'CANCELLED', '{}', 0, 0, '{}', now(), now(), now()) RETURNING id`,
    [organizationId],
  )
  backtestId = globalId('Backtest', ended?.id ?? '')
}

/** A deployment, and as many builds that are queued as there are attempts to cancel one. */
async function layOutStrategies(): Promise<void> {
  const actor = { kind: 'SYSTEM', id: 'roles', name: 'roles', userId: null } as const
  const asking = { organizationId, actor }
  const source = { kind: 'ZIP', uploadId: 'upload' } as const
  const submitted = await strategies.submit(asking, 'roles', source)
  versionId = globalId('StrategyVersion', submitted.versionId)
  const stored = await strategies.deploy(asking, {
    versionId: submitted.versionId,
    accountId: storedId('Account', accountId) ?? '',
    name: 'roles',
    parameters: {},
    instrumentIds: [],
    seed: 0,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 60,
    idempotencyKey: unique(),
  })
  deploymentId = globalId('Deployment', stored)
  const rows = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO strategy_version (id, organization_id, strategy_id, number, status, source, problems, log, step, progress, actor, created_at, updated_at)
     SELECT gen_random_uuid()::text, $1, $2, 100 + n, 'QUEUED', '{}', '[]', '', '', 0, '{}', now(), now() FROM generate_series(1, 20) n
     RETURNING id`,
    [organizationId, submitted.strategyId],
  )
  buildIds = rows.map(({ id }) => globalId('StrategyVersion', id))
  const [incident] = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO strategy_incident (id, organization_id, deployment_id, kind, severity, summary, subject, steps, opened_at)
     VALUES (gen_random_uuid()::text, $1, $2, 'SLOW', 'WARNING', '', '', '[]', now()) RETURNING id`,
    [organizationId, stored],
  )
  incidentId = globalId('Incident', incident?.id ?? '')
}

/** Steps that everybody who may save a workflow may do as well. */
const workflow = (name: string) => ({
  name,
  steps: [{ id: 'backtest', action: { do: 'BACKTEST', strategy: 'sma-cross', datasetIds: [datasetIds[0]] } }],
})

/** A run, and as many workflows as there are attempts to delete one. */
async function layOutWorkflows(): Promise<void> {
  const actor = { kind: 'SYSTEM', id: 'roles', name: 'roles', userId: null } as const
  const asking = { organizationId, actor }
  const workflows = await server.runtime.workflows()
  for (let n = 0; n < 20; n += 1)
    workflowIds.push(globalId('Workflow', await workflows.save(asking, workflow(`roles-${n}`))))
  const first = storedId('Workflow', workflowIds[0] ?? '') ?? ''
  workflowRunId = globalId('WorkflowRun', await workflows.run(asking, first))
}

/** What a model says, for as long as these tests take. */
const told = () => ({
  horizonSeconds: 86_400,
  score: 0.5,
  confidence: 0.9,
  source: 'boost',
  version: '3',
  modelDigest: 'abc',
  featureDigest: 'def',
  features: [],
})

/** A proposal that a model brought. */
async function layOutSignals(): Promise<void> {
  const input = inputs.proposeSignal?.()
  const query = `mutation($input: ProposeSignalInput!) { proposeSignal(input: $input) { ... on ProposeSignalPayload { proposal { id } } } }`
  const made = await ask(server.url, credentials.key.get('OWNER') ?? {}, query, { input })
  proposalId = dataOf<{ proposal: { id: string } }>(made, 'proposeSignal').proposal.id
}

/** Connections to a venue that is not reached any more, as many as there are attempts to remove one, and a difference. */
async function layOutVenues(): Promise<void> {
  const rows = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO connection (id, organization_id, venue_id, name, purpose, enabled, symbols, created_by, created_at, updated_at)
     SELECT gen_random_uuid()::text, $1, 'NOWHERE', 'roles-' || n, 'READ', false, '{BTC-USD}', '{}', now(), now()
     FROM generate_series(1, 20) n RETURNING id`,
    [organizationId],
  )
  connectionIds = rows.map(({ id }) => globalId('VenueLink', id))
  connectionId = connectionIds.pop() ?? ''
  const [found] = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO reconciliation_break (id, organization_id, connection_id, account_id, run_id, kind, subject, expected, observed, evidence, proposed, status, found_at)
     VALUES (gen_random_uuid()::text, $1, $2, $3, 'run', 'BALANCE', 'USD', '1', '2', '{}', '{"kind":"AWAIT_VENUE"}', 'CLEARED', now())
     RETURNING id`,
    [organizationId, storedId('VenueLink', connectionId), storedId('Account', accountId)],
  )
  breakId = globalId('ReconciliationBreak', found?.id ?? '')
}

/** A connection to a venue that nobody reaches: it is refused for what it asks. */
const connection = () => ({
  organizationId: organization(),
  venueId: 'NOWHERE',
  name: unique(),
  purpose: 'MARKET_DATA',
  symbols: ['BTC-USD'],
})

function backtest(): object {
  return {
    organizationId: organization(),
    strategy: 'sma-cross',
    datasetIds: [],
    currency: 'USD',
    cash: '1000',
  }
}

function order(): object {
  return {
    accountId,
    instrumentId: 'SIM:BTC-USD',
    clientOrderId: unique(),
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.01',
    limitPrice: '1000',
    timeInForce: 'GTC',
  }
}

/** What a caller gets to see: the payload's or problem's type, or the code of the error. */
async function outcome(credential: Credential, name: string): Promise<string> {
  const input = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const shared: Readonly<Record<string, string>> = {
    previewOrder: 'SubmitOrderInput',
    testConnection: 'AddConnectionInput',
  }
  const type = shared[name] ?? input
  const query = `mutation($input: ${type}!) { ${name}(input: $input) { __typename ... on Problem { code message } } }`
  const { data, errors } = await ask(server.url, credential, query, { input: inputs[name]?.() })
  if (errors !== undefined) return errors[0]?.extensions.code ?? 'no code'
  const result = data?.[name] as { readonly __typename: string } | undefined
  return result?.__typename ?? 'nothing'
}

/** A person of the organization who has this role, signed in. */
async function signedIn(role: Role): Promise<Credential> {
  const { auth, prisma, url } = server
  const email = `${role.toLowerCase()}@roles.test`
  const id = await ensurePerson(auth, { name: `Somebody ${role}`, email, password: PASSWORD })
  await ensureMember(prisma, auth, { organizationId, userId: id, role })
  return { cookie: await signIn(url, email), origin: url }
}

beforeAll(async () => {
  server = await startServer({ strategies: (runtime) => (strategies = pretendStrategies(runtime)) })
  organizationId = server.demo.organizationId
  for (const role of ROLES) {
    credentials.key.set(role, { authorization: await server.bearer(organizationId, role) })
    credentials.session.set(role, await signedIn(role))
  }
  const other = await server.organization('other')
  foreign.key = { authorization: await server.bearer(other.id, 'OWNER') }
  foreign.session = { cookie: await signIn(server.url, 'owner@other.test'), origin: server.url }
  const owner = credentials.key.get('OWNER') ?? {}
  const { data } = await ask(
    server.url,
    owner,
    `{ organization(slug: "demo") { accounts { edges { node { id } } } members { role user { id } } apiKeys { id role } } }`,
  )
  const found = data?.organization as unknown as {
    accounts: { edges: { node: { id: string } }[] }
    members: { role: string; user: { id: string } }[]
    apiKeys: { id: string; role: string }[]
  }
  accountId = found.accounts.edges[0]?.node.id ?? ''
  userId = found.members.find(({ role }) => role === 'VIEWER')?.user.id ?? ''
  const spare = await ask(
    server.url,
    owner,
    `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeyPayload { apiKey { id } } } }`,
    { input: inputs.createApiKey?.() },
  )
  apiKeyId = dataOf<{ apiKey: { id: string } }>(spare, 'createApiKey').apiKey.id
  const made = await ask(
    server.url,
    owner,
    `mutation($input: SubmitOrderInput!) { submitOrder(input: $input) { ... on SubmitOrderPayload { order { id status } } } }`,
    { input: order() },
  )
  orderId = dataOf<{ order: { id: string } }>(made, 'submitOrder').order.id
  const engaged = await ask(
    server.url,
    owner,
    `mutation($input: EngageKillSwitchInput!) { engageKillSwitch(input: $input) { ... on EngageKillSwitchPayload { killSwitch { id } } } }`,
    { input: inputs.engageKillSwitch?.() },
  )
  await layOutResearch()
  await layOutStrategies()
  await layOutWorkflows()
  await layOutSignals()
  await layOutVenues()
  killSwitchId = dataOf<{ killSwitch: { id: string } }>(engaged, 'engageKillSwitch').killSwitch.id
})
afterAll(() => server?.close())

describe('mutations by role', () => {
  it('covers every mutation of the schema', () => {
    expect(Object.keys(inputs).sort()).toEqual(mutations.map(({ name }) => name).sort())
  })

  describe.each(mutations)('$name', ({ name, action }) => {
    const cells = ROLES.flatMap((role) => WAYS.map((way) => ({ role, way })))
    it.each(cells)(`for $role by $way is what the table says of ${action}`, async ({ role, way }) => {
      const seen = await outcome(credentials[way].get(role) ?? {}, name)
      if (!allows(role, action)) return expect(seen).toBe('FORBIDDEN')
      // Allowed: carried out, or refused for what it asks (an order that is done cannot be replaced), never for who asks.
      expect(seen).toMatch(/Payload$|^InvalidInput$|^Conflict$/)
    })

    it.each(WAYS)('does not exist for an owner of another organization by %s', async (way) => {
      expect(await outcome(foreign[way] ?? {}, name)).toBe('NotFound')
    })

    it('is refused to nobody in particular', async () => {
      expect(await outcome({}, name)).toBe('UNAUTHENTICATED')
    })
  })
})

describe('the action table', () => {
  it('is published as it is enforced', async () => {
    const { data } = await ask(server.url, {}, '{ permissions { action description roles } }')
    const expected = Object.entries(ACTIONS).map(([action, { roles, description }]) => ({
      action,
      description,
      roles: [...roles],
    }))
    expect(data?.permissions).toEqual(expected)
  })

  const cells = ROLES.flatMap((role) => WAYS.map((way) => ({ role, way })))
  it.each(cells)('guards the fields of an organization for $role by $way', async ({ role, way }) => {
    const type = buildSchema().getType('Organization')
    if (!isObjectType(type)) throw new Error('Organization is an object type')
    const guarded = Object.values(type.getFields()).filter(
      ({ extensions }) => extensions.action !== undefined,
    )
    expect(guarded.length).toBeGreaterThan(5)
    for (const field of guarded) {
      if (field.args.some(isRequiredArgument)) continue
      const selection = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
      const { errors } = await ask(
        server.url,
        credentials[way].get(role) ?? {},
        `{ organization(slug: "demo") { ${field.name} ${selection} } }`,
      )
      const code = errors?.[0]?.extensions.code ?? null
      expect(code, field.name).toBe(allows(role, field.extensions.action as Action) ? null : 'FORBIDDEN')
    }
  })
})
