/** Seeded chance (xoshiro128**, seeded by splitmix32) in the distributions that a market needs. */

export class Chance {
  readonly #state = new Uint32Array(4)
  #spareNormal = Number.NaN

  /** Streams of one seed that differ in name are independent of each other. */
  constructor(seed: number, stream = '') {
    let mixed = seed | 0
    for (const letter of stream) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    for (let word = 0; word < 4; word += 1) {
      mixed = (mixed + 0x9e3779b9) | 0
      let bits = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
      bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
      this.#state[word] = bits ^ (bits >>> 15)
    }
    // The one state that xoshiro never leaves.
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1
  }

  /** From 0 (included) to 1 (excluded). */
  uniform(): number {
    return this.#next() / 2 ** 32
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

  #next(): number {
    const state = this.#state
    const s1 = state[1]!
    const scrambled = Math.imul(rotated(Math.imul(s1, 5), 7), 9) >>> 0
    state[2]! ^= state[0]!
    state[3]! ^= s1
    state[1]! ^= state[2]!
    state[0]! ^= state[3]!
    state[2]! ^= s1 << 9
    state[3] = rotated(state[3]!, 11)
    return scrambled
  }
}

function rotated(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by))
}
