/** Runs of workflows: what began them, and how far they are. */
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Organization, Workflow, WorkflowRun } from '../refs.ts'
import { WorkflowCause, WorkflowRunStatus } from '../workflow-enums.ts'
import { Actor, storedActor } from './actor.ts'
import { definitionText, storedWorkflow } from './workflow.ts'
import { WorkflowStepRun } from './workflow-step-run.ts'

builder.node(WorkflowRun, {
  description: 'A workflow, done once.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.workflows.run(id)),
  fields: (t) => ({
    workflow: t.field({
      type: Workflow,
      description: 'The workflow, as it is now.',
      resolve: ({ workflowId }, _args, { data }) => data.workflows.workflow(workflowId),
    }),
    workflowVersion: t.exposeInt('workflowVersion', { description: 'The version that ran.' }),
    definition: t.string({ description: 'The definition as it ran, as JSON.', resolve: definitionText }),
    status: t.field({
      type: WorkflowRunStatus,
      description: 'Where it is.',
      resolve: ({ status }) => status as 'RUNNING',
    }),
    cause: t.field({
      type: WorkflowCause,
      description: 'What began it.',
      resolve: ({ cause }) => (cause === 'MANUAL' ? 'MANUAL' : 'SCHEDULE'),
    }),
    dueAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The instant of the schedule that began it; null: somebody did.',
      resolve: ({ cause }) => (cause === 'MANUAL' ? null : new Date(cause)),
    }),
    steps: t.field({
      type: [WorkflowStepRun],
      description: 'Its steps, in the order of the definition.',
      resolve: async (run, _args, { data }) => {
        const { steps } = storedWorkflow(run)
        const rows = await data.workflows.steps(run.id)
        return rows.flatMap((row) => {
          const step = steps.find(({ id }) => id === row.stepId)
          return step === undefined ? [] : [{ row, step }]
        })
      },
    }),
    startedBy: t.field({
      type: Actor,
      description: 'In whose name it acts: who began it, or who saved the workflow where the clock did.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it goes on.',
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  workflowRuns: t.connection(
    {
      type: WorkflowRun,
      description: 'Runs of its workflows, newest first.',
      args: { status: t.arg({ type: WorkflowRunStatus, description: 'Only those in this state.' }) },
      ...organizationReads('workflow:read'),
      resolve: ({ id: organizationId }, args, { data }) =>
        data.workflows.runs(
          { organizationId, ...(args.status == null ? {} : { status: args.status }) },
          args,
        ),
    },
    { name: 'WorkflowRunConnection', description: 'A page of runs.' },
    { name: 'WorkflowRunEdge', description: 'A run in a page.' },
  ),
  workflowRun: t.field({
    type: WorkflowRun,
    nullable: true,
    description: 'One of the runs of its workflows.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }) },
    ...organizationReads('workflow:read'),
    resolve: async (organization, { id }, { data }) => {
      const run = await data.workflows.run(requireId('WorkflowRun', id, ['id']), ['id'])
      if (run.organizationId !== organization.id) throw notFound('WorkflowRun', ['id'])
      return run
    },
  }),
}))
