/**
 * Brings what connections follow into the market of this process: instruments onto the board for the organization that follows
 * them, quotes and trades to all who listen, and the trading status as the venue and its calendar have it.
 *
 * What is counted in never changes for a known id: where a venue says otherwise the instrument is halted, nothing more is shown of
 * it, and a person is told.
 */
import type { StatusUpdate } from '@quarterdeck/engine'
import type { ListedInstrument } from '@quarterdeck/venues'
import type { Clock, Timer } from '../clock/clock.ts'
import type { ConnectionHooks, Connector } from '../connections/connector.ts'
import type { FeedQuote, FeedTrade } from '../feed/feed.ts'
import type { Market } from '../feed/market.ts'
import { SessionWatch } from '../feed/session-watch.ts'
import { SESSION_LOOK_MS } from '../limits.ts'
import type { Logger } from '../logger.ts'
import { SettlementBooking, type SettlingHost } from './settlement-booking.ts'
import { SettlementWatch } from './settlement-watch.ts'

/** What is asked of an organization's host. */
export interface ConnectedHost {
  listInstruments(): Promise<void>
  connect(connector: Connector): void
  disconnect(connectionId: string): Promise<void>
}

export interface ConnectionMarketOptions {
  readonly market: Pick<Market, 'board' | 'list' | 'listener'>
  readonly clock: Clock
  readonly log: Logger
  /** Null: the organization is not served here. */
  readonly host: (organizationId: string) => ConnectedHost | null
  /** Of the organizations that are served here: each books what a venue paid for its contracts. */
  readonly hosts: () => Iterable<SettlingHost>
}

export class ConnectionMarket implements ConnectionHooks {
  readonly #options: ConnectionMarketOptions
  readonly #sessions: SessionWatch
  readonly #settlements: SettlementWatch
  /** Open connections, by id. */
  readonly #connectors = new Map<string, Connector>()
  /** Connections that follow an instrument, by its id. */
  readonly #followers = new Map<string, Set<string>>()
  /** Instruments that are listed otherwise than they are counted in, with the connections that follow them: until none does. */
  readonly #halted = new Map<string, Set<string>>()
  #timer: Timer | null = null

  constructor(options: ConnectionMarketOptions) {
    this.#options = options
    const { market, clock, log, hosts } = options
    this.#sessions = new SessionWatch([], (instrument) => market.board.calendarOf(instrument))
    this.#settlements = new SettlementWatch({
      clock,
      log,
      board: market.board,
      onSettled: (quote) => this.onQuote(quote),
      booking: new SettlementBooking({ clock, log, hosts }),
    })
  }

  /** Connections of the organization that are open now: for a host that comes later. */
  connectorsOf(organizationId: string): readonly Connector[] {
    return [...this.#connectors.values()].filter((connector) => connector.organizationId === organizationId)
  }

  onListed(connector: Connector, listed: readonly ListedInstrument[]): void {
    const { organizationId, connectionId } = connector
    const ids = new Set(listed.map(({ instrument }) => instrument.id))
    for (const [id, followers] of this.#followers) if (!ids.has(id)) this.#leave(id, followers, connectionId)
    for (const [id, followers] of this.#halted)
      if (!ids.has(id) && followers.delete(connectionId) && followers.size === 0) this.#halted.delete(id)
    for (const one of listed) this.#list(one, connector)
    this.#tellSessions()
    this.#settlements.follow(
      connector,
      listed.map(({ instrument }) => instrument),
    )
    const { host, log } = this.#options
    host(organizationId)
      ?.listInstruments()
      .catch((error: unknown) =>
        // A partition that died lists them when it is restored.
        log.warn({ organizationId, err: error }, 'Instruments of a connection are not listed yet'),
      )
  }

  onQuote(quote: FeedQuote): void {
    if (!this.#halted.has(quote.instrumentId)) this.#options.market.listener.onQuote(quote)
  }

  onTrade(trade: FeedTrade): void {
    if (!this.#halted.has(trade.instrumentId)) this.#options.market.listener.onTrade?.(trade)
  }

  /** The venue's word on an instrument: its hours are added. */
  onStatus({ instrumentId, status }: StatusUpdate): void {
    const listed = this.#options.market.board.instrument(instrumentId)
    if (listed === null || !this.#followers.has(instrumentId) || this.#halted.has(instrumentId)) return
    this.#sessions.watch(listed.instrument, status)
    this.#tellSessions()
  }

  async onConnector(connector: Connector, isOpen: boolean): Promise<void> {
    const { connectionId, organizationId } = connector
    const host = this.#options.host(organizationId)
    if (isOpen) {
      this.#connectors.set(connectionId, connector)
      host?.connect(connector)
    } else {
      this.#connectors.delete(connectionId)
      await host?.disconnect(connectionId)
    }
  }

  /** Has booked what the venue paid for contracts that are held through a connection; resolves when it is. */
  settleContracts(connector: Connector): Promise<void> {
    return this.#settlements.look(connector)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#settlements.stop()
  }

  #list({ instrument, status }: ListedInstrument, { organizationId, connectionId }: Connector): void {
    const halted = this.#halted.get(instrument.id)
    if (halted !== undefined) {
      halted.add(connectionId)
      return
    }
    const { market, log } = this.#options
    let different: string | null
    try {
      different = market.list(instrument, organizationId)
    } catch (error) {
      // Its hours cannot be kept here, as those of an exchange that closes over lunch: it is not listed, and the others are.
      log.error({ connectionId, instrumentId: instrument.id, err: error }, 'An instrument cannot be listed')
      return
    }
    if (different !== null) {
      this.#halted.set(instrument.id, new Set([...(this.#followers.get(instrument.id) ?? []), connectionId]))
      this.#sessions.forget(instrument.id)
      market.listener.onStatus({ instrumentId: instrument.id, status: 'HALTED', sessionEndsAt: null })
      log.error(
        { connectionId, instrumentId: instrument.id, term: different },
        'A venue lists an instrument otherwise than it is counted here: it is halted',
      )
      return
    }
    const followers = this.#followers.get(instrument.id) ?? new Set()
    this.#followers.set(instrument.id, followers.add(connectionId))
    this.#sessions.watch(instrument, status)
  }

  #leave(instrumentId: string, followers: Set<string>, connectionId: string): void {
    if (!followers.delete(connectionId) || followers.size > 0) return
    this.#followers.delete(instrumentId)
    this.#sessions.forget(instrumentId)
    this.#options.market.board.unlist(instrumentId)
  }

  /** Tells what has changed of the hours, and looks again in a while. */
  #tellSessions(): void {
    const { clock, market } = this.#options
    for (const status of this.#sessions.changes(clock.now())) market.listener.onStatus(status)
    this.#timer?.cancel()
    this.#timer = this.#followers.size === 0 ? null : clock.after(SESSION_LOOK_MS, () => this.#tellSessions())
  }
}
