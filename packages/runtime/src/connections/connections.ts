/**
 * The face of connections: an organization's way to a real venue, what it may do there, and how it stands.
 *
 * Where a venue is (its addresses) is the operator's to set, once for the installation; an organization adds its credential and
 * the instruments that it follows. A credential goes in and never comes out.
 */
import type {
  BudgetUsage,
  Capabilities,
  ConnectionState,
  ListedInstrument,
  PositionRecord,
  BalanceRecord,
} from '@quarterdeck/venues'
import type { Asking } from '../research/research.ts'

/**
 * What a connection is opened for, least first. MARKET_DATA needs no credential where the venue publishes its data. READ sees the
 * account, for shadow. TRADE is the only one for which a writing half is ever made.
 */
export const CONNECTION_PURPOSES = ['MARKET_DATA', 'READ', 'TRADE'] as const
export type ConnectionPurpose = (typeof CONNECTION_PURPOSES)[number]

/** One field of a venue's credential, for a form. */
export interface CredentialField {
  readonly name: string
  readonly label: string
  /** Whether it may be shown while it is typed. */
  readonly secret: boolean
  readonly multiline: boolean
}

/** A venue that this installation can reach. */
export interface VenueOffer {
  readonly venueId: string
  readonly name: string
  readonly capabilities: Capabilities
  readonly credentialFields: readonly CredentialField[]
  /** Whether its addresses are the venue's own, or set by the operator (a simulator, a sandbox). */
  readonly rehearsal: boolean
}

export interface ConnectionTerms {
  readonly venueId: string
  readonly name: string
  readonly purpose: ConnectionPurpose
  /** By name of a field; null: none, which is possible for MARKET_DATA only. */
  readonly credential: Readonly<Record<string, string>> | null
  /** Venue symbols to follow; 1 to 200. */
  readonly symbols: readonly string[]
}

/** What trying a connection showed, step by step; nothing was kept. */
export interface ConnectionTrial {
  readonly ok: boolean
  readonly steps: readonly {
    readonly step: 'CREDENTIAL' | 'CLOCK' | 'HEALTH' | 'ACCOUNT' | 'BALANCES' | 'INSTRUMENTS'
    readonly ok: boolean
    readonly message: string
  }[]
  /** Scopes that the credential has beyond its purpose, in words: it should be made with less. */
  readonly excessScopes: readonly string[]
}

export interface ConnectionStanding {
  readonly state: ConnectionState
  /** Why it is not READY; empty: nothing to say. */
  readonly message: string
  readonly since: number
  /** Milliseconds since it last told anything but a heartbeat; null: it never did. */
  readonly dataAgeMs: number | null
  readonly clockOffsetMs: number | null
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null }
  readonly reconnects: number
  /** Whether its account is reconciled; null: it has none to reconcile. */
  readonly reconciled: boolean | null
  readonly budget: BudgetUsage
  /** What is used now instead of what it should be, such as polling for a stream; empty: nothing. */
  readonly fallbacks: readonly string[]
}

/** A connection as it is kept, without its secret. */
export interface ConnectionView {
  readonly id: string
  readonly organizationId: string
  readonly venueId: string
  readonly name: string
  readonly purpose: ConnectionPurpose
  readonly enabled: boolean
  readonly symbols: readonly string[]
  /** The last characters of what names the credential at the venue (never of a secret); null: there is none. */
  readonly credentialHint: string | null
  readonly credentialSetAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** The venue's account, read now. */
export interface VenueAccountReading {
  readonly venueAccountId: string
  readonly name: string
  readonly paper: boolean | null
  readonly balances: readonly BalanceRecord[]
  readonly positions: readonly PositionRecord[]
  readonly at: number
}

export interface Connections {
  venues(): readonly VenueOffer[]
  /**
   * What the venue lists now and matches the search; at most 100. For choosing symbols: of a credential that is not kept yet, or by
   * the credential of a connection that is.
   */
  listed(
    asking: Asking,
    of: Pick<ConnectionTerms, 'venueId' | 'credential'> | { readonly connectionId: string },
    search: string,
  ): Promise<readonly ListedInstrument[]>
  /** Tries the terms at the venue and keeps nothing. Throws a RequestFault on malformed terms. */
  test(asking: Asking, terms: ConnectionTerms): Promise<ConnectionTrial>
  /** Tries and keeps them; the connection's id. Throws a RequestFault where the trial fails. */
  add(asking: Asking, terms: ConnectionTerms): Promise<string>
  /** Tries a new credential and takes it in place of the old one without losing an order. */
  rotate(asking: Asking, connectionId: string, credential: Readonly<Record<string, string>>): Promise<void>
  setSymbols(asking: Asking, connectionId: string, symbols: readonly string[]): Promise<void>
  /** Opens or closes it. One that LIVE accounts trade through cannot be closed while they have working orders. */
  setEnabled(asking: Asking, connectionId: string, enabled: boolean): Promise<void>
  /** Forgets it and destroys its credential. Throws a RequestFault while an account is bound to it. */
  remove(asking: Asking, connectionId: string): Promise<void>
  list(organizationId: string): Promise<readonly ConnectionView[]>
  find(organizationId: string, connectionId: string): Promise<ConnectionView | null>
  /** How it stands; null: it is not open in this process. */
  standing(organizationId: string, connectionId: string): ConnectionStanding | null
  account(asking: Asking, connectionId: string): Promise<VenueAccountReading>
  /** Standings of the organization's connections, each whenever it changed, at most once a second. */
  watch(organizationId: string, signal: AbortSignal): AsyncIterable<ConnectionView>
}
