/**
 * One budget for each venue and credential, shared by every connection of this process that uses it, and one for each venue that
 * counts by address: a venue counts by who asks and from where, not by which of our tenants he asks for.
 */
import type { BudgetGate, BudgetUsage, Timekeeper } from '@quarterdeck/venues'
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
  /** By venue: what it counts by our address. */
  readonly #addresses = new Map<string, BudgetGate>()
  readonly #time: Timekeeper

  constructor(time: Timekeeper) {
    this.#time = time
  }

  use(venue: ReachableVenue, credential: Credential | null): BudgetUse {
    this.#sweep()
    const key = JSON.stringify([venue.capabilities.venueId, credential?.[venue.namedBy] ?? null])
    const shared = this.#shared.get(key) ?? {
      gate: venue.budget(this.#time, this.#addressOf(venue)),
      uses: 0,
    }
    this.#shared.set(key, shared)
    shared.uses += 1
    let isReleased = false
    return {
      gate: shared.gate,
      release: () => {
        if (!isReleased) shared.uses -= 1
        isReleased = true
      },
    }
  }

  #addressOf({ capabilities: { venueId }, addressBudget }: ReachableVenue): BudgetGate | null {
    const known = this.#addresses.get(venueId) ?? addressBudget?.(this.#time) ?? null
    if (known !== null) this.#addresses.set(venueId, known)
    return known
  }

  /** Forgets those that nobody uses, once the venue has: one that is opened again must not begin with nothing. */
  #sweep(): void {
    for (const [key, { gate, uses }] of this.#shared)
      if (uses === 0 && !isCounted(gate.usage())) this.#shared.delete(key)
  }
}

function isCounted({ limits }: BudgetUsage): boolean {
  return limits.some(({ used, heldUntilMs }) => used > 0 || heldUntilMs !== null)
}
