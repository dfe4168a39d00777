/** What Alpaca takes of a pair by itself is no difference until it is posted, and is a fee in the books then. */
import { instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import { AlpacaSimulator } from '@quarterdeck/venues'
import { afterAll, beforeAll, expect, it } from 'vitest'
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

const ASKING = { organizationId: ORGANIZATION, actor: TRADER }
const [ACCOUNT, PAIR] = ['904837e3-3b76-47ec-b432-046db621571b', 'BTC/USD']

let simulator: AlpacaSimulator
let desk: Desk
let connectionId: string
beforeAll(async () => {
  const key = { keyId: 'PKSIMULATED', secretKey: 'simulated0secret' }
  const limits = { dataConnectionsMax: 100, requestsPerSecond: 100, requestsPerMinute: 1_000 }
  simulator = new AlpacaSimulator({ keys: [{ ...key, account: ACCOUNT }], ...limits })
  const { port: _, ...addresses } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(ACCOUNT, 'USD', '10000')
  exchange.market(PAIR, 'BUY', '1', '999')
  exchange.market(PAIR, 'SELL', '1', '1000')
  desk = await openDesk({
    place: await newPlace('PostgreSQL'),
    venueSettings: { ALPACA: { ...addresses, reconnectBaseMs: 20, reconnectCapMs: 200 } },
    connectionTiming: { askMs: 1_000, retryMs: 50, settleMs: 20 },
  })
  const connections = await desk.runtime.connections()
  const terms = { venueId: 'ALPACA', name: 'Alpaca', credential: key, symbols: [PAIR] }
  connectionId = await connections.add(ASKING, { ...terms, purpose: 'TRADE' })
}, 60_000)
afterAll(async () => {
  await desk.runtime.close()
  await simulator.close()
  removePlaces()
})

const pair = () =>
  desk.runtime.instruments().find(({ instrument }) => instrument.venueId === 'ALPACA')?.instrument

async function traded(
  accountId: string,
  {
    side,
    quantity,
    price,
  }: { readonly side: 'BUY' | 'SELL'; readonly quantity: string; readonly price: string },
): Promise<void> {
  const instrument = pair()!
  const [ticks, lots] = [
    instrumentPrice(instrument, price, 'price'),
    instrumentQuantity(instrument, quantity, 'quantity'),
  ]
  if (!('ticks' in ticks) || !('lots' in lots)) throw new Error('it is on the grid')
  const terms = { instrumentId: instrument.id, side, limitTicks: ticks.ticks, quantityLots: lots.lots }
  let [id, attempt] = ['', 0]
  await until('the order passes', async () => {
    const { orders } = await desk.submit(order(accountId, `${side} ${(attempt += 1)}`, terms))
    id = orders[0]!.id
    return orders[0]!.status !== 'REJECTED'
  })
  await until('it is filled', async () => {
    const [row] = await desk.runtime.database.query<{ status: string }>(
      'SELECT status FROM trade_order WHERE id = $1',
      [id],
    )
    return row?.status === 'FILLED'
  })
}

async function agrees(): Promise<void> {
  const reconciliation = await desk.runtime.reconciliation()
  const id = await reconciliation.run(ASKING, connectionId)
  const run = async () =>
    (await reconciliation.runs(ORGANIZATION, connectionId, 50)).find((one) => one.id === id)
  await until('the run has ended', async () => ((await run())?.endedAt ?? null) !== null)
  expect(await run()).toMatchObject({ breaksFound: 0, fault: null })
}

const ledger = async (account: string) => {
  const [row] = await desk.runtime.database.query<{ total: string }>(
    'SELECT trim_scale(coalesce(sum(amount), 0))::text AS total FROM ledger_entry WHERE ledger_account = $1',
    [account],
  )
  return row?.total
}
const held = async () => {
  const [row] = await desk.runtime.database.query<{ quantity: string }>(
    'SELECT trim_scale(quantity)::text AS quantity FROM position',
  )
  return row?.quantity
}

it('agrees with the venue before and after the fees of a purchase and a sale are posted', async () => {
  await until('it is quoted', () => desk.runtime.quote(pair()?.id ?? '')?.ask != null)
  const accountId = await openLiveAccount(desk, connectionId, '10000')
  await traded(accountId, { side: 'BUY', quantity: '0.4', price: '1000' })
  await agrees()
  expect([await held(), await ledger('FEES')]).toEqual(['0.4', '0'])
  simulator.postFees()
  await agrees()
  // A quarter of a hundredth of the coins, worth a dollar.
  expect([await held(), await ledger('FEES')]).toEqual(['0.399', '1'])
  await traded(accountId, { side: 'SELL', quantity: '0.2', price: '999' })
  await agrees()
  expect(await ledger('FEES')).toBe('1')
  simulator.postFees()
  await agrees()
  // And of the dollars that the sale brought.
  expect([await held(), await ledger('FEES')]).toEqual(['0.199', '1.4995'])
  await agrees()
  expect(await ledger('FEES')).toBe('1.4995')
}, 60_000)
