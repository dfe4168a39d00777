/**
 * One reconciliation of a connection: compare, keep the breaks, clear those that are gone, and have booked what the policy allows.
 */
import { randomUUID } from 'node:crypto'
import { MONEY_SCALE, type Actor, type Book, type ForeignOrderTerms, type Micros } from '@quarterdeck/engine'
import { decimalUnits } from '@quarterdeck/sdk'
import type { Holdings } from '../connections/reachable-venue.ts'
import type { Database } from '../database/database.ts'
import {
  adjustAccount,
  foreignOrderOf,
  isDisputed,
  isListed,
  noteForeignOrders,
  setDispute,
  type BookingHost,
} from './book-correction.ts'
import { RequestFault } from '../request-fault.ts'
import { expectedNow } from './compare-holdings.ts'
import { isSameDifference, topicOf, type Difference } from './difference.ts'
import { ourBooks } from './our-books.ts'
import { isApplied } from './policy.ts'
import {
  addBreak,
  breaksOf,
  clearBreak,
  decideBreak,
  reopenBreak,
  restateBreak,
  standingBreaks,
} from './reconciliation-rows.ts'
import type { Break, ReconciliationPolicy } from './reconciliation.ts'

export const RECONCILER: Actor = {
  kind: 'SYSTEM',
  id: 'reconciliation',
  name: 'Reconciliation',
  userId: null,
}

export interface ConnectionBooks {
  readonly database: Database
  readonly now: () => Micros
  readonly organizationId: string
  readonly connectionId: string
  /** How the venue tells what is held. */
  readonly told: Holdings
  readonly host: BookingHost
}

/** Keeps what a run has found; the breaks that are open after it. Throws `Fenced` where another process serves the organization. */
export async function keepDifferences(
  { database, now, organizationId, connectionId, host }: ConnectionBooks,
  runId: string,
  differences: readonly Difference[],
): Promise<{ readonly open: readonly Break[]; readonly cleared: readonly Break[]; readonly added: number }> {
  return database.transaction(async (tx) => {
    // What was held beside books that another process has taken over says nothing of its books.
    await host.checkClaim(tx)
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 23))', [connectionId])
    const standing = new Map((await standingBreaks(tx, connectionId)).map((one) => [topicOf(one), one]))
    const told = new Set(differences.map(topicOf))
    const gone = [...standing].filter(([topic]) => !told.has(topic)).map(([, one]) => one)
    const at = now()
    for (const { id } of gone) await clearBreak(tx, id, at)
    let added = 0
    for (const difference of differences) {
      const before = standing.get(topicOf(difference))
      if (before !== undefined && (before.status !== 'DISMISSED' || isSameDifference(before, difference)))
        await restateBreak(tx, before.id, difference)
      else {
        added += 1
        // What was dismissed is so no more: should it come again, somebody decides again.
        if (before !== undefined) await clearBreak(tx, before.id, at)
        await addBreak(tx, { ...difference, id: randomUUID(), organizationId, connectionId, runId, at })
      }
    }
    const cleared = gone.filter(({ status }) => status === 'OPEN')
    return { open: await breaksOf(tx, organizationId, { connectionId, status: 'OPEN' }), cleared, added }
  })
}

/** Books what the policy lets be booked without a person; what could not be, in words. */
export async function applyPolicy(
  books: ConnectionBooks,
  policy: ReconciliationPolicy,
  open: readonly Break[],
): Promise<readonly string[]> {
  const refusals: string[] = []
  for (const found of open) {
    if (!isApplied(policy, found, worthOf(books, found))) continue
    try {
      await correctBreak(books, found, { actor: RECONCILER, reason: 'the policy books it' })
    } catch (error) {
      refusals.push(`${found.kind} ${found.subject}: ${(error as Error).message}`)
    }
  }
  return refusals
}

/** Has the proposed correction booked, and says so on the break. Throws a RequestFault where it is refused. */
export async function correctBreak(
  books: ConnectionBooks,
  found: Break,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
): Promise<boolean> {
  const { database, now, host, connectionId, told } = books
  const decide = () => decideBreak(database, found.id, { status: 'CORRECTED', actor, reason, at: now() })
  if (found.proposed.kind === 'NOTE_FOREIGN_ORDER') {
    // First: one that is not counted is not said to be.
    await noteOthers(books, actor, found)
    return decide()
  }
  // Asked in the turn that books it: a fill that came after the reading must not count twice.
  const isAsRead = (book: Book) => {
    const ours = ourBooks(book, connectionId)
    return ours !== null && expectedNow(ours, found, told) === found.expected
  }
  await adjustAccount(host, actor, { found, reason, isAsRead })
  const isOpen = await decide()
  if (found.kind === 'POSITION') await settle(host, found, { actor, reason })
  return isOpen
}

/**
 * Tells the engine which orders of others count now: those that were noted and still work, and with them `added`. To be called after
 * every run: one that works no more is counted no more. One that was noted and cannot be counted as it is now is open again.
 */
export async function noteOthers(
  books: ConnectionBooks,
  actor: Actor,
  added: Break | null = null,
): Promise<void> {
  const { database, host, connectionId } = books
  // However much was corrected since: one that works for long still counts.
  const standing = await standingBreaks(database, connectionId)
  const noted = standing.filter(({ kind, status }) => kind === 'FOREIGN_ORDER' && status === 'CORRECTED')
  const orders: ForeignOrderTerms[] = []
  for (const one of added === null ? noted : [...noted.filter(({ id }) => id !== added.id), added]) {
    const counted = foreignOrderOf(host, one)
    if (counted.ok) orders.push(counted.terms)
    else if (one === added)
      throw new RequestFault('CONFLICT', `The order cannot be counted: ${counted.because}`, 'breakId')
    else await reopenBreak(database, one.id)
  }
  const book = host.partition?.book
  const account = book === undefined ? null : ourBooks(book, connectionId)?.accounts[0]
  if (account == null || (orders.length === 0 && account.foreignOrders.length === 0)) return
  await noteForeignOrders(host, actor, { accountId: account.id, orders })
}

/** Holds positions that are in question to reductions, and lets go of those that are not any more. */
export async function setDisputes(
  books: ConnectionBooks,
  { open, cleared }: { readonly open: readonly Break[]; readonly cleared: readonly Break[] },
): Promise<void> {
  const isPosition = ({ kind }: Break) => kind === 'POSITION'
  for (const found of open.filter(isPosition)) {
    if (!isListed(books.host, found) || isDisputed(books.host, found)) continue
    const reason = `the venue holds ${found.observed}, our books ${found.expected}`
    await setDispute(books.host, RECONCILER, { ...found, isDisputed: true, reason })
  }
  for (const found of cleared.filter(isPosition))
    await settle(books.host, found, { actor: RECONCILER, reason: 'the venue and our books agree again' })
}

/** Nothing is in question any more: the position takes all orders again. */
export async function settle(
  host: BookingHost,
  found: Break,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
): Promise<void> {
  if (isDisputed(host, found)) await setDispute(host, actor, { ...found, isDisputed: false, reason })
}

/** In the account's currency, units of 10^-18; null: it cannot be told. */
function worthOf({ host }: ConnectionBooks, { accountId, subject, proposed }: Break): bigint | null {
  const book = host.partition?.book
  const currency = book?.accounts.find(({ id }) => id === accountId)?.currency
  if (currency === undefined || proposed.currency !== currency) return null
  if (proposed.amount !== null) return magnitude(decimalUnits(proposed.amount, MONEY_SCALE))
  const index = book?.instrumentIndexById.get(subject)
  const instrument = index === undefined ? undefined : book?.instruments[index]
  if (proposed.quantity === null || proposed.price === null || instrument === undefined) return null
  const lots = decimalUnits(proposed.quantity, MONEY_SCALE) / instrument.quantityUnitsPerLot
  const ticks = decimalUnits(proposed.price, MONEY_SCALE) / instrument.priceUnitsPerTick
  return magnitude(lots * ticks * instrument.tickLotValue)
}

function magnitude(units: bigint): bigint {
  return units < 0n ? -units : units
}
