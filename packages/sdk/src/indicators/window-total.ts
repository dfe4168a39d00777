/**
 * A window sum that is exactly zero when the window holds nothing but zeros.
 *
 * For sums that something is divided by: what rounding leaves behind after a busy window must not look like volume or movement.
 */

import { WindowSum } from './window-sum.ts'

export class WindowTotal {
  readonly window: WindowSum
  /** Zeros at the end of what was seen. */
  idle = 0

  constructor(period: number) {
    this.window = new WindowSum(period)
  }

  /** Takes a value and returns the sum of the window; NaN until it is full. */
  push(value: number): number {
    this.idle = value === 0 ? this.idle + 1 : 0
    const sum = this.window.push(value)
    return this.idle >= this.window.period ? 0 : sum
  }
}
