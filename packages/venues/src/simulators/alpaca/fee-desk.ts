/**
 * The fees of pairs, as Alpaca takes them: of each execution from what it brought, coins or dollars, and told by none. They are posted
 * at the end of the day, or before where somebody asks.
 */

import { randomUUID } from 'node:crypto'
import type { SimulatedExchange } from '../core/exchange.ts'
import type { SimulatedFill } from '../core/order.ts'
import { textOf, times, unitsOf } from '../core/product.ts'
import type { SimulatedCharge } from './payloads.ts'

/** Shares of what an execution brings. */
const [MAKER, TAKER] = [unitsOf('0.0015'), unitsOf('0.0025')]

export class FeeDesk {
  private readonly exchange: SimulatedExchange
  private readonly posted: SimulatedCharge[] = []
  private readonly unposted: SimulatedCharge[] = []

  constructor(exchange: SimulatedExchange) {
    this.exchange = exchange
    exchange.listen({ onFill: (fill) => this.take(fill) })
  }

  /** Those that are posted by a time, oldest first. */
  listed(nowMs: number): readonly SimulatedCharge[] {
    while (this.unposted[0] !== undefined && dayOf(this.unposted[0].atMs) < dayOf(nowMs))
      this.posted.push(this.unposted.shift()!)
    return this.posted
  }

  /** As at the end of a day. */
  post(): void {
    this.posted.push(...this.unposted.splice(0))
  }

  private take({ symbol, orderId, side, lots, ticks, maker, atMs }: SimulatedFill): void {
    const order = this.exchange.orders.get(orderId)
    if (order === undefined || !symbol.includes('/')) return
    const { account, product } = order
    const isBuy = side === 'BUY'
    const fee = times(isBuy ? product.size(lots) : product.worth(ticks, lots), maker ? MAKER : TAKER)
    if (fee === 0n) return
    const { base, quote } = product.terms
    this.exchange.wallets.add(account, isBuy ? base : quote, -fee)
    this.unposted.push({
      account,
      atMs,
      chargeId: `${dayOf(atMs).replaceAll('-', '')}000000000::${randomUUID()}`,
      venueSymbol: isBuy ? symbol : null,
      amount: textOf(-fee),
      price: isBuy ? textOf(product.price(ticks)) : null,
    })
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
