/** An order of ours is found where the venue has it now, however often a change made another of it. */
import type { OrderState } from '@quarterdeck/engine'
import { answered, failed, type OrderRecord } from '@quarterdeck/venues'
import { describe, expect, it } from 'vitest'
import { compareOrders } from './compare-orders.ts'
import { lookUp } from './order-lookup.ts'
import type { OurBooks } from './our-books.ts'
import { BTC } from '../testing/instruments.ts'

const ORDER = {
  id: 'org-1-o-1',
  venueOrderId: 'v1',
  unknown: false,
  accountIndex: 0,
  instrumentIndex: 0,
  quantityLots: 2_000,
  filledLots: 500,
  limitTicks: 10_000,
} as OrderState
const TERMS = { ...BTC, priceIncrement: '0.01', quantityIncrement: '0.001' }
const BOOKS = {
  accounts: [{ id: 'a', index: 0 }],
  working: [ORDER],
  orders: new Map([
    [ORDER.id, ORDER],
    ['v1', ORDER],
  ]),
  instrumentAt: () => ({ terms: TERMS }),
} as unknown as OurBooks

const record = (venueOrderId: string, change: Partial<OrderRecord> = {}) =>
  ({
    venueOrderId,
    clientOrderId: venueOrderId === 'v1' ? ORDER.id : `${ORDER.id}-k3x`,
    venueSymbol: 'BTC-USD',
    side: 'BUY',
    status: 'NEW',
    quantity: '1',
    limitPrice: '100',
    filledQuantity: '0',
    replacedBy: null,
    ...change,
  }) as OrderRecord
const OLD = record('v1', { status: 'REPLACED', replacedBy: 'v2', filledQuantity: '0.5' })
const NEXT = record('v2', { status: 'REPLACED', replacedBy: 'v3' })
const LAST = record('v3', { quantity: '1.5' })

const asked = (known: readonly OrderRecord[]) => {
  const questions: string[] = []
  const reads = {
    orderByVenueId(id: string) {
      questions.push(id)
      return Promise.resolve(answered(known.find(({ venueOrderId }) => venueOrderId === id) ?? null))
    },
  }
  return { reads, questions }
}

describe('an order of ours', () => {
  it('is as it is listed, and nothing is asked', async () => {
    const { reads, questions } = asked([])
    const found = await lookUp(reads, BOOKS, [record('v1')])
    expect(found).toEqual(answered(new Map([['v1', record('v1')]])))
    expect(questions).toEqual([])
  })

  it('that was changed is what stands instead, with what was filled before; it is no order of others', async () => {
    const { reads, questions } = asked([OLD, NEXT])
    const found = await lookUp(reads, BOOKS, [LAST])
    if (!found.ok) throw new Error('it is found')
    expect(found.value.get('v1')).toMatchObject({ venueOrderId: 'v3', filledQuantity: '0.5', quantity: '2' })
    expect(questions).toEqual(['v1', 'v2'])
    const compared = compareOrders(BOOKS, { open: [LAST], found: found.value, instrumentOf: () => TERMS })
    expect(compared).toEqual([])
  })

  it('whose change is not told yet is not taken for an order of others either', () => {
    const compared = compareOrders(BOOKS, {
      open: [record('v1', { filledQuantity: '0.5', quantity: '2' }), record('v2')],
      found: new Map(),
      instrumentOf: () => TERMS,
    })
    expect(compared).toEqual([])
  })

  it('is not known where the venue knows none, and could not be read where it does not answer', async () => {
    expect(await lookUp(asked([]).reads, BOOKS, [])).toEqual(answered(new Map([['v1', null]])))
    const silent = { orderByVenueId: () => Promise.resolve(failed('TIMEOUT', 'late')) }
    expect((await lookUp(silent, BOOKS, [])).ok).toBe(false)
  })
})
