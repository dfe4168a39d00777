/**
 * What a model learns from and what it is tried on: rows of features with what came of them, cut by time.
 *
 * A row's label is known only after the horizon. So the training rows end where their labels would reach into the test, and the
 * test begins after a gap on top: nothing that a test row is judged by was known in training.
 */

import type { BarColumns } from '@quarterdeck/market-data'
import type { FeatureColumns } from '@quarterdeck/sdk'

/** Rows of features, in order of time, with the bar that each was made at. */
export interface LabelledRows {
  readonly rows: readonly Float64Array[]
  /** 1: the close was higher after the horizon; 0: it was not. */
  readonly labels: Uint8Array
  readonly bars: Int32Array
}

export interface TrainingSplit {
  readonly train: LabelledRows
  readonly test: LabelledRows
  /** Rows between them that neither has. */
  readonly purged: number
}

export interface SplitTerms {
  readonly horizonBars: number
  /** Share of the rows that are before the test, above 0 and below 1. */
  readonly trainShare: number
  /** Bars after the last training label that the test leaves out. */
  readonly gapBars: number
}

export const TRAINING_ROWS_MIN = 100
export const TEST_ROWS_MIN = 30

/** The data or the terms cannot make a model. */
export class TrainingFault extends Error {
  override readonly name = 'TrainingFault'
}

/** Cuts history in two. Throws a `TrainingFault` where a part is too short or has one outcome alone. */
export function splitByTime(bars: BarColumns, features: FeatureColumns, terms: SplitTerms): TrainingSplit {
  const whole = labelled(bars, features, terms.horizonBars)
  const cut = Math.floor(whole.rows.length * terms.trainShare)
  const begin = whole.bars[cut] ?? 0
  const trained = whole.bars.findIndex((bar) => bar + terms.horizonBars >= begin)
  const tried = whole.bars.findIndex((bar) => bar >= begin + terms.gapBars)
  const train = part(whole, 0, Math.max(0, trained))
  const test = part(whole, tried < 0 ? whole.rows.length : tried, whole.rows.length)
  demand(train, 'training', TRAINING_ROWS_MIN)
  demand(test, 'test', TEST_ROWS_MIN)
  return { train, test, purged: whole.rows.length - train.rows.length - test.rows.length }
}

/** Every bar at which all features have a value and the horizon has passed. */
function labelled(bars: BarColumns, features: FeatureColumns, horizonBars: number): LabelledRows {
  const columns = Object.values(features)
  const kept: number[] = []
  for (let bar = 0; bar + horizonBars < bars.length; bar += 1)
    if (columns.every((column) => Number.isFinite(column[bar]))) kept.push(bar)
  return {
    rows: kept.map((bar) => Float64Array.from(columns, (column) => column[bar]!)),
    labels: Uint8Array.from(kept, (bar) => (bars.close[bar + horizonBars]! > bars.close[bar]! ? 1 : 0)),
    bars: Int32Array.from(kept),
  }
}

function part({ rows, labels, bars }: LabelledRows, from: number, to: number): LabelledRows {
  return { rows: rows.slice(from, to), labels: labels.slice(from, to), bars: bars.slice(from, to) }
}

function demand({ rows, labels }: LabelledRows, name: string, least: number): void {
  if (rows.length < least)
    throw new TrainingFault(
      `there are ${rows.length} rows for ${name}, and ${least} are the least: give more bars, or another share`,
    )
  const ups = labels.reduce((sum, label) => sum + label, 0)
  if (name === 'training' && (ups === 0 || ups === rows.length))
    throw new TrainingFault(
      `all ${rows.length} training rows came out the same: nothing can be learned from them`,
    )
}

/** Means and deviations of the training rows. Throws a `TrainingFault` that names a feature that never changes. */
export function scalesOf(
  { rows }: LabelledRows,
  names: readonly string[],
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const means = new Float64Array(names.length)
  const deviations = new Float64Array(names.length)
  for (const [at, name] of names.entries()) {
    for (const row of rows) means[at]! += row[at]! / rows.length
    let square = 0
    for (const row of rows) square += (row[at]! - means[at]!) ** 2
    deviations[at] = Math.sqrt(square / rows.length)
    if (!(deviations[at] > 1e-12 * Math.abs(means[at]!)))
      throw new TrainingFault(`feature ${name} has one value in all training rows: leave it out`)
  }
  return { means, deviations }
}

/** The rows measured from the means in deviations. */
export function scaled(
  rows: readonly Float64Array[],
  { means, deviations }: { readonly means: Float64Array; readonly deviations: Float64Array },
): readonly Float64Array[] {
  return rows.map((row) => row.map((value, at) => (value - means[at]!) / deviations[at]!))
}
