/**
 * An order of ours in the words and decimals of a venue: planned by the venue's matrix, with what it lacks brought about in the
 * way that the plan names.
 */

import { formatPrice, formatQuantity, type Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { VenueOrder } from '../adapter.ts'
import { capabilitiesFor, type Capabilities, type Emulation } from '../contract/capabilities.ts'
import { reason, type MappedReason } from '../contract/outcome.ts'
import { plan } from '../contract/plan.ts'
import type { QuoteRecord } from '../contract/records.ts'
import type { OrderTerms } from '../contract/writes.ts'
import { MARKET_PROTECTION_PERCENT } from '../simulated/options.ts'
import { IncrementCounter } from '../book/decimal-count.ts'

export interface TermsSources {
  readonly instrument: Instrument
  readonly capabilities: Capabilities
  /** When the session ends in which an order is placed now; null: it has no end that is known. */
  readonly sessionEndsAt: Micros | null
  /** The touch, asked for where a market order has to be given a limit; null: there is none. */
  readonly quote: () => Promise<QuoteRecord | null>
}

export type VenueTerms =
  | {
      readonly ok: true
      readonly terms: OrderTerms
      /** When we have to cancel it ourselves; null: never. */
      readonly cancelAt: Micros | null
    }
  | { readonly ok: false; readonly reason: MappedReason }

type TicksAndLots = Pick<
  VenueOrder,
  'side' | 'orderType' | 'timeInForce' | 'lots' | 'limitTicks' | 'stopTicks'
>

/** The terms as they are; nothing is asked of the matrix. */
export function plainTerms(order: TicksAndLots, instrument: Instrument): OrderTerms {
  const { side, orderType, timeInForce, lots, limitTicks, stopTicks } = order
  return {
    side,
    orderType,
    timeInForce,
    quantity: formatQuantity(instrument, lots),
    limitPrice: limitTicks === null ? null : formatPrice(instrument, limitTicks),
    stopPrice: stopTicks === null ? null : formatPrice(instrument, stopTicks),
    expiresAt: null,
    postOnly: false,
    reduceOnly: false,
  }
}

export async function venueTerms(order: TicksAndLots, sources: TermsSources): Promise<VenueTerms> {
  const terms = plainTerms(order, sources.instrument)
  const planned = plan(terms, capabilitiesFor(sources.capabilities, sources.instrument.assetClass))
  if (planned.kind === 'REFUSED') return { ok: false, reason: reason('UNSUPPORTED_ORDER', planned.reason) }
  let made: VenueTerms = { ok: true, terms, cancelAt: null }
  for (const how of planned.kind === 'NATIVE' ? [] : planned.how) {
    if (!made.ok) return made
    made = await broughtAbout(how, made, sources)
  }
  return made
}

async function broughtAbout(
  how: Emulation,
  made: Extract<VenueTerms, { ok: true }>,
  { instrument, sessionEndsAt, quote }: TermsSources,
): Promise<VenueTerms> {
  const { terms } = made
  switch (how) {
    case 'DAY_AS_GTD':
      if (sessionEndsAt === null)
        return refused('the end of the session is not known, and the venue has no DAY orders')
      return { ...made, terms: { ...terms, timeInForce: 'GTD', expiresAt: sessionEndsAt } }
    case 'CANCEL_AT_TIME':
      if (sessionEndsAt === null)
        return refused('the end of the session is not known, and the venue has no DAY orders')
      return { ...made, terms: { ...terms, timeInForce: 'GTC', expiresAt: null }, cancelAt: sessionEndsAt }
    case 'MARKET_AS_IOC_LIMIT': {
      const limitPrice = protectedPrice(terms.side === 'BUY', await quote(), instrument)
      if (limitPrice === null)
        return refused('there is no price to protect a market order with', 'NO_LIQUIDITY')
      return { ...made, terms: { ...terms, orderType: 'LIMIT', timeInForce: 'IOC', limitPrice } }
    }
    case 'REDUCE_HERE':
      // The engine has capped it by the position before it came here.
      return { ...made, terms: { ...terms, reduceOnly: false } }
    case 'TRIGGER_HERE':
      return refused('a stop that the venue does not keep would not be kept while we are down')
    case 'CANCEL_AND_PLACE':
    case 'CANCEL_EACH':
    case 'POLL':
      return refused(`${how} is no way to place an order`)
  }
}

function refused(
  message: string,
  code: 'UNSUPPORTED_ORDER' | 'NO_LIQUIDITY' = 'UNSUPPORTED_ORDER',
): VenueTerms {
  return { ok: false, reason: reason(code, message) }
}

/** The touch and a protection behind it, on a tick, within the instrument's bounds. */
function protectedPrice(buy: boolean, quote: QuoteRecord | null, instrument: Instrument): string | null {
  const touch = buy ? quote?.ask : quote?.bid
  if (touch === null || touch === undefined) return null
  const counter = new IncrementCounter(instrument.priceIncrement)
  const ticks = counter.count(touch)
  if (Number.isNaN(ticks)) return null
  const share = MARKET_PROTECTION_PERCENT / 100
  const limit = buy ? Math.floor(ticks * (1 + share)) : Math.ceil(ticks * (1 - share))
  const least = instrument.minPrice === null ? 1 : counter.count(instrument.minPrice)
  const most = instrument.maxPrice === null ? Number.MAX_SAFE_INTEGER : counter.count(instrument.maxPrice)
  return counter.text(Math.min(most, Math.max(least, limit)))
}
