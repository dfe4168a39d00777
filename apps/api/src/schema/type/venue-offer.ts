/** Venues that this installation reaches, and what is needed to connect to one. */
import type { CredentialField, VenueOffer as VenueOfferValue } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { organizationReads } from '../organization-reads.ts'
import { Organization } from '../refs.ts'
import { Venue } from './instrument.ts'
import { VenueCapabilities } from './venue-capabilities.ts'

const VenueCredentialField = builder.objectRef<CredentialField>('VenueCredentialField').implement({
  description: "One field of a venue's credential.",
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name in `credential` of an input.' }),
    label: t.exposeString('label', { description: 'What to call it.' }),
    secret: t.exposeBoolean('secret', { description: 'Whether it must not be shown while it is typed.' }),
    multiline: t.exposeBoolean('multiline', { description: 'Whether it may have several lines.' }),
  }),
})

export const VenueOffer = builder.objectRef<VenueOfferValue>('VenueOffer').implement({
  description: 'A venue that this installation reaches.',
  fields: (t) => ({
    venue: t.field({
      type: Venue,
      description: 'Which.',
      resolve: ({ venueId, name }) => ({ id: venueId, name }),
    }),
    rehearsal: t.exposeBoolean('rehearsal', {
      description:
        "Whether its addresses are the operator's (a simulator, a sandbox) instead of the venue's own.",
    }),
    capabilities: t.expose('capabilities', { type: VenueCapabilities, description: 'What it can do.' }),
    credentialFields: t.field({
      type: [VenueCredentialField],
      description: 'What its credential consists of.',
      resolve: ({ credentialFields }) => [...credentialFields],
    }),
  }),
})

builder.objectField(Organization, 'venueOffers', (t) =>
  t.field({
    type: [VenueOffer],
    description: 'Venues that can be connected to.',
    ...organizationReads('connection:read'),
    resolve: async (_organization, _args, { runtime }) => [...(await runtime.connections()).venues()],
  }),
)
