/** `context.orders`: what a strategy orders, checked at once and passed to the desk. */

import type { InstrumentId } from '../instrument.ts'
import type {
  Amount,
  Bracket,
  BracketRequest,
  OrderRequest,
  Orders,
  ReplaceRequest,
  RoundingDirection,
  StrategyOrder,
  TargetOptions,
} from '../strategy/context.ts'
import { OrderTermsError } from '../strategy/terms-error.ts'
import type { Decimal } from '../decimal.ts'
import type { BracketDesk } from './brackets.ts'
import { isFinalStatus, type OrderRecord } from './order.ts'
import { type OrderDesk, WORKING_ORDERS_MAX } from './order-desk.ts'
import { listingOf, type Listings, orderTerms, replacedTerms, tagOf, timeInForceOf } from './order-terms.ts'
import type { SessionPortfolio } from './portfolio.ts'
import { planTarget } from './target.ts'

export interface Desks {
  readonly listings: Listings
  readonly desk: OrderDesk
  readonly brackets: BracketDesk
  readonly portfolio: SessionPortfolio
}

const NONE: readonly OrderRecord[] = []

export class SessionOrders implements Orders {
  readonly #desks: Desks

  constructor(desks: Desks) {
    this.#desks = desks
    Object.freeze(this)
  }

  submit(request: OrderRequest): StrategyOrder {
    return this.#submit(request).view
  }

  replace(order: StrategyOrder | string, request: ReplaceRequest): boolean {
    const record = this.#find(order)
    if (isFinalStatus(record.status) || record.status === 'PENDING_CANCEL') return false
    const terms = replacedTerms(record, request)
    if (terms.quantityLots <= record.filledLots) {
      const filled = record.view.filledQuantity
      throw new OrderTermsError('quantity', `must be more than the ${filled} that is filled`)
    }
    this.#desks.desk.replace(record, terms)
    return true
  }

  cancel(order: StrategyOrder | string): void {
    this.#desks.desk.cancel(this.#find(order))
  }

  cancelAll(instrument?: InstrumentId): void {
    for (const record of this.#working(instrument)) this.#desks.desk.cancel(record)
  }

  bracket(request: BracketRequest): Bracket {
    const { listings, desk, brackets } = this.#desks
    const { order, terms } = orderTerms(listings, request.entry)
    const exit = (price: Amount | undefined, field: string): number | null =>
      price === undefined ? null : order.listing.ticks(price, field)
    const takeProfitTicks = exit(request.takeProfit, 'takeProfit')
    const stopLossTicks = exit(request.stopLoss, 'stopLoss')
    const timeInForce = timeInForceOf(request.timeInForce, 'GTC')
    checkExits(order.side === 'BUY' ? 1 : -1, takeProfitTicks, stopLossTicks)
    this.#checkRoom()
    const entry = desk.submit({ ...order, bracketId: desk.nextBracketId() }, terms)
    const id = entry.facts.bracketId as string
    return brackets.open({ id, entry, timeInForce, takeProfitTicks, stopLossTicks, splitLots: 0 }).view
  }

  targetPosition(
    instrument: InstrumentId,
    quantity: Amount,
    options: TargetOptions = {},
  ): StrategyOrder | null {
    const { listings, desk, portfolio } = this.#desks
    const listing = listingOf(listings, instrument)
    const targetLots = listing.lots(quantity, 'quantity')
    const limitTicks =
      options.limitPrice === undefined ? null : listing.ticks(options.limitPrice, 'limitPrice')
    const isMarket = limitTicks === null
    const timeInForce = timeInForceOf(options.timeInForce, isMarket ? 'IOC' : 'DAY')
    const tag = tagOf(options.tag)
    const plan = planTarget(targetLots - portfolio.lots(listing), this.#working(instrument))
    for (const record of plan.cancel) desk.cancel(record)
    if (plan.lots === 0) return null
    this.#checkRoom()
    const terms = { quantityLots: Math.abs(plan.lots), limitTicks, stopTicks: null }
    const side = plan.lots > 0 ? 'BUY' : 'SELL'
    const type = isMarket ? 'MARKET' : 'LIMIT'
    return desk.submit({ listing, side, type, timeInForce, tag, bracketId: null, isContingent: false }, terms)
      .view
  }

  working(instrument?: InstrumentId): readonly StrategyOrder[] {
    return this.#working(instrument).map(({ view }) => view)
  }

  get(clientOrderId: string): StrategyOrder | undefined {
    return this.#desks.desk.get(clientOrderId)?.view
  }

  roundToTick(instrument: InstrumentId, price: number, direction: RoundingDirection = 'NEAREST'): Decimal {
    return listingOf(this.#desks.listings, instrument).roundToTick(price, direction)
  }

  roundToLot(instrument: InstrumentId, quantity: number, direction: RoundingDirection = 'DOWN'): Decimal {
    return listingOf(this.#desks.listings, instrument).roundToLot(quantity, direction)
  }

  #submit(request: OrderRequest): OrderRecord {
    const { order, terms } = orderTerms(this.#desks.listings, request)
    this.#checkRoom()
    return this.#desks.desk.submit(order, terms)
  }

  #checkRoom(): void {
    if (this.#desks.desk.workingCount < WORKING_ORDERS_MAX) return
    throw new OrderTermsError(
      'order',
      `would be one more than the ${WORKING_ORDERS_MAX} that may work at once`,
    )
  }

  #find(order: StrategyOrder | string): OrderRecord {
    const id = typeof order === 'string' ? order : order.clientOrderId
    const record = this.#desks.desk.get(id)
    if (record !== undefined) return record
    throw new OrderTermsError('order', `must be one of this session's orders (was ${String(id)})`)
  }

  #working(instrument?: InstrumentId): readonly OrderRecord[] {
    if (this.#desks.desk.workingCount === 0) return NONE
    const all = this.#desks.desk.working()
    if (instrument === undefined) return all
    const listing = listingOf(this.#desks.listings, instrument)
    return all.filter(({ facts }) => facts.listing === listing)
  }
}

function checkExits(sign: number, takeProfit: number | null, stopLoss: number | null): void {
  if (takeProfit === null && stopLoss === null) {
    throw new OrderTermsError(
      'takeProfit',
      'or stopLoss must be given: a bracket without an exit is an order',
    )
  }
  if (takeProfit !== null && stopLoss !== null && (takeProfit - stopLoss) * sign <= 0) {
    const relation = sign > 0 ? 'above' : 'below'
    throw new OrderTermsError('takeProfit', `must be ${relation} stopLoss for this side`)
  }
}
