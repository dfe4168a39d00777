/** When one line crosses another. A line that only touches, and turns back, has not crossed. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'

/** Streaming form of {@link crossover}. */
export class Crossover extends Indicator {
  /** The side of x when it was last apart from y: 1 above, -1 below, 0 never yet. */
  side = 0

  constructor() {
    super('CROSS', 1, [])
  }

  update(pair: BarOf<'x' | 'y'>): number {
    return this.next(pair.x, pair.y)
  }

  /** 1 on the bar on which x gets above y, -1 on the one on which it gets below, else 0; a bar without numbers gives 0. */
  next(x: number, y: number): number {
    if (Number.isNaN(x + y)) {
      if (!Number.isNaN(this.value)) this.value = 0
      return this.value
    }
    const side = x > y ? 1 : x < y ? -1 : this.side
    this.value = this.side !== 0 && side !== this.side ? side : 0
    this.side = side
    return this.value
  }
}

/** 1 where x crosses above y, -1 where it crosses below, else 0. */
export function crossover(columns: ColumnsOf<'x' | 'y'>): Float64Array {
  const { x, y } = columns
  const out = columnFor('CROSS', columns, ['x', 'y'])
  const indicator = new Crossover()
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.next(x[at]!, y[at]!)
  return out
}
