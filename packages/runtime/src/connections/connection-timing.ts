/** How long connections wait for what: the house's, and what a test may set instead. */
import type { AgeLimits } from '@quarterdeck/venues'

/** Waits and bounds of the watches. */
export interface ConnectionTiming {
  /** Between looks at the age of data. */
  readonly lookMs: number
  readonly ages: AgeLimits
  /** Between questions for the venue's time and for the account. */
  readonly askMs: number
  /** After one that failed. */
  readonly retryMs: number
  /** Between readings of what the venue lists. */
  readonly listMs: number
  /** Longest wait for the streams of a new credential. */
  readonly rotateMs: number
  /** Between two readings of one reconciliation. */
  readonly settleMs: number
}

export const CONNECTION_TIMING: ConnectionTiming = {
  lookMs: 1_000,
  // Behind the adapters' own watches over their books, which are sooner: a quiet symbol is nothing strange.
  ages: { probeAfterMs: 60_000, staleAfterMs: 300_000 },
  askMs: 30_000,
  retryMs: 5_000,
  listMs: 3_600_000,
  rotateMs: 60_000,
  settleMs: 2_000,
}
