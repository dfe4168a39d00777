/**
 * A market for tests: it acknowledges everything at once and fills by the simplest rule that can be followed by hand.
 *
 * It is no simulator: no fees, no slippage, no partial fills of its own. A market order fills at the next price it is
 * shown; a limit order at its limit or a better open; a stop at its stop or a worse open.
 */

import type { FillInput, OrderUpdateInput } from '../session/input.ts'
import type { StrategyIntent, SubmitOrderIntent } from '../session/intent.ts'
import type { Listing } from '../session/listing.ts'
import type { OrderStatus } from '../vocabulary.ts'
import type { WholeBar } from './bars.ts'

/** An order as the test's market holds it. */
export interface RestingOrder extends SubmitOrderIntent {
  readonly filledLots: number
}

/** What the market tells the session. */
export type Report = FillInput | OrderUpdateInput

export class RestingOrders {
  readonly #orders = new Map<string, RestingOrder>()
  #executions = 0

  /** Orders that can still fill, oldest first. */
  all(): readonly RestingOrder[] {
    return [...this.#orders.values()]
  }

  get(clientOrderId: string): RestingOrder {
    const order = this.#orders.get(clientOrderId)
    if (order === undefined)
      throw new RangeError(`${clientOrderId} is no order that rests in the test's market`)
    return order
  }

  /** Takes an intent in and says how it was answered; nothing for timers and log lines. */
  take(intent: StrategyIntent, at: number): readonly Report[] {
    switch (intent.type) {
      case 'SubmitOrder': {
        const order = { ...intent, filledLots: 0 }
        this.#orders.set(intent.clientOrderId, order)
        return [update(order, 'NEW', at)]
      }
      case 'CancelOrder': {
        const order = this.#orders.get(intent.clientOrderId)
        return order === undefined ? [] : [this.end(order.clientOrderId, 'CANCELED', at)]
      }
      case 'ReplaceOrder': {
        const before = this.#orders.get(intent.clientOrderId)
        if (before === undefined) return []
        const order = {
          ...before,
          quantityLots: intent.quantityLots ?? before.quantityLots,
          limitTicks: intent.limitTicks ?? before.limitTicks,
          stopTicks: intent.stopTicks ?? before.stopTicks,
        }
        this.#orders.set(order.clientOrderId, order)
        return [update(order, order.filledLots > 0 ? 'PARTIALLY_FILLED' : 'NEW', at)]
      }
      case 'SetTimer':
      case 'CancelTimer':
      case 'Log':
        return []
    }
  }

  /** Fills `lots` of an order at a price. */
  fill(
    clientOrderId: string,
    terms: { readonly lots: number; readonly ticks: number; readonly at: number },
  ): Report {
    const order = this.get(clientOrderId)
    const filledLots = order.filledLots + terms.lots
    if (filledLots >= order.quantityLots) this.#orders.delete(clientOrderId)
    else this.#orders.set(clientOrderId, { ...order, filledLots })
    this.#executions++
    return {
      type: 'fill',
      at: terms.at,
      execId: `exec-${this.#executions}`,
      clientOrderId,
      instrumentId: order.instrumentId,
      side: order.side,
      quantityLots: terms.lots,
      priceTicks: terms.ticks,
      fee: '0',
      liquidity: null,
      time: terms.at,
    }
  }

  /** Ends an order without a fill. */
  end(
    clientOrderId: string,
    status: 'CANCELED' | 'REJECTED' | 'EXPIRED',
    at: number,
    reason?: string,
  ): Report {
    const order = this.get(clientOrderId)
    this.#orders.delete(clientOrderId)
    return update(order, status, at, reason)
  }

  /** Fills what a bar reaches, in the order of submission. */
  match(listing: Listing, bar: WholeBar, at: number): readonly Report[] {
    return this.all().flatMap((order) => {
      if (order.instrumentId !== listing.instrument.id) return []
      const price = reached(order, listing, bar)
      if (price === null) return []
      const lots = order.quantityLots - order.filledLots
      const ticks = Math.round(price / listing.tick)
      return [this.fill(order.clientOrderId, { lots, ticks, at })]
    })
  }
}

function update(order: RestingOrder, status: OrderStatus, at: number, reason?: string): OrderUpdateInput {
  const { clientOrderId, quantityLots, limitTicks, stopTicks } = order
  return {
    type: 'orderUpdate',
    at,
    clientOrderId,
    status,
    quantityLots,
    limitTicks,
    stopTicks,
    reason: reason ?? null,
  }
}

/** The price at which a bar fills an order; null: it does not. A stop-limit order needs stop and limit within the bar. */
function reached(order: RestingOrder, listing: Listing, { open, high, low }: WholeBar): number | null {
  const isBuy = order.side === 'BUY'
  const stop = order.stopTicks === null ? null : listing.price(order.stopTicks)
  const limit = order.limitTicks === null ? null : listing.price(order.limitTicks)
  if (stop !== null && (isBuy ? high < stop : low > stop)) return null
  const start = stop === null ? open : isBuy ? Math.max(open, stop) : Math.min(open, stop)
  if (limit === null) return start
  if (isBuy) return low <= limit ? Math.min(start, limit) : null
  return high >= limit ? Math.max(start, limit) : null
}
