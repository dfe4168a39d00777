/** Which orders a kill switch covers. */

import type { Book, OrderState, SwitchState } from '../book/book.ts'
import type { SwitchScope } from '../book/policy.ts'
import { placeOf } from '../order/standing.ts'

export interface ScopeTarget {
  readonly scope: SwitchScope
  readonly targetId: string | null
}

/** True where the order lies in the scope. GLOBAL is told to every book, so that in one book it is all of it. */
export function coversOrder(book: Book, { scope, targetId }: ScopeTarget, order: OrderState): boolean {
  switch (scope) {
    case 'GLOBAL':
    case 'ORGANIZATION':
      return true
    case 'VENUE':
      return placeOf(book, order).instrument.terms.venueId === targetId
    case 'ACCOUNT':
      return placeOf(book, order).account.id === targetId
    case 'STRATEGY':
      return order.strategyId !== null && order.strategyId === targetId
    case 'USER':
      return order.actor.userId !== null && order.actor.userId === targetId
  }
}

/** The oldest engaged switch that is still withdrawing this order; null: none. */
export function cancellingSwitch(book: Book, order: OrderState): SwitchState | null {
  return (
    book.switches.find((state) => state.phase === 'CANCELLING' && state.openOrderIds.includes(order.id)) ??
    null
  )
}
