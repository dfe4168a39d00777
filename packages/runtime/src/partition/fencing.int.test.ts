/** Two servers on one PostgreSQL: the newer owns the organization, and what the older still tries to write is refused. */
import { afterAll, describe, expect, it } from 'vitest'
import { PartitionUnavailable } from '../faults.ts'
import { verifyJournal } from '../journal/verify.ts'
import { ORGANIZATION, newPlace, openDesk, order, removePlaces } from '../testing/desk.ts'

afterAll(removePlaces)

describe('fencing', () => {
  it('lets a zombie write nothing once another process has taken the organization over', async () => {
    const place = await newPlace('PostgreSQL')
    const zombie = await openDesk({ place })
    await zombie.submit(order(zombie.accountId, 'before'))
    const owner = await openDesk({ place })
    const attempts = Array.from({ length: 20 }, (_, n) =>
      zombie.submit(order(zombie.accountId, `zombie-${n}`)),
    )
    for (const attempt of await Promise.allSettled(attempts)) {
      expect(attempt).toMatchObject({ status: 'rejected', reason: expect.any(PartitionUnavailable) })
    }
    await owner.submit(order(owner.accountId, 'after'))
    const stored = await owner.runtime.database.query<{ id: string }>(
      'SELECT client_order_id AS id FROM trade_order ORDER BY seq',
    )
    expect(stored.map(({ id }) => id)).toEqual(['before', 'after'])
    expect(zombie.runtime.health().journal).toBe('another process serves it')
    expect(await verifyJournal(owner.runtime.database, ORGANIZATION)).toMatchObject({ fault: null })
    await zombie.runtime.close()
    await owner.runtime.close()
  })

  it('ends with one writer however often two servers take the organization from each other', async () => {
    const place = await newPlace('PostgreSQL')
    let desk = await openDesk({ place })
    const acknowledged: string[] = []
    for (let round = 0; round < 5; round++) {
      const older = desk
      const racing = Array.from({ length: 10 }, async (_, n) => {
        const { orders } = await older.submit(order(older.accountId, `r${round}-${n}`))
        acknowledged.push(orders[0]!.id)
      })
      const [newer] = await Promise.all([openDesk({ place }), Promise.allSettled(racing)])
      desk = newer
      await older.runtime.close()
    }
    const { database } = desk.runtime
    const stored = new Set(
      (await database.query<{ id: string }>('SELECT id FROM trade_order')).map(({ id }) => id),
    )
    for (const id of acknowledged) expect(stored).toContain(id)
    expect(await verifyJournal(database, ORGANIZATION)).toMatchObject({ fault: null })
    await desk.runtime.close()
  })
})
