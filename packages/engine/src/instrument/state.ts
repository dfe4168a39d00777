/** Resolves an instrument's decimals to integers, once, when it is listed. What does not come out exact is refused. */

import { decimalUnits, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal, Instrument } from '@quarterdeck/sdk'
import {
  MONEY_SCALE,
  type FeeSteps,
  type InstrumentState,
  type Money,
  type Settlement,
} from '../book/book.ts'
import { firstFault } from '../book/fault.ts'
import type { AppliedAction } from '../corporate-action/terms.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput } from '../book/refusal.ts'
import { WORTH_MOST } from '../book/limits.ts'
import { FEE_STEP, largerOf, RATE_ONE } from '../number/rounding.ts'
import { parseInstant } from '../time/instant.ts'

const units = (text: Decimal): bigint => decimalUnits(text, MONEY_SCALE)

/** The integer form of good terms; terms that did not pass `numbersFault` break an invariant. */
export function instrumentState(
  index: number,
  terms: Instrument,
  settled: Settlement | null = null,
  actions: readonly AppliedAction[] = [],
): InstrumentState {
  const priceUnitsPerTick = units(terms.priceIncrement)
  const quantityUnitsPerLot = units(terms.quantityIncrement)
  const tickLotValue = moneyOf(terms.priceIncrement, terms.quantityIncrement, terms.multiplier)
  const feePerLot = moneyOf(terms.feePerUnit, terms.quantityIncrement, '1')
  if (tickLotValue === null || feePerLot === null)
    throw new Error(`Invariant: ${terms.id} was listed with exact increments`)
  return {
    index,
    terms,
    priceUnitsPerTick,
    quantityUnitsPerLot,
    tickLotValue,
    minLots: Number(units(terms.minQuantity) / quantityUnitsPerLot),
    maxLots: Number(units(terms.maxQuantity) / quantityUnitsPerLot),
    minTicks: terms.minPrice === null ? null : Number(units(terms.minPrice) / priceUnitsPerTick),
    maxTicks: terms.maxPrice === null ? null : Number(units(terms.maxPrice) / priceUnitsPerTick),
    expiresAt: terms.expiry === null ? null : parseInstant(terms.expiry),
    initialMarginRate: units(terms.initialMarginRate),
    maintenanceMarginRate: units(terms.maintenanceMarginRate),
    makerFeeRate: units(terms.makerFeeRate),
    takerFeeRate: units(terms.takerFeeRate),
    feePerLot,
    feeSteps: feeSteps(
      tickLotValue,
      largerOf(units(terms.makerFeeRate), units(terms.takerFeeRate)),
      feePerLot,
    ),
    tickLotsMost: Number(WORTH_MOST / tickLotValue),
    settled,
    actions: [...actions],
  }
}

/** The fee of a rate and of a lot in whole steps; null where it has digits beyond them. */
function feeSteps(tickLotValue: Money, rate: bigint, feePerLot: Money): FeeSteps | null {
  const perTickLot = rate > 0n ? tickLotValue * rate : 0n
  if (perTickLot % (FEE_STEP * RATE_ONE) !== 0n || feePerLot % FEE_STEP !== 0n) return null
  return {
    perTickLot: Number(perTickLot / (FEE_STEP * RATE_ONE)),
    perLot: Number(feePerLot / FEE_STEP),
  }
}

/** Product of three decimals as money; null where it needs more than 18 decimals. */
function moneyOf(a: Decimal, b: Decimal, c: Decimal): bigint | null {
  const scale = 10n ** BigInt(2 * MONEY_SCALE)
  const product = units(a) * units(b) * units(c)
  return product % scale === 0n ? product / scale : null
}

/** The first fault of an instrument's numbers; null: it can be listed. */
export function numbersFault(terms: Instrument): Refusal | null {
  return firstFault(
    () => decimalFault(terms, 'priceIncrement', 1n),
    () => decimalFault(terms, 'quantityIncrement', 1n),
    () => decimalFault(terms, 'multiplier', 1n),
    () => decimalFault(terms, 'minQuantity', 1n),
    () => decimalFault(terms, 'maxQuantity', 1n),
    () => decimalFault(terms, 'minPrice', 0n),
    () => decimalFault(terms, 'maxPrice', 0n),
    () => decimalFault(terms, 'strike', 0n),
    () => decimalFault(terms, 'initialMarginRate', 0n),
    () => decimalFault(terms, 'maintenanceMarginRate', 0n),
    () => decimalFault(terms, 'makerFeeRate', null),
    () => decimalFault(terms, 'takerFeeRate', null),
    () => decimalFault(terms, 'feePerUnit', 0n),
    () => multipleFault(terms, 'minQuantity', 'quantityIncrement'),
    () => multipleFault(terms, 'maxQuantity', 'quantityIncrement'),
    () => multipleFault(terms, 'minPrice', 'priceIncrement'),
    () => multipleFault(terms, 'maxPrice', 'priceIncrement'),
    () => rangeFault(terms, 'minQuantity', 'maxQuantity'),
    () => rangeFault(terms, 'minPrice', 'maxPrice'),
    () => exactnessFault(terms),
  )
}

type DecimalField =
  | 'priceIncrement'
  | 'quantityIncrement'
  | 'multiplier'
  | 'minQuantity'
  | 'maxQuantity'
  | 'minPrice'
  | 'maxPrice'
  | 'strike'
  | 'initialMarginRate'
  | 'maintenanceMarginRate'
  | 'makerFeeRate'
  | 'takerFeeRate'
  | 'feePerUnit'

function decimalFault(terms: Instrument, field: DecimalField, least: bigint | null): Refusal | null {
  const text = terms[field]
  if (text === null) return null
  const parsed = parseDecimal(String(text), MONEY_SCALE)
  if (!parsed.ok) return badInput(`instrument.${field}`, parsed.message)
  if (least !== null && parsed.units < least) {
    return badInput(`instrument.${field}`, least === 0n ? 'must not be negative' : 'must be greater than 0')
  }
  return null
}

function multipleFault(
  terms: Instrument,
  field: DecimalField,
  of: 'priceIncrement' | 'quantityIncrement',
): Refusal | null {
  const text = terms[field]
  if (text === null) return null
  const count = units(text) / units(terms[of])
  if (units(text) % units(terms[of]) !== 0n)
    return badInput(`instrument.${field}`, `must be a multiple of ${of} ${terms[of]}`)
  if (count > BigInt(Number.MAX_SAFE_INTEGER) || count < BigInt(Number.MIN_SAFE_INTEGER)) {
    return badInput(`instrument.${field}`, `must be at most 2^53 - 1 times ${of} ${terms[of]}`)
  }
  return null
}

function rangeFault(terms: Instrument, low: DecimalField, high: DecimalField): Refusal | null {
  const [least, most] = [terms[low], terms[high]]
  if (least === null || most === null || units(least) <= units(most)) return null
  return badInput(`instrument.${high}`, `must not be below ${low} ${least}`)
}

function exactnessFault(terms: Instrument): Refusal | null {
  if (moneyOf(terms.priceIncrement, terms.quantityIncrement, terms.multiplier) === null) {
    return badInput(
      'instrument.priceIncrement',
      'times quantityIncrement times multiplier must have at most 18 decimals',
    )
  }
  if (moneyOf(terms.feePerUnit, terms.quantityIncrement, '1') === null) {
    return badInput('instrument.feePerUnit', 'times quantityIncrement must have at most 18 decimals')
  }
  return null
}
