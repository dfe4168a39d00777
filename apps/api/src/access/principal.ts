/** Who asks: a signed-in person with memberships, or an API key that acts in exactly one organization with one role. */
import type { Actor } from '@quarterdeck/engine'
import { NotPermitted, notFound } from '../problem/problem.ts'
import { type Action, allows } from './action.ts'
import type { Role } from './role.ts'

export interface OrganizationRow {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly baseCurrency: string
  /** True for the organization whose people may use scope GLOBAL. */
  readonly platform: boolean
}

export interface Membership {
  readonly organization: OrganizationRow
  readonly role: Role
}

export interface Principal {
  readonly kind: 'USER' | 'API_KEY'
  /** The user's id, or the key's. */
  readonly id: string
  readonly name: string
  readonly email: string | null
  /** Memberships by organization id; a key has one. */
  readonly memberships: ReadonlyMap<string, Membership>
  /** How the engine and the audit log name this caller. */
  readonly actor: Actor
  /** When the session or the key ends, epoch milliseconds; null: a key without an end. */
  readonly expiresAt: number | null
  /** The session of a person; null: a key, which has none. */
  readonly sessionId: string | null
  /** Names of the organizations whose member the person is, but which demand a second factor first; no memberships. */
  readonly shutOutOf: readonly string[]
}

/** The membership in an organization; a foreign organization looks as if it did not exist. */
export function membershipIn(
  principal: Principal,
  organizationId: string,
  path: readonly string[] | null = null,
): Membership {
  const membership = principal.memberships.get(organizationId)
  if (membership === undefined) throw notFound('Organization', path)
  return membership
}

export function mayDo(principal: Principal, action: Action, organizationId: string): boolean {
  const membership = principal.memberships.get(organizationId)
  return membership !== undefined && allows(membership.role, action)
}

/** Throws FORBIDDEN naming the action and the roles' lack of it, NOT_FOUND for a foreign organization. */
export function demand(principal: Principal, action: Action, organizationId: string): void {
  const { role } = membershipIn(principal, organizationId)
  if (!allows(role, action)) throw notPermitted(role, action)
}

export function notPermitted(role: Role, action: Action): NotPermitted {
  return new NotPermitted(`The role ${role} may not do ${action}`)
}
