/** What opens the live gate or hands on that power asks for the second factor anew, of whoever has one; and the policy to have one. */
import { getNamedType, isUnionType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../access/role.ts'
import {
  CodeClock,
  type EnrolledPerson,
  enrol,
  newMember,
  postAuth,
} from '../../testing/authenticated-person.ts'
import { type Credential, ask, dataOf, signIn, socketClient } from '../../testing/client.ts'
import { type TestServer, startServer } from '../../testing/server.ts'
import { globalId } from '../global-id.ts'
import { buildSchema } from '../schema.ts'

const clock = new CodeClock(Date.UTC(2026, 5, 1))
const FIVE_MINUTES_MS = 5 * 60_000

let server: TestServer
let organizationId: string
let accountId: string
let person: EnrolledPerson
const keys = new Map<Role, Credential>()

beforeAll(async () => {
  server = await startServer({ database: 'EMBEDDED', now: clock.now })
  organizationId = globalId('Organization', server.demo.organizationId)
  person = await enrol(server, await newMember(server, 'OWNER'), clock)
  keys.set('OWNER', { authorization: await server.bearer(server.demo.organizationId, 'OWNER') })
  const answer = await ask(
    server.url,
    keys.get('OWNER') ?? {},
    '{ organization(slug: "demo") { accounts { edges { node { id } } } } }',
  )
  const { accounts } = dataOf<{ accounts: { edges: { node: { id: string } }[] } }>(answer, 'organization')
  accountId = accounts.edges[0]?.node.id ?? ''
})
afterAll(() => server?.close())

const owner = () => keys.get('OWNER') ?? {}
const signedIn = (): Credential => ({ cookie: person.cookie, origin: server.url })

async function mutate(credential: Credential, name: string, input: object): Promise<Record<string, unknown>> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const query = `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Problem { code message } } }`
  return dataOf<Record<string, unknown>>(await ask(server.url, credential, query, { input }), name)
}

/** A session of the person that has shown its code long enough ago to be asked again. */
async function stale(): Promise<void> {
  const { status } = await postAuth(server.url, '/two-factor/verify', { code: person.code() }, person.cookie)
  expect(status).toBe(200)
  clock.move(FIVE_MINUTES_MS)
}

async function engaged(): Promise<string> {
  const input = { organizationId, scope: 'STRATEGY', targetId: 'drilled', reason: 'a drill' }
  const query =
    'mutation($input: EngageKillSwitchInput!) { engageKillSwitch(input: $input) { ... on EngageKillSwitchPayload { killSwitch { id } } } }'
  const answer = await ask(server.url, owner(), query, { input })
  return dataOf<{ killSwitch: { id: string } }>(answer, 'engageKillSwitch').killSwitch.id
}

async function storedConnection(): Promise<string> {
  const [row] = await server.runtime.database.query<{ id: string }>(
    `INSERT INTO connection (id, organization_id, venue_id, name, purpose, enabled, symbols, created_by, created_at, updated_at)
     VALUES (gen_random_uuid()::text, $1, 'NOWHERE', gen_random_uuid()::text, 'READ', false, '{BTC-USD}', '{}', now(), now()) RETURNING id`,
    [server.demo.organizationId],
  )
  return globalId('VenueLink', row?.id ?? '')
}

const secret = [{ name: 'key', value: 'v' }]
const acts: readonly (readonly [string, () => Promise<object>])[] = [
  [
    'enableLive',
    async () => ({
      accountId,
      connectionId: await storedConnection(),
      userIds: [globalId('User', person.id)],
      stagePercent: 5,
      reason: 'a drill',
      confirm: 'Paper',
    }),
  ],
  ['setCapitalStage', async () => ({ accountId, stagePercent: 5, reason: 'a drill', confirm: 'Paper' })],
  ['releaseKillSwitch', async () => ({ organizationId, killSwitchId: await engaged(), reason: 'over' })],
  [
    'addConnection',
    async () => ({
      organizationId,
      venueId: 'NOWHERE',
      name: 'n',
      purpose: 'READ',
      credential: secret,
      symbols: ['BTC-USD'],
    }),
  ],
  ['rotateConnection', async () => ({ connectionId: await storedConnection(), credential: secret })],
  ['createApiKey', async () => ({ organizationId, name: 'robot', role: 'VIEWER' })],
  [
    'setMemberRole',
    async () => ({
      organizationId,
      userId: globalId('User', (await newMember(server, 'VIEWER')).id),
      role: 'TRADER',
    }),
  ],
  ['setSecondFactorPolicy', async () => ({ organizationId, required: false })],
]

/** What the audit log has of the person, but for the factor itself. */
const doneByPerson = () =>
  server.prisma.auditEntry.count({
    where: { actorId: person.id, NOT: { action: { startsWith: 'secondFactor.' } } },
  })

/** Whether a mutation's answer may be that the second factor is asked for. */
const mayAsk = (union: unknown) =>
  isUnionType(union) && union.getTypes().some(({ name }) => name === 'SecondFactorRequired')

describe('of a person who has a second factor', () => {
  it('no mutation is asked for it but those that are tried here', () => {
    const fields = Object.values(buildSchema().getMutationType()?.getFields() ?? {})
    const asking = fields.filter(({ type }) => mayAsk(getNamedType(type)))
    expect(asking.map(({ name }) => name).sort()).toEqual(acts.map(([name]) => name).sort())
  })

  it.each(acts)(
    '%s asks for it, does nothing before, and asks no more once it was shown',
    async (name, input) => {
      await stale()
      const asked = await input()
      const done = await doneByPerson()
      const refused = await mutate(signedIn(), name, asked)
      expect(refused).toMatchObject({ __typename: 'SecondFactorRequired', code: 'SECOND_FACTOR_REQUIRED' })
      expect(refused.message).toMatch(/POST .* to \/api\/auth\/two-factor\/verify/)
      expect(await doneByPerson()).toBe(done)
      await postAuth(server.url, '/two-factor/verify', { code: person.code() }, person.cookie)
      expect(await mutate(signedIn(), name, asked)).not.toMatchObject({ __typename: 'SecondFactorRequired' })
    },
  )

  it('what stops or lowers asks for nothing', async () => {
    await stale()
    const { runtime } = server
    const stop = { organizationId, scope: 'STRATEGY', targetId: 'stopped', reason: 'a drill' }
    expect(await mutate(signedIn(), 'engageKillSwitch', stop)).toMatchObject({
      __typename: 'EngageKillSwitchPayload',
    })
    const shut = await mutate(signedIn(), 'disableLive', { accountId, reason: 'a drill' })
    expect(shut.__typename).not.toBe('SecondFactorRequired')
    const id = accountId.slice(accountId.indexOf('_') + 1)
    await runtime.database.query('UPDATE trading_account SET live_stage_percent = 25 WHERE id = $1', [id])
    const stage = { accountId, stagePercent: 5, reason: 'a drill', confirm: 'Paper' }
    expect((await mutate(signedIn(), 'setCapitalStage', stage)).__typename).not.toBe('SecondFactorRequired')
    await runtime.database.query('UPDATE trading_account SET live_stage_percent = NULL WHERE id = $1', [id])
  })

  it('a connection without a credential asks for nothing', async () => {
    await stale()
    const input = {
      organizationId,
      venueId: 'NOWHERE',
      name: 'n',
      purpose: 'MARKET_DATA',
      symbols: ['BTC-USD'],
    }
    expect(await mutate(signedIn(), 'addConnection', input)).toMatchObject({ __typename: 'InvalidInput' })
  })

  it('the viewer says how it stands, and its owner who has one', async () => {
    const viewer = '{ viewer { secondFactor { enabled backupCodesLeft shownUntil } shutOutOf } }'
    await stale()
    const before = await ask(server.url, signedIn(), viewer)
    expect(before.data?.viewer).toEqual({
      secondFactor: { enabled: true, backupCodesLeft: 10, shownUntil: null },
      shutOutOf: [],
    })
    expect((await ask(server.url, owner(), viewer)).data?.viewer).toEqual({
      secondFactor: null,
      shutOutOf: [],
    })
    const members = '{ organization(slug: "demo") { members { hasSecondFactor user { email } } } }'
    type Members = { members: { hasSecondFactor: boolean | null; user: { email: string } }[] }
    const seen = dataOf<Members>(await ask(server.url, owner(), members), 'organization').members
    expect(seen.filter(({ hasSecondFactor }) => hasSecondFactor)).toEqual([
      { hasSecondFactor: true, user: { email: person.email } },
    ])
    const trader = { authorization: await server.bearer(server.demo.organizationId, 'TRADER') }
    const hidden = dataOf<Members>(await ask(server.url, trader, members), 'organization').members
    expect(new Set(hidden.map(({ hasSecondFactor }) => hasSecondFactor))).toEqual(new Set([null]))
  })
})

describe('an organization that demands a second factor', () => {
  const demand = (required: boolean) =>
    mutate(signedIn(), 'setSecondFactorPolicy', { organizationId, required })
  const MEMBERSHIPS = '{ viewer { shutOutOf memberships { organization { slug } } } }'

  it('is asked for by nobody who has none', async () => {
    const without = { cookie: await signIn(server.url, 'owner@demo.test'), origin: server.url }
    const refused = await mutate(without, 'setSecondFactorPolicy', { organizationId, required: true })
    expect(refused).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringMatching(/of your own first/),
    })
  })

  it('shuts members without one out at once, lets them set one up, and takes them back', async () => {
    const late = await newMember(server, 'TRADER')
    const cookie = await signIn(server.url, late.email)
    const seen = async (of: string) => (await ask(server.url, { cookie: of }, MEMBERSHIPS)).data?.viewer
    expect(await seen(cookie)).toEqual({ shutOutOf: [], memberships: [{ organization: { slug: 'demo' } }] })
    const client = socketClient(server.url, { headers: { cookie, origin: server.url } })
    const cut = new Promise((resolve) => client.on('closed', resolve))
    const stream = client.iterate({
      query: 'subscription { quotes(instrumentIds: ["SIM:BTC-USD"]) { bid } }',
    })
    await stream.next()
    await stale()
    await postAuth(server.url, '/two-factor/verify', { code: person.code() }, person.cookie)
    expect(await demand(true)).toMatchObject({ __typename: 'SetSecondFactorPolicyPayload' })
    expect(await cut).toMatchObject({ code: 4401 })
    expect(await seen(cookie)).toEqual({ shutOutOf: ['Demo'], memberships: [] })
    const { data } = await ask(server.url, { cookie }, `{ node(id: "${accountId}") { id } }`)
    expect(data?.node).toBeNull()
    const enrolled = await enrol(server, late, clock)
    expect(await seen(enrolled.cookie)).toEqual({
      shutOutOf: [],
      memberships: [{ organization: { slug: 'demo' } }],
    })
  })

  it('takes what opens the gate from people only: a key is refused, and trades on', async () => {
    for (const [name, input] of acts) {
      const refused = await mutate(owner(), name, await input())
      expect(refused, name).toMatchObject({
        __typename: 'Forbidden',
        message: expect.stringMatching(/API key/),
      })
    }
    const deposit = { accountId, amount: '1', currency: 'USD', idempotencyKey: 'still' }
    expect(await mutate(owner(), 'deposit', deposit)).toMatchObject({ __typename: 'DepositPayload' })
  })

  it('has it in the audit log, both ways', async () => {
    await stale()
    await postAuth(server.url, '/two-factor/verify', { code: person.code() }, person.cookie)
    expect(await demand(false)).toMatchObject({ __typename: 'SetSecondFactorPolicyPayload' })
    const entries = await server.prisma.auditEntry.findMany({
      where: { action: 'organization.secondFactor' },
      orderBy: { seq: 'asc' },
    })
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      ['{"secondFactorRequired":false}', '{"secondFactorRequired":true}'],
      ['{"secondFactorRequired":true}', '{"secondFactorRequired":false}'],
    ])
  })
})

it('is demanded by its acts themselves too, of who has none and is still known as a member from before', async () => {
  const { email } = await newMember(server, 'OWNER')
  const bare: Credential = { cookie: await signIn(server.url, email), origin: server.url }
  await ask(server.url, bare, '{ viewer { email } }')
  const { organization, apiKey } = server.prisma
  const demanded = (secondFactorRequired: boolean) =>
    organization.update({ where: { id: server.demo.organizationId }, data: { secondFactorRequired } })
  // As another server does it: nothing is dropped here.
  await demanded(true)
  try {
    const input = { organizationId, name: 'way around', role: 'OWNER' }
    const { __typename: answered } = await mutate(bare, 'createApiKey', input)
    expect(answered).not.toBe('CreateApiKeyPayload')
    expect(await apiKey.count({ where: { name: 'way around' } })).toBe(0)
  } finally {
    await demanded(false)
  }
})
