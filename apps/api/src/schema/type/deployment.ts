/** Deployments: a version of a strategy on an account, what it shall do, and what it is seen to do. */
import type { ObservedDeployment } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { Mode } from '../enums.ts'
import { nodeLoader } from '../node-loader.ts'
import {
  Account,
  Deployment,
  DeploymentRun,
  Order,
  ParityReport,
  Strategy,
  StrategyVersion,
} from '../refs.ts'
import {
  DeploymentActivityEnum,
  DeploymentDesired,
  DeploymentIsolation,
  StrategyLogLevel,
} from '../strategy-enums.ts'
import { Actor, storedActor } from './actor.ts'
import { ParameterValue, parametersOf } from './backtest-result.ts'
import { DeploymentHistoryEntry, deploymentHistory } from './deployment-history.ts'
import { DeploymentLogLine } from './deployment-log.ts'
import { DeploymentPosition, ownPositions } from './deployment-position.ts'
import { profitOf } from './deployment-profit.ts'
import { Money } from './money.ts'
import { StrategyDecision, decisionPage } from './strategy-decision.ts'

const TEXT_LENGTH_MAX = 200

const Observation = builder.objectRef<ObservedDeployment>('DeploymentObservation').implement({
  description: 'What a deployment is seen to do.',
  fields: (t) => ({
    activity: t.expose('activity', { type: DeploymentActivityEnum, description: 'What it does.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
    pid: t.exposeInt('pid', { nullable: true, description: 'Process that runs it; null: none.' }),
    run: t.exposeInt('run', { description: 'Its newest run; 0: it never ran.' }),
    restarts: t.exposeInt('restarts', { description: 'Crashes since a person last started it.' }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again; null: no attempt is planned.',
    }),
    lastFault: t.exposeString('lastFault', { nullable: true, description: 'Its newest fault; null: none.' }),
    inputs: t.exposeFloat('inputs', { description: 'Inputs taken in this run.' }),
    decisions: t.exposeFloat('decisions', { description: 'Decisions made in this run.' }),
    digest: t.exposeString('digest', {
      nullable: true,
      description: 'Digest of the decisions of this run so far; null: it made none.',
    }),
    ordersSent: t.exposeFloat('ordersSent', { description: 'Orders that it sent in this run.' }),
    logLinesDropped: t.exposeFloat('logLinesDropped', {
      description: 'Log lines past its budget, which are not kept.',
    }),
    residentBytes: t.exposeFloat('residentBytes', {
      nullable: true,
      description: 'Memory of its process, which others may share; null: it has none.',
    }),
    callbackMs: t.exposeFloat('callbackMs', {
      description: 'Processor time of its callbacks in this run, milliseconds.',
    }),
    unansweredForMs: t.float({
      nullable: true,
      description: 'How long its newest input is unanswered, milliseconds; null: nothing is.',
      resolve: ({ unansweredFor }) => (unansweredFor === null ? null : unansweredFor / 1000),
    }),
  }),
})

builder.node(Deployment, {
  description: 'A version of a strategy on an account, with its parameters and limits.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.deployments.find(id)),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name for people; unique within the strategy.' }),
    strategy: t.field({
      type: Strategy,
      description: 'What it runs.',
      resolve: ({ strategyId }, _args, { data }) => data.strategies.strategy(strategyId),
    }),
    version: t.field({
      type: StrategyVersion,
      description: 'The version that it runs.',
      resolve: ({ versionId }, _args, { data }) => data.strategies.version(versionId),
    }),
    digest: t.exposeString('digest', { description: 'SHA-256 that names the artifact it runs.' }),
    account: t.field({
      type: Account,
      description: 'What it trades on.',
      resolve: ({ accountId, organizationId }) => ({ id: accountId, organizationId }),
    }),
    mode: t.field({
      type: Mode,
      description: 'Which market gets its orders.',
      resolve: ({ mode }) => mode as 'PAPER',
    }),
    parameters: t.field({
      type: [ParameterValue],
      description: 'Its parameters.',
      resolve: ({ params }) => parametersOf(params),
    }),
    instrumentIds: t.idList({
      description: 'What it may trade.',
      resolve: ({ instrumentIds }) => [...instrumentIds],
    }),
    seed: t.float({ description: 'Seed of all chance in it.', resolve: ({ seed }) => Number(seed) }),
    isolation: t.field({
      type: DeploymentIsolation,
      description: 'Which process runs it.',
      resolve: ({ isolation }) => isolation as 'PROCESS',
    }),
    ordersPerMinuteMax: t.exposeInt('ordersPerMinuteMax', {
      description: 'Orders and replacements that it may ask for in any minute.',
    }),
    desired: t.field({
      type: DeploymentDesired,
      description: 'What it shall do.',
      resolve: ({ desired }) => desired as 'RUNNING',
    }),
    quarantineReason: t.exposeString('quarantineReason', {
      nullable: true,
      description: 'Why it is kept from running until a person starts it; null: it is not.',
    }),
    revision: t.exposeInt('revision', {
      description: 'Counts its changes from 1; a change names the one that it was made for.',
    }),
    observed: t.field({
      type: Observation,
      nullable: true,
      description: 'What it is seen to do; null: nobody looks after it now.',
      resolve: async ({ id, organizationId }, _args, context) =>
        (await context.runtime.strategies()).observed(organizationId, id),
    }),
    profit: t.field({
      type: Money,
      nullable: true,
      description:
        "Realized and unrealized profit of its own fills, in its account's currency; null: no quote or rate.",
      authScopes: ({ organizationId }) => ({ can: { action: 'account:read', organizationId } }),
      resolve: (deployment, _args, context) => profitOf(deployment, context, 'profit'),
    }),
    profitOfDay: t.field({
      type: Money,
      nullable: true,
      description:
        'As `profit`, since the UTC day began that the limits of its account go by; null also: what it held then has no known price of that time.',
      authScopes: ({ organizationId }) => ({ can: { action: 'account:read', organizationId } }),
      resolve: (deployment, _args, context) => profitOf(deployment, context, 'profitOfDay'),
    }),
    positions: t.field({
      type: [DeploymentPosition],
      description: 'What its own fills come to, by instrument; those that are flat are left out.',
      authScopes: ({ organizationId }) => ({ can: { action: 'account:read', organizationId } }),
      resolve: (deployment, _args, context) => ownPositions(deployment, context),
    }),
    createdBy: t.field({
      type: Actor,
      description: 'Who deployed it, and answers for its orders.',
      resolve: ({ createdBy }) => storedActor(createdBy),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was deployed.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
})

builder.objectFields(Deployment, (t) => ({
  orders: t.connection(
    {
      type: Order,
      description: 'The orders that it wanted, newest first.',
      args: { open: t.arg.boolean({ description: 'Whether they may still fill.' }) },
      authScopes: ({ organizationId }) => ({ can: { action: 'order:read', organizationId } }),
      resolve: ({ id, organizationId }, args, { data }) => {
        const { open } = args
        const where = { organizationId, deploymentId: id, ...(open == null ? {} : { open }) }
        return data.orders.page(where, true, args)
      },
    },
    { name: 'DeploymentOrderConnection', description: 'A page of orders of a deployment.' },
    { name: 'DeploymentOrderEdge', description: 'An order of a deployment in a page.' },
  ),
  history: t.field({
    type: [DeploymentHistoryEntry],
    description: 'What was wanted of it, and what it ran from then on, newest first; the newest 200.',
    resolve: (deployment, _args, context) => deploymentHistory(deployment, context),
  }),
  run: t.field({
    type: DeploymentRun,
    nullable: true,
    description: 'One of its runs, the newest unless told; null: there is none.',
    args: { number: t.arg.int({ description: 'Which run.' }) },
    resolve: ({ id }, { number }, { data }) => data.runs.run(id, number ?? null),
  }),
  runs: t.connection(
    {
      type: DeploymentRun,
      description: 'Its runs, newest first.',
      resolve: (deployment, args, { data }) => data.runs.runs(deployment, args),
    },
    { name: 'DeploymentRunConnection', description: 'A page of runs.' },
    { name: 'DeploymentRunEdge', description: 'A run in a page.' },
  ),
  logs: t.connection(
    {
      type: DeploymentLogLine,
      description: 'What it logged, newest first. Follow it with `deploymentLogs`.',
      args: {
        levels: t.arg({ type: [StrategyLogLevel], description: 'Only lines of these levels.' }),
        text: t.arg.string({ description: 'Only lines that contain this, whatever the case.' }),
        run: t.arg.int({ description: 'Only lines of this run.' }),
      },
      authScopes: ({ organizationId }) => ({ can: { action: 'strategy:logs', organizationId } }),
      resolve: (deployment, args, { data }) => {
        const { levels, text, run } = args
        const filter = {
          levels: levels ?? [],
          text: text?.slice(0, TEXT_LENGTH_MAX) ?? '',
          run: run ?? null,
        }
        return data.runs.logs(deployment, filter, args)
      },
    },
    { name: 'DeploymentLogConnection', description: 'A page of log lines.' },
    { name: 'DeploymentLogEdge', description: 'A log line in a page.' },
  ),
  decisions: t.connection(
    {
      type: StrategyDecision,
      description: 'The inputs that made it want something, newest first; read with first and after.',
      args: { run: t.arg.int({ description: 'Of this run; of the newest when left out.' }) },
      resolve: (deployment, args, context) => decisionPage(deployment, args, context),
    },
    { name: 'StrategyDecisionConnection', description: 'A page of decisions.' },
    { name: 'StrategyDecisionEdge', description: 'A decision in a page.' },
  ),
  parityReports: t.connection(
    {
      type: ParityReport,
      description: 'Comparisons of what it decided with what its code decides again, newest first.',
      resolve: ({ id, organizationId }, args, { data }) =>
        data.runs.reports({ organizationId, deploymentId: id }, args),
    },
    { name: 'ParityReportConnection', description: 'A page of comparisons.' },
    { name: 'ParityReportEdge', description: 'A comparison in a page.' },
  ),
}))
