/** What ties our books to a connection: it is asked in the turn in which the connection's end goes on record. */
import type { Book, Refusal } from '@quarterdeck/engine'
import { connectionOf } from '../recovery/live-orders.ts'

/** Refuses in its turn while orders of LIVE accounts work through the connection. */
export function worksThrough(book: Book, connectionId: string): Refusal | null {
  const working = [...book.workingOrders.values()].filter(
    (order) => connectionOf(book, order) === connectionId,
  )
  if (working.length === 0) return null
  return refusal(`${working.length} orders of LIVE accounts work through it: cancel them first`)
}

/** Refuses in its turn while accounts of any mode are bound to the connection. */
export function boundTo(book: Book, connectionId: string): Refusal | null {
  const bound = book.accounts.filter((account) => account.connectionId === connectionId)
  if (bound.length === 0) return null
  const names = bound.map(({ name }) => name).join(', ')
  return refusal(`The connection is bound to ${names}: it can be closed, not removed`)
}

function refusal(message: string): Refusal {
  return { kind: 'REFUSED', code: 'CONFLICT', field: null, message }
}
