/** Relay lists: stable pages in both directions, counts, filters, and order that the database takes from an index. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Credential, ask, dataOf } from '../testing/client.ts'
import { globalId, storedId } from '../schema/global-id.ts'
import { pretendStrategies } from '../testing/pretended-strategies.ts'
import { type TestServer, startServer } from '../testing/server.ts'
import { formatCursor } from './cursor.ts'

let server: TestServer
let owner: Credential
let accountId: string
let deploymentId: string
const ORDERS = 23

interface Page {
  readonly totalCount: number
  readonly edges: readonly {
    readonly cursor: string
    readonly node: { readonly clientOrderId: string; readonly id: string }
  }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

async function page(args: string): Promise<Page> {
  const list = args === '' ? 'orders' : `orders(${args})`
  const query = `{ organization(slug: "demo") { ${list} { totalCount edges { cursor node { id clientOrderId } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
  const { data, errors } = await ask(server.url, owner, query)
  expect(errors).toBeUndefined()
  return dataOf<{ orders: Page }>({ data, errors: undefined }, 'organization').orders
}

const names = ({ edges }: Page) => edges.map(({ node }) => node.clientOrderId)
const expected = (from: number, to: number) => {
  const step = from < to ? 1 : -1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => `page-${from + index * step}`)
}

beforeAll(async () => {
  server = await startServer({ strategies: pretendStrategies })
  owner = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  const { data } = await ask(
    server.url,
    owner,
    '{ organization(slug: "demo") { accounts { edges { node { id } } } } }',
  )
  accountId =
    dataOf<{ accounts: { edges: { node: { id: string } }[] } }>({ data, errors: undefined }, 'organization')
      .accounts.edges[0]?.node.id ?? ''
  for (let index = 1; index <= ORDERS; index++) {
    const input = {
      accountId,
      instrumentId: 'SIM:BTC-USD',
      clientOrderId: `page-${index}`,
      side: index % 2 === 0 ? 'SELL' : 'BUY',
      type: 'LIMIT',
      quantity: '0.001',
      limitPrice: index % 2 === 0 ? '200000' : '1000',
      timeInForce: 'GTC',
    }
    await ask(
      server.url,
      owner,
      'mutation($input: SubmitOrderInput!) { submitOrder(input: $input) { __typename } }',
      { input },
    )
  }
})
afterAll(() => server?.close())

describe('orders of an organization', () => {
  it('come newest first, counted whole', async () => {
    const first = await page('first: 5')
    expect(first.totalCount).toBe(ORDERS)
    expect(names(first)).toEqual(expected(23, 19))
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  })

  it('come whole and once, page after page, also when new ones arrive in between', async () => {
    const seen: string[] = []
    let after = ''
    for (;;) {
      const next = await page(`first: 7${after}`)
      seen.push(...names(next))
      if (!next.pageInfo.hasNextPage) break
      after = `, after: "${next.pageInfo.endCursor}"`
      await ask(
        server.url,
        owner,
        'mutation($input: CancelAllOrdersInput!) { cancelAllOrders(input: $input) { __typename } }',
        { input: { organizationId: `org_${server.demo.organizationId}`, instrumentId: 'SIM:ETH-USD' } },
      )
    }
    expect(seen).toEqual(expected(23, 1))
  })

  it('come from the end with last and before, in the same order', async () => {
    const last = await page('last: 4')
    expect(names(last)).toEqual(expected(4, 1))
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false })
    const before = await page(`last: 4, before: "${last.pageInfo.startCursor}"`)
    expect(names(before)).toEqual(expected(8, 5))
  })

  it('come oldest first when sorted so', async () => {
    expect(names(await page('first: 3, sort: CREATED_AT_ASC'))).toEqual(expected(1, 3))
  })

  it.each([
    ['side: SELL', 11],
    [`clientOrderId: "page-9"`, 1],
    ['instrumentId: "SIM:ETH-USD"', 0],
    ['status: [FILLED]', 0],
    ['createdBefore: "2001-01-01T00:00:00Z"', 0],
    ['createdAfter: "2001-01-01T00:00:00Z", side: BUY', 12],
  ])('are filtered by %s', async (filter, count) => {
    const filtered = await page(`first: 100, filter: { ${filter} }`)
    expect([filtered.totalCount, filtered.edges.length]).toEqual([count, count])
  })

  it('are found one by one by node and several by nodes, in the order asked for', async () => {
    const { edges } = await page('first: 3')
    const ids = edges.map(({ node }) => node.id)
    const { data } = await ask(
      server.url,
      owner,
      'query($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } node(id: $id) { id __typename } }',
      { ids: [...ids].reverse(), id: ids[0] },
    )
    expect(data?.nodes).toEqual([...ids].reverse().map((id) => ({ id })))
    expect(data?.node).toEqual({ id: ids[0], __typename: 'Order' })
  })

  it('answers null with NOT_FOUND for what is not there, beside what is', async () => {
    const { edges } = await page('first: 1')
    const id = edges[0]?.node.id
    const { data, errors } = await ask(server.url, owner, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [id, 'ord_00000000-0000-8000-8000-000000000000'],
    })
    expect(data?.nodes).toEqual([{ id }, null])
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['nodes', 1], 'NOT_FOUND'],
    ])
  })
})

describe('orders between two instants', () => {
  it('are those whose own time lies between, counted and paged', async () => {
    const query =
      '{ organization(slug: "demo") { orders(first: 50, sort: CREATED_AT_ASC) { edges { node { createdAt } } } } }'
    const answer = await ask(server.url, owner, query)
    const { edges } = dataOf<{ orders: { edges: { node: { createdAt: string } }[] } }>(
      answer,
      'organization',
    ).orders
    const times = edges.map(({ node }) => node.createdAt)
    const [from = '', to = ''] = [times[6], times[15]]
    const inside = times.filter((at) => at >= from && at < to).length
    expect(inside).toBeGreaterThan(0)
    const found = await page(`first: 100, filter: { createdAfter: "${from}", createdBefore: "${to}" }`)
    expect([found.totalCount, found.edges.length]).toEqual([inside, inside])
  })
})

/** A statement that reads one page, as Prisma sent it. */
interface Sent {
  readonly text: string
  readonly parameters: readonly string[]
}

describe('plans of the lists in a large organization', () => {
  let sent: Sent[] = []

  beforeAll(async () => {
    server.onStatement((text, parameters) => {
      if (text.includes('ORDER BY') && text.includes('LIMIT'))
        sent.push({ text, parameters: JSON.parse(parameters) as string[] })
    })
    const copies = `generate_series(1, ${ROWS_MANY}) AS n`
    const one = `WHERE organization_id = '${server.demo.organizationId}' LIMIT 1`
    deploymentId = await deploy()
    const stored = storedId('Deployment', deploymentId) ?? ''
    await server.runtime.database.script(`
      CREATE TEMP TABLE an_order AS SELECT * FROM trade_order ${one};
      INSERT INTO trading_account SELECT (jsonb_populate_record(a, '{ "id": "busy", "seq": 999999 }')).*
        FROM trading_account a WHERE id = (SELECT account_id FROM an_order);
      UPDATE an_order SET account_id = 'busy';
      INSERT INTO trade_order SELECT (o).* FROM (
        SELECT jsonb_populate_record(x, jsonb_build_object('id', gen_random_uuid(), 'seq', 1000000 + n,
          'client_order_id', 'many-' || n, 'open', false, 'side', CASE WHEN n % 5000 = 0 THEN 'SELL' ELSE 'BUY' END,
          'status', CASE WHEN n % 4000 = 0 THEN 'EXPIRED' ELSE 'CANCELED' END,
          'deployment_id', CASE WHEN n % 100 = 0 THEN '${stored}' END,
          'created_at', now() + n * interval '1 second')) AS o FROM an_order x, ${copies}) AS made;
      INSERT INTO fill SELECT gen_random_uuid(), organization_id, 1000000 + n, id, account_id, instrument_id, 'many-' || n,
        side, 1, 1, 'TAKER', 0, 'USD', false, now() + n * interval '1 second' FROM an_order, ${copies};
      INSERT INTO ledger_entry (organization_id, seq, line, account_id, ledger_account, currency, amount, event, at)
        SELECT organization_id, 1000000 + n, 0, '${accountId.slice(4)}', 'many', 'USD', 0, 'FundsDeposited',
        now() + n * interval '1 second' FROM an_order, ${copies};
      INSERT INTO audit_entry (organization_id, seq, at, actor_kind, actor_id, actor_name, action, summary)
        SELECT organization_id, 1000000 + n, now() + n * interval '1 second', 'USER', 'somebody', 'Somebody',
        'many', 'many' FROM an_order, ${copies};
      INSERT INTO deployment_log (organization_id, deployment_id, run, at, level, message)
        SELECT organization_id, CASE WHEN n % 20 = 0 THEN '${stored}' ELSE 'another' END, 1, now(),
        CASE WHEN n % 1000 = 0 THEN 'ERROR' ELSE 'INFO' END, 'line ' || n FROM an_order, ${copies};
      INSERT INTO parity_report (id, organization_id, deployment_id, run, status, inputs, decisions, equal, actor, created_at)
        SELECT gen_random_uuid(), organization_id, CASE WHEN n % 200 = 0 THEN '${stored}' ELSE 'another' END, 1, 'EQUAL',
        0, 0, 0, '{}', now() FROM an_order, ${copies};
      INSERT INTO strategy_version (id, organization_id, strategy_id, number, status, source, problems, log, step, progress, actor, created_at, updated_at)
        SELECT gen_random_uuid(), organization_id, CASE WHEN n % 200 = 0 THEN d.strategy_id ELSE 'another' END, 10 + n, 'FAILED',
        '{}', '[]', '', '', 1, '{}', now(), now() FROM an_order, ${copies}, (SELECT strategy_id FROM deployment WHERE id = '${stored}') d;
      DROP TABLE an_order;
      ANALYZE;
    `)
  })

  it.each([
    ['orders', '', /organization_id/],
    ['orders', 'filter: { open: true }', /open/],
    ['orders', 'filter: { status: [EXPIRED] }', /status/],
    ['orders', 'filter: { status: [EXPIRED, REJECTED] }', /status/],
    ['orders', 'filter: { side: SELL }', /side/],
    ['orders', 'filter: { instrumentId: "SIM:ETH-USD" }', /instrument_id/],
    ['orders', 'filter: { accountId: "$account" }', /account_id/],
    ['orders', 'filter: { clientOrderId: "page-9" }', /client_order_id/],
    ['orders', 'filter: { createdAfter: "$hence" }', /seq/],
    ['orders', 'filter: { createdBefore: "$start" }', /seq/],
    ['orders', 'filter: { deploymentId: "$deployment" }', /deployment/],
    ['deployment.orders', '', /deployment/],
    ['deployment.logs', '', /deployment_id/],
    ['deployment.logs', 'levels: [ERROR]', /deployment_id/],
    ['deployment.logs', 'text: "line 100"', /deployment_id/],
    ['deployment.parityReports', '', /deployment_id/],
    ['deployment.versions', '', /strategy_id|organization_id/],
    ['fills', '', /organization_id/],
    ['fills', 'filter: { instrumentId: "SIM:ETH-USD" }', /instrument_id/],
    ['fills', 'filter: { accountId: "$account" }', /account_id/],
    ['fills', 'filter: { after: "$late" }', /\bat\b/],
    ['fills', 'filter: { before: "$start" }', /\bat\b/],
    ['auditLog', '', /organization_id/],
    ['auditLog', 'filter: { action: "policy:put" }', /action/],
    ['auditLog', 'filter: { actorId: "nobody" }', /actor_id/],
    ['auditLog', 'filter: { after: "$hence" }', /seq/],
    ['auditLog', 'filter: { before: "$start" }', /seq/],
    ['ledger', '', /account_id/],
    ['ledger', 'after: "$middle"', /seq/],
  ])('read %s(%s) by an index', async (list, filter, condition) => {
    const now = Date.now()
    const args = ['first: 50', filter]
      .filter((each) => each !== '')
      .join(', ')
      .replaceAll('$account', accountId)
      .replaceAll('$deployment', deploymentId)
      .replaceAll('$middle', formatCursor(server.demo.organizationId, '500000-0'))
      .replaceAll('$hence', new Date(now + 60_000).toISOString())
      .replaceAll('$late', new Date(now + (ROWS_MANY - 60) * 1000).toISOString())
      .replaceAll('$start', '2001-01-01T00:00:00Z')
    const field = `${list.split('.').at(-1)}(${args}) { edges { cursor } }`
    sent = []
    const { errors } = await ask(
      server.url,
      owner,
      `{ organization(slug: "demo") { ${within(list, field)} } }`,
    )
    expect(errors).toBeUndefined()
    const statement = sent.find(({ text }) => text.includes(TABLES[list] ?? 'no table'))
    const rows = await server.runtime.database.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN ${statement?.text}`,
      statement?.parameters,
    )
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).not.toMatch(/Seq Scan/)
    // Its condition, or its name: an index of open orders holds no other.
    const looked = plan.split('\n').filter((line) => line.includes('Index Cond') || line.includes(' using '))
    expect(looked.join('\n'), plan).toMatch(condition)
  })
})

/** A list's field where it stands: below its account, its deployment or the strategy of that, or the organization itself. */
function within(list: string, field: string): string {
  if (list === 'ledger') return `account(id: "${accountId}") { ${field} }`
  if (list === 'deployment.versions') return `deployment(id: "${deploymentId}") { strategy { ${field} } }`
  return list.startsWith('deployment.') ? `deployment(id: "${deploymentId}") { ${field} }` : field
}

/** A deployment on the demo's account. */
async function deploy(): Promise<string> {
  const actor = { kind: 'SYSTEM', id: 'plans', name: 'plans', userId: null } as const
  const asking = { organizationId: server.demo.organizationId, actor }
  const strategies = await server.runtime.strategies()
  const { versionId } = await strategies.submit(asking, 'plans', { kind: 'ZIP', uploadId: 'upload' })
  const terms = {
    parameters: {},
    instrumentIds: [],
    seed: 0,
    isolation: 'PROCESS',
    ordersPerMinuteMax: 60,
  } as const
  const id = await strategies.deploy(asking, {
    ...terms,
    versionId,
    accountId: storedId('Account', accountId) ?? '',
    name: 'plans',
    idempotencyKey: 'plans',
  })
  return globalId('Deployment', id)
}

const ROWS_MANY = 20_000
const TABLES: Readonly<Record<string, string>> = {
  orders: '"trade_order"',
  fills: '"fill"',
  auditLog: '"audit_entry"',
  ledger: '"ledger_entry"',
  'deployment.orders': '"trade_order"',
  'deployment.logs': '"deployment_log"',
  'deployment.parityReports': '"parity_report"',
  'deployment.versions': '"strategy_version"',
}
