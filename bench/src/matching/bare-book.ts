/**
 * The limit to measure against: the tightest loop that does a workload's work and nothing else. One side, a ladder of
 * fixed size, queues linked through flat arrays, no checks, no growth, no result.
 */
import { CANCEL, LIMIT_BUY, ROW } from './workloads.ts'

export class BareBook {
  /** Lots traded, so that the work cannot be thrown away. */
  traded = 0
  private best = -1
  private readonly heads: Int32Array
  private readonly tails: Int32Array
  private readonly levelLots: Float64Array
  private readonly next: Int32Array
  private readonly previous: Int32Array
  private readonly price: Int32Array
  private readonly lots: Float64Array

  constructor(ticks: number, orders: number) {
    this.heads = new Int32Array(ticks).fill(-1)
    this.tails = new Int32Array(ticks).fill(-1)
    this.levelLots = new Float64Array(ticks)
    this.next = new Int32Array(orders)
    this.previous = new Int32Array(orders)
    this.price = new Int32Array(orders)
    this.lots = new Float64Array(orders)
  }

  play(rows: Int32Array, from: number, to: number): void {
    for (let row = from; row < to; row += ROW) {
      const kind = rows[row]!
      if (kind === LIMIT_BUY) this.rest(rows[row + 1]!, rows[row + 2]!, rows[row + 3]!)
      else if (kind === CANCEL) this.remove(rows[row + 1]!)
      else this.sell(rows[row + 3]!)
    }
  }

  depth(): [number, number][] {
    const levels: [number, number][] = []
    for (let ticks = this.best; ticks >= 0; ticks -= 1) {
      if (this.heads[ticks] !== -1) levels.push([ticks, this.levelLots[ticks]!])
    }
    return levels
  }

  private rest(order: number, ticks: number, lots: number): void {
    const tail = this.tails[ticks]!
    this.lots[order] = lots
    this.price[order] = ticks
    this.next[order] = -1
    this.previous[order] = tail
    if (tail === -1) this.heads[ticks] = order
    else this.next[tail] = order
    this.tails[ticks] = order
    this.levelLots[ticks]! += lots
    if (ticks > this.best) this.best = ticks
  }

  private remove(order: number): void {
    const ticks = this.price[order]!
    const next = this.next[order]!
    const previous = this.previous[order]!
    if (previous === -1) this.heads[ticks] = next
    else this.next[previous] = next
    if (next === -1) this.tails[ticks] = previous
    else this.previous[next] = previous
    this.levelLots[ticks]! -= this.lots[order]!
    while (this.best >= 0 && this.heads[this.best] === -1) this.best -= 1
  }

  private sell(size: number): void {
    let open = size
    while (open > 0 && this.best >= 0) {
      const order = this.heads[this.best]!
      const resting = this.lots[order]!
      if (resting > open) {
        this.lots[order] = resting - open
        this.levelLots[this.best]! -= open
        this.traded += open
        return
      }
      open -= resting
      this.traded += resting
      this.remove(order)
    }
  }
}
