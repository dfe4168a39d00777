/** Paper and shadow trade on a venue's real quotes, and nothing of theirs ever reaches what writes at the venue. */
import { afterAll, afterEach, expect, it } from 'vitest'
import { type Coinbase, startCoinbase } from '../testing/coinbase.ts'
import { COINBASE_BTC, type ConnectedDesk, openConnectedDesk } from '../testing/connected-desk.ts'
import { newPlace, order, removePlaces, until } from '../testing/desk.ts'

let venue: Coinbase
let desk: ConnectedDesk
afterEach(async () => {
  await desk.close()
  await venue.close()
})
afterAll(removePlaces)

async function accountOf(mode: 'PAPER' | 'SHADOW', connectionId: string | null): Promise<string> {
  const { outcome } = await desk.submit({
    type: 'OpenAccount',
    name: mode,
    mode,
    currency: 'USD',
    connectionId,
  })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  await desk.submit({ type: 'Deposit', accountId, amount: '1000000', currency: 'USD', idempotencyKey: mode })
  return accountId
}

async function filled(orderId: string): Promise<void> {
  await until('the order is filled', async () => {
    const book = desk.host.partition?.book
    return book?.orders.get(orderId)?.status === 'FILLED'
  })
}

it.each([
  ['PAPER without any credential', 'PAPER', 'MARKET_DATA'],
  ['SHADOW beside a credential that could trade', 'SHADOW', 'TRADE'],
] as const)(
  'trades %s on the quotes that the venue publishes, and writes nothing there',
  async (_of, mode, purpose) => {
    venue = await startCoinbase()
    desk = await openConnectedDesk({ place: await newPlace('PGlite'), settings: venue.settings() })
    const connectionId = await desk.connect(purpose, purpose === 'TRADE' ? venue.credential : null)
    const accountId = await accountOf(mode, mode === 'SHADOW' ? connectionId : null)
    const buy = { instrumentId: COINBASE_BTC, quantityLots: 1_000_000, limitTicks: 6_001_000 }
    const taken = await desk.submit(order(accountId, 'takes', buy))
    await filled(taken.orders[0]!.id)
    // Another touch comes, and an order that rests is reached by it.
    const rests = await desk.submit(order(accountId, 'rests', { ...buy, limitTicks: 5_999_500 }))
    venue.somebody('SELL', '1', '59990')
    venue.somebody('SELL', '1', '59994')
    await filled(rests.orders[0]!.id)
    const canceled = await desk.submit(order(accountId, 'canceled', { ...buy, limitTicks: 5_000_000 }))
    const orderId = canceled.orders[0]!.id
    await desk.submit({ type: 'CancelOrder', orderId })
    await until('it is canceled', () => desk.host.partition?.book.orders.get(orderId)?.status === 'CANCELED')
    expect(venue.simulator.truth.writes()).toEqual([])
    expect(venue.simulator.truth.messages.length).toBeGreaterThan(0)
  },
)
