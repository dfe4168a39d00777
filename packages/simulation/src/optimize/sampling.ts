/** Searches that look nowhere twice and learn nothing: random points and Latin hypercubes. */
import { chanceOf, shuffled } from './chance.ts'
import { checkSpace, parametersAt, type ParameterSet, type SearchAxis } from './space.ts'

export interface SampleOptions {
  readonly count: number
  readonly seed: number
}

/** Independent points. The first n of a longer sample are the sample of n. */
export function randomPoints(axes: readonly SearchAxis[], { count, seed }: SampleOptions): ParameterSet[] {
  checkSpace(axes)
  const chance = chanceOf(seed)
  return Array.from({ length: count }, () =>
    parametersAt(
      axes,
      axes.map(() => chance.next()),
    ),
  )
}

/** Points of which each axis has exactly one in each of `count` equal parts (McKay, Beckman and Conover 1979). */
export function latinHypercube(axes: readonly SearchAxis[], { count, seed }: SampleOptions): ParameterSet[] {
  checkSpace(axes)
  const columns = axes.map((_, axis) => {
    const chance = chanceOf(seed, axis + 1)
    return Array.from(shuffled(count, chance), (part) => (part + chance.next()) / count)
  })
  return Array.from({ length: count }, (_, i) =>
    parametersAt(
      axes,
      columns.map((column) => column[i] ?? 0),
    ),
  )
}
