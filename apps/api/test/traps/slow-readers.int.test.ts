/**
 * Readers that stop reading while thousands of events flow: each costs a bounded amount and is told or cut off, the fast ones
 * lose nothing, and whoever was cut off resumes where it stood.
 */
import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { START, formatCursor, parseCursor } from '../../src/data/cursor.ts'
import { type RawSocket, connect, hangUp } from '../raw-socket.ts'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'

const QUEUE_MAX = 32
const STALL_MS = 1_500
/** Long enough for a reader that wakes up to be told, on any machine; a dead one is cut after it. */
const GRACE_MS = 8_000
const ORDERS = 1_000
/** Long enough for everything to come on a machine that is busy with others. */
const PATIENCE_MS = 120_000
const ORDERS_AT_ONCE = 100
/** What the whole run may cost: server, clients and database in one process, with the bytes in the kernel's buffers beside. */
const MEMORY_BYTES_MAX = 400 * 1024 * 1024
const TEST_MS = 240_000

let tenants: Tenants

beforeAll(async () => {
  tenants = await startTenants({ limits: { queueMax: QUEUE_MAX, stallMs: STALL_MS, graceMs: GRACE_MS } })
  await trade('past')
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
    where: { organizationId: storedId, seq: { gt: BigInt(parseCursor(after)?.at ?? 0) } },
    select: { seq: true, subjectId: true },
    orderBy: { seq: 'asc' },
  })
  return rows
    .filter(({ subjectId }) => subjectId !== null && ids.has(subjectId))
    .map(({ seq }) => formatCursor(storedId, seq))
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
    { timeout: PATIENCE_MS, interval: 100 },
  )
  expect(seen).toEqual(whole)
}

async function gauge(name: string): Promise<number> {
  const text = await (await fetch(`${tenants.server.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
}

/** Waits until the server says that so many readers have fallen behind since the start. */
async function fallenBehind(count: number): Promise<void> {
  const look = async () => (await gauge('quarterdeck_slow_readers')) >= count
  await vi.waitUntil(look, { timeout: PATIENCE_MS, interval: 20 })
}

const key = () => tenants.a.owner.authorization ?? ''

/** Follows over SSE and reads nothing of the answer yet. */
function followUnread(payload: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: key(),
    }
    const sent = request(`${tenants.server.url}/graphql`, { method: 'POST', headers }, resolve)
    sent.once('error', reject)
    sent.end(JSON.stringify(payload))
  })
}

/** Reads what came of a stream until it was cut, and gives its whole messages. */
async function readUntilCut(stream: IncomingMessage): Promise<readonly { readonly payload: unknown }[]> {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => void (text += chunk))
  await new Promise<void>((resolve) => {
    stream.once('error', () => resolve())
    stream.once('close', () => resolve())
  })
  expect(stream.complete, 'the stream was cut, not ended').toBe(false)
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2)
  return [...whole.matchAll(/^event: next\r?\ndata: (.+)$/gm)].map((match) => ({
    payload: JSON.parse(match[1] ?? '') as unknown,
  }))
}

/** Resumes after a cursor and takes all that the journal holds past it. */
async function resumeFrom(cursor: string): Promise<void> {
  const back = await connect(tenants.server.url, key())
  back.send({ id: 'b', type: 'subscribe', payload: follow(SMALL, cursor) })
  await everything(back, cursor)
  await hangUp(back)
}

describe('slow readers', () => {
  it(
    'a WebSocket that stops reading and wakes up is told once where to resume, the fast one loses nothing',
    async () => {
      const slowBefore = await gauge('quarterdeck_slow_readers')
      const [fast, sleepy] = [
        await connect(tenants.server.url, key()),
        await connect(tenants.server.url, key()),
      ]
      fast.send({ id: 'f', type: 'subscribe', payload: follow(SMALL, START) })
      sleepy.send({ id: 's', type: 'subscribe', payload: follow(LARGE, START) })
      sleepy.socket.pause()
      await trade('live')
      await fallenBehind(slowBefore + 1)
      sleepy.socket.resume()
      await sleepy.next((message) => slowConsumer([message]) !== undefined)
      await everything(fast, START)

      const told = slowConsumer(sleepy.received)
      const seen = updates(sleepy.received)
      expect(sleepy.received.filter((message) => slowConsumer([message]) !== undefined)).toHaveLength(1)
      expect(told?.lastCursor).toBe(seen.at(-1)?.cursor)
      await resumeFrom(told?.lastCursor ?? START)
      await Promise.all([fast, sleepy].map(hangUp))
    },
    TEST_MS,
  )

  it(
    'readers that never wake up are cut off and cost a bounded amount, over WebSocket and SSE alike',
    async () => {
      const slowBefore = await gauge('quarterdeck_slow_readers')
      const events = (await journaled(START)).length
      const dead = await connect(tenants.server.url, key())
      const memoryBefore = process.memoryUsage().rss
      dead.send({ id: 's', type: 'subscribe', payload: follow(LARGE, START) })
      dead.socket.pause()
      const unread = await followUnread(follow(LARGE, START))
      await fallenBehind(slowBefore + 2)
      expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(MEMORY_BYTES_MAX)

      // They do not even take the error: the server gives them up, and they notice once they read.
      const isOver = async () =>
        (await gauge('quarterdeck_websockets')) === 0 && (await gauge('quarterdeck_subscriptions')) === 0
      await vi.waitUntil(isOver, { timeout: PATIENCE_MS, interval: 50 })
      dead.socket.resume()
      await dead.closed
      for (const messages of [dead.received, await readUntilCut(unread)]) {
        const seen = updates(messages)
        expect(seen.length, 'what the kernel took, not what there was').toBeLessThan(events)
        await resumeFrom(seen.at(-1)?.cursor ?? START)
      }
    },
    TEST_MS,
  )
})
