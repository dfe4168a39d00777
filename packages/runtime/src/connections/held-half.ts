/** Half of an adapter that is used by many at once and closed only when nothing that it was asked is open any more. */

export class HeldHalf<Half extends { close(): Promise<void> }> {
  readonly half: Half
  #open = 0
  #drained: (() => void) | null = null

  constructor(half: Half) {
    this.half = half
  }

  async use<Result>(ask: (half: Half) => Promise<Result>): Promise<Result> {
    this.#open += 1
    try {
      return await ask(this.half)
    } finally {
      this.#open -= 1
      if (this.#open === 0) this.#drained?.()
    }
  }

  /** Closes it once what it was asked is answered. Whoever calls it asks it nothing more. */
  async retire(): Promise<void> {
    if (this.#open > 0) await new Promise<void>((resolve) => (this.#drained = resolve))
    await this.half.close()
  }

  /** Closes it now: what is open is answered as unreachable. */
  close(): Promise<void> {
    return this.half.close()
  }
}
