/** The best price of one side of a book while its levels come and go: a heap from which what is gone is taken when it comes up. */

export class BestPrice {
  private readonly sizes = new Map<number, number>()
  /** Prices times the sign, the best first; a price that is gone may still be in it. */
  private heap: number[] = []
  private readonly sign: 1 | -1

  /** `sign` 1: the lowest price is best (asks); -1: the highest (bids). */
  constructor(sign: 1 | -1) {
    this.sign = sign
  }

  clear(): void {
    this.sizes.clear()
    this.heap = []
  }

  set(price: number, size: number): void {
    if (size === 0) this.sizes.delete(price)
    else {
      if (!this.sizes.has(price)) this.push(price * this.sign)
      this.sizes.set(price, size)
    }
  }

  /** NaN: nothing is there. */
  best(): number {
    while (this.heap.length > 0) {
      const price = this.heap[0]! * this.sign
      if (this.sizes.has(price)) return price
      this.pop()
    }
    return Number.NaN
  }

  private push(rank: number): void {
    const { heap } = this
    let at = heap.length
    for (let parent = (at - 1) >> 1; at > 0 && heap[parent]! > rank; parent = (at - 1) >> 1) {
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = rank
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1
      if (heap[child]! >= last) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}
