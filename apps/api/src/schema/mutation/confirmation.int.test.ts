/** Whatever lets a deployment trade on a LIVE account is confirmed by its name; nothing that stops it has to be. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, dataOf } from '../../testing/client.ts'
import { pretendStrategies } from '../../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../../testing/server.ts'
import { globalId } from '../global-id.ts'

const NAME = 'with-real-money'

let server: TestServer
let owner: { readonly authorization: string }
let deploymentId: string
let versionId: string
let accountId: string

/** A deployment on an account that is LIVE by its rows: which venues would take its orders is not the API's to say. */
beforeAll(async () => {
  server = await startServer({ strategies: pretendStrategies })
  const { organizationId } = server.demo
  owner = { authorization: await server.bearer(organizationId, 'OWNER') }
  const { database } = server.runtime
  const [account] = await database.query<{ id: string }>(
    'SELECT id FROM trading_account ORDER BY seq LIMIT 1',
  )
  const actor = { kind: 'SYSTEM', id: 'live', name: 'live', userId: null } as const
  const strategies = await server.runtime.strategies()
  const asking = { organizationId, actor }
  const made = await strategies.submit(asking, 'live', { kind: 'ZIP', uploadId: 'upload' })
  const stored = await strategies.deploy(asking, {
    versionId: made.versionId,
    accountId: account?.id ?? '',
    name: NAME,
    parameters: {},
    instrumentIds: [],
    seed: 0,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 60,
    idempotencyKey: 'live',
  })
  await database.query("UPDATE trading_account SET mode = 'LIVE' WHERE id = $1", [account?.id ?? ''])
  await database.query("UPDATE deployment SET mode = 'LIVE' WHERE id = $1", [stored])
  deploymentId = globalId('Deployment', stored)
  versionId = globalId('StrategyVersion', made.versionId)
  accountId = globalId('Account', account?.id ?? '')
})
afterAll(() => server?.close())

async function mutate(name: string, input: object): Promise<object> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Problem { path message } } }`
  return dataOf<object>(await ask(server.url, owner, query, { input }), name)
}

const trading = [
  ['deployStrategy', () => ({ versionId, accountId, name: NAME, idempotencyKey: 'live-again' })],
  ['changeDeployment', () => ({ deploymentId, expectedRevision: 1, ordersPerMinuteMax: 5 })],
  ['rollBackDeployment', () => ({ deploymentId, expectedRevision: 1 })],
  ['startDeployment', () => ({ deploymentId, reason: 'go' })],
] as const

describe('on a LIVE account', () => {
  it.each(trading)('%s is refused without the name', async (name, input) => {
    for (const confirm of [undefined, '', 'yes']) {
      expect(await mutate(name, { ...input(), confirm })).toEqual({
        __typename: 'InvalidInput',
        path: ['input', 'confirm'],
        message: `must be the deployment's name, ${NAME}, because the account is LIVE`,
      })
    }
  })

  it.each(trading)('%s is not held up once it is confirmed', async (name, input) => {
    expect(await mutate(name, { ...input(), confirm: NAME })).not.toMatchObject({
      path: ['input', 'confirm'],
    })
  })

  it.each(['pauseDeployment', 'stopDeployment', 'flattenDeployment'])(
    '%s asks for nothing more',
    async (name) => {
      const done = await mutate(name, { deploymentId, reason: 'enough' })
      expect(done).toMatchObject({ __typename: expect.stringMatching(/Payload$/) as string })
    },
  )
})
