/** Which kill switches stand in the way of an order. A switch counts from the moment it is engaged until it is released. */

import type { Book, SwitchState } from '../book/book.ts'
import { reducesPosition, type OrderRequest } from './request.ts'

/** Engaged switches whose scope covers the order, and that do not let it through as a reduction of risk; in order of engagement. */
export function coveringSwitches(book: Book, request: OrderRequest): readonly SwitchState[] {
  return book.switches.filter((state) => switchBlocks(book, state, request))
}

/** True where some switch blocks the order; the same rule without a list. */
export function isSwitchedOff(book: Book, request: OrderRequest): boolean {
  for (const state of book.switches) {
    if (switchBlocks(book, state, request)) return true
  }
  return false
}

function switchBlocks(book: Book, state: SwitchState, request: OrderRequest): boolean {
  if (state.phase === 'RELEASED' || !switchCovers(book, state, request)) return false
  return !(state.allowReduceOnly && reducesPosition(book, request))
}

function switchCovers(book: Book, state: SwitchState, request: OrderRequest): boolean {
  switch (state.scope) {
    case 'GLOBAL':
    case 'ORGANIZATION':
      return true
    case 'VENUE':
      return book.instruments[request.instrumentIndex]?.terms.venueId === state.targetId
    case 'ACCOUNT':
      return book.accounts[request.accountIndex]?.id === state.targetId
    case 'STRATEGY':
      return request.strategyId !== null && request.strategyId === state.targetId
    case 'USER':
      return request.userId !== null && request.userId === state.targetId
  }
}
