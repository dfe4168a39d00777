/** What a venue says and nobody can read: it stands among the organization's alerts, and trading goes on. */
import type { VenueReport } from '@quarterdeck/engine'
import { afterAll, expect, it } from 'vitest'
import { ORGANIZATION, newPlace, openDesk, order, removePlaces, until } from '../testing/desk.ts'

afterAll(removePlaces)

it('an unreadable report raises an alert that names the order and the fault, and stops nothing', async () => {
  const desk = await openDesk({ place: await newPlace('PostgreSQL') })
  const { database } = desk.runtime
  const { orders } = await desk.submit(order(desk.accountId, 'first'))
  const orderId = orders[0]!.id
  const venue = { kind: 'VENUE', id: 'venue', name: 'Venue', userId: null } as const
  const fill = { kind: 'FILL', orderId, execId: 'e1', lots: 1.5, priceTicks: 1, liquidity: 'MAKER', fee: '0' }
  const report = { ...fill, venueAt: 1 } as VenueReport
  await desk.runtime.submit(ORGANIZATION, venue, { type: 'ReportVenue', report })
  const alerts = () => database.query('SELECT order_id AS "orderId", message FROM alert')
  expect(await alerts()).toEqual([
    { orderId, message: expect.stringMatching(/^FILL that cannot be read: report\.lots /) },
  ])
  await desk.submit(order(desk.accountId, 'second', { limitTicks: 10_100 }))
  await until('the next order trades', async () => (await database.query('SELECT 1 FROM fill')).length === 1)
  await desk.runtime.close()
})
