/** What every subscription on an organization has in common: its action, and the account that it may be narrowed to. */
import type { Action } from '../../access/action.ts'
import { membershipIn } from '../../access/principal.ts'
import { notFound } from '../../problem/problem.ts'
import type { Context } from '../context.ts'
import { requireId } from '../global-id.ts'

const ORGANIZATION_PATH = ['organizationId']
const ACCOUNT_PATH = ['accountId']

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
