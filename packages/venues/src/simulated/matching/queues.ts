/**
 * First-in-first-out queues of orders, one queue a price: pooled orders and levels in packed rows with free lists.
 * Once the pools have grown to the busiest moment, nothing is allocated. A handle is an order's place in the pool; it
 * is free for another order as soon as the order is removed.
 */

import { NONE } from './codes.ts'
import type { SideCode } from './codes.ts'
import { TickLadder } from './ladder.ts'

/** Fields of an order's row of links. */
const NEXT = 0
const PREVIOUS = 1
const LEVEL = 2
const OWNER = 3

/** Fields of a level's row of links; `HEAD` also chains free levels. */
const HEAD = 0
const TAIL = 1
const ORDERS = 2
const SIDE = 3

/** Fields of a level's row of numbers. */
const TICKS = 0
const LOTS = 1

/** What is needed to queue an order. */
export interface Queued {
  readonly side: SideCode
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
  private freeOrder = NONE
  private freeLevel = NONE
  private ordersUsed = 0
  private levelsUsed = 0

  constructor(room: Room) {
    this.ladder = new TickLadder(room.ticks)
    this.orderLinks = new Int32Array(room.orders * 4)
    this.orderLots = new Float64Array(room.orders)
    this.levelLinks = new Int32Array(room.levels * 4)
    this.levelNumbers = new Float64Array(room.levels * 2)
  }

  /** Queues an order last at its price. Its level is `levelOf(handle)`. */
  append(order: Queued, lots: number): number {
    const level = this.levelFor(order)
    const handle = this.takeOrder()
    const links = this.orderLinks
    const row = handle << 2
    const levelRow = level << 2
    const tail = this.levelLinks[levelRow + TAIL]!
    links[row + NEXT] = NONE
    links[row + PREVIOUS] = tail
    links[row + LEVEL] = level
    links[row + OWNER] = order.owner
    if (tail === NONE) this.levelLinks[levelRow + HEAD] = handle
    else links[(tail << 2) + NEXT] = handle
    this.levelLinks[levelRow + TAIL] = handle
    this.levelLinks[levelRow + ORDERS]! += 1
    this.levelNumbers[(level << 1) + LOTS]! += lots
    this.orderLots[handle] = lots
    return handle
  }

  /** Takes an order out; true: its level is empty now and gone from the ladder (its ticks stay readable until reuse). */
  remove(handle: number): boolean {
    const links = this.orderLinks
    const row = handle << 2
    const level = links[row + LEVEL]!
    const levelRow = level << 2
    const next = links[row + NEXT]!
    const previous = links[row + PREVIOUS]!
    if (previous === NONE) this.levelLinks[levelRow + HEAD] = next
    else links[(previous << 2) + NEXT] = next
    if (next === NONE) this.levelLinks[levelRow + TAIL] = previous
    else links[(next << 2) + PREVIOUS] = previous
    this.levelNumbers[(level << 1) + LOTS]! -= this.orderLots[handle]!
    links[row + NEXT] = this.freeOrder
    links[row + LEVEL] = NONE
    this.freeOrder = handle
    if ((this.levelLinks[levelRow + ORDERS]! -= 1) !== 0) return false
    this.ladder.remove(this.levelNumbers[(level << 1) + TICKS]!)
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
    return this.levelLinks[(level << 2) + HEAD]!
  }

  ordersAt(level: number): number {
    return this.levelLinks[(level << 2) + ORDERS]!
  }

  sideOf(level: number): SideCode {
    return this.levelLinks[(level << 2) + SIDE]! as SideCode
  }

  ticksOf(level: number): number {
    return this.levelNumbers[(level << 1) + TICKS]!
  }

  lotsAt(level: number): number {
    return this.levelNumbers[(level << 1) + LOTS]!
  }

  private levelFor(order: Queued): number {
    const known = this.ladder.find(order.ticks)
    if (known !== NONE) return known
    let level = this.freeLevel
    if (level === NONE) {
      level = this.levelsUsed
      this.levelsUsed += 1
      if (level << 2 >= this.levelLinks.length) this.growLevels()
    } else {
      this.freeLevel = this.levelLinks[(level << 2) + HEAD]!
    }
    const row = level << 2
    this.levelLinks[row + HEAD] = NONE
    this.levelLinks[row + TAIL] = NONE
    this.levelLinks[row + ORDERS] = 0
    this.levelLinks[row + SIDE] = order.side
    this.levelNumbers[(level << 1) + TICKS] = order.ticks
    this.levelNumbers[(level << 1) + LOTS] = 0
    this.ladder.insert(order.ticks, level)
    return level
  }

  private takeOrder(): number {
    const free = this.freeOrder
    if (free !== NONE) {
      this.freeOrder = this.orderLinks[(free << 2) + NEXT]!
      return free
    }
    const handle = this.ordersUsed
    this.ordersUsed += 1
    if (handle >= this.orderLots.length) this.growOrders()
    return handle
  }

  private growOrders(): void {
    const links = new Int32Array(this.orderLinks.length * 2)
    const lots = new Float64Array(this.orderLots.length * 2)
    links.set(this.orderLinks)
    lots.set(this.orderLots)
    this.orderLinks = links
    this.orderLots = lots
  }

  private growLevels(): void {
    const links = new Int32Array(this.levelLinks.length * 2)
    const numbers = new Float64Array(this.levelNumbers.length * 2)
    links.set(this.levelLinks)
    numbers.set(this.levelNumbers)
    this.levelLinks = links
    this.levelNumbers = numbers
  }
}
