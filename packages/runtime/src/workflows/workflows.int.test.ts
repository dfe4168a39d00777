/** Workflows from data to a deployment: each step in its turn, by the rules of people, and taken up wherever they stopped. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  type Desk,
  type DeskOptions,
  ORGANIZATION,
  type Place,
  newPlace,
  openDesk,
  removePlaces,
  until,
} from '../testing/desk.ts'
import { importWave } from '../testing/wave-bars.ts'
import { ASKING, SECRET, becomes, ready } from '../strategies/testing/hosting.ts'

const SOURCE = join(import.meta.dirname, '../../../sdk/examples/sma-cross.ts')

let desk: Desk | null = null
afterEach(async () => {
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

const open = async (place: Place, options: Partial<DeskOptions> = {}): Promise<Desk> =>
  (desk = await openDesk({ place, secret: SECRET, ...options }))
const crossing = (of: Desk) =>
  ready(of.runtime, 'crossing', zipSync({ 'strategy.ts': new Uint8Array(readFileSync(SOURCE)) }))

async function wave({ runtime }: Desk): Promise<string> {
  await importWave(await runtime.research(), ASKING, { instrumentId: 'SIM:BTC-USD', bars: 600 })
  const read = async () => (await runtime.database.query<{ id: string }>('SELECT id FROM dataset'))[0]?.id
  await until('the data is there', async () => (await read()) !== undefined)
  return (await read())!
}

/** Backtest, judge, deploy: what a person would do by hand before a strategy trades. */
const promotion = (datasetId: string, accountId: string, atLeast: number) => ({
  name: 'promotion',
  steps: [
    {
      id: 'backtest',
      action: {
        do: 'BACKTEST',
        strategy: { strategy: 'crossing', number: 1 },
        parameters: { fast: '5', slow: '15' },
        datasetIds: [datasetId],
      },
    },
    {
      id: 'judge',
      needs: ['backtest'],
      action: { do: 'REQUIRE', of: 'backtest', figures: [{ figure: 'totalReturn', atLeast }] },
    },
    {
      id: 'deploy',
      needs: ['judge'],
      action: {
        do: 'DEPLOY',
        version: { strategy: 'crossing', number: 1 },
        name: 'promoted',
        accountId,
        parameters: { fast: '5', slow: '15' },
      },
      timeoutSeconds: 120,
    },
  ],
})

/** Takes far longer over the data than any test waits. */
const SLOW = `
import { defineStrategy, param } from '@quarterdeck/sdk'
export default defineStrategy({
  name: 'slow',
  params: { instrument: param.instrument({ default: 'SIM:BTC-USD' }) },
  subscribe: ({ instrument }) => [{ kind: 'BARS', instrument, timeframe: '1m' }],
  onBar({ log }) {
    let sum = 0
    for (let n = 0; n < 30_000_000; n += 1) sum += n % 7
    log.info(String(sum))
  },
})
`

async function statusOf({ runtime }: Desk, runId: string): Promise<string> {
  const [row] = await runtime.database.query<{ status: string }>(
    'SELECT status FROM workflow_run WHERE id = $1',
    [runId],
  )
  return row!.status
}

async function over(of: Desk, runId: string): Promise<string> {
  await until('the run is over', async () => (await statusOf(of, runId)) !== 'RUNNING')
  return statusOf(of, runId)
}

function steps({ runtime }: Desk, runId: string) {
  return runtime.database.query<{ id: string; status: string; failure: string | null }>(
    'SELECT step_id AS id, status, failure FROM workflow_step_run WHERE run_id = $1 ORDER BY place',
    [runId],
  )
}

describe('a workflow', () => {
  it('backtests a version, judges it and deploys it, in the name of who saved it', async () => {
    const of = await open(await newPlace('PostgreSQL'))
    await crossing(of)
    const workflows = await of.runtime.workflows()
    const id = await workflows.save(ASKING, promotion(await wave(of), of.accountId, -1))
    const runId = await workflows.run(ASKING, id)
    expect(await over(of, runId)).toBe('SUCCEEDED')
    const [deployment] = await of.runtime.database.query<{ id: string; actor: string }>(
      'SELECT id, created_by::text AS actor FROM deployment',
    )
    expect(JSON.parse(deployment!.actor)).toMatchObject({
      kind: 'USER',
      id: 'user-1',
      name: 'Tess Trader (workflow)',
    })
    await becomes(of, deployment!.id, 'RUNNING')
    // Once more: the deployment of that name is brought to these terms, and no other is made.
    expect(await over(of, await workflows.run(ASKING, id))).toBe('SUCCEEDED')
    expect(await of.runtime.database.query('SELECT id FROM deployment')).toHaveLength(1)
  })

  it('deploys nothing that does not keep what is required', async () => {
    const of = await open(await newPlace('PostgreSQL'))
    await crossing(of)
    const workflows = await of.runtime.workflows()
    const id = await workflows.save(ASKING, promotion(await wave(of), of.accountId, 1_000))
    const runId = await workflows.run(ASKING, id)
    expect(await over(of, runId)).toBe('FAILED')
    expect(await steps(of, runId)).toMatchObject([
      { id: 'backtest', status: 'SUCCEEDED' },
      {
        id: 'judge',
        status: 'FAILED',
        failure: expect.stringMatching(/^totalReturn is .* at least 1000 is required$/) as string,
      },
      { id: 'deploy', status: 'SKIPPED' },
    ])
    expect(await of.runtime.database.query('SELECT id FROM deployment')).toEqual([])
  })

  it('is taken up at the step that failed, and by the next process where one ended', async () => {
    const place = await newPlace('PostgreSQL')
    const first = await open(place)
    const datasetId = await wave(first)
    const workflows = await first.runtime.workflows()
    const id = await workflows.save(ASKING, promotion(datasetId, first.accountId, -1))
    const runId = await workflows.run(ASKING, id)
    expect(await over(first, runId)).toBe('FAILED')
    expect((await steps(first, runId))[0]!.failure).toContain('or a version of a strategy')
    await crossing(first)
    await workflows.restart(ASKING, runId)
    await first.runtime.close()
    const second = await open(place)
    expect(await over(second, runId)).toBe('SUCCEEDED')
    expect(await second.runtime.database.query('SELECT id FROM deployment')).toHaveLength(1)
    await expect((await second.runtime.workflows()).restart(ASKING, runId)).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('is cancelled, begins nothing more, and is nobody else’s', async () => {
    const of = await open(await newPlace('PostgreSQL'))
    const workflows = await of.runtime.workflows()
    const waits = {
      name: 'waits',
      steps: [
        { id: 'a', retries: 10, backoffSeconds: 600, action: { do: 'UPDATE_DATASET', datasetId: 'x' } },
      ],
    }
    const id = await workflows.save(ASKING, { ...waits, schedule: { cron: '0 3 * * *' } })
    await expect(workflows.run({ ...ASKING, organizationId: 'org-2' }, id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const runId = await workflows.run(ASKING, id)
    expect(await over(of, runId)).toBe('FAILED')
    const { database } = of.runtime
    const planned = () =>
      database.query<{ key: string }>(`SELECT key FROM pgboss.schedule WHERE name = 'workflow-cron'`)
    expect(await planned()).toEqual([{ key: id }])
    await workflows.enable(ASKING, id, false)
    expect(await planned()).toEqual([])
    await workflows.remove(ASKING, id)
    expect(
      await database.query('SELECT id FROM workflow_run WHERE organization_id = $1', [ORGANIZATION]),
    ).toEqual([])
  })

  it('ends a backtest that it began when it is cancelled, or when an attempt takes too long', async () => {
    const of = await open(await newPlace('PostgreSQL'))
    const datasetId = await wave(of)
    await ready(of.runtime, 'slow', zipSync({ 'strategy.ts': new TextEncoder().encode(SLOW) }))
    const workflows = await of.runtime.workflows()
    const { database } = of.runtime
    const backtests = () => database.query<{ status: string }>('SELECT status FROM backtest')
    const attempts = async (runId: string) => {
      const [row] = await database.query<{ attempts: number }>(
        'SELECT attempts FROM workflow_step_run WHERE run_id = $1',
        [runId],
      )
      return row!.attempts
    }
    const slow = (terms: object) => ({
      name: 'slow',
      steps: [
        {
          id: 'a',
          action: { do: 'BACKTEST', strategy: { strategy: 'slow', number: 1 }, datasetIds: [datasetId] },
          ...terms,
        },
      ],
    })
    const id = await workflows.save(ASKING, slow({ timeoutSeconds: 1, retries: 1, backoffSeconds: 1 }))
    const runId = await workflows.run(ASKING, id)
    expect(await over(of, runId)).toBe('FAILED')
    expect((await steps(of, runId))[0]).toMatchObject({
      status: 'FAILED',
      failure: 'It took longer than 1 s',
    })
    expect(await backtests()).toEqual([{ status: 'CANCELLED' }, { status: 'CANCELLED' }])
    expect(await attempts(runId)).toBe(2)
    // Taken up, it has as many attempts as it had.
    await workflows.restart(ASKING, runId)
    expect(await over(of, runId)).toBe('FAILED')
    expect(await attempts(runId)).toBe(2)
    expect(await backtests()).toHaveLength(4)
    await workflows.save(ASKING, slow({}))
    const cancelled = await workflows.run(ASKING, id)
    await until('the backtest has begun', async () => (await backtests()).length === 5)
    await workflows.cancel(ASKING, cancelled)
    await until('nothing is under way', async () =>
      (await backtests()).every(({ status }) => status === 'CANCELLED'),
    )
    await until('the step is over', async () => (await steps(of, cancelled))[0]!.status === 'FAILED')
  })

  it('acts no more in the name of who lost the role for it, and puts that on record', async () => {
    let lost: string | null = null
    const of = await open(await newPlace('PostgreSQL'), {
      workflowLeave: (_database, { actor, does }) =>
        Promise.resolve(does === 'STOP' && actor.id === lost ? `${actor.name} may not do it any more` : null),
    })
    const workflows = await of.runtime.workflows()
    const id = await workflows.save(ASKING, {
      name: 'stops',
      steps: [{ id: 'a', retries: 5, action: { do: 'STOP', deploymentId: 'nobody', reason: 'over' } }],
    })
    lost = 'user-1'
    const runId = await workflows.run(ASKING, id)
    expect(await over(of, runId)).toBe('FAILED')
    expect(await steps(of, runId)).toEqual([
      { id: 'a', status: 'FAILED', failure: 'Tess Trader may not do it any more' },
    ])
    const refusals = () =>
      of.runtime.database.query<{ seq: number }>(
        `SELECT seq FROM audit_entry WHERE action = 'workflow.refused'`,
      )
    expect(await refusals()).toHaveLength(1)
    // Who takes it up answers for it from then on.
    const other = { ...ASKING, actor: { ...ASKING.actor, id: 'user-2', name: 'Ada', userId: 'user-2' } }
    await workflows.restart(other, runId)
    expect(await over(of, runId)).toBe('FAILED')
    expect((await steps(of, runId))[0]!.failure).toBe('deploymentId was not found')
    expect(await refusals()).toHaveLength(1)
  })
})
