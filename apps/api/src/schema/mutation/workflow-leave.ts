/** Whoever sets a workflow going may do all that its steps do, and says twice what touches real money. */
import type { WorkflowDefinition } from '@quarterdeck/runtime'
import { allows } from '../../access/action.ts'
import { membershipIn, notPermitted } from '../../access/principal.ts'
import { Forbidden, InvalidInput } from '../../problem/problem.ts'
import type { Context } from '../context.ts'
import { actionsTaken } from '../workflow-definition.ts'

export const CONFIRM_MEANING =
  "Where a step deploys on a LIVE account: the workflow's name once more, as confirmation; elsewhere left out or the name."

export interface Begun {
  readonly organizationId: string
  /** With stored ids. */
  readonly definition: WorkflowDefinition
  readonly confirm?: string | null | undefined
}

/** Throws FORBIDDEN where the caller lacks an action of a step, BAD_USER_INPUT where a confirmation is missing. */
export async function demandLeave(
  { organizationId, definition, confirm }: Begun,
  context: Context,
): Promise<void> {
  const { role } = membershipIn(context.require(), organizationId)
  const lacking = actionsTaken(definition).find((action) => !allows(role, action))
  if (lacking !== undefined)
    throw new Forbidden(
      `${notPermitted(role, lacking).message}, which a step of the workflow ${definition.name} does`,
    )
  if (confirm === definition.name) return
  const isLive = await deploysLive(definition, context)
  if (confirm == null && !isLive) return
  const why = isLive ? ', because a step deploys on a LIVE account' : ''
  throw new InvalidInput(`must be the workflow's name, ${definition.name}${why}`, ['input', 'confirm'])
}

async function deploysLive({ steps }: WorkflowDefinition, { data }: Context): Promise<boolean> {
  const accountIds = steps.flatMap(({ action }) => (action.do === 'DEPLOY' ? [action.accountId] : []))
  const accounts = await Promise.all(accountIds.map((id) => data.accounts.row(id)))
  return accounts.some(({ mode }) => mode === 'LIVE')
}
