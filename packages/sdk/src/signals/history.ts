/** Features and signals over history: the columns of a backtest or of training, made by the code that runs live. */

import type { BarColumns } from '../session/columns.ts'
import type { SignalDefinition } from './define.ts'
import type { FeatureBar } from './feature.ts'
import { FeatureStream, signalStream, type SignalSeries } from './stream.ts'

/** A column a feature by name, one element a bar; NaN where it has no value. */
export type FeatureColumns = Readonly<Record<string, Float64Array>>

/** One element a bar; NaN where there is no signal. */
export interface SignalColumns {
  readonly score: Float64Array
  readonly confidence: Float64Array
}

/** The features of each bar. The signal needs no model. */
export function featuresOver(signal: SignalDefinition, bars: BarColumns): FeatureColumns {
  const stream = new FeatureStream(signal)
  const columns = stream.names.map(() => new Float64Array(bars.time.length))
  for (let row = 0; row < bars.time.length; row += 1) {
    stream.update(barAt(bars, row))
    for (const [index, column] of columns.entries()) column[row] = stream.values[index]!
  }
  return Object.fromEntries(stream.names.map((name, index) => [name, columns[index]!]))
}

/** What the model says at each bar. Throws a `SignalDefinitionError` where the signal has none. */
export function signalsOver(signal: SignalDefinition, series: SignalSeries, bars: BarColumns): SignalColumns {
  const stream = signalStream(signal, series)
  const score = new Float64Array(bars.time.length)
  const confidence = new Float64Array(bars.time.length)
  for (let row = 0; row < bars.time.length; row += 1) {
    const said = stream.update(barAt(bars, row))
    score[row] = said?.score ?? Number.NaN
    confidence[row] = said?.confidence ?? Number.NaN
  }
  return { score, confidence }
}

function barAt({ time, open, high, low, close, volume }: BarColumns, row: number): FeatureBar {
  return {
    time: time[row]!,
    open: open[row]!,
    high: high[row]!,
    low: low[row]!,
    close: close[row]!,
    volume: volume[row]!,
  }
}
