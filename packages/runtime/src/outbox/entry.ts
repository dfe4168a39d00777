/** What a venue still has to be told, as the outbox keeps it. */
import type { VenueRequest } from '@quarterdeck/venues'

export interface OutboxEntry {
  /** seq of the event that wants it told: the order of dispatch. */
  readonly seq: number
  readonly venueId: string
  readonly orderId: string | null
  readonly request: VenueRequest
  /** ISO 8601. */
  readonly createdAt: string
}

/** The key of an entry. */
export interface OutboxKey {
  readonly seq: number
  readonly venueId: string
}

/** What one batch changes in the outbox; an entry that comes and goes within the batch is in neither list. */
export interface OutboxChange {
  readonly added: readonly OutboxEntry[]
  readonly removed: readonly OutboxKey[]
  /** Told once and not kept: cancels of orders that ended by another word than their venue's. Nobody waits for an answer. */
  readonly withdrawn: readonly OutboxEntry[]
}
