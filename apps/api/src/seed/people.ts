/** Makes people and organizations without a sign-up form: for the demo, the tests and the first start. */
import type { Role } from '../access/role.ts'
import type { Auth } from '../identity/auth.ts'
import type { IdentityStore } from '../identity/store.ts'

export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** Makes the person, or sets the password of the one that has this e-mail address. Returns the user's id. */
export async function ensurePerson(auth: Auth, { name, email, password }: Person): Promise<string> {
  const { internalAdapter, password: passwords } = await auth.$context
  const hash = await passwords.hash(password)
  const found = await internalAdapter.findUserByEmail(email)
  if (found !== null) {
    await internalAdapter.updatePassword(found.user.id, hash)
    return found.user.id
  }
  const user = await internalAdapter.createUser(
    { name, email, emailVerified: true },
    { method: 'email-password' },
  )
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: 'credential',
    accountId: user.id,
    password: hash,
  })
  return user.id
}

export interface NewOrganization {
  readonly slug: string
  readonly name: string
  readonly baseCurrency: string
  readonly ownerId: string
}

/** Makes the organization, or finds the one with this slug. The first one of all is the platform organization. */
export async function ensureOrganization(
  auth: Auth,
  store: IdentityStore,
  organization: NewOrganization,
): Promise<string> {
  const { slug, name, baseCurrency, ownerId } = organization
  const found = await store.organization.findUnique({ where: { slug } })
  if (found !== null) return found.id
  const isFirst = (await store.organization.count()) === 0
  const made = await auth.api.createOrganization({ body: { name, slug, userId: ownerId } })
  await store.organization.update({ where: { id: made.id }, data: { baseCurrency, platform: isFirst } })
  return made.id
}

export async function ensureMember(
  store: IdentityStore,
  auth: Auth,
  member: { organizationId: string; userId: string; role: Role },
): Promise<void> {
  const { organizationId, userId, role } = member
  const found = await store.member.findUnique({
    where: { organizationId_userId: { organizationId, userId } },
  })
  if (found === null) await auth.api.addMember({ body: { organizationId, userId, role } })
  else if (found.role !== role) await store.member.update({ where: { id: found.id }, data: { role } })
}
