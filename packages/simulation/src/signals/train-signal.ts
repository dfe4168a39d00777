/** Trains a logistic model of a signal on history and tries it on what came after: the same bars and terms give the same file. */

import { timeframeMicros, type BarColumns, type Timeframe as SeriesTimeframe } from '@quarterdeck/market-data'
import { isTimeframe, logisticModel } from '@quarterdeck/sdk'
import type {
  FeatureColumns,
  InstrumentId,
  LogisticModelFile,
  SignalTerms,
  Timeframe,
} from '@quarterdeck/sdk'
import { hashOf } from '../run/data-hash.ts'
import { FitFault, fitLogistic } from './fit-logistic.ts'
import { scoresOf, type ModelScores } from './model-scores.ts'
import { scaled, scalesOf, splitByTime, TrainingFault, type LabelledRows } from './training-set.ts'

export interface TrainingRequest {
  readonly signal: SignalTerms
  readonly instrumentId: InstrumentId
  readonly timeframe: SeriesTimeframe
  readonly bars: BarColumns
  /** As the signal computes them over these bars, in the order in which the model is to take them. */
  readonly features: FeatureColumns
  /** 0.7 when left out. */
  readonly trainShare?: number
  /** The signal's horizon when left out. */
  readonly gapBars?: number
  /** Price of large weights, above 0; 1 when left out. */
  readonly l2?: number
  /** Of the resampling that tells luck from knowledge; the weights have no chance in them. */
  readonly seed?: number
}

/** The file of the model, with what it was made from and how it did. */
export interface TrainedModelFile extends LogisticModelFile {
  readonly terms: {
    readonly trainShare: number
    readonly gapBars: number
    readonly l2: number
    readonly seed: number
    readonly purgedRows: number
    /** SHA-256 of the bars. */
    readonly dataHash: string
    /** Instants between which it was tried. */
    readonly testFrom: number
    readonly testTo: number
  }
  readonly scores: ModelScores
}

/** Throws a `TrainingFault` where the data or the terms cannot make a model. */
export function trainSignal(request: TrainingRequest): TrainedModelFile {
  const { signal, instrumentId, bars, features } = request
  const { trainShare = 0.7, gapBars = signal.horizonBars, l2 = 1, seed = 0 } = request
  checkTerms({ trainShare, gapBars, l2 })
  const { timeframe, length } = frameOf(request.timeframe)
  const names = Object.keys(features)
  const split = splitByTime(bars, features, { horizonBars: signal.horizonBars, trainShare, gapBars })
  const scales = scalesOf(split.train, names)
  const fit = fitted(split.train, scales, l2)
  const span = spanOf(split.train, bars, length)
  const tried = spanOf(split.test, bars, length)
  const file: LogisticModelFile = {
    format: 'quarterdeck-model/1',
    kind: 'LOGISTIC',
    signal: { name: signal.name, version: signal.version, horizonBars: signal.horizonBars },
    features: names,
    means: [...scales.means],
    deviations: [...scales.deviations],
    weights: [...fit.weights],
    bias: fit.bias,
    // A model has seen its last answer one horizon after its last row.
    training: {
      instrument: instrumentId,
      timeframe,
      from: span.from,
      to: bars.time[(split.train.bars.at(-1) ?? 0) + signal.horizonBars]! + length,
      rows: split.train.rows.length,
    },
  }
  const dataHash = hashOf({ kind: 'BARS', instrumentId, timeframe: request.timeframe, bars })
  return {
    ...file,
    terms: {
      trainShare,
      gapBars,
      l2,
      seed,
      purgedRows: split.purged,
      dataHash,
      testFrom: tried.from,
      testTo: tried.to,
    },
    // Scored by the code that will speak, from the file as it will be read.
    scores: scoresOf(probabilities(file, split.test), split.test.labels, {
      baseRate: split.train.labels.reduce((sum, label) => sum + label, 0) / split.train.labels.length,
      blockBars: signal.horizonBars,
      seed,
    }),
  }
}

function checkTerms({ trainShare, gapBars, l2 }: { trainShare: number; gapBars: number; l2: number }): void {
  if (!(trainShare > 0 && trainShare < 1))
    throw new TrainingFault(`trainShare must be above 0 and below 1 (was ${trainShare})`)
  if (!Number.isInteger(gapBars) || gapBars < 0)
    throw new TrainingFault(`gapBars must be a whole number from 0 (was ${gapBars})`)
  if (!(l2 > 0 && l2 <= 1e9)) throw new TrainingFault(`l2 must be above 0 and at most 1e9 (was ${l2})`)
}

function frameOf(timeframe: SeriesTimeframe): { readonly timeframe: Timeframe; readonly length: number } {
  const length = timeframeMicros(timeframe)
  if (length === undefined || !isTimeframe(timeframe))
    throw new TrainingFault(
      `bars of ${timeframe} have no fixed length: signals need a count and one of s, m, h, d, w`,
    )
  return { timeframe, length }
}

function fitted(
  train: LabelledRows,
  scales: Parameters<typeof scaled>[1],
  l2: number,
): ReturnType<typeof fitLogistic> {
  try {
    return fitLogistic({ rows: scaled(train.rows, scales), labels: train.labels }, l2)
  } catch (error) {
    throw error instanceof FitFault ? new TrainingFault(error.message) : error
  }
}

/** When the first and the last row were known. */
function spanOf(
  { bars: rows }: LabelledRows,
  { time }: BarColumns,
  length: number,
): { readonly from: number; readonly to: number } {
  const [first = 0, last = 0] = [rows[0], rows.at(-1)]
  return { from: time[first]! + length, to: time[last]! + length }
}

function probabilities(file: LogisticModelFile, { rows }: LabelledRows): Float64Array {
  const model = logisticModel(file)
  return Float64Array.from(rows, (row) => (model.predict(row).score + 1) / 2)
}
