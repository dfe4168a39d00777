/**
 * Documents that are made to hurt: each is refused with a stable code, cheaply, and alike over HTTP and WebSocket. The server
 * goes on answering everybody else.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RawSocket, connect, hangUp, runOver } from '../raw-socket.ts'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'

interface Hostile {
  readonly name: string
  readonly query: string
  readonly variables?: object
  readonly code: 'QUERY_TOO_COMPLEX' | 'BAD_USER_INPUT'
  readonly says: RegExp
}

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')
const deep = (levels: number, open: string, end: string) => open.repeat(levels) + end.repeat(levels)
const doubling = (levels: number) =>
  `query { ...F0 } ${times(levels, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F${levels} on Query { __typename }`

const HOSTILE: readonly Hostile[] = [
  {
    name: 'a selection 20,000 levels deep',
    query: deep(20_000, '{a', '}'),
    code: 'QUERY_TOO_COMPLEX',
    says: /tokens|deep/,
  },
  {
    name: 'a selection 1,500 levels deep, within the tokens',
    query: deep(1_500, '{a', '}'),
    code: 'QUERY_TOO_COMPLEX',
    says: /deep/,
  },
  {
    name: 'a list literal 2,000 levels deep',
    query: `{ nodes(ids: ${deep(2_000, '[', ']')}) { id } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /deep|nest/,
  },
  {
    name: 'an object literal 1,000 levels deep',
    query: `mutation { submitOrder(input: ${deep(1_000, '{a:', '}').replace('{a:}', '{a:1}')}) { __typename } }`,
    code: 'BAD_USER_INPUT',
    says: /accountId/,
  },
  {
    name: 'a list type 2,000 levels deep',
    query: `query ($v: ${deep(2_000, '[', ']').replace('[]', '[Int]')}) { viewer { id } }`,
    code: 'BAD_USER_INPUT',
    says: /never used/,
  },
  {
    name: '2,500 aliases',
    query: `{ ${times(2_500, (n) => `a${n}:viewer{id}`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /tokens/,
  },
  {
    name: '1,000 aliases of __typename',
    query: `{ ${times(1_000, (n) => `a${n}:__typename`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /aliases|fields/,
  },
  {
    name: '65 aliases of __typename',
    query: `{ viewer { ${times(65, (n) => `a${n}:__typename`)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /aliases/,
  },
  {
    name: '10,000 times the same field',
    query: `{ ${'id '.repeat(10_000)} }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /tokens/,
  },
  {
    name: '4,000 times the same field',
    query: `{ viewer { ${'id '.repeat(4_000)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /fields/,
  },
  {
    name: '4,000 times __typename',
    query: `{ ${'__typename '.repeat(4_000)} }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /fields/,
  },
  {
    name: '1,000 directives on one field',
    query: `{ viewer { id ${'@include(if:true) '.repeat(700)} } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /directives/,
  },
  {
    name: '1,000 unknown directives on an operation',
    query: `query ${'@a '.repeat(1_000)} { viewer { id } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /directives/,
  },
  {
    name: '1,000 directives on a variable',
    query: `query ($v: Int ${'@a '.repeat(1_000)}) { viewer { id } }`,
    code: 'BAD_USER_INPUT',
    says: /never used|@a/,
  },
  {
    name: '1,000 directives on a fragment',
    query: `{ ...F } fragment F on Query ${'@a '.repeat(1_000)} { viewer { id } }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /directives/,
  },
  {
    name: 'a fragment that contains itself',
    query: '{ ...F } fragment F on Query { ...F }',
    code: 'BAD_USER_INPUT',
    says: /itself/,
  },
  {
    name: 'fragments in a circle',
    query: '{ ...F } fragment F on Query { ...G } fragment G on Query { ...H } fragment H on Query { ...F }',
    code: 'BAD_USER_INPUT',
    says: /itself/,
  },
  { name: 'fragments that double 30 times', query: doubling(30), code: 'QUERY_TOO_COMPLEX', says: /fields/ },
  { name: 'fragments that double 60 times', query: doubling(60), code: 'QUERY_TOO_COMPLEX', says: /fields/ },
  {
    name: '1,000 fragments',
    query: `{ viewer { id } } ${times(1_000, (n) => `fragment F${n} on Query{__typename}`)}`,
    code: 'QUERY_TOO_COMPLEX',
    says: /tokens|definitions/,
  },
  {
    name: '100 fragments',
    query: `{ viewer { id } } ${times(100, (n) => `fragment F${n} on Query{__typename}`)}`,
    code: 'QUERY_TOO_COMPLEX',
    says: /definitions/,
  },
  {
    name: '1,000 variables',
    query: `query (${times(1_000, (n) => `$v${n}:Int`)}) { viewer { id } }`,
    code: 'BAD_USER_INPUT',
    says: /never used/,
  },
  {
    name: 'a page of 10^8',
    query: '{ organization(slug: "demo") { orders(first: 100000000) { edges { node { id } } } } }',
    code: 'BAD_USER_INPUT',
    says: /first must be from 1 to 200/,
  },
  {
    name: 'a page of 10^8 below a page',
    query:
      '{ organization(slug: "demo") { accounts(first: 200) { edges { node { positions(first: 100000000) { edges { node { id } } } } } } } }',
    code: 'QUERY_TOO_COMPLEX',
    says: /values/,
  },
  {
    name: 'a page of 10^8 from a variable',
    query:
      'query ($n: Int) { organization(slug: "demo") { accounts(first: $n) { edges { node { positions(first: $n) { edges { node { id } } } } } } } }',
    variables: { n: 100_000_000 },
    code: 'QUERY_TOO_COMPLEX',
    says: /values/,
  },
  {
    name: 'a page size from a default value',
    query:
      'query ($n: Int = 200) { organization(slug: "demo") { accounts(first: $n) { edges { node { positions(first: $n) { edges { node { instrument { quote { bid ask last bidSize askSize } } } } } } } } } }',
    code: 'QUERY_TOO_COMPLEX',
    says: /values/,
  },
  {
    name: 'a page size beyond 32 bits',
    query: '{ organization(slug: "demo") { orders(first: 10000000000) { totalCount } } }',
    code: 'BAD_USER_INPUT',
    says: /32-bit/,
  },
  {
    name: 'a negative page',
    query: '{ organization(slug: "demo") { orders(first: -1) { totalCount } } }',
    code: 'BAD_USER_INPUT',
    says: /first must be from 1 to 200/,
  },
  {
    name: '501 ids',
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array.from({ length: 501 }, (_, n) => `x${n}`) },
    code: 'BAD_USER_INPUT',
    says: /at most/,
  },
  {
    name: '201 ids',
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array.from({ length: 201 }, () => 'SIM:BTC-USD') },
    code: 'BAD_USER_INPUT',
    says: /at most 200/,
  },
  {
    name: 'an id of 60,000 characters',
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'x'.repeat(60_000) },
    code: 'BAD_USER_INPUT',
    says: /characters/,
  },
  {
    name: 'variables 4,000 levels deep',
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: nested(4_000) },
    code: 'BAD_USER_INPUT',
    says: /deeper/,
  },
  {
    name: 'a null byte in a literal',
    query: '{ node(id: "acc_\\u0000") { id } }',
    code: 'BAD_USER_INPUT',
    says: /null byte/,
  },
  {
    name: 'a null byte in a variable',
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'acc_\0' },
    code: 'BAD_USER_INPUT',
    says: /null byte/,
  },
  {
    name: 'half a surrogate pair',
    query: 'query ($id: ID!) { node(id: $id) { id } }',
    variables: { id: 'acc_\ud800' },
    code: 'BAD_USER_INPUT',
    says: /Unicode/,
  },
  {
    name: 'a field named like the prototype',
    query: '{ __proto__ { id } constructor { id } }',
    code: 'BAD_USER_INPUT',
    says: /__proto__/,
  },
  {
    name: 'a field that is nearly one of ours',
    query: '{ viewr { id } }',
    code: 'BAD_USER_INPUT',
    says: /viewr/,
  },
  {
    name: 'an enum value that is nearly one of ours',
    query: '{ instruments(assetClass: CRYPT) { totalCount } }',
    code: 'BAD_USER_INPUT',
    says: /CRYPT/,
  },
  {
    name: 'a variable with nearly an enum value',
    query: 'query ($c: AssetClass) { instruments(assetClass: $c) { totalCount } }',
    variables: { c: 'CRYPT' },
    code: 'BAD_USER_INPUT',
    says: /CRYPT/,
  },
  {
    name: 'an argument that is nearly one of ours',
    query: '{ instruments(serch: "x") { totalCount } }',
    code: 'BAD_USER_INPUT',
    says: /serch/,
  },
  {
    name: 'an input field that is nearly one of ours',
    query: 'mutation ($i: CancelOrderInput!) { cancelOrder(input: $i) { __typename } }',
    variables: { i: { orderIdd: 'x', orderId: 'x' } },
    code: 'BAD_USER_INPUT',
    says: /orderIdd/,
  },
  {
    name: '17 mutations in one request',
    query: `mutation { ${times(17, (n) => `m${n}: cancelOrder(input: { orderId: "x" }) { __typename }`)} }`,
    code: 'QUERY_TOO_COMPLEX',
    says: /root/,
  },
  {
    name: 'an unknown type condition, 16 times',
    query: `{ ${times(16, () => '... on Nothing { id }')} }`,
    code: 'BAD_USER_INPUT',
    says: /Nothing/,
  },
  {
    name: 'no operation at all',
    query: 'fragment F on Query { __typename }',
    code: 'BAD_USER_INPUT',
    says: /./,
  },
  { name: 'half a document', query: '{ viewer { id', code: 'BAD_USER_INPUT', says: /Syntax/ },
]

function nested(levels: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level++) value = [value]
  return value
}

const CODES = new Set(['QUERY_TOO_COMPLEX', 'BAD_USER_INPUT'])
/** Refusing must cost next to nothing: the best of three, as the machine may be busy with something else. */
const REFUSAL_MS_MAX = 1_000
const MEMORY_BYTES_MAX = 300 * 1024 * 1024

let tenants: Tenants
let raw: RawSocket

beforeAll(async () => {
  tenants = await startTenants()
  raw = await connect(tenants.server.url, tenants.a.owner.authorization ?? null)
}, START_MS)

afterAll(async () => {
  await hangUp(raw)
  await tenants.close()
})

describe('hostile documents', () => {
  for (const { name, query, variables = {}, code, says } of HOSTILE) {
    it(`over HTTP, ${name} is refused as ${code}`, async () => {
      let best = Infinity
      for (let attempt = 0; attempt < 3; attempt++) {
        const began = performance.now()
        const answer = await tenants.a.ask(query, variables)
        best = Math.min(best, performance.now() - began)
        expect(answer.status).toBeLessThan(500)
        const errors = answer.errors ?? []
        expect(errors[0]).toMatchObject({ message: expect.stringMatching(says), extensions: { code } })
        for (const error of errors) {
          expect(CODES).toContain(error.extensions.code)
          expect(JSON.stringify(error)).not.toMatch(/Did you mean|stack|node_modules/)
        }
      }
      expect(best).toBeLessThan(REFUSAL_MS_MAX)
    })

    it(`over WebSocket, ${name} is refused as ${code}`, async () => {
      const began = performance.now()
      const id = `ws ${name}`
      const { errors = [] } = await runOver(raw, id, { query, variables })
      expect(errors[0]).toMatchObject({ message: expect.stringMatching(says), extensions: { code } })
      for (const error of errors) {
        expect(CODES).toContain(error.extensions?.code)
        expect(JSON.stringify(error)).not.toMatch(/Did you mean|stack|node_modules/)
      }
      expect(performance.now() - began).toBeLessThan(REFUSAL_MS_MAX * 4)
    })
  }

  it('all of them together leave no memory behind', async () => {
    const before = process.memoryUsage().rss
    for (let round = 0; round < 3; round++) {
      await Promise.all(HOSTILE.map(({ query, variables }) => tenants.a.ask(query, variables)))
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_BYTES_MAX)
  })

  it('somebody else is answered while they come in', async () => {
    const flood = Promise.all(HOSTILE.map(({ query, variables }) => tenants.a.ask(query, variables)))
    const answer = await tenants.b.ask('{ organization(slug: "other") { id } }')
    expect(answer).toMatchObject({
      errors: undefined,
      data: { organization: { id: tenants.b.organizationId } },
    })
    await flood
  })

  it('keys of the prototype in variables pollute nothing and reach nobody', async () => {
    const body = `{"query":"query ($i: CancelOrderInput!) { __typename }","variables":{"i":{"orderId":"x","__proto__":{"polluted":1}},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},"__proto__":{"query":"{ viewer { id } }"}}`
    const response = await fetch(`${tenants.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...tenants.a.owner },
      body,
    })
    expect(response.status).toBeLessThan(500)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('nobody reads the schema without signing in', async () => {
    const response = await fetch(`${tenants.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __schema { types { name } } }' }),
    })
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  it('introspection that nests its own lists is bounded like anything else', async () => {
    const nest = (levels: number): string =>
      levels === 0 ? 'name' : `fields { type { ${nest(levels - 1)} } }`
    const answer = await tenants.a.ask(`{ __schema { types { ${nest(4)} } } }`)
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/introspection depth/),
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })
})
