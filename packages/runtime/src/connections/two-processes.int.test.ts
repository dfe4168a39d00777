/** Two servers on one PostgreSQL: the newer one alone is connected to the venue, and each ends no other's reconciliations. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Desk, newPlace, openDesk, ORGANIZATION, removePlaces, TRADER, until } from '../testing/desk.ts'
import { type KeyedCoinbase, startKeyedCoinbase } from '../testing/keyed-coinbase.ts'

let venue: KeyedCoinbase
let older: Desk
beforeAll(async () => {
  venue = await startKeyedCoinbase()
  older = await openDesk(await placed())
}, 60_000)
afterAll(async () => {
  await older.runtime.close()
  await venue.close()
  removePlaces()
})

let place: Awaited<ReturnType<typeof newPlace>> | null = null
const placed = async () => ({
  place: (place ??= await newPlace('PostgreSQL')),
  venueSettings: venue.settings,
  connectionTiming: { askMs: 50, retryMs: 50 },
  // Of the installation: whichever server asks opens what it sealed.
  secret: 'a secret for tests, long enough to seal with',
})

it('connects where the organization is served, and leaves what is under way elsewhere to itself', async () => {
  const connections = await older.runtime.connections()
  const id = await connections.add(
    { organizationId: ORGANIZATION, actor: TRADER },
    {
      venueId: 'COINBASE',
      name: 'Coinbase',
      purpose: 'READ',
      credential: venue.credential('first'),
      symbols: ['BTC-USD'],
    },
  )
  const { database } = older.runtime
  for (const organizationId of [ORGANIZATION, 'of-another-server'])
    await database.query(
      `INSERT INTO reconciliation_run (id, organization_id, connection_id, cause, started_at, orders_compared, positions_compared,
         balances_compared, breaks_found) VALUES ($1, $1, 'c', 'PERIODIC', now() - interval '1 minute', 0, 0, 0, 0)`,
      [organizationId],
    )
  const newer = await openDesk(await placed())
  const standing = async (desk: Desk) => (await desk.runtime.connections()).standing(ORGANIZATION, id)
  await until('the newer one is connected', async () => (await standing(newer))?.state === 'READY')
  await until('the older one has let go of it', async () => (await standing(older)) === null)
  const ended = () =>
    database.query<{ id: string }>('SELECT id FROM reconciliation_run WHERE ended_at IS NOT NULL ORDER BY id')
  await until('what it left is ended', async () => (await ended()).length > 0)
  expect(await ended()).toEqual([{ id: ORGANIZATION }])
  expect((await standing(newer))?.state).toBe('READY')
  await newer.runtime.close()
}, 60_000)
