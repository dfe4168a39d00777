/** Two organizations on one server, each with a funded paper account and the means to act: for tests of what must not cross. */
import { type Answer, type Credential, ask } from '../src/testing/client.ts'
import { type TestServer, type TestServerOptions, startServer } from '../src/testing/server.ts'

export interface Tenant {
  /** The stored id, as the runtime knows it. */
  readonly storedId: string
  /** Ids as the API states them. */
  readonly organizationId: string
  readonly accountId: string
  readonly slug: string
  /** An owner's key. */
  readonly owner: Credential
  ask(query: string, variables?: object): Promise<Answer>
  /** A limit order to buy far below the market: it rests. Override what matters. */
  order(clientOrderId: string, terms?: object): object
}

export interface Tenants {
  readonly server: TestServer
  readonly a: Tenant
  readonly b: Tenant
  close(): Promise<void>
}

export const BTC = 'SIM:BTC-USD'

/** A start takes long on a busy machine: the embedded database is made from nothing. */
export const START_MS = 240_000

export const SUBMIT = `mutation Submit($input: SubmitOrderInput!) {
  submitOrder(input: $input) {
    __typename
    ... on SubmitOrderPayload { order { id clientOrderId status open decision { outcome summary } } }
    ... on Problem { code message path }
  }
}`

export async function startTenants(options: TestServerOptions = {}): Promise<Tenants> {
  const server = await startServer(options)
  const other = await server.organization('other')
  const a = await tenant(server, server.demo.organizationId, 'demo')
  const b = await tenant(server, other.id, 'other')
  return { server, a, b, close: () => server.close() }
}

async function tenant(server: TestServer, storedId: string, slug: string): Promise<Tenant> {
  const authorization = await server.bearer(storedId, 'OWNER')
  const owner = { authorization }
  const organizationId = `org_${storedId}`
  const say = (query: string, variables: object = {}) => ask(server.url, owner, query, variables)
  const opened = await say(
    `mutation ($input: OpenAccountInput!) { openAccount(input: $input) { ... on OpenAccountPayload { account { id } } } }`,
    { input: { organizationId, name: `Paper of ${slug}`, mode: 'PAPER', currency: 'USD' } },
  )
  if (opened.data == null) throw new Error(`no account: ${JSON.stringify(opened)} ${server.log.join('')}`)
  const { openAccount } = opened.data as unknown as { openAccount: { account: { id: string } } }
  const accountId = openAccount.account.id
  await say(`mutation ($input: DepositInput!) { deposit(input: $input) { __typename } }`, {
    input: { accountId, amount: '100000000', currency: 'USD', idempotencyKey: 'first' },
  })
  return {
    storedId,
    organizationId,
    accountId,
    slug,
    owner,
    ask: say,
    order: (clientOrderId, terms = {}) => ({
      accountId,
      instrumentId: BTC,
      clientOrderId,
      side: 'BUY',
      type: 'LIMIT',
      quantity: '0.01',
      limitPrice: '1000',
      timeInForce: 'GTC',
      ...terms,
    }),
  }
}
