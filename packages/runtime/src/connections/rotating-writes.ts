/** The writing half that the live desk is handed: it stays while the credential behind it is rotated. */
import type { CancelOrder, PlaceOrder, ReplaceOrder, VenueWrites } from '@quarterdeck/venues'
import { HeldHalf } from './held-half.ts'

export class RotatingWrites implements VenueWrites {
  readonly venueId: string
  #held: HeldHalf<VenueWrites>

  constructor(writes: VenueWrites) {
    this.venueId = writes.venueId
    this.#held = new HeldHalf(writes)
  }

  place(order: PlaceOrder): ReturnType<VenueWrites['place']> {
    return this.#held.use((writes) => writes.place(order))
  }
  replace(change: ReplaceOrder): ReturnType<VenueWrites['replace']> {
    return this.#held.use((writes) => writes.replace(change))
  }
  cancel(order: CancelOrder): ReturnType<VenueWrites['cancel']> {
    return this.#held.use((writes) => writes.cancel(order))
  }
  cancelAll(scope: { readonly venueSymbol: string | null }): ReturnType<VenueWrites['cancelAll']> {
    return this.#held.use((writes) => writes.cancelAll(scope))
  }
  setDeadMan(seconds: number | null): ReturnType<VenueWrites['setDeadMan']> {
    return this.#held.use((writes) => writes.setDeadMan(seconds))
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
}
