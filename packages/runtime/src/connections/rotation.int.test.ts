/** A credential is rotated in the middle of trading: no order is lost, none is sent twice, and the next ones go by the new one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  COINBASE_BTC,
  type ConnectedDesk,
  isOpen,
  openConnectedDesk,
  openLiveAccount,
} from '../testing/connected-desk.ts'
import { newPlace, order, ORGANIZATION, removePlaces, TRADER, until } from '../testing/desk.ts'
import { type KeyedCoinbase, startKeyedCoinbase } from '../testing/keyed-coinbase.ts'
import { PORTFOLIO } from '../testing/coinbase.ts'

const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
const REST = { instrumentId: COINBASE_BTC, quantityLots: 2_000_000, limitTicks: 5_000_000 }

describe('the credential of a connection that trades', { timeout: 120_000 }, () => {
  let venue: KeyedCoinbase
  let desk: ConnectedDesk
  let connectionId: string
  let accountId: string

  beforeAll(async () => {
    venue = await startKeyedCoinbase()
    venue.simulator.exchange.deposit(PORTFOLIO, 'USD', '1000000')
    desk = await openConnectedDesk({ place: await newPlace('PostgreSQL'), settings: venue.settings })
    connectionId = await desk.connect('TRADE', venue.credential('first'))
    accountId = await openLiveAccount(desk, connectionId)
    await until('its orders may go out', () => isOpen(desk, connectionId))
  })
  afterAll(async () => {
    await desk.close()
    await venue.close()
    removePlaces()
  })

  const submit = async (clientOrderId: string, terms: Parameters<typeof order>[2]) => {
    const { outcome, orders } = await desk.submit(order(accountId, clientOrderId, terms))
    expect(outcome).toMatchObject({ kind: 'ACCEPTED' })
    // Nothing stands in its way: neither the gate nor a venue that has to be read again.
    expect(orders[0]!.endReason).toBeNull()
    return orders[0]!.id
  }
  const statusIs = (orderId: string, status: string) =>
    until(`the order is ${status}`, () => desk.host.partition?.book.orders.get(orderId)?.status === status)
  const atVenue = () =>
    [...venue.simulator.exchange.orders.values()].filter(({ account }) => account === PORTFOLIO)

  it('is rotated while orders work: they go on, are canceled and filled by the next one, each there once', async () => {
    const [rests, fills] = [
      await submit('rests', REST),
      await submit('fills', { ...REST, limitTicks: 5_990_000 }),
    ]
    await statusIs(rests, 'NEW')
    await statusIs(fills, 'NEW')
    await desk.connections.rotate(ASKING, connectionId, venue.credential('second'))
    expect(isOpen(desk, connectionId)).toBe(true)
    // What the first one sent is over: from here on everything is the second one's.
    venue.simulator.exchange.market('BTC-USD', 'SELL', '2', '59900')
    await statusIs(fills, 'FILLED')
    await until(
      'it may trade',
      () => desk.connections.standing(ORGANIZATION, connectionId)?.state === 'READY',
    )
    await desk.submit({ type: 'CancelOrder', orderId: rests })
    await statusIs(rests, 'CANCELED')
    const after = await submit('after', REST)
    await statusIs(after, 'NEW')
    expect(atVenue().map(({ terms, status }) => [terms.clientOrderId, status])).toEqual([
      [rests, 'CANCELED'],
      [fills, 'FILLED'],
      [after, 'OPEN'],
    ])
  })

  it('cannot be closed while an order of a LIVE account works through it', async () => {
    await expect(desk.connections.setEnabled(ASKING, connectionId, false)).rejects.toThrow(
      '1 orders of LIVE accounts work',
    )
  })
})
