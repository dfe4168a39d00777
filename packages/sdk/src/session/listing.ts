/**
 * An instrument as a session trades it: exact conversion of an author's numbers into ticks and lots, and back.
 * Nothing is rounded: a value off its increment is refused with the nearest ones that would do.
 */

import { decimalScale, decimalUnits, formatDecimal, parseDecimal } from '../decimal.ts'
import type { Decimal } from '../decimal.ts'
import type { Instrument } from '../instrument.ts'
import type { Amount, RoundingDirection } from '../strategy/context.ts'
import { plainDecimal } from '../strategy/plain-decimal.ts'
import { OrderTermsError } from '../strategy/terms-error.ts'

const SCALE = 18
/** Numbers past this need more digits than an exact decimal has. */
const ROUNDABLE_MAX = 1e22
const UNIT = 10n ** BigInt(SCALE)

export class Listing {
  readonly index: number
  readonly instrument: Instrument
  /** For arithmetic: the increments and the multiplier as doubles. */
  readonly tick: number
  readonly lot: number
  readonly multiplier: number
  readonly #tickUnits: bigint
  readonly #lotUnits: bigint
  /** How many ticks and lots make 1, where that is a whole number; else null. */
  readonly #ticksInOne: number | null
  readonly #lotsInOne: number | null

  constructor(index: number, instrument: Instrument) {
    this.index = index
    this.instrument = instrument
    this.#tickUnits = decimalUnits(instrument.priceIncrement, SCALE)
    this.#lotUnits = decimalUnits(instrument.quantityIncrement, SCALE)
    this.tick = Number(instrument.priceIncrement)
    this.lot = Number(instrument.quantityIncrement)
    this.#ticksInOne = countInOne(this.#tickUnits)
    this.#lotsInOne = countInOne(this.#lotUnits)
    this.multiplier = Number(instrument.multiplier)
  }

  /**
   * A price in ticks. Throws an `OrderTermsError` that names `field`.
   *
   * A guessed count that gives back the author's number is right: that number stands for the count's exact value. The
   * sum with 0 makes 0 of a minus zero.
   */
  ticks(price: Amount, field: string): number {
    const quick = typeof price === 'number' ? Math.round(price / this.tick) : Number.NaN
    if (Number.isSafeInteger(quick) && this.price(quick) === price) return quick + 0
    return count(price, this.#tickUnits, {
      field,
      what: `the tick of ${this.instrument.id}`,
      round: 'roundToTick',
    })
  }

  /** A quantity in lots. Throws an `OrderTermsError` that names `field`. */
  lots(quantity: Amount, field: string): number {
    const quick = typeof quantity === 'number' ? Math.round(quantity / this.lot) : Number.NaN
    if (Number.isSafeInteger(quick) && this.quantity(quick) === quantity) return quick + 0
    return count(quantity, this.#lotUnits, {
      field,
      what: `the lot of ${this.instrument.id}`,
      round: 'roundToLot',
    })
  }

  /** The price of a number of ticks: the double nearest to the exact value. */
  price(ticks: number): number {
    if (this.#ticksInOne !== null) return ticks / this.#ticksInOne
    return Number(formatDecimal(BigInt(ticks) * this.#tickUnits, SCALE))
  }

  /** The quantity of a number of lots: the double nearest to the exact value. */
  quantity(lots: number): number {
    if (this.#lotsInOne !== null) return lots / this.#lotsInOne
    return Number(formatDecimal(BigInt(lots) * this.#lotUnits, SCALE))
  }

  roundToTick(price: number, direction: RoundingDirection): Decimal {
    return formatDecimal(rounded(price, this.#tickUnits, direction, 'price'), SCALE)
  }

  roundToLot(quantity: number, direction: RoundingDirection): Decimal {
    return formatDecimal(rounded(quantity, this.#lotUnits, direction, 'quantity'), SCALE)
  }
}

/** With a whole number of increments in 1, a count is turned into a value by one correctly rounded division. */
function countInOne(increment: bigint): number | null {
  const whole = UNIT / increment
  return whole * increment === UNIT ? Number(whole) : null
}

interface Named {
  readonly field: string
  readonly what: string
  readonly round: string
}

function count(value: Amount, increment: bigint, { field, what, round }: Named): number {
  const units = exactUnits(value, field)
  const whole = units / increment
  if (whole * increment !== units) {
    const below = (units < 0n ? whole - 1n : whole) * increment
    throw new OrderTermsError(
      field,
      `must be a multiple of ${formatDecimal(increment, SCALE)}, ${what} (was ${value}); the nearest are ` +
        `${formatDecimal(below, SCALE)} and ${formatDecimal(below + increment, SCALE)}: see orders.${round}`,
    )
  }
  const number = Number(whole)
  if (!Number.isSafeInteger(number)) {
    const most = formatDecimal(increment * BigInt(Number.MAX_SAFE_INTEGER), SCALE)
    throw new OrderTermsError(field, `must not be beyond ${most} (was ${value})`)
  }
  return number === 0 ? 0 : number
}

function exactUnits(value: Amount, field: string): bigint {
  const text = typeof value === 'number' ? plainDecimal(value) : value
  if (typeof text !== 'string') {
    throw new OrderTermsError(
      field,
      `must be a finite number or a decimal such as "12.5" (was ${String(value)})`,
    )
  }
  const parsed = parseDecimal(text, SCALE)
  if (!parsed.ok) throw new OrderTermsError(field, `${parsed.message} (was ${text.slice(0, 60)})`)
  return parsed.units
}

function rounded(value: number, increment: bigint, direction: RoundingDirection, field: string): bigint {
  if (!(Math.abs(value) < ROUNDABLE_MAX)) {
    throw new OrderTermsError(field, `must be a number below ${ROUNDABLE_MAX} (was ${value})`)
  }
  const units = nearestUnits(value)
  const floor = units / increment - (units % increment < 0n ? 1n : 0n)
  const rest = units - floor * increment
  if (rest === 0n || direction === 'DOWN') return floor * increment
  if (direction === 'UP') return (floor + 1n) * increment
  return (rest * 2n >= increment ? floor + 1n : floor) * increment
}

/** A number's shortest decimal in units; what is beyond the scale is cut off, or rounded where the number is minute. */
function nearestUnits(value: number): bigint {
  const text = plainDecimal(value) ?? value.toFixed(SCALE)
  const digits = decimalScale(text)
  const kept = digits > SCALE ? text.slice(0, text.indexOf('.') + 1 + SCALE) : text
  return decimalUnits(kept, SCALE)
}
