/** The shape of a search's scores: a map over two parameters, and what stands beside the chosen one. */
import { mean } from '../statistics/index.ts'
import type { Trial } from './bayesian.ts'
import { axisSize, placeOf, type ParameterValue, type SearchAxis } from './space.ts'

export interface SurfaceCell {
  readonly x: ParameterValue
  readonly y: ParameterValue
  /** Best and mean score of all trials with these two values. */
  readonly best: number
  readonly mean: number
  readonly trials: number
}

/** One cell for each pair of values that was tried, in the order in which they were first tried. Failed trials are left out. */
export function surfaceOf(
  trials: readonly Trial[],
  names: { readonly x: string; readonly y: string },
): SurfaceCell[] {
  const scored = trials.filter(({ score }) => !Number.isNaN(score))
  const groups = Map.groupBy(scored, ({ parameters }) =>
    JSON.stringify([parameters[names.x], parameters[names.y]]),
  )
  return [...groups.values()].flatMap((group) => {
    const [x, y] = [group[0]?.parameters[names.x], group[0]?.parameters[names.y]]
    if (x === undefined || y === undefined) return []
    const scores = group.map(({ score }) => score)
    return [{ x, y, best: Math.max(...scores), mean: mean(scores), trials: group.length }]
  })
}

/** Distance in the unit cube at which values of an endless axis still count as neighbours. */
const NEAR = 0.1

/**
 * Scores of the trials one step from the chosen one on each axis at most.
 *
 * A real edge is a hill: its neighbours are nearly as good. A lonely peak is one lucky combination.
 */
export function neighbourScores(
  axes: readonly SearchAxis[],
  trials: readonly Trial[],
  chosen: Trial,
): readonly number[] {
  const centre = placeOf(axes, chosen.parameters)
  return trials.flatMap((trial) => {
    if (Number.isNaN(trial.score)) return []
    const place = placeOf(axes, trial.parameters)
    const steps = axes.map((axis, i) => Math.abs((place[i] ?? 0) - (centre[i] ?? 0)) / reachOf(axis))
    const isNear = steps.every((step) => step <= 1 + 1e-9) && steps.some((step) => step > 1e-9)
    return isNear ? [trial.score] : []
  })
}

function reachOf(axis: SearchAxis): number {
  const size = axisSize(axis)
  return Number.isFinite(size) ? 1 / size : NEAR
}
