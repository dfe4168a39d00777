import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reason, rejected } from '../contract/outcome.ts'
import type { OrderDesk } from './order-desk.ts'
import { ACCEPTED, fill, kinds, LOST, openDesk, record } from './testing/desk-under-test.ts'

describe("the venue's word on an order", () => {
  it('is reported once, however often it is said', () => {
    const told = openDesk()
    told.desk.onPlace('c-1', ACCEPTED, 1_000)
    told.desk.onRecord(record({}), null)
    told.desk.onRecord(record({}), 2_000)
    for (let time = 0; time < 3; time += 1) told.desk.onFill(fill('e-1', '0.4'))
    expect(kinds(told)).toEqual(['ACCEPTED', 'FILL'])
  })

  it('[LV-03] comes to the same in any order of answers, messages, readings and fills', () => {
    const messages: readonly ((desk: OrderDesk) => void)[] = [
      (desk) => desk.onPlace('c-1', ACCEPTED, 1_000),
      (desk) => desk.onRecord(record({}), null),
      (desk) => desk.onRecord(record({ filledQuantity: '0.4' }), null),
      (desk) => desk.onFill(fill('e-1', '0.4')),
      (desk) => desk.onFill(fill('e-2', '0.2')),
      (desk) => desk.onRecord(record({ status: 'CANCELED', filledQuantity: '0.6' }), null),
      (desk) => desk.onRecord(record({ status: 'CANCELED', filledQuantity: '0.6' }), 3_000),
    ]
    const sequence = fc
      .tuple(
        fc.shuffledSubarray([...messages.keys()], { minLength: messages.length }),
        fc.array(fc.nat({ max: messages.length - 1 })),
      )
      .map(([all, repeats]) => [...all, ...repeats])
    fc.assert(
      fc.property(sequence, (order) => {
        const told = openDesk()
        for (const index of order) messages[index]?.(told.desk)
        expect([...kinds(told)].sort()).toEqual(['ACCEPTED', 'CANCELED', 'FILL', 'FILL'])
        expect([kinds(told)[0], kinds(told).at(-1)]).toEqual(['ACCEPTED', 'CANCELED'])
        expect([told.desk.unsettled(), told.desk.needsFills(), told.alerts]).toEqual([[], false, []])
      }),
    )
  })

  it('[LV-04] that it is filled with less than was ordered ends the rest', () => {
    const told = openDesk()
    told.desk.onRecord(record({ status: 'FILLED', filledQuantity: '0.6' }), null)
    expect([kinds(told), told.desk.needsFills()]).toEqual([['ACCEPTED'], true])
    told.desk.onFill(fill('e-1', '0.6'))
    expect(kinds(told)).toEqual(['ACCEPTED', 'FILL', 'CANCELED'])
  })

  it('[LV-04] of a fill after the end is booked all the same', () => {
    const told = openDesk()
    told.desk.onRecord(record({ status: 'CANCELED' }), null)
    told.desk.onFill(fill('e-late', '0.1'))
    expect(kinds(told)).toEqual(['ACCEPTED', 'CANCELED', 'FILL'])
  })

  it('[LV-05] of fills that came before its id was known is booked when it is', () => {
    const told = openDesk()
    told.desk.onFill(fill('e-1', '1'))
    expect(kinds(told)).toEqual([])
    told.desk.onPlace('c-1', ACCEPTED, 1_000)
    expect(kinds(told)).toEqual(['ACCEPTED', 'FILL'])
  })

  it('of a bust, a correction and an unreadable quantity is told apart', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onFill(fill('e-1', '0.4'))
    told.desk.onFill(fill('b-1', '0.4', { kind: 'BUSTED', replacesExecId: 'e-1' }))
    told.desk.onFill(fill('e-2', '0.3', { kind: 'CORRECTED', replacesExecId: 'e-1' }))
    told.desk.onFill(fill('e-3', '0.33'))
    expect(kinds(told)).toEqual(['FILL', 'BUSTED', 'CORRECTED'])
    expect(told.alerts).toMatchObject([{ kind: 'CONTRADICTION', subject: 'c-1' }])
  })

  it('[LV-05] that stands instead of one that was never told counts, and the other does not any more', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onRecord(record({ status: 'FILLED', filledQuantity: '1' }), null)
    told.desk.onFill(fill('e-1.02', '1', { kind: 'CORRECTED', replacesExecId: 'e-1.01' }))
    told.desk.onFill(fill('e-1.01', '1'))
    expect([kinds(told), told.desk.needsFills(), told.desk.unsettled()]).toEqual([['CORRECTED'], false, []])
  })
})

describe('an order whose fate is unknown', () => {
  it('is reported as unknown, and found by its client id', () => {
    const told = openDesk()
    told.desk.onPlace('c-1', LOST, 1_000)
    expect([kinds(told), told.desk.unknownCount()]).toEqual([['UNKNOWN'], 1])
    told.desk.onRecord(record({}), 3_000)
    expect([kinds(told), told.desk.unknownCount()]).toEqual([['UNKNOWN', 'ACCEPTED'], 0])
  })

  it('[LV-02] is rejected only by an absence at a time when it could not arrive any more', () => {
    const told = openDesk()
    told.desk.onPlace('c-1', LOST, 1_000)
    told.desk.onAbsent('c-1', 5_999)
    expect(kinds(told)).toEqual(['UNKNOWN'])
    told.desk.onAbsent('c-1', 6_000)
    expect(kinds(told)).toEqual(['UNKNOWN', 'REJECTED'])
  })

  it('[LV-02] is not judged by an absence while its request is still under way', () => {
    const told = openDesk()
    told.desk.onAbsent('c-1', 900_000)
    expect(kinds(told)).toEqual([])
  })

  it('that turns up after all is reported and raises an alert', () => {
    const told = openDesk()
    told.desk.onPlace('c-1', LOST, 1_000)
    told.desk.onAbsent('c-1', 6_000)
    told.desk.onRecord(record({}), null)
    expect(kinds(told)).toEqual(['UNKNOWN', 'REJECTED', 'ACCEPTED'])
    expect(told.alerts).toMatchObject([{ kind: 'CONTRADICTION' }])
  })

  it('is not unknown when the stream was faster than the lost answer', () => {
    const told = openDesk()
    told.desk.onRecord(record({}), null)
    told.desk.onPlace('c-1', LOST, 1_000)
    expect(kinds(told)).toEqual(['ACCEPTED'])
  })
})

describe('refusals', () => {
  it('by the venue, and by us before sending, end it', () => {
    const told = openDesk()
    told.desk.onPlace('c-1', rejected(reason('INSUFFICIENT_FUNDS', 'no money')), 1_000)
    expect(told.reports).toEqual([
      { kind: 'REJECTED', orderId: 'o-1', reason: 'INSUFFICIENT_FUNDS: no money' },
    ])
    const other = openDesk()
    other.desk.onPlace('c-1', { kind: 'NOT_SENT', reason: reason('OVER_BUDGET', 'too many') }, 1_000)
    expect(other.reports).toEqual([
      { kind: 'REJECTED', orderId: 'o-1', reason: 'not sent: OVER_BUDGET: too many' },
    ])
  })

  it('[LV-06] of what the venue has are not believed', () => {
    const told = openDesk()
    told.desk.onRecord(record({}), null)
    told.desk.onPlace('c-1', rejected(reason('INVALID_PRICE', 'odd')), 1_000)
    expect(kinds(told)).toEqual(['ACCEPTED'])
    expect(told.alerts).toMatchObject([{ kind: 'CONTRADICTION' }])
  })
})

describe('a cancel', () => {
  const GONE = rejected(reason('UNKNOWN_ORDER', 'not there'))

  it('that was refused is reported; one of an order that is said to be gone is looked up', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onCancel('c-1', rejected(reason('FORBIDDEN', 'no')), 2_000)
    told.desk.onCancel('c-1', GONE, 2_000)
    expect([kinds(told), told.desk.inDoubt()]).toEqual([['CANCEL_REJECTED'], true])
    told.desk.onRecord(record({ status: 'FILLED', filledQuantity: '1' }), 2_500)
    told.desk.onFill(fill('e-1', '1'))
    expect([kinds(told), told.desk.unsettled()]).toEqual([['CANCEL_REJECTED', 'FILL'], []])
  })

  it('[LV-07] in doubt is refused only by a reading that was asked for after it', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onCancel('c-1', LOST, 2_000)
    told.desk.onRecord(record({}), 1_999)
    told.desk.onRecord(record({}), null)
    told.desk.onRecord(record({ status: 'PENDING_CANCEL' }), 2_100)
    expect(kinds(told)).toEqual([])
    told.desk.onRecord(record({}), 2_200)
    expect(kinds(told)).toEqual(['CANCEL_REJECTED'])
  })

  it('[LV-07] that was taken and did nothing is refused by a reading when it could not come true any more', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onCancel('c-1', { kind: 'ACCEPTED', final: false }, 2_000)
    told.desk.onRecord(record({}), 6_999)
    told.desk.onRecord(record({ status: 'PENDING_CANCEL' }), 7_000)
    told.desk.onRecord(record({}), null)
    expect(kinds(told)).toEqual([])
    told.desk.onRecord(record({}), 7_001)
    told.desk.onRecord(record({}), 7_002)
    expect(kinds(told)).toEqual(['CANCEL_REJECTED'])
  })
})

describe('a replacement', () => {
  const wanted = { quantityLots: 20, limitTicks: 10_100, stopTicks: null, sinceMs: 2_000 }

  const CHANGED = record({ quantity: '2', limitPrice: '101' })
  const REPLACED = { kind: 'REPLACED', orderId: 'o-1', quantityLots: 20, limitTicks: 10_100, stopTicks: null }

  it.each([
    ['taken', { kind: 'ACCEPTED', venueOrderId: 'v-1' } as const],
    ['in doubt', LOST],
  ])('that is %s is reported when a record has its terms, told or read', (_what, outcome) => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onReplace('c-1', outcome, wanted)
    told.desk.onRecord(record({ status: 'PENDING_REPLACE', quantity: '2', limitPrice: '101' }), 2_100)
    told.desk.onRecord(record({}), 2_200)
    expect([kinds(told), told.desk.unknownCount()]).toEqual([[], 1])
    told.desk.onRecord(CHANGED, null)
    expect([told.reports, told.desk.unknownCount()]).toEqual([[REPLACED], 0])
  })

  it.each([
    ['that only moves the stop', { stopPrice: '105' }, { stopPrice: '106' }],
    ['of a stop that the venue gives a limit', { limitPrice: null }, { limitPrice: '110' }],
  ])('%s is reported when the stop is as wanted', (_what, before, after) => {
    const told = openDesk({ venueOrderId: 'v-1' })
    const stops = { quantityLots: 10, limitTicks: null, stopTicks: 10_600, sinceMs: 2_000 }
    told.desk.onReplace('c-1', LOST, stops)
    told.desk.onRecord(record({ limitPrice: null, stopPrice: '105', ...before }), null)
    expect(kinds(told)).toEqual([])
    told.desk.onRecord(record({ limitPrice: null, stopPrice: '106', ...after }), null)
    expect(kinds(told)).toEqual(['REPLACED'])
  })

  it('[LV-07] is refused by a reading with the old terms only when it could not arrive any more', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onReplace('c-1', LOST, wanted)
    told.desk.onRecord(record({}), 6_999)
    expect(kinds(told)).toEqual([])
    told.desk.onRecord(record({}), 7_000)
    expect(kinds(told)).toEqual(['REPLACE_REJECTED'])
  })

  it('that the venue refuses is reported at once, and one that filled meanwhile is known as changed first', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onReplace('c-1', rejected(reason('ORDER_ALREADY_DONE', 'too late')), wanted)
    told.desk.onReplace('c-1', LOST, wanted)
    told.desk.onRecord({ ...CHANGED, status: 'FILLED', filledQuantity: '2' }, null)
    told.desk.onFill(fill('e-1', '2'))
    expect(kinds(told)).toEqual(['REPLACE_REJECTED', 'REPLACED', 'FILL'])
    expect(told.desk.unsettled()).toEqual([])
  })

  it('that makes a new order is followed under both ids, fills of either counted', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onReplace('c-1', { kind: 'ACCEPTED', venueOrderId: 'v-2' }, wanted)
    told.desk.onFill(fill('e-1', '0.1'))
    told.desk.onFill(fill('e-2', '0.2', { venueOrderId: 'v-2' }))
    told.desk.onRecord(record({ status: 'REPLACED', replacedBy: 'v-2', filledQuantity: '0.1' }), 2_100)
    told.desk.onRecord(
      record({ venueOrderId: 'v-2', clientOrderId: 'c-2', quantity: '2', limitPrice: '101' }),
      2_200,
    )
    expect([kinds(told), told.desk.unsettled().length]).toEqual([['FILL', 'FILL', 'REPLACED'], 1])
  })
})

describe('orders of others', () => {
  it('[LV-08] are shown while they work, and never reported', () => {
    const told = openDesk()
    const other = record({ venueOrderId: 'v-9', clientOrderId: null })
    told.desk.onRecord(other, null)
    told.desk.onFill(fill('e-9', '1', { venueOrderId: 'v-9' }))
    expect([told.desk.foreignOrders(), told.reports]).toEqual([[other], []])
    told.desk.onRecord({ ...other, status: 'CANCELED' }, null)
    expect(told.desk.foreignOrders()).toEqual([])
  })

  it('that ended while nobody told are not shown after the next reading', () => {
    const told = openDesk()
    told.desk.onRecord(record({ venueOrderId: 'v-8', clientOrderId: null }), null)
    told.desk.onRecord(record({ venueOrderId: 'v-9', clientOrderId: null }), null)
    told.desk.keepForeign(new Set(['v-9']))
    expect(told.desk.foreignOrders().map(({ venueOrderId }) => venueOrderId)).toEqual(['v-9'])
  })

  it('that turn out to be ours are not others any more', () => {
    const told = openDesk()
    told.desk.onRecord(record({ clientOrderId: null }), null)
    expect(told.desk.foreignOrders()).toHaveLength(1)
    told.desk.onPlace('c-1', ACCEPTED, 1_000)
    expect(told.desk.foreignOrders()).toEqual([])
    told.desk.forget('c-1')
    expect(told.desk.unsettled()).toEqual([])
  })
})
