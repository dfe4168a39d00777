/**
 * The writing half that the live desk is handed: it stays while the credential behind it is rotated. What a venue says of a failure
 * stands in the journal for good, and may hold what it was sent: the credential is taken out of it here.
 */
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites, WriteOutcome } from '@quarterdeck/venues'
import { HeldHalf } from './held-half.ts'
import type { Redact } from './vault/redaction.ts'

export class RotatingWrites implements VenueWrites {
  readonly venueId: string
  /** Of the credential of the moment. */
  readonly #redact: () => Redact
  #held: HeldHalf<VenueWrites>

  constructor(writes: VenueWrites, redact: () => Redact) {
    this.venueId = writes.venueId
    this.#redact = redact
    this.#held = new HeldHalf(writes)
  }

  place(order: PlaceOrder): ReturnType<VenueWrites['place']> {
    return this.#ask((writes) => writes.place(order))
  }
  replace(change: ReplaceOrder): ReturnType<VenueWrites['replace']> {
    return this.#ask((writes) => writes.replace(change))
  }
  cancel(order: CancelOrder): ReturnType<VenueWrites['cancel']> {
    return this.#ask((writes) => writes.cancel(order))
  }
  cancelAll(scope: { readonly venueSymbol: string | null }): ReturnType<VenueWrites['cancelAll']> {
    return this.#ask((writes) => writes.cancelAll(scope))
  }
  setDeadMan(seconds: number | null): ReturnType<VenueWrites['setDeadMan']> {
    return this.#ask((writes) => writes.setDeadMan(seconds))
  }

  /** What is sent from now on goes by the next credential; what is under way is answered by the one before. */
  async take(next: VenueWrites): Promise<void> {
    const before = this.#held
    this.#held = new HeldHalf(next)
    await before.retire()
  }

  close(): Promise<void> {
    return this.#held.close()
  }

  async #ask<Outcome extends WriteOutcome>(ask: (writes: VenueWrites) => Promise<Outcome>): Promise<Outcome> {
    const redact = this.#redact()
    return withoutSecrets(await this.#held.use(ask), redact)
  }
}

function withoutSecrets<Outcome extends WriteOutcome>(outcome: Outcome, redact: Redact): Outcome {
  switch (outcome.kind) {
    case 'ACCEPTED':
      return outcome
    case 'REJECTED':
    case 'NOT_SENT': {
      const { code, venueCode, message } = outcome.reason
      return { ...outcome, reason: { code, venueCode: redact(venueCode), message: redact(message) } }
    }
    case 'UNKNOWN': {
      const { message, bodyStart } = outcome.evidence
      const said = { message: redact(message), bodyStart: bodyStart === null ? null : redact(bodyStart) }
      return { ...outcome, evidence: { ...outcome.evidence, ...said } }
    }
  }
}
