/**
 * Keeps one organization served: opens its partition, puts a restored one in the place of one that died, and gives each the
 * market as it is now. Once another process has taken the organization over, this one stays away.
 */
import {
  type Actor,
  type DecisionContextInput,
  emptyMarket,
  LIVE_GATE_SHUT,
  type LiveGate,
} from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { SimulatedVenue, type SimulationOptions } from '@quarterdeck/venues'
import { createHash } from 'node:crypto'
import type { EventBus } from '../bus/event-bus.ts'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Database, Queryable } from '../database/database.ts'
import { FateUnknown, PartitionUnavailable } from '../faults.ts'
import type { TradingCalendar } from '../feed/calendar/calendar.ts'
import { calendarNamed } from '../feed/calendar/calendars.ts'
import type { FeedQuote } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import { Fenced } from '../journal/commit.ts'
import { UnreadablePayload } from '../journal/payload.ts'
import { MARK_EVERY_MS, RESTORE_FIRST_MS, RESTORE_LAST_MS } from '../limits.ts'
import { LiveDesk } from '../live/live-desk.ts'
import type { Logger } from '../logger.ts'
import { createVenueDesk } from '../outbox/venue-desk.ts'
import type { Connector } from '../connections/connector.ts'
import { Claim } from '../recovery/claim.ts'
import { isLiveOrder } from '../recovery/live-orders.ts'
import { CorruptJournal, recoverPartition } from '../recovery/recover.ts'
import { ordersToEnd } from '../recovery/orders-to-end.ts'
import { acknowledgedOrders } from '../recovery/working-orders.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import type { StatusUpdate, VenueReport } from '@quarterdeck/engine'
import { InstrumentListings } from './instrument-listings.ts'
import { Partition, type SubmitOptions } from './partition.ts'
import { WithheldConnections } from './withheld-connections.ts'

export interface HostOptions {
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly log: Logger
  readonly board: MarketBoard
  readonly context: DecisionContextInput
  /** Of every simulated venue; each organization's own chance derives from it. */
  readonly seed: number
  readonly simulation: Partial<SimulationOptions>
  /** Told when the organization is served, and when it is not any more. */
  readonly onServed?: (organizationId: string, isServed: boolean) => void
}

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'runtime', name: 'Quarterdeck', userId: null }

export class PartitionHost {
  readonly organizationId: string
  readonly #options: HostOptions
  readonly #claim = new Claim()
  /** Connections of the organization that are open, by id: whichever partition runs trades through them. */
  readonly #connectors = new Map<string, Connector>()
  readonly #withheld = new WithheldConnections()
  #partition: Partition | null = null
  #live: LiveDesk | null = null
  #listings: InstrumentListings | null = null
  #headSeq = 0
  #unavailable: string | null = 'it is being opened'
  #closed = false
  #restore: Timer | null = null
  #marks: Timer | null = null

  constructor(organizationId: string, options: HostOptions) {
    this.organizationId = organizationId
    this.#options = options
  }

  /**
   * Recovers the partition and takes up trading. Where that fails, this organization alone is not served: `unavailableBecause`
   * says why, and it is tried again unless the journal itself is at fault.
   */
  async open(): Promise<void> {
    await this.#tryToRecover(RESTORE_FIRST_MS)
    this.#planMarks()
  }

  /** Newest durable seq that is known here. */
  get headSeq(): number {
    return this.#partition?.headSeq ?? this.#headSeq
  }

  /** The running partition; null while there is none. */
  get partition(): Partition | null {
    return this.#partition
  }

  /** Why the organization is not served; null: it is. */
  unavailableBecause(): string | null {
    return this.#unavailable
  }

  /** How a connection stands for an order of a LIVE account that would be decided now. */
  liveGate(connectionId: string): LiveGate {
    return this.#withheld.gate(connectionId, (id) => this.#live?.gate(id) ?? LIVE_GATE_SHUT)
  }

  /** Lets nothing be begun through a connection that is about to close; call what it returns to let it be used again. */
  withhold(connectionId: string): () => void {
    return this.#withheld.withhold(connectionId)
  }

  /** Why a venue of this organization can't be used now; null: it can, as far as is known. */
  venueUnhealthyBecause(venueId: string): string | null {
    return this.#partition?.desk.unhealthyBecause(venueId) ?? null
  }

  async submit(actor: Actor, request: CommandRequest, options: SubmitOptions = {}): Promise<Committed> {
    if (this.#partition === null)
      throw new PartitionUnavailable(
        `The organization takes no commands: ${this.#unavailable}. Nothing was done; try again shortly.`,
      )
    if (request.type !== 'OpenAccount') return this.#partition.submit(actor, request, options)
    const unless = () => this.#withheld.unless(request)
    const committed = await this.#partition.submit(actor, request, { ...options, unless })
    // It may be the first LIVE account of a connection that is open.
    this.#live?.openBound()
    return committed
  }

  /** Throws `Fenced` where another process has taken the organization over, known here or not yet. */
  checkClaim(database: Queryable): Promise<void> {
    return this.#claim.check(database, this.organizationId)
  }

  /** Whether this process owns the organization now. Rejects where the database does not say. */
  async holdsClaim(database: Queryable): Promise<boolean> {
    try {
      await this.checkClaim(database)
      return true
    } catch (error) {
      if (error instanceof Fenced) return false
      throw error
    }
  }

  onQuote(quote: FeedQuote): void {
    this.#listings?.onQuote(quote)
  }

  onStatus(status: StatusUpdate): void {
    this.#listings?.onStatus(status)
  }

  /** Lists what the board shows the organization now, where the book does not have it so yet. */
  async listInstruments(): Promise<void> {
    await this.#listings?.followBoard()
  }

  /** A connection of the organization has opened. */
  connect(connector: Connector): void {
    this.#connectors.set(connector.connectionId, connector)
    this.#live?.connect(connector)
  }

  /** One is about to close; resolves when nothing of it is used any more. */
  async disconnect(connectionId: string): Promise<void> {
    this.#connectors.delete(connectionId)
    await this.#live?.disconnect(connectionId)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#restore?.cancel()
    this.#marks?.cancel()
    await this.#partition?.close()
    await this.#live?.closed()
    this.#headSeq = this.headSeq
    this.#partition = null
    this.#listings = null
    this.#unavailable = 'the server is stopping'
  }

  async #recover(): Promise<void> {
    const { database, log, clock, bus, context, board } = this.#options
    const recovered = await recoverPartition(database, this.organizationId, {
      log,
      claim: this.#claim,
    })
    if (recovered === null) throw new Error(`There is no journal of organization "${this.organizationId}"`)
    const { book, outbox } = recovered
    const calendarOf = (instrument: Instrument) => this.#calendarOf(instrument)
    const live = new LiveDesk({
      book,
      clock,
      log,
      calendarOf,
      unanswered: () => outbox.open(),
      whenQuiet: (callback) => partition.whenQuiet(callback),
      sessionEndsAt: (instrumentId) => board.status(instrumentId)?.sessionEndsAt ?? null,
    })
    const partition = new Partition(recovered, {
      database,
      clock,
      bus,
      log,
      context: {
        ...context,
        liveGates: (connectionId) => this.#withheld.gate(connectionId, (id) => live.gate(id)),
      },
      market: emptyMarket(),
      openDesk: (told) =>
        createVenueDesk({
          clock,
          live,
          ...told,
          openVenue: (venueId, onReport) => this.#openVenue(venueId, onReport),
        }),
      onDeath: (reason) => this.#onDeath(partition, reason),
    })
    if (this.#closed) return partition.close()
    const listings = new InstrumentListings({ partition, live, board, log })
    listings.recall()
    const unanswered = outbox.open()
    const ending = ordersToEnd(book, unanswered, { at: clock.now(), calendarOf })
    const ended = new Set<string | null>(ending.map(({ orderId }) => orderId))
    partition.desk.restore(acknowledgedOrders(book, unanswered, ended))
    this.#partition = partition
    this.#live = live
    this.#listings = listings
    this.#unavailable = null
    listings.showMarket()
    for (const report of ending) partition.onReport(report)
    // What was committed but not answered: sent again under the same order ids. A real venue is asked instead, once it is connected.
    partition.desk.resend(
      unanswered.filter(({ orderId }) => !ended.has(orderId) && !isLiveOrder(book, orderId)),
    )
    for (const connector of this.#connectors.values()) live.connect(connector)
    const { organizationId } = this
    this.#options.onServed?.(organizationId, true)
    log.info(
      { organizationId, seq: partition.headSeq, unanswered: unanswered.length, ended: ending.length },
      'Partition open',
    )
  }

  /** The feed's word on the hours of what it lists; of an instrument that it dropped, the one that the listing names. */
  #calendarOf(instrument: Instrument): TradingCalendar {
    const { board } = this.#options
    const listed = board.instruments.find(({ id }) => id === instrument.id)
    return listed === undefined ? calendarNamed(instrument.calendar) : board.calendarOf(listed)
  }

  /** A simulated venue has the chance of its organization and id. */
  #openVenue(venueId: string, onReport: (report: VenueReport) => void): SimulatedVenue {
    const { simulation } = this.#options
    const seed = seedOf(this.#options.seed, this.organizationId, venueId)
    return new SimulatedVenue({
      venueId,
      instruments: [],
      listener: { onReport },
      options: { seed, ...simulation },
    })
  }

  #onDeath(partition: Partition, reason: Error): void {
    const { log } = this.#options
    this.#headSeq = partition.headSeq
    this.#partition = null
    this.#live = null
    this.#listings = null
    this.#options.onServed?.(this.organizationId, false)
    if (reason instanceof Fenced) return this.#stayAway(reason)
    this.#unavailable = `it is being restored after a fault (${reason.message})`
    log.error(
      { organizationId: this.organizationId, err: reason },
      'Partition died; it is restored from the journal',
    )
    this.#planRestore(RESTORE_FIRST_MS)
  }

  #stayAway(fenced: Fenced): void {
    this.#unavailable = 'another process serves it'
    this.#options.log.error({ organizationId: this.organizationId }, fenced.message)
  }

  #planRestore(delayMs: number): void {
    if (this.#closed) return
    this.#restore?.cancel()
    this.#restore = this.#options.clock.after(
      delayMs,
      () => void this.#tryToRecover(Math.min(delayMs * 2, RESTORE_LAST_MS)),
    )
  }

  async #tryToRecover(nextDelayMs: number): Promise<void> {
    try {
      await this.#recover()
      await this.listInstruments()
    } catch (error) {
      if (error instanceof Fenced) return this.#stayAway(error)
      const { message } = error as Error
      this.#options.log.error(
        { organizationId: this.organizationId, err: error },
        'Partition could not be opened',
      )
      // One that was opened and died since is looked after by `#onDeath`, which knows if it may come back.
      if (this.#partition !== null || error instanceof PartitionUnavailable || error instanceof FateUnknown)
        return
      this.#unavailable = `it could not be opened (${message})`
      const isHopeless = error instanceof CorruptJournal || error instanceof UnreadablePayload
      if (!isHopeless) this.#planRestore(nextDelayMs)
    }
  }

  /** Values the accounts once in a while, so that a day's high and the losses since are known when they matter. */
  #planMarks(): void {
    if (this.#closed) return
    this.#marks = this.#options.clock.after(MARK_EVERY_MS, () => {
      this.#mark()
        .catch((error: Error) =>
          this.#options.log.warn(
            { organizationId: this.organizationId, err: error },
            'Accounts were not marked',
          ),
        )
        .finally(() => this.#planMarks())
    })
  }

  async #mark(): Promise<void> {
    const partition = this.#partition
    if (partition?.book.positions.some((position) => position.lots !== 0) !== true) return
    await partition.submit(SYSTEM, { type: 'MarkAccounts' })
  }
}

/** The same organization and venue have the same chance in every run with the same seed. */
function seedOf(seed: number, organizationId: string, venueId: string): number {
  return createHash('sha256').update(`${seed}\n${organizationId}\n${venueId}`).digest().readUInt32BE()
}
