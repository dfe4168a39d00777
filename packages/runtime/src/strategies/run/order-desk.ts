/**
 * The way of a run's orders: what the strategy wants becomes commands in the organization's mailbox, each with its cause, and what
 * the book refuses outright becomes news for the strategy.
 *
 * A change of an order waits for the answer to its submission: before that the order has no id. All else goes out at once and in
 * order.
 */
import { type Actor, type Book, type OrderCause, type OrderState, isFinal } from '@quarterdeck/engine'
import type { OrderUpdateInput } from '@quarterdeck/sdk'
import { Overloaded, PartitionUnavailable } from '../../faults.ts'
import type { CommandRequest, Committed } from '../../runtime.ts'
import type { TapeSegment } from '../tape-segment.ts'
import { type OrderIntent, amendment, submission } from './intent-request.ts'

/** The organization's mailbox and book, as far as runs use them. */
export interface Mailroom {
  submit(actor: Actor, request: CommandRequest, tape: TapeSegment | null): Promise<Committed>
  /** Null: it is not served at the moment. */
  book(): Book | null
}

export interface OrderDeskOptions {
  readonly mailroom: Mailroom
  readonly actor: Actor
  readonly accountId: string
  readonly strategyId: string
  /** Something that is no event to tell the strategy; its time is for the listener to set. */
  readonly onNews: (news: OrderUpdateInput) => void
  /** The segment is durable: an order that came of it is. */
  readonly onDurable: (segment: TapeSegment) => void
  /** Whether a command was carried out is not known: the run must be compared with the book. */
  readonly onUnclear: (message: string) => void
  /** A command was answered; `REFUSED` ones were nothing to the book. */
  readonly onAnswered: (outcome: 'ACCEPTED' | 'BLOCKED' | 'REFUSED') => void
}

export class OrderDesk {
  readonly #options: OrderDeskOptions
  /** Submissions that are under way, by client order id. */
  readonly #underWay = new Map<string, Promise<void>>()
  #closed = false

  constructor(options: OrderDeskOptions) {
    this.#options = options
  }

  /** Carries out what one input made the strategy want. */
  carryOut(intents: readonly OrderIntent[], cause: OrderCause, tape: TapeSegment | null): void {
    for (const intent of intents) {
      const { clientOrderId } = intent
      if (intent.type === 'SubmitOrder') {
        const { accountId, strategyId } = this.#options
        const request = submission(intent, { accountId, strategyId, cause })
        const sent = this.#send(request, intent, tape).finally(() => this.#underWay.delete(clientOrderId))
        this.#underWay.set(clientOrderId, sent)
        continue
      }
      const before = this.#underWay.get(clientOrderId)
      const amend = () => this.#amend(intent, cause, tape)
      if (before === undefined) amend()
      else void before.then(amend)
    }
  }

  /** The order that a session means; undefined: the book has none. */
  find(clientOrderId: string): OrderState | undefined {
    const book = this.#options.mailroom.book()
    const account = book?.accountIndexById.get(this.#options.accountId)
    if (book === null || account === undefined) return undefined
    return book.orders.ofClient(account, clientOrderId)
  }

  /** Nothing is told after it returns. */
  close(): void {
    this.#closed = true
  }

  #amend(
    intent: Exclude<OrderIntent, { type: 'SubmitOrder' }>,
    cause: OrderCause,
    tape: TapeSegment | null,
  ): void {
    const order = this.find(intent.clientOrderId)
    // Without the order there is nothing to change, and its end was told or will be.
    if (order === undefined || isFinal(order.status)) return
    void this.#send(amendment(intent, order.id, cause), intent, tape)
  }

  async #send(request: CommandRequest, intent: OrderIntent, tape: TapeSegment | null): Promise<void> {
    const { mailroom, actor, onDurable, onUnclear, onAnswered } = this.#options
    try {
      const { outcome, orders } = await mailroom.submit(actor, request, tape)
      if (this.#closed) return
      if (outcome.kind === 'REFUSED') {
        onAnswered('REFUSED')
        this.#refused(intent, outcome.message)
        return
      }
      if (tape !== null) onDurable(tape)
      const isBlocked = intent.type === 'SubmitOrder' && orders[0]?.status === 'REJECTED'
      onAnswered(isBlocked ? 'BLOCKED' : 'ACCEPTED')
    } catch (error) {
      if (this.#closed) return
      const { message } = error as Error
      if (error instanceof Overloaded || error instanceof PartitionUnavailable) this.#refused(intent, message)
      else onUnclear(message)
    }
  }

  /** The book knows nothing of it: the strategy is told so, as of an order that was turned away. */
  #refused(intent: OrderIntent, reason: string): void {
    const { onNews } = this.#options
    const { clientOrderId } = intent
    if (intent.type === 'SubmitOrder') {
      const { quantityLots, limitTicks, stopTicks } = intent
      onNews({ ...NEWS, clientOrderId, status: 'REJECTED', quantityLots, limitTicks, stopTicks, reason })
      return
    }
    const order = this.find(clientOrderId)
    if (order !== undefined) onNews(standing(order, reason))
  }
}

const NEWS = { type: 'orderUpdate', at: 0 } as const

/** Where the book has an order, as news without a time. */
export function standing(order: OrderState, reason: string | null): OrderUpdateInput {
  const { clientOrderId, status, quantityLots, limitTicks, stopTicks } = order
  return { ...NEWS, clientOrderId, status, quantityLots, limitTicks, stopTicks, reason }
}
