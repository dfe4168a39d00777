/** One workflow: what can be done with it, its runs, and the one that is looked at as a graph. */
'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import { useQuery } from 'urql'
import { useLookAgain } from '../connection/look-again.ts'
import { explainOutcome, type Outcome } from '../connection/problem.ts'
import { Choice } from '../controls/choice.tsx'
import { GatedButton } from '../controls/gated-button.tsx'
import { Empty } from '../controls/panel-state.tsx'
import { Section } from '../controls/section.tsx'
import { TextField } from '../controls/text-field.tsx'
import { showTime } from '../format/time.ts'
import { showWord } from '../format/words.ts'
import { getFragmentData, graphql } from '../generated/index.ts'
import type { WorkflowRun_WorkflowRunFragmentFragment } from '../generated/graphql.ts'
import { useSelection } from '../shell/selection.tsx'
import { StepDetail } from './step-detail.tsx'
import { WorkflowGraph } from './workflow-graph.tsx'
import { useWorkflowMutations } from './workflow-mutations.ts'
import { WorkflowRun_WorkflowRunFragment } from './workflow-run.ts'

type Run = WorkflowRun_WorkflowRunFragmentFragment

export interface WorkflowPanelProps {
  readonly workflow: {
    readonly id: string
    readonly name: string
    readonly description: string
    /** Whether its schedule counts. */
    readonly enabled: boolean
    readonly schedule?: { readonly words: string } | null
  }
}

const WorkflowRunsQuery = graphql(`
  query WorkflowRuns($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Workflow {
        id
        runs(first: 20) {
          edges {
            node {
              id
              ...WorkflowRun_WorkflowRunFragment
            }
          }
        }
      }
    }
  }
`)

/** New runs enter the list when it is read again; those that it knows move by the stream. */
const LOOKED_EVERY_MS = 5_000

const NOT_MINE = 'A trader, admin or owner can.'

export function WorkflowPanel({ workflow }: WorkflowPanelProps) {
  const [{ data, error }, execute] = useQuery({
    query: WorkflowRunsQuery,
    variables: { id: workflow.id },
    requestPolicy: 'cache-and-network',
  })
  const again = () => execute({ requestPolicy: 'network-only' })
  useLookAgain(execute, LOOKED_EVERY_MS)
  const page = data?.node?.__typename === 'Workflow' ? data.node.runs : null
  const runs = getFragmentData(WorkflowRun_WorkflowRunFragment, page?.edges.map(({ node }) => node) ?? [])
  const [runId, setRunId] = useState('')
  const [stepId, setStepId] = useState<string | null>(null)
  const run = runs.find(({ id }) => id === runId) ?? runs[0]
  const step =
    run?.steps.find((each) => each.stepId === stepId) ?? run?.steps.find(({ status }) => status === 'FAILED')
  return (
    <Section title={workflow.name} className="self-start">
      {workflow.description ? (
        <p className="border-b border-line p-2 text-xs">{workflow.description}</p>
      ) : null}
      <Ways workflow={workflow} run={run ?? null} onMoved={again} />
      {run ? (
        <>
          <div className="border-b border-line p-2">
            <Choice
              label="Run"
              className="max-w-md"
              value={run.id}
              options={runs.map(({ id, status, startedAt, startedBy }) => ({
                value: id,
                title: `${showTime(startedAt)}, ${startedBy.name}: ${showWord(status).toLowerCase()}`,
              }))}
              onChange={setRunId}
            />
          </div>
          <WorkflowGraph steps={run.steps} selected={step?.stepId ?? null} onSelect={setStepId} />
          {step ? <StepDetail step={step} /> : null}
        </>
      ) : (
        <Empty
          title={page ? 'It has not run yet.' : error ? 'Its runs could not be read.' : 'Loading its runs'}
        />
      )}
    </Section>
  )
}

interface WaysProps extends WorkflowPanelProps {
  /** Something was begun or ended: the runs are to be read again. */
  readonly onMoved: () => void
  readonly run: Run | null
}

/** Begins, ends and takes up runs, and lets the schedule count; the name is asked for once the server says that real money is meant. */
function Ways({ workflow, run, onMoved }: WaysProps) {
  const { may } = useSelection()
  const mutations = useWorkflowMutations()
  const [typed, setTyped] = useState<string | null>(null)
  const settle = (what: string) => (outcome: Outcome<unknown>) => {
    onMoved()
    if (outcome.kind === 'done') return setTyped(null)
    if (outcome.kind === 'problem' && outcome.problem.path?.includes('confirm'))
      setTyped((before) => before ?? '')
    toast.error(`${what}: ${explainOutcome(outcome)}`)
  }
  const mine = may('workflow:run') ? null : NOT_MINE
  const ended = run?.status === 'FAILED' || run?.status === 'CANCELLED'
  return (
    <div className="flex flex-wrap items-end gap-2 border-b border-line p-2">
      {typed === null ? null : (
        <TextField label={`LIVE: type ${workflow.name} to confirm`} value={typed} onChange={setTyped} />
      )}
      <GatedButton
        tone="primary"
        why={mine}
        onPress={() => void mutations.run(workflow.id, typed).then(settle('Not begun'))}
      >
        Run now
      </GatedButton>
      <GatedButton
        why={mine ?? (run?.status === 'RUNNING' ? null : 'The run is over.')}
        onPress={() => (run ? void mutations.cancel(run.id).then(settle('Not cancelled')) : undefined)}
      >
        Cancel the run
      </GatedButton>
      <GatedButton
        why={mine ?? (ended ? null : 'Only a run that failed or was cancelled is taken up again.')}
        meaning="What succeeded stays; it goes on from what failed."
        onPress={() => (run ? void mutations.restart(run.id, typed).then(settle('Not taken up')) : undefined)}
      >
        Restart from the failed step
      </GatedButton>
      {workflow.schedule ? (
        <GatedButton
          why={may('workflow:save') ? null : NOT_MINE}
          meaning={workflow.enabled ? 'It can still be run by hand.' : workflow.schedule.words}
          onPress={() =>
            void mutations
              .enable(workflow.id, !workflow.enabled, workflow.enabled ? null : typed)
              .then(settle('Not changed'))
          }
        >
          {workflow.enabled ? 'Turn the schedule off' : 'Turn the schedule on'}
        </GatedButton>
      ) : null}
    </div>
  )
}
