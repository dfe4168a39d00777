/** Opens Coinbase: a reading half by itself, or both halves. Paper and shadow call the first and never see the second. */

import type { VenueReads } from '../contract/reads.ts'
import type { VenueWrites } from '../contract/writes.ts'
import { BudgetGate } from '../transport/budget-gate.ts'
import type { Timekeeper } from '../transport/timekeeper.ts'
import { openCoinbaseReads } from './reads.ts'
import { COINBASE_ADDRESS_LIMITS, COINBASE_CREDENTIAL_LIMITS, type CoinbaseEnvironment } from './settings.ts'
import { coinbaseContext } from './context.ts'
import { openCoinbaseWrites } from './writes.ts'

/** What Coinbase counts by address, whoever asks: make one and share it. */
export function coinbaseAddressBudget(time: Timekeeper): BudgetGate {
  return new BudgetGate(COINBASE_ADDRESS_LIMITS, time)
}

/** The budget of one credential: make one and share it. `address`: that of all who ask from here. */
export function coinbaseBudget(time: Timekeeper, address = coinbaseAddressBudget(time)): BudgetGate {
  return new BudgetGate(COINBASE_CREDENTIAL_LIMITS, time, address)
}

export function openCoinbaseReader(environment: CoinbaseEnvironment): VenueReads {
  return openCoinbaseReads(coinbaseContext(environment))
}

export function openCoinbase(environment: CoinbaseEnvironment): {
  readonly reads: VenueReads
  readonly writes: VenueWrites
} {
  const context = coinbaseContext(environment)
  const reads = openCoinbaseReads(context)
  return { reads, writes: openCoinbaseWrites(context, reads) }
}
