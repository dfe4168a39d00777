/** Which deployments a list is asked for, as the condition that it becomes. A foreign id is as absent as an unknown one. */
import type { OfOrganization } from '../data/seq-page.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { notFound } from '../problem/problem.ts'
import type { Context } from './context.ts'
import { requireId } from './global-id.ts'

interface DeploymentArguments {
  readonly strategyId?: string | null | undefined
  readonly accountId?: string | null | undefined
  readonly desired?: string | null | undefined
}

export async function deploymentWhere(
  { data }: Context,
  organizationId: string,
  { strategyId, accountId, desired }: DeploymentArguments,
): Promise<OfOrganization<Prisma.DeploymentWhereInput>> {
  const where: OfOrganization<Prisma.DeploymentWhereInput> = { organizationId }
  if (desired != null) where.desired = desired
  if (strategyId != null) {
    const path = ['strategyId']
    const strategy = await data.strategies.strategy(requireId('Strategy', strategyId, path), path)
    if (strategy.organizationId !== organizationId) throw notFound('Strategy', path)
    where.strategyId = strategy.id
  }
  if (accountId != null) {
    const path = ['accountId']
    const account = await data.accounts.find(requireId('Account', accountId, path), path)
    if (account.organizationId !== organizationId) throw notFound('Account', path)
    where.accountId = account.id
  }
  return where
}
