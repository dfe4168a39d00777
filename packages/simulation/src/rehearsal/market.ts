/** What a rehearsal is held on: a market that goes on as its clock does, and has a past. */

import type { QuoteUpdate } from '@quarterdeck/engine'
import type { Instrument, InstrumentId, Micros, Side } from '@quarterdeck/sdk'

/** Somebody traded; not one of our fills. */
export interface MarketTrade {
  readonly instrumentId: InstrumentId
  readonly priceTicks: number
  readonly lots: number
  readonly aggressor: Side | null
  readonly receivedAt: Micros
}

export interface RehearsalMarket {
  readonly instruments: readonly Instrument[]
  /** Where prices stood before the first step, in order of time: what bars of the past are made of. */
  past(instrumentId: InstrumentId): readonly PastPrice[]
  /** Everything after the last step up to and including `at`, each in order of time. */
  step(at: Micros): { readonly quotes: readonly QuoteUpdate[]; readonly trades: readonly MarketTrade[] }
}

export interface PastPrice {
  readonly at: Micros
  readonly ticks: number
}
