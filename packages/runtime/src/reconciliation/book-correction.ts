/**
 * What comes of a break in the books: each correction is a command to the engine and an event of the journal. Every one may be
 * asked for again: an adjustment goes by the break's id, and the others say how things stand.
 */
import type {
  Actor,
  Book,
  CashAdjustment,
  ForeignOrderTerms,
  PositionAdjustment,
  Refusal,
} from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import { IncrementCounter, type OrderRecord } from '@quarterdeck/venues'
import { PartitionUnavailable } from '../faults.ts'
import type { PartitionHost } from '../partition/host.ts'
import type { SubmitOptions } from '../partition/partition.ts'
import { RequestFault } from '../request-fault.ts'
import type { CommandRequest } from '../runtime.ts'
import { foreignOrder, type ForeignOrder } from './foreign-order.ts'
import type { Break } from './reconciliation.ts'

export type BookingHost = Pick<PartitionHost, 'submit' | 'partition' | 'checkClaim'>

export interface Adjustment {
  readonly found: Break
  readonly reason: string
  /** Whether the books have what they had when the break was found: another correction is another break's. */
  readonly isAsRead: (book: Book) => boolean
}

/**
 * Books what a break proposes of a position or of cash, unless the books have moved since it was found. Throws a RequestFault where
 * it is refused; nothing was booked then.
 */
export async function adjustAccount(
  host: BookingHost,
  actor: Actor,
  { found, reason, isAsRead }: Adjustment,
): Promise<void> {
  const unless = (book: Book) => (isAsRead(book) ? null : MOVED)
  await submitted(host, actor, adjustmentOf(bookOf(host), found, reason), { unless })
}

const MOVED: Refusal = {
  kind: 'REFUSED',
  code: 'CONFLICT',
  field: null,
  message: 'our books have changed since the venue was read: reconcile again',
}

/** A fee that the venue took by itself, in cash or in lots at a price. */
export type Charge = {
  readonly accountId: string
  readonly reason: string
  readonly idempotencyKey: string
} & (CashAdjustment | PositionAdjustment)

/** Books what the venue took by itself; again: no change. */
export async function chargeAccount(host: BookingHost, actor: Actor, charge: Charge): Promise<void> {
  await submitted(host, actor, { type: 'AdjustAccount', kind: 'FEE', breakId: null, ...charge })
}

/** Tells the engine which orders of others work on the account now, whole. */
export async function noteForeignOrders(
  host: BookingHost,
  actor: Actor,
  { accountId, orders }: { readonly accountId: string; readonly orders: readonly ForeignOrderTerms[] },
): Promise<void> {
  await submitted(host, actor, { type: 'NoteForeignOrders', accountId, orders })
}

/** Holds the position of a break to reductions, or lets go of it. */
export async function setDispute(
  host: BookingHost,
  actor: Actor,
  of: Pick<Break, 'accountId' | 'subject'> & { readonly isDisputed: boolean; readonly reason: string },
): Promise<void> {
  const { accountId, subject: instrumentId, reason } = of
  const type = of.isDisputed ? 'DisputePosition' : 'SettleDispute'
  await submitted(host, actor, { type, accountId, instrumentId, reason })
}

/** Whether the books list what a break of a position is about. */
export function isListed(host: BookingHost, { subject }: Pick<Break, 'subject'>): boolean {
  return bookOf(host).instrumentIndexById.has(subject)
}

/** Whether the engine holds a position to reductions. */
export function isDisputed(
  host: BookingHost,
  { accountId, subject }: Pick<Break, 'accountId' | 'subject'>,
): boolean {
  const book = bookOf(host)
  const accountIndex = book.accountIndexById.get(accountId)
  const instrumentIndex = book.instrumentIndexById.get(subject)
  return book.positions.some(
    (position) =>
      position.accountIndex === accountIndex &&
      position.instrumentIndex === instrumentIndex &&
      position.dispute !== null,
  )
}

/** An order of others as the engine counts it, from the break that told of it. */
export function foreignOrderOf(host: BookingHost, { evidence }: Break): ForeignOrder {
  const { order, instrumentId } = JSON.parse(evidence) as {
    readonly order: OrderRecord
    readonly instrumentId: string | null
  }
  return foreignOrder(order, instrumentId === null ? null : termsOf(bookOf(host), instrumentId))
}

function adjustmentOf(
  book: Book,
  { id, accountId, subject, proposed }: Break,
  reason: string,
): CommandRequest {
  const isOpening = book.accounts.some((account) => account.id === accountId && account.orderTimesHead === 0)
  const common = {
    type: 'AdjustAccount',
    accountId,
    reason,
    breakId: id,
    idempotencyKey: `break-${id}`,
  } as const
  const { kind, amount, currency, quantity, price } = proposed
  if (kind === 'ADJUST_CASH' && amount !== null && currency !== null)
    return { ...common, kind: isOpening ? 'OPENING' : 'CASH', currency, amount }
  const terms = termsOf(book, subject)
  if (kind !== 'ADJUST_POSITION' || quantity === null || price === null || terms === null)
    throw new RequestFault(
      'CONFLICT',
      'The break proposes nothing that could be booked: the venue has to settle it',
    )
  return {
    ...common,
    kind: isOpening ? 'OPENING' : 'POSITION',
    instrumentId: terms.id,
    lots: new IncrementCounter(terms.quantityIncrement).count(quantity),
    priceTicks: new IncrementCounter(terms.priceIncrement).count(price),
  }
}

async function submitted(
  host: BookingHost,
  actor: Actor,
  request: CommandRequest,
  options: SubmitOptions = {},
): Promise<void> {
  const { outcome } = await host.submit(actor, request, options)
  if (outcome.kind === 'REFUSED') throw new RequestFault('CONFLICT', `It was not booked: ${outcome.message}`)
}

function termsOf(book: Book, instrumentId: string): Instrument | null {
  const index = book.instrumentIndexById.get(instrumentId)
  return index === undefined ? null : (book.instruments[index]?.terms ?? null)
}

function bookOf({ partition }: BookingHost): Book {
  if (partition === null)
    throw new PartitionUnavailable('The organization is not served now. Nothing was booked.')
  return partition.book
}
