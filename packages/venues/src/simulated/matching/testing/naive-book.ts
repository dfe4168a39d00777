/** The matching rules in the plainest words: sorted arrays of objects. The oracle for the packed book in random tests. */

import { BUY, NO_OWNER, OUTCOME, RULE } from '../codes.ts'
import type { IncomingOrder, OutcomeCode, RuleCode, SideCode } from '../codes.ts'

export interface NaiveOrder {
  readonly id: number
  readonly side: SideCode
  ticks: number
  lots: number
  readonly owner: number
}

export interface NaiveFill {
  readonly restingId: number
  readonly ticks: number
  readonly lots: number
  readonly restingLots: number
}

export class NaiveBook {
  orders: NaiveOrder[] = []
  fills: NaiveFill[] = []
  outcome: OutcomeCode = OUTCOME.filled
  openLots = 0

  submit(id: number, order: IncomingOrder): void {
    this.fills = []
    this.openLots = order.lots
    const reachable = this.queue((1 - order.side) as SideCode).filter((resting) =>
      within(order, resting.ticks),
    )
    if (order.rule === RULE.postOnly && reachable.length > 0) {
      this.outcome = OUTCOME.wouldTake
      return
    }
    const own =
      order.owner === NO_OWNER ? -1 : reachable.findIndex((resting) => resting.owner === order.owner)
    const tradable = own < 0 ? reachable : reachable.slice(0, own)
    const available = tradable.reduce((sum, resting) => sum + resting.lots, 0)
    if (order.rule === RULE.fillOrKill && available < order.lots) {
      this.outcome = OUTCOME.killed
      return
    }
    for (const resting of tradable) {
      if (this.openLots === 0) break
      const lots = Math.min(this.openLots, resting.lots)
      this.openLots -= lots
      this.fills.push({ restingId: resting.id, ticks: resting.ticks, lots, restingLots: resting.lots - lots })
      this.fill(resting.id, lots)
    }
    if (this.openLots === 0) this.outcome = OUTCOME.filled
    else if (own >= 0) this.outcome = OUTCOME.selfTradePrevented
    else if (order.rule === RULE.immediate) this.outcome = OUTCOME.canceled
    else {
      this.outcome = OUTCOME.rested
      this.orders.push({ id, side: order.side, ticks: order.ticks, lots: this.openLots, owner: order.owner })
    }
  }

  cancel(id: number): void {
    this.orders = this.orders.filter((order) => order.id !== id)
  }

  fill(id: number, lots: number): void {
    const order = this.find(id)
    order.lots -= lots
    if (order.lots === 0) this.cancel(id)
  }

  replace(
    id: number,
    terms: { readonly ticks: number; readonly lots: number; readonly rule: RuleCode },
  ): void {
    const order = this.find(id)
    if (terms.ticks === order.ticks && terms.lots <= order.lots) {
      order.lots = terms.lots
      this.fills = []
      this.openLots = terms.lots
      this.outcome = OUTCOME.rested
      return
    }
    this.cancel(id)
    this.submit(id, { ...terms, side: order.side, owner: order.owner })
  }

  /** Orders of a side as they would trade; `orders` is in order of arrival and the sort keeps it within a price. */
  queue(side: SideCode): NaiveOrder[] {
    const sign = side === BUY ? -1 : 1
    return this.orders.filter((order) => order.side === side).toSorted((a, b) => (a.ticks - b.ticks) * sign)
  }

  find(id: number): NaiveOrder {
    const order = this.orders.find((candidate) => candidate.id === id)
    if (order === undefined) throw new Error(`Invariant: order ${id} is in the book`)
    return order
  }
}

function within(order: IncomingOrder, ticks: number): boolean {
  return order.side === BUY ? ticks <= order.ticks : ticks >= order.ticks
}
