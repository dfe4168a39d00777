/**
 * Identity by better-auth: e-mail and password, sessions, organizations, stored through Prisma.
 *
 * Strangers cannot sign up unless the configuration says so. The organization plugin's own endpoints are closed: members
 * and roles change through GraphQL only, where the action table and the audit log hold.
 */
import { randomUUID } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { organization } from 'better-auth/plugins'
import { createAccessControl } from 'better-auth/plugins/access'
import type { Role } from '../access/role.ts'
import { createFactorKeep } from './second-factor/keep.ts'
import { secondFactor } from './second-factor/plugin.ts'
import type { FactorTrail } from './second-factor/trail.ts'
import type { IdentityStore } from './store.ts'

export interface AuthOptions {
  readonly store: IdentityStore
  readonly secret: string
  /** Where browsers reach the server; cookies are `secure` where it is https. */
  readonly baseUrl: string
  readonly trustedOrigins: readonly string[]
  readonly signUp: boolean
  /** Where changes of second factors are told; left out where nobody signs in, as at a first start. */
  readonly trail?: FactorTrail
  /** The clock that codes are judged by, in epoch milliseconds; the machine's unless told. */
  readonly now?: () => number
}

/** A session's life, and how old it may be before its use renews it, in seconds. */
const SESSION_SECONDS = 7 * 24 * 3600
const SESSION_RENEW_SECONDS = 24 * 3600

/** Attempts to sign in that one client address may make in a window, in seconds. */
const SIGN_IN_LIMIT = { window: 60, max: 60 }

/** The client's address as the HTTP layer states it; set there on every request, so nobody outside can forge it. */
export const CLIENT_ADDRESS_HEADER = 'x-quarterdeck-client-address'

export function createAuth(options: AuthOptions) {
  return betterAuth({
    appName: 'Quarterdeck',
    basePath: '/api/auth',
    baseURL: options.baseUrl,
    secret: options.secret,
    trustedOrigins: [...options.trustedOrigins],
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: prismaAdapter(options.store, { provider: 'postgresql', transaction: true }),
    account: { modelName: 'credential' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: !options.signUp,
      minPasswordLength: 8,
      maxPasswordLength: 128,
    },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEW_SECONDS,
      additionalFields: { secondFactorAt: { type: 'date', required: false, input: false } },
    },
    rateLimit: { enabled: true, window: 60, max: 600, customRules: { '/sign-in/email': SIGN_IN_LIMIT } },
    advanced: {
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      cookiePrefix: 'quarterdeck',
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    plugins: [organizations(), secondFactors(options)],
  })
}

function secondFactors({ store, secret, trail = untold, now = Date.now }: AuthOptions) {
  return secondFactor({ keep: createFactorKeep({ store, secret, now }), trail, now })
}

function untold(): Promise<void> {
  throw new Error('Invariant: where people sign in, changes of their second factors are told')
}

/** Organizations and their members. The plugin's invitations are not offered, so it has no table for them. */
function organizations() {
  // The plugin wants roles of its own; ours (access/action.ts) are the ones that count, so every role here may nothing.
  const control = createAccessControl({})
  const none = () => control.newRole({})
  const roles = {
    OWNER: none(),
    ADMIN: none(),
    RISK_MANAGER: none(),
    TRADER: none(),
    VIEWER: none(),
  } satisfies Record<Role, unknown>
  const plugin = organization({
    ac: control,
    roles,
    allowUserToCreateOrganization: false,
    creatorRole: 'OWNER',
  })
  const { organization: organizationTable, member, session } = plugin.schema
  return { ...plugin, schema: { organization: organizationTable, member, session } }
}

export type Auth = ReturnType<typeof createAuth>

/** Paths below /api/auth that do not answer, because what they change is changed through GraphQL. */
export function isClosedAuthPath(path: string): boolean {
  return /^\/api\/auth\/(organization|api-key)(\/|$)/.test(path)
}
