/** Opens Alpaca: a reading half by itself, or both halves. Paper and shadow call the first and never see the second. */

import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { openAlpacaReads } from './reads.ts'
import { ALPACA_LIMITS, type AlpacaEnvironment } from './settings.ts'
import { openAlpacaWrites } from './writes.ts'

/** The budget of one credential and address: make one and share it. */
export function alpacaBudget(time: Timekeeper): BudgetGate {
  return new BudgetGate(ALPACA_LIMITS, time)
}

export function openAlpacaReader(environment: AlpacaEnvironment): VenueReads {
  return openAlpacaReads(environment)
}

export function openAlpaca(environment: AlpacaEnvironment): {
  readonly reads: VenueReads
  readonly writes: VenueWrites
} {
  const reads = openAlpacaReads(environment)
  return { reads, writes: openAlpacaWrites(environment, reads) }
}
