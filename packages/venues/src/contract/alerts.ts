/** What an adapter wants a person to see: a venue that speaks otherwise than was written down, or a clock that is off. */

export interface VenueAlert {
  readonly venueId: string
  readonly kind:
    /** A word of a closed list that we do not know; it was taken in the safest way. */
    | 'UNKNOWN_WORD'
    /** A message or answer that we cannot read; it was dropped and what it may have said is read again. */
    | 'UNREADABLE'
    | 'CLOCK_SKEW'
    | 'SEQUENCE_GAP'
    | 'CROSSED_BOOK'
    | 'SILENT_STREAM'
    | 'CREDENTIAL_REFUSED'
    /** The venue contradicts itself or us. */
    | 'CONTRADICTION'
  /** What it is about: a field, a channel, an order. */
  readonly subject: string
  readonly message: string
}

export type AlertSink = (alert: VenueAlert) => void
