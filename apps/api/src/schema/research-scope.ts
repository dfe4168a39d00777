/** The scope of an organization's fields on research. */
import type { Action } from '../access/action.ts'
import type { OrganizationRow } from '../access/principal.ts'

export function researchRead(action: Action) {
  return {
    authScopes: ({ id }: OrganizationRow) => ({ can: { action, organizationId: id } }),
    extensions: { action },
  }
}
