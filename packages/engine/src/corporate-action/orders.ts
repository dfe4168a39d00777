/**
 * What a split does to an order that works on a simulated account, after FINRA Rule 5330, which the exchanges follow: a forward
 * split multiplies its size and divides its prices, rounded down; a reverse split cancels what is good till canceled. Orders of the
 * session that begins are counted in new shares either way. What the rule leaves to the customer (limits to sell, stops to buy)
 * is treated alike, as brokers do; at dividends every order counts as marked "do not reduce". Rules: SPEC.md, CA-05, CA-06.
 */

import type { InstrumentState, OrderState } from '../book/book.ts'
import { openLots, usedLots } from '../order/open-lots.ts'
import { lotsAfter } from './split.ts'
import type { ShareSplit } from './terms.ts'

export interface RestatedTerms {
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

/** The order in new shares; or why it is canceled. */
export function restatedTerms(
  order: OrderState,
  instrument: InstrumentState,
  split: ShareSplit,
): RestatedTerms | string {
  const { numerator, denominator } = split
  if (order.unknown || order.cancelRequested || order.pendingReplace !== null || order.venueOrderId === null)
    return 'was on its way to the venue or back when the shares were split'
  if (numerator < denominator && order.timeInForce === 'GTC')
    return 'is good till canceled, and a reverse split cancels it'
  const open = lotsAfter(split, openLots(order, order.quantityLots))
  const quantityLots = usedLots(order) + open
  if (open < instrument.minLots || quantityLots > instrument.maxLots)
    return 'has a size in new shares that the instrument does not trade'
  const limitTicks = ticksAfter(split, order.limitTicks)
  const stopTicks = ticksAfter(split, order.stopTicks)
  for (const ticks of [limitTicks, stopTicks])
    if (ticks !== null && (ticks < Math.max(1, instrument.minTicks ?? 1) || ticks > most(instrument)))
      return 'has a price for new shares that the instrument does not trade at'
  return { quantityLots, limitTicks, stopTicks }
}

function most({ maxTicks }: InstrumentState): number {
  return maxTicks ?? Number.MAX_SAFE_INTEGER
}

function ticksAfter({ numerator, denominator }: ShareSplit, ticks: number | null): number | null {
  return ticks === null ? null : Number((BigInt(ticks) * BigInt(denominator)) / BigInt(numerator))
}
