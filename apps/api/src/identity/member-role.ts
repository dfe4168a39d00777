/** Changes a member's role so that an organization keeps an owner, whoever else changes roles at the same moment. */
import type { Role } from '../access/role.ts'
import type { Member, User } from '../generated/prisma/client.ts'
import { Conflict } from '../problem/problem.ts'
import type { IdentityStore } from './store.ts'

export interface RoleChange {
  readonly organizationId: string
  readonly userId: string
  /** The role that the change was decided on, and the one to have. */
  readonly from: Role
  readonly to: Role
}

const PATH = ['input', 'role']

/** What the last owner is told. */
export function lastOwner(): Conflict {
  return new Conflict('an organization keeps at least one owner: make another one first', PATH)
}

/** Throws CONFLICT where the role is no longer `from`, or where it is the last owner's. */
export async function changeRole(
  store: IdentityStore,
  { organizationId, userId, from, to }: RoleChange,
): Promise<Member & { user: User }> {
  return store.$transaction(async (transaction) => {
    // One change of roles at a time in an organization: what is counted below stays so until the commit.
    await transaction.$queryRaw`SELECT id FROM organization WHERE id = ${organizationId} FOR NO KEY UPDATE`
    const where = { organizationId_userId: { organizationId, userId } }
    const standing = await transaction.member.findUnique({ where })
    if (standing?.role !== from)
      throw new Conflict(`the role is no longer ${from}: somebody else changed it just now`, PATH)
    if (from === 'OWNER' && to !== 'OWNER') {
      const owners = await transaction.member.count({ where: { organizationId, role: 'OWNER' } })
      if (owners < 2) throw lastOwner()
    }
    return transaction.member.update({ where, data: { role: to }, include: { user: true } })
  })
}
