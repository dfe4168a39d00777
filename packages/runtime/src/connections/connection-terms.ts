/** Checks what somebody asks of a connection before anything is sent to a venue. Every fault names the field and what is allowed. */
import { RequestFault } from '../request-fault.ts'
import { CONNECTION_PURPOSES, type ConnectionTerms } from './connections.ts'
import type { ReachableVenue, VenueAccess } from './reachable-venue.ts'
import type { VenueCatalogue } from './venue-catalogue.ts'
import type { Credential } from './vault/vault.ts'

const NAME_LENGTH_MAX = 100
const SYMBOLS_MAX = 200
const SYMBOL_LENGTH_MAX = 100
const FIELD_LENGTH_MAX = 10_000
/** Characters of the credential's name that are shown. */
const HINT_LENGTH = 6

/** A credential that was read, by its venue: `hint` is what may be shown of it. */
export interface ReadAccess {
  readonly access: VenueAccess
  readonly hint: string | null
}

export function venueOf(catalogue: VenueCatalogue, venueId: string): ReachableVenue {
  const venue = catalogue.get(venueId)
  if (venue === undefined) throw bad('venueId', `venueId must be one of ${[...catalogue.keys()].join(', ')}`)
  return venue
}

export function checkTerms({ name, purpose, symbols }: ConnectionTerms): void {
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX)
    throw bad('name', `name must have 1 to ${NAME_LENGTH_MAX} characters`)
  if (!CONNECTION_PURPOSES.includes(purpose))
    throw bad('purpose', `purpose must be one of ${CONNECTION_PURPOSES.join(', ')}`)
  checkSymbols(symbols)
}

export function checkSymbols(symbols: readonly string[]): void {
  if (symbols.length === 0 || symbols.length > SYMBOLS_MAX)
    throw bad('symbols', `symbols must be 1 to ${SYMBOLS_MAX} symbols of the venue`)
  for (const symbol of symbols)
    if (symbol.trim() === '' || symbol.length > SYMBOL_LENGTH_MAX)
      throw bad('symbols', `each of symbols must have 1 to ${SYMBOL_LENGTH_MAX} characters`)
  if (new Set(symbols).size < symbols.length) throw bad('symbols', 'symbols must not name one twice')
}

/** The access by a credential that has just come in. Throws a RequestFault that holds no part of it. */
export function accessOf(
  venue: ReachableVenue,
  { purpose, credential }: Pick<ConnectionTerms, 'purpose' | 'credential'>,
): ReadAccess {
  checkFields(venue, credential)
  if (credential === null && purpose !== 'MARKET_DATA')
    throw bad('credential', `credential must be given: only MARKET_DATA can go without one, not ${purpose}`)
  if (credential === null && !venue.capabilities.marketDataWithoutCredential)
    throw bad('credential', `credential must be given: ${venue.capabilities.name} tells nothing without one`)
  const reading = venue.access(credential)
  if (!reading.ok) throw bad('credential', `credential cannot be used: ${reading.message}`)
  return { access: reading.access, hint: credential === null ? null : hintOf(venue, credential) }
}

function checkFields(venue: ReachableVenue, credential: Credential | null): void {
  if (credential === null) return
  const names = venue.credentialFields.map(({ name }) => name)
  const allowed = `credential must have the fields ${names.join(', ')}`
  for (const name of names) {
    const value = credential[name]
    if (typeof value !== 'string' || value.trim() === '' || value.length > FIELD_LENGTH_MAX)
      throw bad(
        `credential.${name}`,
        `credential.${name} must be a text of 1 to ${FIELD_LENGTH_MAX} characters; ${allowed}`,
      )
  }
  // An unknown name may be a secret that was pasted into the wrong place: it is not said again.
  if (Object.keys(credential).some((name) => !names.includes(name)))
    throw bad('credential', `credential has a field that is unknown; ${allowed}`)
}

/** The end of what names it at the venue, and never all of it. */
function hintOf({ namedBy }: ReachableVenue, credential: Credential): string {
  const name = (credential[namedBy] ?? '').trim()
  return name.slice(-Math.min(HINT_LENGTH, Math.floor(name.length / 2)))
}

function bad(field: string, message: string): RequestFault {
  return new RequestFault('BAD_INPUT', message, field)
}
