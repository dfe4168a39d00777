/** Orders and brackets as plain data and back: the part of a snapshot that refers to itself. */

import type { InstrumentId } from '../instrument.ts'
import type { OrderStatus, OrderType, Side, TimeInForce } from '../vocabulary.ts'
import type { BracketDesk, BracketRecord, LegFacts } from './brackets.ts'
import { createRecord, type OrderRecord, type Terms } from './order.ts'
import type { OrderDesk } from './order-desk.ts'
import { listingOf, type Listings } from './order-terms.ts'

/** A type and not an interface, as are all here: so that it is known to be plain JSON. */
export type SavedOrder = {
  readonly number: number
  readonly clientOrderId: string
  readonly instrumentId: InstrumentId
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  readonly tag: string | null
  readonly bracketId: string | null
  readonly isContingent: boolean
  readonly status: OrderStatus
  readonly terms: SavedTerms
  readonly wanted: SavedTerms | null
  readonly asked: SavedTerms | null
  readonly filledLots: number
  readonly replaces: number
  readonly execIds: readonly string[]
}

type SavedTerms = {
  readonly quantityLots: number
  readonly limitTicks: number | null
  readonly stopTicks: number | null
}

type SavedLeg = {
  readonly ticks: number
  readonly orders: readonly string[]
  readonly withdrawn: string | null
  readonly refusals: number
}

export type SavedBracket = {
  readonly id: string
  readonly entry: string
  readonly timeInForce: TimeInForce
  readonly isWithdrawn: boolean
  readonly takeProfit: SavedLeg | null
  readonly stopLoss: SavedLeg | null
  /** Absent where nothing was split. */
  readonly splitLots?: number
}

/** Every order that the desk or a bracket knows, oldest first. */
export function saveOrders(desk: OrderDesk, brackets: BracketDesk): readonly SavedOrder[] {
  const records = new Set<OrderRecord>(desk.all())
  for (const bracket of brackets.all()) {
    for (const record of [
      bracket.entry,
      ...(bracket.takeProfit?.orders ?? []),
      ...(bracket.stopLoss?.orders ?? []),
    ]) {
      records.add(record)
    }
  }
  return [...records].toSorted((one, other) => one.facts.number - other.facts.number).map(saveOrder)
}

export function saveBrackets(brackets: BracketDesk): readonly SavedBracket[] {
  return [...brackets.all()].map((bracket) => ({
    id: bracket.id,
    entry: bracket.entry.facts.clientOrderId,
    timeInForce: bracket.timeInForce,
    isWithdrawn: bracket.isWithdrawn,
    takeProfit: saveLeg(bracket.takeProfit),
    stopLoss: saveLeg(bracket.stopLoss),
    ...(bracket.splitLots === 0 ? {} : { splitLots: bracket.splitLots }),
  }))
}

/** The records of a snapshot's orders, by client order id, oldest first. */
export function readOrders(
  listings: Listings,
  saved: readonly SavedOrder[],
): ReadonlyMap<string, OrderRecord> {
  return new Map(
    saved.map((one) => {
      const { instrumentId, status, terms, wanted, asked, filledLots, replaces, execIds, ...facts } = one
      const record = createRecord({ ...facts, listing: listingOf(listings, instrumentId) }, terms)
      Object.assign(record, { status, wanted, asked, filledLots, replaces })
      record.execIds = [...execIds]
      return [facts.clientOrderId, record]
    }),
  )
}

export function restoreBrackets(
  brackets: BracketDesk,
  orders: ReadonlyMap<string, OrderRecord>,
  saved: readonly SavedBracket[],
): void {
  const find = (id: string): OrderRecord => {
    const record = orders.get(id)
    if (record === undefined) throw new Error(`Invariant: a snapshot holds the orders of its brackets: ${id}`)
    return record
  }
  const leg = (one: SavedLeg | null): LegFacts | null =>
    one && {
      orders: one.orders.map(find),
      withdrawn: one.withdrawn === null ? null : find(one.withdrawn),
      refusals: one.refusals,
    }
  for (const one of saved) {
    brackets.restore(
      {
        id: one.id,
        entry: find(one.entry),
        timeInForce: one.timeInForce,
        takeProfitTicks: one.takeProfit?.ticks ?? null,
        stopLossTicks: one.stopLoss?.ticks ?? null,
        splitLots: one.splitLots ?? 0,
      },
      { takeProfit: leg(one.takeProfit), stopLoss: leg(one.stopLoss) },
      one.isWithdrawn,
    )
  }
}

function saveOrder(record: OrderRecord): SavedOrder {
  const { listing, ...facts } = record.facts
  return {
    ...facts,
    instrumentId: listing.instrument.id,
    status: record.status,
    terms: saveTerms(record.terms),
    wanted: record.wanted && saveTerms(record.wanted),
    asked: record.asked && saveTerms(record.asked),
    filledLots: record.filledLots,
    replaces: record.replaces,
    execIds: [...record.execIds],
  }
}

function saveTerms({ quantityLots, limitTicks, stopTicks }: Terms): SavedTerms {
  return { quantityLots, limitTicks, stopTicks }
}

function saveLeg(leg: BracketRecord['takeProfit']): SavedLeg | null {
  return (
    leg && {
      ticks: leg.ticks,
      orders: leg.orders.map(({ facts }) => facts.clientOrderId),
      withdrawn: leg.withdrawn && leg.withdrawn.facts.clientOrderId,
      refusals: leg.refusals,
    }
  )
}
