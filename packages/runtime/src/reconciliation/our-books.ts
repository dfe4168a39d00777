/**
 * What our books have of a connection: the LIVE accounts that are bound to it, with their orders, positions and cash. A venue knows
 * one account by a credential: what several of ours hold there is compared as a sum.
 */
import {
  MONEY_SCALE,
  openLots,
  type AccountState,
  type Book,
  type InstrumentState,
  type OrderState,
} from '@quarterdeck/engine'
import { formatDecimal } from '@quarterdeck/sdk'
import type { OrderRecord } from '@quarterdeck/venues'

export interface OurBooks {
  /** Those that are bound to it, in order of their opening; at least one. */
  readonly accounts: readonly [AccountState, ...AccountState[]]
  /** Every order of theirs that is known, by our id and by the venue's. */
  readonly orders: ReadonlyMap<string, OrderState>
  readonly working: readonly OrderState[]
  /** Signed lots by instrument id; instruments that they never held are absent. */
  readonly lots: ReadonlyMap<string, number>
  /** Cash by currency, units of 10^-18. */
  readonly cash: ReadonlyMap<string, bigint>
  /** What of it stands behind open positions. */
  readonly margin: ReadonlyMap<string, bigint>
  /** What of it working orders tie up, or would cost: the more of both of each. */
  readonly ordered: ReadonlyMap<string, bigint>
  readonly instrumentOf: (instrumentId: string) => InstrumentState | null
  readonly instrumentAt: (index: number) => InstrumentState
}

/** Null: no LIVE account is bound to the connection. */
export function ourBooks(book: Book, connectionId: string): OurBooks | null {
  const [first, ...others] = book.accounts.filter(
    (account) => account.mode === 'LIVE' && account.connectionId === connectionId,
  )
  if (first === undefined) return null
  const accounts = [first, ...others] as const
  const indexes = new Set(accounts.map(({ index }) => index))
  const isOurs = ({ accountIndex }: { readonly accountIndex: number }) => indexes.has(accountIndex)
  const lots = new Map<string, number>()
  for (const position of book.positions.filter(isOurs)) {
    const { id } = book.instruments[position.instrumentIndex]!.terms
    lots.set(id, (lots.get(id) ?? 0) + position.lots)
  }
  const [cash, margin, ordered] = [
    new Map<string, bigint>(),
    new Map<string, bigint>(),
    new Map<string, bigint>(),
  ]
  for (const { currency, ...of } of accounts.flatMap((account) => account.cash)) {
    cash.set(currency, (cash.get(currency) ?? 0n) + of.cash)
    margin.set(currency, (margin.get(currency) ?? 0n) + of.marginUsed)
  }
  const working = [...book.workingOrders.values()].filter(isOurs)
  for (const order of working) {
    const { terms, tickLotValue } = book.instruments[order.instrumentIndex]!
    const open = BigInt(openLots(order, order.quantityLots))
    const worth = BigInt(order.limitTicks ?? 0) * open * tickLotValue
    const least = order.reserved > worth ? order.reserved : worth
    ordered.set(terms.currency, (ordered.get(terms.currency) ?? 0n) + least)
  }
  return {
    accounts,
    orders: ordersById([...book.orders.values()].filter(isOurs)),
    working,
    lots,
    cash,
    margin,
    ordered,
    instrumentOf(instrumentId) {
      const index = book.instrumentIndexById.get(instrumentId)
      return index === undefined ? null : (book.instruments[index] ?? null)
    },
    instrumentAt: (index) => book.instruments[index]!,
  }
}

/**
 * The order of ours that a record of the venue speaks of; null: it is not ours. A change may have made another order of it, under a
 * client id that begins with ours.
 */
export function ownOrder(
  { orders }: Pick<OurBooks, 'orders'>,
  { venueOrderId, clientOrderId }: Pick<OrderRecord, 'venueOrderId' | 'clientOrderId'>,
): OrderState | null {
  const told = clientOrderId ?? ''
  const before = told.slice(0, Math.max(0, told.lastIndexOf('-')))
  return orders.get(venueOrderId) ?? orders.get(told) ?? orders.get(before) ?? null
}

/** Our working orders that the venue has confirmed: of the others nothing is expected yet. */
export function confirmedOrders({ working }: OurBooks): readonly (OrderState & { venueOrderId: string })[] {
  return working.filter(
    (order): order is OrderState & { venueOrderId: string } => order.venueOrderId !== null && !order.unknown,
  )
}

/** Whether it has yet to have its first order: what the venue holds is then its opening balance. */
export function isNew({ accounts }: OurBooks): boolean {
  return accounts.every(({ orderTimesHead }) => orderTimesHead === 0)
}

export function unitsText(units: bigint): string {
  return formatDecimal(units, MONEY_SCALE)
}

function ordersById(orders: readonly OrderState[]): ReadonlyMap<string, OrderState> {
  const byId = new Map(orders.map((order) => [order.id, order]))
  for (const order of orders) if (order.venueOrderId !== null) byId.set(order.venueOrderId, order)
  return byId
}
