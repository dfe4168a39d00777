/**
 * Cash that an order may need: what is reserved when it is accepted, and what the availableCash check compares.
 *
 * Only the part that opens needs cash; a pure reduction needs none, so that nobody is ever locked into a risk (PO-07).
 */

import type { Side } from '@quarterdeck/sdk'
import type { InstrumentState, Money } from '../book/book.ts'
import { notional, worstFee } from '../number/notional.ts'
import { positionMargin } from './margin.ts'

/** Cash for opening `lots` at the worst price: notional or margin beyond the proceeds, and the worst fee. Never negative. */
export function openingRequirement(
  instrument: InstrumentState,
  side: Side,
  lots: number,
  worstTicks: number,
): Money {
  if (lots === 0) return 0n
  const value = notional(instrument, worstTicks, lots)
  const fee = worstFee(instrument, worstTicks, lots)
  if (instrument.terms.funding === 'MARGINED') {
    return positionMargin(instrument, side === 'BUY' ? lots : -lots, side === 'BUY' ? value : -value) + fee
  }
  if (side === 'BUY') return value + fee
  const held = positionMargin(instrument, -lots, -value) - value
  return (held > 0n ? held : 0n) + fee
}
