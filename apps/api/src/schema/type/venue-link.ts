/** Connections to venues: what they are for, how they stand, and what they see. A credential goes in and never comes out. */
import { notFound } from '../../problem/problem.ts'
import { asProblem } from '../as-problem.ts'
import { builder } from '../builder.ts'
import { requireId } from '../global-id.ts'
import { nodeLoader } from '../node-loader.ts'
import { organizationReads } from '../organization-reads.ts'
import { Account, Organization, VenueLink } from '../refs.ts'
import { rowsPage } from '../rows-page.ts'
import { ConnectionPurpose } from '../venue-enums.ts'
import { ConnectionStanding } from './connection-standing.ts'
import { VenueAccountReading } from './venue-account.ts'
import { VenueOffer } from './venue-offer.ts'

builder.node(VenueLink, {
  description: "An organization's connection to a venue.",
  id: { resolve: ({ id }) => id },
  loadOne: nodeLoader((id, context) => context.data.connections.connection(id)),
  fields: (t) => ({
    offer: t.field({
      type: VenueOffer,
      nullable: true,
      description: 'The venue; null: this installation reaches it no more.',
      resolve: async ({ venueId }, _args, { runtime }) =>
        (await runtime.connections()).venues().find((offer) => offer.venueId === venueId) ?? null,
    }),
    venueId: t.exposeString('venueId', { description: 'Short code of the venue.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    purpose: t.field({
      type: ConnectionPurpose,
      description: 'What it is opened for.',
      resolve: ({ purpose }) => purpose as 'READ',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is to be open.' }),
    symbols: t.stringList({
      description: "The venue's symbols that it follows.",
      resolve: ({ symbols }) => [...symbols],
    }),
    credentialHint: t.exposeString('credentialHint', {
      nullable: true,
      description:
        'The last characters of what names the credential at the venue, never of a secret; null: it has none.',
    }),
    credentialSetAt: t.expose('credentialSetAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the credential was set; null: it has none.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    standing: t.field({
      type: ConnectionStanding,
      nullable: true,
      description: 'How it stands; null: it is not open.',
      resolve: async ({ id, organizationId }, _args, { runtime }) =>
        (await runtime.connections()).standing(organizationId, id),
    }),
    accounts: t.field({
      type: [Account],
      description: 'Accounts that are bound to it.',
      authScopes: ({ organizationId }) => ({ can: { action: 'account:read', organizationId } }),
      resolve: ({ id, organizationId }, _args, { data }) => data.accounts.boundTo(organizationId, id),
    }),
    venueAccount: t.field({
      type: VenueAccountReading,
      nullable: true,
      description: "The venue's own account, read now; null: it cannot be read, and an error says why.",
      authScopes: ({ organizationId }) => ({ can: { action: 'account:read', organizationId } }),
      resolve: async ({ id, organizationId }, _args, context) => {
        const connections = await context.runtime.connections()
        return asProblem(() => connections.account({ organizationId, actor: context.require().actor }, id))
      },
    }),
  }),
})

builder.objectFields(Organization, (t) => ({
  connections: t.connection(
    {
      type: VenueLink,
      description: 'Its connections to venues, oldest first.',
      ...organizationReads('connection:read'),
      resolve: async ({ id }, args, { data }) => rowsPage(id, await data.connections.connections(id), args),
    },
    { name: 'VenueLinkConnection', description: 'A page of connections to venues.' },
    { name: 'VenueLinkEdge', description: 'A connection to a venue in a page.' },
  ),
  connection: t.field({
    type: VenueLink,
    nullable: true,
    description: 'One of its connections to venues.',
    args: { id: t.arg.id({ required: true, description: 'The connection.' }) },
    ...organizationReads('connection:read'),
    resolve: async (organization, { id }, { data }) => {
      const link = await data.connections.connection(requireId('VenueLink', id, ['id']), ['id'])
      if (link.organizationId !== organization.id) throw notFound('VenueLink', ['id'])
      return link
    },
  }),
}))

builder.objectField(Account, 'connection', (t) =>
  t.field({
    type: VenueLink,
    nullable: true,
    description: 'The connection to a venue that it is bound to; null: none, or it is gone.',
    authScopes: ({ organizationId }) => ({ can: { action: 'connection:read', organizationId } }),
    resolve: async ({ id }, _args, { data }) => {
      const { connectionId } = await data.accounts.row(id)
      return connectionId === null ? null : data.connections.connectionIfThere(connectionId)
    },
  }),
)
