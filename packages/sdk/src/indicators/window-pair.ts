/**
 * Variances and covariance of the last pairs of values, O(1) a bar.
 *
 * Differences to an anchor pair are summed, and afresh each time the window has been filled anew: rounding lasts one window
 * at most.
 */

export class WindowPair {
  readonly period: number
  readonly xs: Float64Array
  readonly ys: Float64Array
  at = 0
  anchorX = 0
  anchorY = 0
  sumX = 0
  sumY = 0
  sumXX = 0
  sumYY = 0
  sumXY = 0
  full = false

  constructor(period: number) {
    this.period = period
    this.xs = new Float64Array(period)
    this.ys = new Float64Array(period)
  }

  /** Takes a pair; returns whether the window is full. */
  push(x: number, y: number): boolean {
    const at = this.at
    if (this.full) this.add(this.xs[at]! - this.anchorX, this.ys[at]! - this.anchorY, -1)
    this.xs[at] = x
    this.ys[at] = y
    if (this.full) this.add(x - this.anchorX, y - this.anchorY, 1)
    if (at + 1 === this.period) this.renew(x, y)
    else this.at = at + 1
    return this.full
  }

  /** Period times the variance of x, times period. */
  get spreadX(): number {
    return Math.max(0, this.period * this.sumXX - this.sumX * this.sumX)
  }

  /** Period times the variance of y, times period. */
  get spreadY(): number {
    return Math.max(0, this.period * this.sumYY - this.sumY * this.sumY)
  }

  /** Period times the covariance, times period. */
  get spreadXY(): number {
    return this.period * this.sumXY - this.sumX * this.sumY
  }

  private add(x: number, y: number, sign: number): void {
    this.sumX += sign * x
    this.sumY += sign * y
    this.sumXX += sign * x * x
    this.sumYY += sign * y * y
    this.sumXY += sign * x * y
  }

  private renew(anchorX: number, anchorY: number): void {
    this.at = 0
    this.anchorX = anchorX
    this.anchorY = anchorY
    this.sumX = 0
    this.sumY = 0
    this.sumXX = 0
    this.sumYY = 0
    this.sumXY = 0
    for (let cell = 0; cell < this.period; cell += 1)
      this.add(this.xs[cell]! - anchorX, this.ys[cell]! - anchorY, 1)
    this.full = true
  }
}
