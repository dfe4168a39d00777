/** A connection is open where its organization is served, and nowhere else. */
import { beforeEach, expect, it, vi } from 'vitest'
import type { Database } from '../database/database.ts'
import { silent } from '../testing/desk.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { CLAIM_LOOK_MS, ConnectionClaims } from './connection-claims.ts'

const row = (id: string, organizationId: string, enabled = true) => ({
  id,
  organizationId,
  enabled,
  symbols: '[]',
})
const ROWS = [row('a', 'ours'), row('shut', 'ours', false), row('b', 'theirs')]

let clock: ManualClock
let held: Set<string> | null
let open: Map<string, string>
/** Called before a connection is opened or closed. */
let going: () => void
let claims: ConnectionClaims
beforeEach(() => {
  clock = manualClock()
  held = new Set(['ours'])
  open = new Map()
  going = () => undefined
  claims = new ConnectionClaims({
    clock,
    log: silent,
    database: {
      query: (_text: string, [id]: readonly string[]) =>
        Promise.resolve(ROWS.filter(({ organizationId }) => organizationId === id)),
    } as unknown as Database,
    claims: {
      organizations: () => ['ours', 'theirs'],
      isHeld: (id) =>
        held === null ? Promise.reject(new Error('no answer')) : Promise.resolve(held.has(id)),
    },
    async open({ id, organizationId }) {
      going()
      open.set(id, organizationId)
    },
    openOf: (id) => [...open].filter(([, owner]) => owner === id).map(([connectionId]) => connectionId),
    async close(id) {
      going()
      open.delete(id)
    },
  })
})

const stands = (...ids: readonly string[]) =>
  vi.waitFor(() => {
    clock.advance(CLAIM_LOOK_MS)
    expect([...open.keys()]).toEqual(ids)
  })

it('is opened for the organizations that are held here, and no other process’s', async () => {
  await claims.start()
  await stands('a')
  await claims.close()
})

it('is let go of when another process takes its organization over, and opened with one that comes', async () => {
  await claims.start()
  held = new Set(['theirs'])
  await stands('b')
  held = new Set(['ours', 'theirs'])
  await stands('b', 'a')
  await claims.close()
})

it('stays open while nobody can say whose it is', async () => {
  await claims.start()
  held = null
  for (let look = 0; look < 3; look += 1) {
    clock.advance(CLAIM_LOOK_MS)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect([...open.keys()]).toEqual(['a'])
  held = new Set()
  await stands()
  await claims.close()
})

it('is opened, and let go of, with the next look where the first attempt failed', async () => {
  const failOnce = () => {
    going = () => {
      going = () => undefined
      throw new Error('not now')
    }
  }
  failOnce()
  await claims.start()
  expect([...open.keys()]).toEqual([])
  await stands('a')
  failOnce()
  held = new Set()
  await stands()
  await claims.close()
})
