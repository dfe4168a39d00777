/** Workflows: what is done in which order, and when it begins. */
import type { WorkflowDefinition } from '@quarterdeck/runtime'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Organization, Workflow, WorkflowRun } from '../refs.ts'
import { shownDefinition } from '../workflow-definition.ts'
import { SessionEdge, WorkflowScheduleKind } from '../workflow-enums.ts'
import { scheduleWords } from '../workflow-words.ts'
import { Actor, storedActor } from './actor.ts'

/** Runtime wrote it, in this shape. */
export function storedWorkflow({ definition }: { readonly definition: unknown }): WorkflowDefinition {
  return definition as WorkflowDefinition
}

export function definitionText(row: { readonly definition: unknown }): string {
  return JSON.stringify(shownDefinition(storedWorkflow(row)))
}

type Schedule = NonNullable<WorkflowDefinition['schedule']>

const WorkflowSchedule = builder.objectRef<Schedule>('WorkflowSchedule').implement({
  description: 'When a workflow begins by itself.',
  fields: (t) => ({
    words: t.string({ description: 'In words.', resolve: scheduleWords }),
    kind: t.field({
      type: WorkflowScheduleKind,
      description: 'How it tells its instants.',
      resolve: (schedule) => ('cron' in schedule ? 'CRON' : 'SESSION'),
    }),
    cron: t.string({
      nullable: true,
      description: 'A cron expression of five fields; null: it goes by sessions.',
      resolve: (schedule) => ('cron' in schedule ? schedule.cron : null),
    }),
    zone: t.string({
      nullable: true,
      description: 'Time zone of the cron expression; null: it goes by sessions.',
      resolve: (schedule) => ('cron' in schedule ? schedule.zone : null),
    }),
    calendar: t.string({
      nullable: true,
      description: 'Exchange whose sessions count; null: it goes by cron.',
      resolve: (schedule) => ('cron' in schedule ? null : schedule.calendar),
    }),
    at: t.field({
      type: SessionEdge,
      nullable: true,
      description: 'Which end of a session; null: it goes by cron.',
      resolve: (schedule) => ('cron' in schedule ? null : schedule.at),
    }),
    offsetMinutes: t.int({
      nullable: true,
      description: 'Minutes after that end, before it where below zero; null: it goes by cron.',
      resolve: (schedule) => ('cron' in schedule ? null : schedule.offsetMinutes),
    }),
  }),
})

builder.node(Workflow, {
  description: 'Steps that wait for one another, and when they begin.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.workflows.workflow(id)),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name; one workflow has it.' }),
    description: t.string({
      description: 'What it is for.',
      resolve: (row) => storedWorkflow(row).description,
    }),
    version: t.exposeInt('version', { description: 'Rises with every change of the definition, from 1.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether its schedule counts.' }),
    schedule: t.field({
      type: WorkflowSchedule,
      nullable: true,
      description: 'When it begins by itself; null: by hand alone.',
      resolve: (row) => storedWorkflow(row).schedule,
    }),
    definition: t.string({
      description: 'All of it, as JSON: what `saveWorkflow` takes, with its defaults.',
      resolve: definitionText,
    }),
    runs: t.connection(
      {
        type: WorkflowRun,
        description: 'Its runs, newest first.',
        resolve: ({ id: workflowId, organizationId }, args, { data }) =>
          data.workflows.runs({ organizationId, workflowId }, args),
      },
      { name: 'WorkflowRunsConnection', description: 'A page of the runs of a workflow.' },
      { name: 'WorkflowRunsEdge', description: 'A run in a page.' },
    ),
    newestRun: t.field({
      type: WorkflowRun,
      nullable: true,
      description: 'The run that was begun last; null: it was never run.',
      resolve: ({ id }, _args, { data }) => data.workflows.newestRun(id),
    }),
    savedBy: t.field({
      type: Actor,
      description: 'Who saved it last: in whose name it acts when the clock begins it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first saved.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

builder.objectFields(Organization, (t) => ({
  workflows: t.connection(
    {
      type: Workflow,
      description: 'Its workflows, oldest first.',
      ...organizationReads('workflow:read'),
      resolve: ({ id }, args, { data }) => data.workflows.workflows(id, args),
    },
    { name: 'WorkflowConnection', description: 'A page of workflows.' },
    { name: 'WorkflowEdge', description: 'A workflow in a page.' },
  ),
  workflow: t.field({
    type: Workflow,
    nullable: true,
    description: 'One of its workflows.',
    args: { id: t.arg.id({ required: true, description: 'The workflow.' }) },
    ...organizationReads('workflow:read'),
    resolve: async (organization, { id }, { data }) => {
      const workflow = await data.workflows.workflow(requireId('Workflow', id, ['id']), ['id'])
      if (workflow.organizationId !== organization.id) throw notFound('Workflow', ['id'])
      return workflow
    },
  }),
}))
