/** Bounds and refusals at the partition's door: overload, closing, and what the embedded database must not hold. */
import { afterAll, describe, expect, it } from 'vitest'
import { Overloaded, PartitionUnavailable } from '../faults.ts'
import { MAILBOX_COMMANDS_MAX } from '../limits.ts'
import { DATABASES, newPlace, openDesk, order, removePlaces } from '../testing/desk.ts'

afterAll(removePlaces)

describe.each(DATABASES)('partition on %s: bounds', (kind) => {
  it('turns commands away past its bound, having done nothing, and still takes a cancel and a kill switch', async () => {
    const desk = await openDesk({ place: await newPlace(kind) })
    const { orders } = await desk.submit(order(desk.accountId, 'resting'))
    const flood = Array.from({ length: MAILBOX_COMMANDS_MAX + 50 }, () =>
      desk.submit({ type: 'CancelOrder', orderId: 'no such order' }),
    )
    const late = desk.submit(order(desk.accountId, 'too late'))
    const cancel = desk.submit({ type: 'CancelOrder', orderId: orders[0]!.id })
    const kill = desk.submit({
      type: 'EngageKillSwitch',
      scope: 'ORGANIZATION',
      targetId: null,
      reason: 'flood',
      cancelOpenOrders: true,
      allowReduceOnly: false,
    })
    await expect(late).rejects.toThrow(Overloaded)
    expect((await cancel).outcome.kind).toBe('ACCEPTED')
    expect((await kill).outcome.kind).toBe('ACCEPTED')
    await Promise.all(flood)
    expect(
      await desk.runtime.database.query(
        `SELECT count(*) AS n FROM trade_order WHERE client_order_id = 'too late'`,
      ),
    ).toEqual([{ n: 0 }])
    await desk.runtime.close()
  })

  it('answers what it took before it closes, and takes nothing after', async () => {
    const desk = await openDesk({ place: await newPlace(kind) })
    const taken = Array.from({ length: 20 }, (_, n) => desk.submit(order(desk.accountId, `c${n}`)))
    const closing = desk.runtime.close()
    await expect(desk.submit(order(desk.accountId, 'late'))).rejects.toThrow(PartitionUnavailable)
    for (const { orders } of await Promise.all(taken)) expect(orders).toHaveLength(1)
    await closing
  })

  it(
    kind === 'PGlite'
      ? 'refuses a LIVE account, since a power cut could lose its journal'
      : 'opens a LIVE account',
    async () => {
      const desk = await openDesk({ place: await newPlace(kind) })
      const live = {
        type: 'OpenAccount',
        name: 'Live',
        mode: 'LIVE',
        currency: 'USD',
        connectionId: 'c1',
      } as const
      const { outcome } = await desk.submit(live)
      if (kind === 'PGlite')
        expect(outcome).toMatchObject({ kind: 'REFUSED', message: expect.stringContaining('DATABASE_URL') })
      else expect(outcome).toMatchObject({ kind: 'ACCEPTED' })
      await desk.runtime.close()
    },
  )

  it('confirms a kill switch once the venue itself shows no order left', async () => {
    const desk = await openDesk({ place: await newPlace(kind) })
    await desk.submit(order(desk.accountId, 'one'))
    await desk.submit(order(desk.accountId, 'two'))
    const engage = {
      scope: 'ORGANIZATION',
      targetId: null,
      reason: 'drill',
      cancelOpenOrders: true,
      allowReduceOnly: false,
    } as const
    const { outcome } = await desk.submit({ type: 'EngageKillSwitch', ...engage })
    expect(outcome.kind).toBe('ACCEPTED')
    const { database } = desk.runtime
    await expect
      .poll(async () => (await database.query('SELECT phase FROM kill_switch'))[0])
      .toEqual({ phase: 'CONFIRMED' })
    expect(await database.query('SELECT count(*) AS n FROM trade_order WHERE open')).toEqual([{ n: 0 }])
    expect(await database.query('SELECT count(*) AS n FROM outbox_entry')).toEqual([{ n: 0 }])
    await desk.runtime.close()
  })
})
