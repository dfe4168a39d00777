/**
 * A server ready for orders: an account with money whose policy sets every limit, and the load that submits to it. The limit
 * price is far below the market, so an order is decided, journaled, placed and canceled by the venue, and never fills.
 */
import { startServer, type ServerProcess } from '@quarterdeck/testkit'
import { closedLoop, type LoadResult } from '../http/closed-loop.ts'
import { submitBody, type Ticket } from './submit.ts'

const WARM_UP = 2_000
const WARM_UP_CLIENTS = 32
const INSTRUMENT = 'SIM:BTC-USD'

export interface OrderDesk {
  readonly server: ServerProcess
  readonly ticket: Ticket
  /** One answer of the server, for peers that shall answer the same bytes. */
  readonly sample: string
}

/** A server with an account that a policy with every limit covers, warmed. */
export async function openOrderDesk(options: Parameters<typeof startServer>[0]): Promise<OrderDesk> {
  const server = await startServer(options)
  const key = server.ownerKey()
  const ask = async (
    query: string,
    variables: unknown = {},
  ): Promise<{ data: Record<string, never>; errors?: unknown }> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as { data: Record<string, never> }
  }
  const desk = (await ask('{ organization(slug: "demo") { id } }')) as unknown as {
    data: { organization: { id: string } }
  }
  const organizationId = desk.data.organization.id
  const opened = (await ask(
    'mutation($input: OpenAccountInput!) { openAccount(input: $input) { ... on OpenAccountPayload { account { id } } ... on Problem { message } } }',
    { input: { organizationId, name: 'bench', mode: 'PAPER', currency: 'USD' } },
  )) as unknown as { data: { openAccount: { account: { id: string } } } }
  const accountId = opened.data.openAccount.account.id
  await ask('mutation($input: DepositInput!) { deposit(input: $input) { __typename } }', {
    input: { accountId, amount: '1000000000000', currency: 'USD', idempotencyKey: 'bench' },
  })
  // The demo's own policy gives way to one that sets every limit and stops nobody.
  await putPolicy(ask, {
    organizationId,
    scope: 'ORGANIZATION',
    targetId: null,
    expectedVersion: 1,
    limits: {},
  })
  await putPolicy(ask, {
    organizationId,
    scope: 'ACCOUNT',
    targetId: accountId,
    expectedVersion: null,
    limits: FULL_POLICY,
  })
  const ticket: Ticket = {
    key,
    accountId,
    instrumentId: INSTRUMENT,
    limitPrice: await farBelow(ask),
    run: `${process.pid}-${Date.now()}`,
  }
  let sample = ''
  await load(server.port, ticket, {
    connections: WARM_UP_CLIENTS,
    requests: WARM_UP,
    tag: 'warm',
    onAnswer: (body) => (sample = body),
  })
  if (!sample.includes('"ALLOWED"')) throw new Error(`The order of the benchmark is not allowed: ${sample}`)
  return { server, ticket, sample }
}

type Ask = (query: string, variables?: unknown) => Promise<unknown>

async function putPolicy(ask: Ask, input: object): Promise<void> {
  const answer = await ask(
    'mutation($input: PutRiskPolicyInput!) { putRiskPolicy(input: $input) { __typename ... on Problem { code message path } } }',
    { input },
  )
  const text = JSON.stringify(answer)
  if (!text.includes('"PutRiskPolicyPayload"'))
    throw new Error(`The policy of the benchmark was refused: ${text}`)
}

/** Loose limits: nearly every check has something to compare. */
const FULL_POLICY = {
  maxOrderNotional: '1000000000',
  maxOrderQuantity: '1000000',
  maxPositionQuantity: '1000000000',
  maxPositionNotional: '1000000000000',
  maxGrossExposure: '1000000000000',
  maxNetExposure: '1000000000000',
  maxLeverage: '100',
  maxConcentration: '100',
  maxOpenOrders: 1_000_000,
  // The one that is not set: it counts to 1,023 a second at most, and the load is heavier.
  maxOrdersPerSecond: null,
  maxDailyLoss: '1000000000',
  maxDrawdown: '1',
  priceCollar: '1',
  maxQuoteAgeMs: 60_000,
  restricted: false,
  assetClassCaps: [{ assetClass: 'CRYPTO', maxExposure: '1000000000000' }],
}

/** An IOC limit far below the market: it is decided, journaled, placed and ends, and never fills. */
async function farBelow(ask: (query: string) => Promise<unknown>): Promise<string> {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const answer = (await ask(`{ node(id: "${INSTRUMENT}") { ... on Instrument { quote { bid } } } }`)) as {
      data: { node: { quote: { bid: string | null } | null } }
    }
    const bid = answer.data.node.quote?.bid
    if (bid !== null && bid !== undefined) return String(Math.floor(Number(bid) / 2))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('The synthetic market gives no quote')
}

export interface RunOptions {
  readonly connections: number
  readonly requests: number
  readonly tag: string
  readonly onAnswer?: (body: string) => void
}

/** Submits orders in a closed loop; each answer must be an order that was taken. */
export function load(port: number, ticket: Ticket, options: RunOptions): Promise<LoadResult> {
  return closedLoop({
    host: '127.0.0.1',
    port,
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      authorization: `Bearer ${ticket.key}`,
    },
    connections: options.connections,
    requests: options.requests,
    body: (n) => submitBody(ticket, `${options.tag}-${n}`),
    onAnswer: options.onAnswer ?? refuseFailure,
  })
}

function refuseFailure(body: string): void {
  if (!body.includes('"SubmitOrderPayload"')) throw new Error(`An order was not taken: ${body.slice(0, 400)}`)
}
