/**
 * A signal: what a model says of an instrument at one instant, with all that is needed to ask later why it said so.
 *
 * It is an opinion and no order: a strategy may read it, a person may be shown it, and either goes through the gate.
 */

import type { InstrumentId } from '../instrument.ts'
import type { Micros, Timeframe } from '../strategy/time.ts'

export type SignalDirection = 'UP' | 'DOWN' | 'FLAT'

/** The data that a model was made from. Instants are when the first and after when the last training row was known. */
export interface TrainingWindow {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  readonly from: Micros
  readonly to: Micros
  readonly rows: number
}

/** Where a signal comes from. */
export interface SignalProvenance {
  /** Name and version of the signal's definition. */
  readonly source: string
  readonly version: string
  /** Digest of all numbers of the model that decide. */
  readonly modelDigest: string
  /** What the model was shown, by name, and the digest of that. */
  readonly features: Readonly<Record<string, number>>
  readonly featureDigest: string
  /** null: the model does not say. A signal that is older than the end of this window is no evidence: the model has seen its answer. */
  readonly training: TrainingWindow | null
}

/** Plain JSON and frozen. */
export interface Signal {
  readonly instrument: InstrumentId
  /** When it became known: the close of the bar that made it. */
  readonly at: Micros
  /** How far ahead it speaks; from `at + horizon` on it says nothing. */
  readonly horizon: Micros
  /** The sign of the score. */
  readonly direction: SignalDirection
  /** From -1 (surely down) to 1 (surely up). */
  readonly score: number
  /** From 0 to 1: how sure the model is of the direction. A logistic model's is its probability, so 0.5 is a coin. */
  readonly confidence: number
  readonly provenance: SignalProvenance
}
