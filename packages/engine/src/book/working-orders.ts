/**
 * Orders that have not ended, in order of submission: a short list while they are few, as nearly always, and a Map beyond that.
 * An order comes in and goes out again within moments, and a Map takes its id into the engine's table of texts for that.
 */

import type { OrderState } from './book.ts'

/** As many are looked through one by one. */
const FEW = 16

export class WorkingOrders {
  /** As long as it ever was: an array that is emptied gives its room back, and takes new with the next order. */
  private readonly few: (OrderState | undefined)[] = []
  private count = 0
  /** Once there were many, they stay in a Map. */
  private many: Map<string, OrderState> | null = null
  private newestSeq = 0

  get size(): number {
    return this.many === null ? this.count : this.many.size
  }

  has(id: string): boolean {
    if (this.many !== null) return this.many.has(id)
    for (let place = 0; place < this.count; place += 1) if (this.few[place]!.id === id) return true
    return false
  }

  *values(): Generator<OrderState> {
    if (this.many !== null) yield* this.many.values()
    else for (let place = 0; place < this.count; place += 1) yield this.few[place]!
  }

  /** Adds one that is not there, in its place: one that works again (its fills were restated) is older than others. */
  add(order: OrderState): void {
    if (this.many === null && this.count === FEW) this.many = byId(this.values())
    if (this.many !== null) {
      const isNewest = order.seq > this.newestSeq
      this.many.set(order.id, order)
      if (!isNewest) this.many = byId([...this.many.values()].sort((a, b) => a.seq - b.seq))
    } else {
      let place = this.count
      for (; place > 0 && this.few[place - 1]!.seq > order.seq; place -= 1)
        this.few[place] = this.few[place - 1]
      this.few[place] = order
      this.count += 1
    }
    this.newestSeq = Math.max(this.newestSeq, order.seq)
  }

  /** Takes one out that is there. */
  remove(order: OrderState): void {
    if (this.many !== null) {
      this.many.delete(order.id)
      return
    }
    this.count -= 1
    for (let place = this.few.indexOf(order); place < this.count; place += 1)
      this.few[place] = this.few[place + 1]
    this.few[this.count] = undefined
  }
}

function byId(orders: Iterable<OrderState>): Map<string, OrderState> {
  const map = new Map<string, OrderState>()
  for (const order of orders) map.set(order.id, order)
  return map
}
