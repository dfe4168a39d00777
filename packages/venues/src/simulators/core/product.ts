/** What a simulated exchange lists, and exact money at the scale of 18 decimals. */

import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { IncrementCounter } from '../../book/decimal-count.ts'

export interface SimulatedProduct {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tick: Decimal
  readonly lot: Decimal
  readonly minQuantity: Decimal
  readonly maxQuantity: Decimal
  /** Shares of notional. */
  readonly makerRate: Decimal
  readonly takerRate: Decimal
  /** Whether what is not held may be sold: the balance of the base goes below nothing, and nothing is set aside for it. */
  readonly allowShort?: boolean
  /** A fee that is no share of the notional; amounts are units of 10^-18. Absent: the rates. */
  readonly feeOf?: (fill: {
    readonly price: bigint
    readonly size: bigint
    readonly maker: boolean
  }) => bigint
}

const SCALE = 18
const ONE = powerOfTen(SCALE)

/** Units of 10^-18. */
export function unitsOf(value: Decimal): bigint {
  return decimalUnits(value, SCALE)
}

export function textOf(units: bigint): Decimal {
  return formatDecimal(units, SCALE)
}

/** Product of two amounts, what is finer than 10^-18 cut off. */
export function times(a: bigint, b: bigint): bigint {
  return (a * b) / ONE
}

/** Quotient of two amounts, what is finer than 10^-18 cut off; 0 by 0. */
export function over(a: bigint, b: bigint): bigint {
  return b === 0n ? 0n : (a * ONE) / b
}

/** A product with what counting in its increments needs. */
export class ListedProduct {
  readonly terms: SimulatedProduct
  readonly ticks: IncrementCounter
  readonly lots: IncrementCounter
  /** Whether it takes orders; an operator may halt it. */
  trading = true
  private readonly tickUnits: bigint
  private readonly lotUnits: bigint

  constructor(terms: SimulatedProduct) {
    this.terms = terms
    this.ticks = new IncrementCounter(terms.tick)
    this.lots = new IncrementCounter(terms.lot)
    this.tickUnits = unitsOf(terms.tick)
    this.lotUnits = unitsOf(terms.lot)
  }

  price(ticks: number): bigint {
    return BigInt(ticks) * this.tickUnits
  }

  size(lots: number): bigint {
    return BigInt(lots) * this.lotUnits
  }

  /** Fee of a fill, in quote currency. */
  fee(ticks: number, lots: number, maker: boolean): bigint {
    const { feeOf, makerRate, takerRate } = this.terms
    if (feeOf !== undefined) return feeOf({ price: this.price(ticks), size: this.size(lots), maker })
    return times(this.worth(ticks, lots), unitsOf(maker ? makerRate : takerRate))
  }

  /** Worth of so many lots at a price, in quote currency. */
  worth(ticks: number, lots: number): bigint {
    return times(this.price(ticks), this.size(lots))
  }
}
