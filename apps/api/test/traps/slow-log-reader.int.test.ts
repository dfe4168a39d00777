/** A reader of a deployment's log who stops reading is told where it stood, at a bounded cost, and resumes there. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { globalId, storedId } from '../../src/schema/global-id.ts'
import { pretendStrategies } from '../../src/testing/pretended-strategies.ts'
import { connect, hangUp } from '../raw-socket.ts'
import { START_MS, type Tenants, startTenants } from '../tenants.ts'

const PATIENCE_MS = 120_000
/** Tens of megabytes: more than the kernel's buffers take. */
const LINES = 6_000
const LINE_LENGTH = 4_000

let tenants: Tenants
let deploymentId: string

beforeAll(async () => {
  tenants = await startTenants({
    limits: { queueMax: 32, stallMs: 500, graceMs: 60_000 },
    strategies: pretendStrategies,
  })
  const { runtime } = tenants.server
  const organizationId = tenants.a.storedId
  const actor = { kind: 'SYSTEM', id: 'log', name: 'log', userId: null } as const
  const strategies = await runtime.strategies()
  const { versionId } = await strategies.submit({ organizationId, actor }, 'talker', {
    kind: 'ZIP',
    uploadId: 'upload',
  })
  const stored = await strategies.deploy(
    { organizationId, actor },
    {
      versionId,
      accountId: storedId('Account', tenants.a.accountId) ?? '',
      name: 'talker',
      parameters: {},
      instrumentIds: [],
      seed: 0,
      isolation: 'PROCESS',
      ordersPerMinuteMax: 60,
      idempotencyKey: 'talker',
    },
  )
  await runtime.database.query(
    `INSERT INTO deployment_log (organization_id, deployment_id, run, at, level, message)
     SELECT $1, $2, 1, now(), 'INFO', n || repeat('x', ${LINE_LENGTH}) FROM generate_series(1, ${LINES}) n`,
    [organizationId, stored],
  )
  deploymentId = globalId('Deployment', stored)
}, START_MS)

afterAll(() => tenants.close())

interface Payload {
  readonly data?: { readonly deploymentLogs?: { readonly cursor: string; readonly message: string } }
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly lastCursor: string } }[]
}

const follow = (after: string) => ({
  query: `subscription ($d: ID!, $after: Cursor) { deploymentLogs(deploymentId: $d, after: $after) { cursor message } }`,
  variables: { d: deploymentId, after },
})

const payloads = (received: readonly { readonly payload?: unknown }[]) =>
  received.flatMap(({ payload }) => (payload === undefined ? [] : [payload as Payload]))
const linesOf = (received: readonly { readonly payload?: unknown }[]) =>
  payloads(received).flatMap(({ data }) => data?.deploymentLogs ?? [])
const numberOf = ({ message }: { readonly message: string }) => Number.parseInt(message, 10)

async function slowReaders(): Promise<number> {
  const text = await (await fetch(`${tenants.server.url}/metrics`)).text()
  return Number(/^quarterdeck_slow_readers (\d+)$/m.exec(text)?.[1])
}

describe('a log', () => {
  it('is taken up by a reader that fell behind where it stood: nothing missed, nothing twice', async () => {
    const key = tenants.a.owner.authorization ?? ''
    const before = await slowReaders()
    const sleepy = await connect(tenants.server.url, key)
    sleepy.send({ id: 's', type: 'subscribe', payload: follow('0') })
    sleepy.socket.pause()
    await vi.waitUntil(async () => (await slowReaders()) > before, { timeout: PATIENCE_MS, interval: 20 })
    sleepy.socket.resume()
    await sleepy.next(({ payload }) => (payload as Payload | undefined)?.errors !== undefined)
    const told = payloads(sleepy.received).flatMap(({ errors }) => errors ?? [])
    const seen = linesOf(sleepy.received)
    expect(told.map(({ extensions }) => extensions.code)).toEqual(['SLOW_CONSUMER'])
    expect(told[0]?.extensions.lastCursor).toBe(seen.at(-1)?.cursor)
    await hangUp(sleepy)

    const back = await connect(tenants.server.url, key)
    back.send({ id: 'b', type: 'subscribe', payload: follow(told[0]?.extensions.lastCursor ?? '0') })
    await vi.waitUntil(() => linesOf(back.received).length + seen.length >= LINES, {
      timeout: PATIENCE_MS,
      interval: 20,
    })
    const numbers = [...seen, ...linesOf(back.received)].map(numberOf)
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, place) => place + 1))
    await hangUp(back)
  })
})
