/**
 * A connection that is open in this process: what reads the venue, what it tells of its markets, and how it stands.
 *
 * It stays the same object while the credential behind it is rotated and while its symbols change: streams are opened anew
 * underneath. Writing is not here; `open-live.ts` alone makes a writing half, of a TRADE connection, for the live desk.
 */
import type { StatusUpdate } from '@quarterdeck/engine'
import type {
  Capabilities,
  FillCursor,
  ListedInstrument,
  MarketStreamListener,
  VenueReads,
} from '@quarterdeck/venues'
import type { FeedQuote, FeedTrade } from '../feed/feed.ts'
import type { ConnectionPurpose, ConnectionStanding } from './connections.ts'

export interface Connector {
  readonly connectionId: string
  readonly organizationId: string
  readonly venueId: string
  readonly purpose: ConnectionPurpose
  readonly capabilities: Capabilities
  /** Not to be closed by those who use it: it ends with the connector. */
  readonly reads: VenueReads
  /** Instruments that are followed, as the venue last listed them; empty until it was read. */
  listed(): readonly ListedInstrument[]
  /** Tells every event of its one market stream from now on; call what it returns to be told no more. */
  onMarket(listener: MarketStreamListener): () => void
  standing(): ConnectionStanding
  /** READY, and whether its account is reconciled (null: it has none): what each live order is decided by, without the figures. */
  isHealthy(): boolean
  isReconciled(): boolean | null
  /** Whether its account was held beside our books since it came up, whatever differed. */
  isCompared(): boolean
  /** Where the reading of fills stopped whose fills are durable; null: none was read. */
  fillCursor(): FillCursor | null
  /** Keeps the cursor for the next start: to be called once the fills before it are durable. */
  keepFillCursor(cursor: FillCursor): Promise<void>
}

/** Who is told of what connections bring. Called synchronously and in order; must not throw. */
export interface ConnectionHooks {
  /** All that the connection follows, whenever that changed: at opening, after a change of symbols or of the venue's list. */
  onListed(connector: Connector, listed: readonly ListedInstrument[]): void
  /** From the one connection that is the instrument's source now, whichever organizations follow it. */
  onQuote(quote: FeedQuote): void
  onTrade(trade: FeedTrade): void
  onStatus(status: StatusUpdate): void
  /** After it opened, and before it closes: what was made of it has to be let go of by then. */
  onConnector(connector: Connector, isOpen: boolean): void | Promise<void>
}
