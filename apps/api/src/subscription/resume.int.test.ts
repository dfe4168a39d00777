/** Following events: live, from a cursor, and both, with nothing missed and nothing twice. */
import type { Client } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCursor, parseCursor } from '../data/cursor.ts'
import { type Credential, ask, dataOf, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

let server: TestServer
let trader: Credential & { readonly authorization: string }
let organizationId: string
let accountId: string
let client: Client

const ORDERS =
  'subscription($o: ID!, $after: Cursor, $account: ID) { orderUpdates(organizationId: $o, after: $after, accountId: $account) { cursor order { id clientOrderId status } } }'
const FILLS =
  'subscription($o: ID!, $after: Cursor) { fills(organizationId: $o, after: $after) { cursor fill { id execId price quantity seq order { clientOrderId } } } }'

interface Update {
  readonly cursor: string
  readonly order: { readonly clientOrderId: string; readonly status: string }
}

const seqOf = (cursor = '') => Number(parseCursor(cursor)?.at)

let counter = 0
async function trade(count: number, type: 'MARKET' | 'LIMIT' = 'MARKET'): Promise<void> {
  for (let index = 0; index < count; index++) {
    const input = {
      accountId,
      instrumentId: 'SIM:BTC-USD',
      clientOrderId: `live-${(counter += 1)}`,
      side: 'BUY',
      type,
      quantity: '0.001',
      timeInForce: 'GTC',
      ...(type === 'LIMIT' ? { limitPrice: '1000' } : {}),
    }
    const { errors } = await ask(
      server.url,
      trader,
      'mutation($input: SubmitOrderInput!) { submitOrder(input: $input) { __typename } }',
      { input },
    )
    expect(errors).toBeUndefined()
  }
}

/** Takes updates of the orders until `enough` says so. */
async function follow(variables: object, enough: (updates: readonly Update[]) => boolean): Promise<Update[]> {
  const updates: Update[] = []
  for await (const result of client.iterate<{ orderUpdates: Update }>({
    query: ORDERS,
    variables: { o: organizationId, ...variables },
  })) {
    expect(result.errors).toBeUndefined()
    if (result.data != null) updates.push(result.data.orderUpdates)
    if (enough(updates)) break
  }
  return updates
}

const filled = (count: number) => (updates: readonly Update[]) =>
  updates.filter(({ order }) => order.status === 'FILLED').length >= count

beforeAll(async () => {
  server = await startServer()
  organizationId = `org_${server.demo.organizationId}`
  trader = { authorization: await server.bearer(server.demo.organizationId, 'OWNER') }
  client = socketClient(server.url, trader)
  const { data } = await ask(
    server.url,
    trader,
    '{ organization(slug: "demo") { accounts { edges { node { id } } } } }',
  )
  accountId =
    dataOf<{ accounts: { edges: { node: { id: string } }[] } }>({ data, errors: undefined }, 'organization')
      .accounts.edges[0]?.node.id ?? ''
})
afterAll(async () => {
  await client?.dispose()
  await server?.close()
})

describe('orderUpdates', () => {
  it('replays from the beginning and goes on live, in order, each event once', async () => {
    await trade(3)
    const following = follow({ after: '0' }, filled(6))
    await trade(3)
    const updates = await following
    const cursors = updates.map(({ cursor }) => seqOf(cursor))
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b))
  })

  it('resumed after any cursor, gives exactly what came after it', async () => {
    const all = await follow({ after: '0' }, filled(6))
    for (const [index, { cursor }] of all.slice(0, -1).entries()) {
      const rest = await follow({ after: cursor }, (updates) => updates.length >= all.length - index - 1)
      expect(rest).toEqual(all.slice(index + 1))
    }
  })

  it('without a cursor tells only what comes from now on', async () => {
    const before = server.runtime.headSeq(server.demo.organizationId)
    const following = follow({}, filled(1))
    // The subscription has begun once the server answers a later operation of the same socket.
    await client.iterate({ query: '{ viewer { id } }' }).next()
    await trade(1)
    const updates = await following
    expect(seqOf(updates[0]?.cursor)).toBeGreaterThan(before)
  })

  it('narrowed to an account, stays silent on the others; narrowed to a foreign one, is NOT_FOUND', async () => {
    const results = []
    for await (const result of client.iterate({
      query: ORDERS,
      variables: { o: organizationId, account: 'acc_00000000-0000-8000-8000-000000000000' },
    }))
      results.push(result)
    expect(results.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.code) ?? [])).toEqual([
      'NOT_FOUND',
    ])
  })

  it('refuses a cursor of the future', async () => {
    const results = []
    for await (const result of client.iterate({
      query: ORDERS,
      variables: { o: organizationId, after: formatCursor(server.demo.organizationId, 99_999_999) },
    }))
      results.push(result)
    expect(results.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.code) ?? [])).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  it("refuses another organization's cursor, and takes its own, over every list and stream that gives one", async () => {
    const other = await server.organization('other')
    const foreign = formatCursor(other.id, 1)
    const says = /after must be a cursor of this organization: this one is another's/
    for (const stream of ['orderUpdates', 'fills', 'controlUpdates']) {
      const query = `subscription($o: ID!, $after: Cursor) { ${stream}(organizationId: $o, after: $after) { cursor } }`
      const { value } = await client
        .iterate({ query, variables: { o: organizationId, after: foreign } })
        .next()
      expect((value as { errors?: unknown }).errors, stream).toMatchObject([
        { message: expect.stringMatching(says), extensions: { code: 'BAD_USER_INPUT' } },
      ])
    }
    for (const list of ['accounts', 'orders', 'fills', 'auditLog', 'alerts']) {
      const query = `query ($after: String) { organization(slug: "demo") { ${list}(after: $after) { edges { cursor } } } }`
      const { errors } = await ask(server.url, trader, query, { after: foreign })
      expect(errors, list).toMatchObject([
        { message: expect.stringMatching(says), extensions: { code: 'BAD_USER_INPUT' } },
      ])
      const own = formatCursor(server.demo.organizationId, 1)
      expect((await ask(server.url, trader, query, { after: own })).errors, list).toBeUndefined()
    }
  })

  it('is as good over SSE', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...trader },
      body: JSON.stringify({ query: ORDERS, variables: { o: organizationId, after: '0' } }),
    })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while ((text.match(/FILLED/g)?.length ?? 0) < 6) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    const cursors = [...text.matchAll(/"cursor":"([^"]+)"/g)].map((match) => seqOf(match[1]))
    expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b))
  })
})

describe('fills', () => {
  it('give each fill as the list shows it', async () => {
    const { data } = await ask(
      server.url,
      trader,
      '{ organization(slug: "demo") { fills(first: 200) { edges { node { id execId price quantity seq order { clientOrderId } } } } } }',
    )
    const listed = dataOf<{ fills: { edges: { node: { seq: string } }[] } }>(
      { data, errors: undefined },
      'organization',
    )
      .fills.edges.map(({ node }) => node)
      .reverse()
    const seen: unknown[] = []
    for await (const result of client.iterate<{ fills: { fill: unknown } }>({
      query: FILLS,
      variables: { o: organizationId, after: '0' },
    })) {
      seen.push(result.data?.fills.fill)
      if (seen.length === listed.length) break
    }
    expect(seen).toEqual(listed)
  })
})

describe('quotes and accounts', () => {
  it('send the newest quote of each instrument at once, then what changes', async () => {
    const seen = new Map<string, number>()
    const query =
      'subscription { quotes(instrumentIds: ["SIM:BTC-USD", "SIM:ETH-USD"]) { instrument { id } bid ask stale } }'
    for await (const result of client.iterate<{ quotes: { instrument: { id: string } } }>({ query })) {
      const id = result.data?.quotes.instrument.id ?? ''
      seen.set(id, (seen.get(id) ?? 0) + 1)
      if ([...seen.values()].reduce((sum, count) => sum + count, 0) >= 6) break
    }
    expect([...seen.keys()].sort()).toEqual(['SIM:BTC-USD', 'SIM:ETH-USD'])
  })

  it('send an account when an order of it fills', async () => {
    const query =
      'subscription($o: ID!) { accountUpdates(organizationId: $o) { id balances { currency cash } } }'
    const stream = client.iterate<{ accountUpdates: { id: string } }>({
      query,
      variables: { o: organizationId },
    })
    const next = stream.next()
    await trade(1)
    expect((await next).value?.data?.accountUpdates.id).toBe(accountId)
    await stream.return?.(undefined)
  })

  it('send kill switches and policies with their audit entries', async () => {
    const query =
      'subscription($o: ID!, $after: Cursor) { controlUpdates(organizationId: $o, after: $after) { cursor killSwitch { engaged phase scope } riskPolicy { version } auditEntry { action } } }'
    const head = server.runtime.headSeq(server.demo.organizationId)
    const after = formatCursor(server.demo.organizationId, head)
    const input = { organizationId, scope: 'STRATEGY', targetId: 'nobody', reason: 'a drill' }
    await ask(
      server.url,
      trader,
      'mutation($input: EngageKillSwitchInput!) { engageKillSwitch(input: $input) { __typename } }',
      { input },
    )
    const stream = client.iterate<{ controlUpdates: unknown }>({
      query,
      variables: { o: organizationId, after },
    })
    const { value } = await stream.next()
    expect(value?.data?.controlUpdates).toMatchObject({
      killSwitch: { engaged: true, scope: 'STRATEGY' },
      riskPolicy: null,
      auditEntry: { action: 'kill-switch.engage' },
    })
    await stream.return?.(undefined)
  })
})
