/** The stationary bootstrap: other histories that could have been, with the habits of the one that was. */
import type { Chance } from './chance.ts'

/**
 * Places of one resample: blocks of random length that begin anywhere and wrap around (Politis and Romano 1994).
 *
 * Blocks keep what neighbours have to do with each other; a mean length of one is the plain bootstrap.
 *
 * @param blockMean mean length of a block, at least 1
 */
export function stationaryPlaces(length: number, blockMean: number, chance: Chance): Int32Array {
  const places = new Int32Array(length)
  let place = 0
  for (let i = 0; i < length; i++) {
    place = i === 0 || chance.next() * blockMean < 1 ? chance.below(length) : (place + 1) % length
    places[i] = place
  }
  return places
}

/** A block of about the cube root of the series, the order at which the bootstrap's error is least (Hall et al. 1995). */
export function usualBlock(length: number): number {
  return Math.max(1, Math.round(Math.cbrt(length)))
}

/** The values at the given places. */
export function resampled(values: ArrayLike<number>, places: Int32Array): Float64Array {
  return Float64Array.from(places, (place) => values[place] ?? Number.NaN)
}
