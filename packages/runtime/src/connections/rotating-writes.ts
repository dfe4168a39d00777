/** The writing half that the live desk is handed: it stays while the credential behind it is rotated. */
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueReads, VenueWrites } from '@quarterdeck/venues'
import { HeldHalf } from './held-half.ts'

interface BothHalves {
  readonly reads: VenueReads
  readonly writes: VenueWrites
}

export class RotatingWrites implements VenueWrites {
  readonly venueId: string
  #held: HeldHalf<Both>

  constructor(both: BothHalves) {
    this.venueId = both.writes.venueId
    this.#held = new HeldHalf(new Both(both))
  }

  place(order: PlaceOrder): ReturnType<VenueWrites['place']> {
    return this.#held.use(({ writes }) => writes.place(order))
  }
  replace(change: ReplaceOrder): ReturnType<VenueWrites['replace']> {
    return this.#held.use(({ writes }) => writes.replace(change))
  }
  cancel(order: CancelOrder): ReturnType<VenueWrites['cancel']> {
    return this.#held.use(({ writes }) => writes.cancel(order))
  }
  cancelAll(scope: { readonly venueSymbol: string | null }): ReturnType<VenueWrites['cancelAll']> {
    return this.#held.use(({ writes }) => writes.cancelAll(scope))
  }
  setDeadMan(seconds: number | null): ReturnType<VenueWrites['setDeadMan']> {
    return this.#held.use(({ writes }) => writes.setDeadMan(seconds))
  }

  /** What is sent from now on goes by the next credential; what is under way is answered by the one before. */
  async take(next: BothHalves): Promise<void> {
    const before = this.#held
    this.#held = new HeldHalf(new Both(next))
    await before.retire()
  }

  close(): Promise<void> {
    return this.#held.close()
  }
}

/** The reading half that comes with it serves it alone: it ends with it. */
class Both {
  readonly writes: VenueWrites
  readonly #reads: VenueReads

  constructor({ reads, writes }: BothHalves) {
    this.writes = writes
    this.#reads = reads
  }

  async close(): Promise<void> {
    await Promise.all([this.writes.close(), this.#reads.close()])
  }
}
