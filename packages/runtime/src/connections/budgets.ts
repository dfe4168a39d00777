/**
 * One budget for each venue and credential, shared by every connection of this process that uses it: a venue counts requests by
 * who asks, not by which of our tenants he asks for.
 */
import { MACHINE_TIME, type BudgetGate, type BudgetUsage, type Timekeeper } from '@quarterdeck/venues'
import type { ReachableVenue } from './reachable-venue.ts'
import type { Credential } from './vault/vault.ts'

interface SharedBudget {
  readonly gate: BudgetGate
  uses: number
}

/** A use of a budget; to be let go of when its adapter is closed. */
export interface BudgetUse {
  readonly gate: BudgetGate
  release(): void
}

export class Budgets {
  readonly #shared = new Map<string, SharedBudget>()
  readonly #time: Timekeeper

  constructor(time: Timekeeper = MACHINE_TIME) {
    this.#time = time
  }

  use(venue: ReachableVenue, credential: Credential | null): BudgetUse {
    const key = JSON.stringify([venue.capabilities.venueId, credential?.[venue.namedBy] ?? null])
    const shared = this.#shared.get(key) ?? { gate: venue.budget(this.#time), uses: 0 }
    this.#shared.set(key, shared)
    shared.uses += 1
    let isReleased = false
    return {
      gate: shared.gate,
      release: () => {
        if (isReleased) return
        isReleased = true
        shared.uses -= 1
        // Kept while the venue still counts what was sent: one that is opened again must not begin with nothing.
        if (shared.uses === 0 && !isUsed(shared.gate.usage())) this.#shared.delete(key)
      },
    }
  }
}

function isUsed({ limits }: BudgetUsage): boolean {
  return limits.some(({ used, heldUntilMs }) => used > 0 || heldUntilMs !== null)
}
