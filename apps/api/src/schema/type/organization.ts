/** Organizations: the way in to everything of a tenant. Each field names the action that reading it is. */
import { membershipIn } from '../../access/principal.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { formatCursor } from '../../data/cursor.ts'
import { notFound } from '../../problem/problem.ts'
import { builder } from '../builder.ts'
import { nodeLoader } from '../node-loader.ts'
import { OrderSort } from '../enums.ts'
import { AuditFilter, FillFilter, OrderFilter, auditWhere, fillWhere, orderWhere } from '../filters.ts'
import { requireId } from '../global-id.ts'
import { organizationReads } from '../organization-reads.ts'
import { Account, Alert, AuditEntry, Fill, KillSwitch, Order, Organization, RiskPolicy } from '../refs.ts'
import { ApiKey, Member } from './member.ts'

builder.node(Organization, {
  description: 'A tenant: members, keys, accounts, policies and switches.',
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => membershipIn(context.require(), id).organization),
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'Short name in addresses.' }),
    name: t.exposeString('name', { description: 'Name.' }),
    baseCurrency: t.exposeString('baseCurrency', {
      description: 'Currency in which organization-wide limits are stated.',
    }),
    platform: t.exposeBoolean('platform', {
      description: 'True for the organization whose people may use scope GLOBAL.',
    }),
    secondFactorRequired: t.boolean({
      description: 'Whether members must have a second factor.',
      resolve: ({ id }, _args, { identity }) => identity.demandsSecondFactor(id),
    }),
    headSeq: t.field({
      type: 'Cursor',
      description: 'Cursor of the newest event: what a subscription must have reached to be current.',
      resolve: ({ id }, _args, { runtime }) => formatCursor(id, runtime.headSeq(id)),
    }),
    accounts: t.connection(
      {
        type: Account,
        description: 'Its accounts, oldest first.',
        ...organizationReads('account:read'),
        resolve: ({ id }, args, { data }) => data.accounts.page(id, args),
      },
      { name: 'AccountConnection', description: 'A page of accounts.' },
      { name: 'AccountEdge', description: 'An account in a page.' },
    ),
    account: t.field({
      type: Account,
      nullable: true,
      description: 'One of its accounts.',
      args: { id: t.arg.id({ required: true, description: 'The account.' }) },
      ...organizationReads('account:read'),
      resolve: async (organization, { id }, { data }) => {
        const account = await data.accounts.find(requireId('Account', id, ['id']), ['id'])
        if (account.organizationId !== organization.id) throw notFound('Account', ['id'])
        return account
      },
    }),
    orders: t.connection(
      {
        type: Order,
        description: 'Its orders, newest first unless sorted otherwise.',
        args: {
          filter: t.arg({ type: OrderFilter, description: 'Only orders that match all of it.' }),
          sort: t.arg({ type: OrderSort, description: 'CREATED_AT_DESC by default.' }),
        },
        ...organizationReads('order:read'),
        resolve: async ({ id }, args, context) =>
          context.data.orders.page(
            await orderWhere(context, id, args.filter),
            args.sort !== 'CREATED_AT_ASC',
            args,
          ),
      },
      { name: 'OrderConnection', description: 'A page of orders.' },
      { name: 'OrderEdge', description: 'An order in a page.' },
    ),
    fills: t.connection(
      {
        type: Fill,
        description: 'Its fills, newest first.',
        args: { filter: t.arg({ type: FillFilter, description: 'Only fills that match all of it.' }) },
        ...organizationReads('fill:read'),
        resolve: async ({ id }, args, context) =>
          context.data.orders.fillPage(await fillWhere(context, id, args.filter), args),
      },
      { name: 'FillConnection', description: 'A page of fills.' },
      { name: 'FillEdge', description: 'A fill in a page.' },
    ),
    riskPolicies: t.field({
      type: [RiskPolicy],
      description: 'The policies in force.',
      ...organizationReads('policy:read'),
      resolve: async ({ id }, _args, { data }) => [...(await data.control.policies(id))],
    }),
    killSwitches: t.field({
      type: [KillSwitch],
      description: 'Kill switches, newest first; the newest 200.',
      ...organizationReads('killSwitch:read'),
      resolve: async ({ id }, _args, { data }) => [...(await data.control.killSwitches(id))],
    }),
    auditLog: t.connection(
      {
        type: AuditEntry,
        description: 'Every change of policy, switch, key, role and account, newest first.',
        args: { filter: t.arg({ type: AuditFilter, description: 'Only entries that match all of it.' }) },
        ...organizationReads('audit:read'),
        resolve: async ({ id }, args, context) =>
          context.data.control.auditLog(await auditWhere(context, id, args.filter), args),
      },
      { name: 'AuditEntryConnection', description: 'A page of the audit log.' },
      { name: 'AuditEntryEdge', description: 'An entry in a page.' },
    ),
    members: t.prismaField({
      type: [Member],
      description: 'Its people, oldest member first.',
      ...organizationReads('organization:read'),
      resolve: (query, { id }, _args, { data }) =>
        data.client.member.findMany({
          ...query,
          where: { organizationId: id },
          orderBy: byAge,
          take: MEMBERS_SHOWN_MAX,
        }),
    }),
    apiKeys: t.prismaField({
      type: [ApiKey],
      description: 'Its API keys, newest first, revoked ones included; the newest 1,000.',
      ...organizationReads('apiKey:read'),
      resolve: (query, { id }, _args, { data }) =>
        data.client.apiKey.findMany({
          ...query,
          where: { organizationId: id },
          orderBy: newestKey,
          take: KEYS_SHOWN_MAX,
        }),
    }),
    alerts: t.connection(
      {
        type: Alert,
        description: 'Orders and reports that a person must look at, newest first.',
        ...organizationReads('alert:read'),
        resolve: ({ id }, args, { data }) => data.control.alerts(id, args),
      },
      { name: 'AlertConnection', description: 'A page of alerts.' },
      { name: 'AlertEdge', description: 'An alert in a page.' },
    ),
  }),
})

const MEMBERS_SHOWN_MAX = 1_000
const KEYS_SHOWN_MAX = 1_000
const byAge: Prisma.MemberOrderByWithRelationInput[] = [{ createdAt: 'asc' }, { id: 'asc' }]
const newestKey: Prisma.ApiKeyOrderByWithRelationInput[] = [{ createdAt: 'desc' }, { id: 'asc' }]
