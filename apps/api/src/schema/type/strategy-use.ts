/** What an organization's strategies use of the machine that runs them. */
import type { ObservedDeployment } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { Organization } from '../refs.ts'
import { organizationReads } from '../organization-reads.ts'

const StrategyUse = builder.objectRef<readonly ObservedDeployment[]>('StrategyUse').implement({
  description: 'What the strategies of an organization use, as observed.',
  fields: (t) => ({
    running: t.int({
      description: 'Deployments that run.',
      resolve: (seen) => seen.filter(({ activity }) => activity === 'RUNNING').length,
    }),
    quarantined: t.int({
      description: 'Deployments that wait for a person.',
      resolve: (seen) => seen.filter(({ activity }) => activity === 'QUARANTINED').length,
    }),
    processes: t.int({
      description: 'Processes that run them.',
      resolve: (seen) => processesOf(seen).size,
    }),
    residentBytes: t.float({
      description: 'Memory of these processes.',
      resolve: (seen) => [...processesOf(seen).values()].reduce((sum, bytes) => sum + bytes, 0),
    }),
    callbackMs: t.float({
      description: 'Processor time of their callbacks in the runs that are on, milliseconds.',
      resolve: (seen) => seen.reduce((sum, { callbackMs }) => sum + callbackMs, 0),
    }),
    ordersSent: t.float({
      description: 'Orders that they sent in the runs that are on.',
      resolve: (seen) => seen.reduce((sum, { ordersSent }) => sum + ordersSent, 0),
    }),
  }),
})

/** Memory by process: deployments that share one say the same of it. */
function processesOf(seen: readonly ObservedDeployment[]): ReadonlyMap<number, number> {
  return new Map(seen.flatMap(({ pid, residentBytes }) => (pid === null ? [] : [[pid, residentBytes ?? 0]])))
}

async function seenIn(organizationId: string, { data, runtime }: Context) {
  const [ids, strategies] = await Promise.all([data.deployments.idsOf(organizationId), runtime.strategies()])
  return ids.flatMap((id) => strategies.observed(organizationId, id) ?? [])
}

builder.objectFields(Organization, (t) => ({
  strategyUse: t.field({
    type: StrategyUse,
    description: 'What its strategies use of this server now.',
    ...organizationReads('strategy:read'),
    resolve: ({ id }, _args, context) => seenIn(id, context),
  }),
}))
