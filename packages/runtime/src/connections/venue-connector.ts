/**
 * An open connection: its reading half, its one market stream, the watches over both, and how it stands. It is made of an access
 * that holds the credential, and can be given another one while it works.
 */
import {
  type AdapterEnvironment,
  type AlertSink,
  type Capabilities,
  type FillCursor,
  type ListedInstrument,
  type MarketStreamEvent,
  type MarketStreamListener,
  type MarketTopics,
  type Timekeeper,
  type VenueReads,
  type VenueStream,
  type VenueWrites,
} from '@quarterdeck/venues'
import { AccountWatch } from './account-watch.ts'
import type { BudgetUse } from './budgets.ts'
import { ConnectionGauge } from './connection-gauge.ts'
import type { ConnectionTiming } from './connection-timing.ts'
import type { ConnectionPurpose, ConnectionStanding } from './connections.ts'
import type { Connector } from './connector.ts'
import { ListingWatch } from './listing-watch.ts'
import { MarketWatchdog } from './market-watchdog.ts'
import { keepLiveParts } from './open-live.ts'
import type { VenueAccess } from './reachable-venue.ts'
import { RotatingReads } from './rotating-reads.ts'
import { RotatingWrites } from './rotating-writes.ts'
import type { Redact } from './vault/redaction.ts'

/** A credential at work: how the adapter is opened with it, what it may ask, and what must not be said of it. */
export interface AccessAtWork {
  readonly access: VenueAccess
  readonly budget: BudgetUse
  readonly redact: Redact
}

export interface ConnectorIdentity {
  readonly connectionId: string
  readonly organizationId: string
  readonly purpose: ConnectionPurpose
}

export interface VenueConnectorOptions {
  readonly identity: ConnectorIdentity
  readonly work: AccessAtWork
  readonly symbols: readonly string[]
  readonly fillCursor: FillCursor | null
  readonly time: Timekeeper
  readonly alert: AlertSink
  readonly timing: ConnectionTiming
  readonly keepCursor: (cursor: FillCursor) => Promise<void>
  readonly isReconciled: () => boolean | null
  readonly isCompared: () => boolean
  /** Instruments that another connection serves instead of this one. */
  readonly servedByOthers: () => readonly string[]
  readonly onListed: (listed: readonly ListedInstrument[]) => void
  readonly onMarket: (event: MarketStreamEvent) => void
  readonly onChange: () => void
}

export class VenueConnector implements Connector {
  readonly connectionId: string
  readonly organizationId: string
  readonly purpose: ConnectionPurpose
  readonly venueId: string
  readonly capabilities: Capabilities
  readonly reads: RotatingReads
  readonly #options: VenueConnectorOptions
  readonly #gauge: ConnectionGauge
  readonly #watchdog: MarketWatchdog
  readonly #account: AccountWatch
  readonly #listing: ListingWatch
  readonly #listeners = new Set<MarketStreamListener>()
  #work: AccessAtWork
  /** Handed to the live desk and to nobody else; null: it is not to trade. */
  readonly #writes: RotatingWrites | null
  #market: VenueStream | null = null
  #topics: MarketTopics
  #cursor: FillCursor | null
  #quotedAtMs: number | null = null
  #stopLooking: (() => void) | null = null
  #closed = false

  constructor(options: VenueConnectorOptions) {
    const { identity, work, time, timing } = options
    const nowMs = () => time.nowMs()
    this.#options = options
    this.#work = work
    this.#cursor = options.fillCursor
    this.connectionId = identity.connectionId
    this.organizationId = identity.organizationId
    this.purpose = identity.purpose
    this.#gauge = new ConnectionGauge(nowMs, options.onChange)
    const { reads, writes } = this.#openHalves(work)
    this.#writes = writes === null ? null : new RotatingWrites(writes, () => this.#work.redact)
    this.reads = new RotatingReads(reads, {
      time,
      redact: () => this.#work.redact,
      onRoundTrip: (ms) => this.#gauge.roundTrip(ms),
      onOrderEvent: (event) => {
        if (event.kind === 'STATE') this.#gauge.told('ORDERS', event.state, event.message)
      },
      onOrderStreamClosed: () => this.#gauge.forget('ORDERS'),
    })
    this.venueId = this.reads.venueId
    this.capabilities = this.reads.capabilities
    this.#topics = topicsOf(options.symbols, this.capabilities)
    this.#watchdog = new MarketWatchdog({
      reads: this.reads,
      limits: timing.ages,
      nowMs,
      onDoubt: (message) => this.#gauge.doubt(message),
      onContradiction: () => void this.reads.reopenMarkets(),
    })
    this.#account = new AccountWatch({
      reads: this.reads,
      time,
      gauge: this.#gauge,
      hasAccount: identity.purpose !== 'MARKET_DATA',
      everyMs: timing.askMs,
      retryMs: timing.retryMs,
    })
    this.#listing = new ListingWatch({
      reads: this.reads,
      time,
      everyMs: timing.listMs,
      retryMs: timing.retryMs,
      symbols: options.symbols,
      onListed: options.onListed,
    })
    if (this.#writes !== null) keepLiveParts(this, { time, alert: options.alert, writes: this.#writes })
  }

  /** Opens its streams and begins to watch. */
  start(): void {
    this.#watchdog.watch(this.#topics.quotes)
    this.#market = this.reads.openMarketStream(this.#topics, (event) => this.#told(event))
    this.#account.start()
    this.#listing.start()
    this.#lookLater()
  }

  listed(): readonly ListedInstrument[] {
    return this.#listing.listed
  }

  onMarket(listener: MarketStreamListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  isHealthy(): boolean {
    return this.#gauge.state === 'READY'
  }

  isReconciled(): boolean | null {
    return this.#options.isReconciled()
  }

  isCompared(): boolean {
    return this.#options.isCompared()
  }

  standing(): ConnectionStanding {
    const gauge = this.#gauge
    return {
      state: gauge.state,
      message: gauge.message,
      since: gauge.sinceMs * 1_000,
      dataAgeMs: gauge.dataAgeMs(),
      clockOffsetMs: gauge.clockOffsetMs,
      latencyMs: gauge.latencyMs(),
      reconnects: gauge.reconnects,
      reconciled: this.isReconciled(),
      budget: this.#work.budget.gate.usage(),
      fallbacks: this.#fallbacks(),
    }
  }

  fillCursor(): FillCursor | null {
    return this.#cursor
  }

  async keepFillCursor(cursor: FillCursor): Promise<void> {
    if (cursor === this.#cursor) return
    this.#cursor = cursor
    await this.#options.keepCursor(cursor)
  }

  setSymbols(symbols: readonly string[]): void {
    this.#topics = topicsOf(symbols, this.capabilities)
    this.#watchdog.watch(this.#topics.quotes)
    this.#market?.setTopics(this.#topics)
    this.#listing.follow(symbols)
  }

  /** A person read the account: a credential that was taken for refused is good. */
  noteAccountRead(): void {
    this.#account.redial()
  }

  /**
   * Takes another credential: its streams are opened beside the present ones, `keep` stores it, and then it takes over. False: its
   * streams did not come to be, and nothing has changed.
   */
  async rotate(next: AccessAtWork, keep: () => Promise<void>): Promise<boolean> {
    const { reads, writes } = this.#openHalves(next)
    const prepared = await this.reads.prepare(reads, this.#options.timing.rotateMs)
    if (prepared === null) {
      await writes?.close()
      return false
    }
    try {
      await keep()
    } catch (error) {
      await prepared.discard()
      await writes?.close()
      throw error
    }
    const before = this.#work
    // Until the one before has answered, what is said may hold words of either.
    this.#work = { ...next, redact: (text) => next.redact(before.redact(text)) }
    if (writes !== null) await this.#writes?.take(writes)
    await prepared.take()
    this.#work = next
    before.budget.release()
    this.#account.redial()
    return true
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopLooking?.()
    this.#account.close()
    this.#listing.close()
    await this.#market?.close()
    await this.#writes?.close()
    await this.reads.close()
    this.#work.budget.release()
  }

  /** Only one that is to trade ever has a writing half. */
  #openHalves(work: AccessAtWork): { readonly reads: VenueReads; readonly writes: VenueWrites | null } {
    const environment = this.#environment(work)
    if (this.#options.identity.purpose === 'TRADE') return work.access.openBoth(environment)
    return { reads: work.access.openReader(environment), writes: null }
  }

  #environment({ budget, redact }: AccessAtWork): AdapterEnvironment {
    const { time, alert, identity } = this.#options
    return {
      time,
      budget: budget.gate,
      tenant: identity.organizationId,
      alert: (said) => alert({ ...said, subject: redact(said.subject), message: redact(said.message) }),
    }
  }

  #told(event: MarketStreamEvent): void {
    if (event.kind === 'STATE') this.#gauge.told('MARKET', event.state, event.message)
    else if (event.kind !== 'RESYNC') this.#gauge.data()
    if (event.kind === 'QUOTE') this.#quotedAtMs = this.#options.time.nowMs()
    this.#watchdog.told(event)
    this.#options.onMarket(event)
    for (const listener of this.#listeners) listener(event)
  }

  #lookLater(): void {
    this.#stopLooking = this.#options.time.after(this.#options.timing.lookMs, () => {
      if (this.#closed) return
      if (this.#gauge.partState('MARKET') === 'READY') this.#watchdog.look()
      this.#lookLater()
    })
  }

  #fallbacks(): readonly string[] {
    const { fallbackPollMs } = this.capabilities.streams.quotes
    const isStreamed = this.#gauge.partState('MARKET') === 'READY'
    const quotedAgoMs = this.#options.time.nowMs() - (this.#quotedAtMs ?? 0)
    const isPolled = !isStreamed && fallbackPollMs !== null && quotedAgoMs < 2 * fallbackPollMs
    const polled = isPolled ? ['quotes are asked for, because the stream does not tell them'] : []
    const others = this.#options.servedByOthers()
    return others.length === 0
      ? polled
      : [...polled, `another connection is the source of ${others.join(', ')}`]
  }
}

/** Whatever of a symbol the venue streams. Candles are read when they are needed. */
function topicsOf(symbols: readonly string[], { streams }: Capabilities): MarketTopics {
  const where = (ability: keyof Capabilities['streams']) =>
    streams[ability].ability.kind === 'REFUSED' ? [] : symbols
  return { quotes: where('quotes'), trades: where('trades'), depth: where('depth'), candles: [] }
}
