/** Founds an organization with its owner, without a demo: the first step on an empty database that is meant for work. */
import { randomBytes } from 'node:crypto'
import { createApiKey } from '../identity/api-key.ts'
import { createAuth } from '../identity/auth.ts'
import type { IdentityStore } from '../identity/store.ts'
import { ensureMember, ensureOrganization, ensurePerson } from './people.ts'

export interface FoundingOptions {
  readonly prisma: IdentityStore
  readonly secret: string
  /** 2 to 40 lower-case letters, digits and hyphens. */
  readonly slug: string
  readonly name: string
  /** ISO 4217 code in which the organization measures its risk. */
  readonly baseCurrency: string
  readonly owner: { readonly name: string; readonly email: string }
}

export interface Founded {
  readonly organizationId: string
  /** The owner's password and API key, shown once. */
  readonly password: string
  readonly apiKey: string
}

/** Why it was not founded: the field at fault and what is allowed. */
export class FoundingRefused extends Error {
  override readonly name = 'FoundingRefused'
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/
const CURRENCY = /^[A-Z]{3}$/
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const NAME_LENGTH_MAX = 100

/**
 * Makes the organization and a new owner. Its partition opens with the next start of the server, which also writes the owner and
 * the key into its audit log. Throws FoundingRefused.
 */
export async function foundOrganization(options: FoundingOptions): Promise<Founded> {
  const { prisma, secret, slug, name, baseCurrency, owner } = options
  refuseBadInput(options)
  if ((await prisma.organization.count({ where: { slug } })) > 0)
    throw new FoundingRefused(`slug: there is an organization "${slug}" already`)
  if ((await prisma.user.count({ where: { email: owner.email } })) > 0)
    throw new FoundingRefused(`owner e-mail: ${owner.email} is somebody's already`)
  const auth = createAuth({
    store: prisma,
    secret,
    baseUrl: 'http://127.0.0.1',
    trustedOrigins: [],
    signUp: false,
  })
  const password = randomBytes(12).toString('base64url')
  const ownerId = await ensurePerson(auth, { ...owner, password })
  const organizationId = await ensureOrganization(auth, prisma, { slug, name, baseCurrency, ownerId })
  await ensureMember(prisma, auth, { organizationId, userId: ownerId, role: 'OWNER' })
  const key = {
    organizationId,
    name: 'Command line (founding)',
    role: 'OWNER',
    createdById: ownerId,
    expiresAt: null,
  } as const
  const { secret: apiKey } = await createApiKey(prisma, key)
  return { organizationId, password, apiKey }
}

function refuseBadInput({ slug, name, baseCurrency, owner }: FoundingOptions): void {
  if (!SLUG.test(slug))
    throw new FoundingRefused(`slug: "${slug}" must be 2 to 40 lower-case letters, digits and inner hyphens`)
  for (const [field, text] of [
    ['name', name],
    ['owner name', owner.name],
  ] as const) {
    if (text.trim() === '' || text.length > NAME_LENGTH_MAX || /\p{Cc}/u.test(text))
      throw new FoundingRefused(`${field}: must have 1 to ${NAME_LENGTH_MAX} printable characters`)
  }
  if (!CURRENCY.test(baseCurrency))
    throw new FoundingRefused(`currency: "${baseCurrency}" must be a three-letter code such as USD`)
  if (!EMAIL.test(owner.email))
    throw new FoundingRefused(`owner e-mail: "${owner.email}" must be an e-mail address`)
}
