/**
 * Bars of the middle between bid and ask, kept in memory for charts: the newest 1,000 of each interval and instrument.
 *
 * Middles are counted in half ticks, so that they are exact. A time without quotes has no bar.
 */

import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { BarInterval, BarView } from '../runtime.ts'
import type { FeedQuote } from './feed.ts'
import { priceGrid } from './price-grid.ts'
import type { PriceGrid } from './price-grid.ts'

export const BAR_INTERVALS = ['S1', 'S5', 'M1', 'M5', 'M15', 'H1', 'D1'] as const

/** Length of each interval in microseconds; days begin at 00:00 UTC. */
export const BAR_MICROS: Readonly<Record<BarInterval, number>> = {
  S1: 1e6,
  S5: 5e6,
  M1: 60e6,
  M5: 300e6,
  M15: 900e6,
  H1: 3_600e6,
  D1: 86_400e6,
}

/** Bars kept of each interval. */
export const BARS_KEPT = 1000

/** What takes the middles of quotes: live ones, and those of a made-up past. */
export interface MidSink {
  /** `halfTicks` is bid plus ask in ticks. */
  onMid(instrumentId: string, halfTicks: number, at: Micros): void
}

const STRIDE = 5
const FIELD = { start: 0, open: 1, high: 2, low: 3, close: 4 } as const

/** The newest bars of one interval, oldest overwritten first. */
class BarRing {
  readonly #micros: number
  #rows = new Float64Array(STRIDE * 16)
  #first = 0
  #count = 0

  constructor(micros: number) {
    this.#micros = micros
  }

  add(halfTicks: number, at: Micros): void {
    const start = Math.floor(at / this.#micros) * this.#micros
    const rows = this.#rows
    const newest = this.#rowOf(this.#count - 1)
    const newestStart = this.#count === 0 ? Number.NEGATIVE_INFINITY : rows[newest + FIELD.start]!
    // A middle older than the newest bar came late: history is not rewritten under a chart.
    if (start < newestStart) return
    if (start > newestStart) {
      this.#append(start, halfTicks)
      return
    }
    if (halfTicks > rows[newest + FIELD.high]!) rows[newest + FIELD.high] = halfTicks
    if (halfTicks < rows[newest + FIELD.low]!) rows[newest + FIELD.low] = halfTicks
    rows[newest + FIELD.close] = halfTicks
  }

  /** The newest `count` bars, oldest first. */
  newest(count: number, grid: PriceGrid): BarView[] {
    const bars: BarView[] = []
    for (let index = Math.max(0, this.#count - count); index < this.#count; index += 1) {
      const row = this.#rowOf(index)
      const price = (field: number): string => grid.formatHalfTicks(this.#rows[row + field]!)
      bars.push({
        start: this.#rows[row + FIELD.start]!,
        open: price(FIELD.open),
        high: price(FIELD.high),
        low: price(FIELD.low),
        close: price(FIELD.close),
      })
    }
    return bars
  }

  #rowOf(index: number): number {
    return ((this.#first + index) % (this.#rows.length / STRIDE)) * STRIDE
  }

  #append(start: Micros, halfTicks: number): void {
    const capacity = this.#rows.length / STRIDE
    if (this.#count === capacity && capacity < BARS_KEPT) this.#grow(Math.min(BARS_KEPT, capacity * 4))
    if (this.#count === BARS_KEPT) this.#first = (this.#first + 1) % BARS_KEPT
    else this.#count += 1
    const row = this.#rowOf(this.#count - 1)
    const rows = this.#rows
    rows[row + FIELD.start] = start
    rows[row + FIELD.open] = halfTicks
    rows[row + FIELD.high] = halfTicks
    rows[row + FIELD.low] = halfTicks
    rows[row + FIELD.close] = halfTicks
  }

  /** Only a ring that has never turned grows, so its rows stay where they are. */
  #grow(capacity: number): void {
    const grown = new Float64Array(capacity * STRIDE)
    grown.set(this.#rows)
    this.#rows = grown
  }
}

export class MidBars implements MidSink {
  readonly #series = new Map<
    string,
    { readonly grid: PriceGrid; readonly rings: ReadonlyMap<BarInterval, BarRing> }
  >()

  constructor(instruments: readonly Instrument[]) {
    for (const instrument of instruments) this.list(instrument)
  }

  /** Makes bars of an instrument from now on; again: no change. */
  list(instrument: Instrument): void {
    if (this.#series.has(instrument.id)) return
    const rings = new Map(
      BAR_INTERVALS.map((interval) => [interval, new BarRing(BAR_MICROS[interval])] as const),
    )
    this.#series.set(instrument.id, { grid: priceGrid(instrument), rings })
  }

  /** Takes a quote at the time we received it; one without both sides has no middle and is left out. */
  onQuote(quote: FeedQuote): void {
    if (quote.bidTicks === null || quote.askTicks === null) return
    this.onMid(quote.instrumentId, quote.bidTicks + quote.askTicks, quote.receivedAt)
  }

  onMid(instrumentId: string, halfTicks: number, at: Micros): void {
    const series = this.#series.get(instrumentId)
    if (series === undefined) return
    for (const ring of series.rings.values()) ring.add(halfTicks, at)
  }

  /** The newest bars, oldest first, the running one last; at most 1,000, none for an unknown instrument. */
  bars(instrumentId: string, interval: BarInterval, count: number): readonly BarView[] {
    const series = this.#series.get(instrumentId)
    return series?.rings.get(interval)?.newest(Math.max(0, count), series.grid) ?? []
  }
}
