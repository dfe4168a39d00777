/** Pring's Know Sure Thing: four smoothed rates of change, weighted 1 to 4, and a simple average as signal. */

import { Indicator } from './indicator.ts'
import { IndicatorParameterError, requirePeriods } from './parameter.ts'
import { Roc } from './roc.ts'
import { Sma } from './sma.ts'

/** Four periods, from the shortest run to the longest. */
export type FourPeriods = readonly [first: number, second: number, third: number, fourth: number]

export interface KstOptions {
  /** Bars of the rates of change. */
  readonly rates?: FourPeriods
  /** Periods of their averages. */
  readonly averages?: FourPeriods
  readonly signal?: number
}

/** Streaming form of {@link kst}. `value` is the KST line. */
export class Kst extends Indicator {
  readonly rates: readonly Roc[]
  readonly averages: readonly Sma[]
  readonly average: Sma
  /** Average of the line; NaN until warm. */
  signal = Number.NaN

  constructor(options: KstOptions = {}) {
    const { rates = [10, 15, 20, 30], averages = [10, 10, 10, 15], signal = 9 } = options
    requireFour('rates', rates)
    requireFour('averages', averages)
    requirePeriods('KST', { signal })
    const longest = Math.max(...rates.map((rate, at) => rate + averages[at]!))
    super('KST', longest + signal - 1, [{ rates, averages, signal }])
    this.rates = rates.map((rate) => new Roc(rate))
    this.averages = averages.map((average) => new Sma(average))
    this.average = new Sma(signal)
  }

  override get isReady(): boolean {
    return !Number.isNaN(this.signal)
  }

  update(value: number): number {
    if (Number.isNaN(value)) return this.value
    let total = 0
    for (let at = 0; at < 4; at += 1)
      total += (at + 1) * this.averages[at]!.update(this.rates[at]!.update(value))
    this.value = total
    this.signal = this.average.update(total)
    return this.value
  }
}

export interface KstColumns {
  readonly kst: Float64Array
  readonly signal: Float64Array
}

/** The line and its signal; each NaN before it is warm. */
export function kst(column: Float64Array, options: KstOptions = {}): KstColumns {
  const indicator = new Kst(options)
  const line = new Float64Array(column.length)
  const signal = new Float64Array(column.length)
  for (let at = 0; at < line.length; at += 1) {
    line[at] = indicator.update(column[at]!)
    signal[at] = indicator.signal
  }
  return { kst: line, signal }
}

function requireFour(parameter: string, periods: FourPeriods): void {
  if (periods.length !== 4)
    throw new IndicatorParameterError(
      'KST',
      parameter,
      `must be four periods; there were ${String(periods.length)}`,
    )
  requirePeriods('KST', Object.fromEntries(periods.map((period, at) => [`${parameter}.${at}`, period])))
}
