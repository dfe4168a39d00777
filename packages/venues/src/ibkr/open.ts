/** Opens Interactive Brokers: a reading half by itself, or both halves. Paper and shadow call the first and never see the second. */

import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { ibkrContext } from './context.ts'
import { IBKR_ADDRESS_LIMITS, IBKR_USER_LIMITS } from './pacing.ts'
import { openIbkrReads } from './reads.ts'
import type { IbkrEnvironment } from './settings.ts'
import { openIbkrWrites } from './writes.ts'

/** What the venue counts by address, whoever asks: make one and share it. */
export function ibkrAddressBudget(time: Timekeeper): BudgetGate {
  return new BudgetGate(IBKR_ADDRESS_LIMITS, time)
}

/** The budget of one user: make one and share it. `address`: that of all who ask from here. */
export function ibkrBudget(time: Timekeeper, address = ibkrAddressBudget(time)): BudgetGate {
  return new BudgetGate(IBKR_USER_LIMITS, time, address)
}

export function openIbkrReader(environment: IbkrEnvironment): VenueReads {
  return openIbkrReads(ibkrContext(environment))
}

export function openIbkr(environment: IbkrEnvironment): {
  readonly reads: VenueReads
  readonly writes: VenueWrites
} {
  const context = ibkrContext(environment)
  const reads = openIbkrReads(context)
  return { reads, writes: openIbkrWrites(context, reads) }
}
