/** Intents in words, one line each: what golden tests of decisions compare. */

import type { Instrument } from '../instrument.ts'
import { Listing } from '../session/listing.ts'
import type { StrategyIntent } from '../session/intent.ts'
import { isoInstant } from '../strategy/time.ts'

/** `2026-01-05T00:03:00.000000Z test-1 BUY 0.5 SIM:BTC-USD LIMIT 99.5 DAY`, and likewise for the other intents. */
export function decisionWords(
  intent: StrategyIntent,
  at: number,
  instruments: readonly Instrument[],
): string {
  return `${isoInstant(at)} ${words(intent, instruments)}`
}

function words(intent: StrategyIntent, instruments: readonly Instrument[]): string {
  switch (intent.type) {
    case 'SubmitOrder': {
      const listing = listingOf(intent.instrumentId, instruments)
      const prices = [
        ...(intent.stopTicks === null ? [] : [`stop ${listing.price(intent.stopTicks)}`]),
        ...(intent.limitTicks === null ? [] : [`limit ${listing.price(intent.limitTicks)}`]),
      ]
      const quantity = listing.quantity(intent.quantityLots)
      return [
        intent.clientOrderId,
        intent.side,
        quantity,
        intent.instrumentId,
        intent.orderType,
        ...prices,
        intent.timeInForce,
        ...(intent.tag === null ? [] : [`#${intent.tag}`]),
      ].join(' ')
    }
    case 'ReplaceOrder': {
      const { clientOrderId, quantityLots, limitTicks, stopTicks } = intent
      const changes = Object.entries({ quantityLots, limitTicks, stopTicks })
      const changed = changes.filter(([, value]) => value !== null).map(([name, value]) => `${name} ${value}`)
      return `${clientOrderId} REPLACE ${changed.join(' ')}`
    }
    case 'CancelOrder':
      return `${intent.clientOrderId} CANCEL`
    case 'SetTimer':
      return `timer ${intent.name} ${JSON.stringify(intent.schedule)}`
    case 'CancelTimer':
      return `timer ${intent.name} CANCEL`
    case 'Log':
      return `${intent.level} ${intent.message}`
  }
}

function listingOf(id: string, instruments: readonly Instrument[]): Listing {
  const instrument = instruments.find((one) => one.id === id)
  if (instrument === undefined) throw new RangeError(`${id} is none of the test's instruments`)
  return new Listing(0, instrument)
}
