/** Saving workflows, letting their schedules count, and deleting them. Each stands in the audit log before it is done. */
import type { Workflow as WorkflowRow } from '../../generated/prisma/client.ts'
import { InvalidInput } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { globalId, requireId } from '../global-id.ts'
import { Workflow } from '../refs.ts'
import { storedWorkflow } from '../type/workflow.ts'
import { shownDefinition, storedDefinition } from '../workflow-definition.ts'
import { audited } from './audited.ts'
import { guarded, namedOrganization, problems } from './field.ts'
import { CONFIRM_MEANING, demandLeave } from './workflow-leave.ts'

const INPUT = ['input']
const DEFINITION_PATH = ['input', 'definition']
const WORKFLOW_PATH = ['input', 'workflowId']
/** The audit log keeps it whole. */
const DEFINITION_LENGTH_MAX = 32_000

const SaveWorkflowInput = builder.inputType('SaveWorkflowInput', {
  description: 'A workflow; one of its name is replaced.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose workflow.' }),
    definition: t.string({
      required: true,
      description: `All of it, as JSON of at most ${DEFINITION_LENGTH_MAX} characters; docs/workflows.md has its fields.`,
    }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const EnableWorkflowInput = builder.inputType('EnableWorkflowInput', {
  description: 'Which workflow, and whether its schedule counts.',
  fields: (t) => ({
    workflowId: t.id({ required: true, description: 'The workflow.' }),
    enabled: t.boolean({ required: true, description: 'Whether its schedule counts.' }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const DeleteWorkflowInput = builder.inputType('DeleteWorkflowInput', {
  description: 'Which workflow to delete.',
  fields: (t) => ({ workflowId: t.id({ required: true, description: 'The workflow.' }) }),
})

const payload = (name: `${string}Payload`, description: string) =>
  builder.objectRef<{ readonly workflow: WorkflowRow }>(name).implement({
    description,
    fields: (t) => ({ workflow: t.expose('workflow', { type: Workflow, description: 'The workflow.' }) }),
  })

const SaveWorkflowPayload = payload('SaveWorkflowPayload', 'The workflow, as it is kept.')
const EnableWorkflowPayload = payload('EnableWorkflowPayload', 'The workflow, as it is now.')

const DeleteWorkflowPayload = builder
  .objectRef<{ readonly workflowId: string }>('DeleteWorkflowPayload')
  .implement({
    description: 'What is gone.',
    fields: (t) => ({
      deletedId: t.id({
        description: 'The workflow that was deleted, with its runs.',
        resolve: ({ workflowId }) => globalId('Workflow', workflowId),
      }),
    }),
  })

interface NamesWorkflow {
  readonly workflowId: string
}

/** The workflow that an input names. */
export function namedWorkflow({ workflowId }: NamesWorkflow, { data }: Context): Promise<WorkflowRow> {
  return data.workflows.workflow(requireId('Workflow', workflowId, WORKFLOW_PATH), WORKFLOW_PATH)
}

export const ofWorkflow = async (input: NamesWorkflow, context: Context) =>
  (await namedWorkflow(input, context)).organizationId

builder.mutationFields((t) => ({
  saveWorkflow: t.field({
    type: SaveWorkflowPayload,
    description: 'Keeps a workflow, in the place of one of its name. It acts in the name of who saved it.',
    args: { input: t.arg({ type: SaveWorkflowInput, required: true, description: 'The workflow.' }) },
    ...guarded('workflow:save', namedOrganization),
    errors: problems('SaveWorkflowResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const asking = { organizationId, actor: context.require().actor }
      const value = parsed(input.definition)
      const workflows = await context.runtime.workflows()
      const read = await asProblem(() => Promise.resolve(value).then(workflows.read), INPUT)
      const definition = await storedDefinition(read, organizationId, context)
      await demandLeave({ organizationId, definition, confirm: input.confirm }, context)
      const id = await audited(
        context,
        {
          organizationId,
          action: 'workflow.save',
          summary: `Saved the workflow ${definition.name}`,
          after: shownDefinition(definition),
        },
        () => asProblem(() => workflows.save(asking, definition), INPUT),
      )
      context.refresh()
      return { workflow: await context.data.workflows.workflow(id) }
    },
  }),
  enableWorkflow: t.field({
    type: EnableWorkflowPayload,
    description: 'Says whether the schedule of a workflow counts. Again: no change.',
    args: { input: t.arg({ type: EnableWorkflowInput, required: true, description: 'Which workflow.' }) },
    ...guarded('workflow:save', ofWorkflow),
    errors: problems('EnableWorkflowResult'),
    resolve: async (_root, { input }, context) => {
      const workflow = await namedWorkflow(input, context)
      const { organizationId, id, name } = workflow
      const { enabled, confirm } = input
      if (workflow.enabled === enabled) return { workflow }
      const definition = storedWorkflow(workflow)
      if (enabled) await demandLeave({ organizationId, definition, confirm }, context)
      const asking = { organizationId, actor: context.require().actor }
      await audited(
        context,
        {
          organizationId,
          action: enabled ? 'workflow.enable' : 'workflow.disable',
          summary: `${enabled ? 'Enabled' : 'Disabled'} the schedule of the workflow ${name}`,
          before: { enabled: !enabled },
          after: { enabled },
        },
        () => asProblem(async () => (await context.runtime.workflows()).enable(asking, id, enabled), INPUT),
      )
      context.refresh()
      return { workflow: await namedWorkflow(input, context) }
    },
  }),
  deleteWorkflow: t.field({
    type: DeleteWorkflowPayload,
    description: 'Deletes a workflow with its runs. What they made stays.',
    args: { input: t.arg({ type: DeleteWorkflowInput, required: true, description: 'Which workflow.' }) },
    ...guarded('workflow:save', ofWorkflow),
    errors: problems('DeleteWorkflowResult'),
    resolve: async (_root, { input }, context) => {
      const workflow = await namedWorkflow(input, context)
      const { organizationId, id, name } = workflow
      const asking = { organizationId, actor: context.require().actor }
      const before = shownDefinition(storedWorkflow(workflow))
      await audited(
        context,
        { organizationId, action: 'workflow.delete', summary: `Deleted the workflow ${name}`, before },
        () => asProblem(async () => (await context.runtime.workflows()).remove(asking, id), INPUT),
      )
      context.refresh()
      return { workflowId: id }
    },
  }),
}))

function parsed(definition: string): unknown {
  if (definition.length > DEFINITION_LENGTH_MAX)
    throw new InvalidInput(`must have at most ${DEFINITION_LENGTH_MAX} characters`, DEFINITION_PATH)
  try {
    return JSON.parse(definition)
  } catch {
    throw new InvalidInput('must be JSON', DEFINITION_PATH)
  }
}
