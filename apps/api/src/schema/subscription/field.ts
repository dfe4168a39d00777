/** What every subscription on an organization has in common: its action, and the account that it may be narrowed to. */
import type { OrderRow } from '@quarterdeck/runtime'
import type { Action } from '../../access/action.ts'
import { membershipIn } from '../../access/principal.ts'
import { notFound } from '../../problem/problem.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'

const ORGANIZATION_PATH = ['organizationId']
const ACCOUNT_PATH = ['accountId']
const DEPLOYMENT_PATH = ['deploymentId']

interface OrganizationArgument {
  readonly organizationId: string
}

export function followedOrganization({ organizationId }: OrganizationArgument, context: Context): string {
  const stored = requireId('Organization', organizationId, ORGANIZATION_PATH)
  return membershipIn(context.require(), stored, ORGANIZATION_PATH).organization.id
}

/** The scope of a subscription, checked once when it starts; a revoked principal's connection is cut by the transport. */
export function followable(action: Action) {
  return {
    authScopes: (_root: unknown, args: OrganizationArgument, context: Context) => {
      context.require()
      return { can: { action, organizationId: followedOrganization(args, context) } }
    },
    extensions: { action },
  }
}

/** The account that a subscription is narrowed to; null: all of the organization. */
export async function followedAccount(
  accountId: string | null | undefined,
  organizationId: string,
  { data }: Context,
): Promise<string | null> {
  if (accountId == null) return null
  const account = await data.accounts.find(requireId('Account', accountId, ACCOUNT_PATH), ACCOUNT_PATH)
  if (account.organizationId !== organizationId) throw notFound('Account', ACCOUNT_PATH)
  return account.id
}

/** What a subscription on orders is narrowed to: both, one, or all of the organization. */
export interface OrderScope {
  readonly accountId?: string | null | undefined
  readonly deploymentId?: string | null | undefined
}

/** Whether an order is within the scope; what the scope names is looked up once. */
export async function followedOrders(
  { accountId, deploymentId }: OrderScope,
  organizationId: string,
  context: Context,
): Promise<(order: OrderRow) => boolean> {
  const account = await followedAccount(accountId, organizationId, context)
  const deployment = await followedDeployment(deploymentId, organizationId, context)
  return (order) =>
    (account === null || order.accountId === account) &&
    (deployment === null || order.deploymentId === deployment)
}

async function followedDeployment(
  deploymentId: string | null | undefined,
  organizationId: string,
  { data }: Context,
): Promise<string | null> {
  if (deploymentId == null) return null
  const id = requireId('Deployment', deploymentId, DEPLOYMENT_PATH)
  const deployment = await data.deployments.find(id, DEPLOYMENT_PATH)
  if (deployment.organizationId !== organizationId) throw notFound('Deployment', DEPLOYMENT_PATH)
  return deployment.id
}
