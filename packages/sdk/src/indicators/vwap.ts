/** Volume weighted average price: of a session, from its first bar on, and of the last bars. */

import { columnFor, type BarOf, type ColumnsOf } from './column.ts'
import { Indicator } from './indicator.ts'
import { requirePeriods } from './parameter.ts'
import { WindowTotal } from './window-total.ts'

/** Streaming form of {@link sessionVwap}. */
export class SessionVwap extends Indicator {
  session = Number.NaN
  turnover = 0
  volume = 0

  constructor() {
    super('VWAP', 1, [])
  }

  /** `session` is any number that all bars of one session share and no neighbour has, such as the day's. */
  update(bar: BarOf<'high' | 'low' | 'close' | 'volume' | 'session'>): number {
    if (Number.isNaN(bar.high + bar.low + bar.close + bar.volume + bar.session)) return this.value
    this.begin(bar.session)
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** Forgets what came before if this is another session than the last bar's. */
  begin(session: number): void {
    if (session === this.session) return
    this.session = session
    this.turnover = 0
    this.volume = 0
  }

  /** A bar of the session that has begun. While it has no volume, the typical price stands in. */
  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3
    if (Number.isNaN(typical + volume)) return this.value
    this.turnover += typical * volume
    this.volume += volume
    this.value = this.volume === 0 ? typical : this.turnover / this.volume
    return this.value
  }
}

/** Streaming form of {@link rollingVwap}. */
export class RollingVwap extends Indicator {
  readonly turnover: WindowTotal
  readonly volume: WindowTotal

  constructor(period = 20) {
    requirePeriods('ROLLINGVWAP', { period })
    super('ROLLINGVWAP', period, [period])
    this.turnover = new WindowTotal(period)
    this.volume = new WindowTotal(period)
  }

  update(bar: BarOf<'high' | 'low' | 'close' | 'volume'>): number {
    return this.next(bar.high, bar.low, bar.close, bar.volume)
  }

  /** As `update`, without a bar object. In a window without volume the typical price stands in. */
  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3
    if (Number.isNaN(typical + volume)) return this.value
    const turnover = this.turnover.push(typical * volume)
    const all = this.volume.push(volume)
    this.value = all === 0 ? typical : turnover / all
    return this.value
  }
}

/** The average price of each session up to each bar; sessions are told apart by the column `session`. */
export function sessionVwap(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume' | 'session'>,
): Float64Array {
  const { high, low, close, volume, session } = columns
  const out = columnFor('VWAP', columns, ['high', 'low', 'close', 'volume', 'session'])
  const indicator = new SessionVwap()
  for (let at = 0; at < out.length; at += 1) {
    const gap = Number.isNaN(high[at]! + low[at]! + close[at]! + volume[at]! + session[at]!)
    if (!gap) {
      indicator.begin(session[at]!)
      indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
    }
    out[at] = indicator.value
  }
  return out
}

/** The average price of each window; NaN before the first whole one. */
export function rollingVwap(
  columns: ColumnsOf<'high' | 'low' | 'close' | 'volume'>,
  period = 20,
): Float64Array {
  const { high, low, close, volume } = columns
  const out = columnFor('ROLLINGVWAP', columns, ['high', 'low', 'close', 'volume'])
  const indicator = new RollingVwap(period)
  for (let at = 0; at < out.length; at += 1)
    out[at] = indicator.next(high[at]!, low[at]!, close[at]!, volume[at]!)
  return out
}
