/** API keys and roles: changes outside the engine, written into the one audit trail. */
import type { CommandRequest } from '@quarterdeck/runtime'
import { membershipIn } from '../../access/principal.ts'
import { ROLES, type Role, parseRole } from '../../access/role.ts'
import type { ApiKey as ApiKeyRow, Member as MemberRow } from '../../generated/prisma/client.ts'
import { lastOwner } from '../../identity/member-role.ts'
import { Forbidden, InvalidInput, SecondFactorRequired, notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { RoleEnum } from '../enums.ts'
import { globalId, requireId } from '../global-id.ts'
import { ApiKey, Member } from '../type/member.ts'
import { commit, guarded, namedOrganization, problems } from './field.ts'
import { demandSecondFactor } from './second-factor.ts'

const NAME_LENGTH_MAX = 100

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'What key to make.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Where it acts.' }),
    name: t.string({ required: true, description: `Name for people; 1 to ${NAME_LENGTH_MAX} characters.` }),
    role: t.field({
      type: RoleEnum,
      required: true,
      description:
        'What it may do at most: no more than who makes it may then. Only an owner makes owner keys.',
    }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it ends; nothing: never.' }),
  }),
})

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which key to revoke.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Where it acts.' }),
    apiKeyId: t.id({ required: true, description: 'The key.' }),
  }),
})

const SetMemberRoleInput = builder.inputType('SetMemberRoleInput', {
  description: 'Whose role to change.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'In which organization.' }),
    userId: t.id({ required: true, description: 'The member.' }),
    role: t.field({ type: RoleEnum, required: true, description: 'The new role.' }),
  }),
})

const CreateApiKeyPayload = builder
  .objectRef<{ readonly apiKey: ApiKeyRow; readonly secret: string }>('CreateApiKeyPayload')
  .implement({
    description: 'The secret is shown this once.',
    fields: (t) => ({
      apiKey: t.expose('apiKey', { type: ApiKey, description: 'The key.' }),
      secret: t.exposeString('secret', { description: 'What to send after `Authorization: Bearer`.' }),
    }),
  })

const RevokeApiKeyPayload = builder
  .objectRef<{ readonly apiKey: ApiKeyRow }>('RevokeApiKeyPayload')
  .implement({
    description: 'The key, revoked.',
    fields: (t) => ({ apiKey: t.expose('apiKey', { type: ApiKey, description: 'The key.' }) }),
  })

const SetMemberRolePayload = builder
  .objectRef<{ readonly member: MemberRow }>('SetMemberRolePayload')
  .implement({
    description: 'The member with the new role.',
    fields: (t) => ({ member: t.expose('member', { type: Member, description: 'The member.' }) }),
  })

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description: 'Makes an API key; its secret is in this answer and nowhere else.',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'What key.' }) },
    ...guarded('apiKey:create', namedOrganization),
    errors: problems('CreateApiKeyResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const { role, expiresAt = null } = input
      const name = nameOf(input.name)
      await demandSecondFactor(context, organizationId)
      demandOwnerFor(context, organizationId, [role])
      if (expiresAt !== null && expiresAt.getTime() <= Date.now())
        throw new InvalidInput('must be in the future', ['input', 'expiresAt'])
      const { actor } = context.require()
      const createdById = actor.userId ?? actor.id
      const { row, secret } = await context.identity.createKey({
        organizationId,
        name,
        role,
        createdById,
        expiresAt,
      })
      const after = { id: globalId('ApiKey', row.id), name, role, prefix: row.prefix, expiresAt }
      try {
        await commit(
          context,
          organizationId,
          audit('apiKey.create', `Created API key "${name}" as ${role}`, null, after),
        )
      } catch (error) {
        // A key that the audit log does not know must not work.
        await context.identity.revokeKey(organizationId, row.id)
        throw error
      }
      return { apiKey: row, secret }
    },
  }),
  revokeApiKey: t.field({
    type: RevokeApiKeyPayload,
    description: 'Revokes an API key, at once and for ever. Revoking it again changes nothing.',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    ...guarded('apiKey:revoke', namedOrganization),
    errors: problems('RevokeApiKeyResult'),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const path = ['input', 'apiKeyId']
      const id = requireId('ApiKey', input.apiKeyId, path)
      const standing = await context.data.client.apiKey.findFirst({ where: { id, organizationId } })
      if (standing === null) throw notFound('ApiKey', path)
      demandOwnerFor(context, organizationId, [parseRole(standing.role)])
      if (standing.revokedAt === null) {
        // The log first: where it takes nothing, nothing is changed that it would not know.
        const before = { id: globalId('ApiKey', id), revoked: false }
        const summary = `Revoked API key "${standing.name}"`
        await commit(
          context,
          organizationId,
          audit('apiKey.revoke', summary, before, { ...before, revoked: true }),
        )
      }
      const row = await context.identity.revokeKey(organizationId, id)
      if (row === null) throw notFound('ApiKey', path)
      return { apiKey: row }
    },
  }),
  setMemberRole: t.field({
    type: SetMemberRolePayload,
    description: 'Changes what a member may do, at once.',
    args: { input: t.arg({ type: SetMemberRoleInput, required: true, description: 'Whose role.' }) },
    ...guarded('member:setRole', namedOrganization),
    errors: problems('SetMemberRoleResult', [SecondFactorRequired]),
    resolve: async (_root, { input }, context) => {
      const organizationId = namedOrganization(input, context)
      const path = ['input', 'userId']
      const userId = requireId('User', input.userId, path)
      const standing = await context.data.client.member.findFirst({
        where: { organizationId, userId },
        include: { user: true },
      })
      if (standing === null) throw notFound('User', path)
      const [from, to] = [parseRole(standing.role), input.role]
      await demandSecondFactor(context, organizationId)
      demandOwnerFor(context, organizationId, [from, to])
      if (from === to) return { member: standing }
      if (from === 'OWNER') await demandOtherOwner(context, organizationId)
      const { name } = standing.user
      const subject = { userId: globalId('User', userId) }
      const [before, after] = [
        { ...subject, role: from },
        { ...subject, role: to },
      ]
      // The log first, as above; a change that then loses a race is taken back in it.
      const summary = `Changed the role of ${name} from ${from} to ${to}`
      await commit(context, organizationId, audit('member.setRole', summary, before, after))
      try {
        return { member: await context.identity.setRole({ organizationId, userId, from, to }) }
      } catch (error) {
        const undone = `Left the role of ${name} at ${from}: the change to ${to} was refused`
        await commit(context, organizationId, audit('member.setRole', undone, after, before))
        throw error
      }
    },
  }),
}))

function audit(action: string, summary: string, before: object | null, after: object | null): CommandRequest {
  const text = (value: object | null) => (value === null ? null : JSON.stringify(value))
  return { type: 'RecordAudit', action, summary, before: text(before), after: text(after) }
}

/** Owners, and keys that are as good as one, are made and unmade by owners only. */
function demandOwnerFor(context: Context, organizationId: string, roles: readonly Role[]): void {
  const own = membershipIn(context.require(), organizationId).role
  if (own === 'OWNER' || !roles.includes('OWNER')) return
  throw new Forbidden(
    `only an owner may do this with the role OWNER; allowed for ${own} are ${ROLES.slice(1).join(', ')}`,
    ['input'],
  )
}

async function demandOtherOwner({ data }: Context, organizationId: string): Promise<void> {
  const owners = await data.client.member.count({ where: { organizationId, role: 'OWNER' } })
  if (owners < 2) throw lastOwner()
}

function nameOf(text: string): string {
  const name = text.trim()
  if (name.length >= 1 && name.length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name)) return name
  throw new InvalidInput(`must be 1 to ${NAME_LENGTH_MAX} characters without control characters`, [
    'input',
    'name',
  ])
}
