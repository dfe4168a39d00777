/**
 * One organization's single writer: takes every command that waits, decides and applies each, commits all of it at once, and
 * only then answers, publishes and tells the venues. While a commit is under way the next batch is decided, on the state that
 * the commit is about to make durable: it goes out when the commit is back, and falls with it.
 *
 * Crash-only: if a commit fails or the engine throws, the partition dies. What it held in memory is forgotten and a new one is
 * recovered from the journal, as at start.
 */
import {
  type Actor,
  type Book,
  type DecisionContextInput,
  type Market,
  type Outcome,
  type Refusal,
  applyQuote,
  applyStatus,
  decide,
  evolve,
} from '@quarterdeck/engine'
import type { QuoteUpdate, StatusUpdate, VenueReport } from '@quarterdeck/engine'
import type { EventBus } from '../bus/event-bus.ts'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import { FateUnknown, PartitionUnavailable } from '../faults.ts'
import { Fenced, type JournalPosition, commitBatch } from '../journal/commit.ts'
import { JournalPage } from '../journal/page.ts'
import {
  BATCH_COMMANDS_MAX,
  SNAPSHOT_CLOSING_ORDERS_MAX,
  SNAPSHOT_EVENTS,
  SNAPSHOT_IDLE_MS,
  SNAPSHOT_ORDERS_MAX,
} from '../limits.ts'
import type { Logger } from '../logger.ts'
import type { OutboxChange, OutboxEntry } from '../outbox/entry.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { VenueDesk } from '../outbox/venue-desk.ts'
import { orderRow } from '../projection/order-row.ts'
import type { Projector } from '../projection/projector.ts'
import { writeSnapshot } from '../recovery/snapshot.ts'
import type { CommandRequest, Committed, OrderRow } from '../runtime.ts'
import type { TapeSegment } from '../strategies/tape-segment.ts'
import { type Letter, Mailbox } from './mailbox.ts'
import { OrderTraces } from './order-traces.ts'
import { type Progress, QuietMoments } from './quiet-moments.ts'

/** What a recovery hands to a new partition. */
export interface RecoveredState {
  readonly book: Book
  readonly position: JournalPosition
  readonly snapshotSeq: number
  readonly projector: Projector
  readonly outbox: Outbox
}

export interface PartitionOptions {
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly log: Logger
  readonly market: Market
  readonly context: DecisionContextInput
  /** Opens the desk; it reports and asks through the functions it is given. */
  readonly openDesk: (partition: {
    onReport(report: VenueReport): void
    awaitsList(venueId: string): boolean
  }) => VenueDesk
  /** Called once, when the partition can't go on. */
  readonly onDeath: (reason: Error) => void
}

/** What goes with a command. */
export interface SubmitOptions {
  /** The request from outside that it came of. */
  readonly traceId?: string | undefined
  /** Made durable with the command's events. */
  readonly tape?: TapeSegment | undefined
  /**
   * Asked in the turn in which the command is decided, of the book as it is then: a refusal stands instead of the decision; null: it
   * is decided. For what a caller looked at before he asked and that must not have changed since.
   */
  readonly unless?: ((book: Book) => Refusal | null) | undefined
}

const VENUE_ACTOR: Actor = { kind: 'VENUE', id: 'venue', name: 'Venue', userId: null }

/** What was decided since the last commit went out. */
interface Batch {
  readonly page: JournalPage
  readonly orderRows: Map<number, OrderRow>
  readonly answers: { readonly letter: Letter; readonly committed: Committed }[]
  readonly tapes: TapeSegment[]
}

/** A batch on its way to the database. */
interface Sent {
  readonly batch: Batch
  readonly requests: readonly OutboxEntry[]
  readonly settled: Promise<Error | null>
}

const newBatch = (after: string): Batch => ({
  page: new JournalPage(after),
  orderRows: new Map(),
  answers: [],
  tapes: [],
})

export class Partition {
  readonly book: Book
  readonly #options: PartitionOptions
  readonly #projector: Projector
  readonly #outbox: Outbox
  readonly #desk: VenueDesk
  readonly #mailbox = new Mailbox()
  readonly #traces = new OrderTraces()
  #position: JournalPosition
  #snapshotSeq: number
  #commands = 0
  /** Greatest bound of orders past which a snapshot was left out with a warning. */
  #saidTooLargeFor = 0
  #working: Promise<void> | null = null
  #decided: Batch
  #committing = false
  #commits = 0
  readonly #moments = new QuietMoments()
  #decidesSoon = false
  #quiet: Timer | null = null
  #state: 'OPEN' | 'CLOSING' | 'DEAD' = 'OPEN'

  constructor(recovered: RecoveredState, options: PartitionOptions) {
    this.book = recovered.book
    this.#position = recovered.position
    this.#decided = newBatch(recovered.position.hash)
    this.#snapshotSeq = recovered.snapshotSeq
    this.#projector = recovered.projector
    this.#outbox = recovered.outbox
    this.#options = options
    this.#desk = options.openDesk({
      onReport: (report) => this.onReport(report),
      awaitsList: (venueId) =>
        this.#outbox.open().some((entry) => entry.orderId === null && entry.venueId === venueId),
    })
  }

  /** seq of the newest durable event. */
  get headSeq(): number {
    return this.#position.seq
  }

  /** The market as this partition's decisions see it. */
  get market(): Market {
    return this.#options.market
  }

  /** The venues' side, for recovery to seat orders and resend requests. */
  get desk(): VenueDesk {
    return this.#desk
  }

  /**
   * Resolves with the outcome once its events are durable. Rejects with `Overloaded` or `PartitionUnavailable` (nothing was
   * done), or `FateUnknown`.
   */
  submit(actor: Actor, request: CommandRequest, options: SubmitOptions = {}): Promise<Committed> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'OPEN') return reject(unavailable())
      this.#mailbox.put({ ...options, actor: storable(actor), request, answer: resolve, fail: reject })
      this.#work()
    })
  }

  onQuote(quote: QuoteUpdate): void {
    const index = this.book.instrumentIndexById.get(quote.instrumentId)
    if (index === undefined || this.#state === 'DEAD') return
    applyQuote(this.#options.market, index, quote)
    this.#desk.onQuote(quote)
  }

  onStatus(status: StatusUpdate): void {
    const index = this.book.instrumentIndexById.get(status.instrumentId)
    if (index === undefined || this.#state === 'DEAD') return
    applyStatus(this.#options.market, index, status)
    this.#desk.onStatus(status)
  }

  /** Commits what waits, writes a snapshot and stops. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#state !== 'OPEN') return
    this.#state = 'CLOSING'
    this.#quiet?.cancel()
    this.#desk.close()
    while (this.#working !== null) await this.#working
    if (this.#isDead) return
    await this.#snapshot(SNAPSHOT_CLOSING_ORDERS_MAX)
    this.#state = 'DEAD'
  }

  /**
   * Calls back once the book holds nothing that is not durable and told, and all that was asked before this call; at once, where it
   * is so. However much is asked meanwhile, it is not put off for longer than a few commits. Never, if the partition dies first.
   */
  whenQuiet(callback: () => void): void {
    if (this.#isDead) return
    if (this.#working === null && this.#mailbox.size === 0) return callback()
    this.#moments.ask(callback, this.#progress)
  }

  /** Takes a venue's report; nothing is answered. */
  onReport(report: VenueReport): void {
    if (this.#state !== 'OPEN') return
    this.#mailbox.put({
      actor: VENUE_ACTOR,
      request: { type: 'ReportVenue', report },
      answer: null,
      fail: null,
    })
    this.#work()
  }

  #work(): void {
    if (this.#working === null) this.#working = this.#workThrough().finally(() => this.#workDone())
    else if (this.#committing && !this.#decidesSoon) {
      this.#decidesSoon = true
      queueMicrotask(() => this.#decideAhead())
    }
  }

  #workDone(): void {
    this.#working = null
    // What came in after the last look and before this line must not wait for the next caller.
    if (this.#mailbox.size > 0) return this.#work()
    if (!this.#isDead) this.#moments.serve(this.#progress)
  }

  get #progress(): Progress {
    const { received, size } = this.#mailbox
    return { received, taken: received - size, commits: this.#commits }
  }

  async #workThrough(): Promise<void> {
    // One turn later, so that what arrives together is committed together.
    await Promise.resolve()
    let durable: Sent | null = null
    try {
      do {
        if (durable === null && this.#decided.answers.length === 0) this.#moments.serve(this.#progress)
        this.#decideWaiting()
        const sent = this.#send()
        // Only now, with the next batch on its way: answering takes as long as the database does.
        if (durable !== null) this.#tell(durable)
        durable = null
        const fault = await sent?.settled
        if (fault) throw fault
        durable = sent
      } while (durable !== null || (this.#mailbox.size > 0 && !this.#isDead))
    } catch (error) {
      this.#die(error as Error)
      if (durable !== null) this.#tell(durable)
    }
  }

  /** Uses the time of a commit. A throw is found again, in its turn, by who waits for the commit. */
  #decideAhead(): void {
    this.#decidesSoon = false
    if (!this.#committing || this.#isDead) return
    try {
      this.#decideWaiting()
    } catch (error) {
      this.#die(error as Error)
    }
  }

  /** Decides what waits, as long as it fits into one commit and nobody waits for what is decided to become durable. */
  #decideWaiting(): void {
    if (this.#moments.holds(this.#progress)) return
    const batch = this.#decided
    const letters = this.#mailbox.take(BATCH_COMMANDS_MAX - batch.answers.length)
    letters.forEach((letter, at) => {
      try {
        const committed = this.#decide(letter, batch)
        batch.answers.push({ letter, committed })
        if (letter.tape !== undefined && committed.outcome.kind === 'ACCEPTED') batch.tapes.push(letter.tape)
      } catch (error) {
        // A throw of the engine is a bug of ours. Nothing of this batch was committed, and nothing will be.
        for (const { fail } of letters.slice(at)) fail?.(unavailable(error))
        throw error
      }
    })
  }

  /** Sends what was decided to the database; null: nothing was. */
  #send(): Sent | null {
    const batch = this.#decided
    if (batch.answers.length === 0) return null
    this.#commits += 1
    this.#decided = newBatch(batch.page.hash)
    const outbox = this.#outbox.drain()
    return { batch, requests: [...outbox.added, ...outbox.withdrawn], settled: this.#commit(batch, outbox) }
  }

  /** Resolves with null once the batch is durable, or with the fault, of which its callers know already. */
  async #commit({ page, answers, tapes }: Batch, outbox: OutboxChange): Promise<Error | null> {
    if (page.events.length === 0) return null
    const changes = this.#projector.drain()
    this.#committing = true
    try {
      this.#position = await commitBatch(this.#options.database, this.#position, {
        page,
        changes,
        outbox,
        tapes,
      })
      return null
    } catch (error) {
      // What was refused asked nothing of the database: it was not done, whatever became of the others.
      for (const { letter, committed } of answers)
        letter.fail?.(
          error instanceof Fenced || committed.outcome.kind === 'REFUSED'
            ? unavailable(error)
            : fateUnknown(error),
        )
      return error as Error
    } finally {
      this.#committing = false
    }
  }

  /**
   * Tells callers, readers and venues what is durable, whatever befell the partition meanwhile. Never throws: who waits for the
   * next batch, which is on its way, must be answered too.
   */
  #tell({ batch: { page, orderRows, answers }, requests }: Sent): void {
    const { events } = page
    for (const { letter, committed } of answers) letter.answer?.(committed)
    if (events.length === 0) return
    try {
      this.#options.bus.publish({ organizationId: this.book.organizationId, events, orderRows })
      // The desk of a partition that died is closed: who recovers it asks the venues.
      this.#desk.dispatch(requests)
    } catch (error) {
      this.#die(error as Error)
    }
    if (!this.#isDead) this.#planSnapshot()
  }

  #decide(letter: Letter, { page, orderRows }: Batch): Committed {
    const { clock, market, context, log } = this.#options
    const traceId = letter.traceId ?? this.#traces.of(letter.request)
    const number = `${this.#position.epoch}-${++this.#commands}`
    const commandId = traceId === undefined ? number : `${traceId}.${number}`
    const command = { ...letter.request, at: clock.now(), commandId, actor: letter.actor }
    const outcome = letter.unless?.(this.book) ?? decide(this.book, market, command, context)
    // A venue's fact that cannot be booked may be a lost fill: nobody waits for its answer, so the operator is told.
    if (outcome.kind === 'REFUSED' && letter.request.type === 'ReportVenue')
      log.error({ ...outcome, report: letter.request.report }, 'A report of a venue could not be booked')
    const touched = new Map<string, OrderRow>()
    if (outcome.kind === 'ACCEPTED') {
      for (const event of outcome.events) {
        const postings = evolve(this.book, event)
        const row = this.#projector.take(event, postings)
        this.#outbox.take(event)
        if (row !== null) {
          orderRows.set(event.seq, row)
          touched.set(row.id, row)
        }
        page.add(event)
      }
      this.#traces.learn(this.book, outcome.events, traceId)
    }
    return { outcome, orders: letter.answer === null ? [] : this.#ordersOf(outcome, touched) }
  }

  #ordersOf(outcome: Outcome, touched: ReadonlyMap<string, OrderRow>): readonly OrderRow[] {
    if (outcome.kind === 'REFUSED') return []
    const ids = outcome.subjectId === null ? outcome.orderIds : [outcome.subjectId, ...outcome.orderIds]
    const rows: OrderRow[] = []
    for (const id of new Set(ids)) {
      const order = this.book.orders.get(id)
      if (order !== undefined) rows.push(touched.get(id) ?? orderRow(this.book, order))
    }
    return rows
  }

  /** Once enough has happened: in the next quiet moment. Each batch puts it off. */
  #planSnapshot(): void {
    this.#quiet?.cancel()
    if (this.headSeq - this.#snapshotSeq < SNAPSHOT_EVENTS) return
    this.#quiet = this.#options.clock.after(SNAPSHOT_IDLE_MS, () => {
      if (this.#state !== 'OPEN' || this.#working !== null) return
      // In the mailbox's turn, so that no batch is under way meanwhile.
      this.#working = this.#snapshot(SNAPSHOT_ORDERS_MAX)
        .catch((error: Error) => this.#die(error))
        .finally(() => this.#workDone())
    })
  }

  async #snapshot(ordersMax: number): Promise<void> {
    const { database, clock, log } = this.#options
    if (this.headSeq === this.#snapshotSeq) return
    const { organizationId, orders } = this.book
    if (orders.size <= ordersMax) {
      await writeSnapshot(database, this.book, this.#position, clock.now())
      this.#snapshotSeq = this.headSeq
    } else if (ordersMax > this.#saidTooLargeFor) {
      // Once for each bound, not in every quiet moment.
      this.#saidTooLargeFor = ordersMax
      log.warn(
        { organizationId, orders: orders.size, ordersMax, lastSnapshotSeq: this.#snapshotSeq },
        'The book is too large for a snapshot now; a recovery replays the journal since the last one',
      )
    }
  }

  /** Read through a method: between two looks the state changes in ways that the compiler cannot see. */
  get #isDead(): boolean {
    return this.#state === 'DEAD'
  }

  #die(reason: Error): void {
    if (this.#isDead) return
    this.#state = 'DEAD'
    this.#quiet?.cancel()
    this.#desk.close()
    // Decided, but on what may never become durable: it was not done either.
    for (const { letter } of this.#decided.answers) letter.fail?.(unavailable(reason))
    this.#decided = newBatch(this.#position.hash)
    for (const { fail } of this.#mailbox.take(Number.MAX_SAFE_INTEGER)) fail?.(unavailable(reason))
    this.#options.onDeath(reason)
  }
}

function unavailable(cause?: unknown): PartitionUnavailable {
  return new PartitionUnavailable(
    'The organization takes no commands at the moment. Nothing was done; try again shortly.',
    { cause },
  )
}

function fateUnknown(cause: unknown): FateUnknown {
  const message =
    'Whether the command was done is not known: look it up, or repeat it with the same idempotency key.'
  return new FateUnknown(message, { cause })
}

/** A person's name may hold what no database takes; in an event it must not stop everybody's trading. */
function storable(actor: Actor): Actor {
  const name = actor.name.toWellFormed().replaceAll('\0', '')
  return name === actor.name ? actor : { ...actor, name }
}
