/** A venue's stand-in with money in an account, and how to get to it: what the way to a venue and back is measured at. */
import {
  BudgetGate,
  MACHINE_TIME,
  type AdapterEnvironment,
  type VenueReads,
  type VenueWrites,
} from '@quarterdeck/venues'

export interface Adapters {
  readonly reads: VenueReads
  readonly writes: VenueWrites
}

export interface OpenVenue {
  /** The middle of its rows' ids. */
  readonly id: string
  /** How its requests are signed, for the row that measures them. */
  readonly signed: string
  /** Adapters of their own in front of it, whose losses nobody counted yet. */
  readonly connect: () => Adapters
  /** A buy that rests far from everybody, in exact decimals. */
  readonly resting: { readonly venueSymbol: string; readonly quantity: string; readonly price: string }
  /** Breaks every stream, as a lost line does. */
  readonly cutStreams: () => void
  readonly close: () => Promise<void>
}

export type OpenSimulated = () => Promise<OpenVenue>

/** Requests that its limits let through at once: what is measured is our way, not the venue's leave. */
export const FREE = 1_000_000

/** What every adapter is given here: limits by those ids that hold nobody up. */
export function freely(limitIds: readonly string[]): AdapterEnvironment {
  const limits = limitIds.map((id) => ({ id, capacity: FREE, perMs: 1, reserve: 0 }))
  return {
    budget: new BudgetGate(limits, MACHINE_TIME),
    tenant: 'bench',
    time: MACHINE_TIME,
    alert: ({ kind, message }) => console.error(`${kind}: ${message}`),
  }
}
