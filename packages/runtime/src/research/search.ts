/**
 * What a sweep or a walk-forward tries, trial by trial, in rounds.
 *
 * The parameters of a round follow from the trials before it in its window and from nothing else: after a kill any machine goes
 * on from what was recorded, with the same trials. A search that does not learn is one round; a Bayesian one learns after each.
 * A sweep is one window over everything. The windows of a walk-forward know nothing of each other; the last round of each is one
 * trial, of what its training chose, on the stretch that follows.
 */
import {
  type FigureName,
  type ParameterSet,
  type SearchMethod,
  type TimeSpan,
  type Trial,
  bestTrial,
  checkGrid,
  gridPoints,
  proposerOf,
} from '@quarterdeck/simulation'
import { type GridAxis, type Strategy, parseGrid } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
import { RequestFault } from '../request-fault.ts'
import { windowsOf } from './walk-forward-windows.ts'

/** Trials of one search. */
const TRIALS_MAX = 10_000
/** Trials that a Bayesian search makes before it learns from them. */
const LEARNS_AFTER = 10

/** Trials that can run side by side, `to` not included, once those before it are recorded. */
export interface SearchRound {
  readonly from: number
  readonly to: number
  /** The first trial of its window: what it follows from lies between. */
  readonly windowFrom: number
}

export interface TrialOrder {
  readonly number: number
  /** What varies; null: nothing could be chosen. */
  readonly parameters: ParameterSet | null
  /** Undefined: that of the backtest. */
  readonly span: TimeSpan | undefined
  /** Whether no choice has seen its span. */
  readonly heldOut: boolean
}

/** A trial as it was recorded; NaN: it has no score. */
export interface RecordedTrial {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly score: number
}

export interface Search {
  /** Trials in all. */
  readonly count: number
  /** Parameter sets that each window tries. */
  readonly sets: number
  /** What the windows train on; one undefined for a sweep. */
  readonly trainings: readonly (TimeSpan | undefined)[]
  /** The rounds that wait for nothing: one a window. */
  readonly firstRounds: readonly SearchRound[]
  roundOf(number: number): SearchRound
  /** Null: it was the last of its window. */
  roundAfter(round: SearchRound): SearchRound | null
  /** The trials of a round; `known` are those of its window before it, in order. */
  orders(round: SearchRound, known: readonly RecordedTrial[]): readonly TrialOrder[]
}

interface SearchWindow {
  readonly train: TimeSpan | undefined
  /** Null: nothing is held out. */
  readonly test: TimeSpan | null
}

/** Throws a RequestFault, or a SearchFault, that names the parameter. */
export function searchOf(strategy: Strategy, terms: StoredTerms): Search {
  const axes = axesOf(strategy, terms.axes ?? {})
  const { count: sets, roundSize, propose } = chooserOf(axes, terms)
  const windows: readonly SearchWindow[] =
    terms.walkForward === undefined ? [{ train: undefined, test: null }] : windowsOf(terms.walkForward)
  const size = terms.walkForward === undefined ? sets : sets + 1
  const count = checkedCount(windows.length, size)
  const roundOf = (number: number): SearchRound => {
    const place = number % size
    const windowFrom = number - place
    if (place === sets) return { windowFrom, from: number, to: number + 1 }
    const from = number - (place % roundSize)
    return { windowFrom, from, to: Math.min(windowFrom + sets, from + roundSize) }
  }
  return {
    count,
    sets,
    trainings: windows.map(({ train }) => train),
    firstRounds: windows.map((_, place) => roundOf(place * size)),
    roundOf,
    roundAfter: ({ windowFrom, to }) => (to < windowFrom + size ? roundOf(to) : null),
    orders({ windowFrom, from, to }, known) {
      const window = windows[windowFrom / size]!
      const trials = known.map((trial) => asProposed(axes, trial))
      const isTest = from === windowFrom + sets
      if (isTest) return [testOf(from, trials, window)]
      return propose(trials)
        .slice(0, to - from)
        .map((parameters, place) => ({
          number: from + place,
          parameters,
          span: window.train,
          heldOut: false,
        }))
    },
  }
}

/** What a training chose, on the stretch after it. */
function testOf(number: number, trials: readonly Trial[], { test }: SearchWindow): TrialOrder {
  return { number, parameters: bestTrial(trials)?.parameters ?? null, span: test ?? undefined, heldOut: true }
}

function checkedCount(windows: number, size: number): number {
  const count = windows * size
  if (count <= TRIALS_MAX) return count
  throw new RequestFault(
    'BAD_INPUT',
    `make ${size - 1} parameter sets in each of ${windows} windows, ${count} runs; at most ${TRIALS_MAX} are allowed`,
    'axes',
  )
}

/** The figure that trials are ranked by. */
export function objectiveOf({ objective }: StoredTerms): FigureName {
  return objective ?? 'sharpe'
}

interface Chooser {
  readonly count: number
  readonly roundSize: number
  /** What is tried after the given trials. */
  propose(known: readonly Trial[]): readonly ParameterSet[]
}

function chooserOf(axes: readonly GridAxis[], terms: StoredTerms): Chooser {
  const { method = 'GRID', seed } = terms
  if (method === 'GRID') {
    const count = checkGrid(axes, TRIALS_MAX)
    return { count, roundSize: count, propose: () => [...gridPoints(axes)] }
  }
  const count = terms.samples ?? 0
  if (!Number.isInteger(count) || count < 1 || count > TRIALS_MAX)
    throw new RequestFault('BAD_INPUT', `must be from 1 to ${TRIALS_MAX} for a ${method} sweep`, 'samples')
  const search: SearchMethod =
    method === 'BAYESIAN' ? { kind: method, count, seed, batch: LEARNS_AFTER } : { kind: method, count, seed }
  return { count, roundSize: method === 'BAYESIAN' ? LEARNS_AFTER : count, propose: proposerOf(axes, search) }
}

/** As it was proposed: the database keeps the names of an object in an order of its own. */
function asProposed(axes: readonly GridAxis[], { parameters, score }: RecordedTrial): Trial {
  return {
    parameters: Object.fromEntries(axes.map(({ name }) => [name, parameters[name] as ParameterSet[string]])),
    score,
  }
}

function axesOf(strategy: Strategy, given: Readonly<Record<string, string>>): readonly GridAxis[] {
  if (Object.keys(given).length === 0)
    throw new RequestFault('BAD_INPUT', 'must have at least one axis', 'axes')
  const parsed = parseGrid(strategy, given)
  if (parsed.ok) return parsed.axes
  throw new RequestFault('BAD_INPUT', parsed.faults.map(({ message }) => message).join('; '), 'axes')
}
