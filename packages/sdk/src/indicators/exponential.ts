/** Exponential smoothing, the part that averages share: each value moves the level by a fixed share of its distance. */

/**
 * How smoothing starts.
 * - SMA: the level starts at the mean of the first `period` values, as TA-Lib does.
 * - FIRST: it starts at the first value; what comes before `period` values is withheld.
 * - IMMEDIATE: it starts at the first value and is given from there on.
 */
export type Seed = 'SMA' | 'FIRST' | 'IMMEDIATE'

export const SEEDS: readonly Seed[] = ['SMA', 'FIRST', 'IMMEDIATE']

export class Exponential {
  readonly period: number
  /** The share, above 0 and at most 1. */
  readonly factor: number
  readonly seed: Seed
  count = 0
  level = 0

  constructor(period: number, factor: number, seed: Seed) {
    this.period = period
    this.factor = factor
    this.seed = seed
  }

  /** Takes a value and returns the level; NaN until there is one to give. */
  push(value: number): number {
    if (this.count === this.period) {
      const level = this.level + this.factor * (value - this.level)
      this.level = level
      return level
    }
    return this.begin(value)
  }

  private begin(value: number): number {
    this.count += 1
    if (this.seed === 'SMA') {
      this.level += value
      if (this.count === this.period) this.level /= this.period
    } else {
      this.level = this.count === 1 ? value : this.level + this.factor * (value - this.level)
      if (this.seed === 'IMMEDIATE') this.count = this.period
    }
    return this.count === this.period ? this.level : Number.NaN
  }
}

/** Bars until the level is given. */
export function seedBars(period: number, seed: Seed): number {
  return seed === 'IMMEDIATE' ? 1 : period
}
