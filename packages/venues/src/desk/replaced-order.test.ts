/** An order that a venue cannot change in place: each change makes another of it, with an id of its own. */
import { describe, expect, it } from 'vitest'
import { reason, rejected } from '../contract/outcome.ts'
import { fill, kinds, LOST, openDesk, record, type Told } from './testing/desk-under-test.ts'

/** Twice the quantity at a higher price, in lots and ticks, and as the venue tells what stands instead. */
const WANTED = { quantityLots: 20, limitTicks: 10_100, stopTicks: null, sinceMs: 2_000 }
const OLD = record({ status: 'REPLACED', replacedBy: 'v-2' })
const NEW = record({ venueOrderId: 'v-2', clientOrderId: 'c-2', quantity: '2', limitPrice: '101' })
const MADE = { kind: 'ACCEPTED', venueOrderId: 'v-2' } as const

function changed(outcome: Parameters<Told['desk']['onReplace']>[1] = MADE): Told {
  const told = openDesk({ venueOrderId: 'v-1' })
  told.desk.expectInstead('c-1', 'c-2')
  told.desk.onReplace('c-1', outcome, WANTED)
  return told
}

describe('an order of which a change made another', () => {
  it('is known by the client id that the change was sent under, before anybody says what it replaced', () => {
    const told = changed(LOST)
    told.desk.onRecord(NEW, null)
    expect([kinds(told), told.desk.foreignOrders(), told.alerts]).toEqual([['REPLACED'], [], []])
  })

  it('[LV-18] takes up what was told of the other before it was known whose it is', () => {
    const told = openDesk({ venueOrderId: 'v-1' })
    told.desk.onReplace('c-1', LOST, WANTED)
    told.desk.onRecord(NEW, null)
    told.desk.onFill(fill('e-2', '0.2', { venueOrderId: 'v-2' }))
    expect([kinds(told), told.desk.foreignOrders().length]).toEqual([[], 1])
    told.desk.onRecord(OLD, 2_100)
    expect([[...kinds(told)].sort(), told.desk.foreignOrders()]).toEqual([['FILL', 'REPLACED'], []])
  })

  it('[LV-18] does not go back to an earlier one, whatever is read of that again', () => {
    const told = changed()
    told.desk.onRecord(NEW, null)
    told.desk.onReplace('c-1', { kind: 'ACCEPTED', venueOrderId: 'v-3' }, { ...WANTED, limitTicks: 10_200 })
    told.desk.onRecord({ ...NEW, status: 'REPLACED', replacedBy: 'v-3' }, 2_200)
    told.desk.onRecord(OLD, 2_300)
    told.desk.onRecord(record({ status: 'CANCELED' }), 2_400)
    const [order] = told.desk.unsettled()
    expect([order?.venueOrderId, order?.ended]).toEqual(['v-3', null])
    told.desk.onRecord({ ...NEW, venueOrderId: 'v-3', limitPrice: '102' }, 2_500)
    expect(kinds(told)).toEqual(['REPLACED', 'REPLACED'])
  })

  it('is what it was when the venue turns the other down, and lives on', () => {
    const told = changed()
    told.desk.onRecord({ ...NEW, status: 'REJECTED' }, null)
    expect(kinds(told)).toEqual(['REPLACE_REJECTED'])
    told.desk.onRecord(record({ filledQuantity: '0.4' }), 2_200)
    told.desk.onFill(fill('e-1', '0.4'))
    told.desk.onRecord(record({ status: 'CANCELED', filledQuantity: '0.4' }), 2_300)
    expect([kinds(told), told.desk.unsettled()]).toEqual([['REPLACE_REJECTED', 'FILL', 'CANCELED'], []])
  })

  it('is what it was when the other never came to be', () => {
    const told = changed()
    told.desk.onAbsent('c-1', 6_999)
    expect(told.desk.unsettled()[0]?.venueOrderId).toBe('v-2')
    told.desk.onAbsent('c-1', 7_000)
    expect([kinds(told), told.desk.unsettled()[0]?.venueOrderId]).toEqual([['REPLACE_REJECTED'], 'v-1'])
  })

  it('has ended when it was filled before the change came', () => {
    const told = changed()
    told.desk.onRecord(record({ status: 'FILLED', filledQuantity: '1' }), null)
    told.desk.onFill(fill('e-1', '1'))
    told.desk.onRecord({ ...NEW, status: 'REJECTED' }, null)
    expect([kinds(told)[0], told.desk.unsettled()]).toEqual(['FILL', []])
    expect(kinds(told)).not.toContain('REJECTED')
  })

  it('[LV-07] is changed when it is read as wanted, however late that is', () => {
    const told = changed()
    told.desk.onRecord(NEW, 100_000)
    expect(kinds(told)).toEqual(['REPLACED'])
  })

  it('[LV-07] is not judged while its change is under way', () => {
    const told = changed(LOST)
    told.desk.onRecord(record({ status: 'PENDING_REPLACE' }), 100_000)
    expect(kinds(told)).toEqual([])
    told.desk.onRecord(record({}), 100_001)
    expect(kinds(told)).toEqual(['REPLACE_REJECTED'])
  })

  it('[LV-04] ends after the fills of all that it was', () => {
    const told = changed()
    told.desk.onRecord({ ...OLD, filledQuantity: '0.5' }, 2_100)
    told.desk.onRecord({ ...NEW, quantity: '1.5', status: 'FILLED', filledQuantity: '1.5' }, 2_200)
    told.desk.onFill(fill('e-2', '1.5', { venueOrderId: 'v-2' }))
    expect([told.desk.needsFills(), told.desk.unsettled().length]).toEqual([true, 1])
    told.desk.onFill(fill('e-1', '0.5'))
    expect([kinds(told), told.desk.unsettled()]).toEqual([['REPLACED', 'FILL', 'FILL'], []])
  })

  it.each([
    ['counts what was filled before', '1.5', []],
    ['opens the whole on top of what was filled before', '2', ['o-1']],
  ])(
    '[LV-19] that %s has to be canceled only where it is more than is wanted',
    (_what, quantity, mustCancel) => {
      for (const inOrder of [true, false]) {
        const told = changed()
        const records = [
          { ...OLD, filledQuantity: '0.5' },
          { ...NEW, quantity },
        ]
        for (const one of inOrder ? records : records.toReversed()) told.desk.onRecord(one, 2_100)
        told.desk.onRecord({ ...NEW, quantity }, 2_200)
        expect([kinds(told), told.mustCancel, told.alerts.length]).toEqual([
          ['REPLACED'],
          mustCancel,
          mustCancel.length,
        ])
      }
    },
  )

  it.each([
    ['refused', rejected(reason('ORDER_ALREADY_DONE', 'already replaced'))],
    ['taken', { kind: 'ACCEPTED', final: false } as const],
  ])('is canceled as it is now where a cancel that was %s met what it was', (_what, outcome) => {
    const told = changed(LOST)
    told.desk.onCancel('c-1', outcome, 2_050)
    told.desk.onRecord(OLD, 2_100)
    expect(told.mustCancel).toEqual(['o-1'])
    told.desk.onRecord(NEW, 2_200)
    expect([kinds(told), told.mustCancel]).toEqual([['REPLACED'], ['o-1']])
  })
})
