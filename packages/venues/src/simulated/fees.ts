/**
 * Fees, exact: the maker or taker rate on the absolute notional, plus the fee per unit, rounded once to 8 decimals of
 * the instrument's currency, half to even.
 */

import { decimalScale, decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal, Instrument, Liquidity } from '@quarterdeck/sdk'

/** Decimals of a fee. */
export const FEE_SCALE = 8

/** The fee schedule of one instrument, as whole coefficients at one scale. */
export interface FeeSchedule {
  /** Fee units for one tick of price on one lot, by liquidity. */
  readonly perTickLot: Readonly<Record<Liquidity, bigint>>
  /** Fee units for one lot whatever the price. */
  readonly perLot: bigint
  /** Decimals of those units. */
  readonly scale: number
}

export function feeSchedule(instrument: Instrument): FeeSchedule {
  const price = exact(instrument.priceIncrement)
  const lot = exact(instrument.quantityIncrement)
  const multiplier = exact(instrument.multiplier)
  const perUnit = exact(instrument.feePerUnit)
  const rates = { MAKER: exact(instrument.makerFeeRate), TAKER: exact(instrument.takerFeeRate) }
  const notional = {
    units: price.units * lot.units * multiplier.units,
    scale: price.scale + lot.scale + multiplier.scale,
  }
  const scale = Math.max(
    FEE_SCALE,
    notional.scale + rates.MAKER.scale,
    notional.scale + rates.TAKER.scale,
    perUnit.scale + lot.scale,
  )
  const onNotional = (rate: Exact): bigint =>
    notional.units * rate.units * powerOfTen(scale - notional.scale - rate.scale)
  return {
    perTickLot: { MAKER: onNotional(rates.MAKER), TAKER: onNotional(rates.TAKER) },
    perLot: perUnit.units * lot.units * powerOfTen(scale - perUnit.scale - lot.scale),
    scale,
  }
}

/** The fee of a fill, in the instrument's currency; negative is a rebate. */
export function feeOf(
  schedule: FeeSchedule,
  fill: { readonly ticks: number; readonly lots: number; readonly liquidity: Liquidity },
): Decimal {
  const lots = BigInt(fill.lots)
  const ticks = BigInt(Math.abs(fill.ticks))
  const units = schedule.perTickLot[fill.liquidity] * ticks * lots + schedule.perLot * lots
  return formatDecimal(dividedHalfEven(units, powerOfTen(schedule.scale - FEE_SCALE)), FEE_SCALE)
}

/** Divides and rounds to the nearest whole, ties to the even one; the divisor is positive. */
export function dividedHalfEven(units: bigint, divisor: bigint): bigint {
  const magnitude = units < 0n ? -units : units
  const whole = magnitude / divisor
  const twice = (magnitude % divisor) * 2n
  const up = twice > divisor || (twice === divisor && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  return units < 0n ? -rounded : rounded
}

interface Exact {
  readonly units: bigint
  readonly scale: number
}

function exact(text: Decimal): Exact {
  const scale = decimalScale(text)
  return { units: decimalUnits(text, scale), scale }
}
