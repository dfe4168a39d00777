/** Beginning runs of workflows, taking them up where they failed, and ending them. */
import type { Asking, Workflows } from '@quarterdeck/runtime'
import type { WorkflowRun as WorkflowRunRow } from '../../generated/prisma/client.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import { WorkflowRun } from '../refs.ts'
import { storedWorkflow } from '../type/workflow.ts'
import { audited } from './audited.ts'
import { guarded, problems } from './field.ts'
import { CONFIRM_MEANING, demandLeave } from './workflow-leave.ts'
import { namedWorkflow, ofWorkflow } from './workflow.ts'

const INPUT = ['input']
const RUN_PATH = ['input', 'runId']

const RunWorkflowInput = builder.inputType('RunWorkflowInput', {
  description: 'Which workflow to run.',
  fields: (t) => ({
    workflowId: t.id({ required: true, description: 'The workflow.' }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const CancelWorkflowRunInput = builder.inputType('CancelWorkflowRunInput', {
  description: 'Which run to end.',
  fields: (t) => ({ runId: t.id({ required: true, description: 'The run.' }) }),
})

const RestartWorkflowRunInput = builder.inputType('RestartWorkflowRunInput', {
  description: 'Which run to take up.',
  fields: (t) => ({
    runId: t.id({ required: true, description: 'The run.' }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const payload = (name: `${string}Payload`, description: string) =>
  builder.objectRef<{ readonly run: WorkflowRunRow }>(name).implement({
    description,
    fields: (t) => ({ run: t.expose('run', { type: WorkflowRun, description: 'The run.' }) }),
  })

const RunWorkflowPayload = payload('RunWorkflowPayload', 'The run; follow it with `workflowRunChanged`.')
const CancelWorkflowRunPayload = payload('CancelWorkflowRunPayload', 'The run, as it is now.')
const RestartWorkflowRunPayload = payload('RestartWorkflowRunPayload', 'The run, as it is now.')

interface NamesRun {
  readonly runId: string
}

function namedRun({ runId }: NamesRun, { data }: Context): Promise<WorkflowRunRow> {
  return data.workflows.run(requireId('WorkflowRun', runId, RUN_PATH), RUN_PATH)
}

const ofRun = async (input: NamesRun, context: Context) => (await namedRun(input, context)).organizationId

interface Step {
  readonly organizationId: string
  readonly action: string
  readonly summary: string
}

/** Does something with workflows in the caller's name, and puts it on record. */
function recorded<Result>(
  context: Context,
  change: Step,
  work: (workflows: Workflows, asking: Asking) => Promise<Result>,
): Promise<Result> {
  const asking = { organizationId: change.organizationId, actor: context.require().actor }
  return audited(context, change, () =>
    asProblem(async () => work(await context.runtime.workflows(), asking), INPUT),
  )
}

builder.mutationFields((t) => ({
  runWorkflow: t.field({
    type: RunWorkflowPayload,
    description: 'Begins a run of a workflow, in the name of the caller.',
    args: { input: t.arg({ type: RunWorkflowInput, required: true, description: 'Which workflow.' }) },
    ...guarded('workflow:run', ofWorkflow),
    errors: problems('RunWorkflowResult'),
    resolve: async (_root, { input }, context) => {
      const workflow = await namedWorkflow(input, context)
      const { id, organizationId, name } = workflow
      const definition = storedWorkflow(workflow)
      await demandLeave({ organizationId, definition, confirm: input.confirm }, context)
      const summary = `Ran the workflow ${name}`
      const runId = await recorded(
        context,
        { organizationId, action: 'workflow.run', summary },
        (workflows, asking) => workflows.run(asking, id),
      )
      context.refresh()
      return { run: await context.data.workflows.run(runId) }
    },
  }),
  cancelWorkflowRun: t.field({
    type: CancelWorkflowRunPayload,
    description: 'Begins nothing more of a run, and lets go of what it waits for; CONFLICT where it is over.',
    args: { input: t.arg({ type: CancelWorkflowRunInput, required: true, description: 'Which run.' }) },
    ...guarded('workflow:run', ofRun),
    errors: problems('CancelWorkflowRunResult'),
    resolve: async (_root, { input }, context) => {
      const run = await namedRun(input, context)
      const { organizationId } = run
      const summary = `Cancelled a run of the workflow ${storedWorkflow(run).name}`
      await recorded(context, { organizationId, action: 'workflow.cancel', summary }, (workflows, asking) =>
        workflows.cancel(asking, run.id),
      )
      context.refresh()
      return { run: await namedRun(input, context) }
    },
  }),
  restartWorkflowRun: t.field({
    type: RestartWorkflowRunPayload,
    description:
      'Takes a run up where it failed or was cancelled: what succeeded stays done. CONFLICT where it goes on or succeeded.',
    args: { input: t.arg({ type: RestartWorkflowRunInput, required: true, description: 'Which run.' }) },
    ...guarded('workflow:run', ofRun),
    errors: problems('RestartWorkflowRunResult'),
    resolve: async (_root, { input }, context) => {
      const run = await namedRun(input, context)
      const { organizationId } = run
      const definition = storedWorkflow(run)
      await demandLeave({ organizationId, definition, confirm: input.confirm }, context)
      const summary = `Took up a run of the workflow ${definition.name}`
      await recorded(context, { organizationId, action: 'workflow.restart', summary }, (workflows, asking) =>
        workflows.restart(asking, run.id),
      )
      context.refresh()
      return { run: await namedRun(input, context) }
    },
  }),
}))
