/** A process that is killed in the middle of a search loses nothing that was done: the next one finishes it with the same results. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it, vi } from 'vitest'
import { ORGANIZATION, TRADER, newPlace, openDesk, removePlaces } from '../testing/desk.ts'
import { type WaveSearch, searchWave } from '../testing/wave-bars.ts'

const SWEEPER = join(import.meta.dirname, '../testing/sweep-until-killed.ts')
const TRIALS = 12
const WAIT = { timeout: 120_000, interval: 100 }

afterAll(removePlaces)

/** Runs the sweeper until some trials are done, and kills it; how many it had told of. */
async function sweepAndKill(dataDir: string, search: WaveSearch): Promise<number> {
  const child = spawn(process.execPath, [SWEEPER, dataDir, search], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) < 5) continue
    child.kill('SIGKILL')
    await exited
    return Number(line)
  }
  throw new Error('The sweeper ended before it could be killed')
}

it.each(['BAYESIAN', 'WALK_FORWARD'] as const)(
  'a %s search goes on after kill -9, keeps the trials that were done, and ends as if nothing had happened',
  async (search) => {
    const place = await newPlace('PGlite')
    const told = await sweepAndKill(place.dataDir, search)
    const { runtime } = await openDesk({ place })
    const { database } = runtime
    const standing = () =>
      database.query<{ id: string; status: string; done: number }>(
        'SELECT id, status, done FROM backtest ORDER BY seq',
      )
    const [broken] = await standing()
    expect(broken?.status).toBe('RUNNING')
    expect(broken?.done).toBeGreaterThanOrEqual(told)
    expect(broken?.done).toBeLessThan(TRIALS)
    const figures = (id: string) =>
      database.query(
        'SELECT number, parameters, figures FROM backtest_trial WHERE backtest_id = $1 ORDER BY number',
        [id],
      )
    const kept = await figures(broken?.id ?? '')
    await vi.waitFor(
      async () => expect((await standing())[0]).toMatchObject({ status: 'COMPLETED', done: TRIALS }),
      WAIT,
    )

    const [dataset] = await database.query<{ id: string }>('SELECT id FROM dataset')
    const asking = { organizationId: ORGANIZATION, actor: TRADER }
    const whole = await searchWave(await runtime.research(), asking, { datasetId: dataset?.id ?? '', search })
    await vi.waitFor(
      async () => expect((await standing())[1]).toMatchObject({ id: whole, status: 'COMPLETED' }),
      WAIT,
    )
    const all = await figures(broken?.id ?? '')
    expect(all).toEqual(await figures(whole))
    expect(all).toEqual(expect.arrayContaining(kept as object[]))
    await runtime.close()
  },
)
