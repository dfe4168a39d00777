/** Incidents over the API as a console and a program use them: read with their bundle, approved, closed, and kept to who may. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId, storedId } from './global-id.ts'

let server: TestServer
let owner: { readonly authorization: string }
let deploymentId: string

const SYSTEM = { kind: 'SYSTEM', id: 'test', name: 'test', userId: null } as const

beforeAll(async () => {
  server = await startServer()
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  const { accounts } = await read<{ accounts: { edges: { node: { id: string; mode: string } }[] } }>(
    '{ organization(slug: "demo") { accounts { edges { node { id mode } } } } }',
    'organization',
  )
  const account = accounts.edges.find(({ node }) => node.mode === 'PAPER')?.node.id ?? ''
  const strategyId = await made({ type: 'CreateStrategy', name: 'quiet' })
  deploymentId = await made({
    type: 'DeployStrategy',
    strategyId,
    name: 'quiet',
    accountId: storedId('Account', account) ?? '',
    seed: 0,
    isolation: 'PROCESS',
    idempotencyKey: 'quiet',
    version: { versionId: 'v1', number: 1, digest: '0'.repeat(64) },
    params: '{}',
    instrumentIds: ['SIM:BTC-USD'],
    ordersPerMinuteMax: 60,
  })
})
afterAll(() => server?.close())

type Request = Parameters<TestServer['runtime']['submit']>[2]

async function made(request: Request): Promise<string> {
  const { outcome } = await server.runtime.submit(server.demo.organizationId, SYSTEM, request)
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  return outcome.subjectId
}

const read = async <Data>(query: string, field: string, variables: object = {}) =>
  dataOf<Data>(await ask(server.url, owner, query, variables), field)

async function mutate<Payload>(name: string, input: object, selection = '__typename') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, owner, query, { input }), name)
}

/** An open incident of the deployment, as a rule would have left it to a person. */
async function opened(kind: string, action: string): Promise<string> {
  const step = { action, reason: 'because', status: 'PROPOSED', at: 1e15, actor: null, result: null }
  const [row] = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO strategy_incident (id, organization_id, deployment_id, kind, severity, summary, subject, steps, bundle, opened_at)
     VALUES (gen_random_uuid()::text, $1, $2, $3, 'WARNING', 'something', 's', $4::jsonb, '{"seen":{"at":1}}', now())
     RETURNING id`,
    [server.demo.organizationId, deploymentId, kind, JSON.stringify([step])],
  )
  return globalId('Incident', row?.id ?? '')
}

describe('an incident over the API', () => {
  let pausing: string
  let starting: string

  it('is listed with its steps and its bundle, by what is asked for', async () => {
    pausing = await opened('STUCK_ORDER', 'PAUSE')
    starting = await opened('DRIFT', 'RESTART')
    const { incidents, incidentAutomation } = await read<{ incidents: object; incidentAutomation: string }>(
      `{ organization(slug: "demo") { incidentAutomation incidents(filter: { open: true, kinds: [STUCK_ORDER], drills: false }) {
        totalCount edges { node { id kind severity summary bundle endedAt drill { id } deployment { name } steps { action status actor { name } } } } } } }`,
      'organization',
    )
    expect(incidentAutomation).toBe('REDUCING')
    expect(incidents).toEqual({
      totalCount: 1,
      edges: [
        {
          node: {
            id: pausing,
            kind: 'STUCK_ORDER',
            severity: 'WARNING',
            summary: 'something',
            bundle: '{"seen":{"at":1}}',
            endedAt: null,
            drill: null,
            deployment: { name: 'quiet' },
            steps: [{ action: 'PAUSE', status: 'PROPOSED', actor: null }],
          },
        },
      ],
    })
  })

  it('has its step taken in the name of who approves, as a command like any other', async () => {
    const { incident } = await mutate<{ incident: object }>(
      'approveIncidentRemedy',
      { incidentId: pausing },
      'incident { steps { action status actor { kind } result } deployment { desired } }',
    )
    expect(incident).toMatchObject({
      steps: [{ action: 'PAUSE', status: 'DONE', actor: { kind: 'API_KEY' } }],
      deployment: { desired: 'PAUSED' },
    })
    const { auditLog } = await read<{ auditLog: { edges: { node: { action: string } }[] } }>(
      '{ organization(slug: "demo") { auditLog(first: 2) { edges { node { action } } } } }',
      'organization',
    )
    expect(auditLog.edges.map(({ node }) => node.action)).toContain('incident.remedy')
    expect(await mutate('approveIncidentRemedy', { incidentId: pausing })).toMatchObject({ code: 'CONFLICT' })
  })

  it('starts a deployment on a LIVE account only where its name is said again', async () => {
    const { database } = server.runtime
    await database.query("UPDATE deployment SET mode = 'LIVE' WHERE id = $1", [deploymentId])
    expect(await mutate('approveIncidentRemedy', { incidentId: starting })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'confirm'],
    })
    await database.query("UPDATE deployment SET mode = 'PAPER' WHERE id = $1", [deploymentId])
  })

  it('is closed by a person with a reason, once', async () => {
    expect(await mutate('closeIncident', { incidentId: starting, reason: ' ' })).toMatchObject({
      path: ['input', 'reason'],
    })
    const { incident } = await mutate<{ incident: object }>(
      'closeIncident',
      { incidentId: starting, reason: 'it was the tape' },
      'incident { endReason endedBy { kind } endedAt }',
    )
    expect(incident).toMatchObject({
      endReason: 'it was the tape',
      endedBy: { kind: 'API_KEY' },
      endedAt: expect.any(String) as string,
    })
    expect(await mutate('closeIncident', { incidentId: starting, reason: 'again' })).toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('is remedied as far as its organization says', async () => {
    const organizationId = globalId('Organization', server.demo.organizationId)
    const { organization } = await mutate<{ organization: object }>(
      'setIncidentAutomation',
      { organizationId, automation: 'NOTHING' },
      'organization { incidentAutomation }',
    )
    expect(organization).toEqual({ incidentAutomation: 'NOTHING' })
  })

  it('is not drilled in a deployment that does not run', async () => {
    const input = { deploymentId: globalId('Deployment', deploymentId), kind: 'MUTE_FEED' }
    expect(await mutate('drillDeployment', input)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('not RUNNING') as string,
    })
  })
})
