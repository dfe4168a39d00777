/** Every order the venue knows: the working ones in order of arrival, and the finished ones within a bound. */

import type { OrderRecord } from './order-record.ts'

export class OrderRegistry {
  /** Distinct orders received, and PLACE requests that repeated one: the truth that duplicate tests ask. */
  distinct = 0
  duplicates = 0
  private readonly working = new Map<string, OrderRecord>()
  private readonly finished = new Map<string, OrderRecord>()
  private readonly rememberedMax: number

  /** `rememberedMax`: finished orders that are kept, so that a repeated PLACE is known. */
  constructor(rememberedMax: number) {
    this.rememberedMax = rememberedMax
  }

  find(orderId: string): OrderRecord | undefined {
    return this.working.get(orderId) ?? this.finished.get(orderId)
  }

  add(record: OrderRecord): void {
    this.distinct += 1
    this.working.set(record.order.orderId, record)
  }

  /** Moves an order that ended to the finished ones and forgets the oldest beyond the bound. */
  finish(record: OrderRecord): void {
    const { orderId } = record.order
    this.working.delete(orderId)
    if (this.rememberedMax === 0) return
    this.finished.set(orderId, record)
    if (this.finished.size <= this.rememberedMax) return
    const oldest = this.finished.keys().next()
    if (!oldest.done) this.finished.delete(oldest.value)
  }

  /** Working orders in order of arrival. */
  all(): readonly OrderRecord[] {
    return [...this.working.values()]
  }
}
