/** Steps of a run: how often each was tried, what came of it, and the things that it made. */
import type { WorkflowAction, WorkflowStep } from '@quarterdeck/runtime'
import type { WorkflowStepRun as StepRow } from '../../generated/prisma/client.ts'
import { NotFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { type PrefixedKind, globalId } from '../global-id.ts'
import { Backtest, Dataset, Deployment, Job, ParityReport, StrategyVersion } from '../refs.ts'
import { WorkflowActionKind, WorkflowStepStatus } from '../workflow-enums.ts'
import { actionWords } from '../workflow-words.ts'

export interface StepOfRun {
  readonly row: StepRow
  readonly step: WorkflowStep
}

/** What a step may have made or worked on, by the name that runtime gives it. */
const IDS = {
  backtestId: 'Backtest',
  versionId: 'StrategyVersion',
  deploymentId: 'Deployment',
  jobId: 'Job',
  reportId: 'ParityReport',
} as const satisfies Readonly<Record<string, PrefixedKind>>

type IdName = keyof typeof IDS

/** What an action begins and waits for: it is known before the output is. */
const BEGINS: Partial<Readonly<Record<WorkflowAction['do'], IdName>>> = {
  UPDATE_DATASET: 'jobId',
  BUILD: 'versionId',
  BACKTEST: 'backtestId',
  COMPARE: 'reportId',
}

function idOf({ row, step: { action } }: StepOfRun, name: IdName): string | null {
  const output = row.output as Readonly<Record<string, unknown>> | null
  const made = output?.[name]
  if (typeof made === 'string') return made
  if (BEGINS[action.do] === name && row.begun !== null) return row.begun
  return name === 'deploymentId' && 'deploymentId' in action ? action.deploymentId : null
}

/** Null where it was deleted since. */
async function ifThere<Found>(load: Promise<Found>): Promise<Found | null> {
  try {
    return await load
  } catch (error) {
    if (error instanceof NotFound) return null
    throw error
  }
}

/** The output with the ids of the outside. */
function outputText({ output }: StepRow): string | null {
  if (output === null || typeof output !== 'object') return null
  const shown = Object.entries(output).map(([name, value]) => [
    name,
    name in IDS && typeof value === 'string' ? globalId(IDS[name as IdName], value) : value,
  ])
  return JSON.stringify(Object.fromEntries(shown))
}

export const WorkflowStepRun = builder.objectRef<StepOfRun>('WorkflowStepRun').implement({
  description: 'A step of a run.',
  fields: (t) => ({
    stepId: t.string({
      description: 'Name of the step, within its workflow.',
      resolve: ({ step }) => step.id,
    }),
    needs: t.stringList({
      description: 'The steps that must have succeeded before it.',
      resolve: ({ step }) => [...step.needs],
    }),
    action: t.field({
      type: WorkflowActionKind,
      description: 'What it does.',
      resolve: ({ step }) => step.action.do,
    }),
    words: t.string({
      description: 'What it does, in words.',
      resolve: ({ step }) => actionWords(step.action),
    }),
    status: t.field({
      type: WorkflowStepStatus,
      description: 'Where it is.',
      resolve: ({ row }) => row.status as 'PENDING',
    }),
    attempts: t.int({
      description: 'How often it was begun since the run began or was taken up.',
      resolve: ({ row }) => row.attempts,
    }),
    attemptsMax: t.int({
      description: 'How often it is begun at most, unless its run is taken up again.',
      resolve: ({ step }) => step.retries + 1,
    }),
    timeoutSeconds: t.int({
      description: 'How long an attempt may take.',
      resolve: ({ step }) => step.timeoutSeconds,
    }),
    failure: t.string({
      nullable: true,
      description: 'Why it failed; null: it did not.',
      resolve: ({ row }) => row.failure,
    }),
    output: t.string({
      nullable: true,
      description: 'What it came to, as JSON; null: it has not succeeded.',
      resolve: ({ row }) => outputText(row),
    }),
    dataset: t.field({
      type: Dataset,
      nullable: true,
      description: 'The dataset that it updates; null: none, or it was deleted.',
      resolve: ({ step: { action } }, _args, { data }) =>
        action.do === 'UPDATE_DATASET' ? ifThere(data.research.dataset(action.datasetId)) : null,
    }),
    job: t.field({
      type: Job,
      nullable: true,
      description: 'The update that it began; null: none.',
      resolve: (of, _args, { data }) => {
        const id = idOf(of, 'jobId')
        return id === null ? null : ifThere(data.research.job(id))
      },
    }),
    backtest: t.field({
      type: Backtest,
      nullable: true,
      description: 'The backtest that it began; null: none.',
      resolve: (of, _args, { data }) => {
        const id = idOf(of, 'backtestId')
        return id === null ? null : ifThere(data.research.backtest(id))
      },
    }),
    version: t.field({
      type: StrategyVersion,
      nullable: true,
      description: 'The version that it built or deployed; null: none.',
      resolve: (of, _args, { data }) => {
        const id = idOf(of, 'versionId')
        return id === null ? null : ifThere(data.strategies.version(id))
      },
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: 'The deployment that it made, compared or stopped; null: none.',
      resolve: (of, _args, { data }) => {
        const id = idOf(of, 'deploymentId')
        return id === null ? null : ifThere(data.deployments.find(id))
      },
    }),
    parityReport: t.field({
      type: ParityReport,
      nullable: true,
      description: 'The comparison that it began; null: none.',
      resolve: (of, _args, { data }) => {
        const id = idOf(of, 'reportId')
        return id === null ? null : ifThere(data.runs.report(id))
      },
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was first begun; null: it was not.',
      resolve: ({ row }) => row.startedAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it has not.',
      resolve: ({ row }) => row.endedAt,
    }),
  }),
})
