/** A user's strategy from its source to its orders: built, deployed, watched, changed, stopped, and back after every crash. */
import type { Jobs } from '../jobs/jobs.ts'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  DATABASES,
  type Desk,
  type DeskOptions,
  ORGANIZATION,
  PATIENCE_MS,
  newPlace,
  openDesk,
  removePlaces,
  until,
} from '../testing/desk.ts'
import { BTC, ETH } from '../testing/instruments.ts'
import {
  ASKING,
  SECRET,
  becomes,
  built,
  deployed,
  logOf,
  observed,
  ordersOf,
  quoteTimes,
  ready,
} from './testing/hosting.ts'
import { NIGHTLY_QUEUE, nightlyQueue } from './nightly.ts'
import { PARITY_QUEUE } from './parity/parity-job.ts'
import { counter, looper, thrower } from './testing/sources.ts'

const NO_JOBS: Jobs = {
  send: () => Promise.resolve(true),
  schedule: () => Promise.resolve(),
  unschedule: () => Promise.resolve(),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

let desk: Desk | null = null
const open = async (options: DeskOptions): Promise<Desk> =>
  (desk = await openDesk({ secret: SECRET, ...options }))

afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

async function parity({ runtime }: Desk, deploymentId: string) {
  const strategies = await runtime.strategies()
  const reportId = await strategies.compare(ASKING, deploymentId, null)
  const read = async () => {
    const [row] = await runtime.database.query<{
      status: string
      decisions: number
      equal: number
      failure: string | null
    }>('SELECT status, decisions, equal, failure FROM parity_report WHERE id = $1', [reportId])
    return row!
  }
  await expect
    .poll(async () => (await read()).status, { timeout: PATIENCE_MS })
    .toMatch(/EQUAL|DIFFERENT|FAILED/)
  return read()
}

describe.each(DATABASES)('a strategy on %s', (kind) => {
  it('trades through the gate in its own name, says what it does, and is the same when it is played again', async () => {
    const of = await open({ place: await newPlace(kind) })
    const deploymentId = await deployed(of, await built(of.runtime, 'counter', counter()), {
      parameters: { every: '2' },
    })
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 6)
    await until('its orders are filled', async () => {
      const orders = await ordersOf(of, deploymentId)
      return orders.length === 3 && orders.every(({ status }) => status === 'FILLED')
    })
    const [first] = await ordersOf(of, deploymentId)
    expect(JSON.parse(first!.actor)).toMatchObject({
      kind: 'STRATEGY',
      id: deploymentId,
      name: 'counter first',
      userId: 'user-1',
    })
    expect(JSON.parse(first!.cause!)).toMatchObject({ deploymentId, run: 1 })
    await until('its log is written', async () => (await logOf(of, deploymentId)).length === 4)
    expect(await logOf(of, deploymentId)).toEqual([
      'INFO started at 0',
      'INFO order 1',
      'INFO order 2',
      'INFO order 3',
    ])
    const strategies = await of.runtime.strategies()
    const decisions = await strategies.decisions(ORGANIZATION, deploymentId, {
      run: 1,
      before: null,
      limit: 10,
    })
    expect(decisions.map(({ intents }) => intents.map(({ type }) => type))).toEqual([
      ['SubmitOrder', 'Log'],
      ['SubmitOrder', 'Log'],
      ['SubmitOrder', 'Log'],
    ])
    expect(await parity(of, deploymentId)).toEqual({ status: 'EQUAL', decisions: 3, equal: 3, failure: null })
    expect(Number(await strategies.profit(ORGANIZATION, deploymentId))).toBeLessThan(0)
  })

  it('is taken up where it was after the server is gone, without an order twice', async () => {
    const place = await newPlace(kind)
    const first = await open({ place })
    const deploymentId = await deployed(first, await ready(first.runtime, 'counter', counter()))
    await becomes(first, deploymentId, 'RUNNING')
    await quoteTimes(first, deploymentId, 3)
    await until('three orders are there', async () => (await ordersOf(first, deploymentId)).length === 3)
    await first.runtime.close()

    const second = await open({ place })
    const back = await becomes(second, deploymentId, 'RUNNING')
    expect(back).toMatchObject({ run: 1, restarts: 0 })
    await quoteTimes(second, deploymentId, 1)
    await until('a fourth order is there', async () => (await ordersOf(second, deploymentId)).length >= 4)
    const ids = (await ordersOf(second, deploymentId)).map(({ clientOrderId }) =>
      clientOrderId.split('-').at(-1),
    )
    // The opening of the desk shows a quote of its own before the strategy is there; ids go on where they were all the same.
    expect(ids.slice(0, 4)).toEqual(['1', '2', '3', '4'])
    expect(await parity(second, deploymentId)).toMatchObject({ status: 'EQUAL' })
  })
})

describe('a strategy', () => {
  it('goes on with the state it had under new terms, and back under the old ones', async () => {
    const of = await open({ place: await newPlace('PostgreSQL') })
    const strategies = await of.runtime.strategies()
    const versionId = await ready(of.runtime, 'counter', counter())
    const deploymentId = await deployed(of, versionId, { parameters: { every: '100' } })
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 3)
    const next = await ready(of.runtime, 'counter', counter({ step: 10 }))
    await strategies.change(ASKING, deploymentId, { expectedRevision: 1, versionId: next })
    await until('the second run is live', async () => {
      const now = await observed(of, deploymentId)
      return now?.run === 2 && now.activity === 'RUNNING'
    })
    await quoteTimes(of, deploymentId, 1)
    await strategies.rollBack(ASKING, deploymentId, 2)
    await until('the third run is live', async () => {
      const now = await observed(of, deploymentId)
      return now?.run === 3 && now.activity === 'RUNNING'
    })
    await strategies.stop(ASKING, deploymentId, 'enough')
    await becomes(of, deploymentId, 'STOPPED')
    await until(
      'its last words are written',
      async () =>
        (await logOf(of, deploymentId)).filter((line) => line.startsWith('WARN stopped after')).length === 3,
    )
    const started = (await logOf(of, deploymentId)).filter((line) => line.includes('started'))
    expect(started).toEqual(['INFO started at 0', 'INFO started at 3', 'INFO started at 13'])
    await expect(strategies.rollBack(ASKING, deploymentId, 1)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is left to a person when it keeps failing, and its neighbour trades on', async () => {
    const of = await open({ place: await newPlace('PostgreSQL') })
    const strategies = await of.runtime.strategies()
    const bad = await deployed(of, await ready(of.runtime, 'thrower', thrower()), { name: 'bad' })
    const good = await deployed(of, await ready(of.runtime, 'counter', counter()), { name: 'good' })
    await becomes(of, good, 'RUNNING')
    await until('it is quarantined', async () => {
      of.feed.quote(BTC, '99.99', '100.01', Date.now() * 1_000)
      return (await observed(of, bad))?.activity === 'QUARANTINED'
    })
    expect(await observed(of, bad)).toMatchObject({ restarts: 5, pid: null })
    expect((await observed(of, bad))!.lastFault).toMatch(/it failed 5 times .*I do not like this quote/)
    expect((await ordersOf(of, good)).length).toBeGreaterThan(0)
    await strategies.start(ASKING, bad, 'looked at it')
    expect(await becomes(of, bad, 'RUNNING')).toMatchObject({ restarts: 0, run: 2 })
  })

  it('is stopped and its position closed in the name of the one who asks', async () => {
    const of = await open({ place: await newPlace('PostgreSQL') })
    const deploymentId = await deployed(of, await ready(of.runtime, 'counter', counter()))
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 2)
    await until('its orders are filled', async () =>
      (await ordersOf(of, deploymentId)).every(({ status }) => status === 'FILLED'),
    )
    const strategies = await of.runtime.strategies()
    const closing = await strategies.flatten(ASKING, deploymentId, 'enough')
    expect(closing).toHaveLength(1)
    await becomes(of, deploymentId, 'STOPPED')
    const position = async () => {
      const [row] = await of.runtime.database.query<{ quantity: string }>('SELECT quantity FROM position')
      return Number(row!.quantity)
    }
    await expect.poll(position, { timeout: PATIENCE_MS }).toBe(0)
    // What was closed is closed: once more closes nothing, and opens nothing the other way.
    expect(await strategies.flatten(ASKING, deploymentId, 'once more')).toEqual([])
    const made = Number(await strategies.profit(ORGANIZATION, deploymentId))
    of.feed.quote(BTC, '199.99', '200.01', Date.now() * 1_000)
    expect(Number(await strategies.profit(ORGANIZATION, deploymentId))).toBe(made)
  })

  it('is refused before anything is journaled where its parameters are wrong', async () => {
    const of = await open({ place: await newPlace('PostgreSQL') })
    const versionId = await ready(of.runtime, 'counter', counter())
    await expect(deployed(of, versionId, { parameters: { every: '0' } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      field: 'parameters.every',
      message: expect.stringContaining('every must be') as string,
    })
    expect(await of.runtime.database.query('SELECT id FROM deployment')).toEqual([])
  })

  it('shares a process with its neighbours, and takes none of them down for good', async () => {
    const of = await open({ place: await newPlace('PostgreSQL'), runnerLimits: { callbackCpuMs: 300 } })
    const version = await ready(of.runtime, 'counter', counter())
    const shared = { isolation: 'SHARED' } as const
    const [one, other] = [
      await deployed(of, version, { name: 'one', ...shared }),
      await deployed(of, version, { name: 'other', ...shared }),
    ]
    const bad = await deployed(of, await ready(of.runtime, 'looper', looper()), { name: 'bad', ...shared })
    for (const id of [one, other, bad]) await becomes(of, id, 'RUNNING')
    const pids = await Promise.all([one, other, bad].map(async (id) => (await observed(of, id))!.pid))
    expect(new Set(pids).size).toBe(1)
    of.feed.quote(ETH, '9.99', '10.01', Date.now() * 1_000)
    await until('its neighbours have another process', async () => {
      const now = await observed(of, one)
      return now?.activity === 'RUNNING' && now.pid !== pids[0]
    })
    await becomes(of, bad, 'RUNNING')
    const apart = (await observed(of, bad))!
    expect(apart.lastFault).toMatch(/processor time|did not/)
    expect(apart.pid).not.toBe((await observed(of, one))!.pid)
    await becomes(of, other, 'RUNNING')
    await quoteTimes(of, one, 1)
    await until('both have ordered', async () => {
      const orders = await Promise.all([one, other].map((id) => ordersOf(of, id)))
      return orders.every(({ length }) => length > 0)
    })
  })

  it('is compared with its replay every night, each run once', async () => {
    const of = await open({ place: await newPlace('PostgreSQL') })
    const deploymentId = await deployed(of, await ready(of.runtime, 'counter', counter()))
    await becomes(of, deploymentId, 'RUNNING')
    await quoteTimes(of, deploymentId, 2)
    const strategies = await of.runtime.strategies()
    await strategies.decisions(ORGANIZATION, deploymentId, { run: 1, before: null, limit: 1 })
    const sent: string[] = []
    const { database } = of.runtime
    const queue = nightlyQueue({
      database,
      now: () => Date.now() * 1_000,
      flush: () => Promise.resolve(),
      jobs: () => ({ ...NO_JOBS, send: (name) => Promise.resolve(sent.push(name) > 0) }),
    })
    await queue.work({}, { signal: new AbortController().signal })
    expect(sent).toEqual([PARITY_QUEUE])
    expect(
      await database.query('SELECT deployment_id AS "deploymentId", run, status FROM parity_report'),
    ).toEqual([{ deploymentId, run: 1, status: 'QUEUED' }])
    await until('the night is planned', async () => {
      const planned = await database
        .query('SELECT name FROM pgboss.schedule WHERE name = $1', [NIGHTLY_QUEUE])
        .catch(() => [])
      return planned.length === 1
    })
  })
})
