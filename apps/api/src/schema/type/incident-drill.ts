/** Drills: faults put into deployments on paper, with what was expected and what happened. */
import type { DrillStep } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { IncidentDrillStatus, IncidentKind } from '../incident-enums.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Deployment, IncidentDrill, Organization } from '../refs.ts'
import { Actor, storedActor } from './actor.ts'

const IncidentDrillStep = builder.objectRef<DrillStep>('IncidentDrillStep').implement({
  description: 'Something that a drill expects.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When it was known.' }),
    expected: t.exposeString('expected', { description: 'What was expected.' }),
    happened: t.exposeString('happened', { description: 'What happened.' }),
    ok: t.exposeBoolean('ok', { description: 'Whether that is the same.' }),
  }),
})

builder.node(IncidentDrill, {
  description: 'A fault that was put into a deployment on paper, to see what comes of it.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.incidents.drill(id)),
  fields: (t) => ({
    deployment: t.field({
      type: Deployment,
      description: 'Which deployment.',
      resolve: ({ deploymentId }, _args, { data }) => data.deployments.find(deploymentId),
    }),
    kind: t.field({
      type: IncidentKind,
      description: 'The incident that it brings about.',
      resolve: ({ kind }) => kind as 'SLOW',
    }),
    status: t.field({
      type: IncidentDrillStatus,
      description: 'Where it is, or how it ended.',
      resolve: ({ status }) => status as 'RUNNING',
    }),
    steps: t.field({
      type: [IncidentDrillStep],
      description: 'What was expected and what happened, in order.',
      // Runtime wrote them, in this shape.
      resolve: ({ steps }) => steps as unknown as DrillStep[],
    }),
    startedBy: t.field({
      type: Actor,
      description: 'Who began it.',
      resolve: ({ actor }) => storedActor(actor),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null: it is under way.',
    }),
  }),
})

builder.objectField(Organization, 'incidentDrills', (t) =>
  t.connection(
    {
      type: IncidentDrill,
      description: 'Drills of its deployments, newest first.',
      ...organizationReads('incident:read'),
      resolve: ({ id }, args, { data }) => data.incidents.drills({ organizationId: id }, args),
    },
    { name: 'IncidentDrillConnection', description: 'A page of drills.' },
    { name: 'IncidentDrillEdge', description: 'A drill in a page.' },
  ),
)
