/** Opens a venue for one question, by terms that need not be kept, and closes it again. */
import { failed, type VenueReads } from '@quarterdeck/venues'
import type { ConnectionPool } from './connection-pool.ts'
import { accessOf, venueOf } from './connection-terms.ts'
import type { ConnectionTerms } from './connections.ts'
import type { Connector } from './connector.ts'
import { tryConnection, type TriedConnection } from './trial.ts'
import type { Redact } from './vault/redaction.ts'
import type { VenueCatalogue } from './venue-catalogue.ts'

/** A reader for one question, and what must not be said of its answer. */
interface TrialReading extends Pick<Connector, 'reads'> {
  readonly redact: Redact
}

/** What a venue tells everybody of its markets. */
export type PublishedReads = Pick<VenueReads, 'capabilities' | 'instruments' | 'candles'>

export class VenueTrials {
  readonly #catalogue: VenueCatalogue
  readonly #pool: ConnectionPool

  constructor(catalogue: VenueCatalogue, pool: ConnectionPool) {
    this.#catalogue = catalogue
    this.#pool = pool
  }

  /** Tries terms that were checked. Throws a RequestFault where the credential cannot even be read. */
  tried(
    organizationId: string,
    terms: Pick<ConnectionTerms, 'venueId' | 'credential' | 'purpose' | 'symbols'>,
  ): Promise<TriedConnection> {
    const hasCredential = terms.credential !== null
    return this.#ask(organizationId, terms, ({ reads, redact }) =>
      tryConnection(reads, { ...terms, hasCredential }, redact),
    )
  }

  /** What the venue lists to who has the credential. */
  listed(
    organizationId: string,
    terms: Pick<ConnectionTerms, 'venueId' | 'credential'>,
  ): ReturnType<VenueReads['instruments']> {
    return this.#ask(organizationId, { ...terms, purpose: 'MARKET_DATA' }, async ({ reads, redact }) => {
      const answer = await reads.instruments()
      return answer.ok ? answer : failed(answer.failure.kind, redact(answer.failure.message))
    })
  }

  /** Questions without a credential, each by itself. */
  published(organizationId: string, venueId: string): PublishedReads {
    const terms = { venueId, purpose: 'MARKET_DATA', credential: null } as const
    return {
      capabilities: venueOf(this.#catalogue, venueId).capabilities,
      instruments: (symbols) => this.#ask(organizationId, terms, ({ reads }) => reads.instruments(symbols)),
      candles: (query) => this.#ask(organizationId, terms, ({ reads }) => reads.candles(query)),
    }
  }

  async #ask<Result>(
    organizationId: string,
    { venueId, ...terms }: Pick<ConnectionTerms, 'venueId' | 'credential' | 'purpose'>,
    question: (of: TrialReading) => Promise<Result>,
  ): Promise<Result> {
    const venue = venueOf(this.#catalogue, venueId)
    const { access } = accessOf(venue, terms)
    const asker = { credential: terms.credential, venueAccountId: null }
    const { budget, redact } = this.#pool.work(venue, asker, access)
    const reads = access.openReader({
      time: this.#pool.time,
      // Whatever is odd about it shows in the answer.
      alert: () => undefined,
      budget: budget.gate,
      tenant: organizationId,
    })
    try {
      return await question({ reads, redact })
    } finally {
      await reads.close()
      budget.release()
    }
  }
}
