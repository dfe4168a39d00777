/**
 * A run of a workflow as a graph: each step with where it is, lines from what it waits for, and what came of it. On a narrow
 * screen a list in the order of the definition.
 */
'use client'

import { classes } from '../controls/classes.ts'
import { showSpan } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import type { WorkflowRun_WorkflowRunFragmentFragment, WorkflowStepStatus } from '../generated/graphql.ts'
import { useNarrow } from '../shell/narrow.ts'
import { CARD, layOut } from './graph-layout.ts'

type Step = WorkflowRun_WorkflowRunFragmentFragment['steps'][number]

const looks: Readonly<Record<WorkflowStepStatus, string>> = {
  PENDING: 'border-line bg-panel text-ink-2',
  QUEUED: 'border-line bg-panel text-ink-2',
  RUNNING: 'border-accent bg-accent-soft',
  SUCCEEDED: 'border-ok bg-buy-soft',
  FAILED: 'border-bad bg-bad-soft',
  SKIPPED: 'border-line border-dashed bg-panel text-ink-2',
  CANCELLED: 'border-line border-dashed bg-panel text-ink-2',
}

export interface WorkflowGraphProps {
  readonly steps: readonly Step[]
  readonly selected: string | null
  readonly onSelect: (stepId: string) => void
}

export function WorkflowGraph(props: WorkflowGraphProps) {
  return useNarrow() ? <StepList {...props} /> : <Graph {...props} />
}

function Graph({ steps, selected, onSelect }: WorkflowGraphProps) {
  const { placed, lines, width, height } = layOut(steps)
  return (
    <div tabIndex={0} role="region" aria-label="Graph of the run" className="overflow-auto p-3">
      <div className="relative" style={{ width, height }}>
        <svg aria-hidden width={width} height={height} className="absolute inset-0 text-line-strong">
          {lines.map(({ key, path }) => (
            <path key={key} d={path} fill="none" stroke="currentColor" strokeWidth="1.5" />
          ))}
        </svg>
        <ol>
          {placed.map(({ step, x, y }) => (
            <li key={step.stepId} className="absolute" style={{ left: x, top: y, ...CARD }}>
              <StepCard step={step} selected={step.stepId === selected} onSelect={onSelect} />
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}

function StepList({ steps, selected, onSelect }: WorkflowGraphProps) {
  return (
    <ol aria-label="Steps of the run" className="flex flex-col gap-1 p-2">
      {steps.map((step) => (
        <li key={step.stepId} style={{ height: CARD.height }}>
          <StepCard step={step} selected={step.stepId === selected} onSelect={onSelect} />
        </li>
      ))}
    </ol>
  )
}

interface StepCardProps {
  readonly step: Step
  readonly selected: boolean
  readonly onSelect: (stepId: string) => void
}

function StepCard({ step, selected, onSelect }: StepCardProps) {
  return (
    <button
      type="button"
      aria-pressed={selected}
      data-step={step.status}
      title={step.failure ?? step.words}
      onClick={() => onSelect(step.stepId)}
      className={classes(
        'flex size-full flex-col justify-center border px-2 text-left text-xs',
        looks[step.status],
        selected && 'outline-2 outline-accent',
      )}
    >
      <span className="truncate font-semibold">{step.stepId}</span>
      <span className="truncate text-2xs">
        {showWord(step.action)}: {showWord(step.status).toLowerCase()}
        {step.attempts > 1 ? `, attempt ${step.attempts}` : ''}
        {tookText(step)}
      </span>
      {step.needs.length > 0 ? <span className="sr-only">after {step.needs.join(', ')}</span> : null}
    </button>
  )
}

/** How long the step took, its pauses between attempts with it. */
function tookText({ startedAt, endedAt }: Step): string {
  if (startedAt == null || endedAt == null) return ''
  return `, ${showSpan(Date.parse(endedAt) - Date.parse(startedAt))}`
}
