/** Every order the venue knows: the working ones in order of arrival, and the finished ones within a bound. */

import { IdIndex } from './matching/id-index.ts'
import { NONE } from './matching/codes.ts'
import type { OrderRecord } from './order-record.ts'

export class OrderRegistry {
  /** Distinct orders received, and PLACE requests that repeated one: the truth that duplicate tests ask. */
  distinct = 0
  duplicates = 0
  /** Seats by order id; a seat is given anew once its order is forgotten. */
  private readonly index = new IdIndex()
  private readonly records: (OrderRecord | undefined)[] = []
  private readonly free: number[] = []
  private freeCount = 0
  /** In order of arrival, and in order of their end. */
  private readonly working = new Set<OrderRecord>()
  private readonly finished = new Set<OrderRecord>()
  private readonly rememberedMax: number

  /** `rememberedMax`: finished orders that are kept, so that a repeated PLACE is known. */
  constructor(rememberedMax: number) {
    this.rememberedMax = rememberedMax
  }

  find(orderId: string): OrderRecord | undefined {
    const seat = this.index.find(orderId)
    return seat === NONE ? undefined : this.records[seat]
  }

  /** Adds an order that is not known. */
  add(record: OrderRecord): void {
    this.distinct += 1
    const seat = this.freeCount === 0 ? this.records.length : this.free[--this.freeCount]!
    this.index.add(record.order.orderId, seat)
    this.records[seat] = record
    record.seat = seat
    this.working.add(record)
  }

  /** Moves an order that ended to the finished ones and forgets the oldest beyond the bound. */
  finish(record: OrderRecord): void {
    if (!this.working.delete(record)) return
    if (this.rememberedMax === 0) {
      this.forget(record)
      return
    }
    this.finished.add(record)
    if (this.finished.size <= this.rememberedMax) return
    const oldest = this.finished.keys().next()
    if (oldest.done === true) return
    this.finished.delete(oldest.value)
    this.forget(oldest.value)
  }

  /** Working orders in order of arrival. */
  all(): readonly OrderRecord[] {
    return [...this.working]
  }

  private forget({ seat }: OrderRecord): void {
    this.index.remove(seat)
    this.records[seat] = undefined
    this.free[this.freeCount++] = seat
  }
}
