/** The strategy's chance: sfc32 (Chris Doty-Humphrey), seeded; its state is four whole numbers. A draw allocates nothing. */

import type { Random } from '../strategy/context.ts'
import type { Transaction } from './transaction.ts'

/** The seeds there are: 0 to 2^32 - 1. */
export const SEED_MAX = 0xffff_ffff

const WARM_UP = 12

export class SeededRandom implements Random {
  readonly #state: Int32Array
  readonly #transaction: Transaction
  /** The transaction whose first draw has been noted. */
  #noted = -1

  constructor(seed: number, transaction: Transaction) {
    this.#transaction = transaction
    this.#state = Int32Array.of(seed, 0x9e3779b9, 0x243f6a88, 1)
    for (let draw = 0; draw < WARM_UP; draw++) step(this.#state)
    Object.freeze(this)
  }

  next(): number {
    const transaction = this.#transaction
    if (this.#noted !== transaction.number) {
      const before = this.#state.slice()
      transaction.changed(() => this.#state.set(before))
      this.#noted = transaction.number
    }
    // 53 bits of two draws, as a double holds them.
    const high = step(this.#state)
    return (high * 0x20_0000 + (step(this.#state) >>> 11)) / 0x20_0000_0000_0000
  }

  int(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min || max - min >= SEED_MAX) {
      throw new RangeError(
        `random.int: min and max must be whole numbers, min at most max, less than 2^32 apart (were ${min}, ${max})`,
      )
    }
    return min + Math.floor(this.next() * (max - min + 1))
  }

  /** The state, for snapshots. */
  words(): readonly number[] {
    return [...this.#state]
  }

  restore(words: readonly number[]): void {
    this.#state.set(words)
  }
}

function step(state: Int32Array): number {
  const b = state[1] as number
  const c = state[2] as number
  const counter = state[3] as number
  const mixed = ((state[0] as number) + b + counter) | 0
  state[0] = b ^ (b >>> 9)
  state[1] = c + (c << 3)
  state[2] = ((c << 21) | (c >>> 11)) + mixed
  state[3] = counter + 1
  return mixed >>> 0
}
