/** The book before its first event. */

import { emptyRiskRows, rebuildRiskRows } from '../risk/rows.ts'
import type { Book } from './book.ts'
import { OrderIndex } from './order-index.ts'
import { WorkingOrders } from './working-orders.ts'

/** Who a book belongs to, and what its organization-wide policies measure in. */
export interface BookTerms {
  readonly organizationId: string
  readonly baseCurrency: string
}

/** An empty book: where every replay begins. */
export function initialBook({ organizationId, baseCurrency }: BookTerms): Book {
  const book: Book = {
    organizationId,
    baseCurrency,
    seq: 0,
    at: 0,
    instruments: [],
    instrumentIndexById: new Map(),
    accounts: [],
    accountIndexById: new Map(),
    orders: new OrderIndex(),
    workingOrders: new WorkingOrders(),
    workingAt: [],
    positions: [],
    positionIndexByPair: new Map(),
    policies: [],
    policyVersion: 0,
    switches: [],
    strategies: new Map(),
    deployments: new Map(),
    breaches: new Set(),
    risk: emptyRiskRows(),
  }
  rebuildRiskRows(book)
  return book
}
