/** An event contract that Kalshi pays out is settled in the books, paper and live, and no reconciliation calls it a break. */
import { instrumentPrice, instrumentQuantity } from '@quarterdeck/engine'
import { KalshiSimulator, kalshiSimulatedKey } from '@quarterdeck/venues'
import { generateKeyPairSync } from 'node:crypto'
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
const [MEMBER, TICKER] = ['member-one', 'KXRAINNYC-28DEC31-T0']

let simulator: KalshiSimulator
let desk: Desk
let connectionId: string
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  simulator = new KalshiSimulator({
    keys: [kalshiSimulatedKey('key-one', privateKey, { account: MEMBER })],
  })
  const { restBaseUrl, wsUrl } = await simulator.start()
  const { exchange } = simulator
  exchange.deposit(MEMBER, 'USD', '1000')
  exchange.market(TICKER, 'BUY', '1000', '0.45')
  exchange.market(TICKER, 'SELL', '1000', '0.55')
  desk = await openDesk({
    place: await newPlace('PostgreSQL'),
    venueSettings: { KALSHI: { restBaseUrl, wsUrl, reconnectBaseMs: 20, reconnectCapMs: 200 } },
    connectionTiming: { askMs: 50, retryMs: 50, settleMs: 50 },
  })
  const connections = await desk.runtime.connections()
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  connectionId = await connections.add(ASKING, {
    venueId: 'KALSHI',
    name: 'Kalshi',
    purpose: 'TRADE',
    credential: { keyId: 'key-one', privateKey: privateKeyPem },
    symbols: [TICKER],
  })
}, 60_000)
afterAll(async () => {
  await desk.runtime.close()
  await simulator.close()
  removePlaces()
})

const contract = () => desk.runtime.instruments().find(({ instrument }) => instrument.venueId === 'KALSHI')

/** Trades 10, or so many, at a price on an account, once its gates let it; the order's id. */
async function asked(
  accountId: string,
  at: string,
  { side = 'BUY', count = '10' }: { readonly side?: 'BUY' | 'SELL'; readonly count?: string } = {},
): Promise<string> {
  const { instrument } = contract()!
  const price = instrumentPrice(instrument, at, 'price')
  const quantity = instrumentQuantity(instrument, count, 'quantity')
  if (!('ticks' in price) || !('lots' in quantity)) throw new Error('it is on the grid')
  const terms = { instrumentId: instrument.id, side, limitTicks: price.ticks, quantityLots: quantity.lots }
  let [id, attempt] = ['', 0]
  await until('the order passes', async () => {
    const { outcome, orders } = await desk.submit(order(accountId, `${side} ${at} ${(attempt += 1)}`, terms))
    if (outcome.kind === 'REFUSED') throw new Error(JSON.stringify(outcome))
    id = orders[0]!.id
    return orders[0]!.status !== 'REJECTED'
  })
  return id
}

async function statusOf(orderId: string): Promise<string | undefined> {
  const [row] = await desk.runtime.database.query<{ status: string }>(
    'SELECT status FROM trade_order WHERE id = $1',
    [orderId],
  )
  return row?.status
}

async function held(accountId: string): Promise<string | undefined> {
  const [row] = await desk.runtime.database.query<{ quantity: string }>(
    'SELECT quantity::text AS quantity FROM position WHERE account_id = $1',
    [accountId],
  )
  return row?.quantity
}

/** Holds our books beside the venue's word, and finds no difference. */
async function agrees(): Promise<void> {
  const reconciliation = await desk.runtime.reconciliation()
  const runs = () => reconciliation.runs(ORGANIZATION, connectionId, 50)
  const id = await reconciliation.run(ASKING, connectionId)
  await until('the run has ended', async () =>
    (await runs()).some((one) => one.id === id && one.endedAt !== null),
  )
  expect((await runs()).find((one) => one.id === id)).toMatchObject({ breaksFound: 0, fault: null })
  expect(await reconciliation.breaks(ORGANIZATION, {})).toEqual([])
}

it('closes what is held at the payout, long and short, with cash that agrees with the venue to the last cent', async () => {
  await until('it is quoted', () => desk.runtime.quote(contract()?.instrument.id ?? '')?.ask != null)
  const live = await openLiveAccount(desk, connectionId, '1000')
  const opened = await desk.submit({
    type: 'OpenAccount',
    name: 'Paper',
    mode: 'PAPER',
    currency: 'USD',
    connectionId: null,
  })
  const paper = (opened.outcome as { readonly subjectId: string }).subjectId
  const deposit = { type: 'Deposit', amount: '1000', currency: 'USD', idempotencyKey: 'seed' } as const
  await desk.submit({ ...deposit, accountId: paper })
  for (const accountId of [live, paper]) {
    await asked(accountId, '0.55')
    await until('it is held', async () => (await held(accountId)) === '10')
  }
  const resting = await asked(paper, '0.1')
  await until('it rests', async () => (await statusOf(resting)) === 'NEW')

  // Short, with more on offer: a dollar stands behind each, and the venue tells only what is left to spend.
  await asked(live, '0.45', { side: 'SELL', count: '25' })
  await until('it is short', async () => (await held(live)) === '-15')
  const offered = await asked(live, '0.9', { side: 'SELL', count: '5' })
  await until('it is on offer', async () => (await statusOf(offered)) === 'NEW')
  await agrees()
  await desk.submit({ type: 'CancelOrder', orderId: offered })
  await until('it is taken back', async () => (await statusOf(offered)) === 'CANCELED')
  await agrees()

  simulator.board.close(TICKER)
  simulator.board.settle(TICKER, { result: 'yes', payout: '1' }, [MEMBER])
  await agrees()
  const { database } = desk.runtime
  for (const [accountId, paid] of [
    [live, -15],
    [paper, 10],
  ] as const) {
    expect(await held(accountId)).toBe('0')
    const [gain] = await database.query<{ amount: string }>(
      `SELECT amount::text AS amount FROM ledger_entry
       WHERE account_id = $1 AND event = 'InstrumentSettled' AND ledger_account = 'CASH'`,
      [accountId],
    )
    expect(Number(gain?.amount)).toBe(paid)
  }
  expect(await statusOf(resting)).toBe('EXPIRED')
  const settled = await database.query<{ subject_id: string }>(
    `SELECT subject_id FROM journal_event WHERE type = 'InstrumentSettled'`,
  )
  expect(settled).toEqual([{ subject_id: contract()!.instrument.id }])
  const [entry] = await database.query<{ summary: string }>(
    `SELECT summary FROM audit_entry WHERE action = 'instrument.settle'`,
  )
  expect(entry?.summary).toBe(`Settled ${contract()!.instrument.id} at 1: result yes`)

  // The simulated venue has let go of what expired: it lists nothing as working that the books hold as ended.
  const reason = 'to see what works'
  const engage = {
    scope: 'VENUE',
    targetId: 'KALSHI',
    reason,
    cancelOpenOrders: true,
    allowReduceOnly: false,
  } as const
  await desk.submit({ type: 'EngageKillSwitch', ...engage })
  await until('the switch is confirmed', async () => {
    const [row] = await database.query<{ phase: string }>('SELECT phase FROM kill_switch')
    return row?.phase === 'CONFIRMED'
  })
}, 60_000)
