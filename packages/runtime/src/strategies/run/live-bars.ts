/**
 * Closed bars of any timeframe, made of those that the market data of this process keeps: of the middle between bid and ask.
 *
 * Quotes carry no volume, so neither do these bars. A time without quotes has no bar.
 */
import type { Micros } from '@quarterdeck/engine'
import { type Timeframe, timeframeMicros } from '@quarterdeck/sdk'
import { BARS_KEPT, BAR_INTERVALS, BAR_MICROS } from '../../feed/bars.ts'
import type { BarInterval, BarView } from '../../runtime.ts'

export interface LiveBar {
  /** When it opened. */
  readonly time: Micros
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

type BarSource = (instrumentId: string, interval: BarInterval, count: number) => readonly BarView[]

export class LiveBars {
  readonly #span: Micros
  readonly #base: BarInterval
  readonly #instrumentId: string
  readonly #bars: BarSource

  constructor(instrumentId: string, timeframe: Timeframe, bars: BarSource) {
    const span = timeframeMicros(timeframe)
    const base = BAR_INTERVALS.findLast((interval) => span !== null && span % BAR_MICROS[interval] === 0)
    if (span === null || base === undefined)
      throw new Error(`Invariant: ${timeframe} is a timeframe of whole seconds`)
    this.#span = span
    this.#base = base
    this.#instrumentId = instrumentId
    this.#bars = bars
  }

  /** When the bar that runs at an instant closes. Days and weeks begin at 00:00 UTC, weeks on a Monday. */
  closesAfter(at: Micros): Micros {
    const shift = this.#span % WEEK === 0 ? MONDAY : 0
    return (Math.floor((at - shift) / this.#span) + 1) * this.#span + shift
  }

  /** The bar that closes at an instant; null: nothing was quoted while it ran. */
  closedAt(at: Micros): LiveBar | null {
    const wanted = this.#span / BAR_MICROS[this.#base] + NEWER_BARS
    // Nobody trades while bars are made anew: the newest few hold this one, unless whoever asks is late.
    const newest = this.#bars(this.#instrumentId, this.#base, Math.min(wanted, BARS_KEPT))
    const isWhole = newest.length < wanted || newest[0]!.start <= at - this.#span
    return this.#closedAt(at, isWhole ? newest : this.#known())
  }

  /** The newest bars that are closed at an instant, oldest first; as many as are known, `count` at most. */
  history(at: Micros, count: number): readonly LiveBar[] {
    const end = this.closesAfter(at) - this.#span
    const perBar = this.#span / BAR_MICROS[this.#base]
    // Read once: each reading makes every bar that is kept anew, and nobody trades meanwhile.
    const known = this.#known()
    const first = known[0]?.start ?? end
    const bars: LiveBar[] = []
    // One that began before what is known would be a part of itself.
    const possible = Math.floor((end - first) / this.#span)
    for (let back = Math.min(count, possible, Math.ceil(BARS_KEPT / perBar)); back > 0; back -= 1) {
      const bar = this.#closedAt(end - (back - 1) * this.#span, known)
      if (bar !== null) bars.push(bar)
    }
    return bars
  }

  #closedAt(at: Micros, known: readonly BarView[]): LiveBar | null {
    const from = at - this.#span
    return merged(
      known.filter(({ start }) => start >= from && start < at),
      from,
    )
  }

  #known(): readonly BarView[] {
    return this.#bars(this.#instrumentId, this.#base, BARS_KEPT)
  }
}

/** Bars that may have begun since one closed, before it is asked for. */
const NEWER_BARS = 4

const WEEK = 7 * 86_400e6
/** 1970-01-05, the first Monday. */
const MONDAY = 4 * 86_400e6

function merged(bars: readonly BarView[], time: Micros): LiveBar | null {
  const [first] = bars
  const last = bars.at(-1)
  if (first === undefined || last === undefined) return null
  return {
    time,
    open: Number(first.open),
    high: Math.max(...bars.map(({ high }) => Number(high))),
    low: Math.min(...bars.map(({ low }) => Number(low))),
    close: Number(last.close),
  }
}
