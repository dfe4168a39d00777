/** Shadow orders beside the market, on both databases: scored as quotes and prints come, over restarts, and judged by a policy. */
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import {
  DATABASES,
  type Desk,
  newPlace,
  openDesk,
  order,
  ORGANIZATION,
  removePlaces,
  TRADER,
  until,
} from '../testing/desk.ts'
import { BTC } from '../testing/instruments.ts'

const opened: Desk[] = []
afterEach(async () => {
  for (const { runtime } of opened.splice(0)) await runtime.close()
})
afterAll(removePlaces)

async function open(place: Awaited<ReturnType<typeof newPlace>>): Promise<Desk> {
  const desk = await openDesk({ place })
  opened.push(desk)
  return desk
}

async function shadowAccount({ submit, runtime }: Desk): Promise<string> {
  const terms = { name: 'Shadow', mode: 'SHADOW', currency: 'USD', connectionId: null } as const
  const { outcome } = await submit({ type: 'OpenAccount', ...terms })
  if (outcome.kind === 'REFUSED' || outcome.subjectId === null) throw new Error(JSON.stringify(outcome))
  const accountId = outcome.subjectId
  await submit({ type: 'Deposit', accountId, amount: '1000000', currency: 'USD', idempotencyKey: 'shadow' })
  expect(runtime.shadow).toBeDefined()
  return accountId
}

/** A unit of BTC to buy at 99.99, where 100 units are displayed in front of it. */
const joining = (accountId: string, clientOrderId: string) =>
  order(accountId, clientOrderId, { limitTicks: 9_999 })
const reportOf = ({ runtime }: Desk, accountId: string) => runtime.shadow.report(ORGANIZATION, accountId, 1)
const quote = ({ feed }: Desk) => feed.quote(BTC, '99.99', '100.01', systemClock.now())
const print = ({ feed }: Desk, lots: number) => feed.trade(BTC, '99.99', lots, systemClock.now())

describe.each(DATABASES)('a shadow order on %s', (kind) => {
  it('is scored by what trades at its price once the queue in front of it is gone', async () => {
    const desk = await open(await newPlace(kind))
    const accountId = await shadowAccount(desk)
    await desk.submit(joining(accountId, 'one'))
    quote(desk)
    print(desk, 999_600)
    const [waiting] = (await reportOf(desk, accountId)).scores
    expect(waiting).toMatchObject({ quantity: '1', printedQuantity: '0', queueAhead: '1000', side: 'BUY' })
    print(desk, 900)
    await until('half of it has traded', async () => {
      const { scores } = await reportOf(desk, accountId)
      return scores[0]?.printedQuantity === '0.5'
    })
    const { total, scores } = await reportOf(desk, accountId)
    expect(scores[0]).toMatchObject({ printedPrice: '99.99', simulatedQuantity: '0', simulatedPrice: null })
    expect(total).toEqual({ orders: 1, fillRatio: 0, priceDriftBps: null, timeDriftMs: null })
  })

  it('is taken up by the next process with what it had, and ends with its order', async () => {
    const place = await newPlace(kind)
    const before = await open(place)
    const accountId = await shadowAccount(before)
    const { orders } = await before.submit(joining(accountId, 'one'))
    quote(before)
    print(before, 1_000_300)
    await until(
      'it is scored',
      async () => (await reportOf(before, accountId)).scores[0]?.printedQuantity === '0.3',
    )
    await before.runtime.close()
    const after = await open(place)
    expect((await reportOf(after, accountId)).scores[0]).toMatchObject({ printedQuantity: '0.3' })
    quote(after)
    print(after, 200)
    await until(
      'it goes on',
      async () => (await reportOf(after, accountId)).scores[0]?.printedQuantity === '0.5',
    )
    const orderId = orders[0]?.id ?? ''
    await after.submit({ type: 'CancelOrder', orderId })
    await until('its end is kept', async () => {
      const [row] = await after.runtime.database.query<{ over: boolean; gap: boolean }>(
        'SELECT over, gap FROM shadow_score WHERE order_id = $1',
        [orderId],
      )
      return row?.over === true && row.gap
    })
    print(after, 1_000)
    expect((await reportOf(after, accountId)).scores[0]).toMatchObject({ printedQuantity: '0.5' })
  })

  it('counts for what the policy asks, which nobody changes unseen', async () => {
    const desk = await open(await newPlace(kind))
    const accountId = await shadowAccount(desk)
    const { shadow } = desk.runtime
    const asking = { organizationId: ORGANIZATION, actor: TRADER }
    const first = await shadow.policy(ORGANIZATION)
    await shadow.setPolicy(asking, { ...first, ordersInStage: 1 })
    await expect(shadow.setPolicy(asking, first)).rejects.toThrow('version 1 is the newest')
    const ordersOf = async () =>
      (await shadow.criteria(ORGANIZATION, accountId)).find(({ name }) => name === 'ORDERS')
    expect(await ordersOf()).toEqual({
      name: 'ORDERS',
      observed: '0',
      required: 'at least 1',
      met: false,
      known: true,
    })
    await desk.submit(joining(accountId, 'one'))
    expect(await ordersOf()).toMatchObject({ observed: '1', met: true })
    await shadow.setPolicy(asking, { ...first, version: 1, daysInStage: 5 })
    await expect(shadow.demand(ORGANIZATION, accountId, 5)).rejects.toThrow(
      'The promotion policy is not met for 5 %: DAYS is 0.0, asked is at least 5',
    )
    await expect(shadow.report(ORGANIZATION, 'acc-nobody', 1)).rejects.toThrow('Account not found')
    await expect(shadow.report(ORGANIZATION, accountId, 91)).rejects.toThrow('from 1 to 90')
  })
})
