/**
 * A signal over one series, bar by bar: the features, what the model says of them, and the provenance.
 *
 * It can be attached to a strategy's series like an indicator, so that it is updated before `onBar`, warmed up by past bars, and
 * kept in the session's snapshot. History takes the same way (`featuresOver`, `signalsOver`).
 */

import type { IndicatorSnapshot } from '../indicators/indicator.ts'
import type { InstrumentId } from '../instrument.ts'
import { Digest } from '../session/digest.ts'
import type { Attachable } from '../strategy/context.ts'
import { timeframeMicros, type Micros, type Timeframe } from '../strategy/time.ts'
import type { Prediction, SignalDefinition, TrainedSignal } from './define.ts'
import type { Feature, FeatureBar } from './feature.ts'
import { SignalDefinitionError } from './signal-error.ts'
import type { Signal } from './signal.ts'

/** The series that a signal is made from. */
export interface SignalSeries {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
}

/** The features of one stream as numbers. */
export class FeatureStream {
  readonly names: readonly string[]
  /** After the newest bar, in the order of `names`; NaN where one is not warm. Reused. */
  readonly values: Float64Array
  readonly #features: readonly Feature[]
  readonly #bar = { time: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 }

  constructor(definition: SignalDefinition) {
    const features = definition.features()
    this.names = Object.keys(features)
    this.#features = Object.values(features)
    this.values = new Float64Array(this.names.length).fill(Number.NaN)
  }

  /** Takes in a closed bar; answers whether every feature has a finite value. */
  update({ time, open, high, low, close, volume }: FeatureBar): boolean {
    // Copied, so that a feature cannot look at a window that history does not have.
    Object.assign(this.#bar, { time, open, high, low, close, volume })
    let isWhole = true
    for (const [index, feature] of this.#features.entries()) {
      // Minus zero would not survive a snapshot.
      const value = feature.update(this.#bar) + 0
      this.values[index] = value
      if (!Number.isFinite(value)) isWhole = false
    }
    return isWhole
  }

  snapshot(): readonly IndicatorSnapshot[] {
    return this.#features.map((feature) => feature.snapshot())
  }

  restore(snapshots: readonly IndicatorSnapshot[]): void {
    for (const [index, feature] of this.#features.entries()) feature.restore(snapshots[index]!)
  }
}

/** Makes the stream of a signal. Throws a `SignalDefinitionError` where it has no model. */
export function signalStream(signal: SignalDefinition, series: SignalSeries): SignalStream {
  return new SignalStream(signal, series)
}

export class SignalStream implements Attachable<FeatureBar> {
  /** What was said at the newest bar; null: not every feature had a value. */
  latest: Signal | null = null
  readonly #signal: TrainedSignal
  readonly #series: SignalSeries
  readonly #length: Micros
  readonly #features: FeatureStream

  constructor(signal: SignalDefinition, series: SignalSeries) {
    this.#signal = trained(signal)
    this.#series = series
    const length = timeframeMicros(series.timeframe)
    if (length === null)
      throw new SignalDefinitionError(
        `signal ${signal.name}: timeframe must be a count and one of s, m, h, d, w, as in 1m (was "${series.timeframe}")`,
      )
    this.#length = length
    this.#features = new FeatureStream(signal)
  }

  update(bar: FeatureBar): Signal | null {
    const isWhole = this.#features.update(bar)
    this.latest = isWhole ? this.#said(bar.time + this.#length) : null
    return this.latest
  }

  /** The state as JSON values; `restore` of the same signal continues from it to the last bit. */
  snapshot(): SignalSnapshot {
    return { of: this.#identity(), features: this.#features.snapshot(), latest: this.latest }
  }

  /** Throws a `TypeError` if the snapshot is of another signal, version, model or series, or broken. */
  restore(snapshot: unknown): void {
    const { of, features, latest } = snapshot as SignalSnapshot
    if (of !== this.#identity())
      throw new TypeError(`snapshot: it is of ${of}; this signal is ${this.#identity()}`)
    this.#features.restore(features)
    this.latest = latest
  }

  #said(at: Micros): Signal {
    const { name, version, horizonBars, model } = this.#signal
    const { names, values } = this.#features
    const { score, confidence } = checked(name, model.predict(values))
    const direction = score > 0 ? 'UP' : score < 0 ? 'DOWN' : 'FLAT'
    const provenance = Object.freeze({
      source: name,
      version,
      modelDigest: model.digest,
      features: Object.freeze(Object.fromEntries(names.map((one, index) => [one, values[index]!]))),
      featureDigest: digestOf(names, values),
      training: model.training,
    })
    return Object.freeze({
      instrument: this.#series.instrument,
      at,
      horizon: horizonBars * this.#length,
      direction,
      score,
      confidence,
      provenance,
    })
  }

  #identity(): string {
    const { name, version, model } = this.#signal
    return `${name} ${version} ${model.digest} ${this.#series.instrument} ${this.#series.timeframe}`
  }
}

/** A signal stream as JSON values. */
export interface SignalSnapshot {
  readonly of: string
  readonly features: readonly IndicatorSnapshot[]
  readonly latest: Signal | null
}

function trained(signal: SignalDefinition): TrainedSignal {
  const { model } = signal
  if (model === undefined)
    throw new SignalDefinitionError(
      `signal ${signal.name}: it has no model; train one with "quarterdeck signal train" and give it with withModel`,
    )
  return { ...signal, model }
}

/** A model that says what cannot be is stopped here, not at the order that follows from it. */
function checked(signal: string, { score, confidence }: Prediction): Prediction {
  if (!(score >= -1 && score <= 1))
    throw new RangeError(`signal ${signal}: the model's score must be from -1 to 1 (was ${score})`)
  if (!(confidence >= 0 && confidence <= 1))
    throw new RangeError(`signal ${signal}: the model's confidence must be from 0 to 1 (was ${confidence})`)
  return { score: score + 0, confidence: confidence + 0 }
}

function digestOf(names: readonly string[], values: Float64Array): string {
  const digest = new Digest()
  for (const [index, name] of names.entries()) {
    digest.text(name)
    digest.double(values[index]!)
  }
  return digest.hex()
}
