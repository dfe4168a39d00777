/** Every venue of the catalogue trades through a whole runtime: listed, quoted, reconciled, traded at, started again. */
import { instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import { afterAll, describe, it } from 'vitest'
import { openLiveAccount } from '../testing/connected-desk.ts'
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
import { STAND_INS, type StandIn } from '../testing/stand-ins.ts'

const asking = { organizationId: ORGANIZATION, actor: TRADER }

afterAll(removePlaces)

async function statusBecomes({ runtime }: Desk, orderId: string, status: string): Promise<void> {
  await until(`the order is ${status}`, async () => {
    const [row] = await runtime.database.query<{ status: string }>(
      'SELECT status FROM trade_order WHERE id = $1',
      [orderId],
    )
    return row?.status === status
  })
}

/** The instrument as it is listed once its connection has read it and quotes it. */
async function listed({ runtime }: Desk, { venueId }: StandIn) {
  const view = () => runtime.instruments().find(({ instrument }) => instrument.venueId === venueId)
  await until('it is quoted', () => {
    const quote = runtime.quote(view()?.instrument.id ?? '')
    return quote?.bid != null && quote.ask != null
  })
  return view()!.instrument
}

/** Submits a limit order until the live gate lets it through; its id. */
async function submitted(
  desk: Desk,
  venue: StandIn,
  { accountId, price }: { readonly accountId: string; readonly price: string },
): Promise<string> {
  const instrument = await listed(desk, venue)
  const counted = [
    instrumentPrice(instrument, price, 'price'),
    instrumentQuantity(instrument, venue.quantity, 'quantity'),
  ] as const
  if (!('ticks' in counted[0]) || !('lots' in counted[1])) throw new Error(JSON.stringify(counted))
  const terms = { instrumentId: instrument.id, limitTicks: counted[0].ticks, quantityLots: counted[1].lots }
  let [id, attempt] = ['', 0]
  await until('the live gate is open', async () => {
    const name = `${price} ${Date.now()} ${(attempt += 1)}`
    const { outcome, orders } = await desk.submit(order(accountId, name, terms))
    if (outcome.kind === 'REFUSED') throw new Error(JSON.stringify(outcome))
    id = orders[0]!.id
    return orders[0]!.status !== 'REJECTED'
  })
  return id
}

async function noBreakIsOpen({ runtime }: Desk): Promise<void> {
  const reconciliation = await runtime.reconciliation()
  const open = await reconciliation.breaks(ORGANIZATION, { status: 'OPEN' })
  if (open.length > 0) throw new Error(JSON.stringify(open))
}

/** A life at one venue. Throws what is not as it must be. */
async function trade(venue: StandIn, opened: Desk[]): Promise<void> {
  const { venueId, credential, venueSymbol } = venue
  const options = {
    place: await newPlace('PostgreSQL'),
    secret: 'a secret for tests, long enough to seal with',
    venueSettings: { [venueId]: venue.settings },
  }
  const start = async (): Promise<Desk> => {
    const desk = await openDesk(options)
    opened.push(desk)
    return desk
  }
  let desk = await start()
  const connections = await desk.runtime.connections()
  const terms = { venueId, name: venueId, credential, symbols: [venueSymbol] }
  const connectionId = await connections.add(asking, { ...terms, purpose: 'TRADE' })
  const accountId = await openLiveAccount(desk, connectionId, venue.cash)
  const taken = await submitted(desk, venue, { accountId, price: venue.taking })
  await statusBecomes(desk, taken, 'FILLED')
  const rests = await submitted(desk, venue, { accountId, price: venue.resting })
  await statusBecomes(desk, rests, 'NEW')
  // The account of some venues may be read once in five seconds: there a start takes its time.
  if (!venue.isSlow) {
    await desk.runtime.close()
    desk = await start()
  }
  await desk.submit({ type: 'CancelOrder', orderId: rests })
  await statusBecomes(desk, rests, 'CANCELED')
  if (!venue.isSlow) {
    const again = await submitted(desk, venue, { accountId, price: venue.resting })
    await statusBecomes(desk, again, 'NEW')
  }
  await noBreakIsOpen(desk)
  for (const id of [taken, rests])
    if (venue.ordersWith(id) !== 1) throw new Error(`${id} is there ${venue.ordersWith(id)} times`)
}

describe('every venue', () => {
  it.concurrent.each(Object.entries(STAND_INS))('trades at %s', async (_venueId, start) => {
    const venue = await start()
    const opened: Desk[] = []
    try {
      await trade(venue, opened)
    } finally {
      for (const { runtime } of opened) await runtime.close()
      await venue.close()
    }
  })
})
