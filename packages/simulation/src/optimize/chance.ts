/**
 * Chance for searches and resampling: sfc32 (Chris Doty-Humphrey), seeded, the same on every machine.
 *
 * The strategy's own generator lives in the SDK; this one belongs to the study around it, so that asking for one more trial
 * never changes what a strategy draws.
 */

export interface Chance {
  /** At least 0, below 1. */
  next(): number
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number
  /** Standard normal. */
  normal(): number
}

const WARM_UP = 12

/**
 * A stream of chance.
 *
 * @param seed whole number
 * @param stream streams of one seed do not follow from each other: one a batch, a run, an axis
 */
export function chanceOf(seed: number, stream = 0): Chance {
  let a = seed | 0
  let b = stream | 0
  let c = 0x243f6a88 | 0
  let counter = 1
  const draw = (): number => {
    const mixed = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + mixed) | 0
    return mixed >>> 0
  }
  for (let i = 0; i < WARM_UP; i++) draw()
  const next = (): number => (draw() * 0x20_0000 + (draw() >>> 11)) / 0x20_0000_0000_0000
  return {
    next,
    below: (bound) => Math.floor(next() * bound),
    // Box and Muller; one of the pair is thrown away, which keeps the stream without memory.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}

/** 0 to count - 1 in random order (Fisher and Yates). */
export function shuffled(count: number, chance: Chance): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const other = chance.below(i + 1)
    const kept = order[i] ?? 0
    order[i] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
