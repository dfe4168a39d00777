/**
 * What never changes about accounts and orders, remembered by id for the whole process: it spares the order path a trip to
 * the database. Facts say whose a thing is; who may see it is decided where they are used.
 */
import type { Decision } from '@quarterdeck/engine'
import { createLru } from '../pipeline/lru.ts'

export interface AccountFacts {
  readonly organizationId: string
  readonly currency: string
}

export interface OrderFacts {
  readonly organizationId: string
  readonly accountId: string
  readonly instrumentId: string
}

export interface Facts {
  account(id: string): AccountFacts | undefined
  order(id: string): OrderFacts | undefined
  decision(orderId: string): Decision | undefined
  learnAccount(id: string, facts: AccountFacts): void
  learnOrder(id: string, facts: OrderFacts): void
  learnDecision(orderId: string, decision: Decision): void
}

const ACCOUNTS_MAX = 20_000
const ORDERS_MAX = 50_000
/** Each is some ten kilobytes. Who follows orders asks for the decision again with every event of the order. */
const DECISIONS_MAX = 500

export function createFacts(): Facts {
  const accounts = createLru<AccountFacts>(ACCOUNTS_MAX)
  const orders = createLru<OrderFacts>(ORDERS_MAX)
  const decisions = createLru<Decision>(DECISIONS_MAX)
  return {
    account: (id) => accounts.get(id),
    order: (id) => orders.get(id),
    decision: (id) => decisions.get(id),
    learnAccount: (id, facts) => accounts.set(id, facts),
    learnOrder: (id, facts) => orders.set(id, facts),
    learnDecision: (id, decision) => decisions.set(id, decision),
  }
}
