/**
 * The equity of a walk-forward: the tests of its windows one after the other, the only stretches that no choice has seen.
 *
 * Every test begins with the account's cash. What is shown is as if the money had stayed: each begins with what the one before
 * ended with.
 */
import type { BacktestResult } from '@quarterdeck/simulation'
import type { EquityPoint } from './research.ts'
import { thinnedCurve } from './run-documents.ts'

/** Points that are kept of one test. */
const POINTS_MAX = 500

/** The name under which the equity of a test is kept; in order of the trials' numbers. */
export function heldOutDocument(number: number): string {
  return `${HELD_OUT}${String(number).padStart(6, '0')}`
}

export const HELD_OUT = 'held-out-'

export function heldOutPoints(result: BacktestResult): readonly EquityPoint[] {
  return thinnedCurve(result, POINTS_MAX)
}

/** Links tests in their order into one curve that begins with the cash; drawdowns are those of the whole. */
export function linkedEquity(
  tests: readonly (readonly EquityPoint[])[],
  cash: number,
): readonly EquityPoint[] {
  const linked: EquityPoint[] = []
  let held = cash
  let highest = cash
  for (const test of tests) {
    const grown = held / cash
    for (const { time, equity } of test) {
      if (!Number.isFinite(equity)) continue
      // Nothing grows out of an account that was lost.
      held = Math.max(0, equity * grown)
      highest = Math.max(highest, held)
      linked.push({ time, equity: held, drawdown: 1 - held / highest })
    }
  }
  return linked
}
