/**
 * Finds places where a split was probably not applied: the price jumps by a usual split ratio overnight, far out of the
 * ordinary, while all else is ordinary: what remains of the jump, the moves on both sides of it, and the range of its bar.
 * The last two tell a split from a crash and from one wrong price.
 */
import type { BarColumns } from '../columns/bar-columns.ts'

/** One suspected split between two bars. */
export interface SplitSuspect {
  /** The first bar in new shares. */
  readonly row: number
  readonly time: number
  /** New shares for each old one; below 1 for a consolidation. */
  readonly ratio: number
  /** Open of the bar over the close before it. */
  readonly jump: number
  /** What remains of the jump without the split, as a multiple of the usual move. */
  readonly residualMoves: number
}

/** Ratios that companies choose, as new shares for an old one; each also the other way round. */
const RATIOS: readonly number[] = [3 / 2, 2, 5 / 2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100]
/** Bars before the jump that say what an ordinary move is. */
const WINDOW = 40
/** A jump is out of the ordinary beyond this many ordinary moves. */
const JUMP_MOVES_MIN = 6
/** What remains of it is ordinary up to this many. */
const RESIDUAL_MOVES_MAX = 3
/** The moves on both sides of a split, and the range of its bar, are ordinary up to this many. */
const NEIGHBOUR_MOVES_MAX = 5
/** The smallest ordinary move assumed, so that flat series have one. */
const MOVE_MIN = 0.002

const CANDIDATES: readonly number[] = RATIOS.flatMap((ratio) => [ratio, 1 / ratio])

/** Suspects in order of time; O(bars). Bars must be in order, with prices above 0. */
export function findSplitSuspects(bars: BarColumns): readonly SplitSuspect[] {
  const suspects: SplitSuspect[] = []
  const smallestJump = Math.log(RATIOS[0]!) / 2
  for (let row = 1; row < bars.length; row += 1) {
    const jump = bars.open[row]! / bars.close[row - 1]!
    const size = Math.abs(Math.log(jump))
    if (!(size > smallestJump) || size === Infinity) continue
    const move = ordinaryMove(bars, row)
    if (size < JUMP_MOVES_MIN * move) continue
    const ratio = nearestRatio(jump)
    const residualMoves = Math.abs(Math.log(jump * ratio)) / move
    if (residualMoves > RESIDUAL_MOVES_MAX || largestAround(bars, row) > NEIGHBOUR_MOVES_MAX * move) continue
    suspects.push({ row, time: bars.time[row]!, ratio, jump, residualMoves })
  }
  return suspects
}

/** Root mean square of the log moves from close to close before a row; the largest of them is left out, as it may be a split too. */
function ordinaryMove(bars: BarColumns, row: number): number {
  let [sum, largest, count] = [0, 0, 0]
  for (let at = Math.max(1, row - WINDOW); at < row; at += 1) {
    const move = Math.log(bars.close[at]! / bars.close[at - 1]!)
    if (!Number.isFinite(move)) continue
    sum += move * move
    largest = Math.max(largest, move * move)
    count += 1
  }
  const usual = count < 2 ? 0 : Math.sqrt((sum - largest) / (count - 1))
  return Math.max(usual, MOVE_MIN)
}

/** The largest log move next to the jump: into the close before it, within its bar, and to the next open. */
function largestAround({ open, high, low, close, length }: BarColumns, row: number): number {
  const before = row < 2 ? 0 : Math.log(close[row - 1]! / close[row - 2]!)
  const after = row + 1 === length ? 0 : Math.log(open[row + 1]! / close[row]!)
  return Math.max(Math.abs(before), Math.abs(after), Math.log(high[row]! / low[row]!))
}

function nearestRatio(jump: number): number {
  return CANDIDATES.reduce((best, ratio) =>
    Math.abs(Math.log(jump * ratio)) < Math.abs(Math.log(jump * best)) ? ratio : best,
  )
}
