/** Kill switches through the API, scope by scope: what is covered stops and is cancelled, what is not goes on. */
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApiKey } from '../identity/api-key.ts'
import { type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { globalId } from './global-id.ts'

const [bitcoin] = SIMULATED_INSTRUMENTS
if (bitcoin === undefined) throw new Error('there is a simulated instrument')
const elsewhere = { ...bitcoin, id: 'ALT:BTC-USD', venueId: 'ALT' }

let server: TestServer
let organizationId: string
let owner: Credential
let trader: Credential
let traderId: string
let accounts: readonly [string, string]
let counter = 0

beforeAll(async () => {
  server = await startServer({ instruments: [...SIMULATED_INSTRUMENTS, elsewhere] })
  const id = server.demo.organizationId
  organizationId = globalId('Organization', id)
  owner = { authorization: await server.bearer(id, 'OWNER') }
  const user = await server.prisma.user.findUniqueOrThrow({ where: { email: 'trader@demo.test' } })
  traderId = globalId('User', user.id)
  const key = {
    organizationId: id,
    name: 'robot',
    role: 'TRADER',
    createdById: user.id,
    expiresAt: null,
  } as const
  trader = { authorization: `Bearer ${(await createApiKey(server.prisma, key)).secret}` }
  accounts = [await account('first'), await account('second')]
})
afterAll(() => server?.close())
afterEach(() => vi.restoreAllMocks())

async function mutate<Data>(name: string, selection: string, input: object, who = owner): Promise<Data> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($i: ${type}Input!) { ${name}(input: $i) { __typename ... on ${type}Payload { ${selection} } ... on Problem { code message } } }`
  return dataOf<Data>(await ask(server.url, who, query, { i: input }), name)
}

async function account(name: string): Promise<string> {
  const input = { organizationId, name, mode: 'PAPER', currency: 'USD' }
  const made = await mutate<{ account: { id: string } }>('openAccount', 'account { id }', input)
  const funds = { accountId: made.account.id, amount: '100000', currency: 'USD', idempotencyKey: name }
  await mutate('deposit', '__typename', funds)
  return made.account.id
}

interface Placing {
  readonly accountIndex?: 0 | 1
  readonly instrumentId?: string
  readonly strategyId?: string
  readonly by?: 'trader'
}

interface Seen {
  readonly id: string
  readonly status: string
  readonly decision: {
    readonly outcome: string
    readonly checks: readonly { name: string; verdict: string }[]
  }
}

/** An order far from the market, which rests. */
async function place({
  accountIndex = 0,
  instrumentId = 'SIM:BTC-USD',
  strategyId,
  by,
}: Placing): Promise<Seen> {
  const input = {
    accountId: accounts[accountIndex],
    instrumentId,
    clientOrderId: `scope-${(counter += 1)}`,
    side: 'BUY',
    type: 'LIMIT',
    quantity: '0.01',
    limitPrice: '100',
    timeInForce: 'GTC',
    strategyId,
  }
  const selection = 'order { id status decision { outcome checks { name verdict } } }'
  const { order } = await mutate<{ order: Seen }>(
    'submitOrder',
    selection,
    input,
    by === 'trader' ? trader : owner,
  )
  return order
}

async function nodeOf<Data>(id: string, selection: string): Promise<Data> {
  const query = `query($id: ID!) { node(id: $id) { ${selection} } }`
  return dataOf<Data>(await ask(server.url, owner, query, { id }), 'node')
}

const statusOf = async (id: string) =>
  (await nodeOf<{ status: string }>(id, '... on Order { status }')).status

const phaseOf = async (id: string) =>
  (await nodeOf<{ phase: string }>(id, '... on KillSwitch { phase }')).phase

interface Case {
  readonly scope: string
  readonly target: () => string | null
  readonly covered: Placing
  /** Null: nothing in the organization is out of it. */
  readonly uncovered: Placing | null
}

const cases: readonly Case[] = [
  { scope: 'ACCOUNT', target: () => accounts[0], covered: {}, uncovered: { accountIndex: 1 } },
  {
    scope: 'VENUE',
    target: () => 'ALT',
    covered: { instrumentId: elsewhere.id },
    uncovered: { instrumentId: bitcoin.id },
  },
  { scope: 'USER', target: () => traderId, covered: { by: 'trader' }, uncovered: {} },
  {
    scope: 'STRATEGY',
    target: () => 'momentum',
    covered: { strategyId: 'momentum' },
    uncovered: { strategyId: 'carry' },
  },
  { scope: 'ORGANIZATION', target: () => null, covered: {}, uncovered: null },
]

const engage = (scope: string, targetId: string | null) =>
  mutate<{ __typename: string; killSwitch: { id: string } }>('engageKillSwitch', 'killSwitch { id }', {
    organizationId,
    scope,
    targetId,
    reason: 'a drill',
  })

const release = (killSwitchId: string) =>
  mutate('releaseKillSwitch', '__typename', { organizationId, killSwitchId, reason: 'over' })

describe.each(cases)('a kill switch in scope $scope', ({ scope, target, covered, uncovered }) => {
  it('blocks and cancels what it covers, is confirmed by the venue, and leaves the rest alone', async () => {
    await expect.poll(() => server.runtime.quote(elsewhere.id)).not.toBeNull()
    const open = await place(covered)
    const spared = uncovered === null ? null : await place(uncovered)
    await expect.poll(() => statusOf(open.id)).toBe('NEW')

    const { killSwitch } = await engage(scope, target())
    const stopped = await place(covered)
    expect([stopped.status, stopped.decision.outcome]).toEqual(['REJECTED', 'BLOCKED'])
    expect(
      stopped.decision.checks.filter(({ verdict }) => verdict === 'FAILED').map(({ name }) => name),
    ).toEqual(['killSwitch'])
    await expect.poll(() => statusOf(open.id)).toBe('CANCELED')
    await expect.poll(() => phaseOf(killSwitch.id)).toBe('CONFIRMED')
    if (spared !== null && uncovered !== null) {
      expect(await statusOf(spared.id)).toBe('NEW')
      expect((await place(uncovered)).status).not.toBe('REJECTED')
    }

    await release(killSwitch.id)
    expect((await place(covered)).status).not.toBe('REJECTED')
  })
})

describe('a venue and an instrument that the feed has dropped', () => {
  it('can still be stopped and limited: the organization holds them', async () => {
    vi.spyOn(server.runtime, 'instruments').mockReturnValue([])
    vi.spyOn(server.runtime, 'instrument').mockReturnValue(null)
    const engaged = await engage('VENUE', 'ALT')
    expect(engaged).toMatchObject({ __typename: 'EngageKillSwitchPayload' })
    await release(engaged.killSwitch.id)
    const policy = {
      organizationId,
      scope: 'INSTRUMENT',
      targetId: elsewhere.id,
      limits: { restricted: true },
    }
    expect(await mutate('putRiskPolicy', '__typename', policy)).toEqual({
      __typename: 'PutRiskPolicyPayload',
    })
    expect(await engage('VENUE', 'NOWHERE')).toMatchObject({ code: 'NOT_FOUND' })
  })
})
