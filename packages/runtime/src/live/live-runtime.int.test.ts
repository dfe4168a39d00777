/** A whole runtime with a LIVE account: it trades once its account is reconciled, and after a restart it knows what it owns. */
import { afterAll, afterEach, expect, it } from 'vitest'
import { type Coinbase, startCoinbase } from '../testing/coinbase.ts'
import { COINBASE_BTC, openLiveAccount } from '../testing/connected-desk.ts'
import {
  type Desk,
  newPlace,
  openDesk,
  order,
  ORGANIZATION,
  removePlaces,
  TRADER,
  until,
} from '../testing/desk.ts'

const SECRET = 'a secret for tests, long enough to seal with'

let venue: Coinbase
let desk: Desk
afterEach(async () => {
  await desk.runtime.close()
  await venue.close()
})
afterAll(removePlaces)

const stored = async (orderId: string) => {
  const [row] = await desk.runtime.database.query<{ status: string; filled: string }>(
    'SELECT status, filled_quantity AS filled FROM trade_order WHERE id = $1',
    [orderId],
  )
  return row
}

/** Submits until the live gate lets it through; the order's id. */
async function submitted(accountId: string, name: string, limitTicks: number): Promise<string> {
  let id = ''
  let attempt = 0
  await until('the live gate is open', async () => {
    const terms = { instrumentId: COINBASE_BTC, quantityLots: 1_000_000, limitTicks }
    const { orders } = await desk.submit(order(accountId, `${name}-${(attempt += 1)}`, terms))
    // None: the connection's instruments are not listed yet.
    const [made] = orders
    id = made?.id ?? ''
    return made !== undefined && made.status !== 'REJECTED'
  })
  return id
}

it('trades at its venue once it is reconciled, and goes on after a restart where it was', async () => {
  venue = await startCoinbase()
  const options = { place: await newPlace('PostgreSQL'), secret: SECRET, venueSettings: venue.settings() }
  desk = await openDesk(options)
  const asking = { organizationId: ORGANIZATION, actor: TRADER }
  const connections = await desk.runtime.connections()
  const terms = { venueId: 'COINBASE', name: 'Coinbase', credential: venue.credential, symbols: ['BTC-USD'] }
  const connectionId = await connections.add(asking, { ...terms, purpose: 'TRADE' })
  const accountId = await openLiveAccount(desk, connectionId)
  const taken = await submitted(accountId, 'takes', 6_001_000)
  await until('it is filled', async () => (await stored(taken))?.status === 'FILLED')
  const rests = await submitted(accountId, 'rests', 5_000_000)
  await until('it works', async () => (await stored(rests))?.status === 'NEW')
  await desk.runtime.close()
  // A part of it is filled while nobody of ours is there.
  venue.somebody('SELL', '1', '59990')
  venue.somebody('SELL', '0.004', '50000')
  desk = await openDesk(options)
  await until('the fill is known', async () => (await stored(rests))?.filled === '0.004')
  const again = await submitted(accountId, 'again', 5_000_000)
  await until('it works', async () => (await stored(again))?.status === 'NEW')
  const reconciliation = await desk.runtime.reconciliation()
  expect(await reconciliation.breaks(ORGANIZATION, { status: 'OPEN' })).toEqual([])
  expect(venue.simulator.truth.writes()).toHaveLength(3)
})
