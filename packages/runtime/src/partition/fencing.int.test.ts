/** Two servers on one PostgreSQL: the newer owns the organization, and what the older still tries to write is refused. */
import { afterAll, describe, expect, it } from 'vitest'
import { FateUnknown, PartitionUnavailable } from '../faults.ts'
import { verifyJournal } from '../journal/verify.ts'
import { ORGANIZATION, newPlace, openDesk, order, removePlaces, until } from '../testing/desk.ts'
import { faultPlan } from '../testing/faulty-database.ts'

const TAKEN = 'another process serves it'

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
    expect(zombie.runtime.health().journal).toBe(TAKEN)
    expect(await verifyJournal(owner.runtime.database, ORGANIZATION)).toMatchObject({ fault: null })
    await zombie.runtime.close()
    await owner.runtime.close()
  })

  it('never takes the organization back from a newer owner because its own connection broke', async () => {
    const place = await newPlace('PostgreSQL')
    const plan = faultPlan()
    const older = await openDesk({ place, wrapDatabase: plan.wrap })
    const newer = await openDesk({ place })
    plan.arm({ call: 1, moment: 'BEFORE', matches: (_, values) => values[0] === ORGANIZATION })
    await expect(older.submit(order(older.accountId, 'lost'))).rejects.toBeInstanceOf(FateUnknown)
    await until('it knows that another serves it', () => older.runtime.health().journal === TAKEN)
    await newer.submit(order(newer.accountId, 'kept'))
    await expect(older.submit(order(older.accountId, 'late'))).rejects.toThrow(TAKEN)
    expect(newer.runtime.health().journal).toBeNull()
    await older.runtime.close()
    await newer.runtime.close()
  })

  it.each(['BEFORE', 'AFTER'] as const)(
    'comes back by itself after a broken connection, also where its claim to it broke %s it was done',
    async (moment) => {
      const plan = faultPlan()
      const desk = await openDesk({ place: await newPlace('PostgreSQL'), wrapDatabase: plan.wrap })
      const ofOrganization = (_: string, values: readonly unknown[]) => values[0] === ORGANIZATION
      plan.arm({ call: 1, moment: 'BEFORE', matches: ofOrganization })
      plan.arm({ call: 2, moment, matches: ofOrganization })
      await expect(desk.submit(order(desk.accountId, 'lost'))).rejects.toBeInstanceOf(FateUnknown)
      await until('it serves again', () => plan.struck === 2 && desk.runtime.health().journal === null)
      expect((await desk.submit(order(desk.accountId, 'after'))).outcome.kind).toBe('ACCEPTED')
      await desk.runtime.close()
    },
  )

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
