/**
 * Shows that a strategy decides on the past alone: it is run again on prefixes of the data, cut at random bars, and whatever it
 * wanted up to the cut must be the same, wish by wish.
 *
 * For each prefix the rows after the cut are turned upside down in place, so that code that holds the columns and reads ahead of
 * the clock reads another future. Columns in shared memory are left alone, as others read them: there only the prefix is cut.
 * What a strategy keeps in a copy of its own cannot be seen from outside; the sandbox gives it no way to one.
 */

import { firstRowAtOrAfter, sliceBars } from '@quarterdeck/market-data'
import type { BarColumns } from '@quarterdeck/market-data'
import type { Micros } from '@quarterdeck/sdk'
import { prepare } from './prepare.ts'
import type { BacktestRequest, MarketSeries } from './request.ts'

/** Something that a strategy wanted, as text, and when. */
export interface Wish {
  readonly at: Micros
  /** Whether it came after a market event of that instant, and not only on what had closed by then. */
  readonly isOnMarket: boolean
  readonly wish: string
}

export interface LookAheadProof {
  /** Whether every prefix led to the same wishes. */
  readonly holds: boolean
  /** Prefixes that were played, and wishes that were compared in them. */
  readonly prefixes: number
  readonly compared: number
  /** The first difference; null: there is none. */
  readonly divergence: LookAheadDivergence | null
}

export interface LookAheadDivergence {
  /** What was known: data up to this instant. */
  readonly cutAt: Micros
  /** With all the data, and with the prefix; null: it wanted nothing more. */
  readonly whole: Wish | null
  readonly prefix: Wish | null
}

/**
 * Runs the request whole and on `prefixes` random prefixes (8 when left out; `seed` chooses them) and compares.
 * Throws a `BacktestRequestError` as `runBacktest` does; a strategy that throws is compared up to its throw.
 */
export function proveNoLookAhead(
  request: BacktestRequest,
  of: { readonly prefixes?: number; readonly seed?: number } = {},
): LookAheadProof {
  const whole = wishesOf(request)
  const cuts = cutsOf(request, of.prefixes ?? 8, of.seed ?? 0)
  let compared = 0
  for (const [index, cutAt] of cuts.entries()) {
    const isKnown = (wish: Wish): boolean => wish.at < cutAt || (wish.at === cutAt && !wish.isOnMarket)
    const expected = whole.filter(isKnown)
    const found = withOtherFuture(request, cutAt, () => wishesOf(prefixOf(request, cutAt))).filter(isKnown)
    compared += expected.length
    const at = expected.findIndex(
      (wish, place) => wish.at !== found[place]?.at || wish.wish !== found[place].wish,
    )
    if (at < 0 && found.length <= expected.length) continue
    const place = at < 0 ? expected.length : at
    const divergence = { cutAt, whole: expected[place] ?? null, prefix: found[place] ?? null }
    return { holds: false, prefixes: index + 1, compared, divergence }
  }
  return { holds: true, prefixes: cuts.length, compared, divergence: null }
}

function wishesOf(request: BacktestRequest): Wish[] {
  const wishes: Wish[] = []
  const run = prepare(request, {
    onWish: (at, wish, isOnMarket) => void wishes.push({ at, isOnMarket, wish: JSON.stringify(wish) }),
  })
  try {
    run.kernel.start(run.startAt)
    while (run.kernel.play(100_000));
  } catch {
    // What it wanted before it threw is compared like everything else.
    return wishes
  }
  return wishes
}

/** Instants at which a row of the longest series begins: what began before is the prefix. */
function cutsOf(request: BacktestRequest, count: number, seed: number): Micros[] {
  const longest = request.series.reduce((one, other) =>
    timeOf(other).length > timeOf(one).length ? other : one,
  )
  const time = timeOf(longest)
  const cuts: Micros[] = []
  let state = (seed ^ 0x6a09e667) >>> 0 || 1
  for (let index = 0; index < count && time.length > 2; index += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
    state = (Math.imul(state ^ (state >>> 12), 0x297a2d39) + index) >>> 0
    cuts.push(time[1 + Math.floor((state / 2 ** 32) * (time.length - 2))]!)
  }
  return cuts
}

function timeOf(series: MarketSeries): Float64Array {
  if (series.kind === 'BARS') return series.bars.time
  if (series.kind === 'QUOTE_BARS') return series.bid.time
  if (series.kind === 'DEPTH') return series.depth.time
  return series.kind === 'QUOTES' ? series.quotes.time : series.trades.time
}

function prefixOf(request: BacktestRequest, at: Micros): BacktestRequest {
  const cut = (bars: BarColumns): BarColumns => sliceBars(bars, 0, firstRowAtOrAfter(bars.time, at))
  const series = request.series.map((whole): MarketSeries => {
    if (whole.kind === 'BARS') return { ...whole, bars: cut(whole.bars) }
    if (whole.kind === 'QUOTE_BARS') return { ...whole, bid: cut(whole.bid), ask: cut(whole.ask) }
    const rows = firstRowAtOrAfter(timeOf(whole), at)
    if (whole.kind === 'DEPTH') return { ...whole, depth: cutColumns(whole.depth, rows) }
    return whole.kind === 'QUOTES'
      ? { ...whole, quotes: cutColumns(whole.quotes, rows) }
      : { ...whole, trades: cutColumns(whole.trades, rows) }
  })
  return { ...request, series }
}

function cutColumns<Columns extends object>(columns: Columns, rows: number): Columns {
  const cut = Object.entries(columns).map(([name, column]) => [
    name,
    column instanceof Float64Array ? column.subarray(0, rows) : rows,
  ])
  return Object.fromEntries(cut) as Columns
}

/** Does something while every price from an instant on is mirrored at the last one before it; puts all back. */
function withOtherFuture<T>(request: BacktestRequest, at: Micros, act: () => T): T {
  const kept: { readonly column: Float64Array; readonly from: number; readonly values: Float64Array }[] = []
  for (const series of request.series) {
    const from = firstRowAtOrAfter(timeOf(series), at)
    for (const column of pricesOf(series)) {
      if (column.buffer instanceof SharedArrayBuffer || from >= column.length || from === 0) continue
      kept.push({ column, from, values: column.slice(from) })
      const last = column[from - 1]!
      for (let row = from; row < column.length; row += 1) column[row] = 2 * last - column[row]!
    }
  }
  try {
    return act()
  } finally {
    for (const { column, from, values } of kept) column.set(values, from)
  }
}

function pricesOf(series: MarketSeries): readonly Float64Array[] {
  const ofBars = ({ open, high, low, close }: BarColumns): Float64Array[] => [open, high, low, close]
  if (series.kind === 'BARS') return ofBars(series.bars)
  if (series.kind === 'QUOTE_BARS') return [...ofBars(series.bid), ...ofBars(series.ask)]
  if (series.kind === 'DEPTH') return [series.depth.price]
  return series.kind === 'QUOTES' ? [series.quotes.bid, series.quotes.ask] : [series.trades.price]
}
