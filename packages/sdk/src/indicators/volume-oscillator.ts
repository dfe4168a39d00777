/** Volume oscillator: a fast simple average of the volume less a slow one, in percent of the slow one. */

import { Indicator } from './indicator.ts'
import { requirePeriods, requireShorter } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

export interface VolumeOscillatorOptions {
  readonly fast?: number
  readonly slow?: number
}

/** Streaming form of {@link volumeOscillator}. */
export class VolumeOscillator extends Indicator {
  readonly fast: WindowTotal
  readonly slow: WindowTotal

  constructor(options: VolumeOscillatorOptions = {}) {
    const { fast = 5, slow = 10 } = options
    requirePeriods('VOSC', { fast, slow })
    requireShorter('VOSC', ['fast', fast], ['slow', slow])
    super('VOSC', slow, [{ fast, slow }])
    this.fast = new WindowTotal(fast)
    this.slow = new WindowTotal(slow)
  }

  /** Takes the volume of a bar. A window without volume gives 0. */
  update(volume: number): number {
    if (Number.isNaN(volume)) return this.value
    const fast = this.fast.push(volume) / this.fast.window.period
    const slow = this.slow.push(volume) / this.slow.window.period
    this.value = slow === 0 ? 0 : ((fast - slow) / slow) * 100
    return this.value
  }
}

/** The volume oscillator of each bar of a volume column; NaN before it is warm. */
export function volumeOscillator(column: Float64Array, options: VolumeOscillatorOptions = {}): Float64Array {
  const indicator = new VolumeOscillator(options)
  const out = new Float64Array(column.length)
  for (let at = 0; at < out.length; at += 1) out[at] = indicator.update(column[at]!)
  return out
}
