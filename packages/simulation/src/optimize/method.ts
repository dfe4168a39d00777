/**
 * The ways to search as one protocol: given the trials so far, in the order in which they were proposed, say what to try next.
 *
 * Nothing is remembered between two calls, so a search that was killed goes on from the trials that were recorded, and one that
 * is spread over workers hands out a batch at a time.
 */
import { proposeTrials, type Trial } from './bayesian.ts'
import { GRID_POINTS_MAX, checkGrid, gridPoint } from './grid.ts'
import { latinHypercube, randomPoints } from './sampling.ts'
import { SearchFault, checkSpace, type ParameterSet, type SearchAxis } from './space.ts'

export type SearchMethod =
  /** @param limit combinations that are allowed; a million when left out */
  | { readonly kind: 'GRID'; readonly limit?: number }
  | { readonly kind: 'RANDOM'; readonly count: number; readonly seed: number }
  | { readonly kind: 'LATIN_HYPERCUBE'; readonly count: number; readonly seed: number }
  /** @param batch points that are run before the search learns from them */
  | { readonly kind: 'BAYESIAN'; readonly count: number; readonly seed: number; readonly batch: number }

/** The next parameter sets to try; none: the search is over. */
export type Proposer<T extends Trial = Trial> = (trials: readonly T[]) => readonly ParameterSet[]

/** Parameter sets of a grid that are handed out at once. */
const GRID_BATCH = 1000

/** @throws SearchFault if the space or the method is wrong, or there is more to try than is allowed */
export function proposerOf(axes: readonly SearchAxis[], method: SearchMethod): Proposer {
  checkSpace(axes)
  if (method.kind === 'GRID') {
    const size = checkGrid(axes, method.limit)
    return (trials) =>
      Array.from({ length: Math.min(GRID_BATCH, size - trials.length) }, (_, i) =>
        gridPoint(axes, trials.length + i),
      )
  }
  const { count, seed } = method
  wholeFromOne('count', count)
  if (method.kind === 'BAYESIAN') {
    const { batch } = method
    wholeFromOne('batch', batch)
    return (trials) => proposeTrials(axes, trials, { seed, batch: Math.min(batch, count - trials.length) })
  }
  const points =
    method.kind === 'RANDOM' ? randomPoints(axes, { count, seed }) : latinHypercube(axes, { count, seed })
  return (trials) => points.slice(trials.length)
}

/** Runs a search to its end, a batch after the other. `evaluate` gives one trial for each set, in their order. */
export async function runSearch<T extends Trial>(
  propose: Proposer<T>,
  evaluate: (sets: readonly ParameterSet[]) => Promise<readonly T[]>,
  recorded: readonly T[] = [],
): Promise<readonly T[]> {
  const trials = [...recorded]
  for (let sets = propose(trials); sets.length > 0; sets = propose(trials))
    trials.push(...(await evaluate(sets)))
  return trials
}

function wholeFromOne(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1 || value > GRID_POINTS_MAX)
    throw new SearchFault(name, `${name} must be a whole number from 1 to ${GRID_POINTS_MAX} (was ${value})`)
}
