/** Requests about orders whose venue is muted wait in order, and go out once it speaks again. */
import { describe, expect, it } from 'vitest'
import type { OutboxEntry } from './entry.ts'
import { MutedOrders } from './muted-orders.ts'

const entry = (seq: number, orderId: string | null): OutboxEntry => ({
  seq,
  venueId: 'SIM',
  orderId,
  request: { kind: 'LIST_WORKING' },
  createdAt: '2026-11-23T12:00:00Z',
})

describe('a muted venue', () => {
  it('gets what came meanwhile in its order, once, and nothing of it before', () => {
    const muted = new MutedOrders()
    const told: number[] = []
    const release = muted.mute(
      (orderId) => orderId === 'mine',
      (entries) => told.push(...entries.map(({ seq }) => seq)),
    )
    expect(
      [entry(1, 'mine'), entry(2, 'other'), entry(3, 'mine'), entry(4, null)].map((one) =>
        muted.takesOver(one),
      ),
    ).toEqual([true, false, true, false])
    expect(told).toEqual([])
    release()
    release()
    expect(told).toEqual([1, 3])
    expect(muted.takesOver(entry(5, 'mine'))).toBe(false)
  })
})
