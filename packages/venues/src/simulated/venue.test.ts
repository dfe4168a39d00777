/** What the venue says: delays, ids, duplicates, restarts, replacements, refusals. */

import type { VenueReport } from '@quarterdeck/engine'
import { describe, expect, it } from 'vitest'
import type { VenueOrder } from '../adapter.ts'
import { FINISHED_REMEMBERED_MAX } from './options.ts'
import { Desk } from './testing/desk.ts'

const AT = 1_700_000_000_000_000

function limitOrder(terms: Partial<VenueOrder>): VenueOrder {
  return {
    orderId: 'x',
    accountId: 'a',
    instrumentId: 'SIM:AAPL',
    side: 'BUY',
    orderType: 'LIMIT',
    timeInForce: 'GTC',
    lots: 10,
    limitTicks: 9_990,
    stopTicks: null,
    ...terms,
  }
}

describe('venue: what it says (SV)', () => {
  it('[SV-24] requests and reports take their time, keep their order, and leave in advance only', () => {
    const latency = { minMicros: 100, maxMicros: 900 }
    const desk = new Desk({ options: { requestLatency: latency, reportLatency: latency } })
      .open()
      .quote({ bid: 9_990, ask: 10_000 })
    for (const orderId of ['1', '2', '3', '4', '5', '6'])
      desk.venue.send({ kind: 'PLACE', order: limitOrder({ orderId }) }, 2_000_000)
    expect(desk.reports).toEqual([])
    const first = desk.venue.nextDueAt()
    expect(first).toBeGreaterThanOrEqual(2_000_100)
    desk.venue.advance(first! - 1)
    desk.venue.onQuote({
      instrumentId: 'SIM:AAPL',
      bidTicks: 9_990,
      askTicks: 10_000,
      bidLots: 1,
      askLots: 1,
      lastTicks: null,
      receivedAt: 2_010_000,
    })
    expect(desk.reports).toEqual([])
    desk.venue.advance(2_010_000)
    expect(desk.reports.map((report) => 'orderId' in report && report.orderId)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ])
    expect(desk.venue.nextDueAt()).toBeNull()
  })

  it('[SV-24] a request sent by the listener itself is answered too', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const push = desk.reports.push.bind(desk.reports)
    desk.reports.push = (...reports: VenueReport[]) => {
      if (reports[0]?.kind === 'ACCEPTED') desk.venue.send({ kind: 'CANCEL', orderId: 'x' }, desk.at)
      return push(...reports)
    }
    desk.send({ kind: 'PLACE', order: limitOrder({}) })
    expect(desk.told('x')).toEqual(['ACCEPTED', 'CANCELED'])
  })

  it('[SV-26] ids come from the order and the number of the execution', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 4 })
    desk.send({ kind: 'PLACE', order: limitOrder({ limitTicks: 10_000 }) })
    desk.quote({ bid: 9_990, ask: 10_000, askLots: 6 })
    expect(desk.reports[0]).toEqual({ kind: 'ACCEPTED', orderId: 'x', venueOrderId: 'SIM-x' })
    expect(desk.reports.flatMap((report) => (report.kind === 'FILL' ? [report.execId] : []))).toEqual([
      'x-1',
      'x-2',
    ])
  })

  it('[SV-27] a repeated PLACE is the same order: it is told again, while it works and after its end', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 4 })
    const place = { kind: 'PLACE', order: limitOrder({ limitTicks: 10_000 }) } as const
    desk.send(place)
    desk.send(place)
    expect(desk.told('x')).toEqual(['ACCEPTED', '4@10000 TAKER', 'ACCEPTED', '4@10000 TAKER'])
    desk.cancel('x')
    desk.reports.length = 0
    desk.send(place)
    expect(desk.told('x')).toEqual(['ACCEPTED', '4@10000 TAKER', 'CANCELED'])
    expect(desk.venue.received()).toEqual({ orders: 1, duplicates: 2 })
    expect(desk.working()).toEqual([])
  })

  it('[SV-27] forgets the oldest finished order beyond the bound', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    for (let number = 0; number <= FINISHED_REMEMBERED_MAX; number += 1) {
      desk.venue.send({ kind: 'PLACE', order: limitOrder({ orderId: `n${number}`, lots: 0 }) }, desk.at)
    }
    desk.venue.send({ kind: 'PLACE', order: limitOrder({ orderId: 'n0', lots: 0 }) }, desk.at)
    desk.venue.send({ kind: 'PLACE', order: limitOrder({ orderId: 'n2', lots: 0 }) }, desk.at)
    desk.venue.advance(desk.at)
    expect(desk.venue.received()).toEqual({ orders: FINISHED_REMEMBERED_MAX + 2, duplicates: 1 })
  })

  it('[SV-28] [SV-26] after a restart what was open works on, in order, with new execution ids', () => {
    const desk = new Desk()
    desk.at = AT
    desk.venue.restore(
      [
        {
          order: limitOrder({ orderId: 'first', lots: 3 }),
          filledLots: 7,
          fillsBooked: 2,
          acceptedAt: AT - 9,
          triggered: false,
        },
        {
          order: limitOrder({ orderId: 'second' }),
          filledLots: 0,
          fillsBooked: 0,
          acceptedAt: AT - 8,
          triggered: false,
        },
      ],
      AT,
    )
    desk.open().quote({ bid: 9_990, ask: 10_000, bidLots: 0 })
    desk.send({ kind: 'PLACE', order: limitOrder({ orderId: 'first' }) })
    expect(desk.venue.received().duplicates).toBe(1)
    expect(desk.working()).toEqual(['first', 'second'])
    desk.quote({ bid: 9_980, ask: 9_990, askLots: 8 })
    expect(
      desk.reports.flatMap((report) => (report.kind === 'FILL' ? [`${report.execId}: ${report.lots}`] : [])),
    ).toEqual(['first-3: 3', 'second-1: 5'])
  })

  it('[SV-28] a restored stop with fills was set off already; one without waits again', () => {
    const desk = new Desk()
    const stop = { orderType: 'STOP_LIMIT', stopTicks: 10_050, limitTicks: 10_060 } as const
    desk.venue.restore(
      [
        {
          order: limitOrder({ ...stop, orderId: 'live' }),
          filledLots: 1,
          fillsBooked: 1,
          acceptedAt: 0,
          triggered: false,
        },
        {
          order: limitOrder({ ...stop, orderId: 'armed' }),
          filledLots: 0,
          fillsBooked: 0,
          acceptedAt: 0,
          triggered: false,
        },
      ],
      desk.at,
    )
    desk.open().quote({ bid: 9_990, ask: 10_000 })
    expect([desk.told('live'), desk.told('armed')]).toEqual([['10@10000 TAKER'], []])
  })

  it('[SV-28] [SV-47] a stop-limit order that was set off and rested comes back as the limit order that it had become', () => {
    const stop = { orderType: 'STOP_LIMIT', stopTicks: 10_050, limitTicks: 10_040 } as const
    const before = new Desk().open().quote({ bid: 10_000, ask: 10_010 })
    const resting = before.place(stop)
    expect(before.told(resting)).toEqual(['ACCEPTED'])
    before.quote({ bid: 10_045, ask: 10_055 }).quote({ bid: 10_046, ask: 10_056 })
    expect(before.told(resting)).toEqual(['ACCEPTED', 'TRIGGERED'])

    const after = new Desk()
    const order = limitOrder({ ...stop, orderId: 'x' })
    const seat = { order, filledLots: 0, fillsBooked: 0, acceptedAt: 0, triggered: true }
    after.venue.restore([seat], after.at)
    after.open().quote({ bid: 10_000, ask: 10_010 })
    expect(after.told('x')).toEqual(['10@10010 TAKER'])
  })

  it('[SV-28] a restored DAY order whose day is over expires', () => {
    const desk = new Desk({ id: 'SIM:BTC-USD' })
    const order = limitOrder({ instrumentId: 'SIM:BTC-USD', timeInForce: 'DAY', lots: 1_000_000 })
    desk.venue.restore(
      [{ order, filledLots: 0, fillsBooked: 0, acceptedAt: AT - 86_400_000_000, triggered: false }],
      AT,
    )
    desk.at = AT
    desk.open().quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told('x')).toEqual(['EXPIRED'])
  })

  it('[SV-29] a replacement that crosses a fill leaves the total minus what the venue has filled', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 4 })
    desk.send({ kind: 'PLACE', order: limitOrder({ limitTicks: 10_000 }) })
    desk.send({
      kind: 'REPLACE',
      orderId: 'x',
      quantityLots: 7,
      filledLots: 0,
      limitTicks: 10_000,
      stopTicks: null,
    })
    expect(desk.reports.at(-1)).toEqual({
      kind: 'REPLACED',
      orderId: 'x',
      quantityLots: 7,
      limitTicks: 10_000,
      stopTicks: null,
    })
    desk.quote({ bid: 9_990, ask: 10_000 })
    expect(desk.told('x')).toEqual(['ACCEPTED', '4@10000 TAKER', 'REPLACED', '3@10000 TAKER'])
  })

  it('[SV-29] [SV-04] replaced to no more than what is filled, the order ends and fills no more', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000, askLots: 4 })
    desk.send({ kind: 'PLACE', order: limitOrder({ limitTicks: 10_000 }) })
    desk.send({
      kind: 'REPLACE',
      orderId: 'x',
      quantityLots: 4,
      filledLots: 0,
      limitTicks: 10_000,
      stopTicks: null,
    })
    desk.quote({ bid: 9_990, ask: 9_995 })
    expect(desk.told('x')).toEqual(['ACCEPTED', '4@10000 TAKER', 'CANCELED'])
    expect(desk.reason('x')).toMatch(/filled already/)
  })

  it('[SV-05] a replacement at another price trades where it can, and moves a stop', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const limit = desk.place({ limitTicks: 9_990 })
    const stop = desk.place({ orderType: 'STOP', stopTicks: 10_050 })
    desk.send({
      kind: 'REPLACE',
      orderId: limit,
      quantityLots: 12,
      filledLots: 0,
      limitTicks: 10_000,
      stopTicks: null,
    })
    desk.send({
      kind: 'REPLACE',
      orderId: stop,
      quantityLots: 10,
      filledLots: 0,
      limitTicks: null,
      stopTicks: 10_005,
    })
    expect(desk.told(limit)).toEqual(['ACCEPTED', 'REPLACED', '12@10000 TAKER'])
    desk.quote({ bid: 9_990, ask: 10_005 })
    expect(desk.told(stop)).toEqual(['ACCEPTED', 'REPLACED', '10@10005 TAKER'])
  })

  it('[SV-30] replacing or canceling what is finished or unknown is rejected with the reason', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const filled = desk.place({})
    const canceled = desk.place({ limitTicks: 9_000 })
    desk.cancel(canceled)
    const reasons = [filled, canceled, 'nobody'].map((orderId) => {
      desk.cancel(orderId)
      const cancel = desk.reason(orderId)
      desk.send({
        kind: 'REPLACE',
        orderId,
        quantityLots: 99,
        filledLots: 0,
        limitTicks: 9_000,
        stopTicks: null,
      })
      return [cancel, desk.reason(orderId), desk.reports.at(-1)?.kind]
    })
    expect(reasons).toEqual([
      ['the order is filled', 'the order is filled', 'REPLACE_REJECTED'],
      ['the order is canceled', 'the order is canceled', 'REPLACE_REJECTED'],
      ['unknown order', 'unknown order', 'REPLACE_REJECTED'],
    ])
  })

  it('[SV-31] lists what works: resting, waiting for the open, armed; nothing else', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const resting = desk.place({ limitTicks: 9_000 })
    const armed = desk.place({ orderType: 'STOP', stopTicks: 10_500 })
    desk.place({})
    desk.close('HALTED')
    const waiting = desk.place({ limitTicks: 10_000 })
    expect(desk.working()).toEqual([resting, armed, waiting])
  })

  it.each([
    [{ lots: 0 }, 'quantity must be a positive whole number of lots, not 0'],
    [{ lots: 1.5 }, 'quantity must be a positive whole number of lots, not 1.5'],
    [{ lots: 2 ** 53 }, 'quantity must be a positive whole number of lots, not 9007199254740992'],
    [{ lots: 1_000_001 }, 'quantity must be at most 1000000'],
    [{ limitTicks: null }, 'limit price is missing'],
    [{ limitTicks: 10.5 }, 'limit price must be a whole number of ticks'],
    [{ limitTicks: 0 }, 'limit price must be at least 0.01'],
    [{ stopTicks: 5 }, 'stop price does not belong to this order type'],
    [{ orderType: 'STOP', limitTicks: null }, 'stop price is missing'],
    [{ instrumentId: 'SIM:NONE' }, 'unknown instrument SIM:NONE'],
  ] as const)('[SV-32] rejects %j', (terms, reason) => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    desk.send({ kind: 'PLACE', order: limitOrder(terms) })
    expect(desk.told('x')).toEqual(['REJECTED'])
    expect(desk.reason('x')).toBe(reason)
  })

  it('[SV-32] rejects a replacement with impossible terms, and the order works on', () => {
    const desk = new Desk().open().quote({ bid: 9_990, ask: 10_000 })
    const order = desk.place({ limitTicks: 9_000 })
    desk.send({
      kind: 'REPLACE',
      orderId: order,
      quantityLots: 10,
      filledLots: 0,
      limitTicks: null,
      stopTicks: null,
    })
    expect(desk.told(order)).toEqual(['ACCEPTED', 'REPLACE_REJECTED'])
    expect(desk.working()).toEqual([order])
  })
})
