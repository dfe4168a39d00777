/**
 * Whether the one in whose name a workflow acts may still do so, by the role that they have at this moment: a schedule outlives the
 * role of who saved it, and a key the role of who made it.
 */
import type { WorkflowLeave } from '@quarterdeck/runtime'
import { allows, commonRole } from '../access/action.ts'
import { type Role, parseRole } from '../access/role.ts'
import { STEP_ACTIONS } from '../access/workflow-step.ts'

type Database = Parameters<WorkflowLeave>[0]
type Asked = Parameters<WorkflowLeave>[1]

export const workflowLeave: WorkflowLeave = async (database, asked) => {
  const { actor, does } = asked
  const needed = STEP_ACTIONS[does]
  if (needed.length === 0) return null
  const role = await roleOf(database, asked)
  if (role === null) return `${actor.name}, in whose name it acts, is no member of the organization any more`
  const lacking = needed.find((action) => !allows(role, action))
  return lacking === undefined
    ? null
    : `${actor.name}, in whose name it acts, has the role ${role} now, which may not do ${lacking}`
}

/** Null: they have none in the organization. */
function roleOf(database: Database, { organizationId, actor }: Asked): Promise<Role | null> {
  switch (actor.kind) {
    case 'USER':
      return memberRole(database, organizationId, actor.id)
    case 'API_KEY':
      return keyRole(database, organizationId, actor.id)
    default:
      return Promise.resolve(null)
  }
}

async function memberRole(database: Database, organizationId: string, userId: string): Promise<Role | null> {
  const [member] = await database.query<{ role: string }>(
    'SELECT role FROM member WHERE organization_id = $1 AND user_id = $2',
    [organizationId, userId],
  )
  return member === undefined ? null : parseRole(member.role)
}

/** A key may no more than who made it may now. */
async function keyRole(database: Database, organizationId: string, keyId: string): Promise<Role | null> {
  const [key] = await database.query<{ role: string; makerId: string }>(
    `SELECT role, created_by_id AS "makerId" FROM api_key WHERE organization_id = $1 AND id = $2
     AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [organizationId, keyId],
  )
  if (key === undefined) return null
  const maker = await memberRole(database, organizationId, key.makerId)
  return maker === null ? null : commonRole(parseRole(key.role), maker)
}
