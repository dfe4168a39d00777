/** The scope of an organization's fields: reading each is an action in it. */
import type { Action } from '../access/action.ts'
import type { OrganizationRow } from '../access/principal.ts'

export function organizationReads(action: Action) {
  return {
    authScopes: ({ id }: OrganizationRow) => ({ can: { action, organizationId: id } }),
    extensions: { action },
  }
}
