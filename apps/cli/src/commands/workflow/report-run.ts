/** A run of a workflow on a terminal: where it is, and each step with its state and its failure. */

import type { WorkflowRunFieldsFragment } from '@quarterdeck/client'
import { Refused } from '../../exit.ts'
import { printRows } from '../../output/table.ts'

type Step = WorkflowRunFieldsFragment['steps'][number]

/** Prints a run and what it came to. Throws Refused where it failed or was cancelled, so that a script stops there. */
export function reportOutcome(run: WorkflowRunFieldsFragment, options: { readonly json: boolean }): void {
  printRun(run, options)
  const faults = run.steps.filter(({ status }) => status === 'FAILED')
  const words = faults
    .map(({ stepId, failure }) => `${stepId}: ${failure ?? 'no reason is known'}`)
    .join('; ')
  if (run.status === 'FAILED') throw new Refused(`${run.workflow.name} failed at ${words}`)
  if (run.status === 'CANCELLED') throw new Refused(`${run.workflow.name} was cancelled.`)
}

export function printRun(run: WorkflowRunFieldsFragment, options: { readonly json: boolean }): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify(run, null, 2)}\n`)
    return
  }
  const cause = run.cause === 'MANUAL' ? `by ${run.startedBy.name}` : `by its schedule (${run.dueAt ?? ''})`
  const took = secondsOf(run)
  process.stdout.write(
    `${run.workflow.name} version ${run.workflowVersion}: ${run.status}${took === null ? '' : ` after ${took} s`}, begun ${cause} at ${run.startedAt}\n  ${run.id}\n`,
  )
  printRows<Step>(
    run.steps,
    [
      { title: 'STEP', of: ({ stepId }) => stepId },
      { title: 'IS', of: ({ status }) => status },
      {
        title: 'ATTEMPTS',
        of: ({ attempts, attemptsMax }) => `${attempts} of ${attemptsMax}`,
        align: 'right',
      },
      { title: 'SECONDS', of: secondsOf, align: 'right' },
      { title: 'DOES', of: ({ words }) => words },
    ],
    { json: false },
  )
}

function secondsOf({
  startedAt,
  endedAt,
}: {
  readonly startedAt?: string | null
  readonly endedAt?: string | null
}): string | null {
  if (startedAt == null || endedAt == null) return null
  return ((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000).toFixed(1)
}
