/** How good a model's probabilities are on rows that it has not seen, always beside those of somebody who only knows the base rate. */

import { chanceOf } from '../optimize/chance.ts'
import { stationaryPlaces, usualBlock } from '../optimize/resampling.ts'

/** Probabilities in one tenth of the range, and how often they came true. */
export interface CalibrationBin {
  readonly from: number
  readonly to: number
  readonly rows: number
  readonly predicted: number
  readonly happened: number
}

export interface ModelScores {
  readonly rows: number
  readonly accuracy: number
  /** Mean of -ln(probability of what happened); less is better. */
  readonly logLoss: number
  /** Mean squared error of the probabilities. */
  readonly brier: number
  /** Mean distance between what was predicted and what happened, by bins. */
  readonly calibrationError: number
  readonly calibration: readonly CalibrationBin[]
  /** Of predicting the share of ups in training, always. */
  readonly baseRate: number
  readonly baseAccuracy: number
  readonly baseLogLoss: number
  /** How much log loss is saved by the model; below 0 it is worse than the base rate. */
  readonly gain: number
  /** Where that lies in nine of ten other histories that could have been. */
  readonly gainInterval: readonly [low: number, high: number]
  /** Whether all of the interval is above 0. */
  readonly isBetterThanBase: boolean
}

const BINS = 10
const RESAMPLES = 1_000
/** A probability of 0 or 1 that fails costs this much and not all. */
const NEVER = 1e-12

/** `blockBars`: rows that lie closer share their outcome, as labels overlap; resampling keeps them together. */
export function scoresOf(
  predicted: Float64Array,
  labels: Uint8Array,
  of: { readonly baseRate: number; readonly blockBars: number; readonly seed: number },
): ModelScores {
  const rows = labels.length
  const base = new Float64Array(rows).fill(of.baseRate)
  const [lossOfModel, lossOfBase] = [lossesOf(predicted, labels), lossesOf(base, labels)]
  const gains = lossOfBase.map((loss, row) => loss - lossOfModel[row]!)
  const gainInterval = intervalOf(gains, Math.max(of.blockBars, usualBlock(rows)), of.seed)
  const calibration = binsOf(predicted, labels)
  return {
    rows,
    accuracy: accuracyOf(predicted, labels),
    logLoss: meanOf(lossOfModel),
    brier: meanOf(predicted.map((up, row) => (up - labels[row]!) ** 2)),
    calibrationError: calibration.reduce(
      (sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.predicted - bin.happened),
      0,
    ),
    calibration,
    baseRate: of.baseRate,
    baseAccuracy: accuracyOf(base, labels),
    baseLogLoss: meanOf(lossOfBase),
    gain: meanOf(gains),
    gainInterval,
    isBetterThanBase: gainInterval[0] > 0,
  }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function accuracyOf(predicted: Float64Array, labels: Uint8Array): number {
  let right = 0
  for (const [row, up] of predicted.entries()) if (up > 0.5 === (labels[row] === 1)) right += 1
  return right / labels.length
}

function lossesOf(predicted: Float64Array, labels: Uint8Array): Float64Array {
  return predicted.map((up, row) => -Math.log(Math.max(NEVER, labels[row] === 1 ? up : 1 - up)))
}

function binsOf(predicted: Float64Array, labels: Uint8Array): readonly CalibrationBin[] {
  const sums = Array.from({ length: BINS }, () => ({ rows: 0, predicted: 0, happened: 0 }))
  for (const [row, up] of predicted.entries()) {
    const bin = sums[Math.min(BINS - 1, Math.floor(up * BINS))]!
    bin.rows += 1
    bin.predicted += up
    bin.happened += labels[row]!
  }
  return sums.flatMap((bin, at) =>
    bin.rows === 0
      ? []
      : [
          {
            from: at / BINS,
            to: (at + 1) / BINS,
            rows: bin.rows,
            predicted: bin.predicted / bin.rows,
            happened: bin.happened / bin.rows,
          },
        ],
  )
}

function intervalOf(gains: Float64Array, block: number, seed: number): readonly [number, number] {
  const chance = chanceOf(seed)
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    const places = stationaryPlaces(gains.length, block, chance)
    let sum = 0
    for (const place of places) sum += gains[place]!
    return sum / gains.length
  }).sort()
  return [means[Math.floor(RESAMPLES * 0.05)]!, means[Math.ceil(RESAMPLES * 0.95) - 1]!]
}
