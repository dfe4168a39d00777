/**
 * The server killed at random moments under load, on both databases. The outside's log is the oracle: everything that was
 * acknowledged is there exactly once, books add up to the cent, the hash chain holds, and resumed streams are whole.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createQuarterdeckClient } from '@quarterdeck/client'
import { createDatabase, freePort, startServer, type ServerOptions } from '@quarterdeck/testkit'
import { follow } from './followed.ts'
import { allFills, allOrders, checkMoney, checkOrders, checkSwitches, paperAccount } from './reckoning.ts'
import { emptyLog, send, sendDeposit, sendSwitch, trade, type Desk } from './trading-load.ts'

const KILLS = 25
const WORKERS = 4
const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts')

/** A small seeded generator: the moments of death and the orders can be repeated by seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const cleanups: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function campaign(options: ServerOptions, seed: number): Promise<void> {
  const next = random(seed)
  const port = await freePort()
  let server = await startServer({ ...options, port })
  cleanups.push(() => server.kill())
  const client = createQuarterdeckClient({ url: `${server.url}/graphql`, apiKey: server.ownerKey() })
  const { organizationId, account } = await paperAccount(client)
  const desk: Desk = { client, log: emptyLog(), organizationId, accountId: account.id }
  const { log } = desk
  const orderStream = follow((signal) => client.orderUpdates({ organizationId, after: '0', signal }))
  const fillStream = follow((signal) => client.fills({ organizationId, after: '0', signal }))
  cleanups.push(() => Promise.all([orderStream.stop(), fillStream.stop()]))

  for (let kill = 0; kill < KILLS; kill += 1) {
    const trading = new AbortController()
    const workers = Array.from({ length: WORKERS }, (_, worker) =>
      trade(desk, { random: next, name: `k${kill}w${worker}`, signal: trading.signal }),
    )
    await sendSwitch(desk, `nobody-${kill}`)
    await new Promise((resolve) => setTimeout(resolve, 100 + next() * 500))
    await server.kill()
    trading.abort()
    await Promise.all(workers)
    server = await startServer({ ...options, port })
    await repeatUnanswered(desk)
  }

  const last = {
    instrumentId: 'SIM:BTC-USD',
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.001',
    timeInForce: 'IOC',
  } as const
  // The rate limit counts the second before; the last order must fill, since it marks the end of both streams.
  await expect
    .poll(async () => fillsOf(desk, { ...last, clientOrderId: `last-${Date.now()}` }), {
      timeout: 120_000,
      interval: 1_000,
    })
    .toBe(true)
  const isSettled = async () => (await allOrders(client)).every(({ status }) => !status.startsWith('PENDING'))
  await expect.poll(isSettled).toBe(true)
  const orders = await allOrders(client)
  const fills = await allFills(client)
  checkOrders(log, orders, fills)
  await checkMoney(client, log, fills)
  await checkSwitches(client, log)
  const lastFill = fills.find(({ order }) => order.clientOrderId.startsWith('last-'))
  await orderStream.compare(
    (update) => update.order.id === lastFill?.order.id,
    ({ order }) => order.id,
  )
  await fillStream.compare(
    (update) => update.fill.id === lastFill?.id,
    ({ fill }) => fill,
  )
  await Promise.all([orderStream.stop(), fillStream.stop()])
  await client.close()
  expect(await server.stop(), 'a clean stop exits with 0').toBe(0)
  expect(JSON.parse(verifyJournal(options))).toMatchObject({ ok: true })
  console.log(
    `seed ${seed}: ${KILLS} kills; ${log.sent.size} orders, ${log.acknowledged.size} acknowledged, ${orders.length} found; ` +
      `${fills.length} fills, ${log.canceled.size} cancels, ${log.replaced.size} replacements, ${log.deposits.size} deposits, ` +
      `${log.switches.size} switches; ${orderStream.items.length} order updates streamed`,
  )
}

/** A client whose answer was lost asks again with the same id: whatever happened, it is one order, one deposit. */
async function repeatUnanswered(desk: Desk): Promise<void> {
  for (const [clientOrderId, input] of desk.log.sent) {
    if (!desk.log.acknowledged.has(clientOrderId)) expect(await send(desk, input)).toBe(true)
  }
  for (const [key, acknowledged] of desk.log.deposits) {
    if (!acknowledged) expect(await sendDeposit(desk, key)).toBe(true)
  }
}

async function fillsOf(desk: Desk, input: Omit<Parameters<typeof send>[1], 'accountId'>): Promise<boolean> {
  await send(desk, { ...input, accountId: desk.accountId })
  const deadline = Date.now() + 2_000
  while (Date.now() < deadline) {
    const fills = await allFills(desk.client)
    if (fills.some(({ order }) => order.clientOrderId === input.clientOrderId)) return true
  }
  return false
}

function verifyJournal({ dataDir, databaseUrl }: ServerOptions): string {
  const { DATABASE_URL: _inherited, ...env } = process.env
  const database =
    databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, QUARTERDECK_SECRET: 'x'.repeat(40) }
  return execFileSync(process.execPath, [MAIN, 'journal', 'verify', '--json'], {
    encoding: 'utf8',
    env: { ...env, QUARTERDECK_DATA_DIR: dataDir, ...database },
  })
}

describe('a server killed without warning', () => {
  it(
    `keeps everything it acknowledged on the embedded database, ${KILLS} times`,
    { timeout: 1_500_000 },
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-kill-'))
      cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
      await campaign({ dataDir }, 20_261_121)
    },
  )

  it(`keeps everything it acknowledged on PostgreSQL, ${KILLS} times`, { timeout: 1_500_000 }, async () => {
    const database = await createDatabase()
    cleanups.push(() => database.drop())
    const dataDir = mkdtempSync(join(tmpdir(), 'quarterdeck-kill-'))
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
    await campaign({ dataDir, databaseUrl: database.url }, 20_261_122)
  })
})
