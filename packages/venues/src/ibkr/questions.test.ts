/** The venue's questions about an order: which are answered with yes, and what becomes of the order where one is lost. */
import { describe, it, type TestContext } from 'vitest'
import type { PlaceOrder } from '../contract/writes.ts'
import { openIbkrRig, type IbkrRig, type IbkrRigOptions } from '../simulators/ibkr/testing/rig.ts'

/** Tests run beside each other: each has its own expectations, and closes what it opened. */
type Test = Pick<TestContext, 'expect' | 'onTestFinished'>

async function open(test: Test, options: IbkrRigOptions = {}): Promise<IbkrRig> {
  const rig = await openIbkrRig({
    ...options,
    settings: { timeoutMs: 2_000, confirmedQuestions: ['o10151', 'o354'], ...options.settings },
  })
  test.onTestFinished(() => rig.close())
  await rig.reads.instruments()
  return rig
}

let count = 0
function order(change: Partial<PlaceOrder> = {}): PlaceOrder {
  count += 1
  return {
    clientOrderId: `q-${count}`,
    venueSymbol: '265598',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    limitPrice: '150',
    stopPrice: null,
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
    ...change,
  }
}

const REPLY = 'POST /v1/api/iserver/reply/'
const replies = ({ simulator }: IbkrRig): readonly unknown[] =>
  simulator.truth.messages
    .filter(({ path }) => path.includes('/reply/'))
    .map(({ body }) => JSON.parse(body) as unknown)
const orders = ({ simulator }: IbkrRig, { clientOrderId }: PlaceOrder): number =>
  [...simulator.exchange.orders.values()].filter(({ terms }) => terms.clientOrderId === clientOrderId).length

describe('an order that the venue asks about', () => {
  it.concurrent('[LV-21] is confirmed where every question is listed, one after the other', async (test) => {
    const { expect } = test
    const rig = await open(test)
    rig.simulator.desk.askNext(['o10151', 'o354'])
    expect((await rig.writes.place(order())).kind).toBe('ACCEPTED')
    expect(replies(rig)).toEqual([{ confirmed: true }, { confirmed: true }])
  })

  it.concurrent('[LV-21] is declined where one of them is not, and rejected by the name of the question', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const asked = order()
    rig.simulator.desk.askNext(['o10151', 'o163'])
    expect(await rig.writes.place(asked)).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'NOT_CONFIRMED', venueCode: 'o163' },
    })
    expect([replies(rig), orders(rig, asked)]).toEqual([[{ confirmed: true }, { confirmed: false }], 0])
  })

  it.concurrent('[LV-21] is not there though our no was lost: nobody confirmed it', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const asked = order()
    rig.simulator.desk.askNext(['o163'])
    rig.simulator.faults.onHttp(REPLY, { kind: 'SILENT_BEFORE' })
    expect(await rig.writes.place(asked)).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'NOT_CONFIRMED' },
    })
    expect(orders(rig, asked)).toBe(0)
  })

  it.concurrent.for([
    ['was carried out', 'SILENT_AFTER', 1],
    ['was lost', 'SILENT_BEFORE', 0],
  ] as const)(
    '[LV-21] is unknown where the answer to our yes does not come, which %s',
    async ([_what, kind, there], test) => {
      const { expect } = test
      const rig = await open(test)
      const asked = order()
      rig.simulator.desk.askNext(['o354'])
      rig.simulator.faults.onHttp(REPLY, { kind })
      const sentAtMs = Date.now()
      expect(await rig.writes.place(asked)).toMatchObject({ kind: 'UNKNOWN', evidence: { what: 'TIMEOUT' } })
      expect(orders(rig, asked)).toBe(there)
      const found = await rig.reads.orderByClientId({ ...asked, sentAtMs })
      expect(found).toMatchObject({
        ok: true,
        value: there === 1 ? { clientOrderId: asked.clientOrderId } : null,
      })
    },
  )

  it.concurrent('[LV-02] is unknown where the venue has forgotten its question, and is not sent again', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const asked = order()
    rig.simulator.desk.askNext(['o354'])
    rig.simulator.faults.onHttp(REPLY, { kind: 'STATUS_BEFORE', status: 503, body: '' })
    expect(await rig.writes.place(asked)).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'VENUE_FAULT' },
    })
    expect(rig.simulator.truth.writes().filter(({ path }) => path.endsWith('/orders'))).toHaveLength(1)
  })

  it.concurrent('is given up where the questions have no end', async (test) => {
    const { expect } = test
    const rig = await open(test)
    rig.simulator.desk.askNext(Array.from({ length: 40 }, () => 'o354'))
    expect(await rig.writes.place(order())).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'NOT_CONFIRMED' },
    })
    expect(replies(rig)).toHaveLength(21)
  })

  it.concurrent('keeps the next order waiting, which would make its question void', async (test) => {
    const { expect } = test
    const rig = await open(test)
    for (let time = 0; time < 3; time += 1) rig.simulator.desk.askNext(['o354'])
    const outcomes = await Promise.all([order(), order(), order()].map((one) => rig.writes.place(one)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED'])
  })

  it.concurrent('does not keep a cancel waiting for long', async (test) => {
    const { expect } = test
    const rig = await open(test, { settings: { exitWaitMs: 50, timeoutMs: 15_000 } })
    const working = order()
    const placed = await rig.writes.place(working)
    if (placed.kind !== 'ACCEPTED') throw new Error('Invariant: it is placed')
    rig.simulator.desk.askNext(['o354'])
    rig.simulator.faults.onHttp(REPLY, { kind: 'SLOW', ms: 3_000 })
    let settled = false
    const asked = rig.writes.place(order()).then(() => {
      settled = true
    })
    await expect.poll(() => replies(rig).length, { timeout: 10_000 }).toBe(1)
    expect((await rig.writes.cancel({ ...working, venueOrderId: placed.venueOrderId })).kind).toBe('ACCEPTED')
    expect(settled).toBe(false)
    await asked
  })

  it.concurrent('is asked about when it is changed as well', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const terms = order()
    const placed = await rig.writes.place(terms)
    if (placed.kind !== 'ACCEPTED') throw new Error('Invariant: it is placed')
    const change = {
      venueOrderId: placed.venueOrderId,
      clientOrderId: terms.clientOrderId,
      venueSymbol: terms.venueSymbol,
      terms: { ...terms, limitPrice: '151' },
      filledQuantity: '0',
      newClientOrderId: 'unused',
    }
    rig.simulator.desk.askNext(['o382'])
    expect(await rig.writes.replace(change)).toMatchObject({
      kind: 'REJECTED',
      reason: { code: 'NOT_CONFIRMED' },
    })
    rig.simulator.desk.askNext(['o354'])
    expect(await rig.writes.replace(change)).toEqual({ kind: 'ACCEPTED', venueOrderId: placed.venueOrderId })
    expect(await rig.reads.orderByVenueId(placed.venueOrderId)).toMatchObject({
      value: { limitPrice: '151' },
    })
  })
})

describe('what the venue says to an order', () => {
  it.concurrent('about another order is unknown', async (test) => {
    const { expect } = test
    const rig = await open(test)
    rig.simulator.faults.onHttp('POST /v1/api/iserver/account/DU1234567/orders', {
      kind: 'CHANGED',
      change: (body) => body.replace(/"local_order_id":"[^"]+"/, '"local_order_id":"other"'),
    })
    expect(await rig.writes.place(order())).toMatchObject({
      kind: 'UNKNOWN',
      evidence: { what: 'CONTRADICTION' },
    })
  })

  it.concurrent('for the second time is that it knows it: it is one order', async (test) => {
    const { expect } = test
    const rig = await open(test)
    const terms = order()
    expect([(await rig.writes.place(terms)).kind, await rig.writes.place(terms)]).toMatchObject([
      'ACCEPTED',
      { kind: 'UNKNOWN', evidence: { what: 'DUPLICATE_ID' } },
    ])
    expect(orders(rig, terms)).toBe(1)
  })

  it.concurrent('of a contract that was not named is nothing: it is not sent', async (test) => {
    const { expect } = test
    const rig = await open(test)
    expect(await rig.writes.place(order({ venueSymbol: '756733' }))).toMatchObject({
      kind: 'NOT_SENT',
      reason: { code: 'UNKNOWN_INSTRUMENT' },
    })
    expect(rig.simulator.truth.writes()).toEqual([])
  })

  it.concurrent('to a cancel of everything where nothing works is that there was nothing to take back', async (test) => {
    const { expect } = test
    const rig = await open(test)
    expect(await rig.writes.cancelAll({ venueSymbol: null })).toEqual({ kind: 'ACCEPTED', venueOrderIds: [] })
    const placed = await rig.writes.place(order())
    const one = placed.kind === 'ACCEPTED' ? placed.venueOrderId : ''
    expect(await rig.writes.cancelAll({ venueSymbol: '265598' })).toEqual({
      kind: 'ACCEPTED',
      venueOrderIds: [one],
    })
  })
})
