/** What a stopped deployment left is closed once: however often it is asked for, and however late its venue answers. */
import type { Book } from '@quarterdeck/engine'
import { expect, it } from 'vitest'
import type { CommandRequest } from '../../runtime.ts'
import { silent } from '../../testing/desk.ts'
import { manualClock } from '../../testing/manual-clock.ts'
import { Flattenings } from './flattenings.ts'

const ASKING = { organizationId: 'org', actor: { kind: 'USER', id: 'u', name: 'u', userId: 'u' } } as const

interface HeldOrder {
  deploymentId: string
  clientOrderId: string
  instrumentIndex: number
  status: 'ACCEPTED' | 'FILLED' | 'CANCELED'
  side: 'BUY' | 'SELL'
  fills: { lots: number; priceTicks: number; fee: bigint; voided: boolean }[]
}

/** A book of one deployment, whose closings are filled as soon as they are asked for, or not before the test says so. */
function stage({ closesAtOnce = true } = {}) {
  const orders = new Map<string, HeldOrder>()
  const add = (clientOrderId: string, side: HeldOrder['side'], lots: number, status: HeldOrder['status']) => {
    const fills = status === 'FILLED' ? [{ lots, priceTicks: 1, fee: 0n, voided: false }] : []
    orders.set(clientOrderId, { deploymentId: 'dep', clientOrderId, instrumentIndex: 0, status, side, fills })
  }
  const fill = (clientOrderId: string, lots: number) => {
    const order = orders.get(clientOrderId)!
    order.status = 'FILLED'
    order.fills.push({ lots, priceTicks: 1, fee: 0n, voided: false })
  }
  const deployment = { id: 'dep', strategyId: 'strategy', accountIndex: 0, desired: 'STOPPED' }
  const book = {
    orders,
    instruments: [{ tickLotValue: 1n, settled: null, terms: { id: 'SIM:BTC' } }],
    accounts: [{ id: 'account' }],
    deployments: new Map([['dep', deployment]]),
  } as unknown as Book
  const closings: { id: string; side: string; lots: number }[] = []
  const clock = manualClock()
  const flattenings = new Flattenings({
    clock,
    log: silent,
    book: () => book,
    submit: async (_asking, request: CommandRequest) => {
      // As in a mailbox: decided a turn later.
      await Promise.resolve()
      if (request.type !== 'SubmitOrder') throw new Error('Invariant: a closing is an order')
      const { clientOrderId: id, side, quantityLots: lots } = request
      closings.push({ id, side, lots })
      add(id, side, lots, closesAtOnce ? 'FILLED' : 'ACCEPTED')
      return id
    },
  })
  const flatten = () => flattenings.flatten(ASKING, 'dep')
  /** Moves the clock on in steps, so that whoever looks again in between does. */
  const pass = async (seconds: number) => {
    for (let step = 0; step < seconds * 2; step += 1) {
      clock.advance(500)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { add, fill, closings, flatten, pass, deployment }
}

it('closes a position once, however often at once it is asked for', async () => {
  const { add, closings, flatten } = stage()
  add('first', 'BUY', 5, 'FILLED')
  const done = await Promise.all([flatten(), flatten()])
  expect(done.map(({ length }) => length)).toEqual([1, 0])
  expect(closings).toMatchObject([{ side: 'SELL', lots: 5 }])
})

it('closes what is held after ten seconds, and what a silent venue fills later when it says so', async () => {
  const { add, fill, closings, flatten, pass } = stage()
  add('held', 'BUY', 5, 'FILLED')
  add('silent', 'BUY', 3, 'ACCEPTED')
  const flattening = flatten()
  await pass(9)
  expect(closings).toEqual([])
  await pass(2)
  expect(await flattening).toHaveLength(1)
  expect(closings).toMatchObject([{ side: 'SELL', lots: 5 }])
  await pass(300)
  fill('silent', 3)
  await pass(2)
  expect(closings).toMatchObject([
    { side: 'SELL', lots: 5 },
    { side: 'SELL', lots: 3 },
  ])
  await pass(5)
  expect(closings).toHaveLength(2)
})

it('closes nothing a second time while the first closing is on its way', async () => {
  const { add, fill, closings, flatten, pass } = stage({ closesAtOnce: false })
  add('first', 'BUY', 5, 'FILLED')
  await flatten()
  const again = flatten()
  await pass(11)
  expect(await again).toEqual([])
  fill(closings[0]!.id, 5)
  await pass(5)
  expect(closings).toMatchObject([{ side: 'SELL', lots: 5 }])
})

it('leaves alone what is held late by a deployment that was started again', async () => {
  const { add, fill, closings, flatten, pass, deployment } = stage()
  add('silent', 'BUY', 3, 'ACCEPTED')
  const flattening = flatten()
  await pass(11)
  await flattening
  deployment.desired = 'RUNNING'
  fill('silent', 3)
  await pass(5)
  expect(closings).toEqual([])
})
