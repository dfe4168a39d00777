/**
 * A book as text and back: canonical JSON of what cannot be derived. Indexes, integer forms of instruments and risk rows are made
 * anew by `restore`. Two books are equal exactly when their snapshots, and so their hashes, are. Rules: SPEC.md, SN.
 */

import {
  ORDER_RATE_RING,
  type AccountState,
  type Book,
  type InstrumentState,
  type OrderState,
} from '../book/book.ts'
import { initialBook } from '../book/initial.ts'
import { sha256Hex } from '../digest/sha256.ts'
import { instrumentState } from '../instrument/state.ts'
import { listAtWork, noteOpposed } from '../order/reservation.ts'
import { isFinal } from '../order/status.ts'
import { pairKey } from '../position/open-position.ts'
import { rebuildRiskRows } from '../risk/rows.ts'
import type { DeploymentState, StrategyState } from '../strategy/state.ts'
import { canonicalJson } from './canonical.ts'

/** Shape of the snapshot text; it rises when the shape changes, and an older one is read no more: the journal is. */
export const SNAPSHOT_FORMAT = 10

/** The same data as JSON has it: bigints as decimal strings, maps as pairs, typed arrays as arrays. */
type Written<T> = T extends bigint
  ? string
  : T extends ReadonlyMap<infer K, infer V>
    ? readonly (readonly [K, V])[]
    : T extends Float64Array
      ? readonly number[]
      : T extends readonly (infer E)[]
        ? readonly Written<E>[]
        : T extends object
          ? { readonly [K in keyof T]: Written<T[K]> }
          : T

interface WrittenBook extends Pick<
  Book,
  'organizationId' | 'baseCurrency' | 'seq' | 'at' | 'policies' | 'policyVersion' | 'switches'
> {
  readonly format: typeof SNAPSHOT_FORMAT
  readonly instruments: readonly Pick<InstrumentState, 'terms' | 'settled' | 'actions'>[]
  readonly accounts: readonly Written<AccountState>[]
  readonly orders: readonly Written<OrderState>[]
  readonly strategies: readonly StrategyState[]
  readonly deployments: readonly Written<DeploymentState>[]
  readonly breaches: readonly string[]
  readonly positions: readonly Written<Book['positions'][number]>[]
}

/** Canonical text of a book. */
export function snapshot(book: Book): string {
  const { organizationId, baseCurrency, seq, at, positions, policies, policyVersion, switches } = book
  return canonicalJson({
    format: SNAPSHOT_FORMAT,
    organizationId,
    baseCurrency,
    seq,
    at,
    instruments: book.instruments.map(({ terms, settled, actions }) => ({ terms, settled, actions })),
    accounts: book.accounts.map((account) => ({
      ...account,
      orderTimes: [...account.orderTimes.subarray(0, Math.min(account.orderTimesHead, ORDER_RATE_RING))],
      fundingKeys: [...account.fundingKeys],
    })),
    orders: [...book.orders.values()].map((order) => ({
      ...order,
      replaceKeys: order.replaceKeys === null ? null : [...order.replaceKeys],
    })),
    positions,
    policies,
    policyVersion,
    switches,
    strategies: [...book.strategies.values()],
    deployments: [...book.deployments.values()],
    breaches: [...book.breaches].sort(),
  })
}

/** SHA-256 of the snapshot, in hex: the digest of a book's whole state. */
export function hash(book: Book): string {
  return sha256Hex(snapshot(book))
}

/** The book of a snapshot: it decides and evolves as the one that was written. Throws on a text that is none. */
export function restore(text: string): Book {
  const written = JSON.parse(text) as WrittenBook
  const format: number = written.format
  if (format !== SNAPSHOT_FORMAT) {
    throw new Error(`Invariant: a snapshot has format ${SNAPSHOT_FORMAT}, not ${format}`)
  }
  const { organizationId, baseCurrency } = written
  const book = initialBook({ organizationId, baseCurrency })
  book.seq = written.seq
  book.at = written.at
  book.instruments = written.instruments.map(({ terms, settled, actions }, index) =>
    instrumentState(index, terms, settled, actions),
  )
  book.accounts = written.accounts.map(readAccount)
  book.positions = written.positions.map((position) => ({
    ...position,
    cost: BigInt(position.cost),
    realizedPnl: BigInt(position.realizedPnl),
    fees: BigInt(position.fees),
    marginUsed: BigInt(position.marginUsed),
    adjustments: [...position.adjustments],
    transferred: BigInt(position.transferred),
  }))
  for (const order of written.orders) book.orders.add(readOrder(order))
  book.policies = written.policies
  book.policyVersion = written.policyVersion
  book.switches = written.switches
  for (const strategy of written.strategies) book.strategies.set(strategy.id, strategy)
  for (const deployment of written.deployments) {
    book.deployments.set(deployment.id, { ...deployment, requestTimes: [...deployment.requestTimes] })
  }
  book.breaches = new Set(written.breaches)
  index(book)
  rebuildRiskRows(book)
  return book
}

function readAccount(account: Written<AccountState>): AccountState {
  const orderTimes = new Float64Array(ORDER_RATE_RING)
  orderTimes.set(account.orderTimes)
  return {
    ...account,
    cash: account.cash.map((cash) => ({
      currency: cash.currency,
      cash: BigInt(cash.cash),
      reservedForOrders: BigInt(cash.reservedForOrders),
      marginUsed: BigInt(cash.marginUsed),
    })),
    ledger: account.ledger.map((line) => ({ ...line, total: BigInt(line.total) })),
    dayStartEquity: BigInt(account.dayStartEquity),
    dayHighEquity: BigInt(account.dayHighEquity),
    orderTimes,
    fundingKeys: new Map(account.fundingKeys),
  }
}

function readOrder(order: Written<OrderState>): OrderState {
  const pending = order.pendingReplace
  return {
    ...order,
    voidedEarly: [...order.voidedEarly],
    filledTickLots: BigInt(order.filledTickLots),
    requirement: { money: BigInt(order.requirement.money), lots: order.requirement.lots },
    reserved: BigInt(order.reserved),
    pendingReplace:
      pending === null
        ? null
        : {
            ...pending,
            requirement: { money: BigInt(pending.requirement.money), lots: pending.requirement.lots },
          },
    replaceKeys: order.replaceKeys === null ? null : new Map(order.replaceKeys),
    fills: order.fills.map((fill) => ({ ...fill, fee: BigInt(fill.fee) })),
  }
}

/** Everything by which the book finds its entities again. */
function index(book: Book): void {
  for (const instrument of book.instruments)
    book.instrumentIndexById.set(instrument.terms.id, instrument.index)
  for (const account of book.accounts) book.accountIndexById.set(account.id, account.index)
  for (const position of book.positions) {
    book.positionIndexByPair.set(pairKey(position.accountIndex, position.instrumentIndex), position.index)
  }
  for (const order of book.orders.values()) {
    if (isFinal(order.status)) continue
    book.workingOrders.add(order)
    listAtWork(book, order)
  }
  for (const [positionIndex, atWork] of book.workingAt.entries()) {
    const position = book.positions[positionIndex]
    if (atWork === undefined || position === undefined) continue
    noteOpposed(atWork, position)
  }
}
