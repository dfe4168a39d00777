/** What was journaled comes back: as the same book, the same tables, whatever of the derived state was lost. */
import { hash } from '@quarterdeck/engine'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Desk,
  DATABASES,
  ORGANIZATION,
  PATIENCE_MS,
  type DatabaseKind,
  newPlace,
  openDesk,
  order,
  removePlaces,
  silent,
} from '../testing/desk.ts'
import { tradeAtRandom } from '../testing/random-trading.ts'
import { tableContents } from '../testing/tables.ts'
import { rebuildProjections } from './rebuild.ts'
import { recoverPartition } from './recover.ts'

const SEED = Math.floor(Math.random() * 2 ** 31)
const COMMANDS = 240

afterAll(removePlaces)

/** Trades at random; venues hold still afterwards, as there are no more quotes and nothing is under way. */
async function tradedDesk(kind: DatabaseKind): Promise<Desk> {
  const desk = await openDesk({ place: await newPlace(kind) })
  await tradeAtRandom(desk, { seed: SEED, count: COMMANDS })
  return desk
}

async function recoveredHash(desk: Desk): Promise<string> {
  const recovered = await recoverPartition(desk.runtime.database, ORGANIZATION, { log: silent })
  return hash(recovered!.book)
}

describe.each(DATABASES)(`recovery on %s after ${COMMANDS} random commands (seed ${SEED})`, (kind) => {
  it('rebuilds every table from the journal to the very same rows', async () => {
    const desk = await tradedDesk(kind)
    const { database } = desk.runtime
    // The first rebuild fences the running partition off: from here on nothing writes.
    const before = await frozenContents(desk)
    const busy = [
      'fill',
      'trade_order',
      'position',
      'balance',
      'ledger_entry',
      'risk_policy_version',
      'kill_switch',
      'strategy',
      'deployment',
      'audit_entry',
    ]
    for (const table of busy) expect(before[table]!.length, table).toBeGreaterThan(0)
    const events = await rebuildProjections(database, ORGANIZATION)
    expect(events).toBeGreaterThan(COMMANDS / 2)
    expect(await tableContents(database)).toEqual(before)
    await desk.runtime.close()
  })

  it('comes to the same book from snapshot and tail as from the whole journal', async () => {
    const place = await newPlace(kind)
    const first = await openDesk({ place })
    await tradeAtRandom(first, { seed: SEED, count: COMMANDS / 2 })
    await first.runtime.close()
    const second = await openDesk({ place })
    await tradeAtRandom(second, { seed: SEED + 1, count: COMMANDS / 2 })
    const { database } = second.runtime
    const recovered = await recoverPartition(database, ORGANIZATION, { log: silent })
    expect(recovered!.snapshotSeq).toBeGreaterThan(0)
    expect(recovered!.position.seq).toBeGreaterThan(recovered!.snapshotSeq)
    await database.query('DELETE FROM book_snapshot')
    expect(await recoveredHash(second)).toBe(hash(recovered!.book))
    await second.runtime.close()
  })

  it('starts from the snapshot of a clean close, and passes over one that is damaged', async () => {
    const place = await newPlace(kind)
    const first = await openDesk({ place })
    await tradeAtRandom(first, { seed: SEED, count: 100 })
    await first.runtime.close()

    const warnings: string[] = []
    const second = await openDesk({ place })
    const { database } = second.runtime
    const snapshots = await database.query<{ seq: number }>('SELECT seq FROM book_snapshot')
    expect(snapshots.length).toBeGreaterThan(0)
    const fromSnapshot = await recoveredHash(second)
    await database.query(`UPDATE book_snapshot SET state = replace(state, '"USD"', '"EUR"')`)
    const log = { ...silent, warn: (_: object, message: string) => warnings.push(message) }
    const recovered = await recoverPartition(database, ORGANIZATION, { log })
    expect(recovered).toMatchObject({ snapshotSeq: 0 })
    expect(hash(recovered!.book)).toBe(fromSnapshot)
    expect(warnings).toHaveLength(snapshots.length)
    await second.runtime.close()
  })

  it('sends again after a crash what no venue had answered, and the order is one order', async () => {
    const place = await newPlace(kind)
    // A venue that never answers: its report takes an hour.
    const hour = { minMicros: 3_600_000_000, maxMicros: 3_600_000_000 }
    const first = await openDesk({ place, simulation: { requestLatency: hour, reportLatency: hour } })
    const { orders } = await first.submit(order(first.accountId, 'unanswered', { limitTicks: 10_100 }))
    await first.runtime.close()
    const second = await openDesk({ place })
    await expect
      .poll(async () => (await status(second, orders[0]!.id))?.status, { timeout: PATIENCE_MS })
      .toBe('FILLED')
    expect(await second.runtime.database.query('SELECT count(*) AS n FROM fill')).toEqual([{ n: 1 }])
    await second.runtime.close()
  })
})

async function status(desk: Desk, id: string): Promise<{ status: string } | undefined> {
  const [row] = await desk.runtime.database.query<{ status: string }>(
    'SELECT status FROM trade_order WHERE id = $1',
    [id],
  )
  return row
}

/** Fences the running partition off and reads the tables as they stay then. */
async function frozenContents(desk: Desk): Promise<Readonly<Record<string, readonly string[]>>> {
  await desk.runtime.database.query('UPDATE partition SET epoch = epoch + 1')
  return tableContents(desk.runtime.database)
}
