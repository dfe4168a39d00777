/**
 * First-in-first-out queues of orders, one queue a price: pooled orders and levels in packed rows with free lists.
 * Once the pools have grown to the busiest moment, nothing is allocated. A handle is an order's place in the pool; it
 * is free for another order as soon as the order is removed.
 */

import { NONE } from './codes.ts'
import { TickLadder } from './ladder.ts'

/** Fields of an order's row of links. */
const NEXT = 0
const PREVIOUS = 1
const LEVEL = 2
const OWNER = 3

/** Fields of a level's row of links; `HEAD` also chains free levels. A free level is empty: no tail, no lots. */
const HEAD = 0
const TAIL = 1

/** Fields of a level's row of numbers. */
const TICKS = 0
const LOTS = 1

/** What is needed to queue an order. */
export interface Queued {
  readonly ticks: number
  readonly owner: number
}

/** What to make room for at first: orders and levels that rest at once, and the width of the market. All grow by themselves. */
export interface Room {
  readonly orders: number
  readonly levels: number
  readonly ticks: number
}

export class PriceQueues {
  readonly ladder: TickLadder
  private orderLinks: Int32Array
  private orderLots: Float64Array
  private levelLinks: Int32Array
  private levelNumbers: Float64Array
  /** Every row that is not in use hangs on these chains, also those that never were: to take one has no cases. */
  private freeOrder = 0
  private freeLevel = 0

  constructor(room: Room) {
    this.ladder = new TickLadder(room.ticks)
    this.orderLinks = new Int32Array(room.orders * 4)
    this.orderLots = new Float64Array(room.orders)
    this.levelLinks = new Int32Array(room.levels * 2)
    this.levelNumbers = new Float64Array(room.levels * 2)
    chainOrders(this.orderLinks, 0)
    chainLevels(this.levelLinks, 0)
    // Written once now, so that the first orders do not wait for the system to hand out the memory.
    this.orderLots.fill(0)
    this.levelNumbers.fill(0)
  }

  /** Queues an order last at its price. Its level is `levelOf(handle)`. */
  append(order: Queued, lots: number): number {
    const { ticks } = order
    if (this.freeLevel === NONE) this.growLevels()
    if (this.freeOrder === NONE) this.growOrders()
    const { orderLinks, levelLinks } = this
    const free = this.freeLevel
    const level = this.ladder.place(ticks, free)
    if (level === free) {
      this.freeLevel = levelLinks[(free << 1) + HEAD]!
      this.levelNumbers[(free << 1) + TICKS] = ticks
    }
    const handle = this.freeOrder
    const row = handle << 2
    const levelRow = level << 1
    const tail = levelLinks[levelRow + TAIL]!
    this.freeOrder = orderLinks[row + NEXT]!
    orderLinks[row + NEXT] = NONE
    orderLinks[row + PREVIOUS] = tail
    orderLinks[row + LEVEL] = level
    orderLinks[row + OWNER] = order.owner
    this.orderLots[handle] = lots
    if (tail === NONE) levelLinks[levelRow + HEAD] = handle
    else orderLinks[(tail << 2) + NEXT] = handle
    levelLinks[levelRow + TAIL] = handle
    this.levelNumbers[levelRow + LOTS]! += lots
    return handle
  }

  /** Takes an order out; true: its level is empty now and gone from the ladder (its ticks stay readable until reuse). */
  remove(handle: number): boolean {
    const links = this.orderLinks
    const row = handle << 2
    const level = links[row + LEVEL]!
    const levelRow = level << 1
    const next = links[row + NEXT]!
    const previous = links[row + PREVIOUS]!
    if (previous === NONE) this.levelLinks[levelRow + HEAD] = next
    else links[(previous << 2) + NEXT] = next
    if (next === NONE) this.levelLinks[levelRow + TAIL] = previous
    else links[(next << 2) + PREVIOUS] = previous
    this.levelNumbers[levelRow + LOTS]! -= this.orderLots[handle]!
    links[row + NEXT] = this.freeOrder
    links[row + LEVEL] = NONE
    this.freeOrder = handle
    if (next !== NONE || previous !== NONE) return false
    this.ladder.remove(this.levelNumbers[levelRow + TICKS]!)
    // Lots beyond 2^53 may have left a remainder of rounding.
    this.levelNumbers[levelRow + LOTS] = 0
    this.levelLinks[levelRow + HEAD] = this.freeLevel
    this.freeLevel = level
    return true
  }

  /** Takes `lots` off an order that has more than that. */
  reduce(handle: number, lots: number): void {
    this.orderLots[handle]! -= lots
    this.levelNumbers[(this.orderLinks[(handle << 2) + LEVEL]! << 1) + LOTS]! -= lots
  }

  lotsOf(handle: number): number {
    return this.orderLots[handle]!
  }

  ownerOf(handle: number): number {
    return this.orderLinks[(handle << 2) + OWNER]!
  }

  levelOf(handle: number): number {
    return this.orderLinks[(handle << 2) + LEVEL]!
  }

  /** The order behind this one at its price, or NONE. */
  behind(handle: number): number {
    return this.orderLinks[(handle << 2) + NEXT]!
  }

  firstOf(level: number): number {
    return this.levelLinks[(level << 1) + HEAD]!
  }

  /** Orders of a level, counted now: only readers ask, and every order would pay for a count. */
  ordersAt(level: number): number {
    let count = 0
    for (let handle = this.firstOf(level); handle !== NONE; handle = this.behind(handle)) count += 1
    return count
  }

  ticksOf(level: number): number {
    return this.levelNumbers[(level << 1) + TICKS]!
  }

  lotsAt(level: number): number {
    return this.levelNumbers[(level << 1) + LOTS]!
  }

  private growOrders(): void {
    const links = new Int32Array(this.orderLinks.length * 2)
    const lots = new Float64Array(this.orderLots.length * 2)
    links.set(this.orderLinks)
    lots.set(this.orderLots)
    this.freeOrder = this.orderLots.length
    chainOrders(links, this.freeOrder)
    this.orderLinks = links
    this.orderLots = lots
  }

  private growLevels(): void {
    const links = new Int32Array(this.levelLinks.length * 2)
    const numbers = new Float64Array(this.levelNumbers.length * 2)
    links.set(this.levelLinks)
    numbers.set(this.levelNumbers)
    this.freeLevel = this.levelNumbers.length >> 1
    chainLevels(links, this.freeLevel)
    this.levelLinks = links
    this.levelNumbers = numbers
  }
}

/** Hangs the unused rows from `first` on, one after the other, on the chain of free orders. */
function chainOrders(links: Int32Array, first: number): void {
  const last = (links.length >> 2) - 1
  for (let handle = first; handle <= last; handle += 1) {
    links[(handle << 2) + NEXT] = handle === last ? NONE : handle + 1
    links[(handle << 2) + LEVEL] = NONE
  }
}

function chainLevels(links: Int32Array, first: number): void {
  const last = (links.length >> 1) - 1
  for (let level = first; level <= last; level += 1) {
    links[(level << 1) + HEAD] = level === last ? NONE : level + 1
    links[(level << 1) + TAIL] = NONE
  }
}
