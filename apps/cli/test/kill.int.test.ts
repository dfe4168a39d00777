/**
 * The server killed at random moments under load, on both databases. The outside's log is the oracle: everything that was
 * acknowledged is there exactly once, books add up to the cent, the hash chain holds, and a resumed stream is whole.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createQuarterdeckClient,
  accounts,
  fills as fillsPage,
  orders as ordersPage,
  type OrderUpdate,
  type QuarterdeckClient,
  type SubmitOrderInput,
} from '@quarterdeck/client'
import {
  createDatabase,
  freePort,
  startServer,
  type ServerOptions,
  type ServerProcess,
} from '@quarterdeck/testkit'
import { product, units } from './exact.ts'
import { emptyLog, send, type TradingLog } from './trading-load.ts'

const KILLS = 25
const WORKERS = 4
const SLUG = 'demo'
const INSTRUMENTS = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:AAPL', 'SIM:EUR-USD']
const QUANTITY: Readonly<Record<string, string>> = {
  'SIM:BTC-USD': '0.001',
  'SIM:ETH-USD': '0.01',
  'SIM:AAPL': '1',
  'SIM:EUR-USD': '1000',
}
const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')

/** Marks the end of a stream. */
const lastOrder = {
  instrumentId: 'SIM:BTC-USD',
  clientOrderId: 'the-last-order',
  side: 'BUY',
  type: 'MARKET',
  quantity: '0.001',
  timeInForce: 'IOC',
} as const

/** A small seeded generator: the moments of death and the orders can be repeated by seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function everyPage<Node>(
  read: (after: string | null) => Promise<{ nodes: Node[]; next: string | null }>,
): Promise<Node[]> {
  const all: Node[] = []
  let after: string | null = null
  do {
    const page = await read(after)
    all.push(...page.nodes)
    after = page.next
  } while (after !== null)
  return all
}

function allOrders(client: QuarterdeckClient) {
  return everyPage(async (after) => {
    const { organization } = await client.request(ordersPage, { slug: SLUG, first: 200, after })
    const page = organization?.orders
    return {
      nodes: page?.edges.map(({ node }) => node) ?? [],
      next: page?.pageInfo.hasNextPage === true ? (page.pageInfo.endCursor ?? null) : null,
    }
  })
}

function allFills(client: QuarterdeckClient) {
  return everyPage(async (after) => {
    const { organization } = await client.request(fillsPage, { slug: SLUG, first: 200, after })
    const page = organization?.fills
    return {
      nodes: page?.edges.map(({ node }) => node) ?? [],
      next: page?.pageInfo.hasNextPage === true ? (page.pageInfo.endCursor ?? null) : null,
    }
  })
}

async function paperAccount(client: QuarterdeckClient) {
  const { organization } = await client.request(accounts, { slug: SLUG })
  const account = organization?.accounts.edges.map(({ node }) => node).find(({ mode }) => mode === 'PAPER')
  if (account === undefined || organization === null || organization === undefined)
    throw new Error('The demo has a paper account')
  return { organizationId: organization.id, account }
}

/** Trades until the signal says stop; each order's id is unique for ever. */
async function trade(
  client: QuarterdeckClient,
  log: TradingLog,
  options: { accountId: string; random: () => number; name: string; signal: AbortSignal },
) {
  for (let count = 0; !options.signal.aborted; count += 1) {
    const instrumentId = INSTRUMENTS[Math.floor(options.random() * INSTRUMENTS.length)] ?? 'SIM:BTC-USD'
    const sent = await send(client, log, {
      accountId: options.accountId,
      instrumentId,
      clientOrderId: `${options.name}-${count}`,
      side: options.random() < 0.5 ? 'BUY' : 'SELL',
      type: 'MARKET',
      quantity: QUANTITY[instrumentId] ?? '1',
      timeInForce: 'IOC',
    })
    if (!sent) return
  }
}

function check(
  log: TradingLog,
  orders: Awaited<ReturnType<typeof allOrders>>,
  fills: Awaited<ReturnType<typeof allFills>>,
): void {
  const byClientId = new Map(orders.map((order) => [order.clientOrderId, order]))
  expect(byClientId.size, 'each clientOrderId makes one order').toBe(orders.length)
  expect(log.contradicted).toEqual([])
  const lost = [...log.acknowledged].filter(([clientOrderId, id]) => byClientId.get(clientOrderId)?.id !== id)
  expect(lost, 'every acknowledged order is there').toEqual([])
  const invented = orders.filter(({ clientOrderId }) => !log.sent.has(clientOrderId))
  expect(invented, 'no order that nobody sent').toEqual([])
  const filled = new Map<string, bigint>()
  for (const fill of fills)
    filled.set(fill.order.id, (filled.get(fill.order.id) ?? 0n) + units(fill.quantity))
  for (const order of orders) expect(filled.get(order.id) ?? 0n, order.id).toBe(units(order.filledQuantity))
  expect(new Set(fills.map(({ order, execId }) => `${order.id} ${execId}`)).size, 'no execution twice').toBe(
    fills.length,
  )
}

/** Cash and positions as the fills alone imply them, for instruments paid in full. */
async function checkMoney(
  client: QuarterdeckClient,
  fills: Awaited<ReturnType<typeof allFills>>,
): Promise<void> {
  const { account } = await paperAccount(client)
  const held = new Map<string, bigint>()
  for (const fill of fills) {
    const signed = fill.side === 'BUY' ? units(fill.quantity) : -units(fill.quantity)
    held.set(fill.instrument.id, (held.get(fill.instrument.id) ?? 0n) + signed)
  }
  for (const { node } of account.positions.edges) {
    expect(units(node.quantity), node.instrument.id).toBe(held.get(node.instrument.id) ?? 0n)
  }
  for (const balance of account.balances) {
    expect(units(balance.reserved) + units(balance.available), balance.currency).toBe(units(balance.cash))
  }
  const usd = account.balances.find(({ currency }) => currency === 'USD')
  const paid = fills
    .filter(({ fee }) => fee.currency === 'USD')
    .reduce((sum, fill) => {
      const margined = fill.instrument.id === 'SIM:EUR-USD'
      const notional = margined ? 0n : product(fill.price, fill.quantity)
      return sum - units(fill.fee.amount) + (fill.side === 'BUY' ? -notional : notional)
    }, 0n)
  const realized = account.positions.edges
    .filter(({ node }) => node.instrument.id === 'SIM:EUR-USD')
    .reduce((sum, { node }) => sum + units(node.realizedPnl.amount), 0n)
  expect(units(usd?.cash ?? '0') - units('1000000') - realized, 'cash moved by exactly what was traded').toBe(
    paid,
  )
}

async function campaign(options: ServerOptions, seed: number): Promise<void> {
  const next = random(seed)
  const port = await freePort()
  let server: ServerProcess = await startServer({ ...options, port })
  cleanups.push(() => server.kill())
  const client = createQuarterdeckClient({ url: `${server.url}/graphql`, apiKey: server.ownerKey() })
  const { organizationId, account } = await paperAccount(client)
  const log = emptyLog()
  const streaming = new AbortController()
  const streamed: OrderUpdate[] = []
  const stream = (async () => {
    for await (const update of client.orderUpdates({ organizationId, after: '0', signal: streaming.signal }))
      streamed.push(update)
  })()
  cleanups.push(() => streaming.abort())

  for (let kill = 0; kill < KILLS; kill += 1) {
    const trading = new AbortController()
    const workers = Array.from({ length: WORKERS }, (_, worker) =>
      trade(client, log, {
        accountId: account.id,
        random: next,
        name: `k${kill}w${worker}`,
        signal: trading.signal,
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 100 + next() * 500))
    await server.kill()
    trading.abort()
    await Promise.all(workers)
    server = await startServer({ ...options, port })
    // A client whose answer was lost asks again with the same id: whatever happened, it is one order.
    for (const [clientOrderId, input] of log.sent) {
      if (!log.acknowledged.has(clientOrderId)) expect(await send(client, log, input)).toBe(true)
    }
  }

  await expect
    .poll(async () => (await allOrders(client)).filter(({ status }) => status === 'PENDING_NEW').length, {
      timeout: 10_000,
    })
    .toBe(0)
  const orders = await allOrders(client)
  const fills = await allFills(client)
  check(log, orders, fills)
  await checkMoney(client, fills)
  const last: SubmitOrderInput = { ...lastOrder, accountId: account.id }
  expect(await send(client, log, last)).toBe(true)
  await checkStream(client, organizationId, {
    streamed,
    lastOrderId: log.acknowledged.get(last.clientOrderId) ?? '',
  })
  streaming.abort()
  await stream
  await client.close()
  expect(await server.stop(), 'a clean stop exits with 0').toBe(0)
  const { DATABASE_URL, ...env } = process.env
  const verdict = execFileSync(process.execPath, [MAIN, 'journal', 'verify', '--json'], {
    encoding: 'utf8',
    env: {
      ...env,
      QUARTERDECK_DATA_DIR: options.dataDir,
      ...(options.databaseUrl === undefined
        ? {}
        : { DATABASE_URL: options.databaseUrl, QUARTERDECK_SECRET: 'x'.repeat(40) }),
    },
  })
  expect(JSON.parse(verdict)).toMatchObject({ ok: true })
  console.log(
    `seed ${seed}: ${KILLS} kills, ${log.sent.size} orders sent, ${log.acknowledged.size} acknowledged, ${orders.length} found, ${fills.length} fills, ${streamed.length} updates streamed`,
  )
}

/** The stream that lived through every kill saw what a fresh one reads from the journal: nothing missed, nothing twice. */
async function checkStream(
  client: QuarterdeckClient,
  organizationId: string,
  { streamed, lastOrderId }: { readonly streamed: readonly OrderUpdate[]; readonly lastOrderId: string },
): Promise<void> {
  const isLast = (update: OrderUpdate) => update.order.id === lastOrderId
  await expect.poll(() => streamed.some(isLast), { timeout: 60_000 }).toBe(true)
  const upTo = streamed.findIndex(isLast) + 1
  const expected: string[] = []
  const reading = new AbortController()
  for await (const update of client.orderUpdates({ organizationId, after: '0', signal: reading.signal })) {
    expected.push(update.cursor)
    if (isLast(update)) break
  }
  reading.abort()
  expect(streamed.slice(0, upTo).map(({ cursor }) => cursor)).toEqual(expected)
  expect(new Set(expected).size, 'no cursor twice').toBe(expected.length)
}

describe('a server killed without warning', () => {
  it(
    `keeps everything it acknowledged on the embedded database, ${KILLS} times`,
    { timeout: 600_000 },
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-kill-'))
      cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
      await campaign({ dataDir }, 20_261_121)
    },
  )

  it(`keeps everything it acknowledged on PostgreSQL, ${KILLS} times`, { timeout: 600_000 }, async () => {
    const database = await createDatabase()
    cleanups.push(() => database.drop())
    const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-kill-'))
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
    await campaign({ dataDir, databaseUrl: database.url }, 20_261_122)
  })
})
