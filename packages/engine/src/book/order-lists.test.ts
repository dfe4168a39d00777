import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderState } from './book.ts'
import { OrderIndex } from './order-index.ts'
import { WorkingOrders } from './working-orders.ts'

function order(seq: number, accountIndex = 0, clientOrderId = `c-${seq}`): OrderState {
  return { id: `order-${seq}`, seq, accountIndex, clientOrderId } as Partial<OrderState> as OrderState
}

describe('book: its orders', () => {
  it('are found by id and by their client’s name of them, each account’s names apart', () => {
    const index = new OrderIndex()
    const orders = Array.from({ length: 3_000 }, (_none, at) =>
      order(at, at % 3, `name-${Math.floor(at / 3)}`),
    )
    for (const one of orders) {
      expect(index.get(one.id)).toBeUndefined()
      expect(index.ofClient(one.accountIndex, one.clientOrderId)).toBeUndefined()
      index.add(one)
    }
    for (const one of orders) {
      expect(index.get(one.id)).toBe(one)
      expect(index.ofClient(one.accountIndex, one.clientOrderId)).toBe(one)
    }
    expect(index.size).toBe(3_000)
    expect([...index.values()]).toEqual(orders)
    expect([index.has('order-3000'), index.get(''), index.ofClient(3, 'name-1')]).toEqual([
      false,
      undefined,
      undefined,
    ])
  })

  it('that work are listed in order of submission, whatever comes and goes', () => {
    const step = fc.record({ seq: fc.nat(40), comes: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const orders = Array.from({ length: 41 }, (_none, seq) => order(seq))
        const list = new WorkingOrders()
        const twin = new Set<number>()
        for (const { seq, comes } of steps) {
          const one = orders[seq]!
          expect(list.has(one.id)).toBe(twin.has(seq))
          if (twin.has(seq) === comes) continue
          if (comes) {
            twin.add(seq)
            list.add(one)
          } else {
            twin.delete(seq)
            list.remove(one)
          }
          expect(list.size).toBe(twin.size)
          expect([...list.values()].map((working) => working.seq)).toEqual([...twin].sort((a, b) => a - b))
        }
      }),
    )
  })
})
