/**
 * What a sweep tries, trial by trial, in rounds.
 *
 * The parameters of a round follow from the trials before it and from nothing else: after a kill any machine goes on from what
 * was recorded, with the same trials. A search that does not learn is one round; a Bayesian one learns after each.
 */
import {
  type ParameterSet,
  type SearchMethod,
  type Trial,
  checkGrid,
  gridPoints,
  proposerOf,
} from '@quarterdeck/simulation'
import { type GridAxis, type Strategy, parseGrid } from '@quarterdeck/sdk'
import type { StoredTerms } from './backtest-rows.ts'
import { RequestFault } from '../request-fault.ts'

/** Trials of one search. */
const TRIALS_MAX = 10_000
/** Trials that a Bayesian search makes before it learns from them. */
const LEARNS_AFTER = 10

/** Trials that can run side by side, `to` not included, once those before it are recorded. */
export interface SearchRound {
  readonly from: number
  readonly to: number
}

export interface TrialOrder {
  readonly number: number
  /** What varies. */
  readonly parameters: ParameterSet
}

/** A trial as it was recorded; NaN: it has no score. */
export interface RecordedTrial {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly score: number
}

export interface Search {
  /** Trials in all. */
  readonly count: number
  readonly firstRound: SearchRound
  roundOf(number: number): SearchRound
  /** Null: it was the last. */
  roundAfter(round: SearchRound): SearchRound | null
  /** The trials of a round; `known` are those before it, in order. */
  orders(round: SearchRound, known: readonly RecordedTrial[]): readonly TrialOrder[]
}

/** Throws a RequestFault, or a SearchFault, that names the parameter. */
export function searchOf(strategy: Strategy, terms: StoredTerms): Search {
  const axes = axesOf(strategy, terms.axes ?? {})
  const { count, roundSize, propose } = chooserOf(axes, terms)
  const roundOf = (number: number): SearchRound => {
    const from = number - (number % roundSize)
    return { from, to: Math.min(count, from + roundSize) }
  }
  return {
    count,
    firstRound: roundOf(0),
    roundOf,
    roundAfter: ({ to }) => (to < count ? roundOf(to) : null),
    orders: ({ from, to }, known) =>
      propose(known.map((trial) => asProposed(axes, trial)))
        .slice(0, to - from)
        .map((parameters, place) => ({ number: from + place, parameters })),
  }
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
