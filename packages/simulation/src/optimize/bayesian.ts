/**
 * Bayesian search by tree-structured Parzen estimators (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011).
 *
 * The trials seen so far are split into good and bad; the next points are drawn where good ones are dense and bad ones are
 * not. A proposal depends on the trials and the seed alone: a search that was killed proposes the same again from what
 * was recorded, and a batch can be run by many workers.
 */
import { chanceOf, type Chance } from './chance.ts'
import { latinHypercube } from './sampling.ts'
import { axisSize, checkSpace, parametersAt, placeOf, type ParameterSet, type SearchAxis } from './space.ts'

export interface Trial {
  readonly parameters: ParameterSet
  /** Higher is better; NaN: it failed, and counts as the worst. */
  readonly score: number
}

export interface BayesianOptions {
  readonly seed: number
  /** How many points to propose at once. */
  readonly batch: number
  /** So many trials are spread evenly before the search begins to learn; 10 when left out. */
  readonly startTrials?: number
}

const START_TRIALS = 10
/** Share of the trials that count as good, and how many at most. */
const GOOD_SHARE = 0.2
const GOOD_MAX = 25
/** Draws from the good density of which the most promising is taken. */
const CANDIDATES = 32
/** Tries for a point that was not looked at before. */
const FRESH_TRIES = 20

/** The next points to try. */
export function proposeTrials(
  axes: readonly SearchAxis[],
  trials: readonly Trial[],
  options: BayesianOptions,
): ParameterSet[] {
  checkSpace(axes)
  const { seed, batch, startTrials = START_TRIALS } = options
  const even = latinHypercube(axes, { count: startTrials, seed }).slice(trials.length, trials.length + batch)
  const chance = chanceOf(seed, trials.length + 1)
  const seen = new Set([...trials.map((trial) => keyOf(trial.parameters)), ...even.map(keyOf)])
  const learned = Array.from({ length: batch - even.length }, () => freshPoint(axes, trials, seen, chance))
  return [...even, ...learned]
}

/** The best trial; the earliest of equals; null while all failed. */
export function bestTrial(trials: readonly Trial[]): Trial | null {
  return trials.reduce<Trial | null>(
    (best, one) => (!Number.isNaN(one.score) && (best === null || one.score > best.score) ? one : best),
    null,
  )
}

function freshPoint(
  axes: readonly SearchAxis[],
  trials: readonly Trial[],
  seen: Set<string>,
  chance: Chance,
): ParameterSet {
  let point: ParameterSet = {}
  for (let attempt = 0; attempt < FRESH_TRIES; attempt++) {
    // Where every promising point is known already, half the tries look anywhere.
    point = attempt % 2 === 0 ? promisingPoint(axes, trials, chance) : anyPoint(axes, chance)
    if (!seen.has(keyOf(point))) break
  }
  seen.add(keyOf(point))
  return point
}

function anyPoint(axes: readonly SearchAxis[], chance: Chance): ParameterSet {
  return parametersAt(
    axes,
    axes.map(() => chance.next()),
  )
}

function promisingPoint(axes: readonly SearchAxis[], trials: readonly Trial[], chance: Chance): ParameterSet {
  const ranked = trials
    .map((trial, order) => ({ order, score: Number.isNaN(trial.score) ? -Infinity : trial.score, trial }))
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map(({ trial }) => placeOf(axes, trial.parameters))
  const goodCount = Math.min(GOOD_MAX, Math.max(2, Math.ceil(ranked.length * GOOD_SHARE)))
  const good = ranked.slice(0, goodCount)
  const bad = ranked.slice(goodCount)
  const place = axes.map((axis, i) => {
    const goodHere = good.map((one) => one[i] ?? 0.5)
    const badHere = bad.map((one) => one[i] ?? 0.5)
    return isUnordered(axis)
      ? promisingWord(axis.values.length, goodHere, badHere, chance)
      : promisingNumber(axis, goodHere, badHere, chance)
  })
  return parametersAt(axes, place)
}

/** Words have no neighbours: each is judged by itself. */
function isUnordered(axis: SearchAxis): axis is Extract<SearchAxis, { readonly values: readonly unknown[] }> {
  return 'values' in axis && axis.values.some((value) => typeof value !== 'number')
}

function promisingNumber(
  axis: SearchAxis,
  good: readonly number[],
  bad: readonly number[],
  chance: Chance,
): number {
  // No narrower than one value of a list or step: below that all places are the same parameter.
  const widthMin = Math.max(0.01, 0.5 / axisSize(axis))
  const width = (count: number): number => Math.max(widthMin, 0.4 * (count + 1) ** -0.4)
  let best = chance.next()
  let bestGain = -Infinity
  for (let i = 0; i < CANDIDATES; i++) {
    const centre = chance.below(good.length + 1)
    // One kernel is flat over the whole axis: every place keeps some chance.
    const place =
      centre === good.length
        ? chance.next()
        : reflect((good[centre] ?? 0.5) + chance.normal() * width(good.length))
    const gain = density(place, good, width(good.length)) / density(place, bad, width(bad.length))
    if (gain > bestGain) {
      best = place
      bestGain = gain
    }
  }
  return best
}

function density(place: number, centres: readonly number[], width: number): number {
  let total = 1
  for (const centre of centres) total += Math.exp(-(((place - centre) / width) ** 2) / 2) / width
  return total / (centres.length + 1)
}

/** Back into 0 to 1 at the edges: cutting off would heap points there. */
function reflect(place: number): number {
  const folded = Math.abs(place) % 2
  return folded > 1 ? 2 - folded : folded
}

function promisingWord(
  size: number,
  good: readonly number[],
  bad: readonly number[],
  chance: Chance,
): number {
  const share = (places: readonly number[], word: number): number =>
    (places.filter((place) => Math.floor(place * size) === word).length + 1) / (places.length + size)
  let best = 0
  let bestGain = -Infinity
  for (let i = 0; i < CANDIDATES; i++) {
    const known = chance.below(good.length + 1)
    const word = known === good.length ? chance.below(size) : Math.floor((good[known] ?? 0) * size)
    // A little chance breaks ties, else the first word would win each of them.
    const gain = (share(good, word) / share(bad, word)) * (1 + 0.05 * chance.next())
    if (gain > bestGain) {
      best = word
      bestGain = gain
    }
  }
  return (best + 0.5) / size
}

function keyOf(parameters: ParameterSet): string {
  return JSON.stringify(parameters)
}
