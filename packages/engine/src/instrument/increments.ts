/**
 * From decimals to ticks and lots and back: the one door by which prices and quantities come into and out of the core.
 * Nothing is rounded: a value off its increment is refused with the nearest values that would do. Rules: SPEC.md, IN.
 */

import { formatDecimal, parseDecimal } from '@quarterdeck/sdk'
import type { Decimal, Instrument } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState } from '../book/book.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput } from '../book/refusal.ts'
import { instrumentState } from './state.ts'

type Listed = InstrumentState | Instrument
type Increments = Pick<InstrumentState, 'priceUnitsPerTick' | 'quantityUnitsPerLot'>

const resolved = new WeakMap<Instrument, Increments>()

function incrementsOf(instrument: Listed): Increments {
  if ('terms' in instrument) return instrument
  const known = resolved.get(instrument)
  if (known !== undefined) return known
  const state = instrumentState(-1, instrument)
  resolved.set(instrument, state)
  return state
}

export type PriceInTicks = { readonly ok: true; readonly ticks: number } | Refusal
export type QuantityInLots = { readonly ok: true; readonly lots: number } | Refusal

/**
 * A price as ticks of the instrument. Refuses what is no decimal, off tick, or beyond 2^53 ticks; `field` names it.
 *
 * @example
 * instrumentPrice(btcUsd, '64000.005', 'limitPrice')
 * // => refused: limitPrice must be a multiple of 0.01; nearest: 64000 and 64000.01
 */
export function instrumentPrice(instrument: Listed, price: Decimal, field: string): PriceInTicks {
  const counted = count(price, incrementsOf(instrument).priceUnitsPerTick, field)
  return typeof counted === 'number' ? { ok: true, ticks: counted } : counted
}

/** A quantity as lots of the instrument. Refuses what is no decimal, off lot, or beyond 2^53 lots; `field` names it. */
export function instrumentQuantity(instrument: Listed, quantity: Decimal, field: string): QuantityInLots {
  const counted = count(quantity, incrementsOf(instrument).quantityUnitsPerLot, field)
  return typeof counted === 'number' ? { ok: true, lots: counted } : counted
}

/** Ticks as a canonical decimal price. */
export function formatPrice(instrument: Listed, ticks: number): Decimal {
  return formatDecimal(BigInt(ticks) * incrementsOf(instrument).priceUnitsPerTick, MONEY_SCALE)
}

/** Lots as a canonical decimal quantity. */
export function formatQuantity(instrument: Listed, lots: number): Decimal {
  return formatDecimal(BigInt(lots) * incrementsOf(instrument).quantityUnitsPerLot, MONEY_SCALE)
}

function count(text: Decimal, increment: bigint, field: string): number | Refusal {
  const parsed = parseDecimal(text, MONEY_SCALE)
  if (!parsed.ok) return badInput(field, parsed.message)
  const whole = parsed.units / increment
  const rest = parsed.units % increment
  if (rest !== 0n) {
    const below = (rest < 0n ? whole - 1n : whole) * increment
    const nearest = `${formatDecimal(below, MONEY_SCALE)} and ${formatDecimal(below + increment, MONEY_SCALE)}`
    return badInput(
      field,
      `must be a multiple of ${formatDecimal(increment, MONEY_SCALE)}; the nearest are ${nearest}`,
    )
  }
  const number = Number(whole)
  if (!Number.isSafeInteger(number)) {
    const most = formatDecimal(increment * BigInt(Number.MAX_SAFE_INTEGER), MONEY_SCALE)
    return badInput(field, `must not be beyond ${most}, the largest that is counted exactly`)
  }
  // -0 is a number that JSON and === take for 0; it must not be born here.
  return number === 0 ? 0 : number
}
