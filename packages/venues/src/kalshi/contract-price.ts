/**
 * Prices of event contracts: between nothing and the dollar that one pays. A bid for NO at p is an offer of YES at 1 - p; what we
 * say and hear is always of YES.
 */

import { decimalUnits, formatDecimal, powerOfTen } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { decimalOrNullOf } from '../wire/fields.ts'

const SCALE = 18
const PAYOUT = powerOfTen(SCALE)

/** The price of the other outcome. */
export function otherOutcome(price: Decimal): Decimal {
  return formatDecimal(PAYOUT - decimalUnits(price, SCALE), SCALE)
}

/** A price that can be traded at; null where it is missing, or is the 0 or 1 by which the venue says that there is none. */
export function livePrice(value: unknown, field: string): Decimal | null {
  const price = decimalOrNullOf(value, field)
  return price === null || !isLive(price) ? null : price
}

/** Whether a canonical decimal is between nothing and the payout: it is written "0.", and something. */
export function isLive(price: Decimal): boolean {
  return price.charCodeAt(0) === ZERO && price.length > 1
}

const ZERO = 48

/** A decimal with exactly so many digits behind the point, as the venue writes its own; null: it needs more. */
export function fixedPoint(value: Decimal, digits: number): string | null {
  const [integer = '0', fraction = ''] = value.split('.')
  return fraction.length > digits ? null : `${integer}.${fraction.padEnd(digits, '0')}`
}
