/**
 * Finds out who asks: a session cookie or `Bearer` key becomes a principal, or null. Also the changes to keys and members,
 * which take effect here and in the cache in one move.
 */
import { commonRole } from '../access/action.ts'
import type { Membership, Principal } from '../access/principal.ts'
import { parseRole } from '../access/role.ts'
import type { ApiKey, Member, Organization, Prisma, User } from '../generated/prisma/client.ts'
import { API_KEY_PATTERN, type NewApiKey, createApiKey, hashSecret, revokeApiKey } from './api-key.ts'
import type { Auth } from './auth.ts'
import { type PrincipalCache, createPrincipalCache } from './cache.ts'
import { type RoleChange, changeRole } from './member-role.ts'
import type { FactorKeep, Standing } from './second-factor/keep.ts'
import type { IdentityStore } from './store.ts'

export interface Identity {
  /** Null: the credential is malformed, unknown, expired, revoked or of nobody who is still a member; all look alike. */
  byAuthorization(header: string): Promise<Principal | null>
  bySession(cookieHeader: string): Promise<Principal | null>
  /** The user that a session belongs to, or null: it is no good. */
  ownerOf(cookieHeader: string): Promise<string | null>
  createKey(key: NewApiKey): Promise<{ row: ApiKey; secret: string }>
  revokeKey(organizationId: string, id: string): Promise<ApiKey | null>
  /** Changes a role, here and in the keys that the member made. Throws CONFLICT: see `changeRole`. */
  setRole(change: RoleChange): Promise<Member & { user: User }>
  /** How a person stands with the second factor; null: it is no person, or the session is over. */
  standingOf(principal: Principal): Promise<Standing | null>
  /** Whether an organization demands a second factor of its members. */
  demandsSecondFactor(organizationId: string): Promise<boolean>
  /** Demands a second factor of an organization's members from now on, or of nobody; who has none is shut out at once. */
  demandSecondFactor(organizationId: string, required: boolean): Promise<void>
  readonly cache: PrincipalCache
}

export interface IdentityOptions {
  readonly auth: Auth
  readonly store: IdentityStore
  readonly factors: FactorKeep
  /** Told of what went wrong where nobody waits for it. */
  readonly onFault: (error: unknown) => void
}

/** How often at most a key's last use is written, in milliseconds: a write per request would cost more than the request. */
const LAST_USED_EVERY_MS = 60_000

const SESSION_COOKIE = /(?:^|;\s*)(?:__Secure-)?quarterdeck\.session_token=([^;]+)/

export function createIdentity({ auth, store, factors, onFault }: IdentityOptions): Identity {
  const cache = createPrincipalCache()
  const lastUsed = new Map<string, number>()

  function noteUse(keyId: string): void {
    const now = Date.now()
    if (now - (lastUsed.get(keyId) ?? 0) < LAST_USED_EVERY_MS) return
    lastUsed.set(keyId, now)
    store.apiKey.updateMany({ where: { id: keyId }, data: { lastUsedAt: new Date(now) } }).catch(onFault)
  }

  async function sessionPrincipal(cookieHeader: string): Promise<Principal | null> {
    const found = await auth.api.getSession({ headers: new Headers({ cookie: cookieHeader }) })
    if (found === null) return null
    const { user, session } = found
    // The challenge makes no session before its code; whatever else might, it reaches nothing.
    if (user.twoFactorEnabled === true && session.secondFactorAt == null) return null
    const members = await store.member.findMany({
      where: { userId: user.id },
      include: { organization: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    })
    const isShut = ({ organization }: (typeof members)[number]) =>
      organization.secondFactorRequired && user.twoFactorEnabled !== true
    const { id, name, email } = user
    return {
      kind: 'USER',
      id,
      name,
      email,
      memberships: new Map(
        members
          .filter((member) => !isShut(member))
          .map((member) => [member.organizationId, membership(member.role, member.organization)]),
      ),
      actor: { kind: 'USER', id, name, userId: id },
      expiresAt: session.expiresAt.getTime(),
      sessionId: session.id,
      shutOutOf: members.filter(isShut).map(({ organization }) => organization.name),
    }
  }

  return {
    cache,
    async byAuthorization(header) {
      const secret = /^Bearer ([^\s]+)$/i.exec(header)?.[1]
      if (secret === undefined || !API_KEY_PATTERN.test(secret)) return null
      const hash = hashSecret(secret)
      const known = cache.get(hash)
      if (known !== null) {
        noteUse(known.id)
        return known
      }
      const generation = cache.generation()
      const row = await store.apiKey.findUnique({ where: { hash }, include: WITH_MAKER })
      if (
        row === null ||
        row.revokedAt !== null ||
        (row.expiresAt !== null && row.expiresAt.getTime() <= Date.now())
      ) {
        return null
      }
      const principal = keyPrincipal(row)
      if (principal === null) return null
      cache.put(hash, principal, generation)
      noteUse(row.id)
      return principal
    },
    async bySession(cookieHeader) {
      const token = SESSION_COOKIE.exec(cookieHeader)?.[1]
      if (token === undefined) return null
      const known = cache.get(token)
      if (known !== null) return known
      const generation = cache.generation()
      const principal = await sessionPrincipal(cookieHeader)
      if (principal !== null) cache.put(token, principal, generation)
      return principal
    },
    async ownerOf(cookieHeader) {
      const token = SESSION_COOKIE.exec(cookieHeader)?.[1]
      if (token === undefined) return null
      return (cache.get(token) ?? (await sessionPrincipal(cookieHeader)))?.id ?? null
    },
    createKey: (key) => createApiKey(store, key),
    async revokeKey(organizationId, id) {
      const row = await revokeApiKey(store, organizationId, id)
      if (row !== null) cache.drop(id)
      return row
    },
    async setRole(change) {
      const member = await changeRole(store, change)
      const { organizationId, userId } = change
      const keys = await store.apiKey.findMany({
        where: { organizationId, createdById: userId },
        select: { id: true },
      })
      for (const { id } of [{ id: userId }, ...keys]) cache.drop(id)
      return member
    },
    standingOf: ({ sessionId }) => (sessionId === null ? Promise.resolve(null) : factors.standing(sessionId)),
    async demandsSecondFactor(organizationId) {
      const { secondFactorRequired } = await store.organization.findUniqueOrThrow({
        where: { id: organizationId },
      })
      return secondFactorRequired
    },
    async demandSecondFactor(organizationId, required) {
      const members = await store.member.findMany({
        where: { organizationId, user: { twoFactorEnabled: false } },
        select: { userId: true },
      })
      await store.organization.update({
        where: { id: organizationId },
        data: { secondFactorRequired: required },
      })
      for (const { userId } of members) cache.drop(userId)
    },
  }
}

function membership(role: string, row: Organization): Membership {
  const { id, slug, name, baseCurrency, platform } = row
  return { role: parseRole(role), organization: { id, slug, name, baseCurrency, platform } }
}

const WITH_MAKER = { organization: true, createdBy: { include: { members: true } } } as const

/** A key may no more than who made it may now; null: its maker is no member any more, and the key ends with that. */
function keyPrincipal(row: Prisma.ApiKeyGetPayload<{ include: typeof WITH_MAKER }>): Principal | null {
  const maker = row.createdBy.members.find(({ organizationId }) => organizationId === row.organizationId)
  if (maker === undefined) return null
  const role = commonRole(parseRole(row.role), parseRole(maker.role))
  return {
    kind: 'API_KEY',
    id: row.id,
    name: row.name,
    email: null,
    memberships: new Map([[row.organizationId, membership(role, row.organization)]]),
    actor: { kind: 'API_KEY', id: row.id, name: row.name, userId: row.createdById },
    expiresAt: row.expiresAt?.getTime() ?? null,
    sessionId: null,
    shutOutOf: [],
  }
}
