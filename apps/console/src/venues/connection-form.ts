/** The draft of a connection, and what must be right about it before the venue is asked. */
import type { AddConnectionInput, ConnectionPurpose } from '../generated/graphql.ts'
import { type CredentialFieldTerms, credentialInput, type TypedCredential } from './credential-fields.tsx'

export interface ConnectionDraft {
  readonly venueId: string
  readonly name: string
  readonly purpose: ConnectionPurpose
  readonly credential: TypedCredential
  readonly symbols: readonly string[]
}

export interface OfferTerms {
  readonly credentialFields: readonly CredentialFieldTerms[]
  readonly capabilities: { readonly marketDataWithoutCredential: boolean }
}

export type DraftField = 'name' | 'credential' | 'symbols'
export type DraftProblems = Readonly<Partial<Record<DraftField, string>>>

export const NO_CREDENTIAL: TypedCredential = {}

/** Returns whether the venue must be given a credential for this purpose; a gateway in which somebody has logged in asks for none. */
export function needsCredential(purpose: ConnectionPurpose, offer: OfferTerms): boolean {
  if (offer.credentialFields.length === 0) return false
  return purpose !== 'MARKET_DATA' || !offer.capabilities.marketDataWithoutCredential
}

/** Returns what is missing, by field; nothing: it can be tried. */
export function draftProblems(draft: ConnectionDraft, offer: OfferTerms): DraftProblems {
  const given = credentialInput(offer.credentialFields, draft.credential)
  const lacks = needsCredential(draft.purpose, offer) && given.length < offer.credentialFields.length
  return {
    ...(draft.name.trim() === '' ? { name: 'Give it a name.' } : {}),
    ...(lacks ? { credential: 'Fill in every field of the credential.' } : {}),
    ...(draft.symbols.length === 0 ? { symbols: 'Choose at least one symbol.' } : {}),
  }
}

/** Returns the draft as the API takes it; the credential only where it is of use. */
export function draftInput(
  draft: ConnectionDraft,
  offer: OfferTerms,
  organizationId: string,
): AddConnectionInput {
  const { venueId, name, purpose, symbols } = draft
  const credential = needsCredential(purpose, offer)
    ? { credential: [...credentialInput(offer.credentialFields, draft.credential)] }
    : {}
  return { organizationId, venueId, name: name.trim(), purpose, symbols: [...symbols], ...credential }
}
