/** A feed that a test drives by hand: quotes come when the test says so. */
import { type Micros, instrumentPrice } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { MarketFeed, MarketListener } from '../feed/feed.ts'

export interface ScriptedFeed extends MarketFeed {
  /** Shows a quote of 100 units each side. */
  quote(instrument: Instrument, bid: string, ask: string, at: number): void
  /** Prints a trade of others. */
  trade(instrument: Instrument, price: string, lots: number, at: number): void
}

/** `sessionEndsAt`: what it says of the session that runs; null unless told: it has no end. */
export function scriptedFeed(
  instruments: readonly Instrument[],
  sessionEndsAt: Micros | null = null,
): ScriptedFeed {
  let listener: MarketListener | null = null
  const ticks = (instrument: Instrument, price: string) => {
    const counted = instrumentPrice(instrument, price, 'price')
    if (!('ok' in counted)) throw new Error(counted.message)
    return counted.ticks
  }
  return {
    name: 'scripted',
    instruments: () => instruments,
    start(started) {
      listener = started
      for (const { id } of instruments) started.onStatus({ instrumentId: id, status: 'OPEN', sessionEndsAt })
    },
    stop() {
      listener = null
    },
    quote(instrument, bid, ask, at) {
      const [bidTicks, askTicks] = [ticks(instrument, bid), ticks(instrument, ask)]
      const sizes = { bidLots: 1_000_000, askLots: 1_000_000, lastTicks: null }
      listener?.onQuote({
        instrumentId: instrument.id,
        bidTicks,
        askTicks,
        ...sizes,
        receivedAt: at,
        venueAt: at,
      })
    },
    trade(instrument, price, lots, at) {
      const { id: instrumentId } = instrument
      const priceTicks = ticks(instrument, price)
      listener?.onTrade?.({ instrumentId, priceTicks, lots, aggressor: null, receivedAt: at, venueAt: at })
    },
  }
}
