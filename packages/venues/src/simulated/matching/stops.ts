/**
 * Stop orders that wait for the market: buys by the lowest stop first, sells by the highest, oldest first within a price.
 * A buy triggers when the market it is shown is at or above its stop, a sell when it is at or below.
 */

import { BUY, NONE, NO_OWNER } from './codes.ts'
import type { SideCode } from './codes.ts'
import { PriceQueues } from './queues.ts'

const STOPS_ROOM = { orders: 32, levels: 16, ticks: 2_048 }

export class StopBook {
  /** One ladder a side: with no market known, buy stops may wait below sell stops. */
  private readonly sides = [new PriceQueues(STOPS_ROOM), new PriceQueues(STOPS_ROOM)] as const

  /** Puts a stop to wait; the handle is its own among those of its side. */
  add(side: SideCode, stopTicks: number): number {
    return this.sides[side].append({ ticks: stopTicks, owner: NO_OWNER }, 1)
  }

  remove(side: SideCode, handle: number): void {
    this.sides[side].remove(handle)
  }

  /** The stop price that triggers first on a side; NaN: none waits. */
  first(side: SideCode): number {
    const level = this.firstLevel(side)
    return level === NONE ? Number.NaN : this.sides[side].ticksOf(level)
  }

  /** Takes out the first stop that this market price triggers and returns its handle, or NONE. */
  takeTriggered(side: SideCode, marketTicks: number): number {
    const queues = this.sides[side]
    const level = this.firstLevel(side)
    if (level === NONE) return NONE
    const stopTicks = queues.ticksOf(level)
    if (side === BUY ? marketTicks < stopTicks : marketTicks > stopTicks) return NONE
    const handle = queues.firstOf(level)
    queues.remove(handle)
    return handle
  }

  /** Handles of the stops of a side, in the order in which the market sets them off. */
  handles(side: SideCode): readonly number[] {
    const queues = this.sides[side]
    const found: number[] = []
    let level = this.firstLevel(side)
    while (level !== NONE) {
      for (let handle = queues.firstOf(level); handle !== NONE; handle = queues.behind(handle))
        found.push(handle)
      const ticks = queues.ticksOf(level)
      level = side === BUY ? queues.ladder.above(ticks) : queues.ladder.below(ticks)
    }
    return found
  }

  private firstLevel(side: SideCode): number {
    const { ladder } = this.sides[side]
    return side === BUY ? ladder.above(Number.MIN_SAFE_INTEGER) : ladder.below(Number.MAX_SAFE_INTEGER)
  }

  /** Distinct stop prices that wait on a side. */
  levels(side: SideCode): number {
    const queues = this.sides[side]
    let count = 0
    for (
      let level = queues.ladder.above(Number.MIN_SAFE_INTEGER);
      level !== NONE;
      level = queues.ladder.above(queues.ticksOf(level))
    )
      count += 1
    return count
  }
}
