/**
 * The engine's side of a backtest: the same book, gate, orders and ledger as in the server. Commands go in, events come out, and
 * what follows from them (venue requests, what the strategy is told) is a consequence of events.
 */

import {
  decide,
  emptyMarket,
  evolve,
  initialBook,
  QUOTE,
  QUOTE_STRIDE,
  applyStatus,
  ensureMarketCapacity,
  openLots,
  MONEY_SCALE,
  restore,
  snapshot,
  usedLots,
} from '@quarterdeck/engine'
import type {
  Actor,
  Book,
  Command,
  CorporateActionApplied,
  Decision,
  EngineEvent,
  Market,
  Micros,
  OrderState,
  Outcome,
  Posting,
  VenueReport,
} from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type {
  FillInput,
  OrderUpdateInput,
  StrategyInput,
  SubmitOrderIntent,
  ReplaceOrderIntent,
} from '@quarterdeck/sdk'
import type { RestoredOrder, VenueOrder, VenueRequest } from '@quarterdeck/venues'
import type { BacktestRequest } from '../run/request.ts'
import type { ActionRow, IncomeRow, RejectionRow } from '../run/result.ts'
import { accountInput } from './account-input.ts'
import { actionInput, actionRow } from './applied-action.ts'
import type { Income } from './carry.ts'
import { engineAction, type InstrumentAction } from './corporate-actions.ts'
import { EventDigest } from './event-digest.ts'
import type { Shown } from './tick-prices.ts'

const SYSTEM: Actor = { kind: 'SYSTEM', id: 'backtest', name: 'Backtest', userId: null }
const VENUE: Actor = { kind: 'VENUE', id: 'venue', name: 'Venue', userId: null }
/** What is allowed needs no words here; what is blocked is explained whole, as everywhere. */
const CONTEXT = { embedded: true, explainsAllowed: false } as const

/** What the desk hands on, in the order in which it happens. */
export interface DeskListener {
  /** A request for the venue of an instrument. */
  onRequest(instrument: number, request: VenueRequest): void
  /** Something to tell the strategy. */
  onInput(input: StrategyInput): void
}

export interface DeskState {
  readonly book: string
  readonly now: Micros
  readonly commands: number
  readonly eventCount: number
  readonly digest: readonly number[]
  readonly rejections: readonly RejectionRow[]
  readonly incomes: readonly IncomeRow[]
  readonly actions: readonly ActionRow[]
  readonly tags: readonly (readonly [clientOrderId: string, tag: string])[]
  readonly events: readonly EngineEvent[] | null
}

/** A command without the time and cause that the desk gives it. */
type Asked<T> = T extends Command ? Omit<T, 'at' | 'commandId' | 'actor'> : never

/** The engine refused an instrument, the account's money or a policy; the message names field and fault. */
export class OpeningRefused extends Error {
  override readonly name = 'OpeningRefused'
}

/** The books cannot take what the data says of holding something; the message names what, field and fault. */
export class BookingRefused extends Error {
  override readonly name = 'BookingRefused'
}

export class TradingDesk {
  book: Book
  readonly market: Market = emptyMarket()
  readonly digest = new EventDigest()
  readonly rejections: RejectionRow[] = []
  readonly incomes: IncomeRow[] = []
  readonly actions: ActionRow[] = []
  /** Tags by client order id, of the orders that have one. */
  readonly tags = new Map<string, string>()
  /** Every event, where they are kept. */
  readonly events: EngineEvent[] | null
  accountId = ''
  now: Micros = 0
  commands = 0
  eventCount = 0
  /** Rises whenever the book changed: what was derived from it is derived anew. */
  version = 0
  private readonly listener: DeskListener
  private readonly strategy: Actor

  constructor(
    setting: { readonly strategyName: string; readonly currency: string; readonly keepEvents: boolean },
    listener: DeskListener,
  ) {
    this.listener = listener
    this.events = setting.keepEvents ? [] : null
    this.strategy = { kind: 'STRATEGY', id: setting.strategyName, name: setting.strategyName, userId: null }
    this.book = initialBook({ organizationId: 'backtest', baseCurrency: setting.currency })
  }

  /** Lists the instruments, opens and funds the account, and puts the policies. Throws `OpeningRefused`. */
  open(request: Pick<BacktestRequest, 'instruments' | 'account' | 'policies'>, at: Micros): void {
    this.now = at
    const run = (asked: Asked<Command>): void => {
      const outcome = this.run(asked, SYSTEM)
      if (outcome.kind === 'REFUSED') throw new OpeningRefused(outcomeText(outcome))
    }
    for (const instrument of request.instruments) run({ type: 'ListInstrument', instrument })
    const { currency, cash } = request.account
    run({ type: 'OpenAccount', name: 'Backtest', mode: 'PAPER', currency, connectionId: null })
    this.accountId = this.book.accounts[0]!.id
    const { accountId } = this
    for (const [index, deposit] of cash.entries())
      run({ type: 'Deposit', accountId, ...deposit, idempotencyKey: `start-${index}` })
    for (const { scope, targetId, limits } of request.policies ?? []) {
      const target = scope === 'ACCOUNT' ? accountId : targetId
      run({ type: 'PutRiskPolicy', scope, targetId: target, expectedVersion: null, limits })
    }
    ensureMarketCapacity(this.market, request.instruments.length)
    for (const { index, terms } of this.book.instruments)
      applyStatus(this.market, index, { instrumentId: terms.id, status: 'OPEN', sessionEndsAt: null })
  }

  /** Book, counters and records, as plain JSON. */
  state(): DeskState {
    const { book, now, commands, eventCount, rejections, events } = this
    return {
      book: snapshot(book),
      now,
      commands,
      eventCount,
      digest: this.digest.words(),
      rejections: [...rejections],
      incomes: [...this.incomes],
      actions: [...this.actions],
      tags: [...this.tags],
      events: events === null ? null : [...events],
    }
  }

  /** Goes on from a state. For a desk that was opened and has done nothing else. */
  restore(state: DeskState): void {
    this.book = restore(state.book)
    this.now = state.now
    this.commands = state.commands
    this.eventCount = state.eventCount
    this.digest.restore(state.digest)
    this.rejections.splice(0, this.rejections.length, ...state.rejections)
    this.incomes.splice(0, this.incomes.length, ...state.incomes)
    this.actions.splice(0, this.actions.length, ...state.actions)
    for (const [id, tag] of state.tags) this.tags.set(id, tag)
    this.events?.splice(0, this.events.length, ...(state.events ?? []))
    this.version += 1
  }

  /** Lets decisions see what an instrument's market shows, and since when. */
  see(instrument: number, shown: Shown, since: Micros): void {
    const { rows } = this.market
    const row = instrument * QUOTE_STRIDE
    rows[row + QUOTE.bidTicks] = shown.bidTicks ?? Number.NaN
    rows[row + QUOTE.askTicks] = shown.askTicks ?? Number.NaN
    rows[row + QUOTE.bidLots] = shown.bidLots ?? Number.NaN
    rows[row + QUOTE.askLots] = shown.askLots ?? Number.NaN
    if (shown.lastTicks !== null) rows[row + QUOTE.lastTicks] = shown.lastTicks
    rows[row + QUOTE.receivedAt] = since
    this.market.version += 1
  }

  submit(intent: SubmitOrderIntent): void {
    const { clientOrderId, instrumentId, tag } = intent
    if (tag !== null) this.tags.set(clientOrderId, tag)
    const { now: at, accountId } = this
    // Written out: there are as many of these as orders, and copying one costs more than carrying it through the gate.
    const outcome = this.carryOut({
      type: 'SubmitOrder',
      accountId,
      instrumentId,
      clientOrderId,
      side: intent.side,
      orderType: intent.orderType,
      timeInForce: intent.timeInForce,
      quantityLots: intent.quantityLots,
      limitTicks: intent.limitTicks,
      stopTicks: intent.stopTicks,
      requestedMode: null,
      strategyId: null,
      bracketId: intent.bracketId,
      at,
      commandId: this.nextCommandId(),
      actor: this.strategy,
    })
    if (outcome.kind !== 'REFUSED') return
    this.reject({ clientOrderId, instrumentId }, 'REFUSED', outcomeText(outcome), null)
    const { quantityLots, limitTicks, stopTicks } = intent
    this.listener.onInput({
      type: 'orderUpdate',
      at: this.now,
      clientOrderId,
      status: 'REJECTED',
      quantityLots,
      limitTicks,
      stopTicks,
      reason: outcomeText(outcome),
    })
  }

  replace(intent: ReplaceOrderIntent): void {
    const order = this.orderOf(intent.clientOrderId)
    if (order === undefined) return
    const { idempotencyKey, quantityLots, limitTicks, stopTicks } = intent
    const terms = { orderId: order.id, idempotencyKey, quantityLots, limitTicks, stopTicks }
    const outcome = this.run({ type: 'ReplaceOrder', ...terms }, this.strategy)
    if (outcome.kind === 'REFUSED') this.tell(order, outcomeText(outcome))
  }

  cancel(clientOrderId: string): void {
    const order = this.orderOf(clientOrderId)
    if (order === undefined) return
    const outcome = this.run({ type: 'CancelOrder', orderId: order.id }, this.strategy)
    if (outcome.kind === 'REFUSED') this.tell(order, outcomeText(outcome))
  }

  report(report: VenueReport): void {
    const { now: at } = this
    const outcome = this.carryOut({
      type: 'ReportVenue',
      report,
      at,
      commandId: this.nextCommandId(),
      actor: VENUE,
    })
    if (outcome.kind === 'REFUSED')
      throw new Error(`Invariant: the simulated venue's reports can be booked: ${outcomeText(outcome)}`)
  }

  /** Books what a position brought or cost, and tells the strategy how its account stands since. */
  bookIncome(income: Income): void {
    const { accountId, now, book } = this
    const idempotencyKey = `income-${this.incomes.length + 1}`
    const outcome = this.run({ type: 'BookIncome', accountId, ...income, idempotencyKey }, SYSTEM)
    if (outcome.kind === 'REFUSED')
      throw new BookingRefused(`What ${income.instrumentId} brings cannot be booked: ${outcomeText(outcome)}`)
    const { currency } = book.instruments[book.instrumentIndexById.get(income.instrumentId)!]!.terms
    this.incomes.push({ at: now, ...income, currency })
    this.listener.onInput(accountInput(book, now))
  }

  /** Lets a split or dividend happen to the account. `halfTicks` is twice its last mark before; NaN: it has none. */
  act(action: InstrumentAction, halfTicks: number): void {
    const { book } = this
    const { instrumentId } = action
    const instrument = book.instruments[book.instrumentIndexById.get(instrumentId)!]!
    // What has no mark is not held: no fraction of it is paid out.
    const known = halfTicks > 0 ? BigInt(halfTicks) : 2n
    const referencePrice = formatDecimal((known * instrument.priceUnitsPerTick) / 2n, MONEY_SCALE)
    const asked = { instrumentId, actionId: `action-${instrument.actions.length + 1}`, exAt: action.exTime }
    const outcome = this.run(
      { type: 'ApplyCorporateAction', ...asked, action: engineAction(action, referencePrice) },
      SYSTEM,
    )
    if (outcome.kind === 'REFUSED')
      throw new BookingRefused(
        `A ${action.kind} of ${instrumentId} cannot be booked: ${outcomeText(outcome)}`,
      )
  }

  /** Orders that work in an instrument, as a venue that knows none of them takes them in. */
  workingOrders(instrument: number): readonly RestoredOrder[] {
    return [...this.book.workingOrders.values()]
      .filter(({ instrumentIndex }) => instrumentIndex === instrument)
      .map((order) => ({
        order: this.venueOrder(order),
        filledLots: usedLots(order),
        fillsBooked: order.fills.length,
        acceptedAt: order.createdAt,
        triggered: order.triggered,
      }))
  }

  /** Moves the day's start and high of equity to the marks of this moment. */
  markAccounts(): void {
    this.run({ type: 'MarkAccounts' }, SYSTEM)
  }

  private run(asked: Asked<Command>, actor: Actor): Outcome {
    return this.carryOut({ ...asked, at: this.now, commandId: this.nextCommandId(), actor } as Command)
  }

  private nextCommandId(): string {
    this.commands += 1
    return String(this.commands)
  }

  private carryOut(command: Command): Outcome {
    const outcome = decide(this.book, this.market, command, CONTEXT)
    if (outcome.kind === 'REFUSED') return outcome
    for (const event of outcome.events) {
      const postings = evolve(this.book, event)
      this.eventCount += 1
      this.digest.take(event)
      this.events?.push(event)
      if (event.type === 'CorporateActionApplied') this.followAction(event, postings, outcome.events)
      else this.follow(event)
    }
    if (outcome.events.length > 0) this.version += 1
    return outcome
  }

  /** Account first, then the action with the orders that it restated; those that it canceled follow as events of their own. */
  private followAction(
    event: CorporateActionApplied,
    postings: readonly Posting[],
    events: readonly EngineEvent[],
  ): void {
    const row = actionRow(this.book, event, postings)
    const { instrumentId, kind, cash, currency } = row
    this.actions.push(row)
    if (kind === 'CASH_DIVIDEND' && cash !== '0')
      this.incomes.push({ at: this.now, instrumentId, kind: 'DIVIDEND', amount: cash, currency })
    this.listener.onInput(accountInput(this.book, this.now))
    this.listener.onInput(actionInput(this.book, event, events))
  }

  private follow(event: EngineEvent): void {
    if (!('orderId' in event) || event.orderId === null || event.type === 'AlertRaised') return
    const order = this.book.orders.get(event.orderId)
    if (order === undefined) return
    switch (event.type) {
      case 'OrderAccepted':
        return this.listener.onRequest(order.instrumentIndex, this.placement(order))
      case 'OrderCancelRequested':
        return this.listener.onRequest(order.instrumentIndex, { kind: 'CANCEL', orderId: order.id })
      case 'OrderReplaceRequested': {
        const { quantityLots, limitTicks, stopTicks } = event
        return this.listener.onRequest(order.instrumentIndex, {
          kind: 'REPLACE',
          orderId: order.id,
          quantityLots,
          filledLots: order.quantityLots - openLots(order, order.quantityLots),
          limitTicks,
          stopTicks,
        })
      }
      case 'OrderFilled':
        return this.listener.onInput(this.fillInput(order, event))
      case 'OrderBlocked':
        this.reject(this.nameOf(order), 'GATE', event.decision.summary, event.decision)
        return this.tell(order, event.decision.summary)
      case 'OrderReplaceBlocked':
        this.reject(this.nameOf(order), 'GATE', event.decision.summary, event.decision)
        return this.tell(order, event.decision.summary)
      case 'OrderRejected':
        this.reject(this.nameOf(order), 'VENUE', event.reason, null)
        return this.tell(order, event.reason)
      case 'OrderCanceled':
      case 'OrderExpired':
      case 'OrderCancelRejected':
      case 'OrderReplaceRejected':
        return this.tell(order, event.reason)
      default:
        return this.tell(order, null)
    }
  }

  /** Tells the strategy where an order stands. */
  private tell(order: OrderState, reason: string | null): void {
    const { clientOrderId, status, quantityLots, limitTicks, stopTicks } = order
    const { now: at } = this
    const update: OrderUpdateInput = {
      type: 'orderUpdate',
      at,
      clientOrderId,
      status,
      quantityLots,
      limitTicks,
      stopTicks,
      reason,
    }
    this.listener.onInput(update)
  }

  private fillInput(order: OrderState, event: Extract<EngineEvent, { type: 'OrderFilled' }>): FillInput {
    const instrument = this.book.instruments[order.instrumentIndex]!
    return {
      type: 'fill',
      at: this.now,
      execId: event.execId,
      clientOrderId: order.clientOrderId,
      instrumentId: instrument.terms.id,
      side: order.side,
      quantityLots: event.lots,
      priceTicks: event.priceTicks,
      fee: event.fee,
      liquidity: event.liquidity,
      time: event.venueAt,
    }
  }

  private placement(order: OrderState): VenueRequest {
    return { kind: 'PLACE', order: this.venueOrder(order) }
  }

  private venueOrder(order: OrderState): VenueOrder {
    return {
      orderId: order.id,
      accountId: this.accountId,
      instrumentId: this.book.instruments[order.instrumentIndex]!.terms.id,
      side: order.side,
      orderType: order.orderType,
      timeInForce: order.timeInForce,
      lots: openLots(order, order.quantityLots),
      limitTicks: order.limitTicks,
      stopTicks: order.stopTicks,
    }
  }

  private orderOf(clientOrderId: string): OrderState | undefined {
    return this.book.orders.ofClient(0, clientOrderId)
  }

  private nameOf(order: OrderState): Pick<RejectionRow, 'clientOrderId' | 'instrumentId'> {
    const instrument = this.book.instruments[order.instrumentIndex]
    return { clientOrderId: order.clientOrderId, instrumentId: instrument?.terms.id ?? null }
  }

  private reject(
    of: Pick<RejectionRow, 'clientOrderId' | 'instrumentId'>,
    by: RejectionRow['by'],
    reason: string,
    decision: Decision | null,
  ): void {
    this.rejections.push({ at: this.now, ...of, by, reason, decision })
  }
}

function outcomeText(outcome: Extract<Outcome, { kind: 'REFUSED' }>): string {
  return outcome.field === null ? outcome.message : `${outcome.field} ${outcome.message}`
}
