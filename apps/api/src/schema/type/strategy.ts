/** Strategies: named programs of an organization. What they do is said by their deployments. */
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { DeploymentDesired } from '../strategy-enums.ts'
import { Mode, StrategyStatus } from '../enums.ts'
import { deploymentWhere } from '../deployment-filter.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { Deployment, Organization, Strategy, StrategyVersion } from '../refs.ts'
import { organizationReads } from '../organization-reads.ts'
import { modeOf, statusOf } from './strategy-standing.ts'

const DEPLOYMENTS_SHOWN_MAX = 50

builder.node(Strategy, {
  description: 'A named program of an organization; its versions are built, its deployments trade.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.strategies.strategy(id)),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name; one strategy has it.' }),
    status: t.field({
      type: StrategyStatus,
      description:
        'RUNNING: a deployment of it shall run and is not quarantined; else FAILED: one is quarantined; else STOPPED.',
      resolve: async ({ id }, _args, { data }) => statusOf(await data.deployments.standings(id)),
    }),
    mode: t.field({
      type: Mode,
      description:
        'The riskiest mode of its deployments that are not stopped, of all of them where each is: LIVE before SHADOW before PAPER; PAPER without any.',
      resolve: async ({ id }, _args, { data }) => modeOf(await data.deployments.standings(id)),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first submitted.' }),
    newestVersion: t.field({
      type: StrategyVersion,
      nullable: true,
      description: 'The version submitted last, whatever became of it; null: there is none.',
      resolve: ({ id }, _args, { data }) => data.strategies.newestVersion(id),
    }),
    versions: t.connection(
      {
        type: StrategyVersion,
        description: 'Its versions, newest first.',
        resolve: (strategy, args, { data }) => data.strategies.versions(strategy, args),
      },
      { name: 'StrategyVersionConnection', description: 'A page of versions.' },
      { name: 'StrategyVersionEdge', description: 'A version in a page.' },
    ),
    deployments: t.field({
      type: [Deployment],
      description: 'Its newest deployments, newest first; `deployments` of the organization has all.',
      resolve: async ({ id }, _args, { data }) => [
        ...(await data.deployments.newest(id, DEPLOYMENTS_SHOWN_MAX)),
      ],
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  strategies: t.connection(
    {
      type: Strategy,
      description: 'Its strategies, oldest first.',
      ...organizationReads('strategy:read'),
      resolve: ({ id }, args, { data }) => data.strategies.strategies(id, args),
    },
    { name: 'StrategyConnection', description: 'A page of strategies.' },
    { name: 'StrategyEdge', description: 'A strategy in a page.' },
  ),
  strategy: t.field({
    type: Strategy,
    nullable: true,
    description: 'One of its strategies.',
    args: { id: t.arg.id({ required: true, description: 'The strategy.' }) },
    ...organizationReads('strategy:read'),
    resolve: async (organization, { id }, { data }) => {
      const strategy = await data.strategies.strategy(requireId('Strategy', id, ['id']), ['id'])
      if (strategy.organizationId !== organization.id) throw notFound('Strategy', ['id'])
      return strategy
    },
  }),
  deployments: t.connection(
    {
      type: Deployment,
      description: 'Its deployments, newest first.',
      args: {
        strategyId: t.arg.id({ description: 'Only of this strategy.' }),
        accountId: t.arg.id({ description: 'Only on this account.' }),
        desired: t.arg({ type: DeploymentDesired, description: 'Only those that shall do this.' }),
      },
      ...organizationReads('strategy:read'),
      resolve: async ({ id }, args, context) =>
        context.data.deployments.page(await deploymentWhere(context, id, args), args),
    },
    { name: 'DeploymentConnection', description: 'A page of deployments.' },
    { name: 'DeploymentEdge', description: 'A deployment in a page.' },
  ),
  deployment: t.field({
    type: Deployment,
    nullable: true,
    description: 'One of its deployments.',
    args: { id: t.arg.id({ required: true, description: 'The deployment.' }) },
    ...organizationReads('strategy:read'),
    resolve: async (organization, { id }, { data }) => {
      const deployment = await data.deployments.find(requireId('Deployment', id, ['id']), ['id'])
      if (deployment.organizationId !== organization.id) throw notFound('Deployment', ['id'])
      return deployment
    },
  }),
}))
