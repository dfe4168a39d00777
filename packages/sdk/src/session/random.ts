/** The strategy's chance: sfc32 (Chris Doty-Humphrey), seeded; its state is four whole numbers. */

import type { Random } from '../strategy/context.ts'
import type { Transaction } from './transaction.ts'

/** The seeds there are: 0 to 2^32 - 1. */
export const SEED_MAX = 0xffff_ffff

const WARM_UP = 12

export class SeededRandom implements Random {
  #state: readonly number[]
  readonly #transaction: Transaction

  constructor(seed: number, transaction: Transaction) {
    this.#transaction = transaction
    let state: readonly number[] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1]
    for (let draw = 0; draw < WARM_UP; draw++) state = step(state)
    this.#state = state
    Object.freeze(this)
  }

  next(): number {
    // 53 bits of two draws, as a double holds them.
    return (this.#draw() * 0x20_0000 + (this.#draw() >>> 11)) / 0x20_0000_0000_0000
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
    return this.#state
  }

  restore(words: readonly number[]): void {
    this.#state = words
  }

  #draw(): number {
    const before = this.#state
    this.#transaction.changed(() => {
      this.#state = before
    })
    this.#state = step(before)
    return outputOf(before)
  }
}

function outputOf(state: readonly number[]): number {
  const [a = 0, b = 0, , counter = 0] = state
  return (a + b + counter) >>> 0
}

function step(state: readonly number[]): readonly number[] {
  const [, b = 0, c = 0, counter = 0] = state
  const mixed = outputOf(state) | 0
  return [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + mixed) | 0, (counter + 1) | 0]
}
