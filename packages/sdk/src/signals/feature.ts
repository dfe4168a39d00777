/**
 * A feature: one number a bar, made by a streaming indicator of the SDK.
 *
 * There is one way to compute it, bar by bar, for history and for the live stream. A feature is shown the fields of the closed
 * bar and nothing else: what it knows of the past is in its indicator, whose state can be kept and continued.
 */

import type { IndicatorOf, IndicatorSnapshot } from '../indicators/indicator.ts'
import type { Micros } from '../strategy/time.ts'

/** A closed bar by value. One object is reused for all bars: copy what you keep. */
export interface FeatureBar {
  /** When the bar opened. */
  readonly time: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** One feature of one stream. */
export interface Feature {
  /** The value after this bar; NaN until there is one. */
  update(bar: FeatureBar): number
  snapshot(): IndicatorSnapshot
  /** Throws a `TypeError` for the snapshot of another feature. */
  restore(snapshot: IndicatorSnapshot): void
}

/**
 * A feature from an indicator: `input` picks what it is fed with, `read` what the feature is (its value when left out).
 *
 * @example
 * feature(new Sma(20), (bar) => bar.close, (average, bar) => bar.close / average.value - 1)
 */
export function feature<Input, Fed extends IndicatorOf<Input>>(
  indicator: Fed & IndicatorOf<Input>,
  input: (bar: FeatureBar) => Input,
  read: (indicator: Fed, bar: FeatureBar) => number = (fed) => fed.value,
): Feature {
  return {
    update(bar) {
      indicator.update(input(bar))
      return indicator.isReady ? read(indicator, bar) : Number.NaN
    },
    snapshot: () => indicator.snapshot(),
    restore: (snapshot) => indicator.restore(snapshot),
  }
}
