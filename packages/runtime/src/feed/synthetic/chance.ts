/** Seeded chance in the distributions that a market needs. */
import { SeededRandom } from '@quarterdeck/venues'

export class Chance {
  readonly #random: SeededRandom
  #spareNormal = Number.NaN

  /** Streams of one seed that differ in name are independent of each other. */
  constructor(seed: number, stream = '') {
    let mixed = seed | 0
    for (const letter of stream) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    this.#random = new SeededRandom(mixed)
  }

  /** From 0 (included) to 1 (excluded). */
  uniform(): number {
    return this.#random.uniform()
  }

  /** Normal with mean 0 and deviation 1 (Marsaglia's polar method). */
  normal(): number {
    const spare = this.#spareNormal
    if (!Number.isNaN(spare)) {
      this.#spareNormal = Number.NaN
      return spare
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const square = u * u + v * v
      if (square >= 1 || square === 0) continue
      const scale = Math.sqrt((-2 * Math.log(square)) / square)
      this.#spareNormal = v * scale
      return u * scale
    }
  }

  /** Exponential with the given mean: the time to the next of events that know no past. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform())
  }
}
