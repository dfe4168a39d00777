/** What a dividend brings a holding: for each share, rounded half to even at 8 decimals; a short pays. Rules: SPEC.md, CA-04. */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState, type Money } from '../book/book.ts'
import { FEE_SCALE, multiplyRate, roundToScale } from '../number/rounding.ts'
import type { CashDividend } from './terms.ts'

export function dividendOf(instrument: InstrumentState, lots: number, { perUnit }: CashDividend): Money {
  const perLot = multiplyRate(decimalUnits(perUnit, MONEY_SCALE), instrument.quantityUnitsPerLot)
  return roundToScale(perLot * BigInt(lots), FEE_SCALE)
}
