/** Relay lists: stable pages in both directions, counts, filters, and order that the database takes from an index. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Credential, ask, dataOf } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let owner: Credential
let accountId: string
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
  server = await startServer()
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

describe('plans of the lists', () => {
  it.each([
    ['newest orders', `organization_id = $1 ORDER BY seq DESC LIMIT 51`],
    ['open orders', `organization_id = $1 AND open = true ORDER BY seq DESC LIMIT 51`],
    ['orders of a status', `organization_id = $1 AND status = 'NEW' ORDER BY seq DESC LIMIT 51`],
    [
      'orders of an instrument',
      `organization_id = $1 AND instrument_id = 'SIM:BTC-USD' ORDER BY seq DESC LIMIT 51`,
    ],
    ['orders of an account', `organization_id = $1 AND account_id = $2 ORDER BY seq DESC LIMIT 51`],
    ['an order by its key', `organization_id = $1 AND account_id = $2 AND client_order_id = 'page-9'`],
  ])('read %s by an index', async (_name, condition) => {
    const text = `EXPLAIN SELECT * FROM trade_order WHERE ${condition}`
      .replaceAll('$1', `'${server.demo.organizationId}'`)
      .replaceAll('$2', `'${accountId.slice(4)}'`)
    const rows = await server.runtime.database.transaction(async (tx) => {
      // A small table is read whole for good reason: forbid that, and see whether an index can serve.
      await tx.script('SET LOCAL enable_seqscan = off')
      return tx.query<{ 'QUERY PLAN': string }>(text)
    })
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/Index Scan/)
    expect(plan).not.toMatch(/Seq Scan|Sort/)
  })
})
