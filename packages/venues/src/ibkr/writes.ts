/** Interactive Brokers, as it is written to: place, change and cancel, each sent once, with the venue's questions answered by rule. */

import type { Urgency } from '../budget/limits.ts'
import {
  notSent,
  reason,
  rejected,
  unknown,
  type CancelAllOutcome,
  type CancelOutcome,
  type DeadManOutcome,
  type NotSent,
  type PlaceOutcome,
  type Rejected,
  type ReplaceOutcome,
  type Unknown,
} from '../contract/outcome.ts'
import type { VenueReads } from '../contract/reads.ts'
import type { CancelOrder, OrderTerms, PlaceOrder, ReplaceOrder, VenueWrites } from '../contract/writes.ts'
import type { HttpResult } from '../transport/http-exchange.ts'
import type { Held } from '../transport/rest-line.ts'
import { outcomeOf, type Written } from '../transport/write-outcome.ts'
import { shown } from '../wire/error-body.ts'
import type { Heard } from '../wire/word-table.ts'
import type { IbkrContext } from './context.ts'
import type { ListedContract } from './instruments.ts'
import { readCancelAnswer, readOrderAnswer, readRefusal, type Asked, type Taken } from './order-answer.ts'
import { OrderLane } from './order-lane.ts'
import { operatorOf, orderTicket } from './order-ticket.ts'
import { isSessionLoss } from './reject-texts.ts'
import { ibkrRestWrites, type OrderRequest, type RestWrites } from './rest.ts'
import { IBKR_VENUE_ID } from './settings.ts'

/** Questions about one order, one after the other, after which something is wrong. */
const QUESTIONS_MAX = 20
/** The id that stands for every order of the account. */
const ALL_ORDERS = '-1'

/** `reads` of the same account: what is traded has to be known, and for one symbol what is open. */
export function openIbkrWrites(context: IbkrContext, reads: VenueReads): VenueWrites {
  return new IbkrWrites(context, reads)
}

class IbkrWrites implements VenueWrites {
  readonly venueId = IBKR_VENUE_ID
  private readonly context: IbkrContext
  private readonly reads: VenueReads
  private readonly rest: RestWrites
  private readonly lane: OrderLane
  private readonly heard: Heard

  constructor(context: IbkrContext, reads: VenueReads) {
    this.context = context
    this.reads = reads
    this.rest = ibkrRestWrites(context, (answer) => context.session.heard(answer))
    this.lane = new OrderLane(context.time)
    this.heard = { venueId: IBKR_VENUE_ID, alert: context.alert }
  }

  async place(order: PlaceOrder): Promise<PlaceOutcome> {
    const { clientOrderId, venueSymbol, reduceOnly } = order
    const ticket = await this.ticket(order, venueSymbol, clientOrderId)
    if (ticket.kind !== 'TICKET') return ticket
    const path = `/iserver/account/${encodeURIComponent(ticket.accountId)}/orders`
    const body = `{"orders":[${ticket.body}]}`
    const outcome = await this.lane.alone(() => this.settle(path, body, reduceOnly ? 'EXIT' : 'ENTRY'))
    if (outcome.kind !== 'TAKEN') return outcome
    if (outcome.clientOrderId !== null && outcome.clientOrderId !== clientOrderId)
      return this.about(outcome.clientOrderId, outcome.sentAtMs)
    this.context.refs.learn(outcome.venueOrderId, clientOrderId)
    return { kind: 'ACCEPTED', venueOrderId: outcome.venueOrderId, clientOrderId }
  }

  async replace({ venueOrderId, venueSymbol, terms }: ReplaceOrder): Promise<ReplaceOutcome> {
    const ticket = await this.ticket(terms, venueSymbol, null)
    if (ticket.kind !== 'TICKET') return ticket
    const path = orderPath(ticket.accountId, venueOrderId)
    const outcome = await this.lane.alone(() => this.settle(path, ticket.body, 'ENTRY'))
    if (outcome.kind !== 'TAKEN') return outcome
    return outcome.venueOrderId === venueOrderId
      ? { kind: 'ACCEPTED', venueOrderId }
      : this.about(outcome.venueOrderId, outcome.sentAtMs)
  }

  async cancel({ venueOrderId, venueSymbol }: CancelOrder): Promise<CancelOutcome> {
    const contract = this.context.contracts.contract(venueSymbol)
    const outcome = await this.takeBack(venueOrderId, contract === null ? [] : [contract])
    return outcome.kind === 'ASKED_FOR' ? { kind: 'ACCEPTED', final: false } : outcome
  }

  async cancelAll({ venueSymbol }: { readonly venueSymbol: string | null }): Promise<CancelAllOutcome> {
    if (venueSymbol === null) {
      const contracts = await this.reads.instruments()
      const known = contracts.ok
        ? contracts.value.flatMap(
            ({ instrument }) => this.context.contracts.contract(instrument.venueSymbol) ?? [],
          )
        : []
      const outcome = await this.takeBack(ALL_ORDERS, known)
      if (outcome.kind === 'ASKED_FOR') return { kind: 'ACCEPTED', venueOrderIds: null }
      // Nothing works: there was nothing to take back.
      const nothing = outcome.kind === 'REJECTED' && outcome.reason.code === 'UNKNOWN_ORDER'
      return nothing ? { kind: 'ACCEPTED', venueOrderIds: [] } : outcome
    }
    const open = await this.reads.openOrders()
    if (!open.ok)
      return notSent(reason('NOT_CONNECTED', `open orders cannot be listed: ${open.failure.message}`))
    const taken: string[] = []
    for (const order of open.value.filter((one) => one.venueSymbol === venueSymbol)) {
      const outcome = await this.cancel({ ...order, clientOrderId: order.clientOrderId ?? '' })
      if (outcome.kind === 'ACCEPTED') taken.push(order.venueOrderId)
      else if (outcome.kind !== 'REJECTED') return outcome
    }
    return { kind: 'ACCEPTED', venueOrderIds: taken }
  }

  setDeadMan(): Promise<DeadManOutcome> {
    return Promise.resolve(
      notSent(reason('UNSUPPORTED_ORDER', 'Interactive Brokers keeps orders when the session ends')),
    )
  }

  close(): Promise<void> {
    this.rest.close()
    return Promise.resolve()
  }

  private async ticket(
    terms: OrderTerms,
    venueSymbol: string,
    clientOrderId: string | null,
  ): Promise<{ readonly kind: 'TICKET'; readonly accountId: string; readonly body: string } | NotSent> {
    const session = await this.context.session.ready()
    if (!session.ok) return notSent(reason('NOT_CONNECTED', session.failure.message))
    const contract = await this.contract(venueSymbol)
    if (contract === null)
      return notSent(
        reason('UNKNOWN_INSTRUMENT', `${venueSymbol} is not among the contracts of this connection`),
      )
    const { accountId } = session.value
    const ticket = orderTicket(terms, { contract, accountId, clientOrderId, settings: this.context.settings })
    return ticket.ok ? { kind: 'TICKET', accountId, body: ticket.body } : notSent(ticket.reason)
  }

  private async contract(venueSymbol: string): Promise<ListedContract | null> {
    const known = this.context.contracts.contract(venueSymbol)
    if (known !== null) return known
    await this.reads.instruments()
    return this.context.contracts.contract(venueSymbol)
  }

  /** Sends a ticket and answers the questions about it until the venue has it, or not. */
  private async settle(
    path: string,
    body: string,
    urgency: Urgency,
  ): Promise<(Taken & { readonly sentAtMs: number }) | Rejected | Unknown | NotSent> {
    const sentAtMs = this.context.time.nowMs()
    const written: Written<Taken | Asked> = {
      ...this.refusals(sentAtMs),
      read: (json) => readOrderAnswer(json, this.heard),
    }
    let outcome = outcomeOf(await this.send({ method: 'POST', path, query: [], body, urgency }), written)
    for (let questions = 0; outcome.kind === 'ASKED'; questions += 1) {
      const { replyId, message } = outcome
      const declined = this.declined(outcome, questions)
      const answer = await this.reply(replyId, declined === null)
      // An order that nobody confirmed is not placed, whatever became of our no.
      if (declined !== null) return rejected(reason('NOT_CONFIRMED', `${declined}: ${message}`, declined))
      if (answer.kind === 'HELD' || (answer.kind === 'NONE' && answer.what === 'NOT_CONNECTED'))
        return unknown({
          what: 'CONNECTION_LOST',
          message: `the venue's question could not be answered: ${answer.message}`,
          status: null,
          bodyStart: null,
          sentAtMs,
        })
      outcome = outcomeOf(answer, written)
    }
    return outcome.kind === 'TAKEN' ? { ...outcome, sentAtMs } : outcome
  }

  /** Which part of a question is not answered with yes; null: all of it is. */
  private declined({ messageIds }: Asked, questions: number): string | null {
    if (questions >= QUESTIONS_MAX) return 'too many questions'
    if (messageIds.length === 0) return 'a question without an id'
    const unlisted = messageIds.filter((id) => !this.context.settings.confirmedQuestions.includes(id))
    return unlisted.length === 0 ? null : unlisted.join(', ')
  }

  /** Goes before everything else: a question that waits lapses. */
  private reply(replyId: string, confirmed: boolean): Promise<HttpResult | Held> {
    return this.rest.send({
      method: 'POST',
      path: `/iserver/reply/${encodeURIComponent(replyId)}`,
      query: [],
      body: JSON.stringify({ confirmed }),
      urgency: 'EXIT',
    })
  }

  private async takeBack(
    venueOrderId: string,
    contracts: readonly ListedContract[],
  ): Promise<{ readonly kind: 'ASKED_FOR' } | Rejected | Unknown | NotSent> {
    const session = await this.context.session.ready()
    if (!session.ok) return notSent(reason('NOT_CONNECTED', session.failure.message))
    const { exitWaitMs, operatorId } = this.context.settings
    const future = contracts.find(({ kind }) => kind === 'FUTURE')
    const query = future === undefined ? [] : Object.entries(operatorOf(future, operatorId))
    await this.lane.free(exitWaitMs)
    const sentAtMs = this.context.time.nowMs()
    const result = await this.send({
      method: 'DELETE',
      path: orderPath(session.value.accountId, venueOrderId),
      query: query.map(([name, value]) => [name, String(value)] as const),
      body: null,
      urgency: 'EXIT',
    })
    const expected = venueOrderId === ALL_ORDERS ? null : venueOrderId
    return outcomeOf(result, {
      ...this.refusals(sentAtMs),
      read: (json) => readCancelAnswer(json, expected, this.heard),
    })
  }

  /** Once; and once more where the venue says that there is no session, so that it did nothing. */
  private async send(request: OrderRequest): Promise<HttpResult | Held> {
    const first = await this.rest.send(request)
    if (first.kind !== 'ANSWER') return first
    const nothingDone = first.status === 401 || (first.status === 400 && isSessionLoss(first.body))
    if (!nothingDone) return first
    const session = await this.context.session.ready()
    return session.ok ? this.rest.send(request) : first
  }

  private refusals(sentAtMs: number): Pick<Written<never>, 'sentAtMs' | 'refused' | 'shown'> {
    return { sentAtMs, refused: (status, body) => readRefusal(status, body, this.heard), shown }
  }

  private about(id: string, sentAtMs: number): Unknown {
    return unknown({
      what: 'CONTRADICTION',
      message: `the answer is about the order ${id}`,
      status: 200,
      bodyStart: null,
      sentAtMs,
    })
  }
}

function orderPath(accountId: string, venueOrderId: string): string {
  return `/iserver/account/${encodeURIComponent(accountId)}/order/${encodeURIComponent(venueOrderId)}`
}
