/** The change of a value over some bars, in its five usual forms. */

import { Delay } from './delay.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'

/** What all forms share: the value of `period` bars ago. */
abstract class Change extends Indicator {
  readonly past: Delay

  protected constructor(name: string, period: number) {
    requirePeriods(name, { period })
    super(name, period + 1, [period])
    this.past = new Delay(period)
  }
}

/** Momentum: the difference. `period` from 1; TA-Lib's default is 10, as of all forms. */
export class Momentum extends Change {
  constructor(period = 10) {
    super('MOM', period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    this.value = value - this.past.push(value)
    return this.value
  }
}

/** Rate of change in percent: 100 * (value / past - 1). From a past of 0 it is 0, as are the next two. */
export class Roc extends Change {
  constructor(period = 10) {
    super('ROC', period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const past = this.past.push(value)
    this.value = past === 0 ? 0 : (value / past - 1) * 100
    return this.value
  }
}

/** Rate of change as a share: (value - past) / past. */
export class Rocp extends Change {
  constructor(period = 10) {
    super('ROCP', period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const past = this.past.push(value)
    this.value = past === 0 ? 0 : (value - past) / past
    return this.value
  }
}

/** Rate of change as a ratio: value / past. */
export class Rocr extends Change {
  constructor(period = 10) {
    super('ROCR', period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const past = this.past.push(value)
    this.value = past === 0 ? 0 : value / past
    return this.value
  }
}

/** Logarithmic return: ln(value / past). Of values that are not both above 0 it is 0. */
export class LogReturn extends Change {
  constructor(period = 10) {
    super('LOGRET', period)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    const ratio = value / this.past.push(value)
    this.value = ratio <= 0 || ratio === Number.POSITIVE_INFINITY ? 0 : Math.log(ratio)
    return this.value
  }
}

/** Value less the value of `period` bars ago; NaN before. */
export function momentum(column: Float64Array, period = 10): Float64Array {
  const indicator = new Momentum(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Change over `period` bars in percent; NaN before. */
export function roc(column: Float64Array, period = 10): Float64Array {
  const indicator = new Roc(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Change over `period` bars as a share; NaN before. */
export function rocp(column: Float64Array, period = 10): Float64Array {
  const indicator = new Rocp(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Value over the value of `period` bars ago; NaN before. */
export function rocr(column: Float64Array, period = 10): Float64Array {
  const indicator = new Rocr(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}

/** Logarithmic return over `period` bars; NaN before. */
export function logReturn(column: Float64Array, period = 10): Float64Array {
  const indicator = new LogReturn(period)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
