/** What an organization's strategies use of the machine that runs them. */
import type { ObservedDeployment, OrganizationUse } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Organization } from '../refs.ts'
import { organizationReads } from '../organization-reads.ts'

interface Seen {
  readonly deployments: readonly ObservedDeployment[]
  readonly share: OrganizationUse
}

const count = ({ deployments }: Seen, activity: ObservedDeployment['activity']) =>
  deployments.filter((deployment) => deployment.activity === activity).length
const MIB = 2 ** 20

const StrategyUse = builder.objectRef<Seen>('StrategyUse').implement({
  description:
    'What the strategies of an organization use of the machine, as observed, and what they may use of it.',
  fields: (t) => ({
    running: t.int({
      description: 'Deployments that run.',
      resolve: (seen) => count(seen, 'RUNNING'),
    }),
    quarantined: t.int({
      description: 'Deployments that wait for a person.',
      resolve: (seen) => count(seen, 'QUARANTINED'),
    }),
    processes: t.int({
      description: 'Processes that run their code: those of deployments, rehearsals and comparisons.',
      resolve: ({ share }) => share.processes,
    }),
    processesMax: t.int({
      description: 'Processes that they may have; past it nothing more of them is started.',
      resolve: ({ share }) => share.processesMax,
    }),
    residentBytes: t.float({
      description: 'Memory of these processes.',
      resolve: ({ share }) => share.memoryBytes,
    }),
    residentBytesMax: t.float({
      description: 'Memory that they may hold together; past it the largest process is ended.',
      resolve: ({ share }) => share.memoryMiBMax * MIB,
    }),
    weight: t.float({
      description:
        'Their part of the processors relative to other organizations, where there is not enough for all.',
      resolve: ({ share }) => share.weight,
    }),
    processors: t.float({
      description: 'Processors that they used of late: 1 is one of them, all the time.',
      resolve: ({ share }) => share.processors,
    }),
    heldPart: t.float({
      description:
        'Part of the time for which they are held of late, so that others get theirs: from 0 to 1.',
      resolve: ({ share }) => share.heldPart,
    }),
    callbackMs: t.float({
      description: 'Processor time of their callbacks in the runs that are on, milliseconds.',
      resolve: ({ deployments }) => deployments.reduce((sum, { callbackMs }) => sum + callbackMs, 0),
    }),
    ordersSent: t.float({
      description: 'Orders that they sent in the runs that are on.',
      resolve: ({ deployments }) => deployments.reduce((sum, { ordersSent }) => sum + ordersSent, 0),
    }),
  }),
})

async function seenIn(organizationId: string, { data, runtime }: Context): Promise<Seen> {
  const [ids, strategies] = await Promise.all([data.deployments.idsOf(organizationId), runtime.strategies()])
  return {
    deployments: ids.flatMap((id) => strategies.observed(organizationId, id) ?? []),
    share: strategies.use(organizationId),
  }
}

builder.objectFields(Organization, (t) => ({
  strategyUse: t.field({
    type: StrategyUse,
    description: 'What its strategies use of this server now.',
    ...organizationReads('strategy:read'),
    resolve: ({ id }, _args, context) => seenIn(id, context),
  }),
}))
