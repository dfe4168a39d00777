/** Rules about how prices move: moves out of all proportion, prices that stand still, jumps that look like splits. */
import type { CorporateAction } from '../adjustment/corporate-action.ts'
import { findSplitSuspects } from '../adjustment/split-suspects.ts'
import { firstRowAtOrAfter, type BarColumns } from '../columns/bar-columns.ts'
import type { FindingTally } from './findings.ts'

export interface MoveLimits {
  /** A move is an outlier beyond this many times the usual move, 15 by default ... */
  readonly outlierMoves: number
  /** ... and beyond this share of the price, 0.02 by default. */
  readonly outlierShareMin: number
  /** So many bars with one and the same price are stale. */
  readonly staleBars: number
}

/** How much one bar weighs in the usual move. */
const WEIGHT = 0.03
/** Bars that are needed before a usual move is known. */
const WARM_UP = 30
const USUAL_MIN = 1e-5

/**
 * Outliers: a close that lies out of proportion to the close before it, or a high or low to its own bar.
 * Moves over a pause longer than `step` are left to the split rule: markets open where they like.
 */
export function checkOutliers(
  bars: BarColumns,
  {
    limits,
    step,
    found,
  }: { readonly limits: MoveLimits; readonly step: number; readonly found: FindingTally },
): void {
  const { time, open, high, low, close } = bars
  let usual = 0
  let seen = 0
  for (let row = 1; row < bars.length; row += 1) {
    const from = close[row - 1]!
    const to = close[row]!
    const o = open[row]!
    const top = o > to ? o : to
    const bottom = o > to ? to : o
    const move = (to > from ? to - from : from - to) / from
    const isPaused = step > 0 && time[row]! - time[row - 1]! > step
    const proportion = limits.outlierMoves * (usual > USUAL_MIN ? usual : USUAL_MIN)
    const limit = proportion > limits.outlierShareMin ? proportion : limits.outlierShareMin
    const isWick = high[row]! > top * (1 + limit) || bottom > low[row]! * (1 + limit)
    if ((isWick || (move > limit && !isPaused)) && seen >= WARM_UP) {
      found.add('OUTLIERS', row, outlier(bars, row, { usual, isWick }))
    }
    if (!isPaused && move < Infinity) {
      usual += WEIGHT * ((move > limit ? limit : move) - usual)
      seen += 1
    }
  }
}

function outlier(
  bars: BarColumns,
  row: number,
  { usual, isWick }: { readonly usual: number; readonly isWick: boolean },
): string {
  const before = bars.close[row - 1]!
  const close = bars.close[row]!
  const top = Math.max(bars.open[row]!, close)
  const bottom = Math.min(bars.open[row]!, close)
  const wick = Math.max(bars.high[row]! / top, bottom / bars.low[row]!) - 1
  const largest = isWick ? wick : Math.abs(close / before - 1)
  const size = `${(largest * 100).toFixed(2)} %, usual ${(usual * 100).toFixed(3)} %`
  if (isWick)
    return `high ${bars.high[row]!} or low ${bars.low[row]!} stands ${size} away from open and close`
  const back = row + 1 < bars.length && Math.abs(bars.close[row + 1]! / before - 1) < largest / 4
  return `close ${before} to ${close}: ${size}${back ? ', and back with the next bar' : ''}`
}

/** Stale runs: open, high, low and close all at one price, bar after bar. */
export function checkStale(bars: BarColumns, limits: MoveLimits, found: FindingTally): void {
  const { high, low } = bars
  let start = 0
  for (let row = 0; row <= bars.length; row += 1) {
    const goes =
      row < bars.length && high[row] === low[row] && high[row] === high[start] && low[start] === high[start]
    if (goes) continue
    if (row - start >= limits.staleBars) {
      found.add('STALE', start, `${row - start} bars at the one price ${high[start]!}`)
    }
    start = row
  }
}

/** A stored split explains a jump by about its ratio, and one that is no larger than this was not to be seen anyway. */
const SPLIT_SIZE_MIN = Math.log(1.2)

/**
 * Splits that were not applied, over daily bars: jumps that look like one and that no stored split explains; and stored splits at
 * which the prices do not jump, so that they would be applied twice. `rowOf` leads from a day back to a row.
 */
export function checkSplits(
  days: BarColumns,
  actions: readonly CorporateAction[],
  { rowOf, found }: { readonly rowOf: (time: number) => number; readonly found: FindingTally },
): void {
  const ratios = splitRatios(days, actions)
  for (const suspect of findSplitSuspects(days)) {
    const stored = ratios.get(suspect.row) ?? 1
    if (Math.abs(Math.log(stored / suspect.ratio)) < SPLIT_SIZE_MIN) continue
    found.add(
      'SPLITS',
      rowOf(suspect.time),
      `opens at ${suspect.jump.toFixed(4)} of the close before: a split of ${inWords(suspect.ratio)}?`,
    )
  }
  for (const [row, ratio] of ratios) {
    const size = Math.abs(Math.log(ratio))
    const jump = days.open[row]! / days.close[row - 1]!
    if (size < SPLIT_SIZE_MIN || !(Math.abs(Math.log(jump)) < size / 2)) continue
    found.add(
      'SPLITS',
      rowOf(days.time[row]!),
      `a split of ${inWords(ratio)} is stored, and it opens at ${jump.toFixed(4)} of the close before: ` +
        'the prices are adjusted for it already?',
    )
  }
}

/** Product of the stored splits that take effect with each day, by its row; none before the second. */
function splitRatios(days: BarColumns, actions: readonly CorporateAction[]): ReadonlyMap<number, number> {
  const ratios = new Map<number, number>()
  for (const action of actions) {
    if (action.kind !== 'SPLIT') continue
    const row = firstRowAtOrAfter(days.time, action.exTime)
    if (row > 0 && row < days.length) ratios.set(row, (ratios.get(row) ?? 1) * action.ratio)
  }
  return ratios
}

function inWords(ratio: number): string {
  return ratio >= 1 ? `${shown(ratio)} for 1` : `1 for ${shown(1 / ratio)}`
}

function shown(ratio: number): string {
  return String(Number(ratio.toFixed(2)))
}
