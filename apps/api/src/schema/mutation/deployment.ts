/** Deploying strategies and steering their deployments. The journal holds what each shall do, with who said so and why. */
import type { Asking, OrderRow, Strategies } from '@quarterdeck/runtime'
import type { Deployment as DeploymentRow } from '../../generated/prisma/client.ts'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'
import {
  CONFIRM_MEANING,
  ChangeDeploymentInput,
  DeployStrategyInput,
  changeTerms,
  deployTerms,
} from '../input/deployment-input.ts'
import { Deployment, Order } from '../refs.ts'
import { asProblem } from '../as-problem.ts'
import { audited } from './audited.ts'
import { demandConfirmation } from './confirmation.ts'
import { guarded, problems } from './field.ts'

const INPUT = ['input']
const DEPLOYMENT_PATH = ['input', 'deploymentId']
const VERSION_PATH = ['input', 'versionId']
const ACCOUNT_PATH = ['input', 'accountId']

const reasonMeaning = 'Why; kept in the audit log.'

const RollBackDeploymentInput = builder.inputType('RollBackDeploymentInput', {
  description: 'Which deployment to roll back.',
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: 'The deployment.' }),
    expectedRevision: t.int({
      required: true,
      description: 'The revision that is taken back; CONFLICT where another is in force.',
    }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const StartDeploymentInput = builder.inputType('StartDeploymentInput', {
  description: 'Which deployment to start.',
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: 'The deployment.' }),
    reason: t.string({ required: true, description: reasonMeaning }),
    confirm: t.string({ description: CONFIRM_MEANING }),
  }),
})

const steered = (name: `${string}DeploymentInput`, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      deploymentId: t.id({ required: true, description: 'The deployment.' }),
      reason: t.string({ required: true, description: reasonMeaning }),
    }),
  })

const PauseDeploymentInput = steered('PauseDeploymentInput', 'Which deployment to pause.')
const StopDeploymentInput = steered('StopDeploymentInput', 'Which deployment to stop.')
const FlattenDeploymentInput = steered('FlattenDeploymentInput', 'Which deployment to stop and flatten.')

const payload = <Name extends string>(name: Name) =>
  builder.objectRef<{ readonly deployment: DeploymentRow }>(name).implement({
    description: 'The deployment as it shall be now; `deploymentStatus` shows what it then does.',
    fields: (t) => ({
      deployment: t.expose('deployment', { type: Deployment, description: 'The deployment.' }),
    }),
  })

const DeployStrategyPayload = payload('DeployStrategyPayload')
const ChangeDeploymentPayload = payload('ChangeDeploymentPayload')
const RollBackDeploymentPayload = payload('RollBackDeploymentPayload')
const StartDeploymentPayload = payload('StartDeploymentPayload')
const PauseDeploymentPayload = payload('PauseDeploymentPayload')
const StopDeploymentPayload = payload('StopDeploymentPayload')

const FlattenDeploymentPayload = builder
  .objectRef<{ readonly deployment: DeploymentRow; readonly orders: readonly OrderRow[] }>(
    'FlattenDeploymentPayload',
  )
  .implement({
    description: 'The deployment, stopped, and the orders that close what it held.',
    fields: (t) => ({
      deployment: t.expose('deployment', { type: Deployment, description: 'The deployment.' }),
      orders: t.field({ type: [Order], description: 'The orders.', resolve: ({ orders }) => [...orders] }),
    }),
  })

interface NamesDeployment {
  readonly deploymentId: string
}

/** The deployment that an input names. */
export function namedDeployment(
  { deploymentId }: NamesDeployment,
  { data }: Context,
): Promise<DeploymentRow> {
  return data.deployments.find(requireId('Deployment', deploymentId, DEPLOYMENT_PATH), DEPLOYMENT_PATH)
}

export const ofDeployment = async (input: NamesDeployment, context: Context) =>
  (await namedDeployment(input, context)).organizationId

/** The version that shall run, of the organization that it runs in. */
async function versionIn(organizationId: string, versionId: string, { data }: Context): Promise<string> {
  const version = await data.strategies.version(
    requireId('StrategyVersion', versionId, VERSION_PATH),
    VERSION_PATH,
  )
  if (version.organizationId !== organizationId) throw notFound('StrategyVersion', VERSION_PATH)
  return version.id
}

function namedTarget({ accountId }: { readonly accountId: string }, { data }: Context) {
  return data.accounts.find(requireId('Account', accountId, ACCOUNT_PATH), ACCOUNT_PATH)
}

/** Does something to the deployment that an input names, and reads what it shall be now. */
async function steer<Input extends NamesDeployment, Result>(
  input: Input,
  context: Context,
  work: (strategies: Strategies, asking: Asking, deployment: DeploymentRow) => Promise<Result>,
): Promise<{ readonly deployment: DeploymentRow; readonly result: Result }> {
  const deployment = await namedDeployment(input, context)
  const { organizationId } = deployment
  const asking = { organizationId, actor: context.require().actor }
  const result = await asProblem(
    async () => work(await context.runtime.strategies(), asking, deployment),
    INPUT,
  )
  context.refresh()
  return { deployment: await namedDeployment(input, context), result }
}

builder.mutationFields((t) => ({
  deployStrategy: t.field({
    type: DeployStrategyPayload,
    description: 'Deploys a version on an account and starts it.',
    args: { input: t.arg({ type: DeployStrategyInput, required: true, description: 'What and where.' }) },
    ...guarded(
      'strategy:deploy',
      async (input: { accountId: string }, context) => (await namedTarget(input, context)).organizationId,
    ),
    errors: problems('DeployStrategyResult'),
    resolve: async (_root, { input }, context) => {
      const account = await namedTarget(input, context)
      const { organizationId } = account
      const versionId = await versionIn(organizationId, input.versionId, context)
      const { mode } = await context.data.accounts.row(account.id)
      demandConfirmation(mode, input.name, input.confirm)
      const terms = { ...deployTerms(input), versionId, accountId: account.id }
      const asking = { organizationId, actor: context.require().actor }
      const id = await asProblem(
        async () => (await context.runtime.strategies()).deploy(asking, terms),
        INPUT,
      )
      context.refresh()
      return { deployment: await context.data.deployments.find(id) }
    },
  }),
  changeDeployment: t.field({
    type: ChangeDeploymentPayload,
    description: 'Changes what a deployment runs: version, parameters, instruments, rate. A new run begins.',
    args: { input: t.arg({ type: ChangeDeploymentInput, required: true, description: 'The change.' }) },
    ...guarded('strategy:deploy', ofDeployment),
    errors: problems('ChangeDeploymentResult'),
    resolve: (_root, { input }, context) =>
      steer(input, context, async (strategies, asking, { id, organizationId, mode, name }) => {
        demandConfirmation(mode, name, input.confirm)
        const { versionId } = input
        const version =
          versionId == null ? {} : { versionId: await versionIn(organizationId, versionId, context) }
        await strategies.change(asking, id, { ...changeTerms(input), ...version })
      }),
  }),
  rollBackDeployment: t.field({
    type: RollBackDeploymentPayload,
    description: 'Brings back what a deployment ran before its newest change. A new run begins.',
    args: { input: t.arg({ type: RollBackDeploymentInput, required: true, description: 'Which.' }) },
    ...guarded('strategy:deploy', ofDeployment),
    errors: problems('RollBackDeploymentResult'),
    resolve: (_root, { input }, context) =>
      steer(input, context, async (strategies, asking, { id, mode, name }) => {
        demandConfirmation(mode, name, input.confirm)
        await strategies.rollBack(asking, id, input.expectedRevision)
      }),
  }),
  startDeployment: t.field({
    type: StartDeploymentPayload,
    description: 'Starts a deployment, or lets a paused one go on; ends a quarantine.',
    args: { input: t.arg({ type: StartDeploymentInput, required: true, description: 'Which, and why.' }) },
    ...guarded('strategy:control', ofDeployment),
    errors: problems('StartDeploymentResult'),
    resolve: (_root, { input }, context) =>
      steer(input, context, async (strategies, asking, { id, mode, name }) => {
        demandConfirmation(mode, name, input.confirm)
        await strategies.start(asking, id, input.reason)
      }),
  }),
  pauseDeployment: t.field({
    type: PauseDeploymentPayload,
    description: 'Keeps the session of a deployment and delivers nothing more to it.',
    args: { input: t.arg({ type: PauseDeploymentInput, required: true, description: 'Which, and why.' }) },
    ...guarded('strategy:control', ofDeployment),
    errors: problems('PauseDeploymentResult'),
    resolve: (_root, { input }, context) =>
      steer(input, context, (strategies, asking, { id }) => strategies.pause(asking, id, input.reason)),
  }),
  stopDeployment: t.field({
    type: StopDeploymentPayload,
    description: 'Ends the run of a deployment and withdraws its working orders.',
    args: { input: t.arg({ type: StopDeploymentInput, required: true, description: 'Which, and why.' }) },
    ...guarded('strategy:control', ofDeployment),
    errors: problems('StopDeploymentResult'),
    resolve: (_root, { input }, context) =>
      steer(input, context, (strategies, asking, { id }) => strategies.stop(asking, id, input.reason)),
  }),
  flattenDeployment: t.field({
    type: FlattenDeploymentPayload,
    description: 'Stops a deployment and closes what it holds at the market, by orders of the caller.',
    args: { input: t.arg({ type: FlattenDeploymentInput, required: true, description: 'Which, and why.' }) },
    ...guarded('strategy:flatten', ofDeployment),
    errors: problems('FlattenDeploymentResult'),
    resolve: async (_root, { input }, context) => {
      const { deployment, result } = await steer(input, context, (strategies, asking, { id, name }) => {
        const change = {
          organizationId: asking.organizationId,
          action: 'deployment.flatten',
          summary: `Stopped deployment "${name}" to close what it holds`,
          after: { reason: input.reason },
        }
        return audited(context, change, () => strategies.flatten(asking, id, input.reason))
      })
      return { deployment, orders: await Promise.all(result.map((id) => context.data.orders.find(id))) }
    },
  }),
}))
