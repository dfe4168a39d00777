/**
 * Prices of event contracts: between nothing and the dollar that one pays. A bid for NO at p is an offer of YES at 1 - p; what we
 * say and hear is always of YES.
 */

import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { decimalOrNull, type WireObject } from '../wire/fields.ts'

const SCALE = 18
const PAYOUT = powerOfTen(SCALE)

/** The price of the other outcome. */
export function otherOutcome(price: Decimal): Decimal {
  return formatDecimal(PAYOUT - decimalUnits(price, SCALE), SCALE)
}

/** A price that can be traded at; null where it is missing, or is the 0 or 1 by which the venue says that there is none. */
export function livePrice(from: WireObject, field: string): Decimal | null {
  const price = decimalOrNull(from, field)
  return price === null || !isLive(price) ? null : price
}

export function isLive(price: Decimal): boolean {
  const units = decimalUnits(price, SCALE)
  return units > 0n && units < PAYOUT
}

/** A decimal with exactly so many digits behind the point, as the venue writes its own; null: it needs more. */
export function fixedPoint(value: Decimal, digits: number): string | null {
  const [integer = '0', fraction = ''] = value.split('.')
  return fraction.length > digits ? null : `${integer}.${fraction.padEnd(digits, '0')}`
}
