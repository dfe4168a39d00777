/**
 * Keeps one organization served: opens its partition, puts a restored one in the place of one that died, and gives each the
 * market as it is now. Once another process has taken the organization over, this one stays away.
 */
import { type Actor, type DecisionContextInput, emptyMarket } from '@quarterdeck/engine'
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
import type { Logger } from '../logger.ts'
import { createVenueDesk } from '../outbox/venue-desk.ts'
import { Claim } from '../recovery/claim.ts'
import { CorruptJournal, recoverPartition } from '../recovery/recover.ts'
import { ordersToEnd } from '../recovery/orders-to-end.ts'
import { acknowledgedOrders } from '../recovery/working-orders.ts'
import type { CommandRequest, Committed } from '../runtime.ts'
import type { StatusUpdate, VenueReport } from '@quarterdeck/engine'
import { Partition, type SubmitOptions } from './partition.ts'

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
  #partition: Partition | null = null
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

  /** Why a venue of this organization can't be used now; null: it can, as far as is known. */
  venueUnhealthyBecause(venueId: string): string | null {
    return this.#partition?.desk.unhealthyBecause(venueId) ?? null
  }

  submit(actor: Actor, request: CommandRequest, options: SubmitOptions = {}): Promise<Committed> {
    if (this.#partition !== null) return this.#partition.submit(actor, request, options)
    return Promise.reject(
      new PartitionUnavailable(
        `The organization takes no commands: ${this.#unavailable}. Nothing was done; try again shortly.`,
      ),
    )
  }

  /** Throws `Fenced` where another process has taken the organization over, known here or not yet. */
  checkClaim(database: Queryable): Promise<void> {
    return this.#claim.check(database, this.organizationId)
  }

  onQuote(quote: FeedQuote): void {
    this.#partition?.onQuote(quote)
  }

  onStatus(status: StatusUpdate): void {
    this.#partition?.onStatus(status)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#restore?.cancel()
    this.#marks?.cancel()
    await this.#partition?.close()
    this.#headSeq = this.headSeq
    this.#partition = null
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
    const partition = new Partition(recovered, {
      database,
      clock,
      bus,
      log,
      context,
      market: emptyMarket(),
      openDesk: ({ onReport, awaitsList }) =>
        createVenueDesk({
          clock,
          onReport,
          awaitsList,
          openVenues: (listener) =>
            this.#openVenues(
              book.instruments.map(({ terms }) => terms),
              listener,
            ),
        }),
      onDeath: (reason) => this.#onDeath(partition, reason),
    })
    if (this.#closed) return partition.close()
    const unanswered = outbox.open()
    const ending = ordersToEnd(book, unanswered, {
      at: clock.now(),
      calendarOf: (instrument) => this.#calendarOf(instrument),
    })
    const ended = new Set<string | null>(ending.map(({ orderId }) => orderId))
    partition.desk.restore(acknowledgedOrders(book, unanswered, ended))
    this.#partition = partition
    this.#unavailable = null
    for (const instrument of board.instruments) this.#showMarket(partition, instrument.id)
    for (const report of ending) partition.onReport(report)
    // What was committed but not answered: sent again under the same order ids.
    partition.desk.resend(unanswered.filter(({ orderId }) => !ended.has(orderId)))
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

  /** The market does not wait for a partition: a new one starts from the newest that is known. */
  #showMarket(partition: Partition, instrumentId: string): void {
    const status = this.#options.board.status(instrumentId)
    if (status !== null) partition.onStatus(status)
    const quote = this.#options.board.newest(instrumentId)
    if (quote !== null) partition.onQuote(quote)
  }

  /** One simulated venue for each venue that lists an instrument, the book's own included: orders may work in them still. */
  #openVenues(known: readonly Instrument[], onReport: (report: VenueReport) => void): SimulatedVenue[] {
    const byId = new Map(
      [...known, ...this.#options.board.instruments].map((instrument) => [instrument.id, instrument]),
    )
    const byVenue = Map.groupBy(byId.values(), (instrument) => instrument.venueId)
    return [...byVenue].map(([venueId, instruments]) => {
      const seed = seedOf(this.#options.seed, this.organizationId, venueId)
      return new SimulatedVenue({
        venueId,
        instruments,
        listener: { onReport },
        options: { seed, ...this.#options.simulation },
      })
    })
  }

  async #listInstruments(): Promise<void> {
    const partition = this.#partition
    if (partition === null) return
    const listings: Promise<Committed>[] = []
    for (const instrument of this.#options.board.instruments) {
      const index = partition.book.instrumentIndexById.get(instrument.id)
      const known = index === undefined ? null : partition.book.instruments[index]!.terms
      if (JSON.stringify(known) === JSON.stringify(instrument)) continue
      listings.push(partition.submit(SYSTEM, { type: 'ListInstrument', instrument }))
    }
    for (const { outcome } of await Promise.all(listings)) {
      if (outcome.kind === 'REFUSED')
        this.#options.log.error({ ...outcome }, 'An instrument of the feed was refused')
    }
    for (const instrument of this.#options.board.instruments) this.#showMarket(partition, instrument.id)
  }

  #onDeath(partition: Partition, reason: Error): void {
    const { log } = this.#options
    this.#headSeq = partition.headSeq
    this.#partition = null
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
      await this.#listInstruments()
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
