/** Incidents of deployments: what a rule found, what was gathered then, and what was done about it. */
import type { RemedyStep } from '@quarterdeck/runtime'
import type { OfOrganization } from '../../data/seq-page.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import {
  IncidentAutomation,
  IncidentKind,
  IncidentRemedy,
  IncidentSeverity,
  IncidentStepStatus,
} from '../incident-enums.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Deployment, Incident, IncidentDrill, Organization } from '../refs.ts'
import { Actor, storedActor } from './actor.ts'

const IncidentStep = builder.objectRef<RemedyStep>('IncidentStep').implement({
  description: 'A step of a playbook that was taken, or waits to be approved.',
  fields: (t) => ({
    action: t.expose('action', { type: IncidentRemedy, description: 'What is done.' }),
    reason: t.exposeString('reason', { description: 'Why, or what to look at.' }),
    status: t.expose('status', { type: IncidentStepStatus, description: 'What became of it.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken or proposed.' }),
    actor: t.expose('actor', {
      type: Actor,
      nullable: true,
      description: 'In whose name it was taken; null: it waits.',
    }),
    result: t.exposeString('result', {
      nullable: true,
      description: 'What came of it; null: it waits.',
    }),
  }),
})

builder.node(Incident, {
  description: 'Something that a rule found wrong with a deployment.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.incidents.incident(id)),
  fields: (t) => ({
    deployment: t.field({
      type: Deployment,
      description: 'Whose.',
      resolve: ({ deploymentId }, _args, { data }) => data.deployments.find(deploymentId),
    }),
    kind: t.field({
      type: IncidentKind,
      description: 'What is wrong.',
      resolve: ({ kind }) => kind as 'SLOW',
    }),
    severity: t.field({
      type: IncidentSeverity,
      description: 'How much it matters: the most that it came to.',
      resolve: ({ severity }) => severity as 'WARNING',
    }),
    summary: t.exposeString('summary', { description: 'What was found, in a sentence.' }),
    steps: t.field({
      type: [IncidentStep],
      description: 'What was done about it, and what waits to be approved, in order.',
      // Runtime wrote them, in this shape.
      resolve: ({ steps }) => steps as unknown as RemedyStep[],
    }),
    bundle: t.string({
      nullable: true,
      description:
        'What was seen at its onset, as JSON: observations, log, orders with their events, quotes, switches, policies, health; at most 256 KiB. Null: it could not be gathered.',
      authScopes: ({ organizationId }) => ({ can: { action: 'incident:read', organizationId } }),
      resolve: ({ id }, _args, { data }) => data.incidents.bundle(id),
    }),
    drill: t.field({
      type: IncidentDrill,
      nullable: true,
      description: 'The drill that brought it about; null: it is for real.',
      resolve: ({ drillId }, _args, { data }) => (drillId === null ? null : data.incidents.drill(drillId)),
    }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When it was found.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over; null: it is open.',
    }),
    endReason: t.exposeString('endReason', {
      nullable: true,
      description: 'Why it was over: that its rule was quiet, or what a person said; null: it is open.',
    }),
    endedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who closed it; null: it is open.',
      resolve: ({ endedBy }) => (endedBy === null ? null : storedActor(endedBy)),
    }),
  }),
})

const IncidentFilter = builder.inputType('IncidentFilter', {
  description: 'Conditions that must all hold.',
  fields: (t) => ({
    open: t.boolean({ description: 'Whether they are open.' }),
    kinds: t.field({ type: [IncidentKind], description: 'Of these kinds.' }),
    drills: t.boolean({ description: 'Whether a drill brought them about.' }),
  }),
})

type Filter = typeof IncidentFilter.$inferInput | null | undefined

function incidentWhere(
  organizationId: string,
  filter: Filter,
): OfOrganization<Prisma.StrategyIncidentWhereInput> {
  const { open, kinds, drills } = filter ?? {}
  return {
    organizationId,
    ...(open == null ? {} : { endedAt: open ? null : { not: null } }),
    ...(kinds == null ? {} : { kind: { in: [...kinds] } }),
    ...(drills == null ? {} : { drillId: drills ? { not: null } : null }),
  }
}

builder.objectFields(Organization, (t) => ({
  incidents: t.connection(
    {
      type: Incident,
      description: 'What went wrong with its deployments, newest first.',
      args: { filter: t.arg({ type: IncidentFilter, description: 'Only incidents that match all of it.' }) },
      ...organizationReads('incident:read'),
      resolve: ({ id }, args, { data }) => data.incidents.page(incidentWhere(id, args.filter), args),
    },
    { name: 'IncidentConnection', description: 'A page of incidents.' },
    { name: 'IncidentEdge', description: 'An incident in a page.' },
  ),
  incidentAutomation: t.field({
    type: IncidentAutomation,
    description:
      'Steps against incidents that are taken without asking; REDUCING unless somebody said otherwise.',
    ...organizationReads('incident:read'),
    resolve: async ({ id }, _args, { data }) =>
      ((await data.incidents.automation(id)) ?? 'REDUCING') as 'REDUCING',
  }),
}))

builder.objectField(Deployment, 'incidents', (t) =>
  t.connection(
    {
      type: Incident,
      description: 'What went wrong with it, newest first.',
      args: { filter: t.arg({ type: IncidentFilter, description: 'Only incidents that match all of it.' }) },
      authScopes: ({ organizationId }) => ({ can: { action: 'incident:read', organizationId } }),
      resolve: ({ id, organizationId }, args, { data }) =>
        data.incidents.page({ ...incidentWhere(organizationId, args.filter), deploymentId: id }, args),
    },
    { name: 'DeploymentIncidentConnection', description: 'A page of incidents of a deployment.' },
    { name: 'DeploymentIncidentEdge', description: 'An incident of a deployment in a page.' },
  ),
)
