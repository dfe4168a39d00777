/** Seeded chance: xoshiro128** seeded by splitmix32. The same seed gives the same numbers on every machine, for ever. */

export class SeededRandom {
  private readonly state = new Uint32Array(4)

  /** Any number is a seed; only its low 32 bits count. */
  constructor(seed: number) {
    let mixed = seed | 0
    for (let word = 0; word < 4; word += 1) {
      mixed = (mixed + 0x9e3779b9) | 0
      let bits = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
      bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
      this.state[word] = bits ^ (bits >>> 15)
    }
    // The one state that xoshiro never leaves.
    if (this.state.every((word) => word === 0)) this.state[0] = 1
  }

  /** From 0 (included) to 1 (excluded). */
  uniform(): number {
    return this.next() / 2 ** 32
  }

  /** A whole number from `low` to `high`, both included; the span must be below 2^32. */
  between(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1))
  }

  /** The state, to continue from with `restore`. */
  words(): readonly number[] {
    return [...this.state]
  }

  restore(words: readonly number[]): void {
    this.state.set(words)
  }

  /** 32 random bits, 0 to 2^32 - 1. */
  private next(): number {
    const { state } = this
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
