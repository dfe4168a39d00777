/** The roles a member or an API key can have in an organization. Fixed; what each may do is `action.ts`. */

export const ROLES = ['OWNER', 'ADMIN', 'RISK_MANAGER', 'TRADER', 'VIEWER'] as const
export type Role = (typeof ROLES)[number]

/** Reads a stored role; an unknown one is a corrupt row and must not pass as anything. */
export function parseRole(text: string): Role {
  const role = ROLES.find((known) => known === text)
  if (role === undefined)
    throw new Error(`Invariant: a stored role is one of ${ROLES.join(', ')}, not "${text}"`)
  return role
}
