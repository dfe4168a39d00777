/**
 * Margin that an open position ties up, in the instrument's currency, at cost: a function of the books alone, never of the
 * newest quote, so that balances change only by events (PO-06).
 *
 * Paid in full and long: none. MARGINED: initialMarginRate x |cost|. Paid in full and short: the proceeds are held and
 * initialMarginRate x |cost| comes on top; a short option adds initialMarginRate x strike value instead (a plain form of
 * Reg T: the rate takes the place of the 20 % of the underlying); a short event contract holds the 1 per unit it may have to
 * pay at settlement.
 */

import { decimalUnits } from '@quarterdeck/sdk'
import { MONEY_SCALE, type InstrumentState, type Money } from '../book/book.ts'
import { magnitude, multiplyRate } from '../number/rounding.ts'

/** What one unit of an event contract pays when its event happens. */
const EVENT_PAYOUT = '1'

/** Margin of signed `lots` held at signed `cost`; zero when flat. */
export function positionMargin(instrument: InstrumentState, lots: number, cost: Money): Money {
  if (lots === 0) return 0n
  const terms = instrument.terms
  if (terms.funding === 'MARGINED') return multiplyRate(magnitude(cost), instrument.initialMarginRate)
  if (lots > 0) return 0n
  if (terms.assetClass === 'EVENT_CONTRACT') return valueAt(instrument, EVENT_PAYOUT, -lots)
  if (terms.assetClass === 'OPTION' && terms.strike !== null) {
    return (
      magnitude(cost) + multiplyRate(valueAt(instrument, terms.strike, -lots), instrument.initialMarginRate)
    )
  }
  return magnitude(cost) + multiplyRate(magnitude(cost), instrument.initialMarginRate)
}

/** price x quantity x multiplier for a price given as a decimal that need not be on tick. */
function valueAt(instrument: InstrumentState, price: string, lots: number): Money {
  return (
    (decimalUnits(price, MONEY_SCALE) * BigInt(lots) * instrument.tickLotValue) / instrument.priceUnitsPerTick
  )
}
