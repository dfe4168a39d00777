/**
 * The one door to a writing half: the live desk alone comes here, with a connection that was opened to trade.
 *
 * What writes is kept beside the connector, not on it, so that nobody who was handed one can reach it.
 */
import {
  LiveVenue,
  type AlertSink,
  type LiveVenueOptions,
  type Timekeeper,
  type VenueWrites,
} from '@quarterdeck/venues'
import type { Connector } from './connector.ts'

/** What the live desk decides; the rest is the connection's. */
export type LiveOptions = Omit<LiveVenueOptions, 'reads' | 'writes' | 'time' | 'alert'>

/** What a TRADE connection keeps for its live desk. */
export interface LiveParts {
  readonly writes: VenueWrites
  readonly time: Timekeeper
  readonly alert: AlertSink
}

const PARTS = new WeakMap<Connector, LiveParts>()

/** For the opening of a TRADE connection alone. */
export function keepLiveParts(connector: Connector, parts: LiveParts): void {
  PARTS.set(connector, parts)
}

/**
 * A live venue of the connection, not started yet; its owner closes it when the connector goes. Throws where the connection was
 * not opened to trade.
 */
export function openLive(connector: Connector, options: LiveOptions): LiveVenue {
  const parts = PARTS.get(connector)
  if (parts === undefined)
    throw new Error(
      `Invariant: connection ${connector.connectionId} is opened to ${connector.purpose}, not to TRADE`,
    )
  const { time, alert, writes } = parts
  return new LiveVenue({ ...options, time, alert, reads: connector.reads, writes })
}
