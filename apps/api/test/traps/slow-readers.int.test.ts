/**
 * Readers that stop reading while thousands of events flow: each costs a bounded amount and is told or cut off, the fast ones
 * lose nothing, and whoever was cut off resumes where it stood.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RawSocket, connect, hangUp } from '../raw-socket.ts'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'

const QUEUE_MAX = 32
const STALL_MS = 500
/** Long enough for a reader that wakes up to be told; the dead one is cut after it. */
const GRACE_MS = 3_000
const ORDERS = 1_500
const ORDERS_AT_ONCE = 100
/** What the whole run may cost: server, clients and database in one process, with the bytes in the kernel's buffers beside. */
const MEMORY_BYTES_MAX = 400 * 1024 * 1024
const TEST_MS = 80_000

let tenants: Tenants

beforeAll(async () => {
  tenants = await startTenants({ limits: { queueMax: QUEUE_MAX, stallMs: STALL_MS, graceMs: GRACE_MS } })
}, START_MS)

afterAll(() => tenants.close())

const SMALL = 'cursor order { clientOrderId status }'
/** Tens of kilobytes an event, so that the kernel's buffers are soon full. */
const LARGE = `cursor order { ${Array.from({ length: 20 }, (_, n) => `d${n}: decision { summary checks { name message } }`).join(' ')} }`

function follow(fields: string, after: string | null) {
  return {
    query: `subscription ($id: ID!, $after: Cursor) { orderUpdates(organizationId: $id, after: $after) { ${fields} } }`,
    variables: { id: tenants.a.organizationId, after },
  }
}

interface Update {
  readonly cursor: string
}

/** The updates among messages, in the order of arrival. */
function updates(messages: readonly { readonly payload?: unknown }[]): readonly Update[] {
  return messages.flatMap(({ payload }) => {
    const update = (payload as { data?: { orderUpdates?: Update } } | undefined)?.data?.orderUpdates
    return update === undefined ? [] : [update]
  })
}

function slowConsumer(
  messages: readonly { readonly payload?: unknown }[],
): { lastCursor: string } | undefined {
  for (const { payload } of messages) {
    const errors =
      (payload as { errors?: { extensions: { code: string; lastCursor: string } }[] } | undefined)?.errors ??
      []
    for (const { extensions } of errors) if (extensions.code === 'SLOW_CONSUMER') return extensions
  }
  return undefined
}

/** Cursors of every order event after one, straight from the journal. */
async function journaled(after: string): Promise<readonly string[]> {
  const { storedId, accountId } = tenants.a
  const orders = await tenants.server.prisma.order.findMany({
    where: { accountId: accountId.slice('acc_'.length) },
    select: { id: true },
  })
  const ids = new Set(orders.map(({ id }) => id))
  const rows = await tenants.server.prisma.journalEvent.findMany({
    where: { organizationId: storedId, seq: { gt: BigInt(after) } },
    select: { seq: true, subjectId: true },
    orderBy: { seq: 'asc' },
  })
  return rows
    .filter(({ subjectId }) => subjectId !== null && ids.has(subjectId))
    .map(({ seq }) => String(seq))
}

/** Thousands of order events through the runtime; the API's door would be the bottleneck. */
async function trade(prefix: string): Promise<void> {
  const { runtime } = tenants.server
  const actor = { kind: 'USER', id: 'u', name: 'Flood', userId: 'u' } as const
  const accountId = tenants.a.accountId.slice('acc_'.length)
  for (let sent = 0; sent < ORDERS; sent += ORDERS_AT_ONCE) {
    await Promise.all(
      Array.from({ length: ORDERS_AT_ONCE }, (_, n) =>
        runtime.submit(tenants.a.storedId, actor, {
          type: 'SubmitOrder',
          accountId,
          instrumentId: 'SIM:BTC-USD',
          clientOrderId: `${prefix}-${sent + n}`,
          side: 'BUY',
          orderType: 'LIMIT',
          timeInForce: 'GTC',
          quantityLots: 1_000,
          limitTicks: 100_000,
          stopTicks: null,
          requestedMode: null,
          strategyId: null,
        }),
      ),
    )
  }
}

async function everything(raw: RawSocket, after: string): Promise<void> {
  let whole: readonly string[] = []
  let seen: readonly string[] = []
  // Both as of one moment: events may still come while the journal is read.
  await vi.waitUntil(
    async () => {
      whole = await journaled(after)
      seen = updates(raw.received).map(({ cursor }) => cursor)
      return seen.length === whole.length
    },
    { timeout: 60_000, interval: 100 },
  )
  expect(seen).toEqual(whole)
}

async function sockets(): Promise<number> {
  const text = await (await fetch(`${tenants.server.url}/metrics`)).text()
  return Number(/^quarterdeck_websockets (\d+)$/m.exec(text)?.[1])
}

function head(): string {
  return String(tenants.server.runtime.headSeq(tenants.a.storedId))
}

const key = () => tenants.a.owner.authorization ?? ''

describe('slow readers', () => {
  it(
    'a WebSocket that stops reading is cut off, one that wakes up is told once where to resume, the fast one loses nothing',
    async () => {
      const start = head()
      const [fast, dead, sleepy] = [
        await connect(tenants.server.url, key()),
        await connect(tenants.server.url, key()),
        await connect(tenants.server.url, key()),
      ]
      fast.send({ id: 'f', type: 'subscribe', payload: follow(SMALL, start) })
      for (const slow of [dead, sleepy]) {
        slow.send({ id: 's', type: 'subscribe', payload: follow(LARGE, start) })
        slow.socket.pause()
      }
      const before = process.memoryUsage().rss
      await trade('ws')
      // It sleeps for longer than a full queue may stand still, and wakes before it is given up.
      await new Promise((resolve) => setTimeout(resolve, STALL_MS * 3))
      sleepy.socket.resume()
      await sleepy.next((message) => slowConsumer([message]) !== undefined)
      expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_BYTES_MAX)
      await everything(fast, start)

      const told = slowConsumer(sleepy.received)
      const seen = updates(sleepy.received)
      expect(sleepy.received.filter((message) => slowConsumer([message]) !== undefined)).toHaveLength(1)
      expect(told?.lastCursor).toBe(seen.at(-1)?.cursor ?? start)
      const resumed = await connect(tenants.server.url, key())
      resumed.send({ id: 'r', type: 'subscribe', payload: follow(SMALL, told?.lastCursor ?? null) })
      await everything(resumed, told?.lastCursor ?? '0')

      // The dead one does not even take the error: the server gives it up, and it notices once it reads.
      await vi.waitUntil(async () => (await sockets()) === 3, { timeout: 20_000, interval: 50 })
      dead.socket.resume()
      await dead.closed
      const last = updates(dead.received).at(-1)?.cursor ?? start
      const back = await connect(tenants.server.url, key())
      back.send({ id: 'b', type: 'subscribe', payload: follow(SMALL, last) })
      await everything(back, last)
      await Promise.all([fast, sleepy, resumed, back].map(hangUp))
    },
    TEST_MS,
  )
})
