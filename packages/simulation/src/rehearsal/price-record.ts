/**
 * Where the prices of one instrument stood, the made-up past first: what series of a timeframe are made of that code asks for later.
 *
 * It keeps so many prices at most: then every other one of its older half is forgotten, so that far back bars get coarser.
 */

import type { PastPrice } from './market.ts'

const KEPT_MAX = 400_000

export class PriceRecord {
  private prices: PastPrice[]

  constructor(past: readonly PastPrice[]) {
    this.prices = [...past]
  }

  add(price: PastPrice): void {
    this.prices.push(price)
    if (this.prices.length > KEPT_MAX) {
      const half = KEPT_MAX / 2
      this.prices = this.prices.filter((_, index) => index >= half || index % 2 === 0)
    }
  }

  all(): readonly PastPrice[] {
    return this.prices
  }
}
