/**
 * Follows the orders of SHADOW accounts on the real market: the book says what was ordered and what the simulated venue filled,
 * quotes and prints say what would have filled.
 *
 * What is known is kept every so often and whenever an order is over. A process that dies loses the last of it: what it followed
 * is taken up by the next one, marked as not seen whole.
 */
import type { Book, EngineEvent } from '@quarterdeck/engine'
import type { EventBus } from '../bus/event-bus.ts'
import type { Clock, Timer } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import type { FeedQuote, FeedTrade } from '../feed/feed.ts'
import type { MarketBoard } from '../feed/market-board.ts'
import type { Logger } from '../logger.ts'
import { keepOrder, unfinishedOrders } from './shadow-rows.ts'
import { afterBook, afterMarket, isOver, trackOrder, type TrackedOrder } from './tracked-order.ts'

export interface ShadowFollowerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly bus: EventBus
  readonly log: Logger
  readonly board: Pick<MarketBoard, 'newest'>
}

const KEEP_EVERY_MS = 1_000

export class ShadowFollower {
  readonly #options: ShadowFollowerOptions
  readonly #orders = new Map<string, TrackedOrder>()
  /** Orders by instrument: a quote of one that nobody orders costs a look into this. */
  readonly #ordersOn = new Map<string, Set<string>>()
  readonly #unkept = new Set<string>()
  readonly #subscriptions = new Map<string, () => void>()
  #timer: Timer | null = null
  #keeping: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ShadowFollowerOptions) {
    this.#options = options
  }

  /** Follows an organization from now on, and takes up what was followed before. */
  async serve(organizationId: string, book: Book): Promise<void> {
    if (this.#closed || this.#subscriptions.has(organizationId)) return
    const { bus, database } = this.#options
    this.#subscriptions.set(
      organizationId,
      bus.subscribe(organizationId, ({ events }) => {
        for (const event of events) this.#onEvent(organizationId, event)
      }),
    )
    if (!book.accounts.some(({ mode }) => mode === 'SHADOW')) return
    for (const order of await unfinishedOrders(database, organizationId)) {
      if (this.#closed || this.#orders.has(order.orderId)) continue
      // What ended while nobody listened is told by the book: it does not have it among those that work.
      const works = book.workingOrders.has(order.orderId)
      const now = this.#options.clock.now()
      this.#put(works || order.endsAt !== null ? order : { ...order, endsAt: now })
    }
  }

  onQuote({ instrumentId, receivedAt: at, bidTicks, bidLots, askTicks, askLots }: FeedQuote): void {
    const ids = this.#ordersOn.get(instrumentId)
    if (ids === undefined) return
    for (const id of ids)
      this.#meet(id, (order) =>
        afterMarket(order, { kind: 'QUOTE', at, bidTicks, bidLots, askTicks, askLots }),
      )
  }

  onTrade({ instrumentId, receivedAt: at, priceTicks: ticks, lots }: FeedTrade): void {
    const ids = this.#ordersOn.get(instrumentId)
    if (ids === undefined) return
    for (const id of ids) this.#meet(id, (order) => afterMarket(order, { kind: 'PRINT', at, ticks, lots }))
  }

  /** Keeps everything that is known by now. */
  async keep(): Promise<void> {
    const { database, clock, log } = this.#options
    this.#keeping = this.#keeping.then(async () => {
      for (const id of this.#unkept) {
        const order = this.#orders.get(id)
        this.#unkept.delete(id)
        if (order === undefined) continue
        const over = isOver(order, clock.now())
        try {
          await keepOrder(database, order, over)
          if (over && this.#orders.get(id) === order) this.#forget(order)
        } catch (error) {
          this.#unkept.add(id)
          log.warn({ orderId: id, err: error }, 'The score of a shadow order could not be kept yet')
          return
        }
      }
    })
    await this.#keeping
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.cancel()
    for (const unsubscribe of this.#subscriptions.values()) unsubscribe()
    await this.keep()
  }

  #onEvent(organizationId: string, event: EngineEvent): void {
    if (event.type === 'OrderAccepted') {
      if (event.terms.requestedMode === 'SHADOW') this.#begin(trackOrder(organizationId, event))
    } else if ('orderId' in event && event.orderId !== null) {
      this.#meet(event.orderId, (order) => afterBook(order, event))
    }
  }

  /** It meets the market that is shown, then what comes. */
  #begin(order: TrackedOrder): void {
    this.#put(order)
    const shown = this.#options.board.newest(order.instrumentId)
    if (shown !== null) this.onQuote(shown)
  }

  #put(order: TrackedOrder): void {
    this.#orders.set(order.orderId, order)
    const ids = this.#ordersOn.get(order.instrumentId) ?? new Set()
    this.#ordersOn.set(order.instrumentId, ids.add(order.orderId))
    this.#keepSoon(order.orderId)
  }

  #meet(orderId: string, next: (order: TrackedOrder) => TrackedOrder): void {
    const order = this.#orders.get(orderId)
    if (order === undefined) return
    const after = next(order)
    if (after === order) return
    this.#orders.set(orderId, after)
    const { printed } = after
    const isTold = printed.filledLots !== order.printed.filledLots || printed.phase !== order.printed.phase
    if (isTold || after.simulatedLots !== order.simulatedLots || after.endsAt !== order.endsAt)
      this.#keepSoon(orderId)
  }

  #forget({ orderId, instrumentId }: TrackedOrder): void {
    this.#orders.delete(orderId)
    const ids = this.#ordersOn.get(instrumentId)
    ids?.delete(orderId)
    if (ids?.size === 0) this.#ordersOn.delete(instrumentId)
  }

  #keepSoon(orderId: string): void {
    this.#unkept.add(orderId)
    this.#timer ??= this.#plan()
  }

  #plan(): Timer {
    const { clock } = this.#options
    return clock.after(KEEP_EVERY_MS, () => {
      const now = clock.now()
      for (const order of this.#orders.values()) if (isOver(order, now)) this.#unkept.add(order.orderId)
      void this.keep().finally(() => {
        this.#timer = this.#closed || this.#orders.size === 0 ? null : this.#plan()
      })
    })
  }
}
