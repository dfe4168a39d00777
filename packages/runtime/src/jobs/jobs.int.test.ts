/** The promises of the queue, on both databases: one lease, another try, a take-over, a clean stop. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Database } from '../database/database.ts'
import { openMemory } from '../database/embedded.ts'
import { openPostgres } from '../database/postgres.ts'
import { silent } from '../testing/desk.ts'
import { createDatabase } from '@quarterdeck/testkit'
import { createBossJobs } from './boss-jobs.ts'
import type { JobQueue, Jobs, Lease } from './jobs.ts'

interface Sum {
  readonly of: number
}

const WAIT = { timeout: 60_000, interval: 50 }
const openers = {
  PGlite: openMemory,
  PostgreSQL: async () => openPostgres((await createDatabase()).url, () => undefined),
}

interface Behaviour {
  readonly work: JobQueue<Sum>['work']
  readonly retries?: number
  readonly giveUp?: JobQueue<Sum>['giveUp']
}

/** Machines on one database; each test has a queue of its own. */
function fleetOn(kind: keyof typeof openers) {
  let database: Database
  let number = 0
  const running: Jobs[] = []
  beforeAll(async () => {
    database = await openers[kind]()
  })
  beforeEach(() => void (number += 1))
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()))
  })
  afterAll(() => database.close())
  const name = () => `sums-${number}`
  return {
    name,
    database: () => database,
    machine({ work, retries = 0, giveUp = async () => undefined }: Behaviour): Jobs {
      const queue: JobQueue<Sum> = { name: name(), retries, concurrency: 1, work, giveUp }
      const pace = { supervisedEverySeconds: 1, polledEverySeconds: 0.5 }
      const jobs = createBossJobs({ database, logger: silent, queues: [queue], pace })
      running.push(jobs)
      return jobs
    },
  }
}

describe.each(['PGlite', 'PostgreSQL'] as const)('jobs on %s', (kind) => {
  const fleet = fleetOn(kind)

  it('does what is sent once, and takes no second one of the same key meanwhile', async () => {
    const done: number[] = []
    const gate = Promise.withResolvers<void>()
    const jobs = fleet.machine({
      work: async ({ of }) => {
        await gate.promise
        done.push(of)
      },
    })
    expect(await jobs.send(fleet.name(), { of: 1 }, { key: 'a' })).toBe(true)
    expect(await jobs.send(fleet.name(), { of: 2 }, { key: 'a' })).toBe(false)
    expect(await jobs.send(fleet.name(), { of: 3 }, { key: 'b' })).toBe(true)
    gate.resolve()
    await vi.waitFor(() => expect(done.toSorted((a, b) => a - b)).toEqual([1, 3]), WAIT)
  })

  it('tries again what failed, and tells once that it gave up', async () => {
    const tries: number[] = []
    const given: number[] = []
    const jobs = fleet.machine({
      work: ({ of }) => {
        tries.push(of)
        return Promise.reject(new Error('not today'))
      },
      retries: 1,
      giveUp: async ({ of }) => void given.push(of),
    })
    await jobs.send(fleet.name(), { of: 7 }, { key: 'a' })
    await vi.waitFor(() => expect(given).toEqual([7]), WAIT)
    expect(tries).toEqual([7, 7])
  })

  it('lets go of what it does when it stops, for the next process to begin again', async () => {
    const leases: Lease[] = []
    const first = fleet.machine({
      work: (_data, lease) => {
        leases.push(lease)
        return new Promise((_resolve, reject) => {
          lease.signal.addEventListener('abort', () => reject(new Error('left')))
        })
      },
      retries: 3,
    })
    await first.send(fleet.name(), { of: 1 }, { key: 'a' })
    await vi.waitFor(() => expect(leases).toHaveLength(1), WAIT)
    await first.stop()
    const done: number[] = []
    const second = fleet.machine({ work: async ({ of }) => void done.push(of), retries: 3 })
    await second.start()
    await vi.waitFor(() => expect(done).toEqual([1]), WAIT)
  })

  it('keeps a schedule until it is taken back', async () => {
    const jobs = fleet.machine({ work: async () => undefined })
    await jobs.schedule(
      fleet.name(),
      { of: 1 },
      { key: 'nightly', cron: '30 2 * * *', zone: 'Europe/Berlin' },
    )
    const kept = () => fleet.database().query('SELECT key, cron, timezone FROM pgboss.schedule')
    expect(await kept()).toEqual([{ key: 'nightly', cron: '30 2 * * *', timezone: 'Europe/Berlin' }])
    await jobs.unschedule(fleet.name(), 'nightly')
    expect(await kept()).toEqual([])
  })
})

describe('jobs of several machines', () => {
  const fleet = fleetOn('PostgreSQL')

  it('gives a job whose worker fell silent to another machine', async () => {
    const hanging = Promise.withResolvers<void>()
    const began = vi.fn<() => void>()
    const first = fleet.machine({
      work: async () => {
        began()
        await hanging.promise
      },
      retries: 3,
    })
    await first.send(fleet.name(), { of: 5 }, { key: 'a' })
    await vi.waitFor(() => expect(began).toHaveBeenCalled(), WAIT)
    const done: number[] = []
    const second = fleet.machine({ work: async ({ of }) => void done.push(of), retries: 3 })
    await second.start()
    await fleet
      .database()
      .query(
        `UPDATE pgboss.job SET heartbeat_on = now() - interval '1 hour' WHERE state = 'active' AND name = $1`,
        [fleet.name()],
      )
    await vi.waitFor(() => expect(done).toEqual([5]), WAIT)
    hanging.resolve()
  })
})
