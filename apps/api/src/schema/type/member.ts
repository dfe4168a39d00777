/** People and API keys of an organization, read through Prisma with what is selected of them. */
import { mayDo } from '../../access/principal.ts'
import { parseRole } from '../../access/role.ts'
import { builder } from '../builder.ts'
import { RoleEnum } from '../enums.ts'
import { globalId } from '../global-id.ts'

builder.prismaObject('User', {
  description: 'Somebody who signs in.',
  fields: (t) => ({
    id: t.id({ description: 'Stable id.', resolve: ({ id }) => globalId('User', id) }),
    name: t.exposeString('name', { description: 'Name.' }),
    email: t.exposeString('email', { nullable: true, description: 'E-mail address.' }),
  }),
})

export const Member = builder.prismaObject('Member', {
  description: 'A person in an organization.',
  fields: (t) => ({
    user: t.relation('user', { description: 'Who.' }),
    hasSecondFactor: t.boolean({
      nullable: true,
      description: 'Whether the person has a second factor; null: the caller may not know.',
      select: { organizationId: true, user: { select: { twoFactorEnabled: true } } },
      resolve: ({ organizationId, user }, _args, context) =>
        mayDo(context.require(), 'organization:secure', organizationId) ? user.twoFactorEnabled : null,
    }),
    role: t.field({
      type: RoleEnum,
      description: 'What the person may do.',
      resolve: ({ role }) => parseRole(role),
    }),
  }),
})

export const ApiKey = builder.prismaObject('ApiKey', {
  description:
    'A secret that lets a program act in one organization with one role. The secret itself is shown once.',
  fields: (t) => ({
    id: t.id({ description: 'Stable id.', resolve: ({ id }) => globalId('ApiKey', id) }),
    name: t.exposeString('name', { description: 'Name.' }),
    role: t.field({
      type: RoleEnum,
      description: 'What it may do at most: no more than who made it may now.',
      resolve: ({ role }) => parseRole(role),
    }),
    prefix: t.exposeString('prefix', { description: "The secret's first characters, to tell keys apart." }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends; null: never.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked; null: it was not.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null: never.',
    }),
  }),
})
