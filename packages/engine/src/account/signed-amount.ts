/** An amount that may be more or less, but not nothing. */

import { parseDecimal } from '@quarterdeck/sdk'
import type { Decimal } from '@quarterdeck/sdk'
import { MONEY_SCALE, type Money } from '../book/book.ts'
import { AMOUNT_UNITS_MAX } from '../book/limits.ts'
import type { Refusal } from '../book/outcome.ts'
import { badInput } from '../book/refusal.ts'
import { magnitude } from '../number/rounding.ts'

const AMOUNT_MOST: Money = AMOUNT_UNITS_MAX * 10n ** BigInt(MONEY_SCALE)

/** Units of 10^-18; or what is wrong with it. */
export function signedAmount(amount: Decimal): Money | Refusal {
  const parsed = parseDecimal(String(amount), MONEY_SCALE)
  if (!parsed.ok) return badInput('amount', parsed.message)
  if (parsed.units === 0n) return badInput('amount', 'must not be 0')
  if (magnitude(parsed.units) > AMOUNT_MOST) return badInput('amount', `must be within ${AMOUNT_UNITS_MAX}`)
  return parsed.units
}
