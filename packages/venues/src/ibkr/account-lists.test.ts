/** Orders, executions and positions as they are listed: cold at first, of one day, in pages. */
import { afterEach, describe, expect, it } from 'vitest'
import type { VenueReads } from '../contract/reads.ts'
import type { PlaceOrder } from '../contract/writes.ts'
import { IBKR_SIMULATED_CONTRACTS } from '../simulators/ibkr/contracts.ts'
import { openIbkrRig, type IbkrRig, type IbkrRigOptions } from '../simulators/ibkr/testing/rig.ts'
import { openIbkrReader } from './open.ts'

const rigs: IbkrRig[] = []
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

async function open(options: IbkrRigOptions = {}): Promise<IbkrRig> {
  const rig = await openIbkrRig(options)
  rigs.push(rig)
  await rig.reads.instruments()
  return rig
}

let count = 0
async function placed({ writes }: IbkrRig, change: Partial<PlaceOrder> = {}) {
  count += 1
  const order: PlaceOrder = {
    clientOrderId: `l-${count}`,
    venueSymbol: '265598',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '2',
    limitPrice: '190.1',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
  const outcome = await writes.place(order)
  if (outcome.kind !== 'ACCEPTED') throw new Error(`Invariant: it is placed: ${JSON.stringify(outcome)}`)
  return { ...order, venueOrderId: outcome.venueOrderId }
}

const ORDERS = 'GET /v1/api/iserver/account/orders'
const empty = (body: string): string => body.replace(/"orders":\[.*\]/, '"orders":[]')

describe('the list of orders', () => {
  it('is made anew at the first asking of a session, and never filtered', async () => {
    const rig = await open()
    await rig.reads.openOrders()
    const asked = rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/account/orders'))
    expect(asked.length).toBeGreaterThanOrEqual(2)
    await rig.reads.openOrders()
    expect(rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/account/orders'))).toHaveLength(
      asked.length + 1,
    )
  })

  it('that is not said to be whole is not believed', async () => {
    const rig = await open()
    await placed(rig, { limitPrice: '150' })
    const partly = (body: string): string => empty(body).replace('"snapshot":true', '"snapshot":false')
    rig.simulator.faults.onHttp(ORDERS, { kind: 'CHANGED', change: partly }, 3)
    expect(await rig.reads.openOrders()).toMatchObject({ ok: true, value: [{ limitPrice: '150' }] })
    rig.simulator.faults.onHttp(ORDERS, { kind: 'CHANGED', change: partly }, 100)
    expect(await rig.reads.openOrders()).toMatchObject({ failure: { kind: 'UNREADABLE' } })
  })

  it('tells orders of others, and of what was not named', async () => {
    const rig = await open()
    const { desk } = rig.simulator
    desk.place(
      JSON.stringify({
        orders: [
          {
            acctId: 'DU1234567',
            conid: 756_733,
            cOID: 'by-hand',
            orderType: 'STP',
            side: 'SELL',
            tif: 'GTC',
            quantity: 1,
            price: 400,
          },
        ],
      }),
    )
    expect(await rig.reads.openOrders()).toMatchObject({
      value: [
        {
          clientOrderId: 'by-hand',
          venueSymbol: '756733',
          orderType: 'STOP',
          stopPrice: '400',
          limitPrice: null,
        },
      ],
    })
  })

  it('is of one day: an order that traded and is not in it is not called absent', async () => {
    const rig = await open()
    const order = await placed(rig)
    rig.simulator.faults.onHttp(ORDERS, { kind: 'CHANGED', change: empty }, 10)
    expect(await rig.reads.orderByClientId({ ...order, sentAtMs: 0 })).toMatchObject({
      ok: true,
      value: { venueOrderId: order.venueOrderId, status: 'UNKNOWN', clientOrderId: order.clientOrderId },
    })
  })
})

describe('many orders that are looked for after an outage', () => {
  it('share a list, though one that was sent just now is looked for anew', async () => {
    const rig = await open({ settings: { timeoutMs: 3_000 } })
    const lookup = (sentAtMs: number) =>
      rig.reads.orderByClientId({ clientOrderId: 'lost', venueSymbol: '265598', sentAtMs })
    const lists = (): number =>
      rig.simulator.truth.messages.filter(({ path }) => path.endsWith('/account/orders')).length
    await lookup(0)
    const first = lists()
    for (let time = 0; time < 5; time += 1)
      expect(await lookup(Date.now() - 60_000)).toMatchObject({ value: null })
    expect(lists()).toBe(first)
    await lookup(Date.now())
    expect(lists()).toBe(first + 1)
  })
})

describe('an order that is asked for by its id', () => {
  it('has the id of its client, though the answer does not tell it', async () => {
    const rig = await open()
    const order = await placed(rig, { orderType: 'STOP_LIMIT', limitPrice: '200', stopPrice: '199' })
    expect(await rig.reads.orderByVenueId(order.venueOrderId)).toMatchObject({
      value: {
        clientOrderId: order.clientOrderId,
        orderType: 'STOP_LIMIT',
        limitPrice: '200',
        stopPrice: '199',
        quantity: '2',
      },
    })
  })

  it('is looked for in the list where the session does not know it', async () => {
    const rig = await open()
    const order = await placed(rig, { limitPrice: '150' })
    rig.simulator.faults.onHttp(
      'GET /v1/api/iserver/account/order/status/',
      { kind: 'STATUS_BEFORE', status: 503, body: '{"error":"Service Unavailable"}' },
      10,
    )
    expect(await rig.reads.orderByVenueId(order.venueOrderId)).toMatchObject({ value: { limitPrice: '150' } })
    expect(await rig.reads.orderByVenueId('77')).toMatchObject({ ok: true, value: null })
  })
})

describe('executions', () => {
  it('are read again where the first answer of a session is empty', async () => {
    const rig = await open()
    await placed(rig)
    const page = await rig.reads.fillsSince(null)
    expect(page.ok && page.value.fills).toMatchObject([{ quantity: '2', price: '190.1', fee: '0.01' }])
  })

  it('that name the id of the client only are those of his order', async () => {
    const rig = await open({ simulator: { tradesNameOrders: false } })
    const order = await placed(rig)
    const other = openStranger(rig)
    for (const reads of [rig.reads, other]) {
      const page = await reads.fillsSince(null)
      expect(page.ok && page.value.fills).toMatchObject([
        { venueOrderId: order.venueOrderId, clientOrderId: order.clientOrderId },
      ])
    }
    await other.close()
  })

  it('that stand instead of others say so by their id', async () => {
    const rig = await open()
    await placed(rig)
    const change = (body: string): string => body.replaceAll('.01.01"', '.01.02"')
    rig.simulator.faults.onHttp('GET /v1/api/iserver/account/trades', { kind: 'CHANGED', change }, 10)
    const page = await rig.reads.fillsSince(null)
    const [fill] = page.ok ? page.value.fills : []
    expect(fill).toMatchObject({ kind: 'CORRECTED', replacesExecId: fill?.execId.replace(/02$/, '01') })
  })

  it('are not read from a cursor of somebody else', async () => {
    const rig = await open()
    expect(await rig.reads.fillsSince('7')).toMatchObject({ failure: { kind: 'REFUSED' } })
  })
})

/** Another connection of the same user that shares nothing: it was not there when orders were placed. */
function openStranger({ context }: IbkrRig): VenueReads {
  return openIbkrReader({ ...context, settings: { ...context.settings } })
}

describe('positions', () => {
  it('are read anew and in pages, signed, and without what is closed', async () => {
    const [stock] = IBKR_SIMULATED_CONTRACTS
    if (stock === undefined) throw new Error('Invariant: something is listed')
    const many = Array.from({ length: 130 }, (_, index) => ({ ...stock, conid: 1_000 + index }))
    const rig = await open({ simulator: { contracts: [...IBKR_SIMULATED_CONTRACTS, ...many] } })
    for (const [index, { conid }] of many.entries())
      rig.simulator.exchange.deposit('DU1234567', String(conid), index === 0 ? '0' : '3')
    await rig.reads.positions()
    await placed(rig, { side: 'SELL', limitPrice: '190', quantity: '5' })
    const answer = await rig.reads.positions()
    const held = new Map(
      answer.ok ? answer.value.map(({ venueSymbol, quantity }) => [venueSymbol, quantity]) : [],
    )
    expect([held.size, held.get('265598'), held.get('1129'), held.has('1000')]).toEqual([
      130,
      '-5',
      '3',
      false,
    ])
  })
})

describe('a quote that is asked for', () => {
  it('is whole, without separators, and its last close is no trade', async () => {
    const rig = await open()
    rig.simulator.exchange.market('265598', 'BUY', '1300', '190.05')
    expect(await rig.reads.quote('265598')).toMatchObject({
      value: { bid: '190.05', bidQuantity: '1300', ask: '190.1', last: null },
    })
  })

  it('is nothing where nobody quotes, or where it is not ours to see', async () => {
    const rig = await open()
    expect(await rig.reads.quote('756733')).toMatchObject({
      value: { bid: null, ask: null, bidQuantity: null },
    })
    const denied = (body: string): string => body.replace('"RpB"', '"N"')
    rig.simulator.faults.onHttp(
      'GET /v1/api/iserver/marketdata/snapshot',
      { kind: 'CHANGED', change: denied },
      20,
    )
    expect(await rig.reads.quote('265598')).toMatchObject({ value: { bid: null, ask: null, last: null } })
  })
})
