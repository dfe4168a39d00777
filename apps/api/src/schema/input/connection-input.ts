/** What a connection to a venue is asked to be. */
import type { ConnectionTerms } from '@quarterdeck/runtime'
import { builder } from '../builder.ts'
import { ConnectionPurpose } from '../venue-enums.ts'
import { CredentialFieldInput, credentialOf } from './credential-input.ts'

export const SYMBOLS_MEANING = "The venue's symbols to follow; 1 to 200."

export const AddConnectionInput = builder.inputType('AddConnectionInput', {
  description: 'A connection to a venue.',
  fields: (t) => ({
    organizationId: t.id({ required: true, description: 'Whose connection.' }),
    venueId: t.string({ required: true, description: 'Short code of a venue among `venueOffers`.' }),
    name: t.string({ required: true, description: 'Name for people.' }),
    purpose: t.field({ type: ConnectionPurpose, required: true, description: 'What it is opened for.' }),
    credential: t.field({
      type: [CredentialFieldInput],
      description: 'Left out: none, which is possible for MARKET_DATA where the venue publishes it.',
    }),
    symbols: t.stringList({ required: true, description: SYMBOLS_MEANING }),
  }),
})

export function connectionTerms(input: typeof AddConnectionInput.$inferInput): ConnectionTerms {
  const { venueId, name, purpose, credential, symbols } = input
  const path = ['input', 'credential']
  return {
    venueId,
    name,
    purpose,
    credential: credential == null ? null : credentialOf(credential, path),
    symbols,
  }
}
