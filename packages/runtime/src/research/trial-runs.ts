/** Runs one trial of a search and puts down what came of it; of a held-out stretch its equity too. */
import { type BacktestResult, type MeasuredRun, measureRun } from '@quarterdeck/simulation'
import { putDocument } from './backtest-documents.ts'
import { type FinishedTrial, putTrial } from './backtest-rows.ts'
import { parametersOf, requestOf } from './backtest-request.ts'
import { refusalOf } from './faults.ts'
import { heldOutDocument, heldOutPoints } from './held-out.ts'
import type { BacktestJobsOptions, Loaded } from './loaded-backtest.ts'
import type { Player } from './play-backtest.ts'
import { definitionsOf, reportInput, storable } from './run-documents.ts'
import type { TrialOrder } from './search.ts'

interface Trial {
  readonly order: TrialOrder
  readonly player: Player
}

type Outcome = Pick<MeasuredRun, 'fault' | 'counts' | 'figures'>

/** The market events that it played. What the strategy refuses or does wrong is the trial's failure. */
export async function runTrial(options: BacktestJobsOptions, loaded: Loaded, trial: Trial): Promise<number> {
  const { backtest, parts } = loaded
  const { number, parameters, heldOut } = trial.order
  const put = (came: Pick<FinishedTrial, 'figures' | 'failure'>) =>
    putTrial(options.database, backtest, { number, parameters: parameters ?? {}, ...came })
  if (parameters === null) {
    await put({ figures: null, failure: 'Nothing was chosen: no trial of its training has the figure' })
    return 0
  }
  let outcome: Outcome
  try {
    const all = parametersOf(parts.strategy, { ...parts.terms.parameters, ...parameters }, parts.keys[0])
    outcome = await (heldOut
      ? runHeldOut(options, loaded, trial, all)
      : trial.player.measured(all, trial.order.span))
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    await put({ figures: null, failure: refusal.message })
    return 0
  }
  const { figures, fault, counts } = outcome
  await put(
    figures === null
      ? { figures: null, failure: faultInWords(fault) }
      : { figures: storable(figures), failure: null },
  )
  return counts === null ? 0 : counts.bars + counts.quotes + counts.trades
}

/** Runs what was chosen where no choice has seen the data, and keeps its equity. */
async function runHeldOut(
  { database }: BacktestJobsOptions,
  { backtest, parts, read }: Loaded,
  { order, player }: Trial,
  params: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const result = await player.whole(params, undefined, order.span)
  const { fault, counts, curve } = result
  if (fault !== null || curve.length < 2) return { fault, counts, figures: null }
  const request = requestOf(parts, params, read)
  const { figures } = measureRun(reportInput(request, result, backtest.name), definitionsOf(request))
  const { id, organizationId } = backtest
  await putDocument(
    database,
    { id, organizationId },
    heldOutDocument(order.number),
    JSON.stringify(heldOutPoints(result)),
  )
  return { fault, counts, figures }
}

export function faultInWords(fault: BacktestResult['fault'] | MeasuredRun['fault']): string {
  if (fault === null) return 'Nothing was played'
  const at = fault.at === null ? '' : ` at ${new Date(fault.at / 1000).toISOString()}`
  const where = fault.callback === null ? '' : ` in ${fault.callback}${at}`
  return `${fault.kind}${where}: ${fault.message}`
}
