/** What a walk-forward has found so far: what each window chose, how that fared before and after, and what it sums up to. */
import { summarizeWalkForward } from '@quarterdeck/simulation'
import type { Database } from '../database/database.ts'
import { readDocuments } from './backtest-documents.ts'
import { type BacktestRow, trialsOf } from './backtest-rows.ts'
import { HELD_OUT, linkedEquity } from './held-out.ts'
import type { EquityPoint, WalkForwardFindings, WalkForwardStep } from './research.ts'
import { objectiveOf } from './search.ts'
import { windowsOf } from './walk-forward-windows.ts'

/** Null: it is no walk-forward. */
export async function walkForwardFindings(
  database: Database,
  { id, terms, total }: BacktestRow,
): Promise<WalkForwardFindings | null> {
  const { walkForward } = terms
  if (walkForward === undefined) return null
  const windows = windowsOf(walkForward)
  const trials = await trialsOf(database, id, { from: 0, to: total, objective: objectiveOf(terms) })
  // Each window has its training and one test; nothing is known of their number before the plan.
  const size = total / windows.length
  const steps = windows.map((window, place): WalkForwardStep => {
    const from = place * size
    const own = trials.filter(({ number }) => number >= from && number < from + size)
    const test = own.find(({ number }) => number === from + size - 1)
    const training = own.filter((trial) => trial !== test)
    const scores = training.flatMap(({ score }) => (score === null ? [] : [score]))
    const isChosen = test !== undefined && scores.length > 0
    return {
      window,
      tried: training.length,
      chosen: isChosen ? (JSON.parse(test.parameters) as WalkForwardStep['chosen']) : null,
      trainScore: isChosen ? Math.max(...scores) : null,
      testScore: test?.score ?? null,
      failure: test?.failure ?? null,
    }
  })
  const finished = steps.flatMap(({ trainScore: train, testScore: test }) =>
    train === null || test === null ? [] : [{ train, test }],
  )
  return { steps, summary: finished.length === 0 ? null : summarizeWalkForward(finished) }
}

/** The equity of all tests that are done, linked. */
export async function heldOutEquity(
  database: Database,
  { id, organizationId, terms }: BacktestRow,
): Promise<readonly EquityPoint[]> {
  const tests = await readDocuments(database, { organizationId, backtestId: id, beginning: HELD_OUT })
  return linkedEquity(
    tests.map((text) => JSON.parse(text.toString()) as readonly EquityPoint[]),
    Number(terms.cash),
  )
}
