/**
 * The random walks under the synthetic market: one for every price that is not derived from another's.
 *
 * A walk is the logarithm of a price relative to its anchor (for an event contract: the log-odds of its probability),
 * pulled back gently so that a market that runs for months stays plausible.
 */

import type { Instrument } from '@quarterdeck/sdk'
import { Chance } from './chance.ts'
import { choleskyFactor, correlate } from './correlation.ts'
import type { Correlated, Triangle } from './correlation.ts'
import { PROFILES, anchorOf } from './profile.ts'

export const YEAR_SECONDS = 365.25 * 86_400

/** Share of the distance to the anchor that is lost per second: half of it in 60 days. */
const PULL_PER_SECOND = Math.LN2 / (60 * 86_400)

/** Log-odds beyond this are probabilities within a thousandth of certainty. */
const LOG_ODDS_MAX = 7

export interface Walk extends Correlated {
  /** Id of the instrument that the walk is the price of, or that it stands in for the unlisted underlying of. */
  readonly id: string
  readonly anchor: number
  readonly volatility: number
}

export interface Walks {
  readonly walks: readonly Walk[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly factor: Triangle
  readonly chance: Chance
  /** Where each walk stands: 0 is at its anchor. */
  readonly positions: Float64Array
  readonly independent: Float64Array
  readonly correlated: Float64Array
}

/** Id of the walk that an instrument's price comes from. */
export function walkIdOf(instrument: Instrument, listed: ReadonlySet<string>): string {
  const derived = instrument.assetClass === 'OPTION' || instrument.assetClass === 'FUTURE'
  const underlying = instrument.underlyingId
  return derived && underlying !== null && listed.has(underlying) ? underlying : instrument.id
}

export function createWalks(
  instruments: readonly Instrument[],
  options: { readonly seed: number; readonly anchors: Readonly<Record<string, number>> },
): Walks {
  const listed = new Set(instruments.map((instrument) => instrument.id))
  const walks = instruments
    .filter((instrument) => walkIdOf(instrument, listed) === instrument.id)
    .map((instrument) => walkOf(instrument, options))
  return {
    walks,
    indexOf: new Map(walks.map((walk, index) => [walk.id, index])),
    factor: choleskyFactor(walks),
    chance: new Chance(options.seed, 'walks'),
    positions: new Float64Array(walks.length),
    independent: new Float64Array(walks.length),
    correlated: new Float64Array(walks.length),
  }
}

function walkOf(
  instrument: Instrument,
  options: { readonly seed: number; readonly anchors: Readonly<Record<string, number>> },
): Walk {
  const { id, symbol, assetClass, strike } = instrument
  const usual = assetClass === 'OPTION' && strike !== null ? Number(strike) : anchorOf(symbol, assetClass)
  // Event contracts begin at odds of their own, so that a list of them does not show the same price throughout.
  const odds = 0.25 + 0.5 * new Chance(options.seed, id).uniform()
  const anchor = options.anchors[id] ?? (assetClass === 'EVENT_CONTRACT' ? odds : usual)
  return { id, symbol, assetClass, anchor, volatility: PROFILES[assetClass].volatility }
}

/** Share of a walk's distance to its anchor that is left after a stretch of time. */
export function keptOver(seconds: number): number {
  return Math.exp(-PULL_PER_SECOND * seconds)
}

/** Moves all walks by a stretch of time at a multiple of their usual volatility. */
export function advanceWalks(state: Walks, seconds: number, volatilityFactor: number): void {
  if (seconds <= 0) return
  const { independent, correlated, positions, walks } = state
  for (let i = 0; i < independent.length; i += 1) independent[i] = state.chance.normal()
  correlate(state.factor, independent, correlated)
  const kept = keptOver(seconds)
  // Variance that an Ornstein-Uhlenbeck walk gathers in the stretch; for short ones simply the seconds.
  const gathered = (1 - kept * kept) / (2 * PULL_PER_SECOND)
  const deviation = volatilityFactor * Math.sqrt(gathered / YEAR_SECONDS)
  for (const [i, walk] of walks.entries()) {
    positions[i] = positions[i]! * kept + walk.volatility * deviation * correlated[i]!
  }
}

/** Price of a walk; for an event contract its probability. */
export function walkPrice(walk: Walk, position: number): number {
  if (walk.assetClass !== 'EVENT_CONTRACT') return walk.anchor * Math.exp(position)
  const logOdds = Math.log(walk.anchor / (1 - walk.anchor)) + position
  return 1 / (1 + Math.exp(-Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, logOdds))))
}

/** Where a walk stands at a price: the inverse of `walkPrice`, within its bounds. */
export function walkPosition(walk: Walk, price: number): number {
  if (walk.assetClass !== 'EVENT_CONTRACT') return Math.log(price / walk.anchor)
  const logOdds = Math.log(price / (1 - price))
  return Math.min(LOG_ODDS_MAX, Math.max(-LOG_ODDS_MAX, logOdds)) - Math.log(walk.anchor / (1 - walk.anchor))
}
