/** Switches, policies and orders name a strategy that is hosted here by its id, and one of a program outside by its label. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, dataOf } from '../testing/client.ts'
import { pretendStrategies } from '../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId } from './global-id.ts'

let server: TestServer
let owner: { readonly authorization: string }
let organizationId: string
let accountId: string
let strategyId: string
let stored: string

beforeAll(async () => {
  server = await startServer({ strategies: pretendStrategies })
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  organizationId = globalId('Organization', server.demo.organizationId)
  const { accounts } = dataOf<{ accounts: { edges: { node: { id: string } }[] } }>(
    await ask(server.url, owner, '{ organization(slug: "demo") { accounts { edges { node { id } } } } }'),
    'organization',
  )
  accountId = accounts.edges[0]?.node.id ?? ''
  const strategies = await server.runtime.strategies()
  const actor = { kind: 'SYSTEM', id: 'labels', name: 'labels', userId: null } as const
  const asking = { organizationId: server.demo.organizationId, actor }
  const made = await strategies.submit(asking, 'momentum', { kind: 'ZIP', uploadId: 'upload' })
  stored = made.strategyId
  strategyId = globalId('Strategy', stored)
})
afterAll(() => server?.close())

async function mutate(name: string, input: object, selection: string): Promise<object> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) {
    ... on ${type}Payload { ${selection} } ... on Problem { code path } } }`
  return dataOf<object>(await ask(server.url, owner, query, { input }), name)
}

const engage = (targetId: string) =>
  mutate(
    'engageKillSwitch',
    { organizationId, scope: 'STRATEGY', targetId, reason: 'a drill' },
    'killSwitch { targetId }',
  )

const put = (targetId: string) =>
  mutate(
    'putRiskPolicy',
    { organizationId, scope: 'STRATEGY', targetId, limits: { maxOpenOrders: 5 } },
    'policy { targetId }',
  )

const submit = (label: string) =>
  mutate(
    'submitOrder',
    {
      accountId,
      instrumentId: 'SIM:BTC-USD',
      clientOrderId: `of-${label}`,
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.01',
      limitPrice: '1000',
      strategyId: label,
    },
    'order { strategyId }',
  )

describe('a strategy', () => {
  it('that is hosted is named by its id, and the engine compares what it keeps', async () => {
    expect(await put(strategyId)).toEqual({ policy: { targetId: strategyId } })
    expect(await submit(strategyId)).toEqual({ order: { strategyId } })
    expect(await engage(strategyId)).toEqual({ killSwitch: { targetId: strategyId } })
    const { database } = server.runtime
    const rows = await database.query<{ target: string }>(
      `SELECT target_id AS target FROM kill_switch WHERE scope = 'STRATEGY'
       UNION ALL SELECT target_id FROM risk_policy_version WHERE scope = 'STRATEGY'
       UNION ALL SELECT strategy_id FROM trade_order WHERE strategy_id IS NOT NULL`,
    )
    expect(rows.map(({ target }) => target)).toEqual([stored, stored, stored])
  })

  it('that a program outside runs keeps the label that it chose', async () => {
    for (const label of ['my-label', 'str_of_mine'])
      expect([await put(label), await submit(label), await engage(label)]).toEqual([
        { policy: { targetId: label } },
        { order: { strategyId: label } },
        { killSwitch: { targetId: label } },
      ])
  })

  it('that nobody here has is not found, and what is no label is refused', async () => {
    const nobodys = strategyId.replace(/[0-9a-f]{8}-/, '00000000-')
    expect([await put(nobodys), await submit(nobodys), await engage(nobodys)]).toEqual([
      { code: 'NOT_FOUND', path: ['input', 'targetId'] },
      { code: 'NOT_FOUND', path: ['input', 'strategyId'] },
      { code: 'NOT_FOUND', path: ['input', 'targetId'] },
    ])
    expect(await engage('no label')).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'targetId'] })
  })
})
