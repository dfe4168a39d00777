/** What a connection brings is for the organizations that follow it: to everybody else it is not there, whatever way they ask. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, socketClient } from '../testing/client.ts'
import { type TestServer, startServer } from '../testing/server.ts'

const PRIVATE = 'SIM:ETH-USD'
const PUBLIC = 'SIM:BTC-USD'
const QUOTES = `subscription($ids: [ID!]!) { quotes(instrumentIds: $ids) { bid instrument { id } } }`
const LIST = `{ instruments(search: "-usd", first: 50) { edges { node { id } } } }`
const NODE = `query($id: ID!) { node(id: $id) { id ... on Instrument { quote { bid } } } }`

let server: TestServer
let member: { readonly authorization: string }
let stranger: { readonly authorization: string }

beforeAll(async () => {
  server = await startServer()
  const { runtime, demo } = server
  const { isVisible } = runtime
  // As if a connection of the demo organization had brought it.
  Object.assign(runtime, {
    isVisible: (id: string, organizationIds: Iterable<string>) =>
      id === PRIVATE ? [...organizationIds].includes(demo.organizationId) : isVisible(id, organizationIds),
  })
  const other = await server.organization('outside')
  member = { authorization: await server.bearer(demo.organizationId, 'VIEWER') }
  stranger = { authorization: await server.bearer(other.id, 'OWNER') }
})
afterAll(() => server.close())

async function firstQuote(who: typeof member, ids: readonly string[]): Promise<unknown> {
  const client = socketClient(server.url, who)
  try {
    for await (const result of client.iterate({ query: QUOTES, variables: { ids } })) return result
    return null
  } finally {
    await client.dispose()
  }
}

it('lists it to who follows it alone', async () => {
  const listed = async (who: typeof member) => JSON.stringify((await ask(server.url, who, LIST)).data)
  expect(await listed(member)).toContain(PRIVATE)
  expect(await listed(stranger)).not.toContain(PRIVATE)
  expect(await listed(stranger)).toContain(PUBLIC)
})

it('gives its facts and its market to who follows it alone: to others it is as absent as an unknown one', async () => {
  expect((await ask(server.url, member, NODE, { id: PRIVATE })).data).toMatchObject({
    node: { id: PRIVATE },
  })
  const asked = await ask(server.url, stranger, NODE, { id: PRIVATE })
  const unknown = await ask(server.url, stranger, NODE, { id: 'SIM:NOPE' })
  expect(asked.data).toEqual({ node: null })
  expect(asked).toEqual(unknown)
})

it('lets nobody outside join a subscription that others share', async () => {
  const client = socketClient(server.url, member)
  const own = client.iterate({ query: QUOTES, variables: { ids: [PUBLIC, PRIVATE] } })
  expect((await own.next()).value).toMatchObject({ data: { quotes: { instrument: {} } } })
  expect(await firstQuote(stranger, [PUBLIC, PRIVATE])).toMatchObject({
    errors: [{ extensions: { code: 'NOT_FOUND' } }],
  })
  expect(await firstQuote(stranger, [PUBLIC])).toMatchObject({
    data: { quotes: { instrument: { id: PUBLIC } } },
  })
  await client.dispose()
})
