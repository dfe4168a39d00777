/** A command goes in, is decided, becomes durable, and only then is answered; its consequences follow from its events. */
import { SimulatedVenue } from '@quarterdeck/venues'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { BTC } from '../testing/instruments.ts'
import {
  DATABASES,
  type Desk,
  ORGANIZATION,
  type Place,
  newPlace,
  openDesk,
  order,
  removePlaces,
  until,
} from '../testing/desk.ts'

let desk: Desk | null = null
const open = async (place: Place): Promise<Desk> => (desk = await openDesk({ place }))

afterEach(async () => {
  vi.restoreAllMocks()
  await desk?.runtime.close()
  desk = null
})
afterAll(removePlaces)

describe.each(DATABASES)('partition on %s: submitting', (kind) => {
  it('answers an order that is in the journal and in its table already', async () => {
    const { runtime, accountId, submit } = await open(await newPlace(kind))
    const { outcome, orders } = await submit(order(accountId, 'first'))
    expect(outcome).toMatchObject({ kind: 'ACCEPTED', decision: { outcome: 'ALLOWED' } })
    expect(orders).toMatchObject([{ clientOrderId: 'first', quantity: '1', limitPrice: '50', open: true }])
    const stored = await runtime.database.query('SELECT status, open FROM trade_order WHERE id = $1', [
      orders[0]!.id,
    ])
    expect(stored).toMatchObject([{ open: true }])
    const history = await runtime.history(ORGANIZATION, orders[0]!.id)
    expect(history[0]).toMatchObject({ type: 'OrderAccepted', terms: { clientOrderId: 'first' } })
  })

  it('fills a marketable order at the simulated venue and books position, cash and ledger with it', async () => {
    const { runtime, accountId, submit } = await open(await newPlace(kind))
    const { orders } = await submit(order(accountId, 'cross', { limitTicks: 10_100 }))
    await until('the fill', async () => {
      const [row] = await runtime.database.query<{ status: string }>(
        'SELECT status FROM trade_order WHERE id = $1',
        [orders[0]!.id],
      )
      return row?.status === 'FILLED'
    })
    expect(
      await runtime.database.query('SELECT quantity, average_price, instrument_id FROM position'),
    ).toEqual([{ quantity: '1', average_price: '100.01', instrument_id: BTC.id }])
    const [sum] = await runtime.database.query<{ total: string }>(
      'SELECT sum(amount) AS total FROM ledger_entry',
    )
    expect(Number(sum?.total)).toBe(0)
    expect(await runtime.database.query('SELECT count(*) AS open FROM outbox_entry')).toEqual([{ open: 0 }])
  })

  it('makes one order of one clientOrderId submitted 1,000 times at once, and again after a restart', async () => {
    const place = await newPlace(kind)
    const first = await open(place)
    const results = await Promise.all(
      Array.from({ length: 1000 }, () => first.submit(order(first.accountId, 'same'))),
    )
    const ids = new Set(results.map(({ orders }) => orders[0]?.id))
    expect(ids.size).toBe(1)
    await first.runtime.close()
    const second = await open(place)
    const again = await second.submit(order(second.accountId, 'same'))
    expect(again.orders[0]?.id).toBe([...ids][0])
    expect(await second.runtime.database.query('SELECT count(*) AS n FROM trade_order')).toEqual([{ n: 1 }])
    const other = await second.submit(order(second.accountId, 'same', { quantityLots: 2_000 }))
    expect(other.outcome).toMatchObject({ kind: 'REFUSED', code: 'CONFLICT' })
  })

  it('reaches the venue once with 1,000 submits of one clientOrderId, and not again with 1,000 after a restart', async () => {
    const sent = vi.spyOn(SimulatedVenue.prototype, 'send')
    const restored = vi.spyOn(SimulatedVenue.prototype, 'restore')
    const placements = () => sent.mock.calls.filter(([request]) => request.kind === 'PLACE').length
    const submitThousand = ({ accountId, submit }: Desk) =>
      Promise.all(Array.from({ length: 1000 }, () => submit(order(accountId, 'same'))))
    const place = await newPlace(kind)

    const first = await open(place)
    await submitThousand(first)
    await until('the venue has answered', async () => {
      const [row] = await first.runtime.database.query<{ n: number }>(
        'SELECT count(*) AS n FROM outbox_entry',
      )
      return Number(row!.n) === 0
    })
    expect(placements()).toBe(1)
    // The venue's own word, whatever we think that we sent.
    expect((sent.mock.contexts[0] as SimulatedVenue).received()).toEqual({ orders: 1, duplicates: 0 })
    await first.runtime.close()
    sent.mockClear()

    const second = await open(place)
    await submitThousand(second)
    expect(placements()).toBe(0)
    // It knows the one order that it was seated with, and was told of no other.
    expect(restored.mock.contexts.map((venue) => (venue as SimulatedVenue).received())).toEqual([
      { orders: 1, duplicates: 0 },
    ])
  })
})
