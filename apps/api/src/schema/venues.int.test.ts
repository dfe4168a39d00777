/** Venues over the API, in front of a simulated one: connected, followed, reconciled, traded live, and let go of. */
import { generateKeyPairSync } from 'node:crypto'
import { CoinbaseSimulator, simulatedKey } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, type Credential, dataOf, signIn, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { ensureMember, ensurePerson } from '../seed/people.ts'
import { PASSWORD } from '../testing/server.ts'
import { globalId } from './global-id.ts'

const ACCOUNT = 'portfolio'
const KEY_NAME = 'organizations/one/apiKeys/named-one'
const BTC = 'COINBASE:BTC-USD'
const EMAIL = 'tess@venues.test'
const WAIT = { timeout: 60_000, interval: 200 }

const { privateKey } = generateKeyPairSync('ed25519')
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
/** What must be seen nowhere: the middle line of the key. */
const secret = pem.split('\n')[1] ?? ''
const simulator = new CoinbaseSimulator({
  keys: [simulatedKey(KEY_NAME, privateKey, { account: ACCOUNT, canTrade: true })],
})

let server: TestServer
let owner: Credential & { readonly authorization: string }
let person: Credential
let userId: string
let organizationId: string
let connectionId: string

const credential = (value = pem) => [
  { name: 'keyName', value: KEY_NAME },
  { name: 'privateKey', value },
]
const terms = (change: object = {}) => ({
  organizationId,
  venueId: 'COINBASE',
  name: 'Coins',
  purpose: 'TRADE',
  credential: credential(),
  symbols: ['BTC-USD'],
  ...change,
})

beforeAll(async () => {
  const { port: _, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(ACCOUNT, 'USD', '1000')
  exchange.market('BTC-USD', 'BUY', '1', '59990')
  exchange.market('BTC-USD', 'SELL', '1', '60010')
  server = await startServer({ venues: { COINBASE: addresses } })
  organizationId = globalId('Organization', server.demo.organizationId)
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  const id = await ensurePerson(server.auth, { name: 'Tess', email: EMAIL, password: PASSWORD })
  const membership = { organizationId: server.demo.organizationId, userId: id, role: 'TRADER' } as const
  await ensureMember(server.prisma, server.auth, membership)
  userId = globalId('User', id)
  person = { cookie: await signIn(server.url, EMAIL), origin: server.url }
})
afterAll(async () => {
  await server?.close()
  await simulator.close()
})

async function mutate<Payload>(name: string, input: object, selection: string, who: Credential = owner) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const inputType = name === 'testConnection' ? 'AddConnectionInput' : `${type}Input`
  const query = `mutation($input: ${inputType}!) { ${name}(input: $input) {
    __typename ... on ${type}Payload { ${selection} } ... on Problem { code message path } } }`
  return dataOf<Payload>(await ask(server.url, who, query, { input }), name)
}

const read = async <Data>(selection: string) =>
  dataOf<Data>(
    await ask(server.url, owner, `{ organization(slug: "demo") { ${selection} } }`),
    'organization',
  )

describe('a connection', () => {
  it('is offered with what its venue asks for and can do, and whose addresses are not its own', async () => {
    const { venueOffers } = await read<{ venueOffers: { venue: { id: string } }[] }>(
      `venueOffers { venue { id name } rehearsal credentialFields { name secret }
         capabilities { orders { orderType timeInForce ability { kind how note } } features { name ability { kind } } } }`,
    )
    expect(venueOffers.find(({ venue }) => venue.id === 'COINBASE')).toMatchObject({
      rehearsal: true,
      credentialFields: [
        { name: 'keyName', secret: false },
        { name: 'privateKey', secret: true },
      ],
      capabilities: {
        orders: expect.arrayContaining([
          { orderType: 'LIMIT', timeInForce: 'DAY', ability: expect.objectContaining({ how: 'DAY_AS_GTD' }) },
        ]),
        features: expect.arrayContaining([{ name: 'deadManSwitch', ability: { kind: 'REFUSED' } }]),
      },
    })
  })

  it('is not needed for the past of what a venue tells everybody: a dataset begins with it', async () => {
    simulator.exchange.trades.push({
      tradeId: 'once',
      symbol: 'BTC-USD',
      ticks: 6_000_000,
      lots: 1_000_000,
      aggressor: 'BUY',
      atMs: Date.now() - 5 * 60_000,
    })
    const start = { organizationId, source: 'venue:COINBASE', instrumentId: BTC, timeframe: '1m' }
    expect(await mutate('beginDataset', { ...start, timeframe: '7m' }, 'job { id }')).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'timeframe'],
    })
    const { job } = await mutate<{ job: { id: string } }>('beginDataset', start, 'job { id title }')
    const query = `query($id: ID!) { node(id: $id) { ... on Job { status failure outcome { rowsAdded }
      dataset { instrumentId assetClass verdict updateSchedule { source cron } } } } }`
    await vi.waitFor(
      async () =>
        expect(await dataOf(await ask(server.url, owner, query, { id: job.id }), 'node')).toMatchObject({
          status: 'COMPLETED',
          outcome: { rowsAdded: 1 },
          dataset: {
            instrumentId: BTC,
            assetClass: 'CRYPTO',
            updateSchedule: { source: 'venue:COINBASE', cron: null },
          },
        }),
      WAIT,
    )
  })

  it('is searched and tried with a credential that is not kept', async () => {
    const search = { organizationId, venueId: 'COINBASE', credential: credential(), search: 'eth' }
    expect(await mutate('listVenueInstruments', search, 'instruments { symbol status }')).toMatchObject({
      instruments: [{ symbol: 'ETH-USD' }],
    })
    const trial = await mutate<{ steps: { step: string }[] }>(
      'testConnection',
      terms(),
      'ok steps { step ok message } excessScopes',
    )
    expect(trial).toMatchObject({ ok: true, excessScopes: [] })
    expect(trial.steps.map(({ step }) => step)).toContain('BALANCES')
    expect(await read('connections { totalCount }')).toEqual({ connections: { totalCount: 0 } })
  })

  it.each([
    ['input.symbols', { symbols: [] }],
    ['input.venueId', { venueId: 'NOWHERE' }],
    ['input.name', { name: ' ' }],
    ['input.credential', { credential: null }],
    ['input.credential.privateKey', { credential: credential().slice(0, 1) }],
    ['input.credential.1.name', { credential: [...credential().slice(0, 1), ...credential()] }],
    ['input.credential', { credential: credential('canary-no-key') }],
  ])('that cannot be is refused at its place, without a part of the secret: %s', async (path, change) => {
    const answer = await mutate<{ path: string[] }>('addConnection', terms(change), 'connection { id }')
    expect(answer).toMatchObject({ __typename: 'InvalidInput' })
    expect(answer.path.join('.')).toBe(path)
    expect(JSON.stringify(answer)).not.toContain('canary')
  })

  it('is added, becomes ready and is followed', async () => {
    const added = await mutate<{ connection: { id: string } }>(
      'addConnection',
      terms(),
      'connection { id name purpose credentialHint enabled }',
    )
    expect(added).toMatchObject({ connection: { purpose: 'TRADE', enabled: true } })
    connectionId = added.connection.id
    const client = socketClient(server.url, owner)
    const query = `subscription($o: ID!) { connectionHealth(organizationId: $o) { id standing { state dataAgeMs budget { limits { name capacity } } } } }`
    for await (const { data, errors } of client.iterate({ query, variables: { o: organizationId } })) {
      expect(errors).toBeUndefined()
      const seen = data?.['connectionHealth'] as { id: string; standing: { state: string } | null }
      expect(seen.id).toBe(connectionId)
      if (seen.standing?.state === 'READY') break
    }
    await client.dispose()
    await vi.waitFor(async () => {
      const { node } = (
        await ask(
          server.url,
          owner,
          `{ node(id: "${BTC}") { ... on Instrument { quote { bid ask stale } } } }`,
        )
      ).data as unknown as { node: { quote: object | null } }
      expect(node.quote).toEqual({ bid: '59990', ask: '60010', stale: false })
    }, WAIT)
  })

  it('shows its market and its account to its own organization alone', async () => {
    const { connection } = await read<{ connection: object }>(
      `connection(id: "${connectionId}") { venueAccount { balances { currency total held } } accounts { id } }`,
    )
    expect(connection).toMatchObject({
      venueAccount: { balances: expect.arrayContaining([{ currency: 'USD', total: '1000', held: '0' }]) },
      accounts: [],
    })
    const stranger = await server.organization('stranger')
    const other = { authorization: await server.bearer(stranger.id, 'OWNER') }
    const foreign = await ask(server.url, other, `{ node(id: "${BTC}") { id } }`)
    expect(foreign.errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
    const listed = await ask(server.url, other, '{ instruments(search: "COINBASE") { totalCount } }')
    expect(listed.data).toEqual({ instruments: { totalCount: 0 } })
    const input = { connectionId, enabled: false }
    expect(await mutate('setConnectionEnabled', input, 'connection { id }', other)).toMatchObject({
      __typename: 'NotFound',
      path: ['input', 'connectionId'],
    })
  })

  it('is given a new credential, other symbols, closed and opened, each in the audit log without the secret', async () => {
    const refused = await mutate(
      'rotateConnection',
      { connectionId, credential: credential('canary-no-key') },
      'connection { id }',
    )
    expect(refused).toMatchObject({ __typename: 'InvalidInput' })
    const rotated = await mutate(
      'rotateConnection',
      { connectionId, credential: credential() },
      'connection { id }',
    )
    expect(rotated).toMatchObject({ connection: { id: connectionId } })
    const symbols = ['BTC-USD', 'ETH-USD']
    const follows = await mutate('setConnectionSymbols', { connectionId, symbols }, 'connection { symbols }')
    expect(follows).toMatchObject({ connection: { symbols } })
    for (const enabled of [false, true])
      expect(
        await mutate('setConnectionEnabled', { connectionId, enabled }, 'connection { enabled }'),
      ).toMatchObject({
        connection: { enabled },
      })
    const { auditLog } = await read<{ auditLog: { edges: { node: { action: string } }[] } }>(
      'auditLog(first: 100) { edges { node { action summary before after } } }',
    )
    const actions = auditLog.edges.map(({ node }) => node.action)
    expect(actions).toEqual(
      expect.arrayContaining([
        'connection.add',
        'connection.rotate',
        'connection.symbols',
        'connection.enable',
      ]),
    )
    expect(JSON.stringify(auditLog) + server.log.join('\n')).not.toMatch(/canary/)
    expect(JSON.stringify(auditLog) + server.log.join('\n')).not.toContain(secret)
    const stored = await server.runtime.database.query(
      'SELECT sealed::text AS sealed FROM connection_credential',
    )
    expect(JSON.stringify(stored)).not.toContain(secret)
  })
})

describe('a LIVE account', () => {
  let accountId: string
  let counter = 0

  const buy = () =>
    mutate<{ order: { status: string; decision: { summary: string } } }>(
      'submitOrder',
      {
        accountId,
        instrumentId: BTC,
        clientOrderId: `live-${(counter += 1)}`,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.001',
        limitPrice: '60010',
      },
      'order { id status decision { outcome summary } }',
      person,
    )

  it('is bound to a connection that may trade, and to no other', async () => {
    const data = await mutate<{ connection: { id: string } }>(
      'addConnection',
      terms({ name: 'Quotes', purpose: 'MARKET_DATA', credential: null }),
      'connection { id }',
    )
    const account = { organizationId, name: 'Real', mode: 'LIVE', currency: 'USD' }
    const refused = await mutate(
      'openAccount',
      { ...account, connectionId: data.connection.id },
      'account { id }',
    )
    expect(refused).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'connectionId'] })
    const opened = await mutate<{ account: { id: string } }>(
      'openAccount',
      { ...account, connectionId },
      'account { id live { stagePercent } connection { id } }',
    )
    expect(opened).toMatchObject({ account: { live: null, connection: { id: connectionId } } })
    accountId = opened.account.id
    const second = await mutate('openAccount', { ...account, name: 'Second', connectionId }, 'account { id }')
    expect(second).toMatchObject({
      __typename: 'InvalidInput',
      message: expect.stringContaining('trades for Real'),
    })
    expect(await mutate('removeConnection', { connectionId }, 'deletedId')).toMatchObject({
      __typename: 'Conflict',
      message: expect.stringContaining('Real'),
    })
    expect(await buy()).toMatchObject({ order: { status: 'REJECTED', decision: { outcome: 'BLOCKED' } } })
  })

  it('is compared with its venue, and each difference is decided about by a person', async () => {
    const breaks = () =>
      read<{ reconciliationBreaks: { edges: { node: { id: string } }[] } }>(
        `reconciliationBreaks(filter: { statuses: [OPEN] }) { edges { node { id kind subject expected observed evidence
           proposed { kind amount currency summary } account { name } connection { name } } } }`,
      )
    await vi.waitFor(async () => {
      const ran = await mutate('runReconciliation', { connectionId }, 'run { cause balancesCompared fault }')
      expect(ran).toMatchObject({ run: { cause: 'ON_DEMAND', fault: null } })
      // What differs once may still be on its way: it is a difference when it differs again.
      expect((await breaks()).reconciliationBreaks.edges).not.toEqual([])
    }, WAIT)
    const found = (await breaks()).reconciliationBreaks.edges.map(({ node }) => node)
    expect(found).toMatchObject([
      { kind: 'BALANCE', subject: 'USD', expected: '0', observed: '1000', account: { name: 'Real' } },
    ])
    const breakId = found[0]?.id
    expect(await mutate('correctBreak', { breakId, reason: ' ' }, 'break { id }')).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'reason'],
    })
    const input = { breakId, reason: 'It was there before' }
    const decided = await mutate('correctBreak', input, 'break { status reason decidedBy { kind } }')
    expect(decided).toMatchObject({ break: { status: 'CORRECTED', decidedBy: { kind: 'API_KEY' } } })
    expect(await mutate('dismissBreak', input, 'break { id }')).toMatchObject({ __typename: 'Conflict' })
    const { accounts } = await read<{
      accounts: { edges: { node: { name: string; balances: object[] } }[] }
    }>('accounts { edges { node { name balances { currency cash } } } }')
    expect(accounts.edges.find(({ node }) => node.name === 'Real')?.node.balances).toEqual([
      { currency: 'USD', cash: '1000' },
    ])
  })

  it('says by policy what is corrected without a person', async () => {
    const policy = { organizationId, everyMs: 60_000, applies: ['FOREIGN_ORDER', 'BALANCE'], worthMax: '5' }
    const selection = 'policy { everyMs applies worthMax }'
    expect(await mutate('setReconciliationPolicy', policy, selection)).toMatchObject({
      policy: { everyMs: 60_000, applies: ['FOREIGN_ORDER', 'BALANCE'], worthMax: '5' },
    })
    expect(await mutate('setReconciliationPolicy', { ...policy, everyMs: 0 }, selection)).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'everyMs'],
    })
  })

  it('trades for the member named, once its name was said again, and for nobody once it is shut', async () => {
    const gate = { accountId, connectionId, userIds: [userId], stagePercent: 5, reason: 'a rehearsal' }
    const selection = 'account { live { stagePercent members { user { name } } } }'
    for (const [path, change] of [
      ['input.confirm', { confirm: 'real' }],
      ['input.stagePercent', { confirm: 'Real', stagePercent: 6 }],
      ['input.userIds.0', { confirm: 'Real', userIds: [globalId('User', 'nobody')] }],
    ] as const) {
      const refused = await mutate<{ path: string[] }>('enableLive', { ...gate, ...change }, selection)
      expect(refused).toMatchObject({ __typename: 'InvalidInput' })
      expect(refused.path.join('.')).toBe(path)
    }
    expect(await mutate('enableLive', { ...gate, confirm: 'Real' }, selection)).toMatchObject({
      account: { live: { stagePercent: 5, members: [{ user: { name: 'Tess' } }] } },
    })
    await vi.waitFor(async () => {
      const { order } = await buy()
      expect(order.status, order.decision.summary).not.toBe('REJECTED')
    }, WAIT)
    await vi.waitFor(
      () => expect(simulator.exchange.fills.map(({ symbol }) => symbol)).toContain('BTC-USD'),
      WAIT,
    )
    const widened = { accountId, stagePercent: 100, reason: 'more', confirm: 'Real' }
    expect(await mutate('setCapitalStage', widened, selection)).toMatchObject({ __typename: 'InvalidInput' })
    expect(await mutate('setCapitalStage', { ...widened, stagePercent: 25 }, selection)).toMatchObject({
      account: { live: { stagePercent: 25 } },
    })
    expect(await mutate('disableLive', { accountId, reason: 'enough' }, selection, person)).toMatchObject({
      account: { live: null },
    })
    const blocked = await buy()
    expect(blocked).toMatchObject({ order: { status: 'REJECTED', decision: { outcome: 'BLOCKED' } } })
    expect(blocked.order.decision.summary).toMatch(/live/i)
  })
})

describe('a SHADOW account', () => {
  it('is bound to a connection that sees an account, and its orders are compared with the real market', async () => {
    const opened = await mutate<{ account: { id: string } }>(
      'openAccount',
      { organizationId, name: 'Pretended', mode: 'SHADOW', currency: 'USD', connectionId },
      'account { id }',
    )
    const accountId = opened.account.id
    const deposit = { accountId, amount: '1000', currency: 'USD', idempotencyKey: 'shadow' }
    expect(await mutate('deposit', deposit, 'account { id }')).toMatchObject({ account: { id: accountId } })
    const order = { accountId, instrumentId: BTC, clientOrderId: 'shadow-1', side: 'BUY', quantity: '0.001' }
    const taken = { ...order, type: 'LIMIT', timeInForce: 'GTC', limitPrice: '60010' }
    const placed = await mutate<{ order: { status: string; decision: { summary: string } } }>(
      'submitOrder',
      taken,
      'order { status decision { summary } }',
      person,
    )
    expect(placed.order.status, placed.order.decision.summary).toBe('PENDING_NEW')
    await vi.waitFor(async () => {
      const { account } = await read<{ account: object }>(
        `account(id: "${accountId}") { shadowReport(days: 1) { total { orders } byStrategy { name }
           scores { totalCount edges { node { side quantity simulatedQuantity instrument { id } order { clientOrderId } } } } }
           promotionCriteria { name met } }`,
      )
      expect(account).toMatchObject({
        shadowReport: {
          total: { orders: 1 },
          byStrategy: [],
          scores: {
            totalCount: 1,
            edges: [
              {
                node: {
                  side: 'BUY',
                  quantity: '0.001',
                  simulatedQuantity: '0.001',
                  instrument: { id: BTC },
                  order: { clientOrderId: 'shadow-1' },
                },
              },
            ],
          },
        },
        promotionCriteria: expect.arrayContaining([expect.objectContaining({ name: 'NO_OPEN_BREAK' })]),
      })
    }, WAIT)
    const late = await ask(
      server.url,
      owner,
      `{ node(id: "${accountId}") { ... on Account { shadowReport(days: 91) { to } } } }`,
    )
    expect(late.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  })

  it('moves on by a policy that nobody overwrites unseen', async () => {
    const policy = {
      organizationId,
      version: 0,
      daysInStage: 5,
      ordersInStage: 20,
      fillRatioMin: 0.8,
      fillRatioMax: 1.25,
      priceDriftBpsMax: 3,
      drawdownMaxShare: 0.1,
    }
    const selection = 'policy { version daysInStage fillRatioMin }'
    const set = await mutate('setPromotionPolicy', policy, selection)
    expect(set).toMatchObject({ policy: { version: 1, daysInStage: 5, fillRatioMin: 0.8 } })
    expect(await mutate('setPromotionPolicy', policy, selection)).toMatchObject({
      __typename: 'Conflict',
      path: ['input', 'version'],
    })
    const wrong = { ...policy, version: 1, drawdownMaxShare: 2 }
    expect(await mutate('setPromotionPolicy', wrong, selection)).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'drawdownMaxShare'],
    })
    expect(await read('promotionPolicy { version ordersInStage }')).toEqual({
      promotionPolicy: { version: 1, ordersInStage: 20 },
    })
  })
})
