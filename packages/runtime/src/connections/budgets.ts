/**
 * One budget for each account that a venue knows, shared by every connection of this process that uses it, and one for each venue
 * that counts by address: a venue counts by who asks and from where, not by which of our tenants he asks for.
 *
 * Which account it is, the venue has said to the credential. Until then it is told by the whole credential, secrets included: nobody
 * comes to another's budget by the public name of a key.
 */
import { createHash } from 'node:crypto'
import type { BudgetGate, BudgetUsage, Timekeeper } from '@quarterdeck/venues'
import type { ReachableVenue } from './reachable-venue.ts'
import type { Credential } from './vault/vault.ts'

interface SharedBudget {
  readonly gate: BudgetGate
  uses: number
}

/** Who asks. */
export interface Asker {
  /** Null: nobody; what the venue tells to everybody is asked for. */
  readonly credential: Credential | null
  /** The venue's own id of the account that it opens, as the venue has told it; null: it is not known. */
  readonly venueAccountId: string | null
}

/** A use of a budget; to be let go of when its adapter is closed. */
export interface BudgetUse {
  readonly gate: BudgetGate
  release(): void
}

export class Budgets {
  /** By account, and by the credentials that open it. */
  readonly #shared = new Map<string, SharedBudget>()
  /** By venue: what it counts by our address. */
  readonly #addresses = new Map<string, BudgetGate>()
  readonly #time: Timekeeper

  constructor(time: Timekeeper) {
    this.#time = time
  }

  use(venue: ReachableVenue, asker: Asker): BudgetUse {
    this.#sweep()
    const keys = keysOf(venue, asker)
    const known = keys.find((key) => this.#shared.has(key))
    const shared = (known === undefined ? undefined : this.#shared.get(known)) ?? {
      gate: venue.budget(this.#time, this.#addressOf(venue)),
      uses: 0,
    }
    // Before its account is known, as in a trial, a credential counts where it did when it was.
    for (const key of keys) this.#shared.set(key, shared)
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

/** By what a budget is known, the surest first. */
function keysOf({ capabilities: { venueId }, isOneUser }: ReachableVenue, of: Asker): readonly string[] {
  const { credential, venueAccountId } = of
  if (credential === null || isOneUser) return [JSON.stringify([venueId])]
  const fields = Object.entries(credential).sort(([a], [b]) => (a < b ? -1 : 1))
  // What stays in memory as a name is not the secret.
  const digest = createHash('sha256').update(JSON.stringify(fields)).digest('base64')
  const byCredential = JSON.stringify([venueId, 'CREDENTIAL', digest])
  return venueAccountId === null
    ? [byCredential]
    : [JSON.stringify([venueId, 'ACCOUNT', venueAccountId]), byCredential]
}

function isCounted({ limits }: BudgetUsage): boolean {
  return limits.some(({ used, heldUntilMs }) => used > 0 || heldUntilMs !== null)
}
